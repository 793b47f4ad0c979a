"""Functions of matrices under the names that they have outside of `nnbook.linalg`."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor
from . import equations
from .indexing import where


def det(input: Tensor) -> Tensor:
    """The determinants of square matrices: (..., n, n) -> (...)."""
    return equations.det(input)


def slogdet(input: Tensor) -> Any:
    """The sign of the determinant and the logarithm of its magnitude: (..., n, n) -> (...) each."""
    return equations.slogdet(input)


def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant: (..., n, n) -> (...); NaN where it is negative."""
    sign, logarithm = equations.slogdet(input)
    chosen: Tensor = where(sign < 0, np.nan, logarithm)
    return chosen


def inverse(input: Tensor) -> Tensor:
    """The inverse of square matrices: (..., n, n) -> (..., n, n)."""
    return equations.inv(input)


def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The pseudoinverse of matrices: (..., n, m) -> (..., m, n)."""
    return equations.pinv(input, rtol=rcond)


def matrix_power(input: Tensor, n: int) -> Tensor:
    """A matrix multiplied n times with itself: (..., n, n) -> (..., n, n)."""
    return equations.matrix_power(input, n)
