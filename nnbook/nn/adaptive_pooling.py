"""Pooling to a given size, whatever the size of the image."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record, wrap
from ._arguments import images
from ._images import Pair, last
from .module import Module
from .pooling import for_one, max_pool2d


class AdaptiveAvgPool2d(Module):
    """(N, C, H, W) -> (N, C, *output_size), or the same without N: means over windows of as equal size as possible.

    Row i covers rows floor(i H / H') to ceil((i + 1) H / H'). None keeps a length; AdaptiveAvgPool2d(1) is the mean
    over all.
    """

    def __init__(self, output_size: Any):
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        return adaptive_avg_pool2d(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveMaxPool2d(Module):
    """(N, C, H, W) -> (N, C, *output_size), or the same without N: as AdaptiveAvgPool2d, with the largest value."""

    def __init__(self, output_size: Any, return_indices: bool = False):
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input: Tensor) -> Any:
        return adaptive_max_pool2d(input, self.output_size, self.return_indices)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


def _edges(x: Tensor, output_size: Any, name: str) -> list[list[Pair]]:
    """For both axes of the images, where every window starts and stops."""
    wanted = (output_size,) * 2 if output_size is None or isinstance(output_size, int) else tuple(output_size)
    if len(wanted) != 2 or any(n is not None and (not isinstance(n, int) or n < 0) for n in wanted):
        raise RuntimeError(f"{name}: output_size must be a number or a pair (height, width), got {output_size!r}")
    edges = []
    for n, out in zip(x.array.shape[2:], wanted, strict=True):
        out = n if out is None else out
        edges.append([(i * n // out, math.ceil((i + 1) * n / out)) for i in range(out)])
    return edges


def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """The means of `output_size` windows of as equal size as possible of (N, C, H, W) or (C, H, W)."""
    x = images(input, "adaptive_avg_pool2d")
    if x.array.ndim == 3:
        return for_one(x, lambda t: adaptive_avg_pool2d(t, output_size))
    if x.array.size and output_size in (1, (1, 1)):
        return _mean_of_all(x)
    means = []  # for each axis a matrix (out, in): a mean over a rectangle is the mean of the means of its rows
    for edges, n in zip(_edges(x, output_size, "adaptive_avg_pool2d"), x.array.shape[2:], strict=True):
        mean = np.zeros((len(edges), n), x.array.dtype)
        for row, (start, stop) in zip(mean, edges, strict=True):
            row[start:stop] = 1 / (stop - start)
        means.append(mean)
    rows, columns = means
    return record(rows @ x.array @ columns.T, (x, lambda g: rows.T @ g @ columns))


def _mean_of_all(x: Tensor) -> Tensor:
    """One window, as at the end of many networks: a product with a row of 1 / (H W) (4 times as fast)."""
    n, c, h, w = x.array.shape
    share = np.full(h * w, 1 / (h * w), x.array.dtype)
    y = np.matmul(share, last(x.array).reshape(n, h * w, c))

    def back(g: Array) -> Array:
        dx = np.empty_like(x.array)
        np.multiply(g, share[0], out=dx)
        return dx

    return record(y.reshape(n, c, 1, 1), (x, back))


def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest values of `output_size` windows of (N, C, H, W); with `return_indices` also where they are."""
    x = images(input, "adaptive_max_pool2d")
    if x.array.ndim == 3:
        return for_one(x, lambda t: adaptive_max_pool2d(t, output_size, return_indices))
    rows, columns = _edges(x, output_size, "adaptive_max_pool2d")
    n, c, h, w = x.array.shape
    if x.array.size and rows and columns and h % len(rows) == w % len(columns) == 0:  # windows of one size
        return max_pool2d(x, (h // len(rows), w // len(columns)), return_indices=return_indices)
    places = np.empty((n, c, len(rows), len(columns)), np.int64)
    for i, (top, bottom) in enumerate(rows):
        for j, (left, right) in enumerate(columns):
            best = x.array[:, :, top:bottom, left:right].reshape(n, c, -1).argmax(2)
            places[:, :, i, j] = (top + best // (right - left)) * w + left + best % (right - left)
    flat = places.reshape(n, c, -1)
    y = np.take_along_axis(x.array.reshape(n, c, -1), flat, 2).reshape(places.shape)

    def back(g: Array) -> Array:
        dx = np.zeros(x.array.shape, g.dtype)
        image, channels = np.ogrid[:n, :c]
        np.add.at(dx.reshape(n, c, -1), (image[..., None], channels[..., None], flat), g.reshape(n, c, -1))
        return dx

    out = record(y, (x, back))
    return (out, wrap(places)) if return_indices else out
