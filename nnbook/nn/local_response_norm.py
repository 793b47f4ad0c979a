"""Local response normalization: a strong response damps the neighboring channels at the same place."""

from __future__ import annotations

import math

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops._operands import floating
from .module import Module


class LocalResponseNorm(Module):
    """(N, C, ...) -> (N, C, ...): y = x / (k + alpha * mean of x^2 over `size` neighboring channels)^beta.

    (Krizhevsky, Sutskever & Hinton, 2012, who have the sum in place of the mean.) Channels beyond the first and last
    count as 0.
    """

    def __init__(self, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0):
        super().__init__()
        self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

    def forward(self, input: Tensor) -> Tensor:
        return local_response_norm(input, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


def local_response_norm(input: Tensor, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """x / (k + alpha * mean of x^2 over `size` neighboring channels)^beta for (N, C, ...) of three axes or more."""
    x = floating(input)
    a = x.array
    if a.ndim < 3:
        raise ValueError(
            f"Expected 3D or higher dimensionality input (got {a.ndim} dimensions): local_response_norm takes "
            "(N, C, L), (N, C, H, W) and so on"
        )
    if size < 1:
        raise RuntimeError(f"kernel size should be greater than zero, but got size={size}")
    before, after = size // 2, (size - 1) // 2
    base = k + alpha / size * _channel_windows(a * a, before, after)
    share = base**-beta

    def back(g: Array) -> Array:
        onto_base = g * a * share / base  # each of these reaches all x whose windows it is in
        return g * share - (2 * alpha * beta / size) * a * _channel_windows(onto_base, after, before)

    return record(a * share, (x, back))


def _channel_windows(a: Array, before: int, after: int) -> Array:
    """For each channel the sum of a from `before` channels before it to `after` after it."""
    n, c, *rest = a.shape
    padded = np.zeros((n, before + c + after, math.prod(rest)), a.dtype)
    padded[:, before : before + c] = a.reshape(n, c, math.prod(rest))
    total = padded[:, :c].copy()
    for shift in range(1, before + after + 1):
        total += padded[:, shift : shift + c]
    return total.reshape(a.shape)
