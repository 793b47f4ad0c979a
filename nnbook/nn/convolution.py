"""Convolution: the same small set of weights looks at every place of an image."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops.creation import empty
from ._arguments import images, same_type, two
from ._grouped import correlate, input_gradient, kernel_gradient
from ._images import Pair, Window, contiguous, first, last
from .linear import column_sums, reset
from .module import Module
from .padding import pad as pad_with
from .parameter import Parameter


class Conv2d(Module):
    """(N, in_channels, H, W) -> (N, out_channels, H', W'), or the same without N (LeCun et al., 1989).

    Output channel o at (i, j) is bias[o] + sum over c, u, v of weight[o, c, u, v] * x[c, i*stride + u*dilation,
    j*stride + v*dilation] over the padded input, so H' = (H + 2*padding - dilation*(kernel_size - 1) - 1) // stride +
    1. `padding` is a number, a pair, "valid" (0) or "same" (H' = H); `padding_mode` is "zeros", "reflect", "replicate"
    or "circular". With `groups`, channels fall into groups that do not see each other: `weight` is (out_channels,
    in_channels / groups, kh, kw).
    """

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
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = two(kernel_size, "Conv2d", "kernel_size")
        self.stride = two(stride, "Conv2d", "stride")
        self.padding = padding if isinstance(padding, str) else two(padding, "Conv2d", "padding")
        self.dilation = two(dilation, "Conv2d", "dilation")
        self.padding_mode = padding_mode
        self._check()
        self.weight = Parameter(
            empty(out_channels, in_channels // groups, *self.kernel_size, device=device, dtype=dtype)
        )
        self.bias = Parameter(empty(out_channels, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def _check(self) -> None:
        if self.groups <= 0:
            raise ValueError(f"groups must be a positive integer, got {self.groups}")
        for name, channels in (("in_channels", self.in_channels), ("out_channels", self.out_channels)):
            if channels % self.groups:
                raise ValueError(f"{name} must be divisible by groups, got {channels} and {self.groups}")
        modes = ("zeros", "reflect", "replicate", "circular")
        if self.padding_mode not in modes:
            raise ValueError(f"padding_mode must be one of {modes}, but got padding_mode={self.padding_mode!r}")
        if isinstance(self.padding, str):
            if self.padding not in ("valid", "same"):
                raise ValueError(f"Invalid padding string {self.padding!r}, should be one of 'valid', 'same'")
            if self.padding == "same" and self.stride != (1, 1):
                raise ValueError("padding='same' is not supported for strided convolutions")

    def reset_parameters(self) -> None:
        """Draw weights and bias anew, uniform within 1 / sqrt(fan_in)."""
        reset(self.weight, self.bias, self.in_channels // self.groups * math.prod(self.kernel_size))

    def forward(self, input: Tensor) -> Tensor:
        if self.padding_mode == "zeros":
            return conv2d(input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)
        (top, left), (bottom, right) = _padding(self.padding, self.kernel_size, self.dilation)
        padded = pad_with(input, (left, right, top, bottom), mode=self.padding_mode)
        return conv2d(padded, self.weight, self.bias, self.stride, 0, self.dilation, self.groups)

    def extra_repr(self) -> str:
        text = f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"
        text += f", padding={self.padding}" if self.padding != (0, 0) else ""
        text += f", dilation={self.dilation}" if self.dilation != (1, 1) else ""
        text += f", groups={self.groups}" if self.groups != 1 else ""
        text += ", bias=False" if self.bias is None else ""
        return text + (f", padding_mode={self.padding_mode}" if self.padding_mode != "zeros" else "")


def _padding(padding: Any, size: Pair, dilation: Pair) -> tuple[Pair, Pair]:
    """((top, left), (bottom, right)); where "same" needs an odd number of rows, the extra one is below."""
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "same":
        reach = [d * (k - 1) for d, k in zip(dilation, size, strict=True)]
        return (reach[0] // 2, reach[1] // 2), (reach[0] - reach[0] // 2, reach[1] - reach[1] // 2)
    return padding, padding


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
    window = _window(weight, stride, padding, dilation)
    _check_conv2d(x, weight, bias, window, groups)
    if x.array.ndim == 3:
        return conv2d(x.unsqueeze(0), weight, bias, stride, padding, dilation, groups).squeeze(0)
    kernel = np.ascontiguousarray(weight.array.transpose(2, 3, 1, 0))  # (kh, kw, C / groups, O)
    v, (h, w) = last(x.array), x.array.shape[2:]
    value = correlate(v, kernel, window, *window.output(h, w), groups, None if bias is None else bias.array)

    def back(g: Array) -> tuple[Array | None, ...]:
        g = contiguous(last(g))
        dx = first(input_gradient(g, kernel, window, h, w, groups)) if x.requires_grad else None
        dw = kernel_gradient(v, g, window, groups).transpose(3, 2, 0, 1) if weight.requires_grad else None
        return (dx, dw) if bias is None else (dx, dw, column_sums(g.reshape(-1, g.shape[3])))

    return record(first(value), ((x, weight) if bias is None else (x, weight, bias), back))


def _window(weight: Tensor, stride: Any, padding: Any, dilation: Any) -> Window:
    if weight.array.ndim != 4:
        raise RuntimeError(
            f"conv2d: weight must have the shape (O, C / groups, kh, kw), got {tuple(weight.array.shape)}"
        )
    kh, kw = weight.array.shape[2:]
    stride, dilation = two(stride, "conv2d", "stride"), two(dilation, "conv2d", "dilation")
    if min(stride) <= 0 or min(dilation) <= 0:
        raise RuntimeError(f"conv2d: stride and dilation must be at least 1, got {stride} and {dilation}")
    if padding == "same" and stride != (1, 1):
        raise RuntimeError("padding='same' is not supported for strided convolutions")
    if not isinstance(padding, str):
        padding = two(padding, "conv2d", "padding")
        if min(padding) < 0:
            raise RuntimeError(f"negative padding is not supported, got {padding}")
    elif padding not in ("same", "valid"):
        raise RuntimeError(f"conv2d: padding must be a number, a pair, 'same' or 'valid', got {padding!r}")
    return Window((kh, kw), stride, *_padding(padding, (kh, kw), dilation), dilation)


def _check_conv2d(x: Tensor, weight: Tensor, bias: Tensor | None, window: Window, groups: int) -> None:
    same_type("conv2d", x, weight=weight, bias=bias)
    outputs, inputs = weight.array.shape[:2]
    inputs *= groups
    shape = tuple(x.array.shape)
    if outputs % groups:
        raise RuntimeError(f"conv2d: {outputs} output channels cannot be divided into {groups} groups")
    if shape[-3] != inputs:
        remedy = ""
        if shape[-1] == inputs:
            remedy = " Images with channels last? x.permute(" + ("0, 3, 1, 2)" if len(shape) == 4 else "2, 0, 1)")
        elif len(shape) == 3 and inputs == 1:
            remedy = " Gray images without a channel axis? x.unsqueeze(1)"
        raise RuntimeError(
            f"Conv2d({inputs}, {outputs}, ...) got an input of shape {shape}: axis {len(shape) - 3} must be {inputs} "
            f"channel{'s' * (inputs != 1)}.{remedy}"
        )
    if min(window.output(*shape[-2:])) < 1:
        raise RuntimeError(
            f"Conv2d({inputs}, {outputs}, ...) got images of {shape[-2]} x {shape[-1]}: with this padding they are "
            f"smaller than the kernel of {window.size[0]} x {window.size[1]} (dilation {window.dilation}). "
            "Add padding, or use a smaller kernel"
        )
