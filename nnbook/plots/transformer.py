"""Figures of the chapter on the Transformer: its parts, its norms, what was learned when and by which part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, BLUE, COUNTS, GREEN, INK, LOOKS, PURPLE, VERMILLION

ENCODER = ("self-attention", "network")
DECODER = ("causal self-attention", "attention to the memory", "network")
POST = ("part", "+", "norm")
PRE = ("norm", "part", "+")
FILL = {"+": GREEN, "norm": PURPLE, "part": BLUE, "network": GREEN, "attention to the memory": VERMILLION}


def architecture() -> Figure:
    """Encoder and decoder side by side, the parts of one layer each, and the way from the memory to the decoder."""
    figure, ax = plt.subplots(figsize=(6.2, 3.9), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.99)
    for x, parts, below, above in ((1.3, ENCODER, "source", "memory"), (4.6, DECODER, "answer so far", "next token")):
        heights = [1.15 + 0.95 * k for k in range(len(parts))]
        for y, part in zip(heights, parts, strict=True):
            box(ax, (x, y), (2.48, 0.56), FILL.get(part, BLUE), part)
        ends = [0.42, *heights, 4.0 if len(parts) == 3 else 3.05]
        for low, high in pairwise(ends):
            arrow(ax, (x, low + (0.3 if low > 0.5 else 0)), (x, high - 0.3), INK)
        ax.text(x, 0.22, f"{below}\n+ positions", ha="center", va="center", fontsize=10)
        ax.text(x, ends[-1] - 0.15, above, ha="center", va="center", fontsize=11)
    ax.plot((1.9, 2.95, 2.95), (2.9, 2.9, 2.1), color=VERMILLION, linewidth=1.6)
    arrow(ax, (2.95, 2.1), (3.36, 2.1), VERMILLION)
    for x, top in ((-0.12, 2.5), (6.02, 3.5)):
        ax.plot((x, x), (0.8, top), color=BASELINE, linewidth=1.2)
        ax.text(x + (-0.12 if x < 0 else 0.12), (0.8 + top) / 2, "times depth", rotation=90, ha="center", va="center",
                fontsize=9, color=BASELINE)  # fmt: skip
    ax.set(xlim=(-0.45, 6.4), ylim=(-0.1, 4.1))
    ax.axis("off")
    return figure


def norms() -> Figure:
    """A part beside its shortcut, normalized after the sum (post-norm) and before the part (pre-norm)."""
    figure, axes = plt.subplots(1, 2, figsize=(5.6, 3.3), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.9)
    for ax, title, parts in zip(axes, ("post-norm", "pre-norm"), (POST, PRE), strict=True):
        heights = [0.9, 1.8, 2.7]
        for y, part in zip(heights, parts, strict=True):
            box(ax, (1.2, y), (0.6 if part == "+" else 1.4, 0.56), FILL[part], part)
        for low, high in pairwise([0.0, *heights, 3.6]):
            arrow(ax, (1.2, low + (0.3 if low else 0)), (1.2, high - 0.3), INK)
        plus = heights[parts.index("+")]
        ax.plot((1.2, 2.4, 2.4), (0.25, 0.25, plus), color=VERMILLION, linewidth=2)
        arrow(ax, (2.4, plus), (1.52, plus), VERMILLION)
        ax.set_title(title)
        ax.set(xlim=(-0.2, 3.0), ylim=(-0.1, 3.6))
        ax.axis("off")
    return figure


def by_step(shares: Mapping[str, tuple[Sequence[int], Sequence[float]]]) -> Figure:
    """The share of answers that are wholly right against the steps of training, for several runs."""
    figure, ax = plt.subplots(figsize=(5.8, 3.1))
    for (name, (steps, values)), (color, style, marker) in zip(shares.items(), LOOKS, strict=False):
        ax.plot(steps, values, color=color, linestyle=style, marker=marker, linewidth=1.6, label=name)
    ax.set(xlabel="steps of training", ylabel="wholly right", ylim=(-0.04, 1.06), xlim=(0, None))
    ax.legend(loc="center right")
    return figure


def by_part(shares: np.ndarray, parts: Sequence[str], places: Sequence[str]) -> Figure:
    """Right tokens at each place (columns) if the answer were read off after each part (rows), with the numbers."""
    figure, ax = plt.subplots(figsize=(6.2, 0.7 + 0.45 * len(parts)))
    ax.imshow(shares, cmap=COUNTS, vmin=0, vmax=1, aspect="auto")
    for (row, column), value in np.ndenumerate(shares):
        color = "white" if value > 0.6 else INK
        ax.text(column, row, f"{value:.1f}", ha="center", va="center", fontsize=9, color=color)
    ax.set(xticks=range(len(places)), xticklabels=places, yticks=range(len(parts)), yticklabels=parts)
    ax.grid(visible=False)
    ax.tick_params(length=0)
    return figure


def losses(runs: Mapping[str, np.ndarray], guessing: float) -> Figure:
    """Losses (seeds, steps) of several ways of training, each averaged over ten steps, a line for each seed."""
    figure, ax = plt.subplots(figsize=(6.0, 3.3))
    for (name, values), (color, style, _) in zip(runs.items(), LOOKS, strict=False):
        blocks = values[:, : values.shape[1] // 10 * 10].reshape(len(values), -1, 10).mean(axis=2)
        for k, line in enumerate(blocks):
            steps = 10 * np.arange(len(line)) + 5
            ax.plot(steps, line, color=color, linestyle=style, linewidth=1.5, label=name if k == 0 else None)
    ax.axhline(guessing, color=BASELINE, linestyle=":", linewidth=1.4)
    ax.set(xlabel="steps of training", ylabel="loss", ylim=(0, None))
    ax.legend(loc="lower left")
    return figure
