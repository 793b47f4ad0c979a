"""Linear algebra: norms, systems of equations, factorizations, each with its derivative (`nnbook.linalg`).

Everything works on batches (..., n, m). Derivatives: Giles (2008), An extended collection of matrix derivative results.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._tensor import Tensor
from .ops import products
from .ops._operands import Axes, as_operand, axes, in_type
from .ops.equations import det, inv, lstsq, matrix_power, multi_dot, pinv, slogdet, solve
from .ops.factorizations import (
    LinAlgError,
    as_matrix,
    cholesky,
    eigh,
    eigvals,
    eigvalsh,
    matrix_rank,
    qr,
    svd,
    svdvals,
)
from .ops.reduction import amax, amin
from .ops.reduction import norm as _vector_norm_of
from .ops.reduction import sum as _sum
from .ops.shaping import movedim

__all__ = [
    "LinAlgError", "cholesky", "cross", "det", "eigh", "eigvals", "eigvalsh", "inv", "lstsq", "matrix_norm",
    "matrix_power", "matrix_rank", "multi_dot", "norm", "pinv", "qr", "slogdet", "solve", "svd", "svdvals",
    "vector_norm",
]  # fmt: skip


# ---------------------------------------------------------------------- norms
def vector_norm(input: Tensor, ord: float = 2, dim: Axes = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The norm of the elements (along `dim`) as one vector: (sum |x|**ord) ** (1/ord); inf is the largest |x|."""
    return _vector_norm_of(input, float(ord), dim, keepdim, dtype=dtype)


def matrix_norm(
    input: Tensor, ord: Any = "fro", dim: Sequence[int] = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """A norm of matrices (..., n, m) -> (...): "fro", "nuc" (sum of singular values), 1, -1, 2, -2, inf, -inf."""
    x = in_type(as_matrix("matrix_norm", input, square=False), dtype)
    rows, columns = axes(tuple(dim), x.array.ndim)
    if ord == "fro":
        return _vector_norm_of(x, 2, (rows, columns), keepdim)
    if ord in (1, -1, float("inf"), -float("inf")):
        along, over = (rows, columns) if abs(ord) == 1 else (columns, rows)
        sums = _sum(x.abs(), along, True)
        y = (amax if ord > 0 else amin)(sums, over, True)
    elif ord in ("nuc", 2, -2):
        values = svdvals(movedim(x, (rows, columns), (-2, -1)))
        y = _sum(values, -1) if ord == "nuc" else (amax if ord > 0 else amin)(values, -1)
        y = y[(..., None, None)].movedim((-2, -1), (rows, columns))
    else:
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported: 'fro', 'nuc', 1, -1, 2, -2, inf or -inf")
    return y if keepdim else y.squeeze((rows, columns))


def norm(input: Tensor, ord: Any = None, dim: Axes = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """A vector norm (no `dim`, or one), or a matrix norm where `ord` is given and two axes are named or there."""
    x = as_operand(input)
    pair = (-2, -1) if dim is None else dim if isinstance(dim, Sequence) else (dim,)
    if ord is None or (len(pair) == 1 or (dim is None and x.array.ndim == 1)):
        return vector_norm(x, 2 if ord is None else ord, dim, keepdim, dtype=dtype)
    if dim is None and x.array.ndim != 2:
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D, got {x.ndim}D"
        )
    return matrix_norm(x, ord, pair, keepdim, dtype=dtype)


def cross(input: Tensor, other: Tensor, *, dim: int = -1) -> Tensor:
    """The vectors at right angles to two of three numbers, along `dim`."""
    return products.cross(input, other, dim)
