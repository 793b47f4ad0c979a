"""Dropout: units are silenced at random during training, so that none can rely on another."""

from __future__ import annotations

import math

import numpy as np

from .._tensor import Tensor, record
from ..ops._operands import floating
from ..random import stream
from ._in_place import also_in_place
from .module import Module


class _Dropout(Module):
    """What the dropout layers share: the probability."""

    def __init__(self, p: float = 0.5, inplace: bool = False):
        super().__init__()
        _check(p)
        self.p, self.inplace = p, inplace

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_Dropout):
    """(...) -> (...): in training, 0 with probability p, x / (1 - p) otherwise (Srivastava et al., 2014)."""

    def forward(self, input: Tensor) -> Tensor:
        return dropout(input, self.p, self.training, self.inplace)


class Dropout1d(_Dropout):
    """(..., C, L) -> (..., C, L): in training, whole channels of (N, C, L) or (C, L) become 0, as in Dropout2d."""

    def forward(self, input: Tensor) -> Tensor:
        return dropout1d(input, self.p, self.training, self.inplace)


class Dropout2d(_Dropout):
    """(N, C, H, W) -> (N, C, H, W): channels 0 with probability p, x / (1 - p) otherwise (Tompson et al., 2015)."""

    def forward(self, input: Tensor) -> Tensor:
        return dropout2d(input, self.p, self.training, self.inplace)


class AlphaDropout(_Dropout):
    """(...) -> (...): dropout for SELU networks: mean 0 and variance 1 stay so (Klambauer et al., 2017).

    Elements become SELU's limit -1.758 with probability p, then y = a x + b brings mean and variance back.
    """

    def forward(self, input: Tensor) -> Tensor:
        return alpha_dropout(input, self.p, self.training, self.inplace)


class FeatureAlphaDropout(_Dropout):
    """(N, C, ...) -> (N, C, ...): AlphaDropout of whole channels."""

    def forward(self, input: Tensor) -> Tensor:
        return feature_alpha_dropout(input, self.p, self.training, self.inplace)


def _check(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


@also_in_place
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Elements become 0 with probability p, others are divided by 1 - p: the mean stays."""
    return _drop(input, p, training, input.array.shape)


@also_in_place
def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Whole channels of (N, C, L) or (C, L) become 0 with probability p."""
    shape = input.array.shape
    if len(shape) not in (2, 3):
        raise RuntimeError(f"dropout1d: Expected 2D or 3D input, (C, L) or (N, C, L), but got shape {tuple(shape)}")
    return _drop(input, p, training, (*shape[:-1], 1))


@also_in_place
def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Whole channels of (N, C, H, W) or (C, H, W) become 0 with probability p."""
    shape = input.array.shape
    if len(shape) not in (3, 4):
        raise RuntimeError(
            f"dropout2d expected images (N, C, H, W) or (C, H, W), but got an input of shape {tuple(shape)}"
        )
    return _drop(input, p, training, (*shape[:-2], 1, 1))


def _drop(input: Tensor, p: float, training: bool, shape: tuple[int, ...]) -> Tensor:
    _check(p)
    x = floating(input)
    if not training or p == 0:
        return record(x.array, (x, lambda g: g))
    kind = x.array.dtype
    factor = (stream().random(shape, kind) >= p).astype(kind)
    if p < 1:
        factor *= 1 / (1 - p)
    return record(x.array * factor, (x, lambda g: g * factor))


@also_in_place
def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Elements become -1.758 with probability p, then all a x + b, so that mean 0 and variance 1 stay."""
    return _drop_to_limit(input, p, training, input.array.shape)


@also_in_place
def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`alpha_dropout` of whole channels of (N, C, ...)."""
    shape = input.array.shape
    if training and len(shape) < 2:
        raise RuntimeError(f"Feature dropout requires at least 2 dimensions in the input, got shape {tuple(shape)}")
    return _drop_to_limit(input, p, training, shape[:2] + (1,) * (len(shape) - 2))


def _drop_to_limit(input: Tensor, p: float, training: bool, shape: tuple[int, ...]) -> Tensor:
    """Where x is kept a x + b, elsewhere a L + b, with L the limit of SELU. x has mean 0 and variance 1; so has this

    for a = 1 / sqrt((1 - p) (1 + p L^2)) and b = -a p L.
    """
    _check(p)
    x = floating(input)
    if not training or p == 0:
        return record(x.array, (x, lambda g: g))
    kind, limit = x.array.dtype, -1.7580993408473766
    if p == 1:
        return record(np.zeros_like(x.array), (x, np.zeros_like))
    a = 1 / math.sqrt((1 - p) * (1 + p * limit * limit))
    kept = (stream().random(shape, kind) >= p).astype(kind)
    shift = (1 - kept) * (a * limit) - a * p * limit
    kept *= a
    return record(x.array * kept + shift, (x, lambda g: g * kept))
