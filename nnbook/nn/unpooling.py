"""Putting pooled values back where they came from, and pooling by a norm."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops.pointwise import relu
from ._arguments import images, two
from ._images import Pair
from ._sequences import one, sequences
from .module import Module
from .pooling import avg_pool2d, max_pool2d
from .pooling1d import avg_pool1d, max_pool1d


class MaxUnpool2d(Module):
    """(N, C, H, W) -> (N, C, H', W'), or the same without N: zeros, and the values at their `indices`.

    The indices are those of MaxPool2d(..., return_indices=True) with the same arguments (Zeiler and Fergus, 2014). H' =
    (H - 1)*stride - 2*padding + kernel_size, unless the call says `output_size`.
    """

    def __init__(self, kernel_size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0):
        super().__init__()
        self.kernel_size = two(kernel_size, "MaxUnpool2d", "kernel_size")
        self.stride = self.kernel_size if stride is None else two(stride, "MaxUnpool2d", "stride")
        self.padding = two(padding, "MaxUnpool2d", "padding")

    def forward(self, input: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        return max_unpool2d(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(Module):
    """(N, C, L) -> (N, C, L'), or the same without N: MaxUnpool2d along one axis."""

    def __init__(
        self, kernel_size: int | tuple[int], stride: int | tuple[int] | None = None, padding: int | tuple[int] = 0
    ):
        super().__init__()
        self.kernel_size = (one(kernel_size, "MaxUnpool1d", "kernel_size"),)
        self.stride = self.kernel_size if stride is None else (one(stride, "MaxUnpool1d", "stride"),)
        self.padding = (one(padding, "MaxUnpool1d", "padding"),)

    def forward(self, input: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        return max_unpool1d(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _PowerPool(Module):
    """What both of LPPool share."""

    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False):
        super().__init__()
        self.norm_type, self.kernel_size, self.stride, self.ceil_mode = norm_type, kernel_size, stride, ceil_mode

    def extra_repr(self) -> str:
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_PowerPool):
    """(N, C, L) -> (N, C, L'), or the same without N: (sum of x^p)^(1/p) of every window, p = `norm_type`."""

    def forward(self, input: Tensor) -> Tensor:
        return lp_pool1d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


class LPPool2d(_PowerPool):
    """(N, C, H, W) -> (N, C, H', W'), or the same without N: (sum of x^p)^(1/p) of every window, p = `norm_type`.

    p = 1 is the sum, infinity the largest magnitude.
    """

    def forward(self, input: Tensor) -> Tensor:
        return lp_pool2d(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)


def max_unpool2d(
    input: Tensor,
    indices: Tensor,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    output_size: Any = None,
) -> Tensor:
    """Zeros, and the values of (N, C, H, W) or (C, H, W) at their places: indices of max_pool2d."""
    name = "max_unpool2d"
    x, size = images(input, name), two(kernel_size, name, "kernel_size")
    pitch = size if stride is None else two(stride, name, "stride")
    return _unpooled(name, x, indices, size, pitch, two(padding, name, "padding"), output_size)


def max_unpool1d(
    input: Tensor,
    indices: Tensor,
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple[int] = 0,
    output_size: Any = None,
) -> Tensor:
    """Zeros, and the values of (N, C, L) or (C, L) at their places: indices of max_pool1d."""
    name = "max_unpool1d"
    x, size = sequences(input, name), one(kernel_size, name, "kernel_size")
    pitch = size if stride is None else one(stride, name, "stride")
    return _unpooled(name, x, indices, (size,), (pitch,), (one(padding, name, "padding"),), output_size)


def _unpooled(name: str, x: Tensor, indices: Tensor, size: Any, stride: Any, padding: Any, output_size: Any) -> Tensor:
    if not isinstance(indices, Tensor) or indices.array.dtype != np.int64 or indices.shape != x.shape:
        raise RuntimeError(
            f"{name}: indices must be an int64 tensor of the shape of the values, {tuple(x.shape)}: the second result "
            "of max pooling with return_indices=True"
        )
    axes = len(size)
    lead, here = x.array.shape[:-axes], x.array.shape[-axes:]
    there = tuple((n - 1) * s - 2 * p + k for n, s, p, k in zip(here, stride, padding, size, strict=True))
    if output_size is not None:
        there = _wanted(name, tuple(output_size), there, stride)
    places = indices.array.reshape(*lead, math.prod(here))
    if places.size and not 0 <= places.min() <= places.max() < math.prod(there):
        raise RuntimeError(
            f"{name}: found an invalid max index, {places.min()} or {places.max()}: an output of {there} has "
            f"{math.prod(there)} places"
        )
    y = np.zeros((*lead, math.prod(there)), x.array.dtype)
    np.put_along_axis(y, places, x.array.reshape(places.shape), -1)

    def back(g: Array) -> Array:
        return np.take_along_axis(g.reshape(y.shape), places, -1).reshape(x.array.shape)

    return record(y.reshape(*lead, *there), (x, back))


def _wanted(name: str, output_size: tuple[int, ...], usual: tuple[int, ...], stride: Any) -> tuple[int, ...]:
    axes = len(usual)
    wanted = output_size[-axes:]
    far = any(abs(n - m) >= s for n, m, s in zip(wanted, usual, stride, strict=False))
    if len(output_size) not in (axes, axes + 2) or far:
        raise ValueError(
            f"{name}: output_size must have {axes} or {axes + 2} elements, the last less than the stride {stride} "
            f"away from {usual}, got {output_size}"
        )
    return wanted


def lp_pool1d(
    input: Tensor,
    norm_type: float,
    kernel_size: int,
    stride: int | tuple[int] | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """(sum of x^norm_type)^(1 / norm_type) of every window of (N, C, L) or (C, L)."""
    size = one(kernel_size, "lp_pool1d", "kernel_size")
    if math.isinf(norm_type):
        return _extreme(sequences(input, "lp_pool1d"), norm_type, max_pool1d, (size, stride, 0, 1, ceil_mode))
    means = avg_pool1d(sequences(input, "lp_pool1d").pow(norm_type), size, stride, 0, ceil_mode)
    return _rooted(means, size, norm_type)


def lp_pool2d(
    input: Tensor,
    norm_type: float,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    ceil_mode: bool = False,
) -> Tensor:
    """(sum of x^norm_type)^(1 / norm_type) of every window of (N, C, H, W) or (C, H, W)."""
    size = two(kernel_size, "lp_pool2d", "kernel_size")
    if math.isinf(norm_type):
        return _extreme(images(input, "lp_pool2d"), norm_type, max_pool2d, (size, stride, 0, 1, ceil_mode))
    means = avg_pool2d(images(input, "lp_pool2d").pow(norm_type), size, stride, 0, ceil_mode)
    return _rooted(means, size[0] * size[1], norm_type)


def _rooted(means: Tensor, count: int, norm_type: float) -> Tensor:
    """The root of the sums, where they are positive; as in PyTorch the gradient at a sum of zero is not a number."""
    result: Tensor = (means.sign() * relu(means.abs()) * count).pow(1.0 / norm_type)
    return result


def _extreme(x: Tensor, norm_type: float, pool: Any, options: tuple[Any, ...]) -> Tensor:
    """The norm with an infinite exponent: the largest magnitude, or the smallest."""
    result: Tensor = pool(x.abs(), *options) if norm_type > 0 else -pool(-x.abs(), *options)
    return result
