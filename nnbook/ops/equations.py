"""Systems of linear equations, inverses and determinants of matrices (..., n, n); part of `nnbook.linalg`.

Derivatives: Giles (2008), An extended collection of matrix derivative results for forward and reverse mode.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._graph import Array, mode
from .._tensor import Tensor, record, wrap
from ._operands import as_operand
from ._results import Fit, SignAndLog
from .factorizations import as_matrix, guarded, turned
from .linalg import matmul


# ---------------------------------------------------------------------- equations and inverses
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """The X with A X = B (X A = B with left=False): (..., n, n) and (..., n, k) or (..., n) -> the shape of B."""
    a, b = as_matrix("solve", A), as_operand(B, "B")
    if a.array.dtype != b.array.dtype:
        raise RuntimeError(
            f"linalg.solve: expected A and B to have the same dtype, got {a.dtype.name} and {b.dtype.name}"
        )
    if not left:
        return _transposed(solve(_transposed(a), _transposed(b)))
    vector = b.array.ndim == 1 or (b.array.ndim == a.array.ndim - 1 and b.array.shape == a.array.shape[:-1])
    if b.array.shape[-1 if vector else -2] != a.array.shape[-1]:
        raise RuntimeError(f"linalg.solve: A of shape {tuple(a.shape)} and B of shape {tuple(b.shape)} do not fit")
    matrix, right = a.array, b.array[..., None] if vector else b.array
    x = guarded("solve", np.linalg.solve, matrix, right)

    def back(g: Array) -> tuple[Array, Array]:
        h = np.linalg.solve(turned(matrix), g[..., None] if vector else g)
        return -h @ turned(x), h[..., 0] if vector else h

    return record(x[..., 0] if vector else x, ((a, b), back))


def _transposed(x: Tensor) -> Tensor:
    return x.transpose(-1, -2)


def inv(A: Tensor) -> Tensor:
    """The inverse of square matrices (..., n, n)."""
    a = as_matrix("inv", A)
    y = guarded("inv", np.linalg.inv, a.array)
    return record(y, (a, lambda g: -turned(y) @ g @ turned(y)))


def pinv(input: Tensor, *, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Tensor:
    """The pseudoinverse (Moore, Penrose) of (..., n, m): (..., m, n)."""
    if atol is not None or hermitian:
        raise NotImplementedError(f"linalg.pinv: {'atol' if atol is not None else 'hermitian'} is not supported")
    a = as_matrix("pinv", input, square=False)
    cut = max(a.array.shape[-2:]) * np.finfo(a.array.dtype).eps if rtol is None else rtol
    x, p = a.array, guarded("pinv", np.linalg.pinv, a.array, cut)

    def back(g: Array) -> Array:
        gt, pt, xp, px = turned(g), turned(p), x @ p, p @ x
        one_n, one_m = np.eye(x.shape[-2]), np.eye(x.shape[-1])
        return -pt @ g @ pt + (one_n - xp) @ gt @ p @ pt + pt @ p @ gt @ (one_m - px)

    return record(p, (a, back))


def lstsq(input: Tensor, b: Tensor, rcond: float | None = None, *, driver: str | None = None) -> Any:
    """The X that makes |A X - B| smallest: (n, m) and (n, k) -> (m, k), with residuals, rank and singular values.

    The derivative is there for matrices of full column rank.
    """
    a, right = as_matrix("lstsq", input, square=False), as_matrix("lstsq", b, square=False)
    if driver not in (None, "gelsy", "gelsd", "gelss", "gels"):
        raise RuntimeError(
            f"linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss), got {driver}"
        )
    if a.array.ndim > 2:
        raise NotImplementedError("linalg.lstsq: batches are not supported, solve one system after another")
    matrix, n = a.array, a.array.shape[1]
    cut = max(matrix.shape) * np.finfo(matrix.dtype).eps if rcond is None else rcond
    x, _, rank, singular = guarded("lstsq", np.linalg.lstsq, matrix, right.array, cut)
    rest = right.array - matrix @ x

    def back(g: Array) -> tuple[Array, Array]:
        if rank < n:
            raise NotImplementedError(
                "linalg.lstsq: no derivative where the columns of A are dependent; use pinv(A) @ B"
            )
        h = np.linalg.solve(turned(matrix) @ matrix, g)
        return rest @ turned(h) - matrix @ h @ turned(x), matrix @ h

    full = rank == n and matrix.shape[0] > n and driver not in ("gelsy", None)
    residuals = (rest * rest).sum(0) if full else np.empty(0, matrix.dtype)
    values = singular if driver in ("gelsd", "gelss") else np.empty(0, matrix.dtype)
    ranks = np.asarray(rank, np.int64) if driver != "gels" else np.empty(0, np.int64)
    return Fit(record(x, ((a, right), back)), wrap(residuals), wrap(ranks), wrap(values))


def matrix_power(input: Tensor, n: int) -> Tensor:
    """The input multiplied n times with itself; the inverse for negative n."""
    a = as_matrix("matrix_power", input)
    if n < 0:
        return matrix_power(inv(a), -n)
    if n == 0:
        one = np.broadcast_to(np.eye(a.array.shape[-1], dtype=a.array.dtype), a.array.shape).copy()
        return record(one, (a, np.zeros_like))
    return functools.reduce(matmul, [a] * n)


def multi_dot(tensors: Sequence[Tensor]) -> Tensor:
    """The product of several matrices; the first and the last may be vectors."""
    return functools.reduce(matmul, tensors)


# ---------------------------------------------------------------------- determinants
def det(A: Tensor) -> Tensor:
    """The determinant of (..., n, n): (...). The derivative is the matrix of cofactors, of singular matrices too."""
    a = as_matrix("det", A)
    matrix = a.array

    def back(g: Array) -> Array:
        u, s, vh = np.linalg.svd(matrix)
        n = s.shape[-1]
        others = np.where(np.eye(n, dtype=bool), 1, s[..., None, :]).prod(-1)  # products without the i-th
        turn = np.linalg.det(u) * np.linalg.det(vh)
        return np.asarray((g * turn)[..., None, None] * ((u * others[..., None, :]) @ vh))

    return record(np.linalg.det(matrix), (a, back))


def slogdet(A: Tensor) -> Any:
    """The sign of the determinant and the logarithm of its magnitude, for (..., n, n): (...) each."""
    a = as_matrix("slogdet", A)
    sign, logarithm = mode.quiet(np.linalg.slogdet, a.array)
    matrix = a.array

    def back(g: Array) -> Array:
        return np.asarray(np.asarray(g)[..., None, None] * turned(np.linalg.inv(matrix)))

    return SignAndLog(record(sign, (a, lambda g: np.zeros_like(matrix))), record(logarithm, (a, back)))
