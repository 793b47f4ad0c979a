"""Cross-entropy: how surprised a network is by the right class."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops.special import below_largest, line_sums
from ._arguments import reduced, reduction_of
from .loss import Loss


class CrossEntropyLoss(Loss):
    """(N, K) logits, (N,) labels -> (): the mean of -log softmax(logits)[label].

    Also (N, K, d1, ...) logits with (N, d1, ...) labels, (K,) with a single label, and probabilities of the logits'
    shape in place of labels. `weight` (K,) weighs the classes, labels equal to `ignore_index` do not count,
    `label_smoothing` gives that share of the target to all classes equally (Szegedy et al., 2016).
    """

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: Any = None,
        ignore_index: int = -100,
        reduce: Any = None,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return cross_entropy(
            input,
            target,
            self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class NLLLoss(Loss):
    """(N, K) log-probabilities, (N,) labels -> (): the mean of -input[label], with CrossEntropyLoss's options."""

    weight: Tensor | None

    def __init__(
        self,
        weight: Tensor | None = None,
        size_average: Any = None,
        ignore_index: int = -100,
        reduce: Any = None,
        reduction: str = "mean",
    ):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)
        self.ignore_index = ignore_index

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return nll_loss(input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """The mean of -log softmax(input)[target] over logits (N, K, ...), labels (N, ...) or probabilities (N, K, ...)."""
    reduction = reduction_of(size_average, reduce, reduction)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    _check_weight("cross_entropy", input, weight)
    if target.array.shape == input.array.shape:
        if target.array.dtype.kind != "f":
            raise RuntimeError(
                f"Expected floating point type for target with class probabilities, got {target.dtype.name}: "
                f"labels have the shape {_label_shape(input)}"
            )
        if ignore_index >= 0:
            raise RuntimeError("ignore_index is not supported for floating point target: it picks out labels")
        return _of_probabilities(input, target, weight, reduction, label_smoothing)
    labels, kept = _labels("cross_entropy", input, target, ignore_index)
    return _of_labels(input, labels, kept, weight, reduction, label_smoothing)


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean of -input[target] over log-probabilities (N, K, ...) and labels (N, ...)."""
    reduction = reduction_of(size_average, reduce, reduction)
    _check_weight("nll_loss", input, weight)
    labels, kept = _labels("nll_loss", input, target, ignore_index)
    logs = _rows(input.array)
    rows = np.arange(len(labels))
    share = _share(labels, kept, weight, logs.dtype)
    losses = -logs[rows, labels] * share
    if kept is not None:
        losses[~kept] = 0
    divisor = _divisor(share, len(labels), reduction)

    def back(g: Array) -> Array:
        dx = np.zeros_like(logs)
        dx[rows, labels] = -_each_row(g, divisor, kept) * share
        return _back_to(dx, input.array.shape)

    return record(reduced(losses.reshape(_label_shape(input)), reduction, divisor), (input, back))


# ---------------------------------------------------------------------- the two forms of the target
def _of_labels(
    input: Tensor, labels: Array, kept: Array | None, weight: Tensor | None, reduction: str, smoothing: float
) -> Tensor:
    """-log softmax(z)[y] is log(sum(exp(z))) - z[y]; what comes back is softmax(z), minus 1 at y."""
    z = below_largest(_rows(input.array), 1)
    classes = z.shape[1]
    cells = np.arange(len(labels)) * classes + labels  # where the labels' scores are in the flattened z
    each: Any = 1.0 if weight is None else weight.array
    share = _share(labels, kept, weight, z.dtype)
    divisor = _divisor(share, len(labels), reduction)
    picked = np.take(z, cells)
    spread = (each * z).sum(1) if smoothing else 0
    total_weight = classes if weight is None else weight.array.sum()
    p = np.exp(z, out=z)
    total = line_sums(p, 1)
    log_total = np.log(total[:, 0])
    losses = (log_total - picked) * share
    if smoothing:
        losses *= 1 - smoothing
        losses += (smoothing / classes) * (log_total * total_weight - spread)
    if kept is not None:
        losses[~kept] = 0

    def back(g: Array) -> Array:
        g = _each_row(g, divisor, kept)
        hit = g * share * (1 - smoothing)  # what falls on the label; `even` falls on every class
        even = g * (smoothing / classes)
        d: Array = np.multiply(p, (hit + even * total_weight)[:, None] / total, order="C")
        if smoothing:
            d -= even[:, None] * each
        d.reshape(-1)[cells] -= hit
        return _back_to(d, input.array.shape)

    return record(reduced(losses.reshape(_label_shape(input)), reduction, divisor), (input, back))


def _of_probabilities(input: Tensor, target: Tensor, weight: Tensor | None, reduction: str, smoothing: float) -> Tensor:
    """The mean of -log softmax(z), weighted by the target's probabilities; what comes back is softmax(z) - target."""
    z = below_largest(_rows(input.array), 1)
    classes, each = z.shape[1], 1 if weight is None else weight.array
    aim = _rows(target.array) * (1 - smoothing) + smoothing / classes
    aim = aim.astype(z.dtype, copy=False) * each
    p = np.exp(z)
    total = line_sums(p, 1)
    z -= np.log(total)  # the logarithm of the softmax
    divisor = _divisor(1.0, len(z), reduction)
    losses = -(aim * z).sum(1)

    def to_logits(g: Array) -> Array:
        d: Array = p * (line_sums(aim, 1) / total)
        d -= aim
        d *= g.reshape(-1, 1) / divisor
        return _back_to(d, input.array.shape)

    def to_target(g: Array) -> Array:
        return _back_to(z * each * (g.reshape(-1, 1) * (smoothing - 1) / divisor), input.array.shape)

    losses = losses.reshape(_label_shape(input))
    return record(reduced(losses, reduction, divisor), (input, to_logits), (target, to_target))


# ---------------------------------------------------------------------- shapes, labels, weights
def _rows(a: Array) -> Array:
    """(N, K, d1, ...) or (K,) as one row of K numbers for each label."""
    return a.reshape(1, -1) if a.ndim == 1 else np.moveaxis(a, 1, -1).reshape(-1, a.shape[1])


def _back_to(rows: Array, shape: tuple[int, ...]) -> Array:
    """Rows of K numbers as (N, K, d1, ...) or (K,)."""
    return rows.reshape(shape) if len(shape) < 3 else np.moveaxis(rows.reshape(shape[0], *shape[2:], shape[1]), -1, 1)


def _label_shape(input: Tensor) -> tuple[int, ...]:
    shape = tuple(input.array.shape)
    return () if len(shape) == 1 else (shape[0], *shape[2:])


def _share(labels: Array, kept: Array | None, weight: Tensor | None, kind: Any) -> Any:
    """What the loss of each row counts: its class's weight, 0 if it is ignored; 1.0 if all count the same."""
    if weight is not None:
        return weight.array[labels] if kept is None else weight.array[labels] * kept
    return 1.0 if kept is None else kept.astype(kind)


def _divisor(share: Any, rows: int, reduction: str) -> float:
    if reduction != "mean":
        return 1.0
    return float(share * rows if isinstance(share, float) else share.sum()) or np.nan  # of nothing: NaN, as in PyTorch


def _each_row(g: Array, divisor: float, kept: Array | None) -> Array:
    """The gradient of the loss of each row, 0 where it is ignored."""
    g = g.reshape(-1) / divisor
    return g if kept is None else np.where(kept, g, 0)


def _check_weight(name: str, input: Tensor, weight: Tensor | None) -> None:
    if not isinstance(input, Tensor) or input.array.ndim == 0:
        got = "a number" if isinstance(input, Tensor) else type(input).__name__
        raise RuntimeError(f"{name} expects scores of shape (N, K) or (N, K, ...), got {got}")
    if input.array.dtype.kind != "f":
        raise NotImplementedError(f"{name} is not implemented for scores of {input.dtype.name}: convert with x.float()")
    if weight is None:
        return
    classes = input.array.shape[1 if input.array.ndim > 1 else 0]
    if weight.array.shape != (classes,):
        raise RuntimeError(
            f"{name}: weight tensor should be defined either for all {classes} classes or no classes but got weight "
            f"tensor of shape: {list(weight.array.shape)}"
        )
    if weight.array.dtype != input.array.dtype:
        raise RuntimeError(f"{name}: expected scalar type {input.dtype.name} but found {weight.dtype.name} in weight")


def _labels(name: str, input: Tensor, target: Tensor, ignore_index: int) -> tuple[Array, Array | None]:
    """The labels in one row, checked, and a mask of those that count (None if all do); ignored ones become class 0."""
    shape, expected, found = tuple(input.array.shape), _label_shape(input), tuple(target.array.shape)
    if found != expected:
        error = ValueError if found[:1] != expected[:1] and len(found) == len(expected) else RuntimeError
        remedy = ""
        if len(shape) > 2 and found == shape[:-1]:
            remedy = ". Classes last? loss(logits.flatten(0, -2), target.flatten())"
        elif found == (*expected, 1):
            remedy = ". Labels with an axis too many? target.squeeze(-1)"
        raise error(f"{name}: scores of shape {shape} need labels of shape {expected}, got {found}{remedy}")
    if target.array.dtype not in (np.int64, np.uint8):
        raise RuntimeError(
            f"{name}: expected target dtype to be int64 or uint8, but got {target.dtype.name}: labels are whole "
            "numbers, target.long()"
        )
    classes = shape[1 if len(shape) > 1 else 0]
    labels = target.array.reshape(-1)
    kept = None
    never = ignore_index < 0 or ignore_index >= classes  # no valid label is ignored: one look at all of them will do
    if never and (labels.size == 0 or (labels.min() >= 0 and labels.max() < classes)):
        return labels, None
    kept = labels != ignore_index
    labels = np.where(kept, labels, 0)
    if labels.size and not (labels.min() >= 0 and labels.max() < classes):
        wrong = int(labels.min() if labels.min() < 0 else labels.max())
        raise IndexError(
            f"Target {wrong} is out of bounds: {name} got scores of {classes} classes, so labels are 0 to {classes - 1}"
        )
    return labels, kept
