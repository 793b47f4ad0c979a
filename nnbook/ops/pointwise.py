"""Functions of each element on its own, each beside its derivative."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._graph import Array, mode
from .._tensor import Tensor, record, wrap
from ._operands import as_operand, floating, pair
from .arithmetic import pow


# ---------------------------------------------------------------------- powers, exponentials, logarithms
def exp(input: Tensor) -> Tensor:
    """e ** input."""
    x = floating(input)
    y = mode.quiet(np.exp, x.array)
    return record(y, (x, lambda g: g * y))


def _logarithm(function: Any, input: Tensor, derivative: Any) -> Tensor:
    x = floating(input)
    a = x.array
    return record(mode.quiet(function, a), (x, lambda g: derivative(g, a)))


def log(input: Tensor) -> Tensor:
    """The natural logarithm; -inf at 0, NaN below."""
    return _logarithm(np.log, input, lambda g, a: g / a)


def log1p(input: Tensor) -> Tensor:
    """log(1 + input), exact for small inputs."""
    return _logarithm(np.log1p, input, lambda g, a: g / (1 + a))


def log2(input: Tensor) -> Tensor:
    """The logarithm to base 2."""
    return _logarithm(np.log2, input, lambda g, a: g / (a * math.log(2)))


def log10(input: Tensor) -> Tensor:
    """The logarithm to base 10."""
    return _logarithm(np.log10, input, lambda g, a: g / (a * math.log(10)))


def expm1(input: Tensor) -> Tensor:
    """exp(input) - 1, exact for small inputs."""
    x = floating(input)
    y = mode.quiet(np.expm1, x.array)
    return record(y, (x, lambda g: g * (y + 1)))


def sqrt(input: Tensor) -> Tensor:
    """The square root; NaN below 0."""
    return _root(input, np.sqrt, lambda g, y: g / (2 * y))


def rsqrt(input: Tensor) -> Tensor:
    """1 / sqrt(input)."""
    return _root(input, lambda a: 1 / np.sqrt(a), lambda g, y: g * (-0.5 * y * y * y))


def _root(input: Tensor, function: Any, derivative: Any) -> Tensor:
    x = floating(input)
    y = mode.quiet(function, x.array)
    return record(y, (x, lambda g: derivative(g, y)))


def square(input: Tensor) -> Tensor:
    """input * input."""
    return pow(input, 2)


# ---------------------------------------------------------------------- smooth steps, waves
def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent, from -1 to 1."""
    x = floating(input)
    y = np.tanh(x.array)
    return record(y, (x, lambda g: g * (1 - y * y)))


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(-input)), from 0 to 1."""
    x = floating(input)
    y = sigmoid_of(x.array)

    def back(g: Array) -> Array:
        slope = 1 - y
        slope *= y
        slope *= g
        return slope

    return record(y, (x, back))


def sigmoid_of(a: Array) -> Array:
    """1 / (1 + exp(-a)): where exp overflows the result is 0, as it should be. With tanh it is 0 from -18 down."""
    y = np.asarray(-a)
    mode.quiet(np.exp, y, y)
    y += 1
    return np.divide(1, y, out=y)  # half the time of np.reciprocal


def relu(input: Tensor) -> Tensor:
    """max(input, 0); the derivative at 0 is 0."""
    x = as_operand(input)
    if x.array.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu: convert with x.float()")
    if x.array.dtype.kind != "f":
        return wrap(np.maximum(x.array, 0))
    y = np.clip(x.array, 0, np.inf)  # three times as fast as np.maximum(x, 0)
    return record(y, (x, lambda g: g * (y > 0)))


def sin(input: Tensor) -> Tensor:
    """The sine of an angle in radians."""
    x = floating(input)
    a = x.array
    return record(mode.quiet(np.sin, a), (x, lambda g: g * np.cos(a)))


def cos(input: Tensor) -> Tensor:
    """The cosine of an angle in radians."""
    x = floating(input)
    a = x.array
    return record(mode.quiet(np.cos, a), (x, lambda g: -g * np.sin(a)))


# ---------------------------------------------------------------------- limits and rounding
def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """input, but not below `min` and not above `max` (numbers or tensors); no gradient where it was cut off."""
    if min is None and max is None:
        raise RuntimeError("clamp: at least one of 'min' or 'max' must not be None")
    x = as_operand(input)
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        low = x if min is None else maximum(x, min)
        return low if max is None else minimum(low, max)
    for limit in (min, max):
        if isinstance(limit, float):
            x, _ = pair(x, limit)
    a = x.array
    y = np.clip(a, min, max)
    return record(y, (x, lambda g: g * _within(a, min, max)))


clip = clamp


def clamp_min(input: Tensor, min: Any) -> Tensor:
    """input, but not below `min`."""
    return clamp(input, min=min)


def clamp_max(input: Tensor, max: Any) -> Tensor:
    """input, but not above `max`."""
    return clamp(input, max=max)


def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """input, with numbers for NaN (0) and infinities (the largest and smallest of the type)."""
    x = as_operand(input)
    if x.array.dtype.kind != "f":
        return wrap(x.array.copy())
    ordinary = np.isfinite(x.array)
    y = np.nan_to_num(x.array, nan=nan or 0.0, posinf=posinf, neginf=neginf)
    return record(y, (x, lambda g: g * ordinary))


def _within(a: Any, low: Any, high: Any) -> Any:
    inside = a >= low if low is not None else np.ones(a.shape, bool)
    return inside if high is None else inside & (a <= high)


def maximum(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two, element by element; at a tie each gets half the gradient."""
    return _choose(np.maximum, input, other)


def minimum(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two, element by element; at a tie each gets half the gradient."""
    return _choose(np.minimum, input, other)


def _choose(function: Any, input: Any, other: Any) -> Tensor:
    a, b = pair(input, other)
    y = function(a.array, b.array)

    def share(mine: Any, others: Any) -> Any:
        return lambda g: g * np.where(mine == others, 0.5, mine == y).astype(g.dtype)

    return record(y, (a, share(a.array, b.array)), (b, share(b.array, a.array)))


def _stepwise(function: Any) -> Any:
    def operation(input: Tensor) -> Tensor:
        x = as_operand(input)
        return record(function(x.array) if x.array.dtype.kind == "f" else x.array.copy(), (x, np.zeros_like))

    return operation


def floor(input: Tensor) -> Tensor:
    """The largest whole number not above; the derivative is 0."""
    return _stepwise(np.floor)(input)


def ceil(input: Tensor) -> Tensor:
    """The smallest whole number not below; the derivative is 0."""
    return _stepwise(np.ceil)(input)


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """The nearest whole number (halves to the even one), or number of that many decimals; the derivative is 0."""
    return _stepwise(lambda a: np.round(a, decimals))(input)


def frac(input: Tensor) -> Tensor:
    """The part after the point, with the sign of the input."""
    x = as_operand(input)
    if x.array.dtype.kind != "f":
        raise NotImplementedError(f"frac is not implemented for {x.dtype.name}: use x.float()")
    return record(x.array - np.trunc(x.array), (x, lambda g: g))


def trunc(input: Tensor) -> Tensor:
    """The whole part, towards 0; the derivative is 0."""
    return _stepwise(np.trunc)(input)


fix = trunc
