"""Functions that NumPy does not have, and functions of whole lines: the error function, softmax and its logarithm."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ._operands import floating, in_type, one_axis

# erf(x) is x * P(x^2) / Q(x^2) within 3e-8 of itself for |x| <= 4, and within 5e-17 for |x| <= 6; beyond, it is 1 in
# that element type. Coefficients of P and Q, the constant first: least squares of the relative error, with 60 digits.
_SINGLE = (
    (1.12837914, 0.193522282, 0.0530985865, 0.00388231279, 0.000284533961, 1.98685256e-6),
    (1.0, 0.50483722, 0.115340446, 0.015205212, 0.00118530361, 3.74192095e-5),
)
_DOUBLE = (
    (
        *(1.1283791670955125, 0.22144133036774463, 0.066345851531073472, 0.0069587290288134142, 8.619072249002033e-4),
        *(5.7725490831920581e-5, 3.9425306438840204e-6, 1.7222178918336256e-7, 6.8380845372369159e-9),
        *(1.7442267562183062e-10, 3.3262126929924427e-12, 2.1718869112482825e-14, 1.5077599763274213e-17),
    ),
    (
        *(1.0, 0.52958060271330457, 0.13532434759007713, 0.022126592433568093, 0.0025863737825573769),
        *(2.2844521783510487e-4, 1.5686845486547213e-5, 8.4628753824304914e-7, 3.5649362359809553e-8),
        *(1.139099703888813e-9, 2.5706641405033729e-11, 3.2703059983342549e-13, 8.5579628277946775e-16),
    ),
)


def erf_of(a: Array) -> Array:
    """The error function of an array: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to a."""
    (numerator, denominator), reach = (_SINGLE, 4) if a.dtype == np.float32 else (_DOUBLE, 6)
    x = np.clip(a, -reach, reach)
    square = x * x
    y = _polynomial(numerator, square)
    y /= _polynomial(denominator, square)
    y *= x
    return np.clip(y, -1, 1)


def _polynomial(coefficients: tuple[float, ...], x: Array) -> Array:
    """c0 + c1 x + c2 x^2 + ..., from the last coefficient inwards (Horner)."""
    y = x * coefficients[-1]
    for c in coefficients[-2:0:-1]:
        y += c
        y *= x
    y += coefficients[0]
    return y


def erf(input: Tensor) -> Tensor:
    """The error function: 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to input."""
    x = floating(input)
    a = x.array
    return record(erf_of(a), (x, lambda g: g * (2 / math.sqrt(math.pi) * np.exp(-a * a))))


# ---------------------------------------------------------------------- scores to shares
def softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """exp(x) / sum(exp(x)) along `dim`; the largest x is taken out first, so nothing overflows."""
    x, axis = _line_of("softmax", input, dim, dtype)
    y, shape = below_largest(x.array, axis), x.array.shape
    np.exp(y, out=y)
    y /= line_sums(y, axis)

    def back(g: Array) -> Array:
        g = g.reshape(y.shape)
        dx: Array = g - (np.vecdot(g, y)[..., None] if axis == y.ndim - 1 else line_sums(g * y, axis))
        dx *= y
        return dx.reshape(shape)

    return record(y.reshape(shape), (x, back))


def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """x - log(sum(exp(x))) along `dim`; finite where the softmax is too small to be told from 0."""
    x, axis = _line_of("log_softmax", input, dim, dtype)
    y, shape = below_largest(x.array, axis), x.array.shape
    shares = np.exp(y)
    total = line_sums(shares, axis)
    with np.errstate(divide="ignore"):  # lines of no elements
        y -= np.log(total)

    def back(g: Array) -> Array:
        g = g.reshape(y.shape)
        dx: Array = shares * (line_sums(g, axis) / -total)
        dx += g
        return dx.reshape(shape)

    return record(y.reshape(shape), (x, back))


def _line_of(name: str, input: Tensor, dim: int, dtype: Any) -> tuple[Tensor, int]:
    if dtype is None and isinstance(input, Tensor) and input.array.dtype.kind != "f":
        raise NotImplementedError(f"{name} is not implemented for {input.dtype.name}: convert with x.float()")
    x = floating(in_type(input, dtype))
    return x, one_axis(dim, x.array.ndim)


def below_largest(a: Array, axis: int) -> Array:
    """a minus the largest of each line along the axis: 0 and below, so that exp is at most 1."""
    a = a if a.ndim else a[None]
    if axis == a.ndim - 1 and a.shape[-1]:
        largest = np.take_along_axis(a, a.argmax(-1, keepdims=True), -1)  # a third of the time of a.max(-1)
    else:
        largest = a.max(axis, keepdims=True, initial=-np.inf)
    with np.errstate(invalid="ignore"):  # a line of only -inf is NaN, as in PyTorch
        below: Array = a - largest
    return below


def line_sums(a: Array, axis: int) -> Array:
    """a.sum(axis, keepdims=True); along the last axis as a product with ones, which takes a quarter of the time."""
    if a.ndim == 0 or axis != a.ndim - 1:
        return np.asarray(a.sum(axis if a.ndim else None, keepdims=True))
    sums: Array = a @ np.ones(a.shape[-1], a.dtype)
    return sums[..., None]
