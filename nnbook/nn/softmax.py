"""Softmax: scores become shares that add up to 1."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..ops import special
from ..random import stream
from .module import Module


class Softmax(Module):
    """(...) -> (...): exp(x) / sum(exp(x)) along `dim` (Bridle, 1990)."""

    def __init__(self, dim: int | None = None):
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return softmax(input, self.dim, _stacklevel=5)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmin(Module):
    """(...) -> (...): exp(-x) / sum(exp(-x)), Softmax of -x, along `dim`: the smallest gets the largest share."""

    def __init__(self, dim: int | None = None):
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return softmin(input, self.dim, _stacklevel=5)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmax2d(Module):
    """(..., C, H, W) -> (..., C, H, W): Softmax over the channels at each place of (N, C, H, W) or (C, H, W)."""

    def forward(self, input: Tensor) -> Tensor:
        if input.array.ndim not in (3, 4):
            raise ValueError(
                f"Softmax2d: expected input to be 3D or 4D, got {input.array.ndim}D instead: (N, C, H, W) or (C, H, W)"
            )
        return softmax(input, -3)


class LogSoftmax(Module):
    """(...) -> (...): x - log(sum(exp(x))) along `dim`: the logarithm of Softmax without forming it."""

    def __init__(self, dim: int | None = None):
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return log_softmax(input, self.dim, _stacklevel=5)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """exp(x) / sum(exp(x)) along `dim`."""
    return special.softmax(input, _axis("softmax", input, _stacklevel) if dim is None else dim, dtype)


def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """exp(-x) / sum(exp(-x)) along `dim`."""
    return special.softmax(-input, _axis("softmin", input, _stacklevel) if dim is None else dim, dtype)


def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """softmax((logits + noise) / tau): a draw from the softmax that has a gradient (Jang, Gu & Poole, 2016).

    The noise is Gumbel's, -log of an exponential number. `hard` rounds to a one-hot vector on the way forward and keeps
    the soft gradient.
    """
    if eps != 1e-10:
        warnings.warn("`eps` parameter is deprecated and has no effect.", stacklevel=2)
    if logits.array.dtype.kind != "f":
        raise RuntimeError(f"gumbel_softmax: logits must be floating point, got {logits.dtype.name}: use x.float()")
    noise = -np.log(stream().standard_exponential(logits.array.shape, logits.array.dtype))
    soft = special.softmax((logits + wrap(noise)) / tau, dim)
    if not hard:
        return soft
    chosen = np.zeros_like(soft.array)
    np.put_along_axis(chosen, soft.array.argmax(dim, keepdims=True), 1, dim)
    return soft + wrap(chosen - soft.array)


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """x - log(sum(exp(x))) along `dim`."""
    return special.log_softmax(input, _axis("log_softmax", input, _stacklevel) if dim is None else dim, dtype)


def _axis(name: str, input: Tensor, stacklevel: int) -> int:
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        stacklevel=stacklevel,
    )
    return 0 if input.array.ndim in (0, 1, 3) else 1
