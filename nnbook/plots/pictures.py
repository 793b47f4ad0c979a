"""Images side by side, and tables of numbers as images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .._duck import to_numpy
from .style import COUNTS, IMAGES, INK, on_axes


def images(
    array: Any,
    labels: Sequence[Any] | None = None,
    *,
    columns: int = 8,
    cmap: str = IMAGES,
    limits: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Figure:
    """Images (N, H, W), (N, 1, H, W) or, in color, (N, 3, H, W) with values 0 to 1, in rows of `columns`.

    `labels` (N,) stand above them. `limits` are the values of the palest and the darkest pixel for all images alike;
    without them, the smallest and the largest value that occur.
    """
    pictures = _pictures(to_numpy(array))
    if labels is not None and len(labels) != len(pictures):
        raise ValueError(f"images got {len(pictures)} images and {len(labels)} labels: one label per image, or none.")
    low, high = limits or (np.nanmin(pictures), np.nanmax(pictures))
    count, height, width = pictures.shape[:3]
    columns = min(columns, count)
    head = 0 if labels is None else max(2, round(0.35 * height))  # rows of pixels above an image, for its label
    gap = max(1, round(0.1 * height))
    mosaic = _mosaic(pictures, columns, head, gap)
    figure, ax = on_axes(ax, height=6.4 * mosaic.shape[0] / mosaic.shape[1])
    ax.imshow(mosaic, cmap=cmap, vmin=low, vmax=high, interpolation="none")
    for i, label in enumerate([] if labels is None else labels):
        left, top = i % columns * (width + gap), i // columns * (height + head + gap) + head
        ax.text(left + (width - 1) / 2, top - 1, str(label), ha="center", va="bottom", fontsize=10)
    ax.set_axis_off()
    return figure


def _pictures(array: np.ndarray) -> np.ndarray:
    """As (N, H, W) or, in color, (N, H, W, 3)."""
    if array.ndim == 4 and array.shape[1] == 1:
        array = array[:, 0]
    elif array.ndim == 4 and array.shape[1] == 3:
        array = array.transpose(0, 2, 3, 1)
    elif array.ndim != 3:
        raise ValueError(
            f"images got an array of shape {array.shape}: expected (N, H, W), (N, 1, H, W) or (N, 3, H, W). "
            f"A single image? images(image[None])"
        )
    if len(array) == 0:
        raise ValueError(f"images got an array of shape {array.shape}: there is no image in it.")
    return array


def _mosaic(pictures: np.ndarray, columns: int, head: int, gap: int) -> np.ndarray:
    """All pictures in one, with nan (which is not drawn) between them; in color, with white."""
    count, height, width = pictures.shape[:3]
    rows = -(-count // columns)
    shape = (rows * (head + height + gap) - gap, columns * (width + gap) - gap, *pictures.shape[3:])
    mosaic = np.full(shape, 1.0 if pictures.ndim == 4 else np.nan)
    for i, picture in enumerate(pictures):
        top, left = i // columns * (head + height + gap) + head, i % columns * (width + gap)
        mosaic[top : top + height, left : left + width] = picture
    return mosaic


def confusion(matrix: Any, classes: Sequence[Any] | None = None, *, ax: Axes | None = None) -> Figure:
    """A confusion matrix (K, K): the true class downwards, the predicted one to the right, a number in every cell.

    The darker, the larger the number. Whole numbers are printed as they are, others with two decimals.
    """
    table = to_numpy(matrix)
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not table.size:
        raise ValueError(
            f"confusion got a matrix of shape {table.shape}: expected (K, K), a row and a column per class."
        )
    names = list(range(len(table))) if classes is None else list(classes)
    if len(names) != len(table):
        raise ValueError(f"confusion got {len(names)} class names for a matrix of shape {table.shape}.")
    side = max(3.2, min(6.4, 0.6 * len(table)))
    figure, ax = on_axes(ax, width=side, height=side)
    ax.imshow(table, cmap=COUNTS, vmin=0, vmax=1.6 * table.max() or 1)  # no shade too dark for the numbers on it
    whole = np.issubdtype(table.dtype, np.integer)
    for (row, column), number in np.ndenumerate(table):
        text = str(number) if whole else f"{number:.2f}"
        ax.text(column, row, text, ha="center", va="center", fontsize=10, color=INK)
    ax.set(xlabel="predicted", ylabel="true", xticks=range(len(names)), yticks=range(len(names)))
    ax.set(xticklabels=names, yticklabels=names)
    ax.grid(False)
    return figure
