"""Matrices (..., n, m) as products of simpler ones, and their eigenvalues; part of `nnbook.linalg`.

Derivatives: Giles (2008), An extended collection of matrix derivative results for forward and reverse mode.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._graph import Array
from .._tensor import Tensor, record, wrap
from ._operands import as_operand
from ._results import Eigen, Singular, Triangular


class LinAlgError(RuntimeError):
    """A matrix has no inverse, is not positive definite, or an iteration did not converge."""


def as_matrix(name: str, A: Any, square: bool = True) -> Tensor:
    """`A` as a tensor of floating point matrices, checked."""
    x = as_operand(A, "A")
    if x.array.dtype.kind != "f":
        raise RuntimeError(f"linalg.{name}: expected a floating point tensor, got {x.dtype.name}: use A.float()")
    if x.array.ndim < 2:
        raise RuntimeError(f"linalg.{name}: the input tensor A must have at least 2 dimensions, got {x.array.ndim}")
    n, m = x.array.shape[-2:]
    if square and n != m:
        raise RuntimeError(f"linalg.{name}: A must be batches of square matrices, but they are {n} by {m} matrices")
    return x


def guarded(name: str, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """NumPy's function with its error as PyTorch's."""
    try:
        return function(*args, **kwargs)
    except np.linalg.LinAlgError as error:
        raise LinAlgError(f"linalg.{name}: {error}") from None


def turned(a: Array) -> Array:
    """The transposes of a batch of matrices."""
    return a.swapaxes(-1, -2)


def _times_columns(a: Array, diagonal: Array) -> Array:
    return a * diagonal[..., None, :]


# ---------------------------------------------------------------------- triangles
def cholesky(input: Tensor, *, upper: bool = False) -> Tensor:
    """The lower triangle L with L @ L.T = A, for symmetric positive definite A; its transpose with upper=True."""
    a = as_matrix("cholesky", input)
    lower = guarded("cholesky", np.linalg.cholesky, a.array)

    def back(g: Array) -> Array:
        inner = np.tril(turned(lower) @ (turned(g) if upper else g))
        inner = inner - np.eye(inner.shape[-1], dtype=g.dtype) * inner / 2
        inverse = np.linalg.inv(lower)
        half = turned(inverse) @ inner @ inverse
        return (half + turned(half)) / 2

    return record(turned(lower) if upper else lower, (a, back))


def qr(A: Tensor, mode: str = "reduced") -> Any:
    """Q with orthonormal columns and an upper triangle R, with Q @ R = A. The derivative needs n >= m, reduced."""
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(f"linalg.qr: mode must be 'reduced', 'complete' or 'r', got {mode!r}")
    a = as_matrix("qr", A, square=False)
    n, m = a.array.shape[-2:]
    if mode == "r":
        r_only = np.linalg.qr(a.array, "r")
        return Triangular(wrap(np.empty(0, a.array.dtype)), record(r_only, (a, _no_derivative("qr(mode='r')"))))
    q, r = guarded("qr", np.linalg.qr, a.array, mode)
    if (mode == "complete" and n != m) or n < m:
        refuse = _no_derivative("qr of a wide matrix, or with mode='complete'")
        return Triangular(record(q, (a, refuse)), record(r, (a, refuse)))

    def back(gq: Array | None, gr: Array | None) -> Array:
        gr = np.zeros_like(r) if gr is None else np.triu(gr)
        middle = r @ turned(gr)
        if gq is not None:
            middle = middle - turned(gq) @ q
        symmetric = np.tril(middle) + turned(np.tril(middle, -1))
        right = q @ symmetric if gq is None else gq + q @ symmetric
        return turned(np.linalg.solve(r, turned(right)))

    return Triangular(record(q, (a, lambda g: back(g, None))), record(r, (a, lambda g: back(None, g))))


def _no_derivative(what: str) -> Callable[[Array], Array]:
    def refuse(g: Array) -> Array:
        raise NotImplementedError(f"linalg.{what} has no derivative here: detach the input, or use another form")

    return refuse


# ---------------------------------------------------------------------- eigenvalues
def eigh(input: Tensor, UPLO: str = "L") -> Any:
    """Eigenvalues in ascending order and eigenvectors (columns) of symmetric matrices (..., n, n)."""
    a = as_matrix("eigh", input)
    values, vectors = guarded("eigh", np.linalg.eigh, a.array, UPLO)

    def from_vectors(g: Array) -> Array:
        gaps = values[..., None, :] - values[..., :, None]
        np.einsum("...ii->...i", gaps)[...] = np.inf
        return vectors @ (turned(vectors) @ g / gaps) @ turned(vectors)

    return Eigen(
        record(values, (a, lambda g: _times_columns(vectors, g) @ turned(vectors))),
        record(vectors, (a, from_vectors)),
    )


def eigvalsh(input: Tensor, UPLO: str = "L") -> Tensor:
    """Eigenvalues in ascending order of symmetric matrices: (..., n, n) -> (..., n)."""
    values: Tensor = eigh(input, UPLO).eigenvalues
    return values


def eigvals(input: Tensor) -> Tensor:
    """Eigenvalues of square matrices that are all real: (..., n, n) -> (..., n), without a derivative.

    PyTorch's are complex numbers always; where they have to be, this raises and says how to get their magnitudes.
    """
    a = as_matrix("eigvals", input)
    values = guarded("eigvals", np.linalg.eigvals, a.array)
    if np.iscomplexobj(values) and (values.imag != 0).any():
        raise NotImplementedError(
            "linalg.eigvals: these eigenvalues are complex, and complex numbers are not supported. For the spectral "
            "radius: float(np.abs(np.linalg.eigvals(A.numpy())).max()); for symmetric matrices use linalg.eigvalsh"
        )
    return record(np.asarray(values.real, a.array.dtype), (a, _no_derivative("eigvals")))


# ---------------------------------------------------------------------- singular values
def svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> Any:
    """U, S, Vh with A = U diag(S) Vh, the singular values S in descending order. `driver` has no effect.

    The derivative of U and Vh is there for full_matrices=False; it needs singular values that differ.
    """
    a = as_matrix("svd", A, square=False)
    u, s, vh = guarded("svd", np.linalg.svd, a.array, full_matrices)
    (n, m), k = a.array.shape[-2:], s.shape[-1]
    to_values = record(s, (a, lambda g: _times_columns(u[..., :k], g) @ vh[..., :k, :]))
    if full_matrices and n != m:
        refuse = _no_derivative("svd with full_matrices=True")
        return Singular(record(u, (a, refuse)), to_values, record(vh, (a, refuse)))

    def from_u(g: Array) -> Array:
        return _from_vectors(g, u, s, vh)

    def from_vh(g: Array) -> Array:  # A.T = V diag(S) U.T: the same with the sides exchanged
        return turned(_from_vectors(turned(g), turned(vh), s, turned(u)))

    return Singular(record(u, (a, from_u)), to_values, record(vh, (a, from_vh)))


def _from_vectors(g: Array, u: Array, s: Array, vh: Array) -> Array:
    """The gradient of A = U diag(s) Vh from that of U."""
    gaps = s[..., None, :] ** 2 - s[..., :, None] ** 2
    np.einsum("...ii->...i", gaps)[...] = np.inf
    middle = turned(u) @ g / gaps
    along = u @ _times_columns(middle + turned(middle), s)
    beyond = (g - u @ (turned(u) @ g)) / s[..., None, :]
    return (along + beyond) @ vh


def svdvals(A: Tensor, *, driver: str | None = None) -> Tensor:
    """Singular values in descending order: (..., n, m) -> (..., min(n, m)). `driver` has no effect."""
    values: Tensor = svd(A, False).S
    return values


def matrix_rank(input: Tensor, *, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Tensor:
    """How many singular values are larger than max(atol, rtol * the largest): (..., n, m) -> (...) int64."""
    a = as_matrix("matrix_rank", input, square=False)
    if hermitian:
        raise NotImplementedError("linalg.matrix_rank: hermitian=True is not supported: leave it out")
    s = np.linalg.svd(a.array, compute_uv=False)
    usual = max(a.array.shape[-2:]) * np.finfo(a.array.dtype).eps if atol is None else 0.0
    limit = np.maximum(0.0 if atol is None else atol, s.max(-1, initial=0) * (usual if rtol is None else rtol))
    return wrap((s > np.asarray(limit)[..., None]).sum(-1))
