"""Figures of the chapter on choosing activations: the two decisions, a grid of accuracies, the course of training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BASELINE, COUNTS, INK, LOOKS, band, tint


def decisions(output: Sequence[tuple[str, str]], hidden: Sequence[tuple[str, str]]) -> Figure:
    """Two columns of boxes: what is asked, and below it what to take, for the last layer and for the others."""
    rows = max(len(output), len(hidden))
    figure, axes = plt.subplots(1, 2, figsize=(6.4, 0.42 * rows + 0.5), width_ratios=(1, 1.3))
    titles = ("last layer: the task decides", "other layers: depth decides")
    for ax, title, pairs, color in zip(axes, titles, (output, hidden), ("C0", "C1"), strict=True):
        ax.set(xlim=(0, 1.06), ylim=(-rows, 0))
        ax.set_title(title, loc="left", fontsize=11)
        ax.axis("off")
        box = {"boxstyle": "round,pad=0.25", "facecolor": tint(color), "edgecolor": "none"}
        for row, (asked, taken) in enumerate(pairs):
            ax.text(0.0, -row - 0.5, asked, ha="left", va="center", fontsize=10, color=INK)
            ax.text(1.0, -row - 0.5, taken, ha="right", va="center", fontsize=10, color=INK, bbox=box)
    return figure


def grid(results: Mapping[str, Mapping[int, np.ndarray]], activations: Sequence[str], gains: Sequence[float]) -> Figure:
    """Mean accuracies (activations, gains) for each depth, in a row of panels for each rule of training."""
    depths = list(next(iter(results.values())))
    figure, axes = plt.subplots(
        len(results), len(depths), figsize=(6.4, 2.2 * len(results) + 0.3), sharex=True, sharey=True, squeeze=False
    )
    for row, (rule, by_depth) in zip(axes, results.items(), strict=True):
        for ax, depth in zip(row, depths, strict=True):
            _panel(ax, by_depth[depth])
            ax.set_title(f"{rule}, {depth} layers", fontsize=10)
            ax.set_xticks(range(len(gains)), [f"{gain:g}" for gain in gains])
            ax.set_yticks(range(len(activations)), activations)
    for ax in axes[-1]:
        ax.set_xlabel("gain")
    return figure


def _panel(ax: Axes, accuracy: np.ndarray) -> None:
    ax.imshow(accuracy, vmin=0, vmax=1, cmap=COUNTS, aspect="auto")
    ax.grid(False)
    for (row, column), value in np.ndenumerate(accuracy):
        text = f"{value:.2f}".removeprefix("0")
        ax.text(column, row, text, ha="center", va="center", fontsize=9, color="white" if value > 0.6 else INK)


def course(runs: Mapping[str, np.ndarray], baseline: float | None = None) -> Figure:
    """Accuracy after each epoch, epoch 0 included, for networks with several seeds each: (epochs, seeds)."""
    figure, ax = plt.subplots(figsize=(5.6, 3.2))
    for (name, accuracy), (color, line, _) in zip(runs.items(), LOOKS, strict=False):
        band(ax, range(len(accuracy)), accuracy, (color, line, ""), name)
    if baseline is not None:
        ax.axhline(baseline, color=BASELINE, linestyle=":", linewidth=1.5, label="softmax regression")
    ax.set(xlabel="passes over the training images", ylabel="accuracy on new digits", ylim=(0, 1.02))
    ax.legend(loc="center right")
    return figure
