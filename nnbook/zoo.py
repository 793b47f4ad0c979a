"""The zoo: every architecture of the book with its paper, its size and its cost. `python -m nnbook models` prints it.

What can be counted is counted by `tools/zoo.py` and kept in `zoo.json` beside this file; a test counts again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["ZOO", "Architecture", "matching", "table"]

WHOLE = "whole input"
PAST = "all before"
BOTH = "before and after"


@dataclass(frozen=True)
class Architecture:
    """A model at the size that its paper gave it, or at the size of the book's experiment where there is none.

    `make` names a class or function of nnbook.models, `options` are its arguments. `inputs` says what one example is:
    "3x224x224" for numbers, "128 tokens" for numbers of a vocabulary, several separated by commas. `sees` says what
    one output depends on; for a convolutional network it is empty and the receptive field of one position of the layer
    `maps` is counted, in pixels.
    """

    name: str
    make: str
    paper: str
    year: int
    chapter: str
    inputs: str
    options: dict[str, Any] = field(default_factory=dict)
    sees: str = ""
    maps: str = ""

    @property
    def file(self) -> str:
        """Where its definition stands."""
        return f"nnbook/models/{self.make.partition('.')[0]}.py"

    @property
    def counted(self) -> dict[str, int]:
        """`parameters`, `multiply_adds` for one example, and `receptive_field` in pixels where there is one."""
        return _counts()[self.name]

    def row(self) -> dict[str, Any]:
        """All that is known, for machines."""
        counted = self.counted
        told = {name: value for name, value in asdict(self).items() if name != "maps"}
        told["sees"] = self.sees or f"{counted['receptive_field']} pixels"
        return {**told, "file": self.file, **counted}


@cache
def _counts() -> dict[str, dict[str, int]]:
    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


ZOO: tuple[Architecture, ...] = (
    Architecture(
        "Perceptron", "perceptron.Perceptron", "Rosenblatt", 1958, "neuron/perceptron", "30", {"features": 30}, WHOLE
    ),
    Architecture("LeNet-5", "lenet.LeNet5", "LeCun et al.", 1998, "vision/lenet", "1x32x32", maps="features"),
)


def matching(word: str) -> list[Architecture]:
    """The architectures with this word in their name, file, paper or chapter, whatever its case.

    Raises ValueError, naming the files, when there is none.
    """
    found = [m for m in ZOO if word.lower() in " ".join((m.name, m.make, m.paper, m.chapter)).lower()]
    if not found:
        files = ", ".join(dict.fromkeys(m.make.partition(".")[0] for m in ZOO))
        raise ValueError(f"{word!r}: no architecture of the zoo has this word in its name, file, paper or chapter. "
                         f"Files: {files}.")  # fmt: skip
    return found


HEADS = ("name", "paper", "year", "parameters", "multiply-adds", "sees", "file", "chapter")


def rows(wanted: Sequence[Architecture]) -> Iterator[tuple[str, ...]]:
    """The cells of the printed table."""
    for model in wanted:
        known = model.row()
        yield (
            model.name, model.paper, str(model.year), f"{known['parameters']:,}", f"{known['multiply_adds']:,}",
            known["sees"], model.file.rpartition("/")[2], model.chapter,
        )  # fmt: skip


def table(wanted: Sequence[Architecture] = ZOO) -> str:
    """The zoo as lines of text: numbers right, words left."""
    lines = [HEADS, *rows(wanted)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    right = {HEADS.index(name) for name in ("year", "parameters", "multiply-adds")}
    aligned = (
        [cell.rjust(width) if i in right else cell.ljust(width) for i, (cell, width) in enumerate(zip(line, widths))]
        for line in lines
    )
    return "\n".join("  ".join(line).rstrip() for line in aligned)
