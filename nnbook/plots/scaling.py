"""Figures of the chapter on scaling: what a step needs, shares and their mean, the ring, 16 bits, and the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, BLUE, GREEN, INK, LOOKS, VERMILLION, tint

PARTS = ((BLUE, ""), (GREEN, "///"), (VERMILLION, "xx"))  # parameters, gradients, optimizer
FITS = 80  # gigabytes of a GPU


# ---------------------------------------------------------------------- the question
def demand(names: Sequence[str], gigabytes: Sequence[float], days: Sequence[float]) -> Figure:
    """What training needs besides activations, and how long one GPU would take, for networks of several sizes."""
    figure, axes = plt.subplots(1, 2, figsize=(6.4, 2.9), sharey=True)
    limits = ((FITS, "one GPU has"), (30, "a month"))
    for ax, values, (limit, words), label in zip(axes, (gigabytes, days), limits, ("gigabytes", "days"), strict=True):
        rows = np.arange(len(names))
        ax.hlines(rows, min(values) / 3, values, color=BASELINE, linewidth=1.2)
        fits = np.asarray(values) <= limit
        ax.plot(np.asarray(values)[fits], rows[fits], "o", color=BLUE, markersize=8)
        ax.plot(np.asarray(values)[~fits], rows[~fits], "s", color=VERMILLION, markersize=8)
        ax.axvline(limit, color=INK, linestyle=":", linewidth=1.5)
        ax.annotate(words, (limit, -0.75), (4, 0), textcoords="offset points", va="center", fontsize=9)
        ax.set(xscale="log", xlim=(min(values) / 3, max(values) * 4), ylim=(-1.1, len(names) - 0.5))
        ax.set(xlabel=label, yticks=rows, yticklabels=names)
        ax.grid(axis="y", visible=False)
    return figure


# ---------------------------------------------------------------------- the idea
def copies(processes: int = 4) -> Figure:
    """Each process: a share of the batch, a copy of the network, a gradient; one mean of all; the same step."""
    figure, ax = plt.subplots(figsize=(6.2, 3.3), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    rows = (
        ("rows", 4.5, BLUE),
        ("network", 3.5, BASELINE),
        ("gradient", 2.5, VERMILLION),
        ("same step", 0.4, BASELINE),
    )
    for k in range(processes):
        x = 1.2 + 1.6 * k
        for name, y, color in rows:
            words = f"{name} {k + 1}" if color != BASELINE else name
            box(ax, (x, y), (1.3, 0.56), color, words, width=1.3)
        for start, end in ((4.22, 3.78), (3.22, 2.78), (2.22, 1.78), (1.12, 0.68)):
            arrow(ax, (x, start), (x, end), INK, 1.3)
    middle, wide = (1.2 + 0.8 * (processes - 1), 1.45), (1.6 * processes - 0.3, 0.56)
    box(ax, middle, wide, GREEN, "mean of all gradients, on every process", width=1.3)
    ax.set(xlim=(0.3, 1.6 * processes + 0.5), ylim=(0, 4.9))
    ax.axis("off")
    return figure


# ---------------------------------------------------------------------- the ring
def ring(rounds: Sequence[np.ndarray]) -> Figure:
    """After each round, how many processes' numbers are in each piece (processes, pieces): 1 its own, p the sum.

    Above the start and the rounds that add, below those that copy.
    """
    processes = len(rounds[0])
    figure, axes = plt.subplots(2, processes, figsize=(5.8, 3.3), layout="none")
    figure.subplots_adjust(left=0.09, right=0.99, bottom=0.09, top=0.92, wspace=0.15, hspace=0.28)
    axes[1, 0].axis("off")
    places = [*axes[0], *axes[1, 1:]]
    for turn, (ax, counts) in enumerate(zip(places, rounds, strict=True)):
        _pieces(ax, counts, processes)
        ax.set_title("start" if turn == 0 else f"{'add' if turn < processes else 'copy'}, round {turn}", fontsize=10)
        if turn in (0, processes):
            ax.set_yticks(range(processes), [f"{row + 1}" for row in range(processes)])
            ax.set_ylabel("process")
    figure.text(0.66, 0.02, "pieces of the gradient", ha="center", fontsize=10)
    return figure


def _pieces(ax: Axes, counts: np.ndarray, processes: int) -> None:
    for (row, piece), count in np.ndenumerate(counts):
        done = count == processes
        face = tint(GREEN, 0.6) if done else tint(BLUE, 0.15 * count)
        ax.add_patch(plt.Rectangle((piece - 0.5, row - 0.5), 1, 1, facecolor=face, edgecolor="white"))
        ax.text(piece, row, f"{count:.0f}", ha="center", va="center", fontsize=11, weight="bold" if done else None)
    ax.set(xlim=(-0.5, processes - 0.5), ylim=(processes - 0.5, -0.5), xticks=[], yticks=[])
    ax.tick_params(length=0)
    ax.grid(False)
    for side in ax.spines.values():
        side.set_visible(False)


# ---------------------------------------------------------------------- 16 bits
def bits(runs: Mapping[str, np.ndarray], shares: Sequence[int], ends: Mapping[str, np.ndarray], guess: float) -> Figure:
    """Left, the loss (epochs,) by where the weights are kept; right, the last loss (shares,) for a divided loss."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.3))
    for (name, values), (color, line, marker) in zip(runs.items(), LOOKS, strict=False):
        left.plot(np.arange(1, len(values) + 1), values, color=color, linestyle=line, marker=marker, markevery=4,
                  markersize=5, label=name)  # fmt: skip
    left.set(xlabel="epoch", ylabel="training loss", ylim=(0, None))
    left.set_title("where the weights are kept", fontsize=11)
    left.legend(fontsize=9)
    for (name, values), (color, line, marker) in zip(ends.items(), LOOKS, strict=False):
        right.plot(shares, values, color=color, linestyle=line, marker=marker, markersize=5, label=name)
    right.axhline(guess, color=BASELINE, linestyle=":", linewidth=1.5)
    right.annotate("guessing", (shares[0], guess), (0, 4), textcoords="offset points", color=BASELINE, fontsize=9)
    right.set(xlabel="loss divided by 2 to the power of", xticks=shares, ylim=(0, None))
    right.set_title("what the loss is divided by", fontsize=11)
    right.legend(fontsize=9, loc="upper left", bbox_to_anchor=(0, 0.88))
    return figure


