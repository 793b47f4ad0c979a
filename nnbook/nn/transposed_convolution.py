"""Transposed convolution: a small image becomes a larger one, as gradients do on the way back of a convolution."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ._arguments import images, same_type, two
from ._grouped import correlate, input_gradient, kernel_gradient
from ._images import Pair, Window, contiguous, first, last
from ._sequences import one, sequences
from .convolution import _Convolution
from .linear import column_sums


class _Transposed(_Convolution):
    """What both share: the size of the result, which a stride leaves open."""

    transposed = True

    def _set_up(self, sizes: dict[str, Any], channels: tuple[int, int], groups: int, padding_mode: str) -> None:
        if padding_mode != "zeros":
            raise ValueError(f'Only "zeros" padding mode is supported for {type(self).__name__}, got {padding_mode!r}')
        if isinstance(sizes["padding"], str):
            raise TypeError(f"{type(self).__name__}: padding must be a number or a pair, got {sizes['padding']!r}")
        self._sizes(**sizes)
        self._channels(*channels, groups, padding_mode)

    def _output_padding(self, input: Tensor, output_size: Any) -> Any:
        """The rows and columns that a result of this size has more than the smallest one."""
        if output_size is None:
            return self.output_padding
        wanted = list(output_size)[-self.axes :] if len(output_size) in (self.axes, input.ndim) else []
        if len(wanted) != self.axes:
            raise ValueError(
                f"{type(self).__name__}: for an input of {input.ndim} axes, output_size must have {self.axes} or "
                f"{input.ndim} elements, got {tuple(output_size)}"
            )
        geometry = zip(
            input.shape[-self.axes :], self.stride, self.padding, self.dilation, self.kernel_size, strict=True
        )
        least = [(n - 1) * s - 2 * p + d * (k - 1) + 1 for n, s, p, d, k in geometry]
        most = [n + s - 1 for n, s in zip(least, self.stride, strict=True)]
        if any(not a <= n <= b for a, n, b in zip(least, wanted, most, strict=True)):
            raise ValueError(
                f"requested an output size of {wanted}, but valid sizes range from {least} to {most} (for an input of "
                f"shape {tuple(input.shape)})"
            )
        return tuple(n - a for n, a in zip(wanted, least, strict=True))


class ConvTranspose1d(_Transposed):
    """(N, in_channels, L) -> (N, out_channels, L'), or the same without N: ConvTranspose2d along one axis."""

    axes = 1

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int],
        stride: int | tuple[int] = 1,
        padding: int | tuple[int] = 0,
        output_padding: int | tuple[int] = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: int | tuple[int] = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        sizes = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
        self._set_up({**sizes, "output_padding": output_padding}, (in_channels, out_channels), groups, padding_mode)
        self._parameters_of(bias, device, dtype)

    def forward(self, input: Tensor, output_size: Any = None) -> Tensor:
        extra = self._output_padding(input, output_size)
        return conv_transpose1d(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )


class ConvTranspose2d(_Transposed):
    """(N, in_channels, H, W) -> (N, out_channels, H', W'), or the same without N (Zeiler et al., 2010).

    Each pixel paints the kernel, times its value, onto the result, `stride` pixels from its neighbor's; what overlaps
    is added up. H' = (H - 1)*stride - 2*padding + dilation*(kernel_size - 1) + output_padding + 1: it undoes the sizes
    of a Conv2d with the same arguments. Several sizes lead to one there, so `output_padding`, or `output_size` of the
    call, says which is meant. `weight` is (in_channels, out_channels / groups, kh, kw).
    """

    axes = 2

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Pair,
        stride: int | Pair = 1,
        padding: int | Pair = 0,
        output_padding: int | Pair = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: int | Pair = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        sizes = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
        self._set_up({**sizes, "output_padding": output_padding}, (in_channels, out_channels), groups, padding_mode)
        self._parameters_of(bias, device, dtype)

    def forward(self, input: Tensor, output_size: Any = None) -> Tensor:
        extra = self._output_padding(input, output_size)
        return conv_transpose2d(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )


