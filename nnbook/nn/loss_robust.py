"""Losses that are squared near 0 and absolute far from it: outliers pull, but no harder than others."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ._arguments import reduced, reduction_of
from .loss import Loss, errors, l1_loss


class SmoothL1Loss(Loss):
    """(...), (...) -> (): the mean of e^2 / (2 beta) where |e| < beta, else |e| - beta / 2; e = input - target.

    (Girshick, 2015.) `beta` 0 is L1Loss.
    """

    def __init__(self, size_average: Any = None, reduce: Any = None, reduction: str = "mean", beta: float = 1.0):
        super().__init__(size_average, reduce, reduction)
        self.beta = beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class HuberLoss(Loss):
    """(...), (...) -> (): the mean of e^2 / 2 where |e| < delta, else delta (|e| - delta / 2); e = input - target.

    (Huber, 1964.)
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0):
        super().__init__(reduction=reduction)
        self.delta = delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return huber_loss(input, target, reduction=self.reduction, delta=self.delta)


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """The mean of e^2 / (2 beta) where |e| < beta, and of |e| - beta / 2 elsewhere; e = input - target."""
    if beta < 0:
        raise RuntimeError(f"smooth_l1_loss does not support negative values for beta, got {beta}")
    reduction = reduction_of(size_average, reduce, reduction)
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    return _rounded("smooth_l1_loss", input, target, reduction, beta, 1 / beta)


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    """The mean of e^2 / 2 where |e| < delta, and of delta (|e| - delta / 2) elsewhere; e = input - target.

    `weight` (of the input's shape) multiplies the losses; the mean still divides by their number.
    """
    if delta <= 0:
        raise RuntimeError(f"huber_loss does not support non-positive values for delta, got {delta}")
    return _rounded("huber_loss", input, target, reduction_of(None, None, reduction), delta, 1, weight)


def _rounded(
    name: str, input: Tensor, target: Tensor, reduction: str, width: float, scale: float, weight: Tensor | None = None
) -> Tensor:
    """scale * e^2 / 2 for |e| < width, continued by straight lines; the slope is scale * e, cut off at the ends."""
    x, t, error, share = errors(name, input, target, weight)
    count = error.size or np.nan
    inner = np.clip(error, -width, width)
    losses = scale * inner * (error - inner / 2)  # e^2 / 2 inside; width (|e| - width / 2) outside

    def back(g: Array) -> Array:
        return inner * (g * scale / (count if reduction == "mean" else 1) * share)

    return record(reduced(losses * share, reduction, count), (x, back), (t, lambda g: back(-g)))
