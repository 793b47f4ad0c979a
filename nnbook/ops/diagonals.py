"""Diagonals of matrices, as views and as matrices, and the places of triangles, each beside its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._aliases import view
from .._graph import Array
from .._tensor import Tensor, record, wrap
from ._operands import as_operand, one_axis
from .creation import check_device, kind_of
from .shaping import flatten


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The diagonals of the matrices along two axes, as the last axis (a view)."""
    x = as_operand(input)
    i, j = one_axis(dim1, x.array.ndim), one_axis(dim2, x.array.ndim)
    if i == j or x.array.ndim < 2:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}: two axes of a tensor are needed")
    shape, kind = x.array.shape, x.array.dtype

    def back(g: Array) -> Array:
        out = np.zeros(shape, kind)
        view_of(out)[...] = g
        return out

    def view_of(a: Array) -> Array:
        line = a.diagonal(offset, i, j)
        line.flags.writeable = True
        return line

    line = view_of(x.array) if x.array.flags.writeable else x.array.diagonal(offset, i, j)
    return view(x, record(line, (x, back)), lambda p: diagonal(p, offset, i, j))


def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix."""
    if as_operand(input).array.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {input.array.ndim}")
    return diagonal(input).sum()


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Vectors (..., n) as the diagonals of matrices (..., n, n), zeros elsewhere."""
    x = as_operand(input)
    rank = x.array.ndim + 1
    i, j = one_axis(dim1, rank), one_axis(dim2, rank)
    if i == j:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    n = x.array.shape[-1] + abs(offset)
    rows = np.arange(x.array.shape[-1]) + max(-offset, 0)
    columns = rows + offset
    matrices = np.zeros((*x.array.shape[:-1], n, n), x.array.dtype)
    matrices[..., rows, columns] = x.array
    if i > j:  # below the diagonal of the exchanged axes
        i, j, matrices = j, i, matrices.swapaxes(-1, -2)
        rows, columns = columns, rows
    y = np.moveaxis(matrices, (-2, -1), (i, j))
    return record(y, (x, lambda g: np.moveaxis(g, (i, j), (-2, -1))[..., rows, columns]))


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """All elements, row by row, as the diagonal of a matrix."""
    return diag_embed(flatten(input), offset)


# ---------------------------------------------------------------------- places
def tril_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """Rows and columns of the elements in the lower triangle of a (row, col) matrix: (2, count)."""
    return _places(np.tril_indices(row, offset, col), dtype, device)


def triu_indices(row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None) -> Tensor:
    """Rows and columns of the elements in the upper triangle of a (row, col) matrix: (2, count)."""
    return _places(np.triu_indices(row, offset, col), dtype, device)


def _places(indices: tuple[Array, ...], dtype: Any, device: Any) -> Tensor:
    check_device(device)
    return wrap(np.stack(indices).astype(np.int64 if dtype is None else kind_of(dtype)))
