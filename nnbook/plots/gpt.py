"""Figures of the chapter on GPT: the loop that writes, surprise by character and by place, chances, heads, copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import AMOUNTS, BASELINE, BLUE, GREEN, INK, LOOKS, PURPLE, VERMILLION

STEPS = ("text so far", "GPT", "chances", "draw one")


def loop() -> Figure:
    """A text is read, chances of the next token come out, one is drawn and joins the text, and so on."""
    figure, ax = plt.subplots(figsize=(6.4, 1.9), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    places = np.linspace(0.9, 7.5, len(STEPS))
    for x, step, color in zip(places, STEPS, (BLUE, PURPLE, GREEN, VERMILLION), strict=True):
        box(ax, (x, 1.4), (1.5, 0.7), color, step)
    for left, right in pairwise(places):
        arrow(ax, (left + 0.75, 1.4), (right - 0.75, 1.4), INK)
    ax.plot([places[-1], places[-1], places[0]], [1.05, 0.4, 0.4], color=VERMILLION, linewidth=1.6)
    arrow(ax, (places[0], 0.4), (places[0], 1.05), VERMILLION)
    ax.text(places.mean(), 0.52, "it joins the text", ha="center", va="bottom", fontsize=10)
    ax.set(xlim=(-0.1, 8.5), ylim=(0.1, 2.0))
    ax.axis("off")
    return figure


def surprise(text: str, bits: np.ndarray, width: int = 40) -> Figure:
    """A text in lines of `width` characters, each on a field whose color tells its surprise in bits (T,)."""
    lines = -(-len(text) // width)
    table = np.full(lines * width, np.nan)
    table[: len(text)] = bits
    figure, ax = plt.subplots(figsize=(6.4, 0.9 + 0.3 * lines))
    shown = ax.imshow(table.reshape(lines, width), cmap=AMOUNTS, vmin=0, vmax=8, aspect="auto")
    for k, character in enumerate(text):
        color = "white" if bits[k] < 4 else INK
        sign = {"\n": "¶", " ": "·"}.get(character, character)
        ax.text(k % width, k // width, sign, ha="center", va="center", family="monospace", color=color, fontsize=9)
    figure.colorbar(shown, ax=ax, label="bits", orientation="horizontal", shrink=0.5, aspect=30)
    ax.axis("off")
    return figure


def by_place(curves: Mapping[str, np.ndarray]) -> Figure:
    """Bits a character (C,) of several models, against how many characters of the window were read before."""
    figure, ax = plt.subplots(figsize=(6.0, 3.2))
    for (name, values), (color, style, _) in zip(curves.items(), LOOKS, strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, color=color, linestyle=style, label=name)
    ax.set(xlabel="characters read before", ylabel="bits a character", xlim=(1, None), ylim=(0, None))
    ax.legend(loc="upper right")
    return figure


def chances(p: np.ndarray, symbols: Sequence[str], title: str, most: int = 14) -> Figure:
    """The chances (V,) of the `most` likeliest symbols as bars, and the entropy of all."""
    figure, ax = plt.subplots(figsize=(5.6, 2.7))
    order = np.argsort(-p, kind="stable")[:most]
    ax.bar(range(len(order)), p[order], color=BLUE)
    names = [{" ": "space", "\n": "line"}.get(symbols[i], symbols[i]) for i in order]
    ax.set_xticks(range(len(order)), names, rotation=0 if max(map(len, names)) == 1 else 45)
    some = p[p > 0]
    entropy = float(-(some * np.log2(some)).sum())
    ax.set(ylim=(0, 1), ylabel="chance", title=f"{title}: {abs(entropy):.1f} bits, {len(some)} possible")
    ax.grid(visible=False, axis="x")
    return figure


def heads(found: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> Figure:
    """Each network as a dot: how much its best head looks at successors (x), its share right on a new period (y)."""
    figure, ax = plt.subplots(figsize=(5.4, 3.1))
    for (name, (scores, shares)), (color, _, marker) in zip(found.items(), LOOKS, strict=False):
        ax.plot(scores, shares, marker, color=color, markersize=9, alpha=0.8, label=name)
    ax.set(xlabel="induction score", ylabel="right, new period", xlim=(0, 1.03), ylim=(-0.04, 1.04))
    ax.legend(loc="upper left")
    return figure


def copies(shares: Mapping[str, Sequence[float]], lengths: Sequence[int]) -> Figure:
    """The share of pieces that stand in the training text, against their length, for several sources of text."""
    figure, ax = plt.subplots(figsize=(5.8, 3.1))
    for (name, values), (color, style, marker) in zip(shares.items(), LOOKS, strict=False):
        ax.plot(lengths, values, color=color, linestyle=style, marker=marker, label=name)
    ax.set(xlabel="length of the piece", ylabel="in the training text", ylim=(-0.04, 1.04), xticks=list(lengths))
    ax.axhline(0, color=BASELINE, linewidth=0.8)
    ax.legend(loc="upper right")
    return figure


def written(texts: Mapping[str, str], width: int = 64) -> Figure:
    """Texts under their names, in lines of `width` characters; a line's end in a text is shown as a sign."""
    blocks = [
        (name, [text[i : i + width] for i in range(0, len(text), width)])
        for name, text in ((name, text.replace("\n", "¶")) for name, text in texts.items())
    ]
    rows = sum(1.4 + len(lines) for _, lines in blocks)
    figure, ax = plt.subplots(figsize=(6.4, 0.1 + 0.21 * rows), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.99)
    y = 0.3
    for (name, lines), color in zip(blocks, (BLUE, VERMILLION, GREEN, INK), strict=False):
        ax.text(0, y, name, va="center", fontsize=9.5, fontweight="bold", color=color)
        for k, line in enumerate(lines, 1):
            ax.text(0, y + k, line.replace("$", r"\$"), va="center", family="monospace", fontsize=8.5)
        y += 1.4 + len(lines)
    ax.set(xlim=(0, width), ylim=(rows, -0.3))
    ax.axis("off")
    return figure
