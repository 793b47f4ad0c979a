"""Elements in order, the largest of them, triangles and diagonals, each beside its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._graph import Array
from .._tensor import Tensor, record, wrap
from ._operands import as_operand, one_axis
from ._results import Extremes
from .indexing import gather


def sort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Any:
    """The elements in order along `dim`, and where they were: (values, indices)."""
    order = argsort(input, dim, descending, stable=True)
    if input.array.ndim == 0:
        return Extremes(record(input.array.copy(), (input, lambda g: g)), order).called("sort")
    return Extremes(gather(input, dim, order), order).called("sort")


def argsort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool = False) -> Tensor:
    """Where the elements in order along `dim` were; equal ones keep their order."""
    a = as_operand(input).array
    if a.ndim == 0:
        return wrap(np.asarray(0))
    d = one_axis(dim, a.ndim)
    if not descending:
        return wrap(np.argsort(a, axis=d, kind="stable"))
    last_first = np.argsort(np.flip(a, d), axis=d, kind="stable")  # reversed twice, so that equal ones keep their order
    return wrap(np.ascontiguousarray(np.flip(a.shape[d] - 1 - last_first, d)))


def msort(input: Tensor) -> Tensor:
    """The elements in order along the first axis."""
    values: Tensor = sort(input, 0).values
    return values


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Any:
    """The k largest (or smallest) along `dim`, in order, and where they are: (values, indices)."""
    x = as_operand(input)
    d = one_axis(dim, x.array.ndim)
    if x.array.ndim == 0 and k == 1:
        return sort(x).called("topk")
    if not 0 <= k <= x.array.shape[d]:
        raise RuntimeError(f"topk: k={k} must lie between 0 and {x.array.shape[d]}, the length of dimension {dim}")
    order = argsort(x, d, largest).array
    best = wrap(order[(slice(None),) * d + (slice(k),)])
    return Extremes(gather(x, d, best), best).called("topk")


def _triangle(function: Any, input: Tensor, diagonal: int) -> Tensor:
    x = as_operand(input)
    if x.array.ndim < 2:
        raise RuntimeError(f"{function.__name__}: input tensor must have at least 2 dimensions, got {x.array.ndim}")
    return record(function(x.array, diagonal), (x, lambda g: function(g, diagonal)))


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """The lower triangle of (..., n, m), zeros above it."""
    return _triangle(np.tril, input, diagonal)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """The upper triangle of (..., n, m), zeros below it."""
    return _triangle(np.triu, input, diagonal)


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector."""
    x = as_operand(input)
    if x.array.ndim not in (1, 2):
        raise RuntimeError(f"diag(): a vector or a matrix is needed, got shape {tuple(x.array.shape)}")
    y = np.diag(x.array, diagonal).copy()
    if x.array.ndim == 1:
        return record(y, (x, lambda g: np.diag(g, diagonal)))
    rows = np.arange(len(y)) - min(diagonal, 0)

    def back(g: Array) -> Array:
        out = np.zeros_like(x.array)
        out[rows, rows + diagonal] = g
        return out

    return record(y, (x, back))
