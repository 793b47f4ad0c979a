"""How wrong an output is, as one number to make small: squared, absolute and binary cross-entropy losses.

(Cross-entropy over several classes: cross_entropy.py.)
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops._operands import pair
from ..ops.pointwise import sigmoid_of
from ._arguments import reduced, reduction_of
from .activation import log1p_exp_below, softplus_of
from .module import Module


class Loss(Module):
    """What the losses share: how the losses of all elements become one number."""

    def __init__(self, size_average: Any = None, reduce: Any = None, reduction: str = "mean"):
        super().__init__()
        self.reduction = reduction_of(size_average, reduce, reduction)


def mean_or_sum(losses: Tensor, reduction: str) -> Tensor:
    """The losses as they are ("none"), their sum or their mean, recorded."""
    return losses if reduction == "none" else losses.sum() if reduction == "sum" else losses.mean()


class MSELoss(Loss):
    """(...), (...) -> (): the mean of (input - target)^2; their sum or all of them with `reduction` "sum", "none"."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return mse_loss(input, target, reduction=self.reduction)


class L1Loss(Loss):
    """(...), (...) -> (): the mean of |input - target|; their sum or all of them with `reduction` "sum", "none"."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return l1_loss(input, target, reduction=self.reduction)


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The mean of (input - target)^2; with `weight` (of the input's shape) the weighted mean."""
    x, t, error, scale = errors("mse_loss", input, target, weight)
    reduction = reduction_of(size_average, reduce, reduction)
    divisor = _divisor(error, weight, reduction)
    if weight is None and reduction != "none":
        flat = error.reshape(-1)
        value = (flat @ flat) / divisor
    else:
        value = reduced(error * error * scale, reduction, divisor)

    def back(g: Array) -> Array:
        return error * (g * (2 / divisor) * scale)

    return record(value, (x, back), (t, lambda g: back(-g)))


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The mean of |input - target|; with `weight` (of the input's shape) the weighted mean."""
    x, t, error, scale = errors("l1_loss", input, target, weight)
    reduction = reduction_of(size_average, reduce, reduction)
    divisor = _divisor(error, weight, reduction)

    def back(g: Array) -> Array:
        return np.sign(error) * (g * (1 / divisor) * scale)

    return record(reduced(np.abs(error) * scale, reduction, divisor), (x, back), (t, lambda g: back(-g)))


def errors(name: str, input: Tensor, target: Tensor, weight: Tensor | None) -> tuple[Tensor, Tensor, Array, Any]:
    """Both operands in one type, their difference, and the weights (1 if there are none)."""
    if not isinstance(input, Tensor) or not isinstance(target, Tensor):
        raise TypeError(f"{name} expects two Tensors, got {type(input).__name__} and {type(target).__name__}")
    shape, other = tuple(input.array.shape), tuple(target.array.shape)
    if shape != other:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            stacklevel=3,
        )
    if weight is not None and weight.array.shape != shape:
        raise ValueError(
            f"{name}: weight and input must have the same size, got {tuple(weight.array.shape)} and {shape}"
        )
    if weight is not None and weight.requires_grad:
        raise NotImplementedError(f"{name}: a weight that requires a gradient is not supported: pass weight.detach()")
    x, t = pair(input, target)
    if x.array.dtype.kind != "f":
        raise NotImplementedError(f"{name} is not implemented for {x.dtype.name}: convert with x.float()")
    error = x.array - t.array
    return x, t, error, 1 if weight is None else weight.array.astype(error.dtype, copy=False)


def _divisor(error: Array, weight: Tensor | None, reduction: str) -> float:
    if reduction != "mean":
        return 1.0
    if weight is not None:
        return float(weight.array.sum()) or np.nan
    return error.size or np.nan  # the mean of nothing is NaN, as in PyTorch