# ---------------------------------------------------------------------- the plan
def speedups(gpus: Sequence[int], lines: Mapping[str, Sequence[float]], best: float) -> Figure:
    """How many times faster than one GPU, by number of GPUs; `best` is where the theory has the ring's peak."""
    figure, ax = plt.subplots(figsize=(5.8, 3.5))
    for (name, values), (color, line, marker) in zip(lines.items(), LOOKS, strict=False):
        ax.plot(gpus, values, color=color, linestyle=line, marker=marker, markersize=5, label=name)
    ax.axvline(best, color=INK, linestyle=":", linewidth=1.2)
    ax.annotate("best for the ring,\nby the formula", (best, 1.1), (4, 0), textcoords="offset points", fontsize=9)
    ax.set(xscale="log", yscale="log", xlabel="GPUs", ylabel="times faster than one")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(plt.FixedLocator([1, 4, 16, 64, 256, 1024, 4096]))
        axis.set_major_formatter(plt.FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axis.set_minor_locator(plt.NullLocator())
    ax.legend(fontsize=9, loc="upper left")
    return figure


def forecast(memory: Mapping[str, float], kept: float, words: str) -> Figure:
    """One frame of the calculator: gigabytes on each GPU by what they are for, and the share of time that computes."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(5.8, 3.2), layout="none")
    figure.subplots_adjust(left=0.04, right=0.95, bottom=0.2, top=0.91, hspace=1.0)
    start, total = 0.0, sum(memory.values())
    for (name, value), (color, hatch) in zip(memory.items(), PARTS, strict=True):
        top.barh(0, value, left=start, color=tint(color, 0.6), hatch=hatch, edgecolor="white", label=name)
        start += value
    top.axvline(FITS, color=INK, linestyle=":", linewidth=1.8)
    fits = "fits" if total <= FITS else "does not fit"
    top.set_title(f"{_short(total)} GB on each GPU: {fits} into {FITS} GB", fontsize=11, loc="left")
    top.set(xlim=(0, 2 * FITS), xticks=range(0, 2 * FITS + 1, 40), yticks=[])
    bottom.barh(0, kept, color=tint(BLUE, 0.6))
    bottom.barh(0, 1 - kept, left=kept, color=tint(BASELINE, 0.3))
    bottom.set_title(words, fontsize=11, loc="left")
    bottom.set(xlim=(0, 1), xticks=(0, 0.25, 0.5, 0.75, 1), yticks=[])
    bottom.set_xticklabels(["0", "25 %", "50 %", "75 %", "100 %"])
    figure.legend(*top.get_legend_handles_labels(), fontsize=9, loc="lower center", ncols=3)
    return figure


def _short(gigabytes: float) -> str:
    return f"{gigabytes:,.0f}" if gigabytes >= 10 else f"{gigabytes:.2g}"
