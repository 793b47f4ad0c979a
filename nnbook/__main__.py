"""The command line: `python -m nnbook run script.py [arguments]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from . import __version__
from ._run import run


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
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    top = parser()
    options = top.parse_args(argv)
    if options.command is None:
        top.print_help()
        return 0
    return run(options.script, options.arguments)


if __name__ == "__main__":
    sys.exit(main())
