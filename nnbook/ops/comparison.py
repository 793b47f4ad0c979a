"""Comparisons and logic: boolean tensors, which carry no gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ._operands import as_operand, pair


def _compare(function: Any, input: Any, other: Any) -> Tensor:
    a, b = pair(input, other)
    return wrap(function(a.array, b.array))


def eq(input: Tensor, other: Any) -> Tensor:
    """input == other, element by element."""
    return _compare(np.equal, input, other)


def ne(input: Tensor, other: Any) -> Tensor:
    """input != other, element by element."""
    return _compare(np.not_equal, input, other)


def lt(input: Tensor, other: Any) -> Tensor:
    """input < other, element by element."""
    return _compare(np.less, input, other)


def le(input: Tensor, other: Any) -> Tensor:
    """input <= other, element by element."""
    return _compare(np.less_equal, input, other)


def gt(input: Tensor, other: Any) -> Tensor:
    """input > other, element by element."""
    return _compare(np.greater, input, other)


def ge(input: Tensor, other: Any) -> Tensor:
    """input >= other, element by element."""
    return _compare(np.greater_equal, input, other)


greater, greater_equal, less, less_equal, not_equal = gt, ge, lt, le, ne


def logical_and(input: Tensor, other: Tensor) -> Tensor:
    """Where both are not 0."""
    return wrap(np.logical_and(as_operand(input).array, as_operand(other).array))


def logical_or(input: Tensor, other: Tensor) -> Tensor:
    """Where at least one is not 0."""
    return wrap(np.logical_or(as_operand(input).array, as_operand(other).array))


def logical_xor(input: Tensor, other: Tensor) -> Tensor:
    """Where exactly one is not 0."""
    return wrap(np.logical_xor(as_operand(input).array, as_operand(other).array))


def logical_not(input: Tensor) -> Tensor:
    """Where it is 0."""
    return wrap(np.logical_not(as_operand(input).array))


def _bitwise(function: Any, symbol: str, input: Any, other: Any) -> Tensor:
    a, b = pair(input, other)
    if a.array.dtype.kind == "f":
        raise NotImplementedError(
            f"{symbol} works on booleans and whole numbers, got {a.dtype.name}: compare first, (x > 0) {symbol} ..."
        )
    return wrap(function(a.array, b.array))


def bitwise_and(input: Tensor, other: Any) -> Tensor:
    """input & other for booleans and whole numbers."""
    return _bitwise(np.bitwise_and, "&", input, other)


def bitwise_or(input: Tensor, other: Any) -> Tensor:
    """input | other for booleans and whole numbers."""
    return _bitwise(np.bitwise_or, "|", input, other)


def bitwise_xor(input: Tensor, other: Any) -> Tensor:
    """input ^ other for booleans and whole numbers."""
    return _bitwise(np.bitwise_xor, "^", input, other)


def bitwise_left_shift(input: Tensor, other: Any) -> Tensor:
    """input << other: times 2 ** other."""
    return _bitwise(np.left_shift, "<<", input, other)


def bitwise_right_shift(input: Tensor, other: Any) -> Tensor:
    """input >> other: divided by 2 ** other, rounded down."""
    return _bitwise(np.right_shift, ">>", input, other)


def bitwise_not(input: Tensor) -> Tensor:
    """~input for booleans and whole numbers."""
    x = as_operand(input)
    if x.array.dtype.kind == "f":
        raise TypeError(f"~ works on booleans and whole numbers, got {x.dtype.name}")
    return wrap(~x.array)


def isnan(input: Tensor) -> Tensor:
    """Where it is not a number."""
    return wrap(np.isnan(as_operand(input).array))


def isinf(input: Tensor) -> Tensor:
    """Where it is infinite."""
    return wrap(np.isinf(as_operand(input).array))


def isposinf(input: Tensor) -> Tensor:
    """Where it is infinite and positive."""
    return wrap(as_operand(input).array == np.inf)


def isneginf(input: Tensor) -> Tensor:
    """Where it is infinite and negative."""
    return wrap(as_operand(input).array == -np.inf)


def isreal(input: Tensor) -> Tensor:
    """Where it is a real number: everywhere."""
    return wrap(np.ones(as_operand(input).array.shape, bool))


def signbit(input: Tensor) -> Tensor:
    """Where the sign is negative, of -0.0 too."""
    a = as_operand(input).array
    return wrap(np.signbit(a) if a.dtype.kind == "f" else np.asarray(a < 0))


def isfinite(input: Tensor) -> Tensor:
    """Where it is neither infinite nor NaN."""
    return wrap(np.isfinite(as_operand(input).array))


def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    """Where |input - other| <= atol + rtol * |other|."""
    a, b = _same_type("isclose", input, other)
    return wrap(np.isclose(a.array, b.array, rtol, atol, equal_nan))


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether `isclose` holds everywhere."""
    return bool(isclose(input, other, rtol, atol, equal_nan).array.all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape and the same elements."""
    return bool(np.array_equal(as_operand(input).array, as_operand(other).array))


def _same_type(function: str, input: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    a, b = as_operand(input), as_operand(other)
    if a.array.dtype != b.array.dtype:
        raise RuntimeError(f"{function}: {a.dtype.name} and {b.dtype.name} did not match: convert one, y.to(x.dtype)")
    return a, b
