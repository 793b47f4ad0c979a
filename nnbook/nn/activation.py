"""Smooth activations: sigmoid, tanh, and those built from them. (ReLU and its family: rectifiers.py.)"""

from __future__ import annotations

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops import pointwise
from ..ops._operands import floating, one_axis
from ..ops.pointwise import sigmoid_of
from ._in_place import also_in_place
from .module import Module
from .rectifiers import inplace_text


class Sigmoid(Module):
    """(...) -> (...): 1 / (1 + exp(-x)), from 0 to 1."""

    def forward(self, input: Tensor) -> Tensor:
        return pointwise.sigmoid(input)


class Tanh(Module):
    """(...) -> (...): (exp(x) - exp(-x)) / (exp(x) + exp(-x)), the hyperbolic tangent, from -1 to 1."""

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
    y = log1p_exp_below(a)
    y += np.clip(a, 0, np.inf)
    return y


def log1p_exp_below(a: Array) -> Array:
    """log(1 + exp(-|a|)): how much softplus is above max(a, 0)."""
    y = np.asarray(np.abs(a))
    np.negative(y, out=y)
    np.exp(y, out=y)
    return np.log1p(y, out=y)


class LogSigmoid(Module):
    """(...) -> (...): log(1 / (1 + exp(-x)))."""

    def forward(self, input: Tensor) -> Tensor:
        return logsigmoid(input)


def logsigmoid(input: Tensor) -> Tensor:
    """log(1 / (1 + exp(-x))), finite where the sigmoid is too small to be told from 0."""
    x = floating(input)
    return record(-softplus_of(-x.array), (x, lambda g: g * sigmoid_of(-x.array)))


class Softplus(Module):
    """(...) -> (...): log(1 + exp(beta * x)) / beta (Dugas et al., 2001); x itself where beta * x > threshold."""

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
    straight = bool(steep.any())
    y = softplus_of(scaled)
    if beta != 1:
        y = y / beta

    def back(g: Array) -> Array:
        slope = sigmoid_of(scaled)
        slope *= g
        return np.where(steep, g, slope) if straight else slope

    return record(np.where(steep, x.array, y) if straight else y, (x, back))


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
        return silu(input, self.inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace)


@also_in_place
def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x * sigmoid(x)."""
    x = floating(input)
    a = x.array
    s = sigmoid_of(a)
    y = a * s

    def back(g: Array) -> Array:  # s + y (1 - s)
        slope = 1 - s
        slope *= y
        slope += s
        slope *= g
        return slope

    return record(y, (x, back))


class Mish(Module):
    """(...) -> (...): x * tanh(softplus(x)) (Misra, 2019)."""

    def __init__(self, inplace: bool = False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return mish(input, self.inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace)


@also_in_place
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


class GLU(Module):
    """(..., 2 D) -> (..., D): a * sigmoid(b), a and b the halves along `dim`, here the last (Dauphin et al., 2016)."""

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
    s, shape = sigmoid_of(gate), x.array.shape
    y = value * s

    def back(g: Array) -> Array:
        dx = np.empty(shape, g.dtype)
        to_value, to_gate = np.split(dx, 2, axis)
        np.multiply(g, s, out=to_value)
        np.subtract(1, s, out=to_gate)
        to_gate *= y
        to_gate *= g
        return dx

    return record(y, (x, back))
