"""A training run as data: what it consists of, where it stands, and how it goes on after a kill."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from .._duck import engine_of
from .checkpoint import Checkpoint
from .duck import Batches, Model, Optimizer
from .history import History
from .means import Means
from .step import Step
from .stopping import EarlyStopping


@dataclass
class Run:
    """Everything that changes while `fit` trains. `epoch` counts from 1; `taken` are the steps done in it."""

    model: Model
    optimizer: Optimizer
    data: Batches
    step: Step
    scheduler: Any = None
    stop: EarlyStopping | None = None
    checkpoint: Checkpoint | None = None
    accumulate: int = 1
    history: History = field(default_factory=History)
    epoch: int = 1
    taken: int = 0
    means: Means = field(default_factory=Means)
    started: Any = None  # the random states at the start of the epoch
    ended: bool = False  # by patience or a callback

    @property
    def engine(self) -> Any:
        """The package that the parameters belong to."""
        return engine_of(next(iter(self.model.parameters())))

    def start(self, seed: int | None, resume: bool) -> None:
        """Seed what is random, take up a checkpoint if that is wanted, and clean up after a kill."""
        if seed is not None:
            self.engine.manual_seed(seed)
            generator = getattr(self.data, "generator", None)
            if generator is not None:
                generator.manual_seed(seed)
        if self.stop is not None:
            self.stop.reset()
        if resume:
            self.resume()
        if self.checkpoint is not None and self.step.rank == 0:
            self.checkpoint.clear()

    def next_epoch(self, ended: bool) -> None:
        """The epoch is done, and with it the run if it has `ended`."""
        self.epoch, self.taken, self.means, self.ended = self.epoch + 1, 0, Means(), ended

    def groups(self, batches: Iterable[Any]) -> Iterator[list[Any]]:
        """The batches, as many together as make one step; those that were done before a kill are passed over.

        Data with `set_epoch`, as PyTorch's DistributedSampler has it, are told the number of the epoch, from 0.
        """
        if self._ordered_by_epoch():
            self.data.set_epoch(self.epoch - 1)  # type: ignore[attr-defined]
        resumed = self.random_states() if self.taken else None
        if resumed is not None:
            self.set_random_states(self.started)
        else:
            self.started = self.random_states() if self.checkpoint else None
        source = iter(batches)
        for _ in range(self.taken * self.accumulate):
            next(source)
        if resumed is not None:
            self.set_random_states(resumed)
        while group := list(islice(source, self.accumulate)):
            yield group

    # ------------------------------------------------------------------ random numbers
    def random_states(self) -> dict[str, Any]:
        """Where the generators of the engine and of the loader stand."""
        states = {"engine": self.engine.__name__, "default": self.engine.get_rng_state()}
        if self._on_gpu():
            states["cuda"] = self.engine.cuda.get_rng_state_all()
        generator = getattr(self.data, "generator", None)
        if generator is not None:
            states["loader"] = generator.get_state()
        return states

    def set_random_states(self, states: dict[str, Any]) -> None:
        """Put the generators there."""
        self.engine.set_rng_state(states["default"])
        if "cuda" in states and self._on_gpu():
            self.engine.cuda.set_rng_state_all(states["cuda"])
        generator = getattr(self.data, "generator", None)
        if generator is not None and "loader" in states:
            generator.set_state(states["loader"])

    def _ordered_by_epoch(self) -> bool:
        """Whether the number of the epoch alone decides the order of the data."""
        return hasattr(self.data, "set_epoch")

    def _on_gpu(self) -> bool:
        return str(next(iter(self.model.parameters())).device).startswith("cuda")

    # ------------------------------------------------------------------ saving
    def save_if_due(self, at_the_end: bool = False) -> None:
        """Write a checkpoint if it is time for one: within an epoch by steps, after it by epochs."""
        place = self.checkpoint
        if place is None:
            return
        if self.taken:
            due = place.every_steps is not None and len(self.history.steps) % place.every_steps == 0
        else:
            due = at_the_end or (self.epoch - 1) % place.every_epochs == 0
        if due:
            state = self.state_dict()
            if self.step.rank == 0:
                place.save(len(self.history.steps), state)

    def state_dict(self) -> dict[str, Any]:
        """All that a run needs to go on to the last bit."""
        return {
            "model": dict(self.step.plain(self.model).state_dict()),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": None if self.scheduler is None else self.scheduler.state_dict(),
            "early_stopping": None if self.stop is None else self.stop.state_dict(),
            "step": self.step.state_dict(),
            "made_of": self.made_of(),
            "history": self.history.to_dict(),
            "position": {"epoch": self.epoch, "taken": self.taken, "ended": self.ended},
            "means": self.means.state_dict(self.step.total),
            "random": self.step.everywhere([self.started if self.taken else None, self.random_states()]),
        }

    def made_of(self) -> dict[str, Any]:
        """What must be the same for a run to go on: kinds and sizes."""
        sized = hasattr(self.data, "__len__")
        return {
            "model": type(self.step.plain(self.model)).__name__,
            "optimizer": type(self.optimizer).__name__,
            "scheduler": None if self.scheduler is None else type(self.scheduler).__name__,
            "early stopping": self.stop is not None,
            "batches in an epoch": len(self.data) if sized else None,  # type: ignore[arg-type]
            "batches in a step": self.accumulate,
        }

    # ------------------------------------------------------------------ going on
    def resume(self) -> bool:
        """Take up the newest checkpoint; False if there is none."""
        assert self.checkpoint is not None
        found = self.checkpoint.load(self.engine.as_tensor)
        if found is None:
            return False
        state = found[1]
        self._must_be_the_same(state["made_of"])
        self.step.plain(self.model).load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        for part, name in ((self.scheduler, "scheduler"), (self.stop, "early_stopping"), (self.step, "step")):
            if part is not None:
                part.load_state_dict(state[name])
        self.history.steps[:] = state["history"]["steps"]
        self.history.train.update(state["history"]["train"])
        self.history.validation.update(state["history"]["validation"])
        self.epoch, self.taken, self.ended = (state["position"][name] for name in ("epoch", "taken", "ended"))
        if self.step.rank == 0:  # they are of all processes together
            self.means.load_state_dict(state["means"])
        self._resume_random_numbers(state["random"])
        return True

    def _must_be_the_same(self, saved: dict[str, Any]) -> None:
        mine = self.made_of()
        changed = [f"{name}: saved {saved[name]!r}, now {mine[name]!r}" for name in mine if saved[name] != mine[name]]
        if changed:
            raise ValueError(
                f"fit(resume=True): the run saved in {self.checkpoint.folder if self.checkpoint else ''} was another "
                f"one. {'; '.join(changed)}. Make everything as it was, or name a new folder."
            )

    def _resume_random_numbers(self, saved: list[Any]) -> None:
        """Each process goes on with its own; those of another engine, or of other processes, mean nothing here."""
        same = len(saved) == self.step.processes and saved[0][1]["engine"] == self.engine.__name__
        if not same:
            warnings.warn(
                f"fit(resume=True): the run was saved by {len(saved)} process(es) of {saved[0][1]['engine']} and goes "
                f"on with {self.step.processes} of {self.engine.__name__}: weights and optimizer are the same, random "
                f"numbers ({'' if self._ordered_by_epoch() else 'order of the data, '}dropout) are not",
                stacklevel=4,
            )
            if not self._ordered_by_epoch():
                self.taken, self.means = 0, Means()  # an epoch in another order cannot be taken up in the middle
            self.started = self.random_states()
            return
        self.started, now = saved[self.step.rank]
        self.set_random_states(now)
