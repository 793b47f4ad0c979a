"""Figures of the chapter on DenseNet: what a block hands on, who reads whom, cuts, and how depth changes networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow
from .style import AMOUNTS, COLORS, INK, LOOKS, tint

FIRST, MORE, STEPS = 4, 2, 4  # maps at the start, maps of each layer, and layers of the drawing


def stacks() -> Figure:
    """What is handed on behind each of four layers: a sum of the same height, or a stack that grows."""
    figure, axes = plt.subplots(1, 2, figsize=(6.4, 3.3), sharey=True)
    for ax, title in zip(axes, ("addition", "concatenation"), strict=True):
        for step in range(STEPS + 1):
            parts = [FIRST, *[MORE] * step] if title == "concatenation" else [FIRST]
            _column(ax, step, parts, ax is axes[0])
            if step:
                arrow(ax, (step - 0.62, 1), (step - 0.38, 1), INK)
        ax.set(xlim=(-0.5, STEPS + 0.5), ylim=(-1.6, FIRST + MORE * STEPS + 0.3))
        ax.set_title(title, fontsize=11)
        ax.axis("off")
    return figure


def _column(ax: Axes, step: int, parts: Sequence[int], summed: bool) -> None:
    """One column of maps, lowest first; of a sum all layers' colors stand side by side in each map."""
    low = 0
    for layer, maps in enumerate(parts):
        colors = [_color(i) for i in range(step + 1)] if summed else [_color(layer)]
        for row in range(maps):
            for i, color in enumerate(colors):
                left, width = step - 0.34 + 0.68 * i / len(colors), 0.68 / len(colors)
                ax.add_patch(plt.Rectangle((left, low + row), width, 1, facecolor=color, edgecolor="none"))
            ax.add_patch(plt.Rectangle((step - 0.34, low + row), 0.68, 1, fill=False, edgecolor=INK, linewidth=0.8))
        low += maps
    ax.text(step, -0.25, f"{low} maps", ha="center", va="top", fontsize=9)


def _color(layer: int) -> tuple[float, float, float]:
    return tint(("#888888", *COLORS[:4])[layer], 0.55)


# ---------------------------------------------------------------------- who reads whom
def reads(maps: Mapping[str, np.ndarray], limits: tuple[float, float] | None = None) -> Figure:
    """Tables (sources, readers) of weights in one scale of color, nan where nothing is read; last the classifier."""
    low, high = limits or (0, max(np.nanmax(table) for table in maps.values()))
    figure, axes = plt.subplots(1, len(maps), figsize=(0.4 + 2.9 * len(maps), 2.9), sharey=True, squeeze=False)
    for ax, (title, table) in zip(axes[0], maps.items(), strict=True):
        shown = ax.imshow(table, cmap=AMOUNTS, vmin=low, vmax=high)
        number = len(table)
        ax.set_xticks(range(number), [*map(str, range(1, number)), "end"], fontsize=9)
        ax.set_yticks(range(number), ["$x_0$" if not i else str(i) for i in range(number)], fontsize=9)
        ax.set(xlabel="reader")
        ax.set_title(title, fontsize=11)
        ax.grid(visible=False)
    axes[0, 0].set_ylabel("read from layer")
    figure.colorbar(shown, ax=axes[0, -1], shrink=0.85)
    return figure


# ---------------------------------------------------------------------- accuracies and losses of several seeds
def cuts(shares: Mapping[str, Sequence[float]]) -> Figure:
    """The accuracy of each seed's network under each treatment, a row each; the line is the mean."""
    figure, ax = plt.subplots(figsize=(6.2, 0.5 + 0.42 * len(shares)))
    for row, values in enumerate(shares.values()):
        ax.plot(values, [row] * len(values), "o", color="C0", markersize=6, alpha=0.7)
        ax.plot([np.mean(values)] * 2, [row - 0.28, row + 0.28], color=INK, linestyle="-", linewidth=2)
    ax.set_yticks(range(len(shares)), list(shares))
    ax.set(xlabel="accuracy on new digits", xlim=(0, 1.02), ylim=(len(shares) - 0.5, -0.5))
    return figure


def depths(losses: Mapping[str, np.ndarray], shares: Mapping[str, np.ndarray], layers: Sequence[int]) -> Figure:
    """Training loss and accuracy (depths, seeds) of each network: a dot for each seed, a line from mean to mean."""
    figure, axes = plt.subplots(2, 1, figsize=(6.2, 4.6), sharex=True)
    for ax, runs, label in zip(axes, (losses, shares), ("training loss", "accuracy, new digits"), strict=True):
        for place, values in enumerate(runs.values()):
            spots = place + np.linspace(-0.18, 0.18, len(layers))
            ax.plot(spots, values.mean(axis=1), color=INK, linestyle="-", linewidth=1.5)
            for spot, row, number, (color, _, marker) in zip(spots, values, layers, LOOKS, strict=False):
                name = None if place else f"{number} layers"
                ax.plot([spot] * len(row), row, marker, color=color, markersize=6, alpha=0.75, label=name)
        ax.set(ylabel=label, ylim=(0, 1.08 * max(np.max(values) for values in runs.values())))
        ax.grid(axis="x", visible=False)
    axes[1].set_xticks(range(len(losses)), list(losses))
    axes[1].legend(loc="upper left", ncols=len(layers))
    return figure
