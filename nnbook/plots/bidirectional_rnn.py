"""Figures of the chapters on bidirectional networks: two passes, code with its tags, accuracy by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, BLUE, GREEN, INK, LOOKS, PURPLE, VERMILLION, tint

SIGNS = {  # of the kinds in datasets.code_tokens: a letter and a color
    "keyword": ("k", BLUE),
    "call": ("c", VERMILLION),
    "name": ("n", GREEN),
    "number": ("9", INK),
    "string": ("s", PURPLE),
    "comment": ("#", BASELINE),
    "operator": ("o", "#AAAAAA"),
}


def passes(letters: Sequence[str] = ("f", "i", "n", "d", "(")) -> Figure:
    """Two chains of states over the same letters, one from the left, one from the right, and answers fed by both."""
    figure, ax = plt.subplots(figsize=(6.0, 3.0), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    rows, last = {"answer": 3.6, "back": 2.5, "onward": 1.4, "letter": 0.3}, len(letters) - 1
    for t, letter in enumerate(letters):
        x = 1.7 * t
        ax.text(x, rows["letter"], letter, ha="center", va="center", fontsize=15, family="monospace")
        for name, color, side, step in (("onward", BLUE, -0.32, 1), ("back", VERMILLION, 0.32, -1)):
            box(ax, (x + side, rows[name]), (0.5, 0.5), color)
            if 0 <= t + step <= last:
                start, end = x + side + 0.25 * step, x + side + 1.45 * step
                arrow(ax, (start, rows[name]), (end, rows[name]), color, 2.2)
            arrow(ax, (x + 0.4 * side, 0.6), (x + side, rows[name] - 0.25), INK)
            arrow(ax, (x + side, rows[name] + 0.25), (x + 0.4 * side, rows["answer"] - 0.25), color)
        box(ax, (x, rows["answer"]), (0.9, 0.5), INK, paper=True)
    for name, told in (("answer", "answers"), ("back", "from the end"), ("onward", "from the start"), ("letter", "")):
        ax.text(-0.8, rows[name], told, ha="right", va="center", fontsize=11)
    ax.set(xlim=(-2.9, 1.7 * last + 0.7), ylim=(0, 4))
    ax.axis("off")
    return figure


def tags(text: str, rows: Mapping[str, np.ndarray], kinds: Sequence[str], read: int | None = None) -> Figure:
    """A line of code over rows of tags (T,), numbers in `kinds`; the first row is the truth.

    A thick line stands under what differs from it. With `read` only so many characters are known: the others are gray,
    and below them the rows after the first are empty.
    """
    length = len(text) if read is None else read
    figure, ax = plt.subplots(figsize=(6.4, 0.75 + 0.42 * len(rows)), layout="none")
    figure.subplots_adjust(left=0.15, right=0.99, bottom=0.17, top=0.99)
    for t, letter in enumerate(text):
        color = INK if t < length else "#AAAAAA"
        ax.text(t + 0.5, 0.45, letter, ha="center", va="center", fontsize=11, family="monospace", color=color)
    truth = next(iter(rows.values()))
    for row, (name, found) in enumerate(rows.items(), 1):
        ax.text(-0.6, row + 0.45, name, ha="right", va="center", fontsize=10)
        for start, end in _runs(found[: length if row > 1 else len(text)]):
            sign, color = SIGNS.get(kinds[found[start]], ("", "white"))
            shape = (start, row + 0.1), end - start, 0.7
            ax.add_patch(plt.Rectangle(*shape, facecolor=tint(color, 0.3), edgecolor="white", linewidth=0.8))
            ax.text((start + end) / 2, row + 0.46, sign, ha="center", va="center", fontsize=9)
        for start, end in _runs(found[:length] != truth[:length]):
            if found[start] != truth[start]:
                ax.plot((start + 0.1, end - 0.1), (row + 0.86,) * 2, color=INK, linewidth=2.4, solid_capstyle="butt")
    shown = {kinds[k] for found in rows.values() for k in found}
    told = [f"{sign} {name}" for name, (sign, _) in SIGNS.items() if name in shown]
    ax.text(len(text) / 2, len(rows) + 1.3, "     ".join(told), ha="center", va="center", fontsize=9)
    ax.set(xlim=(0, len(text)), ylim=(len(rows) + 1, 0))
    ax.axis("off")
    return figure


def _runs(values: np.ndarray) -> list[tuple[int, int]]:
    """Where runs of equal values begin and end."""
    cuts = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    return [(start, end) for start, end in pairwise(cuts) if end > start]


def by_place(places: Sequence[int], found: Mapping[str, np.ndarray], where: str) -> Figure:
    """Accuracies (places,) of models by name, against a place, and what the place is."""
    figure, ax = plt.subplots(figsize=(6.2, 3.0))
    for (name, values), (color, style, marker) in zip(found.items(), LOOKS, strict=False):
        every = max(1, len(places) // 10)
        ax.plot(places, values, color=color, linestyle=style, marker=marker, markevery=every, markersize=5, label=name)
    ax.set(xlabel=where, ylabel="accuracy", ylim=(0.4, 1.0))
    ax.legend(fontsize=9)
    return figure


def recalls(kinds: Sequence[str], found: Mapping[str, Sequence[float]]) -> Figure:
    """The share of each kind that models by name find: a row of dots for each kind."""
    figure, ax = plt.subplots(figsize=(6.2, 1.2 + 0.34 * len(kinds)))
    for (name, values), (color, _, marker) in zip(found.items(), LOOKS, strict=False):
        ax.plot(values, range(len(kinds)), marker, color=color, markersize=8, alpha=0.8, label=name, clip_on=False)
    ax.set_yticks(range(len(kinds)), labels=list(kinds))
    ax.set(xlabel="share found", xlim=(0, 1), ylim=(len(kinds) - 0.5, -0.5))
    figure.legend(fontsize=9, loc="outside upper center", ncols=len(found))
    return figure
