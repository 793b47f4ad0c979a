"""Activations made of straight pieces, and those that round off their negative side: ReLU and its family."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops import pointwise
from ..ops._operands import as_operand, floating
from ..ops.creation import full
from ._in_place import also_in_place
from .init import constant_
from .module import Module
from .parameter import Parameter


def inplace_text(inplace: bool, before: str = "") -> str:
    """PyTorch's text of the argument `inplace` after that of the others: nothing if it is False."""
    return before + (", " if before and inplace else "") + ("inplace=True" if inplace else "")


class ReLU(Module):
    """(...) -> (...): max(x, 0) (Nair & Hinton, 2010)."""

    def __init__(self, inplace: bool = False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return relu(input, self.inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace)


@also_in_place
def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0); the derivative at 0 is 0."""
    return pointwise.relu(input)


class Hardtanh(Module):
    """(...) -> (...): min(max(x, min_val), max_val): x, cut off at both (Collobert, 2004)."""

    def __init__(
        self,
        min_val: float = -1.0,
        max_val: float = 1.0,
        inplace: bool = False,
        min_value: float | None = None,
        max_value: float | None = None,
    ):
        super().__init__()
        for old, new in (("min_value", "min_val"), ("max_value", "max_val")):
            if locals()[old] is not None:
                warnings.warn(
                    f"keyword argument `{old}` is deprecated and renamed to `{new}`", FutureWarning, stacklevel=2
                )
        min_val = min_val if min_value is None else min_value
        max_val = max_val if max_value is None else max_value
        self.min_val, self.max_val, self.inplace = min_val, max_val, inplace
        if not max_val > min_val:
            raise AssertionError(f"Hardtanh: max_val ({max_val}) must be greater than min_val ({min_val})")

    def forward(self, input: Tensor) -> Tensor:
        return hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace, f"min_val={self.min_val}, max_val={self.max_val}")


class ReLU6(Hardtanh):
    """(...) -> (...): min(max(x, 0), 6): x, cut off at 0 and 6 (Krizhevsky, 2010)."""

    def __init__(self, inplace: bool = False):
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace)


@also_in_place
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x, cut off at `min_val` and `max_val`; the derivative at both is 0."""
    if min_val > max_val:
        raise ValueError(f"hardtanh: min_val ({min_val}) cannot be greater than max_val ({max_val})")
    x = as_operand(input)
    a = x.array
    return record(np.clip(a, min_val, max_val), (x, lambda g: g * ((a > min_val) & (a < max_val))))


@also_in_place
def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """x, cut off at 0 and 6."""
    return hardtanh(input, 0.0, 6.0)


class LeakyReLU(Module):
    """(...) -> (...): x where it is positive, negative_slope * x elsewhere (Maas, Hannun & Ng, 2013)."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False):
        super().__init__()
        self.negative_slope, self.inplace = negative_slope, inplace

    def forward(self, input: Tensor) -> Tensor:
        return leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace, f"negative_slope={self.negative_slope}")


def step(a: Array, below: Any) -> Array:
    """1 where a > 0, `below` elsewhere. Arithmetic on the mask takes a tenth of the time of np.where."""
    factor = (a > 0).astype(a.dtype)
    factor *= 1 - below
    factor += below
    return factor


@also_in_place
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where it is positive, negative_slope * x elsewhere."""
    x = floating(input)
    slope = step(x.array, negative_slope)
    return record(x.array * slope, (x, lambda g: g * slope))


