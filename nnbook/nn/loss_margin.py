"""Losses that are content once the right answer is ahead by a margin."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops._operands import pair
from ..ops.indexing import where
from ..ops.pointwise import clamp, sigmoid_of
from ._arguments import reduced, reduction_of
from .activation import logsigmoid, softplus_of
from .loss import Loss, mean_or_sum


class HingeEmbeddingLoss(Loss):
    """(...), (...) -> (): the mean of input where the target is 1, of max(0, margin - input) where it is -1."""

    def __init__(self, margin: float = 1.0, size_average: Any = None, reduce: Any = None, reduction: str = "mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return hinge_embedding_loss(input, target, margin=self.margin, reduction=self.reduction)


class MarginRankingLoss(Loss):
    """(...), (...), (...) -> (): the mean of max(0, margin - target * (input1 - input2)), targets 1 or -1."""

    def __init__(self, margin: float = 0.0, size_average: Any = None, reduce: Any = None, reduction: str = "mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return margin_ranking_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class MultiMarginLoss(Loss):
    """(N, K) scores, (N,) labels -> (): the mean of sum_j max(0, margin - x[y] + x[j])^p / K over the others j.

    (Crammer & Singer, 2001, take the largest in place of the sum.) `weight` (K,) weighs the right classes; p is 1 or 2.
    """

    weight: Tensor | None

    def __init__(
        self,
        p: int = 1,
        margin: float = 1.0,
        weight: Tensor | None = None,
        size_average: Any = None,
        reduce: Any = None,
        reduction: str = "mean",
    ):
        super().__init__(size_average, reduce, reduction)
        _check_power(p)
        if weight is not None and weight.array.ndim != 1:
            raise ValueError(
                f"MultiMarginLoss: expected weight to be None or 1D tensor, got {weight.array.ndim}D instead"
            )
        self.register_buffer("weight", weight)
        self.p, self.margin = p, margin

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return multi_margin_loss(input, target, self.p, self.margin, self.weight, reduction=self.reduction)


class SoftMarginLoss(Loss):
    """(...), (...) -> (): the mean of log(1 + exp(-target * input)), targets 1 or -1."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return soft_margin_loss(input, target, reduction=self.reduction)


class MultiLabelSoftMarginLoss(Loss):
    """(N, K) logits, (N, K) targets 0 or 1 -> (): BCEWithLogitsLoss of every class, its mean over the classes."""

    weight: Tensor | None

    def __init__(
        self, weight: Tensor | None = None, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
    ):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return multilabel_soft_margin_loss(input, target, self.weight, reduction=self.reduction)


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of input where the target is 1, and of max(0, margin - input) where it is -1."""
    reduction = reduction_of(size_average, reduce, reduction)
    apart = where(target != 1, clamp(margin - input, min=0), 0.0)
    return mean_or_sum(apart + where(target != -1, input, 0.0), reduction)


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of max(0, margin - target * (input1 - input2)): with target 1, input1 should be the larger one."""
    reduction = reduction_of(size_average, reduce, reduction)
    shapes = [tuple(t.array.shape) for t in (input1, input2, target)]
    if len({len(shape) for shape in shapes}) != 1:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
            f"{shapes[0]}, input2: {shapes[1]}, target: {shapes[2]}"
        )
    return mean_or_sum(clamp(-target * (input1 - input2) + margin, min=0), reduction)


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of log(1 + exp(-target * input)), which cannot overflow."""
    reduction = reduction_of(size_average, reduce, reduction)
    x, t = pair(input, target)
    z = -t.array * x.array
    divisor = (z.size or np.nan) if reduction == "mean" else 1

    def slope(g: Array) -> Array:
        return sigmoid_of(z) * (g / -divisor)

    value = reduced(softplus_of(z), reduction, divisor)
    return record(value, (x, lambda g: slope(g) * t.array), (t, lambda g: slope(g) * x.array))


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of -(t log(sigmoid(x)) + (1 - t) log(1 - sigmoid(x))) over the classes, the last axis, and the rest."""
    reduction = reduction_of(size_average, reduce, reduction)
    loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    return mean_or_sum((loss if weight is None else loss * weight).mean(-1), reduction)


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of sum_j weight[y] max(0, margin - x[y] + x[j])^p / K over j != y: (N, K) or (K,) scores x, labels y."""
    reduction = reduction_of(size_average, reduce, reduction)
    labels = _labels(input, target, p, weight)
    shape, (n, k) = input.array.shape, (len(labels), input.array.shape[-1] if input.array.ndim else 1)
    x, rows = input.array.reshape(n, k), np.arange(n)
    gaps = np.clip(x - x[rows, labels][:, None] + margin, 0, np.inf)
    gaps[rows, labels] = 0
    scale = np.full(n, 1 / k, x.dtype) if weight is None else weight.array[labels] / k
    losses = (gaps if p == 1 else gaps * gaps).sum(1) * scale
    divisor = (n or np.nan) if reduction == "mean" else 1

    def back(g: Array) -> Array:
        dx = (gaps > 0).astype(x.dtype) if p == 1 else 2 * gaps
        dx *= (g.reshape(-1) / divisor * scale)[:, None]
        dx[rows, labels] = -dx.sum(1)
        return dx.reshape(shape)

    return record(reduced(losses.reshape(target.array.shape), reduction, divisor), (input, back))


def _check_power(p: int) -> None:
    if p not in (1, 2):
        raise ValueError(f"multi_margin_loss: only p == 1 and p == 2 supported, got {p}")


def _labels(input: Tensor, target: Tensor, p: int, weight: Tensor | None) -> Array:
    """The labels in one row, checked."""
    _check_power(p)
    shape, found = tuple(input.array.shape), tuple(target.array.shape)
    if len(shape) > 2:
        raise RuntimeError(f"multi_margin_loss: Expected scores of shape (N, K) or (K,), but got: {list(shape)}")
    if target.array.dtype != np.int64:
        raise RuntimeError(f"multi_margin_loss: expected scalar type Long but found {target.dtype.name}: target.long()")
    expected = shape[:1] if len(shape) == 2 else ()
    if found != expected and not (len(shape) < 2 and found == (1,)):
        raise RuntimeError(
            f"multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples. Expected "
            f"target size {list(expected)}, but got {list(found)}. Input has shape {list(shape)}."
        )
    classes, labels = shape[-1] if shape else 1, target.array.reshape(-1)
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        wrong = int(labels.min() if labels.min() < 0 else labels.max())
        raise RuntimeError(
            f"multi_margin_loss: target out of range: {wrong}, but the scores are of {classes} classes, so labels are "
            f"0 to {classes - 1}"
        )
    if weight is not None and weight.array.shape != (classes,):
        raise RuntimeError(f"inconsistent weight size, expected {classes} but got {list(weight.array.shape)}")
    return labels
