"""Sums, products, quotients and powers, of any shapes that broadcast, each beside its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._graph import Array, mode
from .._tensor import Tensor, record
from ._operands import as_operand, floating, in_type, pair


def add(input: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """input + alpha * other, of any shapes that broadcast."""
    a, b = pair(input, other if alpha == 1 else mul(other, alpha))
    return record(mode.quiet(np.add, a.array, b.array), (a, lambda g: g), (b, lambda g: g))


def sub(input: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """input - alpha * other, of any shapes that broadcast."""
    a, b = pair(input, other if alpha == 1 else mul(other, alpha))
    if _is_boolean(input) or _is_boolean(other):
        raise RuntimeError(
            "subtraction of boolean tensors is not defined: use logical_xor or ~, or convert with x.int()"
        )
    return record(mode.quiet(np.subtract, a.array, b.array), (a, lambda g: g), (b, lambda g: -g))


subtract = sub


def _is_boolean(x: Any) -> bool:
    return isinstance(x, bool) or (isinstance(x, Tensor) and x.array.dtype.kind == "b")


def mul(input: Any, other: Any) -> Tensor:
    """input * other, of any shapes that broadcast."""
    a, b = pair(input, other)
    x, y = a.array, b.array
    return record(mode.quiet(np.multiply, x, y), (a, lambda g: g * y), (b, lambda g: g * x))


multiply = mul


def div(input: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """input / other; whole numbers give floating point ones, unless `rounding_mode` is "floor" or "trunc"."""
    if rounding_mode is not None:
        return _rounded_division(input, other, rounding_mode)
    a, b = pair(input, other)
    if a.array.dtype.kind != "f":  # a number goes to floating point directly: uint8 / -1 is negative
        a, b = (floating(t if isinstance(x, Tensor) else np.asarray(x)) for x, t in ((input, a), (other, b)))
    divisor = b.array
    y = mode.quiet(np.true_divide, a.array, divisor)
    return record(y, (a, lambda g: g / divisor), (b, lambda g: -g * y / divisor))


divide = div


def true_divide(input: Any, other: Any) -> Tensor:
    """input / other: `div` without rounding."""
    return div(input, other)


def _whole_divisor(name: str, a: Tensor, b: Tensor) -> None:
    if a.array.dtype.kind != "f" and (b.array == 0).any():
        raise RuntimeError(f"ZeroDivisionError: {name} of whole numbers by 0; convert to floating point first")


def _rounded_division(input: Any, other: Any, rounding_mode: str) -> Tensor:
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(f"div expected rounding_mode to be None, 'trunc' or 'floor' but found {rounding_mode!r}")
    a, b = pair(input, other)
    _whole_divisor("division", a, b)
    if rounding_mode == "floor":
        y = mode.quiet(np.floor_divide, a.array, b.array)
        if y.dtype.kind == "f":  # NumPy has NaN for 1 / 0; PyTorch an infinity
            y = np.where(b.array == 0, mode.quiet(np.true_divide, a.array, b.array), y)
    elif a.array.dtype.kind == "f":
        y = np.trunc(mode.quiet(np.true_divide, a.array, b.array))
    else:
        y = ((np.abs(a.array) // np.abs(b.array)) * np.sign(a.array) * np.sign(b.array)).astype(a.array.dtype)
    return record(y, (a, np.zeros_like), (b, lambda g: np.zeros_like(g)))


def floor_divide(input: Any, other: Any) -> Tensor:
    """input / other, rounded down."""
    return div(input, other, rounding_mode="floor")


def remainder(input: Any, other: Any) -> Tensor:
    """input - other * floor(input / other): has the sign of `other`, as Python's %."""
    a, b = pair(input, other)
    _whole_divisor("remainder of a division", a, b)
    x, y = a.array, b.array
    rest = mode.quiet(np.remainder, x, y)
    return record(rest, (a, lambda g: g), (b, lambda g: -g * np.floor_divide(x, y)))


def fmod(input: Any, other: Any) -> Tensor:
    """input - other * trunc(input / other): has the sign of `input`, as C's fmod."""
    a, b = pair(input, other)
    _whole_divisor("remainder of a division", a, b)
    x, y = a.array, b.array
    rest = mode.quiet(np.fmod, x, y)
    return record(rest, (a, lambda g: g), (b, lambda g: -g * np.trunc(x / y)))


# ---------------------------------------------------------------------- powers
def pow(input: Any, exponent: Any) -> Tensor:
    """input ** exponent, either of them a number or both tensors."""
    if isinstance(exponent, (int, float)) and isinstance(input, Tensor):
        return _power_of_number(input, exponent)
    a, b = pair(input, exponent)
    y = _integer_checked(a, b)
    base, power = a.array, b.array

    def to_base(g: Array) -> Array:
        return np.where(power == 0, 0, g * power * base ** (power - 1))

    def to_exponent(g: Array) -> Array:
        return np.where((base == 0) & (power >= 0), 0, g * y * np.log(base))

    return record(y, (a, to_base), (b, to_exponent))