class PReLU(Module):
    """(N, C, ...) -> (N, C, ...): LeakyReLU with learnt slopes, one or one a channel (He et al., 2015)."""

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None, dtype: Any = None):
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        self.weight = Parameter(full((num_parameters,), init, device=device, dtype=dtype))

    def reset_parameters(self) -> None:
        """Set the slopes to their first value."""
        constant_(self.weight, self.init)

    def forward(self, input: Tensor) -> Tensor:
        return prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x where it is positive, weight * x elsewhere; weight has one element, or one for each channel of axis 1."""
    x, w = floating(input), weight.array
    channels = x.array.shape[1] if x.array.ndim > 1 else 1
    if w.size != 1 and w.shape != (channels,):
        raise RuntimeError(
            f"prelu: weight must have 1 element or {channels}, the number of channels of an input of shape "
            f"{tuple(x.array.shape)}; got {w.size}"
        )
    shape = (1,) * x.array.ndim if w.size == 1 else (1, -1) + (1,) * (x.array.ndim - 2)
    slope = step(x.array, w.reshape(shape))

    def to_weight(g: Array) -> Array:
        below = g * x.array.clip(None, 0)
        others = tuple(i for i in range(below.ndim) if i != 1 or w.size == 1)
        return np.asarray(below.sum(others)).reshape(w.shape)

    return record(x.array * slope, (x, lambda g: g * slope), (weight, to_weight))


# ---------------------------------------------------------------------- an exponential on the negative side
class ELU(Module):
    """(...) -> (...): x where it is positive, alpha * (exp(x) - 1) elsewhere (Clevert et al., 2015)."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False):
        super().__init__()
        self.alpha, self.inplace = alpha, inplace

    def forward(self, input: Tensor) -> Tensor:
        return elu(input, self.alpha, self.inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace, f"alpha={self.alpha}")


class CELU(ELU):
    """(...) -> (...): x where it is positive, alpha * (exp(x / alpha) - 1) elsewhere (Barron, 2017)."""

    def forward(self, input: Tensor) -> Tensor:
        return celu(input, self.alpha, self.inplace)


class SELU(Module):
    """(...) -> (...): 1.0507 * ELU(x, 1.6733), which keeps mean 0 and variance 1 (Klambauer et al., 2017)."""

    def __init__(self, inplace: bool = False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return selu(input, self.inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace)


def exponential_below(input: Tensor, above: float, below: float, rate: float, back_rate: float = 0) -> Tensor:
    """above * x where x is positive, below * (exp(rate * x) - 1) elsewhere; the derivative has `back_rate` if given."""
    x = floating(input)
    a = x.array
    y = np.asarray(np.clip(a, -np.inf, 0))  # a third of the time of np.minimum
    y *= rate
    y = np.expm1(y) * below
    y += np.clip(a, 0, np.inf) if above == 1 else above * np.clip(a, 0, np.inf)
    slow = back_rate or rate

    def back(g: Array) -> Array:
        slope = np.asarray(np.clip(a, -np.inf, 0))
        slope *= slow
        slope = np.exp(slope)  # 1 where a is positive
        if below * slow != 1 or above != 1:
            slope *= step(a, below * slow / above) * above
        slope *= g
        return slope

    return record(y, (x, back))


@also_in_place
def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where it is positive, alpha * (exp(x) - 1) elsewhere."""
    return exponential_below(input, 1, alpha, 1)


@also_in_place
def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where it is positive, alpha * (exp(x / alpha) - 1) elsewhere."""
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: celu: alpha cannot be 0")
    # PyTorch's derivative has alpha in single precision, its value has not.
    return exponential_below(input, 1, alpha, 1 / alpha, 1 / float(np.float32(alpha)))


@also_in_place
def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """1.0507 * elu(x, 1.6733) (Klambauer et al., 2017): the fixed point that keeps mean 0 and variance 1."""
    scale, alpha = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
    return exponential_below(input, scale, scale * alpha, 1)


# ---------------------------------------------------------------------- cheap stand-ins for sigmoid and SiLU
class Hardsigmoid(Module):
    """(...) -> (...): x / 6 + 1 / 2, cut off at 0 and 1 (Howard et al., 2019)."""

    def __init__(self, inplace: bool = False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return hardsigmoid(input, self.inplace)


class Hardswish(Module):
    """(...) -> (...): x * hardsigmoid(x) (Howard et al., 2019)."""

    def __init__(self, inplace: bool = False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return hardswish(input, self.inplace)


@also_in_place
def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """x / 6 + 1 / 2, cut off at 0 and 1."""
    x = floating(input)
    a = x.array
    slope = a.dtype.type(np.float32(1 / 6))  # in single precision also for float64, as PyTorch has it
    return record(np.clip(a / 6 + 0.5, 0, 1), (x, lambda g: g * (((a > -3) & (a < 3)) * slope)))


@also_in_place
def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * hardsigmoid(x)."""
    x = floating(input)
    a = x.array

    def back(g: Array) -> Array:
        slope = np.clip(a, -3, 3) / 3 + 0.5
        slope *= (a > -3) & (a < 3)
        slope += a >= 3
        return g * slope

    return record(a * np.clip(a / 6 + 0.5, 0, 1), (x, back))
