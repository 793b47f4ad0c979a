"""Figures of the chapter on training data: columns in their units, what each preparation is worth, moved digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from .style import BASELINE, COLORS, GREEN, IMAGES, INK, MARKERS, tint

WIDTH = 6.2


def two_scales(
    raw: np.ndarray, scaled: np.ndarray, y: np.ndarray, classes: Sequence[str], features: Sequence[str]
) -> Figure:
    """The same points (N, 2) in their units and standardized, both with one unit of equal length on both axes."""
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.5))
    for ax, points, title in zip(axes, (raw, scaled), ("as measured", "standardized"), strict=True):
        for k, name in enumerate(classes):
            here = points[y == k]
            ax.scatter(
                *here.T, s=18, color=COLORS[k], marker=MARKERS[k], label=name, edgecolors="white", linewidths=0.4
            )
        ax.set(xlabel=features[0], ylabel=features[1], title=title)
        low, high = points.min(axis=0), points.max(axis=0)
        half = 0.54 * (high - low).max()
        middle = (low + high) / 2
        ax.set(xlim=(middle[0] - half, middle[0] + half), ylim=(middle[1] - half, middle[1] + half))
        ax.set_aspect("equal")
    axes[1].legend(loc="upper left", fontsize=8, handletextpad=0.1)
    return figure


def road(steps: Sequence[tuple[str, str]]) -> Figure:
    """Boxes from top to bottom, an arrow between each two: what is done, and beside it what it may look at."""
    figure, ax = plt.subplots(figsize=(WIDTH, 0.62 * len(steps) + 0.2))
    ax.set(xlim=(0, 10), ylim=(-len(steps), 0))
    ax.axis("off")
    for row, (done, seen) in enumerate(steps):
        box = FancyBboxPatch((0.1, -row - 0.8), 4.3, 0.6, "round,pad=0.04", facecolor=tint("C0"), edgecolor="none")
        ax.add_patch(box)
        ax.text(2.25, -row - 0.5, done, ha="center", va="center", fontsize=10)
        ax.text(4.9, -row - 0.5, seen, ha="left", va="center", fontsize=10, color=BASELINE)
        if row:
            ax.annotate("", (2.25, -row - 0.16), (2.25, -row + 0.16), arrowprops={"arrowstyle": "->", "color": INK})
    return figure


def splits(results: Mapping[str, Mapping[str, Sequence[float]]], xlabel: str = "accuracy on new examples") -> Figure:
    """A row for each preparation, a color and marker for each model, a dot for each split of the data."""
    models = list(next(iter(results.values())))
    figure, ax = plt.subplots(figsize=(WIDTH, 0.62 * len(results) + 1.3))
    for row, by_model in enumerate(results.values()):
        for number, (model, values) in enumerate(by_model.items()):
            height = row + 0.17 * (number - (len(models) - 1) / 2)
            look: dict[str, Any] = {"color": COLORS[number], "marker": MARKERS[number], "alpha": 0.75}
            ax.scatter(values, np.full(len(values), height), s=26, label=model if row == 0 else None, **look)
    ax.set(xlabel=xlabel, yticks=range(len(results)), yticklabels=list(results))
    ax.invert_yaxis()
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2, fontsize=9)
    return figure


def seasons(times: np.ndarray, change: np.ndarray, lines: Mapping[str, np.ndarray], span: int) -> Figure:
    """The change of each week against its part of the year (dots), and what each encoding makes of the year (lines)."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.6))
    ax.scatter(times % 1 * 12, change, s=5, color="#BBBBBB", label="measured", rasterized=True)
    order = np.argsort(times % 1)
    for number, (name, line) in enumerate(lines.items()):
        ax.plot(
            times[order] % 1 * 12, line[order], color=COLORS[number], linestyle=("-", "--", "-.")[number], label=name
        )
    ax.set(xlabel="month of the forecast (0 is the start of January)", xlim=(0, 12), xticks=range(0, 13, 2))
    ax.set_ylabel(f"change in the next {span} weeks, ppm")
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), fontsize=9, ncols=4)
    return figure


def trade(curves: Mapping[str, tuple[np.ndarray, np.ndarray]], marks: Mapping[str, tuple[float, float]]) -> Figure:
    """Recall against the share of false alarms, as the threshold falls, and where each way of deciding stands on it."""
    figure, ax = plt.subplots(figsize=(5.6, 3.8))
    for number, (name, (alarms, found)) in enumerate(curves.items()):
        ax.plot(alarms, found, color=COLORS[number], linestyle=("-", "--")[number], label=name)
    for number, (name, place) in enumerate(marks.items()):
        ax.plot(*place, MARKERS[number], color=(*COLORS[:2], GREEN)[number], markersize=9, label=name, linestyle="none")
    ax.set(xlabel="false alarms: share of the benign", ylabel="recall: share of the malignant", xlim=(-0.01, 0.4))
    ax.set_ylim(0.5, 1.01)
    ax.legend(loc="lower right", fontsize=9)
    return figure


def moved(image: np.ndarray, answers: Mapping[str, np.ndarray], right: int) -> Figure:
    """An image (H, W), and beside it the probabilities (10,) that each network gives to the ten digits."""
    figure = plt.figure(figsize=(WIDTH, 2.5), layout="none")
    ax = figure.add_axes((0.01, 0.1, 0.3, 0.76))
    ax.imshow(image, cmap=IMAGES, vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    for side in ax.spines.values():
        side.set_visible(True)
    for number, (name, shares) in enumerate(answers.items()):
        _bars(figure.add_axes((0.4 + 0.31 * number, 0.14, 0.27, 0.68)), name, shares, right, left=number == 0)
    return figure


def _bars(ax: Axes, name: str, shares: np.ndarray, right: int, left: bool) -> None:
    colors = [COLORS[0] if digit == right else "#BBBBBB" for digit in range(10)]
    ax.bar(range(10), shares, color=colors, width=0.8)
    ax.set(ylim=(0, 1), xticks=range(10), yticks=[0, 0.5, 1])
    ax.set_title(name, fontsize=10)
    ax.tick_params(labelsize=8, labelleft=left)
