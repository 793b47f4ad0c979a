"""Sums, products, quotients and powers, of any shapes that broadcast, each beside its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, record
from ._operands import as_operand, floating, pair


def add(input: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """input + alpha * other, of any shapes that broadcast."""
    a, b = pair(input, other if alpha == 1 else mul(other, alpha))
    return record(a.array + b.array, (a, lambda g: g), (b, lambda g: g))


def sub(input: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """input - alpha * other, of any shapes that broadcast."""
    a, b = pair(input, other if alpha == 1 else mul(other, alpha))
    if _is_boolean(input) or _is_boolean(other):
        raise RuntimeError(
            "subtraction of boolean tensors is not defined: use logical_xor or ~, or convert with x.int()"
        )
    return record(a.array - b.array, (a, lambda g: g), (b, lambda g: -g))


def _is_boolean(x: Any) -> bool:
    return isinstance(x, bool) or (isinstance(x, Tensor) and x.array.dtype.kind == "b")


def mul(input: Any, other: Any) -> Tensor:
    """input * other, of any shapes that broadcast."""
    a, b = pair(input, other)
    return record(a.array * b.array, (a, lambda g: g * b.array), (b, lambda g: g * a.array))


def div(input: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """input / other; whole numbers give floating point ones, unless `rounding_mode` is "floor" or "trunc"."""
    if rounding_mode is not None:
        return _rounded_division(input, other, rounding_mode)
    a, b = pair(input, other)
    if a.array.dtype.kind != "f":  # a number goes to floating point directly: uint8 / -1 is negative
        a, b = (floating(t if isinstance(x, Tensor) else np.asarray(x)) for x, t in ((input, a), (other, b)))
    with np.errstate(divide="ignore", invalid="ignore"):
        y = a.array / b.array

    def to_dividend(g: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return g / b.array

    def to_divisor(g: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return -g * y / b.array

    return record(y, (a, to_dividend), (b, to_divisor))


def _rounded_division(input: Any, other: Any, rounding_mode: str) -> Tensor:
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(f"div expected rounding_mode to be None, 'trunc' or 'floor' but found {rounding_mode!r}")
    a, b = pair(input, other)
    if a.array.dtype.kind != "f" and (b.array == 0).any():
        raise RuntimeError("ZeroDivisionError: whole numbers cannot be divided by 0; convert to floating point first")
    with np.errstate(divide="ignore", invalid="ignore"):
        if rounding_mode == "floor":
            y = np.floor_divide(a.array, b.array)
        elif a.array.dtype.kind == "f":
            y = np.trunc(a.array / b.array)
        else:
            y = ((np.abs(a.array) // np.abs(b.array)) * np.sign(a.array) * np.sign(b.array)).astype(a.array.dtype)
    return record(y, (a, np.zeros_like), (b, lambda g: np.zeros_like(g)))


def floor_divide(input: Any, other: Any) -> Tensor:
    """input / other, rounded down."""
    return div(input, other, rounding_mode="floor")


def remainder(input: Any, other: Any) -> Tensor:
    """input - other * floor(input / other): has the sign of `other`, as Python's %."""
    a, b = pair(input, other)
    if a.array.dtype.kind != "f" and (b.array == 0).any():
        raise RuntimeError("ZeroDivisionError: remainder of a division of whole numbers by 0")
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = np.floor_divide(a.array, b.array)
        y = np.remainder(a.array, b.array)
    return record(y, (a, lambda g: g), (b, lambda g: -g * whole))


def pow(input: Any, exponent: Any) -> Tensor:
    """input ** exponent, either of them a number or both tensors."""
    if isinstance(exponent, (int, float)) and isinstance(input, Tensor):
        return _power_of_number(input, exponent)
    a, b = pair(input, exponent)
    y = _integer_checked(a, b)

    def to_base(g: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(b.array == 0, 0, g * b.array * a.array ** (b.array - 1))

    def to_exponent(g: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where((a.array == 0) & (b.array >= 0), 0, g * y * np.log(a.array))

    return record(y, (a, to_base), (b, to_exponent))


_NEGATIVE_POWER = "Integers to negative integer powers are not allowed: convert the base with x.float()"


def _integer_checked(a: Tensor, b: Tensor) -> Any:
    if a.array.dtype.kind != "f" and (b.array < 0).any():
        raise RuntimeError(_NEGATIVE_POWER)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.power(a.array, b.array).astype(a.array.dtype, copy=False)  # NumPy makes int8 of booleans


def _power_of_number(input: Tensor, k: float) -> Tensor:
    if input.array.dtype.kind != "f" and isinstance(k, int) and k < 0:
        raise RuntimeError(_NEGATIVE_POWER)
    x, p = pair(input, k)
    a = x.array
    if k == 2:
        return record(a * a, (x, lambda g: g * (2 * a)))
    if k == 3:  # NumPy's general power takes 100 times as long as two multiplications
        square = a * a
        return record(square * a, (x, lambda g: g * (3 * square)))
    if k == 0.5:
        root = np.sqrt(a)
        return record(root, (x, lambda g: g / (2 * root)))
    y = _integer_checked(x, p)

    def back(g: Any) -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.zeros_like(g) if k == 0 else g * (k * a ** (k - 1))

    return record(y, (x, back))


def neg(input: Tensor) -> Tensor:
    """-input."""
    x = as_operand(input)
    if x.array.dtype.kind == "b":
        raise RuntimeError("negation of a boolean tensor is not defined: use ~x or logical_not(x)")
    return record(-x.array, (x, lambda g: -g))


def abs(input: Tensor) -> Tensor:
    """|input|; the derivative at 0 is 0."""
    x = as_operand(input)
    return record(np.abs(x.array), (x, lambda g: g * np.sign(x.array)))


def sign(input: Tensor) -> Tensor:
    """-1, 0 or 1; the derivative is 0."""
    x = as_operand(input)
    return record(np.sign(x.array) if x.array.dtype.kind != "b" else x.array.copy(), (x, np.zeros_like))


def reciprocal(input: Tensor) -> Tensor:
    """1 / input."""
    x = floating(input)
    with np.errstate(divide="ignore"):
        y = 1 / x.array
    return record(y, (x, lambda g: -g * (y * y)))
