"""Figures of the chapter on vision transformers: patches as tokens, few and many images, places, where heads look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import AMOUNTS, BASELINE, BLUE, IMAGES, INK, LOOKS, SIGNED, VERMILLION, band


# ---------------------------------------------------------------------- the idea
def idea(image: np.ndarray, patch: int) -> Figure:
    """An image (H, W), cut into squares of `patch` pixels; its tokens, the class token first; and the encoder."""
    figure, ax = plt.subplots(figsize=(6.2, 2.15), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.99)
    side = len(image) // patch
    for row in range(side):
        for column in range(side):
            piece = image[row * patch : (row + 1) * patch, column * patch : (column + 1) * patch]
            left, top = 0.62 * column, 3.1 - 0.62 * row
            _square(ax, piece, (left, top - 0.6), 0.56)
            _square(ax, piece, (3.75 + 0.39 * (side * row + column), 0.25), 0.34)
    ax.plot([3.4, 3.4, 3.65, 3.65, 3.4], [0.25, 0.59, 0.59, 0.25, 0.25], color=VERMILLION, linewidth=2)
    end = 3.75 + 0.39 * side**2
    box(ax, ((3.3 + end) / 2, 1.45), (end - 3.3, 0.6), BLUE, "layers of self-attention and small networks", fontsize=9)
    for x in np.linspace(3.52, end - 0.25, 9):
        arrow(ax, (x, 0.66), (x, 1.13), INK, 1.0)
    arrow(ax, (2.55, 1.0), (3.3, 0.45), INK)
    box(ax, (3.95, 2.6), (1.3, 0.5), VERMILLION, "readout", fontsize=9)
    arrow(ax, (3.6, 1.77), (3.6, 2.33), VERMILLION)
    arrow(ax, (4.62, 2.6), (5.3, 2.6), VERMILLION)
    ax.text(5.45, 2.6, "which digit?", va="center", fontsize=9)
    ax.text(3.35, 0.1, "class token", color=VERMILLION, va="top", fontsize=9)
    ax.text(end, 0.1, "patches and their places", ha="right", va="top", fontsize=9)
    ax.set(xlim=(-0.1, end + 0.1), ylim=(-0.3, 3.15), aspect="equal")
    ax.axis("off")
    return figure


def _square(ax: Axes, piece: np.ndarray, corner: tuple[float, float], side: float) -> None:
    left, low = corner
    extent = (left, left + side, low, low + side)
    ax.imshow(piece, cmap=IMAGES, vmin=0, vmax=1, extent=extent, aspect="auto", interpolation="none")
    ax.add_patch(plt.Rectangle(corner, side, side, fill=False, edgecolor=INK, linewidth=0.8))


# ---------------------------------------------------------------------- few images and many
def by_images(counts: Sequence[int], runs: Mapping[str, np.ndarray], fixed: Mapping[str, Sequence[float]]) -> Figure:
    """Shares read (counts, seeds) of each network, as lines with bands; in gray what has no seeds (counts,)."""
    figure, ax = plt.subplots(figsize=(5.8, 3.6))
    for (name, shares), look in zip(runs.items(), LOOKS, strict=False):
        band(ax, counts, shares, look, name, size=6)
    for (name, shares_), dash in zip(fixed.items(), ("--", ":"), strict=False):
        ax.plot(counts, shares_, dash, color=BASELINE, linewidth=1.5, label=name)
    ax.set(xscale="log", xlabel="training images", ylabel="share of new digits read")
    ax.set_xticks(list(counts), [f"{n:,}" for n in counts])
    ax.minorticks_off()
    ax.legend(loc="lower right")
    return figure


# ---------------------------------------------------------------------- places
def similarities(tables: Mapping[str, np.ndarray]) -> Figure:
    """For each name a table (P, P) of cosines between places of a square grid, drawn as a grid of small grids."""
    figure, axes = plt.subplots(1, len(tables), figsize=(6.4, 2.6))
    for ax, (name, table) in zip(axes, tables.items(), strict=True):
        side = round(len(table) ** 0.5)
        canvas = np.full((side * (side + 1) - 1,) * 2, np.nan)
        for place, row in enumerate(table):
            top, left = place // side * (side + 1), place % side * (side + 1)
            canvas[top : top + side, left : left + side] = row.reshape(side, side)
        drawn = ax.imshow(canvas, cmap=SIGNED, vmin=-1, vmax=1, interpolation="none")
        middles = [place * (side + 1) + (side - 1) / 2 for place in range(side)]
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_ticks(middles, [str(place + 1) for place in range(side)])
        ax.tick_params(length=0)
        ax.grid(False)
        ax.set_title(name, fontsize=11)
        ax.set(xlabel="column of the patch")
    axes[0].set_ylabel("row of the patch")
    figure.colorbar(drawn, ax=axes, shrink=0.6, ticks=[-1, 0, 1], label="cosine")
    return figure


# ---------------------------------------------------------------------- where heads look
def distances(runs: Mapping[str, np.ndarray], evenly: float) -> Figure:
    """Mean distances (layers, heads) at which each head looks, a dot each; dotted, a head that looks evenly."""
    figure, ax = plt.subplots(figsize=(5.6, 3.0))
    for number, ((name, values), (color, _, marker)) in enumerate(zip(runs.items(), LOOKS, strict=False)):
        layers = np.repeat(np.arange(1, len(values) + 1), values.shape[1]) + 0.16 * (number - (len(runs) - 1) / 2)
        ax.plot(layers, np.sort(values, axis=1).ravel(), marker, color=color, markersize=6, alpha=0.8, label=name)
    ax.axhline(evenly, color=BASELINE, linestyle=":", linewidth=1.5, label="evenly over the image")
    depth = len(values)
    ax.set(xlim=(0.5, depth + 0.5), xticks=range(1, depth + 1), xlabel="layer", ylabel="mean distance, pixels")
    ax.set_ylim(0, 1.2 * max(evenly, *(values.max() for values in runs.values())))
    ax.legend(loc="lower right", fontsize=9)
    return figure


def looking(image: np.ndarray, weights: np.ndarray, chances: np.ndarray) -> Figure:
    """A digit (H, W), the class token's weights (layers, side, side) on its patches, and the chances of the classes."""
    # Drawn a dozen times and more for one interactive figure, hence axes at fixed places.
    figure, axes = plt.subplots(1, len(weights) + 2, figsize=(6.2, 1.9), layout="none")
    figure.subplots_adjust(left=0.02, right=0.98, bottom=0.14, top=0.86)
    axes[0].imshow(image, cmap=IMAGES, vmin=0, vmax=1, interpolation="none")
    axes[0].set_title("image", fontsize=10)
    for number, (ax, grid) in enumerate(zip(axes[1:], weights, strict=False)):
        ax.imshow(grid, cmap=AMOUNTS, vmin=0, vmax=max(0.25, weights.max()), interpolation="none")
        ax.set_title(f"layer {number + 1}", fontsize=10)
    for ax in axes[:-1]:
        ax.set_axis_off()
    colors = [VERMILLION if c == chances.argmax() else BLUE for c in range(len(chances))]
    axes[-1].bar(range(len(chances)), chances, color=colors)
    axes[-1].set(ylim=(0, 1), xticks=range(0, len(chances), 3), yticks=[0, 1])
    axes[-1].set_title("answer", fontsize=10)
    return figure
