"""Runs a PyTorch script with nnbook in the place of `torch`, as `python script.py` would run it."""

from __future__ import annotations

import inspect
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from ._missing import remedy, remedy_for_package
from ._tensor import Tensor
from ._torch_import import module_at, standing_in
from ._torch_names import Missing, missing_names

MISSING = 2  # the exit code where something of PyTorch's is missing


def run(script: str, arguments: list[str]) -> int:
    """Run `script` with these arguments; returns its exit code, 2 if names of PyTorch's are missing.

    What is missing is looked up before anything is run and reported all together. What turns out to be missing later is
    reported after the traceback.
    """
    path = Path(script)
    try:
        source = path.read_bytes()
    except OSError as error:
        print(f"python -m nnbook run: can't open file {script!r}: {error}", file=sys.stderr)
        return MISSING
    with standing_in(), _as_python_starts(path, [script, *arguments]) as main:
        try:
            code = compile(source, script, "exec", dont_inherit=True)
            missing = missing_names(path.resolve())
        except SyntaxError as error:
            traceback.print_exception(type(error), error, None)
            return 1
        if missing:
            print(report(script, missing, ran=False), file=sys.stderr)
            return MISSING
        try:
            exec(code, vars(main))
        except Exception as error:  # noqa: BLE001 (whatever the script raises is shown as Python shows it)
            return _failed(script, error)
    return 0


@contextmanager
def _as_python_starts(path: Path, argv: list[str]) -> Iterator[ModuleType]:
    """`sys.argv`, `sys.path[0]` and the module `__main__` as for `python script.py`; put back afterwards."""
    main = ModuleType("__main__")
    vars(main).update(__file__=str(path), __cached__=None, __builtins__=__builtins__, __annotations__={})
    before = sys.argv, list(sys.path), sys.modules["__main__"]
    sys.argv, sys.modules["__main__"] = argv, main
    sys.path[:1] = [str(path.resolve().parent)]
    try:
        yield main
    finally:
        sys.argv, sys.path[:], sys.modules["__main__"] = before


# ---------------------------------------------------------------------- what is missing
def report(script: str, missing: list[Missing], ran: bool) -> str:
    """Every missing name once, with its places and what to do."""
    places: dict[str, dict[Path, list[str]]] = {}
    for name, file, line in missing:
        places.setdefault(name, {}).setdefault(file, []).append(str(line))
    names = "a name of PyTorch's that is" if len(places) == 1 else f"{len(places)} names of PyTorch's that are"
    lines = [f"{script} uses {names} not in nnbook:", ""]
    for name, where in places.items():
        uses = "; ".join(f"{_short(file)}:{', '.join(numbers)}" for file, numbers in where.items())
        lines += [f"  {name}", f"      at {uses}", f"      {_advice(name)}"]
    lines += ["", "It ran up to there." if ran else "Nothing was run."]
    return "\n".join(lines)


def _short(file: Path) -> str:
    """The path from here when the file lies below, else in full."""
    relative = os.path.relpath(file)
    return str(file) if relative.startswith(os.pardir) else relative


def _advice(name: str) -> str:
    if name.partition(".")[0] != "torch":
        return remedy_for_package(name) or "run it on PyTorch"
    path = name.removeprefix("torch.")
    parent: Any = Tensor if path.startswith("Tensor.") else module_at(path.rpartition(".")[0])
    return remedy(path, dir(parent) if parent is not None else ())


# ---------------------------------------------------------------------- what goes wrong later
def _failed(script: str, error: Exception) -> int:
    """Show the traceback as Python does, from the script on; say if something of PyTorch's is missing."""
    trace = _from_the_script(error.__traceback__, script)
    sys.excepthook(type(error), error.with_traceback(trace), trace)
    name = _missing_name(error)
    folder = Path(script).resolve().parent
    frames = [f for f in traceback.extract_tb(trace) if folder in Path(f.filename).resolve().parents]
    if name is None or not frames:
        return 1
    use = Missing(name, Path(frames[-1].filename).resolve(), frames[-1].lineno or 0)
    print("\n" + report(script, [use], ran=True), file=sys.stderr)
    return MISSING


def _from_the_script(trace: TracebackType | None, script: str) -> TracebackType | None:
    """The traceback without the frames that started the script."""
    start = trace
    while start is not None and start.tb_frame.f_code.co_filename != script:
        start = start.tb_next
    return start or trace


def _missing_name(error: Exception) -> str | None:
    """The name of PyTorch's whose absence the error tells, None if it tells something else."""
    if isinstance(error, ImportError):
        module, _, attribute = (error.name or "").partition(".")
        if module == "nnbook":  # from torch.x import y
            wanted = str(error).partition("cannot import name '")[2].partition("'")[0]
            return ".".join(filter(None, ["torch", attribute, wanted]))
        known = module == "torch" or remedy_for_package(module) is not None
        return error.name if known else None
    if isinstance(error, AttributeError) and error.name is not None and not error.name.startswith("__"):
        if inspect.ismodule(error.obj) and error.obj.__name__.partition(".")[0] == "nnbook":
            return ".".join(["torch", *error.obj.__name__.split(".")[1:], error.name])
        if isinstance(error.obj, Tensor):
            return f"torch.Tensor.{error.name}"
    return None
