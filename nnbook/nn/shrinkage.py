"""Activations that take something away around 0, or everything below a threshold."""

from __future__ import annotations

import numpy as np

from .._tensor import Array, Tensor, record, wrap
from ..ops._operands import as_operand, floating
from ._in_place import also_in_place
from .module import Module
from .rectifiers import inplace_text


class Hardshrink(Module):
    """(...) -> (...): x, and 0 where |x| <= lambd (hard thresholding: Donoho & Johnstone, 1994)."""

    def __init__(self, lambd: float = 0.5):
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        return hardshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Softshrink(Module):
    """(...) -> (...): sign(x) max(|x| - lambd, 0): x moved towards 0 (soft thresholding: Donoho & Johnstone, 1994)."""

    def __init__(self, lambd: float = 0.5):
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Tensor) -> Tensor:
        return softshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return str(self.lambd)


class Tanhshrink(Module):
    """(...) -> (...): x - tanh(x)."""

    def forward(self, input: Tensor) -> Tensor:
        return tanhshrink(input)


class Threshold(Module):
    """(...) -> (...): x where it is above `threshold`, `value` elsewhere."""

    def __init__(self, threshold: float, value: float, inplace: bool = False):
        super().__init__()
        self.threshold, self.value, self.inplace = threshold, value, inplace

    def forward(self, input: Tensor) -> Tensor:
        return threshold(input, self.threshold, self.value, self.inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace, f"threshold={self.threshold}, value={self.value}")


def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x, and 0 where |x| <= lambd."""
    a = _floats("hardshrink", input)
    away = ~((a >= -lambd) & (a <= lambd))
    return record(np.where(away, a, 0).astype(a.dtype, copy=False), (input, lambda g: g * away))


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x - lambd above lambd, x + lambd below -lambd, 0 between them."""
    a = _floats("softshrink", input)
    if lambd < 0:
        raise RuntimeError(f"softshrink: lambda must be at least 0, but found {lambd}")
    y = a - np.clip(a, -lambd, lambd)
    return record(y, (input, lambda g: g * (y != 0)))


def tanhshrink(input: Tensor) -> Tensor:
    """x - tanh(x)."""
    x = floating(input)
    t = np.tanh(x.array)
    return record(x.array - t, (x, lambda g: g * (t * t)))


@also_in_place
def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where it is above `threshold`, `value` elsewhere."""
    x = as_operand(input)
    a = x.array
    cut = a <= threshold
    y: Array = np.where(cut, a.dtype.type(value), a)
    return record(y, (x, lambda g: g * ~cut)) if a.dtype.kind == "f" else wrap(y)


def _floats(name: str, input: Tensor) -> Array:
    a = as_operand(input).array
    if a.dtype.kind != "f":
        raise NotImplementedError(f"{name} is not implemented for {input.dtype.name}: convert with x.float()")
    return a
