"""Bad input, found before it does harm, with a message that says where it is and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .._duck import to_numpy
from .duck import Batches, Metric, Metrics, Model, Optimizer
from .history import History


class DivergedError(FloatingPointError):
    """The loss is no longer a finite number. `history` is the run so far; the model is as it was before this step."""

    def __init__(self, message: str, history: History):
        super().__init__(message)
        self.history = history


def parameters_of(model: Model, caller: str) -> list[Any]:
    """The parameters of a model, of which there must be at least one."""
    parameters = list(model.parameters())
    if not parameters:
        raise ValueError(f"{caller}: {type(model).__name__} has no parameters, so there is nothing that could learn.")
    return parameters


def holds_some(optimizer: Optimizer, parameters: list[Any]) -> None:
    """The optimizer must have at least one parameter of the model: some may be frozen, not all."""
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    if held.isdisjoint(map(id, parameters)):
        raise ValueError(
            f"fit: the optimizer has none of the model's {len(parameters)} parameters, so it would never change. "
            f"Was the model made anew after the optimizer? {type(optimizer).__name__}(model.parameters(), ...)"
        )


def at_least_one(epochs: int) -> None:
    """The number of epochs must be a whole number above 0."""
    if not isinstance(epochs, int | np.integer) or epochs < 1:
        raise ValueError(f"fit(epochs={epochs!r}): epochs must be a whole number of at least 1.")


def options(scheduler_every: str, accumulate: int, resume: bool, checkpoint: Any) -> None:
    """The options of `fit` that are words and counts."""
    if scheduler_every not in ("epoch", "step"):
        raise ValueError(f'fit(scheduler_every={scheduler_every!r}): it must be "epoch" or "step".')
    if not isinstance(accumulate, int | np.integer) or accumulate < 1:
        raise ValueError(f"fit(accumulate={accumulate!r}): accumulate must be a whole number of at least 1.")
    if resume and checkpoint is None:
        raise ValueError("fit(resume=True): give checkpoint=, the folder in which the run was saved.")


def rows(input: Any) -> int:
    """The number of rows of an input, which may be a list of several tensors with as many rows each."""
    return len(input[0]) if isinstance(input, tuple | list) else len(input)


def named(metrics: Metrics | None) -> dict[str, Metric]:
    """A metric, several, or a dictionary of them as a dictionary: functions are called by their own names."""
    if metrics is None:
        return {}
    if isinstance(metrics, Mapping):
        result = dict(metrics)
    else:
        functions: list[Any] = [metrics] if callable(metrics) else list(metrics)
        result = {function.__name__: function for function in functions}
    if "loss" in result:
        raise ValueError('metrics: "loss" is the name of the loss itself. Give the metric another name.')
    return result


def finite_loss(value: float, optimizer: Optimizer, history: History) -> None:
    """The loss must be a finite number before anything is learned from it."""
    if math.isfinite(value):
        return
    if history.steps:
        rates = ", ".join(f"{group['lr']:g}" for group in optimizer.param_groups)
        why = f"It was {history.steps[-1]:.3g} one step before: the training diverged. Try a smaller lr than {rates}."
    else:
        why = "Nothing was learned yet, so the learning rate is not to blame: look at the model's output and the loss."
    where = f"in epoch {len(history) + 1}, at step {len(history.steps) + 1} of the run"
    raise DivergedError(f"fit: the loss is {value} {where}. {why}", history)


def checked(data: Batches, device: Any, where: str) -> Iterator[tuple[Any, Any]]:
    """The pairs (input, target) of `data`, each looked at, then moved to `device`."""
    number = 0
    for number, batch in enumerate(data, 1):
        place = f"{where}, batch {number}"
        if not isinstance(batch, tuple | list) or len(batch) != 2:
            got = f"a {type(batch).__name__}" + (f" of {len(batch)}" if isinstance(batch, tuple | list) else "")
            raise TypeError(
                f"{place}: expected a pair (input, target), got {got}. Have x and y? "
                f"DataLoader(TensorDataset(x, y), batch_size=32)"
            )
        for role, value in zip(("input", "target"), batch):
            for part in value if isinstance(value, tuple | list) else [value]:
                _has_rows(part, f"{place}: the {role}")
                _finite(part, f"{place}: the {role}")
        yield _moved(batch[0], device), _moved(batch[1], device)
    if not number:
        raise ValueError(
            f"{where}: the data gave no batch. Is the data set empty, or a generator, which can be read only once? "
            f"Give a DataLoader or a list of batches."
        )


def _has_rows(value: Any, what: str) -> None:
    shape = getattr(value, "shape", (1,))
    if len(shape) == 0:
        raise ValueError(f"{what} is one number, not a batch. Is the data a Dataset? DataLoader(data, batch_size=32)")
    if shape[0] == 0:
        raise ValueError(f"{what} has no rows (shape {tuple(shape)}). Leave empty batches out.")


def _finite(value: Any, what: str) -> None:
    """A sum is cheap and not finite if any number is not; only then are the numbers looked at one by one."""
    if not hasattr(value, "sum") or math.isfinite(float(value.sum())):
        return
    array = to_numpy(value)
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        row, *rest = (int(i) for i in bad[0])
        at = f"row {row}" + (f", feature {rest[0]}" if len(rest) == 1 else f", position {tuple(rest)}" if rest else "")
        raise ValueError(
            f"{what} has {array[tuple(bad[0])]} at {at} ({len(bad)} of its {array.size} numbers are not finite). "
            f"Remove or fill such rows before training: np.argwhere(~np.isfinite(x)) lists them."
        )


def _moved(value: Any, device: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_moved(part, device) for part in value]
    return value.to(device) if hasattr(value, "to") else value
