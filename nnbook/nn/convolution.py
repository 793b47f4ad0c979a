"""Convolution: the same small set of weights looks at every place of an image or a sequence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops.creation import empty
from ._arguments import images, same_type, two
from ._grouped import correlate, input_gradient, kernel_gradient
from ._images import Pair, Window, contiguous, first, last
from ._sequences import one, sequences
from .linear import column_sums, reset
from .module import Module
from .padding import pad as pad_with
from .parameter import Parameter

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _Convolution(Module):
    """What convolutions and their transposes share: checked arguments, parameters, and how they print."""

    axes: int
    transposed = False

    def _sizes(self, **sizes: Any) -> None:
        """Set kernel_size, stride, ...: a number for each axis."""
        name = type(self).__name__
        for key, value in sizes.items():
            if not (isinstance(value, str) and key == "padding"):
                value = two(value, name, key) if self.axes == 2 else (one(value, name, key),)
            setattr(self, key, value)

    def _channels(self, in_channels: int, out_channels: int, groups: int, padding_mode: str) -> None:
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.padding_mode = padding_mode
        if groups <= 0:
            raise ValueError(f"groups must be a positive integer, got {groups}")
        for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            if channels % groups:
                raise ValueError(f"{name} must be divisible by groups, got {channels} and {groups}")
        if padding_mode not in PADDING_MODES:
            raise ValueError(f"padding_mode must be one of {PADDING_MODES}, but got padding_mode={padding_mode!r}")
        if isinstance(self.padding, str):
            if self.padding not in ("valid", "same"):
                raise ValueError(f"Invalid padding string {self.padding!r}, should be one of 'valid', 'same'")
            if self.padding == "same" and max(self.stride) > 1:
                raise ValueError("padding='same' is not supported for strided convolutions")

    def _parameters_of(self, bias: bool, device: Any, dtype: Any) -> None:
        here, there = self.out_channels, self.in_channels
        if self.transposed:
            here, there = there, here
        shape = (here, there // self.groups, *self.kernel_size)
        self.weight = Parameter(empty(*shape, device=device, dtype=dtype))
        self.bias = Parameter(empty(self.out_channels, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weights and bias anew, uniform within 1 / sqrt(the number of weights behind one of the first axis)."""
        reset(self.weight, self.bias, math.prod(self.weight.shape[1:]))

    def _padded(self, input: Tensor) -> tuple[Tensor, Any]:
        """The input with its border, unless that is zeros, and the padding that is left to do."""
        if self.padding_mode == "zeros":
            return input, self.padding
        before, after = _padding(self.padding, self.kernel_size, self.dilation)
        border = [n for pair in zip(reversed(before), reversed(after), strict=True) for n in pair]
        return pad_with(input, border, mode=self.padding_mode), 0

    def extra_repr(self) -> str:
        none = (0,) * self.axes
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        text += f", padding={self.padding}" if self.padding != none else ""
        text += f", dilation={self.dilation}" if self.dilation != (1,) * self.axes else ""
        text += f", output_padding={self.output_padding}" if self.transposed and self.output_padding != none else ""
        text += f", groups={self.groups}" if self.groups != 1 else ""
        text += ", bias=False" if self.bias is None else ""
        return text + (f", padding_mode={self.padding_mode}" if self.padding_mode != "zeros" else "")


