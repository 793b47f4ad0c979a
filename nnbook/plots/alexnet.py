"""Figures of the chapter on AlexNet: two of its tricks drawn, the race of ReLU and tanh, the tricks one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BASELINE, INK, LOOKS, tint


def tricks() -> Figure:
    """Left: the slopes of tanh and ReLU; right: windows of two and of three, both in steps of two."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 2.7))
    z = np.linspace(-5, 5, 201)
    for (color, line, _), name, slope in zip(
        LOOKS, ("ReLU", "tanh"), (np.where(z > 0, 1.0, 0.0), 1 - np.tanh(z) ** 2), strict=False
    ):
        left.plot(z, slope, color=color, linestyle=line, label=name)
    left.set(xlabel="score", ylabel="slope", yticks=[0, 1])
    left.legend(loc="upper left")
    for row, window in enumerate((2, 3)):
        _windows(right, -4 * row, window)
    right.set(xlim=(-0.3, 7.3), ylim=(-6.6, 1.6))
    right.axis("off")
    return figure


def _windows(ax: Axes, y: float, window: int) -> None:
    """A row of seven pixels with three windows, two pixels apart, below it."""
    for pixel in range(7):
        ax.add_patch(plt.Rectangle((pixel, y), 0.9, 0.8, facecolor=tint("C0", 0.15), edgecolor=INK, linewidth=0.8))
    for number in range(3):
        height = y - 0.45 - 0.4 * (number % 2)
        ends = [2 * number, 2 * number + window - 0.1]
        ax.plot(ends, [height] * 2, "-", color="C1", linewidth=4, solid_capstyle="butt")
    ax.text(0, y + 1.0, f"windows of {window}, steps of 2", fontsize=9.5)


def race(runs: Mapping[str, Mapping[str, Sequence[Sequence[float]]]], mark: float, steps: int) -> Figure:
    """A panel for each recipe: the training error after each pass, a line a seed; `mark` is the finish, dotted."""
    figure, axes = plt.subplots(1, len(runs), figsize=(6.4, 3.1), sharey=True)
    for ax, (recipe, entries) in zip(axes, runs.items(), strict=True):
        for (name, curves), (color, line, _) in zip(entries.items(), LOOKS, strict=False):
            for number, curve in enumerate(curves):
                passed = steps * np.arange(1, len(curve) + 1)
                ax.plot(passed, curve, line, color=color, linewidth=1.5, label=None if number else name)
        ax.axhline(mark, color=BASELINE, linestyle=":", linewidth=1.5)
        ax.set(xlabel="steps", ylim=(0, 1))
        ax.set_title(recipe, fontsize=11)
    axes[0].set_ylabel("training error")
    axes[0].legend(loc="lower left")
    return figure


def ablation(shares: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> Figure:
    """For each set of tricks the shares of training and of new images read rightly, a mark a seed."""
    figure, ax = plt.subplots(figsize=(6.2, 0.42 * len(shares) + 0.9))
    for row, (trained, new) in enumerate(shares.values()):
        ax.plot(trained, [row - 0.12] * len(trained), "s", color="C1", markersize=6, label=None if row else "training")
        ax.plot(new, [row + 0.12] * len(new), "o", color="C0", markersize=6, label=None if row else "new")
    ax.set_yticks(range(len(shares)), list(shares))
    ax.set(xlabel="share of images read", xlim=(0, 1.03), ylim=(len(shares) - 0.5, -0.5))
    ax.legend(loc="lower right")
    return figure