# ---------------------------------------------------------------------- yes or no
class BCELoss(Loss):
    """(...), (...) -> (): binary cross-entropy of probabilities: the mean of -(t log(x) + (1 - t) log(1 - x))."""

    weight: Tensor | None

    def __init__(
        self, weight: Tensor | None = None, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
    ):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return binary_cross_entropy(input, target, self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(Loss):
    """(...), (...) -> (): BCELoss of sigmoid(input), finite however large the logits are.

    `pos_weight` counts the targets that are 1 that many times: one number for each class (the last axis).
    """

    weight: Tensor | None
    pos_weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: Any = None,
        reduce: Any = None,
        reduction: str = "mean",
        pos_weight: Tensor | None = None,
    ):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return binary_cross_entropy_with_logits(
            input, target, self.weight, reduction=self.reduction, pos_weight=self.pos_weight
        )


def _binary(name: str, input: Tensor, target: Tensor) -> tuple[Array, Array]:
    shape, other = tuple(input.array.shape), tuple(target.array.shape)
    if shape != other:
        remedy = " An output of one column? output.squeeze(1)" if shape == (*other, 1) else ""
        raise ValueError(f"{name}: target size {other} must be the same as the input size {shape}.{remedy}")
    if input.array.dtype.kind != "f" or target.array.dtype != input.array.dtype:
        raise RuntimeError(
            f"{name}: found dtype {target.dtype.name} but expected {input.dtype.name}: convert the target, "
            "target.to(input.dtype)"
        )
    return input.array, target.array


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of -(t log(x) + (1 - t) log(1 - x)), x and t from 0 to 1; logarithms are cut off at -100."""
    a, t = _binary("binary_cross_entropy", input, target)
    reduction = reduction_of(size_average, reduce, reduction)
    if a.size and not (a.min() >= 0 and a.max() <= 1):
        raise RuntimeError(
            f"binary_cross_entropy: all elements of input should be between 0 and 1, got {a.min():.4g} to "
            f"{a.max():.4g}: use binary_cross_entropy_with_logits for scores"
        )
    with np.errstate(divide="ignore"):
        yes, no = np.log(a), np.log1p(-a)
    scale = 1 if weight is None else weight.array
    divisor = (a.size or np.nan) if reduction == "mean" else 1
    losses = -(t * np.maximum(yes, -100) + (1 - t) * np.maximum(no, -100)) * scale

    def back(g: Array) -> Array:
        spread = np.maximum((1 - a) * a, a.dtype.type(np.float32(1e-12)))  # PyTorch's limit, in single precision
        return (g * (1 / divisor) * scale) * (a - t) / spread

    def to_target(g: Array) -> Array:
        return (g * (1 / divisor) * scale) * (no - yes)

    return record(reduced(losses, reduction, divisor), (input, back), (target, to_target))


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """binary_cross_entropy(sigmoid(x), t) in one step: max(x, 0) - t x + log(1 + exp(-|x|)).

    `pos_weight` adds (pos_weight - 1) t log(1 + exp(-x)).
    """
    a, t = _binary("binary_cross_entropy_with_logits", input, target)
    reduction = reduction_of(size_average, reduce, reduction)
    extra = None if pos_weight is None else pos_weight.array - 1
    scale = 1 if weight is None else weight.array
    divisor = (a.size or np.nan) if reduction == "mean" else 1
    losses = np.asarray(np.clip(a, 0, np.inf))
    losses -= t * a  # exactly 0 where a far logit is right, so that the small rest keeps its digits
    losses += log1p_exp_below(a)
    if extra is not None:
        soft = softplus_of(-a)
        losses += extra * t * soft

    def back(g: Array) -> Array:
        slope = sigmoid_of(a)
        slope -= t
        if extra is not None:
            slope -= extra * t * sigmoid_of(-a)
        return slope * (g * (1 / divisor) * scale)

    def to_target(g: Array) -> Array:
        return (g * (1 / divisor) * scale) * (-a if extra is None else extra * soft - a)

    return record(
        reduced(losses if weight is None else losses * scale, reduction, divisor), (input, back), (target, to_target)
    )