class Conv1d(_Convolution):
    """(N, in_channels, L) -> (N, out_channels, L'), or the same without N: Conv2d along one axis, such as time.

    L' = (L + 2*padding - dilation*(kernel_size - 1) - 1) // stride + 1 (time-delay networks: Waibel et al., 1989).
    """

    axes = 1

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int],
        stride: int | tuple[int] = 1,
        padding: str | int | tuple[int] = 0,
        dilation: int | tuple[int] = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        self._sizes(kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation)
        self._channels(in_channels, out_channels, groups, padding_mode)
        self._parameters_of(bias, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        x, padding = self._padded(input)
        return conv1d(x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv2d(_Convolution):
    """(N, in_channels, H, W) -> (N, out_channels, H', W'), or the same without N (LeCun et al., 1989).

    Output channel o at (i, j) is bias[o] + sum over c, u, v of weight[o, c, u, v] * x[c, i*stride + u*dilation,
    j*stride + v*dilation] over the padded input, so H' = (H + 2*padding - dilation*(kernel_size - 1) - 1) // stride +
    1. `padding` is a number, a pair, "valid" (0) or "same" (H' = H); `padding_mode` is "zeros", "reflect", "replicate"
    or "circular". With `groups`, channels fall into groups that do not see each other: `weight` is (out_channels,
    in_channels / groups, kh, kw).
    """

    axes = 2

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | Pair,
        stride: int | Pair = 1,
        padding: str | int | Pair = 0,
        dilation: int | Pair = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        self._sizes(kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation)
        self._channels(in_channels, out_channels, groups, padding_mode)
        self._parameters_of(bias, device, dtype)

    def forward(self, input: Tensor) -> Tensor:
        x, padding = self._padded(input)
        return conv2d(x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


def _padding(padding: Any, size: Any, dilation: Any) -> tuple[Any, Any]:
    """((top, left), (bottom, right)); where "same" needs an odd number of rows, the extra one is below."""
    if padding == "valid":
        return (0,) * len(size), (0,) * len(size)
    if padding == "same":
        reach = [d * (k - 1) for d, k in zip(dilation, size, strict=True)]
        return tuple(r // 2 for r in reach), tuple(r - r // 2 for r in reach)
    return padding, padding


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | tuple[int] = 1,
    padding: str | int | tuple[int] = 0,
    dilation: int | tuple[int] = 1,
    groups: int = 1,
) -> Tensor:
    """Correlate sequences (N, C, L), or one sequence (C, L), with weight (O, C / groups, k): (N, O, L')."""
    x, pitch, hole = sequences(input, "conv1d"), one(stride, "conv1d", "stride"), one(dilation, "conv1d", "dilation")
    border = padding if isinstance(padding, str) else (0, one(padding, "conv1d", "padding"))
    window = _window("conv1d", weight, (1, pitch), border, (1, hole))
    _check("Conv1d", x, weight, bias, window, groups)
    batch = x if x.array.ndim == 3 else x.unsqueeze(0)
    y = _convolution(batch.unsqueeze(2), weight.unsqueeze(2), bias, window, groups).squeeze(2)
    return y if x.array.ndim == 3 else y.squeeze(0)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: int | Pair = 1,
    padding: str | int | Pair = 0,
    dilation: int | Pair = 1,
    groups: int = 1,
) -> Tensor:
    """Correlate images (N, C, H, W), or one image (C, H, W), with weight (O, C / groups, kh, kw): (N, O, H', W')."""
    x = images(input, "conv2d")
    stride, dilation = two(stride, "conv2d", "stride"), two(dilation, "conv2d", "dilation")
    window = _window(
        "conv2d", weight, stride, padding if isinstance(padding, str) else two(padding, "conv2d", "padding"), dilation
    )
    _check("Conv2d", x, weight, bias, window, groups)
    if x.array.ndim == 4:
        return _convolution(x, weight, bias, window, groups)
    return _convolution(x.unsqueeze(0), weight, bias, window, groups).squeeze(0)


def _convolution(x: Tensor, weight: Tensor, bias: Tensor | None, window: Window, groups: int) -> Tensor:
    kernel = np.ascontiguousarray(weight.array.transpose(2, 3, 1, 0))  # (kh, kw, C / groups, O)
    v, (h, w) = last(x.array), x.array.shape[2:]
    value = correlate(v, kernel, window, *window.output(h, w), groups, None if bias is None else bias.array)

    def back(g: Array) -> tuple[Array | None, ...]:
        g = contiguous(last(g))
        dx = first(input_gradient(g, kernel, window, h, w, groups)) if x.requires_grad else None
        dw = kernel_gradient(v, g, window, groups).transpose(3, 2, 0, 1) if weight.requires_grad else None
        return (dx, dw) if bias is None else (dx, dw, column_sums(g.reshape(-1, g.shape[3])))

    return record(first(value), ((x, weight) if bias is None else (x, weight, bias), back))


def _window(name: str, weight: Tensor, stride: Pair, padding: Any, dilation: Pair) -> Window:
    axes = "kh, kw" if name.endswith("2d") else "k"
    if weight.array.ndim != len(axes.split()) + 2:
        raise RuntimeError(
            f"{name}: weight must have the shape (O, C / groups, {axes}), got {tuple(weight.array.shape)}"
        )
    kh, kw = (1, *weight.array.shape[2:])[-2:]
    if min(stride) <= 0 or min(dilation) <= 0:
        raise RuntimeError(f"{name}: stride and dilation must be at least 1, got {stride} and {dilation}")
    if padding == "same" and stride != (1, 1):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    if isinstance(padding, str) and padding not in ("same", "valid"):
        raise RuntimeError(f"{name}: padding must be a number, a pair, 'same' or 'valid', got {padding!r}")
    if not isinstance(padding, str) and min(padding) < 0:
        raise RuntimeError(f"negative padding is not supported, got {padding}")
    return Window((kh, kw), stride, *_padding(padding, (kh, kw), dilation), dilation)


def _check(layer: str, x: Tensor, weight: Tensor, bias: Tensor | None, window: Window, groups: int) -> None:
    same_type(layer.lower(), x, weight=weight, bias=bias)
    outputs, inputs = weight.array.shape[:2]
    inputs *= groups
    shape = tuple(x.array.shape)
    axes = weight.array.ndim - 2
    if outputs % groups:
        raise RuntimeError(f"{layer.lower()}: {outputs} output channels cannot be divided into {groups} groups")
    if shape[-axes - 1] != inputs:
        raise RuntimeError(
            f"{layer}({inputs}, {outputs}, ...) got an input of shape {shape}: axis {len(shape) - axes - 1} must be "
            f"{inputs} channel{'s' * (inputs != 1)}.{_remedy(shape, axes, inputs)}"
        )
    h, w = (1, *shape[-axes:])[-2:]
    if min(window.output(h, w)) < 1:
        things, kernel = f"images of {h} x {w}", f"{window.size[0]} x {window.size[1]}"
        if axes == 1:
            things, kernel = f"sequences of length {w}", str(window.size[1])
        raise RuntimeError(
            f"{layer}({inputs}, {outputs}, ...) got {things}: with this padding they are smaller than the kernel of "
            f"{kernel} (dilation {window.dilation[-axes:]}). Add padding, or use a smaller kernel"
        )


def _remedy(shape: tuple[int, ...], axes: int, channels: int) -> str:
    batched = len(shape) == axes + 2
    if shape[-1] == channels:
        order = ("0, 3, 1, 2" if batched else "2, 0, 1") if axes == 2 else ("0, 2, 1" if batched else "1, 0")
        return f" {'Images' if axes == 2 else 'Sequences'} with channels last? x.permute({order})"
    if not batched and channels == 1:
        return f" {'Gray images' if axes == 2 else 'Sequences'} without a channel axis? x.unsqueeze(1)"
    return ""
