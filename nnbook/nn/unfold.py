"""The windows of images as columns of a matrix, and the way back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .._tensor import Array, Tensor, record
from ._arguments import images, two
from ._images import Pair, Window, last
from .module import Module


class Unfold(Module):
    """(N, C, H, W) -> (N, C * kh * kw, L), or the same without N: every window of the images as a column.

    Column l is the l-th place of the window, row by row ("im2col": Chellapilla, Puri & Simard, 2006). A convolution
    is the product of its weight, as a matrix (O, C * kh * kw), with these columns.
    """

    def __init__(
        self,
        kernel_size: int | Pair,
        dilation: int | Pair = 1,
        padding: int | Pair = 0,
        stride: int | Pair = 1,
    ):
        super().__init__()
        self.kernel_size, self.dilation, self.padding, self.stride = kernel_size, dilation, padding, stride

    def forward(self, input: Tensor) -> Tensor:
        return unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, stride={self.stride}"


class Fold(Module):
    """(N, C * kh * kw, L) -> (N, C, *output_size), or the same without N: windows put back, overlaps added up.

    It is the transpose of Unfold as a linear map: Fold(Unfold(x)) counts each pixel as often as windows cover it.
    """

    def __init__(
        self,
        output_size: int | Pair,
        kernel_size: int | Pair,
        dilation: int | Pair = 1,
        padding: int | Pair = 0,
        stride: int | Pair = 1,
    ):
        super().__init__()
        self.output_size, self.kernel_size = output_size, kernel_size
        self.dilation, self.padding, self.stride = dilation, padding, stride

    def forward(self, input: Tensor) -> Tensor:
        return fold(input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}"
        )


def unfold(
    input: Tensor,
    kernel_size: int | Pair,
    dilation: int | Pair = 1,
    padding: int | Pair = 0,
    stride: int | Pair = 1,
) -> Tensor:
    """The windows of images (N, C, H, W), or of one image (C, H, W), as columns: (N, C * kh * kw, L)."""
    x = images(input, "unfold")
    if x.array.ndim == 3:
        return unfold(x.unsqueeze(0), kernel_size, dilation, padding, stride).squeeze(0)
    h, w = x.array.shape[2:]
    window = _window("unfold", kernel_size, dilation, padding, stride, h, w)
    return record(_columns(x.array, window), (x, lambda g: _images(g, window, h, w)))


def fold(
    input: Tensor,
    output_size: int | Pair,
    kernel_size: int | Pair,
    dilation: int | Pair = 1,
    padding: int | Pair = 0,
    stride: int | Pair = 1,
) -> Tensor:
    """Images (N, C, *output_size) from windows (N, C * kh * kw, L) or (C * kh * kw, L): what overlaps is added up."""
    if not isinstance(input, Tensor) or input.ndim not in (2, 3):
        raise RuntimeError(
            f"fold expected windows (N, C * kh * kw, L) or (C * kh * kw, L), but got {getattr(input, 'shape', input)}"
        )
    if input.ndim == 2:
        return fold(input.unsqueeze(0), output_size, kernel_size, dilation, padding, stride).squeeze(0)
    h, w = two(output_size, "fold", "output_size")
    window = _window("fold", kernel_size, dilation, padding, stride, h, w)
    (oh, ow), (kh, kw) = window.output(h, w), window.size
    _, rows, columns = input.shape
    if rows % (kh * kw):
        raise RuntimeError(
            f"fold: axis 1 is {rows} long, which cannot be divided by the window's {kh} x {kw} = {kh * kw}"
        )
    if columns != oh * ow:
        raise RuntimeError(
            f"fold: images of {h} x {w} have {oh} x {ow} = {oh * ow} windows of {kh} x {kw} with this geometry, but "
            f"axis 2 of the input is {columns} long"
        )
    return record(_images(input.array, window, h, w), (input, lambda g: _columns(g, window)))


def _columns(x: Array, window: Window) -> Array:
    """(N, C, H, W) -> (N, C * kh * kw, L): a copy of a view."""
    (n, c, h, w), (oh, ow), (top, left) = x.shape, window.output(*x.shape[2:]), window.before
    (kh, kw), (sh, sw), (dh, dw) = window.size, window.stride, window.dilation
    padded = np.zeros((n, c, h + 2 * top, w + 2 * left), x.dtype)
    padded[:, :, top : top + h, left : left + w] = x
    sn, sc, sr, sp = padded.strides
    view = as_strided(padded, (n, c, kh, kw, oh, ow), (sn, sc, sr * dh, sp * dw, sr * sh, sp * sw))
    return view.reshape(n, c * kh * kw, oh * ow)


def _images(columns: Array, window: Window, h: int, w: int) -> Array:
    """(N, C * kh * kw, L) -> (N, C, h, w): each place of the window adds its values to the pixels that it met."""
    (oh, ow), (top, left), count = window.output(h, w), window.before, window.size[0] * window.size[1]
    values = columns.reshape(len(columns), -1, count, oh, ow)
    padded = np.zeros((len(values), values.shape[1], h + 2 * top, w + 2 * left), columns.dtype)
    for i, tap in enumerate(window.taps(last(padded), oh, ow)):
        tap += last(values[:, :, i])
    return padded[:, :, top : top + h, left : left + w]


def _window(name: str, size: Any, dilation: Any, padding: Any, stride: Any, h: int, w: int) -> Window:
    size, dilation, padding, stride = (
        two(value, name, what)
        for what, value in {
            "kernel_size": size, "dilation": dilation, "padding": padding, "stride": stride,
        }.items()
    )  # fmt: skip
    if min(*size, *dilation, *stride) <= 0 or min(padding) < 0:
        raise RuntimeError(
            f"{name}: kernel_size, dilation and stride must be at least 1 and padding at least 0, got {size}, "
            f"{dilation}, {stride} and {padding}"
        )
    window = Window(size, stride, padding, padding, dilation)
    if min(window.output(h, w)) < 1:
        raise RuntimeError(f"{name}: images of {h} x {w} are smaller than the window of {size[0]} x {size[1]}")
    return window
