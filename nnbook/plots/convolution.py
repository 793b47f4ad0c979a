"""Figures on convolution: one window after the other, edges of a photograph, and what happens to moved images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .style import BASELINE, BLUE, GREEN, GRID, IMAGES, INK, SIGNED, VERMILLION


def stepping(image: np.ndarray, kernel: np.ndarray, result: np.ndarray, place: int) -> Figure:
    """An image (H, W) with the window at `place`, its products with the kernel (k, k), and the map (h, w) so far.

    Places are counted from 0 along the rows of the map; those after `place` are still empty.
    """
    row, column = divmod(place, result.shape[1])
    side = len(kernel)
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(6.4, 2.7), width_ratios=(8, 6, 6), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.9, wspace=0.06)  # an automatic layout is slow
    _grid(left, image, IMAGES, (0.0, 1.0))
    left.add_patch(Rectangle((column - 0.5, row - 0.5), side, side, fill=False, edgecolor=VERMILLION, linewidth=2.5))
    left.set_title("image")
    window = image[row : row + side, column : column + side]
    _products(middle, window, kernel)
    filled = np.where(np.arange(result.size).reshape(result.shape) <= place, result, np.nan)
    reach = float(np.abs(result).max()) or 1.0
    _grid(right, filled, SIGNED, (-reach, reach))
    right.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=VERMILLION, linewidth=2.5))
    right.set_title(f"map: {result[row, column]:.2f}".replace("-", "−"))
    return figure


def _grid(ax: Axes, values: np.ndarray, cmap: str, limits: tuple[float, float]) -> None:
    ax.imshow(values, cmap=cmap, interpolation="none", norm=Normalize(*limits))
    ax.set(xticks=[], yticks=[])
    ax.set_facecolor(GRID)
    ax.grid(False)
    ax.spines[:].set_visible(True)


def _products(ax: Axes, window: np.ndarray, kernel: np.ndarray) -> None:
    """Pixel times weight in each field of the window, on a tint of the weight."""
    reach = float(np.abs(kernel).max())
    _grid(ax, kernel, SIGNED, (-2 * reach, 2 * reach))  # pale, so that the numbers can be read
    for (row, column), weight in np.ndenumerate(kernel):
        text = f"{window[row, column]:.1f}\n×{weight:g}".replace("-", "−")
        ax.text(column, row, text, ha="center", va="center", color=INK, fontsize=9)
    ax.set_title("pixel × weight")


def step_in_words(image: np.ndarray, kernel: np.ndarray, result: np.ndarray, place: int) -> str:
    """What `stepping` draws, for readers who cannot see it."""
    row, column = divmod(place, result.shape[1])
    window = image[row : row + len(kernel), column : column + len(kernel)]
    value = f"{result[row, column]:.2f}".replace("-", "−")
    return (
        f"The window at row {row + 1}, column {column + 1} has a mean of {window.mean():.2f}; "
        f"the products add up to {value}."
    )


def edges(photo: np.ndarray, maps: Mapping[str, np.ndarray]) -> Figure:
    """A gray photograph (H, W), 0 to 1, and maps (H, W) of its edges by name: signed in two colors, sizes in one."""
    figure, axes = plt.subplots(2, 2, figsize=(6.4, 4.7))
    for ax, (name, values) in zip(axes.ravel(), {"photograph": photo, **maps}.items(), strict=True):
        signed = values.min() < 0
        reach = float(np.abs(values).max()) or 1.0
        cmap = SIGNED if signed else IMAGES if values is not photo else "gray"
        _grid(ax, values, cmap, (-reach, reach) if signed else (0.0, reach))
        ax.set_title(name)
    return figure


def by_shift(shifts: Sequence[int], right: Mapping[str, np.ndarray]) -> Figure:
    """The share of images read rightly (seeds, shifts) by each network, against how far the images were moved."""
    figure, ax = plt.subplots(figsize=(6.2, 3.8))
    looks = [(INK, "o", "-"), (GREEN, "^", "-"), (BLUE, "s", "--"), (VERMILLION, "D", "-"), (BASELINE, "v", ":")]
    for (name, values), (color, marker, style) in zip(right.items(), looks, strict=False):
        ax.plot(shifts, values.mean(axis=0), color=color, marker=marker, linestyle=style, label=name)
    ax.set(xlabel="moved by (pixels)", ylabel="share read rightly", ylim=(0, 1.03), xticks=list(shifts))
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, fontsize=9)
    return figure


def stripes(image: np.ndarray, results: Mapping[str, Sequence[np.ndarray]]) -> Figure:
    """Stripes (H, W), 0 to 1, and what each way of making them smaller leaves, from them and moved by one pixel."""
    figure, axes = plt.subplots(2, 1 + len(results), figsize=(6.4, 3.6))
    for row, (words, picture) in enumerate({"": image, "moved": np.roll(image, 1, axis=1)}.items()):
        _grid(axes[row, 0], picture, IMAGES, (0.0, 1.0))
        axes[row, 0].set_ylabel(words)
        for column, pair in enumerate(results.values(), 1):
            _grid(axes[row, column], pair[row], IMAGES, (0.0, 1.0))
    for ax, name in zip(axes[0], ("stripes", *results), strict=True):
        ax.set_title(name)
    return figure


def moved_along(image: np.ndarray, before: np.ndarray, after: np.ndarray, off: float) -> Figure:
    """A moved image (H, W), the map that should have moved along, the map that came, and how far off it is."""
    figure, axes = plt.subplots(1, 3, figsize=(6.4, 2.6), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.88, wspace=0.06)
    reach = max(float(np.abs(before).max()), float(np.abs(after).max())) or 1.0
    _grid(axes[0], image, IMAGES, (0.0, 1.0))
    for ax, values in zip(axes[1:], (before, after), strict=True):
        _grid(ax, values, SIGNED, (-reach, reach))
    for ax, name in zip(axes, ("image", "map, moved along", f"map that came: {off:.0%} off"), strict=True):
        ax.set_title(name, fontsize=11)
    return figure


def rim(maps: Mapping[str, np.ndarray]) -> Figure:
    """Maps (H, W) by name, signed, side by side."""
    figure, axes = plt.subplots(1, len(maps), figsize=(6.2, 2.4))
    reach = max(float(np.abs(values).max()) for values in maps.values()) or 1.0
    for ax, (name, values) in zip(axes, maps.items(), strict=True):
        _grid(ax, values, SIGNED, (-reach, reach))
        ax.set_title(name, fontsize=11)
    return figure
