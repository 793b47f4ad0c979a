"""Exponentials, logarithms and error functions that are less often met, each beside its derivative."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._graph import Array, mode
from .._tensor import Tensor, record
from ._operands import floating, pair
from .pointwise import sigmoid_of
from .special import erf_of


def exp2(input: Tensor) -> Tensor:
    """2 ** input."""
    x = floating(input)
    y = mode.quiet(np.exp2, x.array)
    return record(y, (x, lambda g: g * (y * math.log(2))))


def logaddexp(input: Tensor, other: Tensor) -> Tensor:
    """log(exp(input) + exp(other)), without overflow."""
    a, b = map(floating, pair(input, other))
    x, y = a.array, b.array
    total = mode.quiet(np.logaddexp, x, y)
    return record(total, (a, lambda g: g * sigmoid_of(x - y)), (b, lambda g: g * sigmoid_of(y - x)))


def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """log(input / (1 - input)), the inverse of the sigmoid; given `eps`, of the input limited to eps ... 1 - eps."""
    x = floating(input)
    a = x.array
    p = a if eps is None else np.clip(a, eps, 1 - eps)
    y = mode.quiet(lambda: np.log(p / (1 - p)))

    def back(g: Array) -> Array:
        slope = g / (a * (1 - a))
        return slope if eps is None else np.where((a < eps) | (a > 1 - eps), 0, slope)

    return record(y, (x, back))


def xlogy(input: Any, other: Any) -> Tensor:
    """input * log(other), and 0 where the input is 0."""
    a, b = map(floating, pair(input, other))
    x, y = a.array, b.array

    def values() -> Array:
        return np.where(np.isnan(y), np.nan, np.where(x == 0, 0, x * np.log(y))).astype(x.dtype)

    return record(
        mode.quiet(values),
        (a, lambda g: g * np.where((x == 0) & (y <= 0), 0, np.log(y))),
        (b, lambda g: g * (x / y)),
    )


# ---------------------------------------------------------------------- the error function's relatives
# (1 + 2 x) exp(x^2) erfc(x) for x >= 0 as a series of Chebyshev polynomials in (x - 3.75) / (x + 3.75), which runs from
# -1 to 1: the coefficients, computed with 40 digits, fall below the last digit of a double after these.
_SCALED = (
    *(1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753),
    *(0.009074997670705265, -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-05, 4.13902798607301e-06),
    *(
        7.74038306619849e-07,
        -2.1886401049234397e-07,
        1.076499946567091e-08,
        4.521959811218287e-09,
        -7.754400208831351e-10,
    ),
    *(
        -6.318088340886684e-11,
        2.86879501093067e-11,
        1.9455868545777347e-13,
        -9.65469674843344e-13,
        3.25254814814874e-14,
    ),
    *(
        3.3478119482868056e-14,
        -1.864562880419313e-15,
        -1.2507950530688648e-15,
        7.418235256624044e-17,
        5.068148904796111e-17,
    ),
)


def erfc_of(a: Array) -> Array:
    """1 - erf(a), right to the last digits where it is tiny."""
    x = np.abs(a).astype(np.float64)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        series = np.polynomial.chebyshev.chebval(1 - 7.5 / (x + 3.75), _SCALED)
        tail = series / (1 + 2 * x) * np.exp(-x * x)
        return np.asarray(np.where(a < 0, 2 - tail, np.where(np.isinf(x), 0, tail)), a.dtype)


def erfc(input: Tensor) -> Tensor:
    """The complement of the error function, 1 - erf(input), exact in the tail."""
    x = floating(input)
    a = x.array
    return record(erfc_of(a), (x, lambda g: g * (-2 / math.sqrt(math.pi) * np.exp(-a * a))))


def erfinv(input: Tensor) -> Tensor:
    """The number whose error function is the input; infinite at -1 and 1, NaN beyond."""
    x = floating(input)
    y = _erfinv_of(x.array)
    return record(y, (x, lambda g: g * (math.sqrt(math.pi) / 2 * np.exp(y * y))))


def _erfinv_of(a: Array) -> Array:
    """Steps of Halley's method on erf(y) = |a|, or on erfc(y) = 1 - |a| where that has more digits."""
    p = np.abs(a).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        log_rest = np.log1p(-p * p)  # a first guess within 2e-3 (Winitzki, 2008)
        half = 2 / (math.pi * 0.147) + log_rest / 2
        y = np.sqrt(np.sqrt(half * half - log_rest / 0.147) - half)
        for _ in range(3):
            error = np.where(p < 0.5, erf_of(y) - p, (1 - p) - erfc_of(y))
            step = error / (2 / math.sqrt(math.pi) * np.exp(-y * y))
            y = y - step / (1 + y * step)
        y = np.where(p == 1, np.inf, np.where(p > 1, np.nan, y))
        return np.asarray(np.copysign(y, a), a.dtype)
