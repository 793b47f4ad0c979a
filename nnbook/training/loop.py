"""The training loop: forward, backward, step; the same for both engines because it imports neither."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from os import PathLike
from typing import Any

import numpy as np

from .._duck import engine_of
from . import checks
from .checkpoint import Checkpoint
from .duck import Batches, Callback, Loss, Metric, Metrics, Model, Optimizer
from .history import History
from .means import Means
from .progress import bar
from .run import Run
from .step import Step
from .stopping import EarlyStopping


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
    scheduler: Any = None,
    scheduler_every: str = "epoch",
    clip_norm: float | None = None,
    accumulate: int = 1,
    early_stopping: EarlyStopping | None = None,
    checkpoint: Checkpoint | str | PathLike[str] | None = None,
    resume: bool = False,
    step: Step | None = None,
    progress: bool = True,
    callbacks: Iterable[Callback] = (),
) -> History:
    """Train `model` for `epochs` passes through `data`, pairs (input, target) of N rows each, and return the History.

    `loss(output, target)` and the metrics are taken to be means over the rows. `metrics` is a function (output,
    target) -> number, a list of them, or a dictionary by name. With `validation` data, both are measured on it after
    each epoch. An input that is a list of tensors is given to the model one by one.

    `seed` seeds the engine that the parameters belong to (the package of their class, see `engine_of`) and the
    loader's own generator where it has one, so that order, dropout and noise repeat. Make the model under a seed too,
    or its first weights differ. `scheduler` changes the learning rate, after every epoch or with `scheduler_every=
    "step"`; one that watches a loss (ReduceLROnPlateau) gets that of the validation data, or of training where there
    is none. `clip_norm` bounds the norm of all gradients together; `accumulate` batches make one step.
    `early_stopping` ends training in time. Each callback is called after an epoch as callback(epoch, history), epochs
    counted from 1; if one returns True, training ends there. Batches are moved to the device of the parameters.
    Afterwards the model is in the mode it was in before. The progress bar is for people only: see
    `nnbook.training.progress.stage`.

    `checkpoint`, a folder or a Checkpoint, saves the run as it goes on. With `resume=True` the newest checkpoint is
    taken up, if there is one: called again with the same arguments after a kill, `fit` gives the weights of a run that
    was never interrupted, to the last bit on one thread. `step` is for other ways to take a step: see Step.

    Raises ValueError for data, epochs, a model or an optimizer that cannot be trained with and for a checkpoint of
    another run, TypeError for batches that are not pairs, DivergedError when the loss is no longer finite, OSError when
    a checkpoint cannot be written. Errors of layers and losses pass through as they are.
    """
    parameters = checks.parameters_of(model, "fit")
    checks.holds_some(optimizer, parameters)
    checks.at_least_one(epochs)
    checks.options(scheduler_every, accumulate, resume, checkpoint)
    measures, callbacks, step = checks.named(metrics), tuple(callbacks), step or Step(clip_norm)
    folder = checkpoint if checkpoint is None or isinstance(checkpoint, Checkpoint) else Checkpoint(checkpoint)
    run = Run(model, optimizer, data, step, scheduler, early_stopping, folder, accumulate)
    run.start(seed, resume)
    with _mode(model, training=True), bar(progress and step.rank == 0, epochs, data) as follow:
        while run.epoch <= epochs and not run.ended:
            by_step = scheduler if scheduler_every == "step" else None
            _learn(run, loss, measures, follow, by_step)
            if validation is not None:
                result = _measure(model, loss, validation, measures, f"fit, validation after epoch {run.epoch}", step)
                _append(run.history.validation, result)
            if scheduler is not None and by_step is None:
                _by_epoch(scheduler, run.history)
            stops: list[object] = [callback(run.epoch, run.history) for callback in callbacks]
            if early_stopping is not None:
                stops.append(early_stopping.update(step.plain(model), run.epoch, run.history))
            run.next_epoch(ended=any(stops))
            run.save_if_due(at_the_end=run.ended or run.epoch > epochs)
    if early_stopping is not None and early_stopping.restore_best:
        early_stopping.restore(step.plain(model))
    return run.history


def _learn(
    run: Run,
    loss: Loss,
    metrics: dict[str, Metric],
    follow: Callable[[Batches, History], Batches],
    scheduler: Any,
) -> None:
    """One pass through the data, a step of the optimizer for every group of batches; its means go into the history."""
    device, no_grad = next(iter(run.model.parameters())).device, run.engine.no_grad
    batches = checks.checked(run.data, device, f"fit, epoch {run.epoch}")
    for group in run.groups(follow(batches, run.history)):
        results = run.step.take(run.model, loss, run.optimizer, group, run.history)
        with no_grad():
            for (input, target), (output, value) in zip(group, results):
                measured = {name: metric(output, target) for name, metric in metrics.items()}
                run.means.add(checks.rows(input), {"loss": value, **measured})
        if scheduler is not None:
            scheduler.step()
        run.taken += 1
        run.save_if_due()
    _append(run.history.train, run.means.result(run.step.total))


def _by_epoch(scheduler: Any, history: History) -> None:
    """A step of the schedule after an epoch; one with `best` watches a number."""
    if hasattr(scheduler, "best") and hasattr(scheduler, "patience"):
        watched = history.validation or history.train
        scheduler.step(watched["loss"][-1])
    else:
        scheduler.step()


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
    model: Model, loss: Loss | None, data: Batches, metrics: dict[str, Metric], where: str, step: Step | None = None
) -> dict[str, float]:
    parameter, means = checks.parameters_of(model, where)[0], Means()
    measures = metrics if loss is None else {"loss": loss, **metrics}
    with _mode(model, training=False), engine_of(parameter).no_grad():
        for input, target in checks.checked(data, parameter.device, where):
            output = model(*input) if isinstance(input, tuple | list) else model(input)
            means.add(checks.rows(input), {name: measure(output, target) for name, measure in measures.items()})
    return means.result() if step is None else means.result(step.total)


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


def _append(lists: dict[str, list[float]], values: dict[str, float]) -> None:
    for name, value in values.items():
        lists.setdefault(name, []).append(value)
