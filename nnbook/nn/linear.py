"""Layers in which every output sees every input."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops.creation import empty
from . import init
from ._arguments import same_type
from .module import Module
from .parameter import Parameter


class Identity(Module):
    """(...) -> (...): returns its input; takes any arguments and ignores them."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__()

    def forward(self, input: Tensor) -> Tensor:
        return input


class Linear(Module):
    """(..., in_features) -> (..., out_features): y = x W^T + b.

    `weight` has the shape (out_features, in_features), `bias` (out_features,); both start uniform within 1 /
    sqrt(in_features).
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(empty(out_features, in_features, device=device, dtype=dtype))
        self.bias = Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weights and bias anew."""
        reset(self.weight, self.bias, self.in_features)

    def forward(self, input: Tensor) -> Tensor:
        return linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


def reset(weight: Parameter, bias: Parameter | None, fan_in: int) -> None:
    """PyTorch's first values of linear and convolutional layers: uniform within 1 / sqrt(fan_in)."""
    init.kaiming_uniform_(weight, a=math.sqrt(5))
    if bias is not None and fan_in > 0:
        init.uniform_(bias, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))


def column_sums(a: Array) -> Array:
    """The sum of each column of a matrix: as a product with ones, several times as fast as a.sum(0)."""
    return np.ones(len(a), a.dtype) @ a


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x W^T + b over the last axis: input (..., in), weight (out, in), bias (out,) -> (..., out)."""
    _check_linear(input, weight, bias)
    if weight.array.ndim == 1:
        return linear(input, weight.unsqueeze(0)).squeeze(-1)
    x, w = input.array, weight.array
    rows = x if x.ndim == 2 else x.reshape(-1, w.shape[1])
    y = rows @ w.T
    if bias is not None:
        y += bias.array

    def back(g: Array) -> tuple[Array | None, ...]:
        g = g.reshape(-1, w.shape[0])
        dx = (g @ w).reshape(x.shape) if input.requires_grad else None
        dw = g.T @ rows if weight.requires_grad else None
        return (dx, dw) if bias is None else (dx, dw, column_sums(g))

    return record(
        y.reshape(*x.shape[:-1], w.shape[0]), ((input, weight) if bias is None else (input, weight, bias), back)
    )


def _check_linear(input: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    same_type("Linear", input, weight=weight, bias=bias)
    if weight.array.ndim != 2 and (weight.array.ndim != 1 or bias is not None):
        raise RuntimeError(f"linear: weight must have the shape (out, in), got {tuple(weight.array.shape)}")
    shape, n = tuple(input.array.shape), weight.array.shape[-1]
    if not shape or shape[-1] != n:
        size = f"Linear({n}, {weight.array.shape[0]})" if weight.array.ndim == 2 else f"linear with {n} weights"
        remedy = " Flattening an image? x.flatten(1)" if len(shape) > 2 else ""
        raise RuntimeError(f"{size} got an input of shape {shape}: its last axis must be {n}.{remedy}")


class Bilinear(Module):
    """(..., in1_features), (..., in2_features) -> (..., out_features): y_k = x1^T W_k x2 + b_k.

    `weight` has the shape (out_features, in1_features, in2_features).
    """

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        if in1_features <= 0:
            raise ValueError(f"in1_features must be > 0, but got {in1_features}")
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        self.weight = Parameter(empty(out_features, in1_features, in2_features, device=device, dtype=dtype))
        self.bias = Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw weights and bias anew, uniform within 1 / sqrt(in1_features)."""
        bound = 1 / math.sqrt(self.in1_features)
        for p in self.parameters(recurse=False):
            init.uniform_(p, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        sizes = f"in1_features={self.in1_features}, in2_features={self.in2_features}, out_features={self.out_features}"
        return f"{sizes}, bias={self.bias is not None}"


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """y_k = x1^T W_k x2 + b_k: input1 (..., a), input2 (..., b), weight (k, a, b), bias (k,) -> (..., k)."""
    same_type("Bilinear", input1, input2=input2, weight=weight, bias=bias)
    w = weight.array
    k, a, b = w.shape
    if (
        input1.array.shape[-1:] != (a,)
        or input2.array.shape[-1:] != (b,)
        or input1.array.shape[:-1] != input2.array.shape[:-1]
    ):
        raise RuntimeError(
            f"Bilinear({a}, {b}, {k}) got inputs of shapes {tuple(input1.array.shape)} and "
            f"{tuple(input2.array.shape)}: "
            f"their last axes must be {a} and {b}, all others the same"
        )
    left, right = input1.array.reshape(-1, a), input2.array.reshape(-1, b)
    mixed = (left @ w.transpose(1, 0, 2).reshape(a, k * b)).reshape(-1, k, b)  # x1^T W_k
    y = np.matmul(mixed, right[:, :, None])[..., 0]
    if bias is not None:
        y += bias.array

    def back(g: Array) -> tuple[Array, ...]:
        g = g.reshape(-1, k)
        spread = (g[:, :, None] * right[:, None, :]).reshape(-1, k * b)
        dleft = spread @ w.transpose(0, 2, 1).reshape(k * b, a)
        dright = np.matmul(g[:, None, :], mixed)[:, 0]
        dw = (left.T @ spread).reshape(a, k, b).transpose(1, 0, 2)
        grads = dleft.reshape(input1.array.shape), dright.reshape(input2.array.shape), dw
        return grads if bias is None else (*grads, column_sums(g))

    inputs = (input1, input2, weight) if bias is None else (input1, input2, weight, bias)
    return record(y.reshape(*input1.array.shape[:-1], k), (inputs, back))
