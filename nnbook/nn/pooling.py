"""Pooling: what a neighborhood of an image comes to, its largest or its mean value."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record, wrap
from .._threads import in_slices
from ._arguments import images, two
from ._images import Pair, Window, first, last, pad
from .module import Module


class MaxPool2d(Module):
    """(N, C, H, W) -> (N, C, H', W'), or the same without N: the largest value of every window.

    H' = floor((H + 2*padding - dilation*(kernel_size - 1) - 1) / stride) + 1, or the ceiling with `ceil_mode`; `stride`
    is kernel_size unless given. With `return_indices` the result is (values, places), places counted in the image, row
    by row.
    """

    def __init__(
        self,
        kernel_size: int | Pair,
        stride: int | Pair | None = None,
        padding: int | Pair = 0,
        dilation: int | Pair = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Tensor) -> Any:
        return max_pool2d(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
        )

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


def max_pool2d(
    input: Tensor,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest value of every window of (N, C, H, W) or (C, H, W); with `return_indices` also where it is.

    Of equal values the first, row by row, gets the gradient.
    """
    x = images(input, "max_pool2d")
    if x.array.ndim == 3:
        return for_one(x, lambda t: max_pool2d(t, kernel_size, stride, padding, dilation, ceil_mode, return_indices))
    window, (oh, ow) = _window("max_pool2d", x, kernel_size, stride, padding, dilation, ceil_mode)
    lowest = -np.inf if x.array.dtype.kind == "f" else np.iinfo(x.array.dtype).min
    v = last(x.array)
    padded = v if window.before == window.after == (0, 0) else pad(v, window.before, window.after, lowest)
    views = window.taps(padded, oh, ow)
    y = _largest(views)

    def back(g: Array) -> Array:
        dx = np.zeros_like(padded)
        _share_out(last(g), views, y, window.taps(dx, oh, ow), disjoint=window.is_disjoint)
        return first(_inner(dx, window, v.shape))

    out = record(first(y), (x, back))
    return (out, wrap(first(_places(views, y, window, v.shape)))) if return_indices else out


def _largest(views: list[Array]) -> Array:
    y = np.empty_like(views[0])

    def work(part: slice) -> None:
        np.copyto(y[part], views[0][part])
        for view in views[1:]:
            np.maximum(y[part], view[part], out=y[part])

    in_slices(work, len(y), y.size * len(views))
    return y


def _share_out(g: Array, views: list[Array], y: Array, shares: list[Array], disjoint: bool) -> None:
    """Give each gradient to the first of the window's places that has the largest value."""

    def work(part: slice) -> None:
        for hit, share in zip(_first_hits([view[part] for view in views], y[part]), shares, strict=True):
            if disjoint:
                np.multiply(g[part], hit, out=share[part])
            else:
                share[part] += g[part] * hit

    in_slices(work, len(g), g.size * len(views))


def _first_hits(views: list[Array], y: Array) -> Any:
    """For each place of the window a mask: here is the largest value, and at no earlier place."""
    free = np.ones(y.shape, bool)
    for view in views:
        hit = view == y
        hit &= free
        free ^= hit
        yield hit


def _places(views: list[Array], y: Array, window: Window, shape: tuple[int, ...]) -> Array:
    """Where the largest values are, as row * W + column of the image."""
    _, h, w, _ = shape
    (top, left), (bottom, right) = window.before, window.after
    rows = np.arange(-top, h + bottom)[None, :, None, None]
    columns = np.arange(-left, w + right)[None, None, :, None]
    numbers = window.taps(rows * w + columns, *y.shape[1:3])
    places = np.zeros(y.shape, np.int64)
    for hit, number in zip(_first_hits(views, y), numbers, strict=True):
        places += number * hit
    return places


def _inner(padded: Array, window: Window, shape: tuple[int, ...]) -> Array:
    """Channels-last images without their border."""
    (top, left), (_, h, w, _) = window.before, shape
    return padded[:, top : top + h, left : left + w]


def for_one(x: Tensor, pool: Any) -> Any:
    """Pool a single image as a batch of one."""
    result = pool(x.unsqueeze(0))
    return tuple(t.squeeze(0) for t in result) if isinstance(result, tuple) else result.squeeze(0)


