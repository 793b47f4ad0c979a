"""The training loop: forward, backward, step; the same for both engines because it imports neither."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .._duck import engine_of
from . import checks
from .duck import Batches, Callback, Loss, Metric, Metrics, Model, Optimizer
from .history import History
from .progress import bar


def fit(
    model: Model,
    loss: Loss,
    optimizer: Optimizer,
    data: Batches,
    *,
    epochs: int,
    validation: Batches | None = None,
    metrics: Metrics | None = None,
    seed: int | None = None,
    progress: bool = True,
    callbacks: Iterable[Callback] = (),
) -> History:
    """Train `model` for `epochs` passes through `data`, pairs (input, target) of N rows each, and return the History.

    `loss(output, target)` and the metrics are taken to be means over the rows. `metrics` is a function (output,
    target) -> number, a list of them, or a dictionary by name. With `validation` data, both are measured on it after
    each epoch.

    `seed` seeds the engine that the parameters belong to (the package of their class, see `engine_of`) and the
    loader's own generator where it has one, so that order, dropout and noise repeat. Make the model under a seed too,
    or its first weights differ. Each callback is called after an epoch as callback(epoch, history), epochs counted
    from 1; if one returns True, training ends there. Batches are moved to the device of the parameters. Afterwards the
    model is in the mode it was in before. The progress bar is for people only: see `nnbook.training.progress.stage`.

    Raises ValueError for data, epochs, a model or an optimizer that cannot be trained with, TypeError for batches that
    are not pairs, DivergedError when the loss is no longer finite. Errors of layers and losses pass through as they
    are.
    """
    parameters = checks.parameters_of(model, "fit")
    checks.holds_some(optimizer, parameters)
    checks.at_least_one(epochs)
    measures, callbacks, history = checks.named(metrics), tuple(callbacks), History()
    if seed is not None:
        _reseed(engine_of(parameters[0]), data, seed)
    with _mode(model, training=True), bar(progress, epochs, data) as follow:
        for epoch in range(1, epochs + 1):
            batches = checks.checked(data, parameters[0].device, f"fit, epoch {epoch}")
            _append(history.train, _learn(model, loss, optimizer, follow(batches, history), measures, history))
            if validation is not None:
                result = _measure(model, loss, validation, measures, f"fit, validation after epoch {epoch}")
                _append(history.validation, result)
            answers = [callback(epoch, history) for callback in callbacks]
            if any(answers):
                break
    return history


def _learn(
    model: Model,
    loss: Loss,
    optimizer: Optimizer,
    batches: Batches,
    metrics: dict[str, Metric],
    history: History,
) -> dict[str, float]:
    """One pass through the data, a step of the optimizer for every batch; the means of loss and metrics."""
    means, no_grad = _Means(), engine_of(next(iter(model.parameters()))).no_grad
    for input, target in batches:
        optimizer.zero_grad()
        output = model(input)
        error = loss(output, target)
        value = error.item()
        checks.finite_loss(value, optimizer, history)
        error.backward()
        optimizer.step()
        history.steps.append(value)
        with no_grad():
            means.add(len(input), {"loss": value, **{name: metric(output, target) for name, metric in metrics.items()}})
    return means.result()


def evaluate(model: Model, data: Batches, loss: Loss | None = None, metrics: Metrics | None = None) -> dict[str, float]:
    """Loss and metrics of `model` on `data`, pairs (input, target) of N rows each: {"loss": ..., "accuracy": ...}.

    In eval mode and without gradients; the model's mode is afterwards what it was before. Means over all rows, so
    batches of different sizes count by their rows. Raises as `fit` does, and ValueError when neither loss nor metrics
    are given.
    """
    measures = checks.named(metrics)
    if loss is None and not measures:
        raise ValueError("evaluate: there is nothing to measure: give loss=, metrics= or both.")
    return _measure(model, loss, data, measures, "evaluate")


def _measure(
    model: Model, loss: Loss | None, data: Batches, metrics: dict[str, Metric], where: str
) -> dict[str, float]:
    parameter, means = checks.parameters_of(model, where)[0], _Means()
    measures = metrics if loss is None else {"loss": loss, **metrics}
    with _mode(model, training=False), engine_of(parameter).no_grad():
        for input, target in checks.checked(data, parameter.device, where):
            output = model(input)
            means.add(len(input), {name: measure(output, target) for name, measure in measures.items()})
    return means.result()


@contextmanager
def _mode(model: Model, training: bool) -> Iterator[None]:
    """The model in training or eval mode, then in the mode it had.

    Meanwhile NumPy is silent about overflow, as PyTorch is: `checks.finite_loss` says it, and says what to do.
    """
    before = model.training
    model.train(training)
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            yield
    finally:
        model.train(before)


def _reseed(engine: Any, data: Batches, seed: int) -> None:
    """Seed the engine, and the generator of a loader that was given its own."""
    engine.manual_seed(seed)
    generator = getattr(data, "generator", None)
    if generator is not None:
        generator.manual_seed(seed)


def _append(lists: dict[str, list[float]], values: dict[str, float]) -> None:
    for name, value in values.items():
        lists.setdefault(name, []).append(value)


class _Means:
    """Means over rows of values that come as means over batches."""

    def __init__(self) -> None:
        self.rows, self.sums = 0, dict[str, float]()

    def add(self, rows: int, values: dict[str, Any]) -> None:
        self.rows += rows
        for name, value in values.items():
            self.sums[name] = self.sums.get(name, 0.0) + rows * float(value)

    def result(self) -> dict[str, float]:
        return {name: total / self.rows for name, total in self.sums.items()}
