"""A run from the command line: a model, a data set, a recipe; then `fit`, a test and a table."""

from __future__ import annotations

import argparse
import json
import math
import os
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nnbook

from .. import datasets, recipes
from .._duck import to_numpy
from .._extras import require
from ..training import Checkpoint, DivergedError, EarlyStopping, History, evaluate, fit
from . import objectives
from .engine import Batches, Engine, Translations
from .options import OPTIMIZERS, SCHEDULES, add_arguments, maker_of, settings

REFUSED, INTERRUPTED = 2, 130  # exit codes: what is asked for cannot be done; stopped from outside
FROM_RECIPE = ("epochs", "batch", "lr", "clip", "optimizer", "schedule", "warmup", "weight_decay")
Results = dict[str, dict[str, float]]  # part of the data -> name -> number


class Training:
    """A run of a model on a data set, made as the command line says, started by calling it.

    Raises ValueError for what does not fit together, and whatever the data set raises.
    """

    def __init__(self, options: argparse.Namespace, engine: Engine):
        self.options, self.engine = options, engine
        maker, self.folder = maker_of(options.model), self._folder()  # before data are made
        task = recipes.task_of(options.data, self._data(), options.seed)
        nnbook.manual_seed(options.seed)
        self.task, arguments = recipes.fitted(task, options.model, maker, settings(options.set, "--set"))
        self._fill_in()
        self.model = self._model(maker, arguments)
        train, validation = self.task.held_out(options.validation, options.seed)
        self.train = self._batches(train, options.batch, options.accumulate, options.seed)
        self.validation = None if validation is None else self._batches(validation, max(options.batch, 256))
        self.metrics = objectives.metrics_of(self.task)
        self.loss = objectives.loss_of(self.task, engine.library.nn.functional)

    def _batches(self, pair: recipes.Pair, size: int, *more: Any, **options: Any) -> Batches:
        kind = Translations if self.task.kind == "translation" else Batches
        return kind(pair, self.engine, size, *more, **options)

    def _data(self) -> Any:
        given = settings(self.options.given, "--data")
        try:
            return datasets.load(self.options.data, **given)
        except TypeError as error:
            raise ValueError(f"--data {' '.join(self.options.given)}: {error}") from error

    def _folder(self) -> Checkpoint | None:
        options = self.options
        if options.checkpoint is None:
            if options.resume:
                raise ValueError("--resume: name the folder of the run, too: --checkpoint FOLDER")
            return None
        folder = Checkpoint(options.checkpoint, every_steps=options.every)
        if not options.resume and (saved := folder.paths()):
            raise ValueError(
                f"--checkpoint {options.checkpoint}: a run is saved there, up to step {int(saved[0].stem[5:])}. "
                f"Go on with it by --resume, or name a new folder."
            )
        return folder

    def _fill_in(self) -> None:
        """What was not said is as the recipe says."""
        for name in FROM_RECIPE:
            if getattr(self.options, name) is None:
                setattr(self.options, name, getattr(self.task.recipe, name))
        if self.options.validation is None:
            self.options.validation = 0.1 if self.options.patience else 0.0

    def _model(self, maker: Callable[..., Any], arguments: dict[str, Any]) -> Any:
        """The model on the engine. Its first weights are nnbook's on both: the same start, whoever trains."""
        nnbook.manual_seed(self.options.seed)
        ours = maker(**arguments)
        if self.engine.library is nnbook:
            return self.engine.ready(ours)
        theirs = maker_of(self.options.model, self.engine.models)(**arguments)
        theirs.load_state_dict(ours.state_dict())
        return self.engine.ready(theirs)

    def __call__(self) -> Results:
        """Train, test, report; returns the last measurements by part of the data (on process 0)."""
        options, engine = self.options, self.engine
        kind, more = OPTIMIZERS[options.optimizer]
        wrapped = engine.wrapped(self.model)
        optimizer = getattr(engine.library.optim, kind)(
            self.model.parameters(), lr=options.lr, weight_decay=options.weight_decay, **more
        )
        self._say(self.about())
        self._log({"run": {name: _readable(value) for name, value in vars(options).items()}})
        engine.library.manual_seed(options.seed + engine.rank)  # each process has dropout of its own
        patience = EarlyStopping(options.patience) if options.patience else None
        started = time.perf_counter()
        history = fit(
            wrapped,
            self.loss,
            optimizer,
            self.train,
            epochs=options.epochs,
            validation=self.validation,
            metrics=self.metrics,
            scheduler=engine.library.optim.lr_scheduler.LambdaLR(optimizer, self._factor()),
            scheduler_every="step",
            accumulate=options.accumulate,
            early_stopping=patience,
            checkpoint=self.folder,
            resume=options.resume,
            step=engine.step(options.clip),
            callbacks=[self._log_epoch],
        )
        seconds, chosen = time.perf_counter() - started, patience.best_epoch if patience else len(history)
        return self._finish(history, seconds, chosen) if engine.rank == 0 else {}

    def _factor(self) -> Callable[[int], float]:
        """The share of the learning rate in each step."""
        total = self.options.epochs * self.train.steps
        rise, fall = round(self.options.warmup * total), SCHEDULES[self.options.schedule]
        return lambda step: (step + 1) / rise if step < rise else fall(min(1.0, (step - rise) / max(1, total - rise)))

    def _finish(self, history: History, seconds: float, chosen: int) -> Results:
        """Process 0 tests the weights, which are those of the `chosen` epoch, keeps them and prints a table."""
        last = {name: {key: values[-1] for key, values in part.items()} for name, part in _parts(history)}
        if self.task.test is not None:
            alone = self._batches(self.task.test, max(self.options.batch, 256), divided=False)
            last["test"] = evaluate(self.model, alone, self.loss, self.metrics)
        if self.task.kind == "language modeling":
            for values in last.values():
                values["bits a symbol"] = values["loss"] / math.log(2)
        if self.options.checkpoint is not None:
            save_weights(self.model, self.options.checkpoint / "model.safetensors")
        self._say(f"\n{table(last)}\n\n{len(history.steps):,} steps, {seconds:.1f} s; weights of epoch {chosen}")
        counts = {"epochs": len(history), "chosen": chosen, "steps": len(history.steps), "seconds": round(seconds, 3)}
        self._log({"end": {**counts, **last}})
        return last

    # ------------------------------------------------------------------ telling
    def about(self) -> str:
        """What is trained, on what and how, in three lines."""
        options, engine, task = self.options, self.engine, self.task
        parameters = sum(parameter.numel() for parameter in self.model.parameters())
        rows = {
            "train": len(self.train.x),
            "validate": len(self.validation.x) if self.validation else 0,
            "test": len(task.test[0]) if task.test else 0,
        }
        counts = ", ".join(f"{number:,} to {what}" for what, number in rows.items() if number)
        where = engine.name + (f", {engine.processes} processes" if engine.processes > 1 else "")
        return (
            f"{options.model} on {options.data}: {task.kind} on {where}; {parameters:,} parameters\n"
            f"{counts}, {'x'.join(map(str, task.train[0].shape[1:]))}{''.join(f'; {note}' for note in task.notes)}\n"
            f"{options.epochs} epochs of {self.train.steps} steps, batch {options.batch}, {options.optimizer}, "
            f"learning rate {options.lr:g} ({options.schedule}), seed {options.seed}"
        )

    def resuming(self) -> str:
        """How to go on after the run was interrupted."""
        if self.options.checkpoint is None:
            return "Nothing was saved. A run with --checkpoint FOLDER can go on after it was interrupted."
        words = [word for word in sys.argv[1:] if word != "--resume"]
        words = words[1:] if words[:1] == ["train"] else words
        return f"Go on with: {self.engine.command} {shlex.join([*words, '--resume'])}"

    def _say(self, text: str) -> None:
        if self.engine.rank == 0:
            print(text, flush=True)

    def _log_epoch(self, epoch: int, history: History) -> None:
        last = {name: {key: values[-1] for key, values in part.items()} for name, part in _parts(history)}
        self._log({"epoch": epoch, "steps": len(history.steps), **last})

    def _log(self, content: dict[str, Any]) -> None:
        if self.options.json is not None and self.engine.rank == 0:
            with self.options.json.open("a", encoding="utf-8") as file:
                file.write(json.dumps(content) + "\n")


