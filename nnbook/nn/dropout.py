"""Dropout: units are silenced at random during training, so that none can rely on another."""

from __future__ import annotations

from .._tensor import Tensor, record
from ..ops._operands import floating
from ..random import stream
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
    """(...) -> (...): in training, 0 with probability p, divided by 1 - p otherwise (Srivastava et al., 2014)."""

    def forward(self, input: Tensor) -> Tensor:
        return dropout(input, self.p, self.training, self.inplace)


class Dropout2d(_Dropout):
    """(N, C, H, W) -> (N, C, H, W): in training, whole channels become 0 with probability p (Tompson et al., 2015)."""

    def forward(self, input: Tensor) -> Tensor:
        return dropout2d(input, self.p, self.training, self.inplace)


def _check(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Elements become 0 with probability p, others are divided by 1 - p: the mean stays. `inplace` has no effect."""
    return _drop(input, p, training, input.array.shape)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Whole channels of (N, C, H, W) or (C, H, W) become 0 with probability p. `inplace` has no effect."""
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