def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int] = 1,
    padding: int | tuple[int] = 0,
    output_padding: int | tuple[int] = 0,
    groups: int = 1,
    dilation: int | tuple[int] = 1,
) -> Tensor:
    """Paint weight (C, O / groups, k) onto the result at every place of sequences (N, C, L) or (C, L): (N, O, L')."""
    x, name = sequences(input, "conv_transpose1d"), "conv_transpose1d"
    sizes = [
        one(value, name, what) for what, value in {"stride": stride, "padding": padding, "dilation": dilation}.items()
    ]
    extra = one(output_padding, name, "output_padding")
    _check("ConvTranspose1d", x, weight, bias, groups)
    window = Window((1, weight.array.shape[2]), (1, sizes[0]), (0, sizes[1]), (0, sizes[1]), (1, sizes[2]))
    batch = x if x.array.ndim == 3 else x.unsqueeze(0)
    y = _painted(name, batch.unsqueeze(2), weight.unsqueeze(2), bias, window, (0, extra), groups).squeeze(2)
    return y if x.array.ndim == 3 else y.squeeze(0)


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    output_padding: int | Pair = 0,
    groups: int = 1,
    dilation: int | Pair = 1,
) -> Tensor:
    """Paint weight (C, O / groups, kh, kw) at every pixel of images (N, C, H, W) or (C, H, W): (N, O, H', W')."""
    x, name = images(input, "conv_transpose2d"), "conv_transpose2d"
    stride, padding, dilation = (
        two(value, name, what) for what, value in {"stride": stride, "padding": padding, "dilation": dilation}.items()
    )
    extra = two(output_padding, name, "output_padding")
    _check("ConvTranspose2d", x, weight, bias, groups)
    window = Window(weight.array.shape[2:], stride, padding, padding, dilation)
    if x.array.ndim == 4:
        return _painted(name, x, weight, bias, window, extra, groups)
    return _painted(name, x.unsqueeze(0), weight, bias, window, extra, groups).squeeze(0)


def _painted(
    name: str, x: Tensor, weight: Tensor, bias: Tensor | None, window: Window, extra: Pair, groups: int
) -> Tensor:
    """The way back of a convolution, as the way forward; and the other way round."""
    oh, ow = _output(name, x, window, extra)
    kernel = np.ascontiguousarray(weight.array.transpose(2, 3, 1, 0))  # (kh, kw, O / groups, C)
    v, (h, w) = contiguous(last(x.array)), x.array.shape[2:]
    value = input_gradient(v, kernel, window, oh, ow, groups)
    if bias is not None:
        rows = value.reshape(-1, ow * value.shape[3])
        rows += np.tile(bias.array, ow)  # long rows run faster

    def back(g: Array) -> tuple[Array | None, ...]:
        g = contiguous(last(g))
        dx = first(correlate(g, kernel, window, h, w, groups)) if x.requires_grad else None
        dw = kernel_gradient(g, v, window, groups).transpose(3, 2, 0, 1) if weight.requires_grad else None
        return (dx, dw) if bias is None else (dx, dw, column_sums(g.reshape(-1, g.shape[3])))

    return record(first(value), ((x, weight) if bias is None else (x, weight, bias), back))


def _output(name: str, x: Tensor, window: Window, extra: Pair) -> Pair:
    if min(window.stride) <= 0 or min(window.dilation) <= 0:
        raise RuntimeError(f"{name}: stride and dilation must be at least 1, got {window.stride} and {window.dilation}")
    if min(window.before) < 0:
        raise RuntimeError(f"negative padding is not supported, got {window.before}")
    if any(not 0 <= e < max(s, d) for e, s, d in zip(extra, window.stride, window.dilation, strict=True)):
        raise RuntimeError(
            f"{name}: output padding must be smaller than either stride or dilation, got output_padding {extra}, "
            f"stride {window.stride}, dilation {window.dilation}"
        )
    sizes = zip(x.array.shape[2:], window.stride, window.before, window.dilation, window.size, extra, strict=True)
    oh, ow = ((n - 1) * s - 2 * p + d * (k - 1) + e + 1 for n, s, p, d, k, e in sizes)
    if min(oh, ow) < 1:
        raise RuntimeError(
            f"{name}: the result would have {oh} x {ow} pixels: use less padding, or a larger kernel or stride"
        )
    return oh, ow


def _check(layer: str, x: Tensor, weight: Tensor, bias: Tensor | None, groups: int) -> None:
    axes = int(layer[-2])
    names = "k" if axes == 1 else "kh, kw"
    if weight.array.ndim != axes + 2:
        raise RuntimeError(
            f"{layer}: weight must have the shape (C, O / groups, {names}), got {tuple(weight.array.shape)}"
        )
    same_type(layer, x, weight=weight, bias=bias)
    shape, channels = tuple(x.array.shape), weight.array.shape[0]
    if shape[-axes - 1] != channels:
        raise RuntimeError(
            f"{layer}({channels}, {weight.array.shape[1] * groups}, ...) got an input of shape {shape}: axis "
            f"{len(shape) - axes - 1} must be {channels} channel{'s' * (channels != 1)}"
        )
    if channels % groups:
        raise RuntimeError(f"{layer}: {channels} input channels cannot be divided into {groups} groups")
