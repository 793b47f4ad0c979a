"""What a training run remembers."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any


@dataclass(repr=False)
class History:
    """The losses and metrics of a training run, as plain lists of numbers.

    `steps` has the loss of every step, before its update. `train` and `validation` map "loss" and the name of each
    metric to one number per epoch; without validation data `validation` is empty. Numbers of `train` are means over
    the epoch's batches while the model was changing, and in training mode: early in a run they lag behind
    `validation`.
    """

    steps: list[float] = field(default_factory=list)
    train: dict[str, list[float]] = field(default_factory=dict)
    validation: dict[str, list[float]] = field(default_factory=dict)

    def __len__(self) -> int:
        """The number of epochs that were finished."""
        return len(self.train.get("loss", []))

    def to_dict(self) -> dict[str, Any]:
        """A copy as dictionaries and lists, ready for json.dump."""
        return deepcopy({"steps": self.steps, "train": self.train, "validation": self.validation})

    def __repr__(self) -> str:
        title = f"History: {_count(len(self), 'epoch')}, {_count(len(self.steps), 'step')}"
        if not len(self):
            return title
        table = [["last epoch", *self.train], ["train", *_last(self.train)]]
        if self.validation:
            table.append(["validation", *_last(self.validation)])
        widths = [max(map(len, column)) for column in zip(*table)]
        rows = ("  ".join([name.ljust(widths[0]), *map(str.rjust, cells, widths[1:])]) for name, *cells in table)
        return "\n".join([title, *rows])


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _last(values: dict[str, list[float]]) -> list[str]:
    return [f"{value[-1]:.3g}" for value in values.values()]
