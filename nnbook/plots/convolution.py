"""Figures on convolution: one window after the other, its products, and the map that they fill."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .style import GRID, IMAGES, INK, SIGNED, VERMILLION


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
