"""Figures of the chapter on normalization: rates that work, rows and columns, downhill, batches, an image's company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .style import BASELINE, COUNTS, INK, LOOKS, band, tint


def by_rate(rates: Sequence[float], runs: Mapping[str, np.ndarray], baseline: float) -> Figure:
    """Accuracy (rates, seeds) of each network against the learning rate."""
    figure, ax = plt.subplots(figsize=(5.6, 3.3))
    for look, (name, values) in zip(LOOKS, runs.items(), strict=False):
        band(ax, rates, values, look, name)
    ax.axhline(baseline, color=BASELINE, linestyle=":", linewidth=1.5, label="softmax regression")
    ax.set(xscale="log", xlabel="learning rate", ylabel="accuracy on new digits", ylim=(0, 1.04))
    ax.set_xticks(rates, [f"{rate:g}" for rate in rates])
    ax.minorticks_off()
    figure.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=4, fontsize=9)
    return figure


# ---------------------------------------------------------------------- the idea
def tables(examples: int = 6, units: int = 5) -> Figure:
    """The scores of a layer for a batch, twice: one column marked for batch norm, one row for layer norm."""
    figure, axes = plt.subplots(1, 2, figsize=(6.0, 2.7))
    for ax, title, along_batch in zip(axes, ("batch norm", "layer norm"), (True, False), strict=True):
        for row in range(examples):
            for column in range(units):
                marked = column == 1 if along_batch else row == 2
                face = tint("C1", 0.55) if marked else tint("C0", 0.12)
                ax.add_patch(plt.Rectangle((column, -row - 1), 0.9, 0.9, facecolor=face, edgecolor="white"))
        ax.set(xlim=(-0.9, units + 0.1), ylim=(-examples - 0.2, 0.9), aspect="equal")
        ax.set_title(title, fontsize=11)
        ax.text(units / 2, 0.15, "units", ha="center", fontsize=10, color=INK)
        ax.text(-0.25, -examples / 2, "examples", rotation=90, va="center", ha="right", fontsize=10, color=INK)
        ax.axis("off")
    return figure


# ---------------------------------------------------------------------- the experiment
def grids(results: Mapping[str, np.ndarray], depths: Sequence[int], rates: Sequence[float]) -> Figure:
    """Mean accuracies (depths, rates) of each kind of network, one panel below the other."""
    figure, axes = plt.subplots(
        len(results), 1, figsize=(5.6, 1.5 * len(results) + 0.5), sharex=True, squeeze=False, layout="constrained"
    )
    for ax, (name, accuracy) in zip(axes[:, 0], results.items(), strict=True):
        ax.imshow(accuracy, vmin=0, vmax=1, cmap=COUNTS, aspect="auto")
        ax.grid(False)
        for (row, column), value in np.ndenumerate(accuracy):
            text = f"{value:.2f}".removeprefix("0")
            ax.text(column, row, text, ha="center", va="center", fontsize=10, color="white" if value > 0.6 else INK)
        ax.set_title(name, fontsize=11, loc="left")
        ax.set_yticks(range(len(depths)), [f"{depth} layers" for depth in depths])
        ax.set_xticks(range(len(rates)), [f"{rate:g}" for rate in rates])
    axes[-1, 0].set_xlabel("learning rate")
    return figure


def angles(runs: Mapping[str, np.ndarray]) -> Figure:
    """The mean cosine (L,) of two different images after each layer, for several kinds of networks."""
    figure, ax = plt.subplots(figsize=(5.6, 2.8))
    for (color, line, marker), (name, cosines) in zip(LOOKS, runs.items(), strict=False):
        layer = np.arange(1, len(cosines) + 1)
        ax.plot(layer, cosines, color=color, marker=marker, linestyle=line, markersize=4, label=name)
    ax.set(xlabel="layer", ylabel="cosine of two images", ylim=(0, 1.04))
    ax.set_xticks([1, *range(5, len(cosines) + 1, 5)])
    ax.legend(loc="lower right")
    return figure


def downhill(steps: Sequence[float], changes: Mapping[str, np.ndarray]) -> Figure:
    """The change of the loss (places in training, steps) along the gradient: the median and nine tenths of places."""
    figure, axes = plt.subplots(1, len(changes), figsize=(6.4, 2.7), sharey=True, squeeze=False)
    for ax, (name, values), (color, _, _) in zip(axes[0], changes.items(), LOOKS, strict=False):
        low, middle, high = np.quantile(values, (0.05, 0.5, 0.95), axis=0)
        ax.fill_between(steps, low, high, color=color, alpha=0.25, linewidth=0)
        ax.plot(steps, middle, color=color)
        ax.axhline(0, color=INK, linewidth=1, linestyle=":")
        ax.set(xlabel="step along the gradient", ylim=(-1, 3), xlim=(0, max(steps)))
        ax.set_title(name, fontsize=11)
    axes[0, 0].set_ylabel("change of the loss")
    return figure


def by_batch(sizes: Sequence[int], runs: Mapping[str, np.ndarray]) -> Figure:
    """Accuracy (sizes, seeds) of each kind of network against the number of examples in a batch."""
    figure, ax = plt.subplots(figsize=(5.6, 2.8))
    for look, (name, values) in zip(LOOKS, runs.items(), strict=False):
        band(ax, sizes, values, look, name)
    ax.set(xscale="log", xlabel="examples in a batch", ylabel="accuracy on new digits", ylim=(0, 1.04))
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.minorticks_off()
    ax.legend(loc="lower right")
    return figure


# ---------------------------------------------------------------------- one image in many batches
def company(batches: Sequence[np.ndarray]) -> Figure:
    """What a unit hands on for batches, one a line; the first number of each is the same image, the others company."""
    figure, ax = plt.subplots(figsize=(5.6, 3.2), layout="none")
    figure.subplots_adjust(left=0.1, right=0.97, top=0.97, bottom=0.16)
    for line, values in enumerate(batches, 1):
        ax.plot(np.clip(values[1:], -4, 4), np.full(len(values) - 1, line), ".", color="#BBBBBB", markersize=6)
    own = [float(np.clip(values[0], -4, 4)) for values in batches]
    ax.plot(own, range(1, len(batches) + 1), "D", color="C1", markersize=7)
    ax.set(xlim=(-4.2, 4.2), ylim=(0.3, len(batches) + 0.7), xlabel="what the unit hands on", ylabel="batch")
    ax.set_yticks(range(1, len(batches) + 1, 3))
    return figure
