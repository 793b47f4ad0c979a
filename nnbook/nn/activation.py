"""Smooth activations: sigmoid, tanh, and those built from them. (ReLU and its family: rectifiers.py.)"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops import pointwise
from ..ops._operands import floating, one_axis
from ..ops.pointwise import sigmoid_of
from ..ops.special import erf_of
from .module import Module
from .rectifiers import inplace_text


class Sigmoid(Module):
    """(...) -> (...): 1 / (1 + exp(-x)), from 0 to 1."""

    def forward(self, input: Tensor) -> Tensor:
        return pointwise.sigmoid(input)


class Tanh(Module):
    """(...) -> (...): the hyperbolic tangent, from -1 to 1."""

    def forward(self, input: Tensor) -> Tensor:
        return pointwise.tanh(input)


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + exp(-x)), from 0 to 1."""
    return pointwise.sigmoid(input)


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent, from -1 to 1."""
    return pointwise.tanh(input)


def softplus_of(a: Array) -> Array:
    """log(1 + exp(a)) as max(a, 0) + log(1 + exp(-|a|)), which cannot overflow."""
    y = np.exp(-np.abs(a))
    y = np.log1p(y)
    y += np.clip(a, 0, np.inf)
    return y


class LogSigmoid(Module):
    """(...) -> (...): log(1 / (1 + exp(-x)))."""

    def forward(self, input: Tensor) -> Tensor:
        return logsigmoid(input)


def logsigmoid(input: Tensor) -> Tensor:
    """log(1 / (1 + exp(-x))), finite where the sigmoid is too small to be told from 0."""
    x = floating(input)
    return record(-softplus_of(-x.array), (x, lambda g: g * sigmoid_of(-x.array)))


class Softplus(Module):
    """(...) -> (...): log(1 + exp(beta * x)) / beta; x itself where beta * x > threshold."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0):
        super().__init__()
        self.beta, self.threshold = beta, threshold

    def forward(self, input: Tensor) -> Tensor:
        return softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """log(1 + exp(beta * x)) / beta; x itself where beta * x > threshold, as there is no difference."""
    x = floating(input)
    scaled = x.array * beta
    steep = scaled > threshold
    y = softplus_of(scaled) / beta
    return record(np.where(steep, x.array, y), (x, lambda g: np.where(steep, g, g * sigmoid_of(scaled))))


class Softsign(Module):
    """(...) -> (...): x / (1 + |x|), from -1 to 1."""

    def forward(self, input: Tensor) -> Tensor:
        return softsign(input)


def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|), from -1 to 1."""
    x = floating(input)
    width = np.abs(x.array) + 1
    return record(x.array / width, (x, lambda g: g / (width * width)))


class SiLU(Module):
    """(...) -> (...): x * sigmoid(x), also called swish (Elfwing, Uchibe & Doya, 2017)."""

    def __init__(self, inplace: bool = False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return silu(input)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x * sigmoid(x)."""
    x = floating(input)
    a = x.array
    s = sigmoid_of(a)
    return record(a * s, (x, lambda g: g * (s * (1 + a * (1 - s)))))


class Mish(Module):
    """(...) -> (...): x * tanh(softplus(x)) (Misra, 2019)."""

    def __init__(self, inplace: bool = False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return mish(input)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace)


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * tanh(softplus(x)). With n = exp(x) (exp(x) + 2), tanh(softplus(x)) is n / (n + 2)."""
    x = floating(input)
    a = x.array
    bounded = np.minimum(a, 20)  # above 20 the tanh is 1 in both element types
    e = np.exp(bounded)
    n = e * (e + 2)
    t = n / (n + 2)

    def back(g: Array) -> Array:
        return g * (t + bounded * (4 * e * (e + 1) / ((n + 2) * (n + 2))))

    return record(a * t, (x, back))


class GELU(Module):
    """(...) -> (...): x * Phi(x), Phi the normal distribution's cumulative function (Hendrycks & Gimpel, 2016)."""

    def __init__(self, approximate: str = "none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        return gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """x * Phi(x), Phi the normal distribution's cumulative function; `approximate="tanh"` takes tanh in its place."""
    x = floating(input)
    if approximate == "tanh":
        return _gelu_tanh(x)
    if approximate != "none":
        raise RuntimeError(f"approximate argument must be either none or tanh, got {approximate!r}")
    a = x.array
    phi = erf_of(a * math.sqrt(0.5))  # Phi(x) = (1 + erf(x / sqrt(2))) / 2
    phi += 1
    phi *= 0.5

    def back(g: Array) -> Array:
        slope = a * a
        slope *= -0.5
        slope = np.exp(slope)
        slope *= a
        slope *= 1 / math.sqrt(2 * math.pi)  # x times the density, the derivative of Phi
        slope += phi
        slope *= g
        return slope

    return record(a * phi, (x, back))


def _gelu_tanh(x: Tensor) -> Tensor:
    """x / 2 * (1 + tanh(c (x + 0.044715 x^3))), c = sqrt(2 / pi)."""
    a, c, cubic = x.array, math.sqrt(2 / math.pi), 0.044715
    t = a * a
    t *= cubic * c
    t += c
    t *= a
    t = np.tanh(t)
    y = t + 1
    y *= a
    y *= 0.5

    def back(g: Array) -> Array:  # (1 + t) / 2 + x / 2 (1 - t^2) c (1 + 3 * 0.044715 x^2)
        slope = a * a
        slope *= 3 * cubic * c
        slope += c
        slope *= a
        slope *= 1 - t * t
        slope += t
        slope += 1
        slope *= 0.5
        slope *= g
        return slope

    return record(y, (x, back))


class GLU(Module):
    """(..., 2 D) -> (..., D): the first half times the sigmoid of the second (Dauphin et al., 2016), or along `dim`."""

    def __init__(self, dim: int = -1):
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return glu(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """The first half of `input` along `dim` times the sigmoid of the second half."""
    x = floating(input)
    if x.array.ndim == 0:
        raise RuntimeError("glu does not support 0-dimensional tensors")
    axis = one_axis(dim, x.array.ndim)
    if x.array.shape[axis] % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {axis} is size {x.array.shape[axis]}: glu splits it in two"
        )
    value, gate = np.split(x.array, 2, axis)
    s = sigmoid_of(gate)

    def back(g: Any) -> Array:
        return np.concatenate([g * s, g * (value * s * (1 - s))], axis)

    return record(value * s, (x, back))