def _parts(history: History) -> list[tuple[str, dict[str, list[float]]]]:
    parts = {"train": history.train, "validation": history.validation}
    return [(name, part) for name, part in parts.items() if part]


def _readable(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


def table(results: Results) -> str:
    """Rows for the parts of the data, columns for what was measured."""
    names = list(dict.fromkeys(name for values in results.values() for name in values))
    lines = [["", *names], *([part, *(f"{v[name]:.3g}" for name in names)] for part, v in results.items())]
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join("  ".join([head.ljust(widths[0]), *map(str.rjust, cells, widths[1:])]) for head, *cells in lines)


def save_weights(model: Any, path: Path) -> None:
    """The model's state dictionary in safetensors, all of it or nothing."""
    pack = require("safetensors.numpy", "train", "saving weights").save
    scratch = path.with_suffix(".tmp")
    scratch.write_bytes(pack({name: to_numpy(value).copy() for name, value in model.state_dict().items()}))
    os.replace(scratch, path)


# ---------------------------------------------------------------------- the command
def run(kind: type[Engine], options: argparse.Namespace) -> int:
    """Train on this kind of engine as the options say; returns the exit code, 2 where something is refused."""
    training = None
    try:
        training = Training(options, kind(options))
        training()
    except (KeyboardInterrupt, RuntimeError) as error:
        ended = training and training.engine.interruption(error)
        if training is None or ended is None:
            raise
        if ended:
            print(f"{kind.command}: {ended} {training.resuming()}", file=sys.stderr, flush=True)
        return INTERRUPTED
    except (ValueError, OSError, ModuleNotFoundError, DivergedError) as error:
        if training is not None and not _is_told(error):
            raise
        if kind.rank == 0:
            print(f"{kind.command}: {error}", file=sys.stderr)
        return REFUSED
    return 0


def _is_told(error: Exception) -> bool:
    """Whether an error of a run that had begun says all there is to say: one of `fit`, of the disk."""
    return isinstance(error, OSError | DivergedError) or str(error).startswith("fit(")


def main(argv: Sequence[str], kind: type[Engine] = Engine) -> int:
    """`train` with these arguments; returns the exit code."""
    parser = argparse.ArgumentParser(prog=kind.command, allow_abbrev=False)
    add_arguments(parser)
    return run(kind, parser.parse_args(argv))
