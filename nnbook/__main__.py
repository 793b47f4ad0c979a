"""The command line: `python -m nnbook run script.py`, `... train MODEL DATA`, `... models [word]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from . import __version__, zoo
from ._run import run
from .command.options import add_arguments


def parser() -> argparse.ArgumentParser:
    """What the command line understands."""
    top = argparse.ArgumentParser(
        prog="python -m nnbook", description="PyTorch you can read: tools of nnbook.", allow_abbrev=False
    )
    top.add_argument("--version", action="version", version=f"nnbook {__version__}")
    commands = top.add_subparsers(title="commands", dest="command")
    runner = commands.add_parser(
        "run",
        help="run a PyTorch script with nnbook in the place of torch",
        description="Runs a PyTorch script with nnbook in the place of torch. What the script needs of PyTorch and "
        "nnbook has not is listed before anything is run, with the lines and what to do; the exit code is 2 then.",
    )
    runner.add_argument("script", help="a Python file")
    runner.add_argument("arguments", nargs=argparse.REMAINDER, help="the script's own arguments")
    _add_train(commands)
    shower = commands.add_parser(
        "models",
        help="print the zoo: what its networks cost",
        description="Prints every architecture of the book: its paper, parameters, multiply-adds for one example, what "
        "one output sees, its file and its chapter.",
    )
    shower.add_argument("word", nargs="?", default="", help="only those with this word in name, file, paper or chapter")
    shower.add_argument("--json", action="store_true", help="as JSON, for machines")
    return top


def _add_train(commands: Any) -> None:
    trainer = commands.add_parser(
        "train",
        help="train a network of the zoo on a data set",
        description="Trains a network of the zoo on a data set, tests it and prints a table. What is not said is as "
        "suits the kind of the task. On PyTorch, with one process or many, GPUs, mixed precision and compilation: "
        "python -m nnbook.on_torch.train, torchrun -m nnbook.on_torch.train.",
        allow_abbrev=False,
    )
    add_arguments(trainer)


def show_models(word: str, as_json: bool) -> int:
    """Print the zoo, or the part of it with this word; returns the exit code."""
    try:
        wanted = zoo.matching(word)
    except ValueError as error:
        print(f"python -m nnbook models: {error}", file=sys.stderr)
        return 2
    print(json.dumps([model.row() for model in wanted], indent=1) if as_json else zoo.table(wanted))
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    top = parser()
    options = top.parse_args(argv)
    if options.command is None:
        top.print_help()
        return 0
    if options.command == "models":
        return show_models(options.word, options.json)
    if options.command == "train":
        from .command import training  # with data sets and models, which the other commands do not need

        return training.run(training.Engine, options)
    return run(options.script, options.arguments)


if __name__ == "__main__":
    sys.exit(main())
