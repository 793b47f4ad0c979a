"""Softmax: scores become shares that add up to 1."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops._operands import floating, in_type, one_axis
from .module import Module


class Softmax(Module):
    """(...) -> (...): exp(x) / sum(exp(x)) along `dim`."""

    def __init__(self, dim: int | None = None):
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return softmax(input, self.dim, _stacklevel=5)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class LogSoftmax(Module):
    """(...) -> (...): the logarithm of the softmax along `dim`, computed without forming the softmax."""

    def __init__(self, dim: int | None = None):
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return log_softmax(input, self.dim, _stacklevel=5)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """exp(x) / sum(exp(x)) along `dim`; the largest x is taken out first, so nothing overflows."""
    x, axis = _operand("softmax", input, dim, _stacklevel, dtype)
    y = _below_largest(x.array, axis)
    np.exp(y, out=y)
    y /= line_sums(y, axis)

    def back(g: Array) -> Array:
        dx: Array = g - line_sums(g * y, axis)
        dx *= y
        return dx

    return record(y.reshape(x.array.shape), (x, back))


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """x - log(sum(exp(x))) along `dim`; finite where the softmax is too small to be told from 0."""
    x, axis = _operand("log_softmax", input, dim, _stacklevel, dtype)
    y = _below_largest(x.array, axis)
    y -= np.log(line_sums(np.exp(y), axis))

    def back(g: Array) -> Array:
        dx = np.exp(y)
        dx *= -line_sums(g, axis)
        dx += g
        return dx

    return record(y.reshape(x.array.shape), (x, back))


def _below_largest(a: Array, axis: int) -> Array:
    """a minus the largest of each line along the axis: 0 and below, so that exp is at most 1."""
    a = a if a.ndim else a[None]
    with np.errstate(invalid="ignore"):  # a line of only -inf is NaN, as in PyTorch
        below: Array = a - a.max(axis, keepdims=True, initial=-np.inf)
    return below


def line_sums(a: Array, axis: int) -> Array:
    """a.sum(axis, keepdims=True); along the last axis as a product with ones, which takes a quarter of the time."""
    if a.ndim == 0 or axis != a.ndim - 1:
        return np.asarray(a.sum(axis if a.ndim else None, keepdims=True))
    sums: Array = a @ np.ones(a.shape[-1], a.dtype)
    return sums[..., None]


def _operand(name: str, input: Tensor, dim: int | None, stacklevel: int, dtype: Any) -> tuple[Tensor, int]:
    x = in_type(floating(input), dtype)
    ndim = x.array.ndim
    if dim is None:
        warnings.warn(
            f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
            stacklevel=stacklevel,
        )
        dim = 0 if ndim in (0, 1, 3) else 1
    return x, one_axis(dim, ndim)
