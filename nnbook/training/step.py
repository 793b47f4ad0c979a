"""How batches become one step of the optimizer: forward, backward, clip, step. Subclasses do it on many machines."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from .._duck import engine_of
from . import checks
from .duck import Loss, Model, Optimizer
from .history import History


class Step:
    """One step on one process, in the numbers' own precision.

    A subclass may change each part: `forward` (mixed precision), `backward` and `update` (scaled gradients), `alone`
    (no exchange of gradients for this batch), `total` and `everywhere` (several processes).
    """

    rank = 0  # the number of this process; process 0 writes checkpoints and shows progress
    processes = 1

    def __init__(self, clip_norm: float | None = None):
        if clip_norm is not None and not clip_norm > 0:
            raise ValueError(f"clip_norm={clip_norm!r}: the largest norm of the gradients must be a number above 0.")
        self.clip_norm = clip_norm

    def take(self, model: Model, loss: Loss, optimizer: Optimizer, group: Sequence[Any], history: History) -> list[Any]:
        """Learn from a group of batches (input, target) as from one batch; returns an (output, loss) for each.

        Each batch's mean loss counts by its share of the group's rows, so that the gradient is that of the mean over
        all rows. The loss of the whole is appended to the history's steps.
        """
        optimizer.zero_grad()
        rows = [checks.rows(input) for input, _ in group]
        all_rows, results, value = self.total([sum(rows)])[0], [], 0.0
        for number, (input, target) in enumerate(group):
            share = rows[number] / all_rows
            with nullcontext() if number == len(group) - 1 else self.alone(model):
                output, error = self.forward(model, loss, input, target)
                checks.finite_loss(error.item(), optimizer, history)
                self.backward(error if share * self.processes == 1 else error * (share * self.processes))
            value += share * error.item()
            results.append((output, error.item()))
        self.update(model, optimizer)
        history.steps.append(self.total([value])[0])
        return results

    def forward(self, model: Model, loss: Loss, input: Any, target: Any) -> tuple[Any, Any]:
        """The output of the model and its loss. An input of several tensors is given to the model one by one."""
        output = model(*input) if isinstance(input, tuple | list) else model(input)
        return output, loss(output, target)

    def backward(self, error: Any) -> None:
        """Add the gradients of the loss to those that are there."""
        error.backward()

    def update(self, model: Model, optimizer: Optimizer) -> None:
        """Clip the gradients and take the step."""
        if self.clip_norm is not None:
            parameters = list(model.parameters())
            engine_of(parameters[0]).nn.utils.clip_grad_norm_(parameters, self.clip_norm)
        optimizer.step()

    def alone(self, model: Model) -> AbstractContextManager[Any]:
        """Around a batch that is not the last of its group: processes need not exchange gradients yet."""
        return nullcontext()

    def total(self, numbers: list[Any]) -> list[Any]:
        """The numbers, each summed over all processes."""
        return numbers

    def everywhere(self, value: Any) -> list[Any]:
        """The values that all processes have here, in the order of their ranks. What JSON can write."""
        return [value]

    def plain(self, model: Model) -> Any:
        """The model itself, out of what it is wrapped in to be compiled or distributed."""
        return model

    def state_dict(self) -> dict[str, Any]:
        """What a run needs to go on: nothing here; the scale of the gradients in mixed precision."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from a state of `state_dict`."""
