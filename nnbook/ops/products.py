"""Products of matrices and vectors beyond `matmul`: sums with them, tensors of several axes, distances."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._graph import Array
from .._tensor import Tensor, record
from . import arithmetic
from ._operands import as_operand, one_axis, pair
from .linalg import bmm, dot, matmul, mm, mv, outer
from .reduction import norm
from .shaping import permute, reshape


# ---------------------------------------------------------------------- beta * input + alpha * product
def _plus(input: Tensor, product: Tensor, beta: float, alpha: float) -> Tensor:
    scaled = product if alpha == 1 else arithmetic.mul(product, alpha)
    if beta == 0:  # the input may then be anything, NaN too
        return scaled
    return arithmetic.add(scaled, input if beta == 1 else arithmetic.mul(input, beta))


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * (mat1 @ mat2), of (n, k) and (k, m): (n, m)."""
    return _plus(input, mm(mat1, mat2), beta, alpha)


def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * (mat @ vec), of (n, k) and (k): (n)."""
    return _plus(input, mv(mat, vec), beta, alpha)


def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * outer(vec1, vec2), of (n) and (m): (n, m)."""
    return _plus(input, outer(vec1, vec2), beta, alpha)


def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * bmm(batch1, batch2), of (N, n, k) and (N, k, m): (N, n, m)."""
    return _plus(input, bmm(batch1, batch2), beta, alpha)


def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1) -> Tensor:
    """beta * input + alpha * bmm(batch1, batch2).sum(0), of (N, n, k) and (N, k, m): (n, m)."""
    return _plus(input, bmm(batch1, batch2).sum(0), beta, alpha)


# ---------------------------------------------------------------------- products along chosen axes
ger = outer


def vdot(input: Tensor, other: Tensor) -> Tensor:
    """Sum of products of two vectors (k) and (k)."""
    return dot(input, other)


def inner(input: Tensor, other: Tensor) -> Tensor:
    """Sums of products along the last axis of both: (..., k) and (***, k) -> (..., ***); a number scales."""
    a, b = as_operand(input), as_operand(other)
    if a.array.ndim == 0 or b.array.ndim == 0:
        return arithmetic.mul(a, b)
    if a.array.shape[-1] != b.array.shape[-1]:
        raise RuntimeError(
            f"inner: the last axes must have the same length, got shapes {tuple(a.shape)} and {tuple(b.shape)}"
        )
    return tensordot(a, b, ([-1], [-1]))


def tensordot(a: Tensor, b: Tensor, dims: Any = 2, out: Any = None) -> Tensor:
    """Sums of products over the last `dims` axes of `a` and the first of `b`, or over two lists of axes."""
    if out is not None:
        raise NotImplementedError("tensordot(out=...) is not supported: assign the result")
    x, y = as_operand(a), as_operand(b)
    n, m = x.array.ndim, y.array.ndim
    if isinstance(dims, int):
        if not 0 <= dims <= min(n, m):
            raise RuntimeError(f"tensordot expects dims >= 0 and at most the number of axes, but got dims={dims}")
        over_x, over_y = list(range(n - dims, n)), list(range(dims))
    else:
        over_x, over_y = ([one_axis(int(d), k) for d in _listed(part)] for part, k in zip(dims, (n, m), strict=True))
    lengths = [x.array.shape[d] for d in over_x]
    if lengths != [y.array.shape[d] for d in over_y]:
        raise RuntimeError(
            f"tensordot: contracted axes must have the same lengths, got {over_x} of {tuple(x.shape)} and {over_y} of "
            f"{tuple(y.shape)}"
        )
    free_x, free_y = ([d for d in range(k) if d not in over] for k, over in ((n, over_x), (m, over_y)))
    k = int(np.prod(lengths, dtype=np.int64))
    rows = [x.array.shape[d] for d in free_x]
    columns = [y.array.shape[d] for d in free_y]
    left = reshape(permute(x, free_x + over_x), (int(np.prod(rows, dtype=np.int64)), k))
    right = reshape(permute(y, over_y + free_y), (k, int(np.prod(columns, dtype=np.int64))))
    return reshape(matmul(left, right), (*rows, *columns))


def _listed(part: Any) -> list[Any]:
    return [part] if isinstance(part, int) else list(part)


def kron(input: Tensor, other: Tensor) -> Tensor:
    """The Kronecker product: every element of `input` times the whole of `other`, laid out as blocks."""
    a, b = as_operand(input), as_operand(other)
    n = max(a.array.ndim, b.array.ndim)
    x, y = ((1,) * (n - t.array.ndim) + t.array.shape for t in (a, b))
    left = reshape(a, tuple(p for i in range(n) for p in (x[i], 1)))
    right = reshape(b, tuple(p for i in range(n) for p in (1, y[i])))
    return reshape(arithmetic.mul(left, right), tuple(i * j for i, j in zip(x, y, strict=True)))


def cross(input: Tensor, other: Tensor, dim: int | None = None) -> Tensor:
    """The vector at right angles to two of three numbers, along `dim` (without it, the first axis of length 3)."""
    a, b = pair(input, other)
    shape = np.broadcast_shapes(a.array.shape, b.array.shape)
    if dim is None:
        if 3 not in shape:
            raise RuntimeError(f"no dimension of size 3 in input: shapes {tuple(a.shape)} and {tuple(b.shape)}")
        dim = shape.index(3)
    d = one_axis(dim, len(shape))
    x, y = np.broadcast_to(a.array, shape), np.broadcast_to(b.array, shape)
    if shape[d] != 3:
        raise RuntimeError(f"linalg.cross: inputs dimension {dim} must have length 3. Got {shape[d]} and {shape[d]}")

    def product(p: Array, q: Array) -> Array:
        return np.cross(p, q, axis=d)

    return record(product(x, y), (a, lambda g: product(y, g)), (b, lambda g: product(g, x)))


# ---------------------------------------------------------------------- distances
def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of input - other."""
    return norm(arithmetic.sub(input, other), p)


def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "use_mm_for_euclid_dist_if_necessary") -> Tensor:
    """The p-norm distance of every row to every row: (..., n, D) and (..., m, D) -> (..., n, m).

    `compute_mode` chooses among PyTorch's ways of computing it and has no effect on the result here.
    """
    a, b = as_operand(x1), as_operand(x2)
    if a.array.ndim < 2 or b.array.ndim < 2 or a.array.shape[-1] != b.array.shape[-1]:
        raise RuntimeError(f"cdist: expected (..., n, D) and (..., m, D), got {tuple(a.shape)} and {tuple(b.shape)}")
    if p < 0:
        raise RuntimeError(f"cdist only supports non-negative p values, got {p}")
    return norm(arithmetic.sub(a.unsqueeze(-2), b.unsqueeze(-3)), p, -1)
