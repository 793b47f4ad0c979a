"""Figures of the chapter on losses: what an error costs and how hard it pulls, and what that does to lines and odds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BASELINE, BLUE, COLORS, GREEN, INK, VERMILLION, tint

Line = tuple[float, float]  # slope and intercept
DASHES = ("-", "--", ":", "-.", (0, (1, 1)))
OUTLIER = "#7F3C8D"  # apart from the colors of the lines


def _name_lines(ax: Axes, lines: Mapping[str, Line], ends: tuple[float, float]) -> None:
    for (name, (slope, intercept)), color, dash in zip(lines.items(), COLORS, DASHES):
        ax.plot(ends, [slope * x + intercept for x in ends], dash, color=color, label=name)


def slipped(x: np.ndarray, y: np.ndarray, wrong: np.ndarray, lines: Mapping[str, Line], top: float) -> Figure:
    """Points x (N,), y (N,), those that are `wrong` (N,) marked, and lines; what is above `top` stands at its edge."""
    figure, ax = plt.subplots(figsize=(6.2, 3.8))
    above = y > top
    ax.scatter(x[~wrong], y[~wrong], s=12, color=BASELINE, alpha=0.6, linewidths=0, label="patients")
    inside = wrong & ~above
    ax.scatter(x[inside], y[inside], s=34, marker="X", color=OUTLIER, linewidths=0, label="decimal point slipped")
    ax.scatter(x[above], np.full(above.sum(), top), s=40, marker="^", color=OUTLIER, label="the same, higher up")
    _name_lines(ax, lines, (float(x.min()), float(x.max())))
    ax.set(xlabel="body mass index", ylabel="progression", ylim=(0, top * 1.3))  # room for the legend
    ax.legend(loc="upper left", fontsize=8, ncols=2)
    return figure


def constants(numbers: np.ndarray, losses: Mapping[str, np.ndarray], grid: np.ndarray) -> Figure:
    """One panel for each loss: the mean loss (G,) of answering all `numbers` with one constant of `grid` (G,)."""
    figure, axes = plt.subplots(1, len(losses), figsize=(6.4, 2.6), sharex=True)
    for ax, (name, values), color in zip(axes, losses.items(), COLORS):
        ax.plot(grid, values, color=color)
        best = int(np.argmin(values))
        ax.plot(grid[best], values[best], "o", color=color, markersize=8)
        ax.plot(numbers, np.zeros(len(numbers)), "|", color=INK, markersize=12, markeredgewidth=1.5)
        ax.set(title=name, xlabel="answer", ylim=(0, values.max() * 1.02))
        ax.set_title(name, fontsize=11)
    axes[0].set_ylabel("mean loss")
    return figure


def costs(grid: np.ndarray, losses: Mapping[str, tuple[np.ndarray, np.ndarray]], xlabel: str) -> Figure:
    """Left the loss of one example, right its pull, over `grid` (G,): losses as name -> (loss (G,), pull (G,))."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.2))
    for (name, (loss, pull)), color, dash in zip(losses.items(), COLORS, DASHES):
        left.plot(grid, loss, linestyle=dash, color=color, label=name)
        right.plot(grid, pull, linestyle=dash, color=color)
    left.set(xlabel=xlabel, ylabel="loss")
    right.set(xlabel=xlabel, ylabel="pull")
    left.legend(fontsize=8)
    return figure


def plateau(panels: Mapping[str, Mapping[str, np.ndarray]]) -> Figure:
    """One panel for each start: the unit's answer after each step, for each loss by name. The target is 0."""
    figure, axes = plt.subplots(1, len(panels), figsize=(6.4, 3.0), sharey=True)
    for ax, (title, runs) in zip(axes, panels.items(), strict=True):
        for (name, answers), color, dash in zip(runs.items(), (VERMILLION, BLUE), ("--", "-")):
            ax.plot(answers, linestyle=dash, color=color, label=name)
        ax.set(xlabel="step", ylim=(0, 1.02))
        ax.set_title(title, fontsize=11)
    axes[0].set_ylabel("answer (target 0)")
    axes[0].legend(fontsize=9)
    return figure


def contaminated(shares: Sequence[float], errors: Mapping[str, np.ndarray], trivial: float) -> Figure:
    """Test error (shares, seeds) against the share of wrong targets, by method: means, and bands over the seeds."""
    figure, ax = plt.subplots(figsize=(6.2, 3.6))
    percent = [100 * share for share in shares]
    for (name, values), color, dash in zip(errors.items(), COLORS, DASHES):
        ax.fill_between(percent, values.min(axis=1), values.max(axis=1), color=tint(color), linewidth=0)
        ax.plot(percent, values.mean(axis=1), linestyle=dash, color=color, marker="o", markersize=4, label=name)
    ax.axhline(trivial, color=BASELINE, linestyle=":", linewidth=1.5, label="median for all")
    ax.set(xlabel="percent of the training targets times ten", ylabel="mean absolute error on new patients")
    ax.set(ylim=(0, 1.05 * max(values.max() for values in errors.values())))
    ax.legend(loc="upper left", fontsize=9)
    return figure


def reliability(panels: Mapping[str, tuple[np.ndarray, np.ndarray]], bins: int = 10) -> Figure:
    """One panel for each name -> (confidence (N,), right (N,)): how often answers of one confidence are right.

    A point for each bin of confidence that holds any answer, its area by how many; on the diagonal a network that is
    right as often as it expects.
    """
    figure, axes = plt.subplots(1, len(panels), figsize=(6.4, 2.7), sharey=True)
    for ax, (name, (confidence, right)) in zip(np.atleast_1d(axes), panels.items(), strict=True):
        ax.plot([0, 1], [0, 1], color=BASELINE, linestyle=":", linewidth=1.5)
        bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
        found = [bin_of == k for k in range(bins) if (bin_of == k).any()]
        x, y = [confidence[k].mean() for k in found], [right[k].mean() for k in found]
        ax.plot(x, y, color=BLUE, linewidth=1)
        ax.scatter(x, y, s=[10 + 300 * k.mean() for k in found], color=BLUE, alpha=0.8, linewidths=0)
        ax.set(xlabel="confidence", xlim=(0, 1.05), ylim=(0, 1.05))
        ax.set_title(name, fontsize=11)
    np.atleast_1d(axes)[0].set_ylabel("share that is right")
    return figure


def pulled_line(x: np.ndarray, y: np.ndarray, lines: Mapping[str, Line], charges: Mapping[str, np.ndarray]) -> Figure:
    """Left points, the last of which is moved about, and lines; right its share of the total of the `charges` (N,)."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.0), width_ratios=(1.7, 1), layout="none")
    figure.subplots_adjust(left=0.08, right=0.965, bottom=0.16, top=0.9, wspace=0.42)
    left.scatter(x[:-1], y[:-1], s=20, color=BASELINE, linewidths=0)
    left.scatter(x[-1:], y[-1:], s=70, marker="X", color=OUTLIER, linewidths=0)
    _name_lines(left, lines, (-0.5, 10.5))
    left.set(xlim=(-0.5, 10.5), ylim=(-2, 42), xlabel="x", ylabel="y")
    left.legend(loc="upper left", fontsize=9)
    names = list(charges)
    shares = [100 * float(values[-1] / values.sum()) for values in charges.values()]
    right.barh(range(len(names)), shares, color=[BLUE, VERMILLION, GREEN])
    right.set_yticks(range(len(names)), names)
    right.set(xlim=(0, 100), ylim=(len(names) - 0.4, -0.6))
    right.set_title("% of the loss from the cross", fontsize=10)
    return figure
