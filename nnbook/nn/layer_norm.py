"""Layer normalization: the features of each example get mean 0 and variance 1, then a scale and a shift each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._tensor import Array, Tensor
from .._threads import in_slices
from ..ops.creation import empty
from . import init
from ._arguments import same_type
from ._optional import record_given
from .linear import column_sums
from .module import Module
from .parameter import Parameter


class LayerNorm(Module):
    """(...) -> (...): y = weight (x - mean) / sqrt(var + eps) + bias.

    Mean and variance are each example's own, over its last axes (Ba, Kiros & Hinton, 2016); no batch is involved, so
    training and evaluation are the same. `normalized_shape` is the shape of those axes, or the length of the last one.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-05,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        self.normalized_shape = axes_of(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        make = elementwise_affine
        self.weight = Parameter(empty(self.normalized_shape, device=device, dtype=dtype)) if make else None
        self.bias = Parameter(empty(self.normalized_shape, device=device, dtype=dtype)) if make and bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Start anew: scale 1, shift 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}, "
            f"bias={self.bias is not None}"
        )


def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Tensor:
    """weight (x - mean) / sqrt(var + eps) + bias over the last axes, which have the shape `normalized_shape`."""
    same_type("layer_norm", input, weight=weight, bias=bias)
    rows = rows_over("layer_norm", input, normalized_shape, weight=weight, bias=bias)
    shape, (n, d) = input.array.shape, rows.shape
    w = np.ones(d, rows.dtype) if weight is None else weight.array.reshape(-1)
    average = np.full(
        d, 1 / max(1, d), rows.dtype
    )  # a @ average is the mean of each row, four times as fast as mean(1)
    hat, scale, y = np.empty_like(rows), np.empty(n, rows.dtype), np.empty(shape, rows.dtype)

    def forward(part: slice) -> None:
        x, h = rows[part], hat[part]
        np.subtract(x, (x @ average)[:, None], out=h)
        scale[part] = 1 / np.sqrt((h * h) @ average + eps)
        h *= scale[part, None]
        into = np.multiply(h, w, out=y.reshape(n, d)[part])
        if bias is not None:
            into += bias.array.reshape(-1)

    in_slices(forward, n, rows.size)

    def back(g: Array) -> tuple[Array | None, ...]:
        """A feature acts by itself, through the mean of its row, and through the variance. With dhat = g * w,

        dx = scale * (dhat  -  mean(dhat)  -  hat * mean(dhat * hat))
        """
        dx = np.empty(shape, g.dtype)
        g = g.reshape(n, d)

        def rows_back(part: slice) -> tuple[Array, Array]:
            h, along = hat[part], g[part] * hat[part]
            to_weight, to_bias = column_sums(along), column_sums(g[part])
            if input.requires_grad:
                mean_dhat, mean_product = g[part] @ (w * average), along @ (w * average)
                into = np.multiply(g[part], w, out=dx.reshape(n, d)[part])
                into -= np.multiply(h, mean_product[:, None], out=along)
                into -= mean_dhat[:, None]
                into *= scale[part, None]
            return to_weight, to_bias

        to_weight, to_bias = (
            np.sum(parts, 0).reshape(shape[input.array.ndim - len(normalized_shape) :])
            for parts in zip(*in_slices(rows_back, n, rows.size), strict=True)
        )
        return dx if input.requires_grad else None, to_weight, to_bias

    return record_given(y, (input, weight, bias), back)


# ---------------------------------------------------------------------- what is normalized
def axes_of(normalized_shape: int | Sequence[int]) -> tuple[int, ...]:
    """The shape of the last axes, given as a number or as several."""
    return (int(normalized_shape),) if isinstance(normalized_shape, (int, np.integer)) else tuple(normalized_shape)


def rows_over(name: str, input: Tensor, normalized_shape: Sequence[int], **parameters: Tensor | None) -> Array:
    """The last axes of `input` as rows of a matrix, checked: input and parameters must have that shape."""
    if isinstance(normalized_shape, int):
        raise TypeError(f"{name}(): argument 'normalized_shape' must be tuple of ints, not int: ({normalized_shape},)")
    wanted, shape = tuple(normalized_shape), tuple(input.array.shape)
    if not wanted:
        raise RuntimeError(
            f"{name}: Expected normalized_shape to be at least 1-dimensional, but got normalized_shape = []"
        )
    for what, parameter in parameters.items():
        if parameter is not None and parameter.array.shape != wanted:
            raise RuntimeError(
                f"{name}: Expected {what} to be of same shape as normalized_shape, but got {what} of shape "
                f"{list(parameter.array.shape)} and normalized_shape = {list(wanted)}"
            )
    if shape[-len(wanted) :] != wanted:
        raise RuntimeError(
            f"{name}: Given normalized_shape={list(wanted)}, expected input with shape "
            f"[*, {', '.join(map(str, wanted))}], but got input of size{list(shape)}: the last axes are normalized. "
            "Channels first? x.movedim(1, -1), or GroupNorm(1, channels)"
        )
    if input.array.dtype.kind != "f":
        raise NotImplementedError(f"{name} is not implemented for {input.dtype.name}: convert with x.float()")
    return input.array.reshape(math.prod(shape[: -len(wanted)]), math.prod(wanted))
