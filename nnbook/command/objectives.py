"""What a run minimizes, and what else it measures: it follows from the kind of the task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..recipes import Task

NO_LABEL = -100  # in y: a place that cross_entropy leaves out
HEADS = 0.3  # what the losses of auxiliary heads count (GoogLeNet's)


def loss_of(task: Task, functional: Any) -> Callable[[Any, Any], Any]:
    """The loss of the task, a mean over rows, of an engine's `nn.functional`.

    Where labels are missing (-100), a row's loss is the mean over its labels, so that rows can be divided among
    processes in any way. Auxiliary heads, which follow the output in a tuple, add 0.3 times theirs.
    """

    def mean_over_labels(output: Any, target: Any) -> Any:
        each = functional.cross_entropy(output.swapaxes(1, 2), target, reduction="none")  # (N, T)
        return (each.sum(1) / (target != NO_LABEL).sum(1).clamp(min=1)).mean()

    def one_score(output: Any, target: Any) -> Any:
        return functional.binary_cross_entropy_with_logits(output, target.to(output.dtype))

    one = {0: one_score, 1: functional.cross_entropy, 2: mean_over_labels}[len(task.output)]
    if task.kind.endswith("regression"):
        one = functional.mse_loss

    def loss(output: Any, target: Any) -> Any:
        if not isinstance(output, tuple):
            return one(output, target)
        return one(output[0], target) + HEADS * sum(one(head, target) for head in output[1:])

    return loss


def metrics_of(task: Task) -> dict[str, Callable[[Any, Any], Any]]:
    """What else is measured: the share of right answers, or the mean absolute error in standard deviations.

    For translations also the share of answers that are right as a whole. The model reads the right answer up to each
    place; but where all places are right, it would have written the same on its own.
    """
    if task.kind.endswith("regression"):
        return {"mean error": lambda output, target: (output - target).abs().mean()}

    def accuracy(output: Any, target: Any) -> Any:
        output = output[0] if isinstance(output, tuple) else output
        if output.ndim == 1:
            return ((output > 0) == target.bool()).float().mean()
        right, counted = output.argmax(-1) == target, target != NO_LABEL
        if target.ndim == 1:
            return right.float().mean()
        return ((right * counted).sum(1) / counted.sum(1).clamp(min=1)).mean()

    if task.kind == "translation":
        whole = {"whole answers": lambda output, target: (output.argmax(-1) == target).all(1).float().mean()}
        return {"accuracy": accuracy, **whole}
    return {"accuracy": accuracy}
