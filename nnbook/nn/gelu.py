"""GELU: each number times the probability that a normal one is smaller."""

from __future__ import annotations

import math

import numpy as np

from .._tensor import Array, Tensor, record
from .._threads import in_slices
from ..ops._operands import floating
from ..ops.special import erf_of
from .module import Module

# Phi(x) is (1 + tanh(x F(x^2))) / 2, F(s) = A + B s + 1 / (C + D s + 1 / (E + F s)), within 1.4e-7 in float32. A
# rational function fitted to the error of Phi for |x| < 6.5, as a continued fraction, which cannot overflow.
_A, _B, _C, _D, _E, _F = 1.18346217, 0.01813562, 8.81303828, -0.37440106, -0.08766889, -0.0019369


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
    a = x.array if x.array.ndim else x.array[None]
    y, phi = np.empty_like(a), np.empty_like(a)

    def forward(part: slice) -> None:
        np.multiply(a[part], _normal_share(a[part], phi[part]), out=y[part])

    def back(g: Array) -> Array:
        dx = np.empty_like(a)
        g = g.reshape(a.shape)

        def part_back(part: slice) -> None:
            slope = np.multiply(a[part], a[part], out=dx[part])
            slope *= -0.5
            np.exp(slope, out=slope)
            slope *= a[part]
            slope *= 1 / math.sqrt(2 * math.pi)  # x times the density, the derivative of Phi
            slope += phi[part]
            slope *= g[part]

        in_slices(part_back, len(a), a.size)
        return dx.reshape(x.array.shape)

    in_slices(forward, len(a), a.size)
    return record(y.reshape(x.array.shape), (x, back))


def _normal_share(a: Array, out: Array) -> Array:
    """Phi(a), the share of a normal distribution below a, written into `out`."""
    if a.dtype != np.float32:
        out[...] = erf_of(a * math.sqrt(0.5))  # Phi(x) = (1 + erf(x / sqrt(2))) / 2
    else:  # a third of the time of erf
        with np.errstate(over="ignore"):  # where the square is infinite, tanh is 1
            square = a * a
        np.multiply(square, _F, out=out)
        out += _E
        np.divide(1, out, out=out)
        out += square * _D
        out += _C
        np.divide(1, out, out=out)
        square *= _B
        out += square
        out += _A
        out *= a
        np.tanh(out, out=out)
    out *= 0.5
    out += 0.5
    return out


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
