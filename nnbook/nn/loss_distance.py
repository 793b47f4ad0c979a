"""Losses that bring like things together and push others apart, by the angle or the distance of their vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..ops.indexing import where
from ..ops.pointwise import clamp, minimum, sqrt
from ._arguments import reduction_of
from .distance import PairwiseDistance, pairwise_distance
from .loss import Loss, mean_or_sum

TINY = float(np.float32(1e-12))  # PyTorch's, in single precision for float64 too


class CosineEmbeddingLoss(Loss):
    """(N, D), (N, D), (N,) -> (): the mean of 1 - cos where the target is 1, of max(0, cos - margin) where it is -1.

    Without the axis N, too.
    """

    def __init__(self, margin: float = 0.0, size_average: Any = None, reduce: Any = None, reduction: str = "mean"):
        super().__init__(size_average, reduce, reduction)
        self.margin = margin

    def forward(self, input1: Tensor, input2: Tensor, target: Tensor) -> Tensor:
        return cosine_embedding_loss(input1, input2, target, margin=self.margin, reduction=self.reduction)


class TripletMarginLoss(Loss):
    """(N, D), (N, D), (N, D) -> (): the mean of max(0, d(anchor, positive) - d(anchor, negative) + margin).

    d is the distance of the `p`-norm (Schroff, Kalenichenko & Philbin, 2015, have its square). With `swap`, the
    negative's distance is that to the anchor or to the positive, whichever is smaller (Balntas et al., 2016).
    """

    def __init__(
        self,
        margin: float = 1.0,
        p: float = 2.0,
        eps: float = 1e-06,
        swap: bool = False,
        size_average: Any = None,
        reduce: Any = None,
        reduction: str = "mean",
    ):
        super().__init__(size_average, reduce, reduction)
        _check_margin("TripletMarginLoss: expected margin to be", margin)
        self.margin, self.p, self.eps, self.swap = margin, p, eps, swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        options = self.margin, self.p, self.eps, self.swap
        return triplet_margin_loss(anchor, positive, negative, *options, reduction=self.reduction)


class TripletMarginWithDistanceLoss(Loss):
    """(N, D), (N, D), (N, D) -> (): TripletMarginLoss with any `distance_function` of two tensors."""

    def __init__(
        self,
        *,
        distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
        margin: float = 1.0,
        swap: bool = False,
        reduction: str = "mean",
    ):
        super().__init__(reduction=reduction)
        _check_margin("TripletMarginWithDistanceLoss: expected margin to be", margin)
        self.distance_function = PairwiseDistance() if distance_function is None else distance_function
        self.margin, self.swap = margin, swap

    def forward(self, anchor: Tensor, positive: Tensor, negative: Tensor) -> Tensor:
        return triplet_margin_with_distance_loss(
            anchor,
            positive,
            negative,
            distance_function=self.distance_function,
            margin=self.margin,
            swap=self.swap,
            reduction=self.reduction,
        )


def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of 1 - cos(input1, input2) where the target is 1, and of max(0, cos - margin) where it is -1."""
    reduction = reduction_of(size_average, reduce, reduction)
    axes, shapes = target.array.ndim, (tuple(input1.array.shape), tuple(input2.array.shape))
    if axes > 1 or any(len(shape) != axes + 1 for shape in shapes):
        raise RuntimeError(
            f"cosine_embedding_loss: {axes}D target tensor expects {axes + 1}D input tensors, but found inputs with "
            f"sizes {list(shapes[0])} and {list(shapes[1])}"
        )
    squares = [(x * x).sum(-1) + TINY for x in (input1, input2)]
    cosine = (input1 * input2).sum(-1) / sqrt(squares[0] * squares[1])
    alike = where(target == 1, 1 - cosine, 0.0)
    return mean_or_sum(alike + where(target == -1, clamp(cosine - margin, min=0), 0.0), reduction)


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-06,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of max(0, d(anchor, positive) - d(anchor, negative) + margin), d the p-norm of the difference."""

    def distance(a: Tensor, b: Tensor) -> Tensor:
        return pairwise_distance(a, b, p, eps)

    reduction = reduction_of(size_average, reduce, reduction)
    return triplet_margin_with_distance_loss(
        anchor, positive, negative, distance_function=distance, margin=margin, swap=swap, reduction=reduction
    )


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """The mean of max(0, d(anchor, positive) - d(anchor, negative) + margin) for any distance d."""
    reduction = reduction_of(None, None, reduction)
    _check_margin("margin must be", margin)
    axes = [t.array.ndim for t in (anchor, positive, negative)]
    if len(set(axes)) != 1:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {axes[0]}D, positive {axes[1]}D, and negative {axes[2]}D inputs"
        )
    distance = pairwise_distance if distance_function is None else distance_function
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return mean_or_sum(clamp(near - far + margin, min=0), reduction)


def _check_margin(what: str, margin: float) -> None:
    if margin <= 0:
        raise ValueError(f"{what} greater than 0, got {margin}")