def float_power(input: Any, exponent: Any) -> Tensor:
    """input ** exponent in float64, whatever the element types are."""
    base, power = (in_type(x, "float64") if isinstance(x, Tensor) else float(x) for x in (input, exponent))
    return pow(base, power)


_NEGATIVE_POWER = "Integers to negative integer powers are not allowed: convert the base with x.float()"


def _integer_checked(a: Tensor, b: Tensor) -> Any:
    if a.array.dtype.kind == "f":
        return mode.quiet(np.power, a.array, b.array)
    if not (b.array < 0).any():
        return np.power(a.array, b.array).astype(a.array.dtype, copy=False)  # NumPy makes int8 of booleans
    if a.array.dtype.kind == "b":
        raise RuntimeError(_NEGATIVE_POWER)
    base, power = np.broadcast_arrays(a.array, b.array)  # whole parts of 1 / x**n: 0, except of 1 and -1
    whole = np.power(base, np.abs(power))
    return np.where(power < 0, np.where(np.abs(base) == 1, whole, 0), whole).astype(a.array.dtype)


def _power_of_number(input: Tensor, k: float) -> Tensor:
    if input.array.dtype.kind != "f" and isinstance(k, int) and k < 0:
        raise RuntimeError(_NEGATIVE_POWER)
    x, p = pair(input, k)
    a = x.array
    if k == 2:
        return record(mode.quiet(np.multiply, a, a), (x, lambda g: g * (2 * a)))
    if k == 3:  # NumPy's general power takes 100 times as long as two multiplications
        square = mode.quiet(np.multiply, a, a)
        return record(mode.quiet(np.multiply, square, a), (x, lambda g: g * (3 * square)))
    if k == 0.5:
        root = mode.quiet(np.sqrt, a)
        return record(root, (x, lambda g: g / (2 * root)))
    y = _integer_checked(x, p)
    return record(y, (x, lambda g: np.zeros_like(g) if k == 0 else g * (k * a ** (k - 1))))


# ---------------------------------------------------------------------- signs
def neg(input: Tensor) -> Tensor:
    """-input."""
    x = as_operand(input)
    if x.array.dtype.kind == "b":
        raise RuntimeError("negation of a boolean tensor is not defined: use ~x or logical_not(x)")
    return record(-x.array, (x, lambda g: -g))


negative = neg


def positive(input: Tensor) -> Tensor:
    """+input: the tensor itself."""
    x = as_operand(input)
    if x.array.dtype.kind == "b":
        raise RuntimeError("the plus sign is not defined for a boolean tensor: use x.int()")
    return x


def abs(input: Tensor) -> Tensor:
    """|input|; the derivative at 0 is 0."""
    x = as_operand(input)
    a = x.array
    return record(np.abs(a), (x, lambda g: g * np.sign(a)))


absolute = abs


def sign(input: Tensor) -> Tensor:
    """-1, 0 or 1; the derivative is 0."""
    x = as_operand(input)
    return record(np.sign(x.array) if x.array.dtype.kind != "b" else x.array.copy(), (x, np.zeros_like))


sgn = sign


def reciprocal(input: Tensor) -> Tensor:
    """1 / input."""
    x = floating(input)
    y = mode.quiet(np.reciprocal, x.array)
    return record(y, (x, lambda g: -g * (y * y)))


# ---------------------------------------------------------------------- several at once
def addcmul(input: Tensor, tensor1: Any, tensor2: Any, *, value: float = 1) -> Tensor:
    """input + value * tensor1 * tensor2."""
    return add(input, mul(tensor1, tensor2), alpha=value)


def addcdiv(input: Tensor, tensor1: Any, tensor2: Any, *, value: float = 1) -> Tensor:
    """input + value * tensor1 / tensor2, of floating point numbers."""
    if all(isinstance(t, Tensor) and t.array.dtype.kind != "f" for t in (tensor1, tensor2)):
        raise RuntimeError("addcdiv does not divide whole numbers: convert with x.float()")
    return add(input, div(tensor1, tensor2), alpha=value)


def lerp(input: Tensor, end: Tensor, weight: Any) -> Tensor:
    """input + weight * (end - input): the way from one to the other, of which `weight` is done."""
    a, b = as_operand(input), as_operand(end)
    kinds = {t.array.dtype for t in (a, b, weight) if isinstance(t, Tensor) and t.array.ndim}
    if len(kinds) > 1:
        raise RuntimeError(
            f"lerp: expected one dtype, got {', '.join(sorted(map(str, kinds)))}: convert, y.to(x.dtype)"
        )
    return add(a, mul(sub(b, a), weight))
