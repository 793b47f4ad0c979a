"""Angles and hyperbolas: tangents, inverse functions, each beside its derivative."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._graph import Array, mode
from .._tensor import Tensor, record
from ._operands import floating, pair


def _elementwise(function: Any, input: Tensor, derivative: Any) -> Tensor:
    """`function` of each element; `derivative(a, y)` of the input and the value."""
    x = floating(input)
    a = x.array
    y = mode.quiet(function, a)
    return record(y, (x, lambda g: g * derivative(a, y)))


def tan(input: Tensor) -> Tensor:
    """The tangent of an angle in radians."""
    return _elementwise(np.tan, input, lambda a, y: 1 + y * y)


def asin(input: Tensor) -> Tensor:
    """The angle whose sine is the input; NaN outside of -1 to 1."""
    return _elementwise(np.arcsin, input, lambda a, y: 1 / np.sqrt(1 - a * a))


def acos(input: Tensor) -> Tensor:
    """The angle whose cosine is the input; NaN outside of -1 to 1."""
    return _elementwise(np.arccos, input, lambda a, y: -1 / np.sqrt(1 - a * a))


def atan(input: Tensor) -> Tensor:
    """The angle whose tangent is the input."""
    return _elementwise(np.arctan, input, lambda a, y: 1 / (1 + a * a))


def sinh(input: Tensor) -> Tensor:
    """The hyperbolic sine, (exp(x) - exp(-x)) / 2."""
    return _elementwise(np.sinh, input, lambda a, y: np.cosh(a))


def cosh(input: Tensor) -> Tensor:
    """The hyperbolic cosine, (exp(x) + exp(-x)) / 2."""
    return _elementwise(np.cosh, input, lambda a, y: np.sinh(a))


def asinh(input: Tensor) -> Tensor:
    """The number whose hyperbolic sine is the input."""
    return _elementwise(np.arcsinh, input, lambda a, y: 1 / np.sqrt(1 + a * a))


def acosh(input: Tensor) -> Tensor:
    """The number whose hyperbolic cosine is the input; NaN below 1."""
    return _elementwise(np.arccosh, input, lambda a, y: 1 / np.sqrt(a * a - 1))


def atanh(input: Tensor) -> Tensor:
    """The number whose hyperbolic tangent is the input; NaN outside of -1 to 1."""
    return _elementwise(np.arctanh, input, lambda a, y: 1 / (1 - a * a))


arcsin, arccos, arctan, arcsinh, arccosh, arctanh = asin, acos, atan, asinh, acosh, atanh


def sinc(input: Tensor) -> Tensor:
    """sin(pi x) / (pi x), and 1 at 0."""

    def derivative(a: Array, y: Array) -> Array:
        return np.where(a == 0, 0, (np.cos(math.pi * a) - y) / np.where(a == 0, 1, a))

    return _elementwise(np.sinc, input, derivative)


def deg2rad(input: Tensor) -> Tensor:
    """Degrees as radians."""
    return _elementwise(lambda a: a * (math.pi / 180), input, lambda a, y: math.pi / 180)


def rad2deg(input: Tensor) -> Tensor:
    """Radians as degrees."""
    return _elementwise(lambda a: a * (180 / math.pi), input, lambda a, y: 180 / math.pi)


# ---------------------------------------------------------------------- of two sides
def _floats(input: Any, other: Any) -> tuple[Tensor, Tensor]:
    a, b = pair(input, other)
    return floating(a), floating(b)


def atan2(input: Tensor, other: Tensor) -> Tensor:
    """The angle of the point (other, input) from -pi to pi: atan(input / other) in the right quadrant."""
    a, b = _floats(input, other)
    y, x = a.array, b.array
    return record(
        np.arctan2(y, x),
        (a, lambda g: np.where((x == 0) & (y == 0), 0, g * x / (x * x + y * y))),
        (b, lambda g: np.where((x == 0) & (y == 0), 0, -g * y / (x * x + y * y))),
    )


arctan2 = atan2


def hypot(input: Tensor, other: Tensor) -> Tensor:
    """The hypotenuse sqrt(input**2 + other**2), without overflow in between."""
    a, b = _floats(input, other)
    x, y = a.array, b.array
    long = mode.quiet(np.hypot, x, y)
    return record(long, (a, lambda g: g * (x / long)), (b, lambda g: g * (y / long)))
