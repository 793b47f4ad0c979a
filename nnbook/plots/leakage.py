"""Figures of the chapter on leakage: where knowledge flows, what was measured with and without a leak, peeking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from .style import BASELINE, COLORS, INK, MARKERS, VERMILLION, tint

WIDTH = 6.2


def best_features(x: np.ndarray, y: np.ndarray, columns: Sequence[int]) -> Figure:
    """The examples (N, D) of two classes in two of their columns, each class with a color and a marker."""
    figure, ax = plt.subplots(figsize=(4.8, 3.8))
    for k in (0, 1):
        here = x[y == k][:, columns]
        ax.scatter(
            here[:, 0],
            here[:, 1],
            s=26,
            color=COLORS[k],
            marker=MARKERS[k],
            label=("well", "ill")[k],
            edgecolors="white",
        )
    ax.set(xlabel=f"gene {columns[0]:,}", ylabel=f"gene {columns[1]:,}")
    ax.legend(loc="upper left", fontsize=9)
    return figure


def flows() -> Figure:
    """The way of the data with the leak (selection before the split) and without it, side by side."""
    ways = {
        "leaking": ["all examples", "select features", "split", "train and test"],
        "tight": ["all examples", "split", "select features\n(training part)", "train and test"],
    }
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.4))
    for ax, (title, steps), color in zip(axes, ways.items(), (VERMILLION, COLORS[0]), strict=True):
        ax.set(xlim=(0, 4), ylim=(-len(steps), 0.1))
        ax.axis("off")
        ax.set_title(title, fontsize=11)
        for row, step in enumerate(steps):
            face = tint(color, 0.35 if "select" in step else 0.12)
            ax.add_patch(
                FancyBboxPatch((0.4, -row - 0.78), 3.2, 0.62, "round,pad=0.04", facecolor=face, edgecolor="none")
            )
            ax.text(2, -row - 0.47, step, ha="center", va="center", fontsize=9.5)
            if row:
                arrow = {"arrowstyle": "->", "color": INK}
                ax.annotate("", (2, -row - 0.14), (2, -row + 0.2), arrowprops=arrow)
    return figure


def honest_and_not(results: Mapping[str, tuple[Sequence[float], Sequence[float]]], chance: float) -> Figure:
    """A row for each model: a dot for each data set with the leak, and one without; a line at chance."""
    figure, ax = plt.subplots(figsize=(WIDTH, 0.55 * len(results) + 1.4))
    for row, (leaking, tight) in enumerate(results.values()):
        for side, values in enumerate((leaking, tight)):
            label = ("selected before the split", "selected inside")[side] if row == 0 else None
            look: dict[str, Any] = {"color": (VERMILLION, COLORS[0])[side], "marker": MARKERS[side]}
            ax.scatter(values, np.full(len(values), row + 0.12 * (2 * side - 1)), s=30, alpha=0.75, label=label, **look)
    ax.axvline(chance, color=BASELINE, linestyle=":", linewidth=1.5)
    ax.set(xlim=(0.2, 1.02), xlabel="accuracy that cross-validation reports", yticks=range(len(results)))
    ax.set_yticklabels(list(results))
    ax.invert_yaxis()
    ax.legend(loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=2, fontsize=9)
    return figure


def peeking(tried: Sequence[int], best: np.ndarray, fresh: np.ndarray, bound: np.ndarray) -> Figure:
    """The best of many guessers on the test set (rows: how many were tried), the same one on new data, the bound."""
    figure, ax = plt.subplots(figsize=(5.8, 3.5))
    for number, (values, name) in enumerate(((best, "on the test set it was chosen by"), (fresh, "on new examples"))):
        ax.plot(tried, values.mean(axis=1), color=COLORS[1 - number], marker=MARKERS[number], label=name)
        low, high = np.quantile(values, [0.1, 0.9], axis=1)
        ax.fill_between(tried, low, high, color=COLORS[1 - number], alpha=0.2, linewidth=0)
    ax.plot(tried, bound, color=BASELINE, linestyle="--", linewidth=1.5, label="bound")
    ax.set(xscale="log", xlabel="guessers tried", ylabel="accuracy of the best", ylim=(0.35, 0.85))
    ax.set_xticks(tried, [f"{count:,}" for count in tried])
    ax.minorticks_off()
    ax.legend(loc="upper left", fontsize=9)
    return figure


def dial(leaking: float, tight: float, largest: float, expected: float) -> Figure:
    """Two bars, the accuracy with the leak and without, and how strongly the best noise feature seems to know y."""
    figure = plt.figure(figsize=(WIDTH, 2.4), layout="none")
    left, right = figure.add_axes((0.2, 0.24, 0.42, 0.56)), figure.add_axes((0.72, 0.24, 0.25, 0.56))
    left.barh([0, 1], [leaking, tight], color=[VERMILLION, COLORS[0]], height=0.6)
    left.axvline(0.5, color=BASELINE, linestyle=":", linewidth=1.5)
    left.set(xlim=(0, 1.15), xticks=[0, 0.5, 1], yticks=[0, 1], yticklabels=["leaking", "tight"])
    left.set_title("accuracy reported", fontsize=10)
    left.invert_yaxis()
    for row, value in enumerate((leaking, tight)):
        left.text(value + 0.02, row, f"{value:.2f}", va="center", fontsize=9)
    right.bar([0, 1], [largest, expected], color=[COLORS[2], "#BBBBBB"], width=0.6)
    right.set(ylim=(0, 1), xticks=[0, 1], xticklabels=["found", "formula"])
    right.set_title("largest correlation", fontsize=10)
    for ax in (left, right):
        ax.tick_params(labelsize=9)
    return figure
