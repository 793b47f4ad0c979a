"""Figures of the chapter on hierarchical networks: clocks and levels, a signal that must go on, lines by weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, BLUE, GREEN, INK, LOOKS, VERMILLION, powers_of_ten, tint


def clocks_and_levels(periods: Sequence[int] = (1, 2, 4, 8), steps: int = 12) -> Figure:
    """Left groups of units over time, filled where they are computed; right words that make lines, lines a document."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 2.7), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.03, top=0.88, wspace=0.05)
    for row, period in enumerate(periods):
        left.text(-0.5, row, f"every {period}", ha="right", va="center", fontsize=9)
        for t in range(steps):
            due = t % period == 0
            color = BLUE if due else BASELINE
            fill = tint(BLUE, 0.45) if due else "white"
            left.add_patch(plt.Rectangle((t - 0.38, row - 0.32), 0.76, 0.64, facecolor=fill, edgecolor=color))
    arrow(left, (0, -0.8), (steps - 1, -0.8), INK)
    left.text((steps - 1) / 2, -1.15, "time", ha="center", va="center", fontsize=10)
    left.set(xlim=(-3.4, steps - 0.3), ylim=(-1.5, len(periods) - 0.3), title="slow clocks")
    _levels(right)
    for ax in (left, right):
        ax.axis("off")
    return figure


def _levels(ax: Axes) -> None:
    """Three lines of four words: a chain in each line, a chain over the lines, and the answer."""
    for line in range(3):
        for word in range(4):
            x = 4.6 * line + word
            box(ax, (x, 0), (0.7, 0.6), BLUE)
            if word:
                arrow(ax, (x - 0.62, 0), (x - 0.35, 0), BLUE)
        arrow(ax, (4.6 * line + 3, 0.32), (4.6 * line + 3, 1.1), VERMILLION)
        box(ax, (4.6 * line + 3, 1.45), (0.9, 0.66), VERMILLION)
        if line:
            arrow(ax, (4.6 * line - 1.1, 1.45), (4.6 * line + 2.55, 1.45), VERMILLION)
    arrow(ax, (12.2, 1.8), (12.2, 2.55), GREEN)
    box(ax, (12.2, 2.85), (2.2, 0.6), GREEN, "answer", fontsize=9)
    ax.text(-0.3, 1.45, "lines", ha="left", va="center", fontsize=10)
    ax.text(-0.3, 0.7, "words", ha="left", va="center", fontsize=10)
    ax.set(xlim=(-0.8, 13.7), ylim=(-0.7, 3.4), title="levels")


def arriving(lengths: Mapping[str, np.ndarray]) -> Figure:
    """The length of the gradient at the input 0, 1 ... steps back (steps,), a line for each kind of network."""
    figure, ax = plt.subplots(figsize=(6.2, 3.2))
    for (name, values), (color, style, _) in zip(lengths.items(), LOOKS, strict=False):
        ax.plot(np.arange(len(values)), values, color=color, linestyle=style, label=name)
    ax.set(yscale="log", xlabel="steps back", ylabel="length of the gradient", ylim=(1e-15, 1e-2))
    powers_of_ten(ax.yaxis, range(-15, -2, 3))
    ax.legend(loc="lower right", fontsize=9)
    return figure


def continued(panels: Mapping[str, tuple[np.ndarray, Mapping[str, np.ndarray]]], fitted: int) -> Figure:
    """A panel for each signal (T,), and what networks by name say to it; they were trained on the first `fitted`."""
    figure, axes = plt.subplots(len(panels), 1, figsize=(6.4, 0.7 + 1.55 * len(panels)), sharex=True, squeeze=False)
    for ax, (title, (true, said)) in zip(axes.flat, panels.items(), strict=True):
        ax.axvspan(0, fitted, color=tint(BASELINE, 0.15), zorder=0)
        ax.plot(true, color=INK, linewidth=2.6, alpha=0.45, label="signal")
        for (name, values), (color, style, _) in zip(said.items(), LOOKS, strict=False):
            ax.plot(values, color=color, linestyle=style, linewidth=1.5, label=name)
        ax.set(title=title, xlim=(0, len(true) - 1), ylim=(-2.6, 2.6), yticks=(-2, 0, 2))
    axes.flat[-1].set_xlabel("step; gray: trained on")
    figure.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside upper center", ncols=1 + len(LOOKS))
    return figure


def by_rank(drops: np.ndarray, average: float) -> Figure:
    """What is lost without one line (ranks,), the most attended line first, and the mean over all lines, dotted."""
    figure, ax = plt.subplots(figsize=(5.8, 2.8))
    ranks = np.arange(1, len(drops) + 1)
    ax.bar(ranks, drops, color=tint(BLUE, 0.6), edgecolor=BLUE)
    ax.axhline(average, color=VERMILLION, linestyle=":", linewidth=1.8)
    ax.text(len(drops) + 0.5, average, "a line at random", color=VERMILLION, ha="right", va="bottom", fontsize=9)
    ax.set(xlabel="line removed, by its attention: 1 is the most attended", ylabel="probability lost", xticks=ranks)
    ax.grid(axis="x", visible=False)
    return figure


def overlay(lines: Sequence[str], values: np.ndarray, title: str) -> Figure:
    """Lines of source, each over a bar for its value (lines,): blue where it is above 0, orange below."""
    figure, ax = plt.subplots(figsize=(6.4, 0.5 + 0.27 * len(lines)), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.91)
    longest = max(np.abs(values).max(), 1e-9)
    for row, (line, value) in enumerate(zip(lines, values, strict=True)):
        color = BLUE if value >= 0 else VERMILLION
        ax.barh(row, 0.2 * abs(value) / longest, height=0.8, color=tint(color, 0.5))
        ax.text(-0.01, row, f"{value:.2f}", ha="right", va="center", fontsize=8, color=INK)
        ax.text(0.22, row, line, ha="left", va="center", fontsize=8, family="monospace")
    ax.set(xlim=(-0.1, 1), ylim=(len(lines) - 0.4, -0.6), title=title)
    ax.axis("off")
    return figure
