"""The arguments of `train`: which they are, and what the words among them name."""

from __future__ import annotations

import argparse
import ast
import math
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

MODELS = Path(__file__).parents[1] / "models"
PRECISIONS = ("float32", "float64", "bfloat16", "float16")
OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "adam": ("Adam", {}),
    "adamw": ("AdamW", {}),
    "nadam": ("NAdam", {}),
    "rmsprop": ("RMSprop", {}),
    "adagrad": ("Adagrad", {}),
}
SCHEDULES: dict[str, Callable[[float], float]] = {  # from the share of steps done to the share of the learning rate
    "constant": lambda done: 1.0,
    "linear": lambda done: 1 - done,
    "cosine": lambda done: (1 + math.cos(math.pi * done)) / 2,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of both commands; where none has a default here, the recipe of the task has it."""
    add = parser.add_argument
    add("model", metavar="MODEL", help="file.Class of nnbook/models, such as lenet.LeNet5 or resnet.ResNet20")
    add("data", metavar="DATA", help="a name that nnbook.datasets.load knows, such as digits")
    add("--set", nargs="+", default=[], metavar="NAME=VALUE", help="arguments of the model: --set width=8 depth=20")
    add("--data", nargs="+", default=[], metavar="NAME=VALUE", dest="given", help="arguments of the data set")
    add("--epochs", type=_whole)
    add("--batch", type=_whole, help="rows in a step, over all processes and parts together")
    add("--lr", type=_positive, help="the largest learning rate")
    add("--optimizer", choices=OPTIMIZERS)
    add("--schedule", choices=SCHEDULES, help="how the learning rate falls from step to step after the warm-up")
    add("--warmup", type=_share, help="share of all steps in which the learning rate rises linearly")
    add("--weight-decay", type=float)
    add("--clip", type=_positive, help="largest norm of the gradient")
    add("--accumulate", type=_whole, default=1, help="parts in which a step's rows are computed one after the other")
    add("--precision", choices=PRECISIONS, default="float32", help="16 bits: autocast, on PyTorch alone")
    add("--compile", nargs="?", const="inductor", metavar="BACKEND", help="torch.compile, on PyTorch alone")
    add("--seed", type=int, default=0)
    add("--validation", type=_share, help="share of the training rows that is held out; 0.1 where --patience is given")
    add("--patience", type=_whole, help="stop after so many epochs without a better validation loss")
    add("--checkpoint", type=Path, metavar="FOLDER", help="where the run is saved, and model.safetensors at its end")
    add("--every", type=_whole, metavar="STEPS", help="save after so many steps, too, not only after each epoch")
    add("--resume", action="store_true", help="go on with the run in the folder, if there is one")
    add("--threads", type=_whole)
    add("--json", type=Path, metavar="FILE", help="a log, one JSON object a line: the run, each epoch, the end")
    add("--device", help="cpu, cuda, ...; on PyTorch the GPU if there is one")


def _whole(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, got {text}")
    return int(text)


def _positive(text: str) -> float:
    if not 0 < _number(text) < math.inf:
        raise argparse.ArgumentTypeError(f"expected a number above 0, got {text}")
    return float(text)


def _share(text: str) -> float:
    if not 0 <= _number(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a share, at least 0 and less than 1, got {text}")
    return float(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def settings(pairs: Sequence[str], option: str) -> dict[str, Any]:
    """NAME=VALUE as a dictionary; values are Python literals, anything else is text: width=8 sizes=64,32,10."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.isidentifier():
            raise ValueError(f"{option} {pair}: expected NAME=VALUE, such as {option} {_example(option)}")
        try:
            found[name] = ast.literal_eval(value)
        except (SyntaxError, ValueError):
            found[name] = value
    return found


def _example(option: str) -> str:
    return "width=8" if option == "--set" else "seed=1"


def maker_of(name: str, package: str = "nnbook.models") -> Callable[..., Any]:
    """The class or partial of this name, file.Class, in a package that has the files of nnbook/models.

    Raises ValueError, naming what is near, when there is none.
    """
    file, _, made = name.rpartition(".")
    files = sorted(path.stem for path in MODELS.glob("[!_]*.py"))
    if file not in files:
        homes = [f"{home}.{name}" for home in files if name in makers_in(f"nnbook.models.{home}")]
        near = (homes or get_close_matches(file or name, files, 1))[:1]
        raise ValueError(
            f"{name}: MODEL is file.Class of nnbook/models, and there is no such file."
            f"{f' Did you mean {near[0]}?' if near else ''} Files: {', '.join(files)}."
        )
    makers = makers_in(f"{package}.{file}")
    if made not in makers:
        raise ValueError(f"{name}: nnbook/models/{file}.py has no model {made!r}. It has {', '.join(makers)}.")
    return makers[made]


def makers_in(module: str) -> dict[str, Callable[..., Any]]:
    """The models that a file defines: its classes, and partials of them, with a capital letter."""
    return {
        name: value
        for name, value in vars(import_module(module)).items()
        if name[:1].isupper()
        and (isinstance(value, partial) or (isinstance(value, type) and value.__module__ == module))
    }
