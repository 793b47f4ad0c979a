"""Losses that are the negative logarithm of a probability, or compare two distributions."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops._operands import pair
from ..ops.indexing import where
from ..ops.pointwise import exp, log
from ._arguments import reduction_of
from .distance import at_least
from .loss import Loss, mean_or_sum


class KLDivLoss(Loss):
    """(...), (...) -> (): Kullback and Leibler's divergence (1951): target * (log(target) - input), input a logarithm.

    `reduction="batchmean"` divides the sum by the length of the first axis, which is the divergence's definition;
    "mean" divides it by the number of elements. With `log_target` the target is a logarithm, too.
    """

    def __init__(self, size_average: Any = None, reduce: Any = None, reduction: str = "mean", log_target: bool = False):
        per_batch = reduction == "batchmean"
        super().__init__(size_average, reduce, "sum" if per_batch else reduction)
        self.reduction = "batchmean" if per_batch else self.reduction
        self.log_target = log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


class PoissonNLLLoss(Loss):
    """(...), (...) -> (): the mean of exp(input) - target * input, for counts whose mean is exp(input).

    With `log_input=False` the input is the mean itself: input - target * log(input + eps). `full` adds Stirling's
    approximation of log(target!) for targets above 1.
    """

    def __init__(
        self,
        log_input: bool = True,
        full: bool = False,
        size_average: Any = None,
        eps: float = 1e-08,
        reduce: Any = None,
        reduction: str = "mean",
    ):
        super().__init__(size_average, reduce, reduction)
        self.log_input, self.full, self.eps = log_input, full, eps

    def forward(self, log_input: Tensor, target: Tensor) -> Tensor:
        options = {"log_input": self.log_input, "full": self.full, "eps": self.eps}
        return poisson_nll_loss(log_input, target, reduction=self.reduction, **options)  # type: ignore[arg-type]


class GaussianNLLLoss(Loss):
    """(...), (...), (...) -> (): the mean of (log(var) + (input - target)^2 / var) / 2 (Nix & Weigend, 1994).

    `var` has the input's shape, or 1 as its last axis, or none; values below `eps` count as `eps`. `full` adds
    log(2 pi) / 2.
    """

    def __init__(self, *, full: bool = False, eps: float = 1e-06, reduction: str = "mean"):
        super().__init__(reduction=reduction)
        self.full, self.eps = full, eps

    def forward(self, input: Tensor, target: Tensor, var: Tensor | float) -> Tensor:
        return gaussian_nll_loss(input, target, var, full=self.full, eps=self.eps, reduction=self.reduction)


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """The mean of target * (log(target) - input), input log-probabilities; "batchmean" is the sum divided by N."""
    per_batch = reduction == "batchmean" and size_average is None and reduce is None
    reduction = "sum" if per_batch else reduction_of(size_average, reduce, reduction)
    if reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size. 'batchmean' divides "
            "only by the batch size, which is the definition of the divergence.",
            stacklevel=2,
        )
    x, t = pair(input, target)
    if target.array.dtype.kind != "f" or x.array.dtype.kind != "f":
        raise RuntimeError("kl_div: Integral inputs not supported: log-probabilities and probabilities are floats")
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = t.array if log_target else np.log(t.array)
        share = np.exp(t.array) if log_target else t.array
        gap = logs - x.array
        losses = np.where(share == 0, 0, share * gap)
        share = np.broadcast_to(share, losses.shape)
    divisor = losses.size or np.nan if reduction == "mean" else max(1, len(x.array)) if per_batch and x.ndim else 1

    def to_target(g: Array) -> Array:
        return (g / divisor) * (share * (gap + 1) if log_target else gap + 1)

    value = losses if reduction == "none" else losses.sum() / divisor
    return record(value, (x, lambda g: (g / -divisor) * share), (t, to_target))


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-08,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of exp(input) - target * input, or of input - target * log(input + eps) without `log_input`."""
    reduction = reduction_of(size_average, reduce, reduction)
    loss = exp(input) - target * input if log_input else input - target * log(input + eps)
    if full:
        above = where(target > 1, target, 1.0)  # Stirling's formula, for log(target!)
        stirling = above * log(above) - above + 0.5 * log(2 * math.pi * above)
        loss = loss + where(target > 1, stirling, 0.0)
    return mean_or_sum(loss, reduction)


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-06,
    reduction: str = "mean",
) -> Tensor:
    """The mean of (log(var) + (input - target)^2 / var) / 2."""
    reduction = reduction_of(None, None, reduction)
    spread = at_least(_variances(var, input), eps)
    loss = 0.5 * (log(spread) + (input - target) ** 2 / spread)
    return mean_or_sum(loss + 0.5 * math.log(2 * math.pi) if full else loss, reduction)


def _variances(var: Tensor | float, input: Tensor) -> Tensor:
    """The variances in a shape that broadcasts against the input's, checked."""
    if not isinstance(var, Tensor):
        var = input.new_ones(()) * var
        expected = True
    else:
        shape, other = tuple(input.array.shape), tuple(var.array.shape)
        differing = [n for n, m in zip(shape, other, strict=False) if n != m]
        expected = shape == other or shape[:-1] == other
        if not expected and len(shape) == len(other):
            expected = sum(m for n, m in zip(shape, other, strict=True) if n != m) == 1 and bool(differing)
        var = var.unsqueeze(-1) if shape[:-1] == other and shape != other else var
    if not expected:
        raise ValueError(
            f"gaussian_nll_loss: var is of incorrect size {tuple(var.array.shape)} for an input of shape "
            f"{tuple(input.array.shape)}: it has the same shape, or 1 on one axis, or no last axis"
        )
    if (var.array < 0).any():
        raise ValueError(
            "gaussian_nll_loss: var has negative entry/entries: predict its logarithm and pass log_var.exp()"
        )
    return var