def _window(
    name: str, x: Tensor, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> tuple[Window, Pair]:
    """The window and how many places it has; with `ceil_mode` it may stick out below and on the right."""
    size, dilation = two(kernel_size, name, "kernel_size"), two(dilation, name, "dilation")
    stride = size if stride is None or stride == () else two(stride, name, "stride")
    padding = two(padding, name, "padding")
    if min(size) <= 0 or min(stride) <= 0 or min(dilation) <= 0:
        raise RuntimeError(
            f"{name}: kernel_size, stride and dilation must be at least 1, got {size}, {stride}, {dilation}"
        )
    if any(p < 0 or p > (d * (k - 1) + 1) // 2 for p, d, k in zip(padding, dilation, size, strict=True)):
        raise RuntimeError(f"{name}: padding should be at most half of the kernel size {size}, got {padding}")
    h, w = x.array.shape[2:]
    extra, places = [], []
    for n, k, s, p, d in zip((h, w), size, stride, padding, dilation, strict=True):
        span = n + 2 * p - d * (k - 1) - 1
        count = (-(-span // s) if ceil_mode else span // s) + 1
        if ceil_mode and (count - 1) * s >= n + p:  # a window must start inside the image or the padding before it
            count -= 1
        places.append(count)
        extra.append(max(0, (count - 1) * s + d * (k - 1) + 1 - (n + 2 * p)))
    if min(places) < 1:
        raise RuntimeError(
            f"{name}: images of {h} x {w} are smaller than the window of {size[0]} x {size[1]} (dilation {dilation}): "
            "use fewer pooling layers, or larger images"
        )
    after = (padding[0] + extra[0], padding[1] + extra[1])
    return Window(size, stride, padding, after, dilation), (places[0], places[1])


class AvgPool2d(Module):
    """(N, C, H, W) -> (N, C, H', W'), or the same without N: the mean of every window, its sum / (kh * kw).

    Sizes as for MaxPool2d. `count_include_pad` counts the zeros of the padding; `divisor_override` divides by that
    number.
    """

    def __init__(
        self,
        kernel_size: int | Pair,
        stride: int | Pair | None = None,
        padding: int | Pair = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.ceil_mode = padding, ceil_mode
        self.count_include_pad, self.divisor_override = count_include_pad, divisor_override

    def forward(self, input: Tensor) -> Tensor:
        return avg_pool2d(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


def avg_pool2d(
    input: Tensor,
    kernel_size: int | Pair,
    stride: int | Pair | None = None,
    padding: int | Pair = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of every window of (N, C, H, W) or (C, H, W)."""
    x = images(input, "avg_pool2d")
    if x.array.ndim == 3:
        options = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
        return for_one(x, lambda t: avg_pool2d(t, *options))
    if divisor_override == 0:
        raise RuntimeError("avg_pool2d: divisor must be not zero, got divisor_override=0")
    window, (oh, ow) = _window("avg_pool2d", x, kernel_size, stride, padding, 1, ceil_mode)
    v = last(x.array)
    padded = pad(v, window.before, window.after)
    share = _share(window, v.shape[1:3], oh, ow, count_include_pad, divisor_override).astype(v.dtype)
    y = _means(window.taps(padded, oh, ow), share)

    def back(g: Array) -> Array:
        dx = np.zeros_like(padded)
        taps, g = window.taps(dx, oh, ow), last(g)

        def work(part: slice) -> None:
            shares = g[part] * share
            for tap in taps:
                tap[part] += shares

        in_slices(work, len(g), g.size * len(taps))
        return first(_inner(dx, window, v.shape))

    return record(first(y), (x, back))


def _means(views: list[Array], share: Array) -> Array:
    y = np.empty_like(views[0])

    def work(part: slice) -> None:
        np.copyto(y[part], views[0][part])
        for view in views[1:]:
            y[part] += view[part]
        y[part] *= share

    in_slices(work, len(y), y.size * len(views))
    return y


def _share(window: Window, image: Any, oh: int, ow: int, count_include_pad: bool, divisor: int | None) -> Array:
    """1 / the number of elements that every window's sum is divided by: (oh, ow, 1)."""
    if divisor is not None:
        return np.full((oh, ow, 1), 1 / divisor)
    counts = []
    for n, places, k, s, p in zip(image, (oh, ow), window.size, window.stride, window.before, strict=True):
        start = np.arange(places) * s - p
        stop = np.minimum(start + k, n + p)  # beyond the padding nothing counts
        counts.append(stop - start if count_include_pad else np.minimum(stop, n) - np.maximum(start, 0))
    return 1 / (counts[0][:, None, None] * counts[1][None, :, None])
