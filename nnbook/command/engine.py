"""What a run asks of the library that computes, and how it deals out the rows of the data."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np

import nnbook

from ..recipes import Pair
from ..training import Step


class Engine:
    """nnbook on one process; `on_torch.train` has PyTorch on many."""

    name, library, models, command = "nnbook", nnbook, "nnbook.models", "python -m nnbook train"
    rank, processes = 0, 1

    def __init__(self, options: argparse.Namespace):
        """Raises ValueError for options that this engine cannot do."""
        self.precision = options.precision
        cannot = {
            f"--precision {options.precision}": options.precision in ("bfloat16", "float16"),
            f"--compile {options.compile}": options.compile is not None,
            f"--device {options.device}": options.device not in (None, "cpu"),
        }
        if asked := [option for option, wanted in cannot.items() if wanted]:
            raise ValueError(
                f"{asked[0]}: nnbook computes with NumPy, in float32 or float64, on the processor, uncompiled. PyTorch "
                f"can: python -m nnbook.on_torch.train with the same arguments"
            )
        if options.threads:
            nnbook.set_num_threads(options.threads)

    def tensor(self, array: np.ndarray) -> Any:
        """An array as a tensor; real numbers in the precision of the run."""
        return nnbook.as_tensor(self.exact(array))

    def exact(self, array: np.ndarray) -> np.ndarray:
        """The array in the precision of the run."""
        kind = np.float64 if self.precision == "float64" else np.float32
        return array.astype(kind, copy=False) if array.dtype.kind == "f" else array

    def ready(self, model: Any) -> Any:
        """The model in the precision of the run, on its device."""
        return model.double() if self.precision == "float64" else model

    def wrapped(self, model: Any) -> Any:
        """The model as it is trained: compiled, distributed."""
        return model

    def step(self, clip: float | None) -> Step:
        """How a step is taken."""
        return Step(clip)

    def interruption(self, error: BaseException) -> str | None:
        """What ended the run from outside, None if it is an error of its own."""
        return "interrupted." if isinstance(error, KeyboardInterrupt) else None


class Batches:
    """The batches of one process, in an order that the seed and the number of the epoch decide alone.

    All rows are dealt out into batches as equal as can be, none larger than `size`; a batch is divided among the
    processes, and what a process gets into `parts`, again as equal as can be. So the same rows make a step however
    many processes there are. Without a seed rows keep their order; `divided=False` gives a process all rows.
    """

    def __init__(
        self, pair: Pair, engine: Engine, size: int, parts: int = 1, seed: int | None = None, divided: bool = True
    ):
        self.x, self.y = (engine.tensor(array) for array in pair)
        self.rank, self.processes = (engine.rank, engine.processes) if divided else (0, 1)
        self.engine, self.parts, self.seed, self.epoch = engine, parts, seed, 0
        self.steps = -(-len(self.x) // size)
        least, shares = len(self.x) // self.steps, self.processes * parts
        if least < shares:
            raise ValueError(
                f"{len(self.x)} rows make {self.steps} batches, the smallest of {least}: too few for {self.processes} "
                f"processes with {parts} parts each, since each needs a row. Take a larger --batch, or divide less."
            )

    def set_epoch(self, epoch: int) -> None:
        """The number of the epoch, from 0, that comes next."""
        self.epoch = epoch

    def __len__(self) -> int:
        return self.steps * self.parts

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        rows = np.arange(len(self.x))
        if self.seed is not None:
            rows = np.random.default_rng([self.seed, self.epoch]).permutation(rows)
        for batch in np.array_split(rows, self.steps):
            for part in np.array_split(np.array_split(batch, self.processes)[self.rank], self.parts):
                numbers = self.engine.tensor(part)
                yield self.x[numbers], self.y[numbers]


class Translations(Batches):
    """Batches of sequences with their translations: the model reads both, the translation one step late."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        for x, y in super().__iter__():
            yield [x, y], y
