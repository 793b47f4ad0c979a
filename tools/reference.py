"""The short examples of the API reference, one for every public name: `python tools/reference.py` fills in outputs.

They stand in `book/reference/examples/*.txt`: a line with the names that an example is for, below it, indented, the
example as in an interactive session. `torch`, `nn`, `F` and `optim` mean nnbook there. What PyTorch also has is filled
in from PyTorch's own answer, so that a test that runs the example on nnbook compares the two to the printed digit.
"""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[1] / "book" / "reference" / "examples"
ALONE = "stand_ins.txt"  # examples whose result in PyTorch depends on the machine: its devices, its files
STEP = "    >>> "
MORE = "    ... "


def read(path: Path) -> dict[str, str]:
    """The examples of one file: {"nnbook.cat nnbook.concat": ">>> torch.cat(...)\\ntensor(...)"}."""
    found: dict[str, str] = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        names, _, body = block.strip("\n").partition("\n")
        if not names.strip():
            continue
        if names in found or not body.startswith(STEP):
            raise ValueError(f"{path.name}: {names!r} stands there twice, or without an example that starts with >>>")
        found[names] = "\n".join(line[4:] for line in body.split("\n"))
    return found


def examples() -> dict[str, str]:
    """Every example by each of its names."""
    return {name: text for path in sorted(EXAMPLES.glob("*.txt")) for names, text in read(path).items()
            for name in names.split()}  # fmt: skip


def namespace(engine: str) -> dict[str, Any]:
    """What the names in an example mean: the same code runs on "nnbook" and on "torch"."""
    torch = import_module(engine)
    torch.manual_seed(0)
    parts = {"nn": torch.nn, "F": torch.nn.functional, "optim": torch.optim, "Tensor": torch.Tensor}
    return {"torch": torch, "data": import_module(f"{engine}.utils.data"), **parts}


def in_pytorch(names: str, path: Path) -> bool:
    """Whether PyTorch has these names too, and says the same on every machine."""
    if path.name == ALONE:
        return False
    for name in names.split():
        first, _, rest = name.partition(".")
        thing: Any = import_module("torch")
        for part in rest.split("."):
            if first != "nnbook" or not hasattr(thing, part):
                return False
            thing = getattr(thing, part)
    return True


def session(code: list[str], names: dict[str, Any]) -> list[tuple[str, str]]:
    """Run statements one after the other, as the interactive Python does; each with what it prints."""
    told = []
    for statement in code:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            try:
                exec(compile(ast.Interactive(ast.parse(statement).body), "<example>", "single"), names)
            except Exception as error:  # noqa: BLE001 - an example may show an error
                out.write("Traceback (most recent call last):\n    ...\n" + traceback.format_exception_only(error)[-1])
        told.append((statement, out.getvalue().rstrip("\n")))
    return told


def statements(example: str) -> list[str]:
    """The code of an example, without what it prints."""
    found: list[str] = []
    for line in example.split("\n"):
        if line.startswith(">>> "):
            found.append(line[4:])
        elif line.startswith("... ") and found:
            found[-1] += "\n" + line[4:]
    return found


def filled(names: str, example: str, path: Path) -> str:
    """The example with what PyTorch prints, or nnbook where PyTorch has no such name."""
    lines = [names]
    for code, printed in session(statements(example), namespace("torch" if in_pytorch(names, path) else "nnbook")):
        first, *more = code.split("\n")
        lines += [STEP + first, *(MORE + line for line in more)]
        lines += ["    " + (line or "<BLANKLINE>") for line in printed.split("\n")] if printed else []
    return "\n".join(lines)


def main() -> None:
    """Fill in the outputs of every file, or of those named."""
    for path in map(Path, sys.argv[1:] or sorted(map(str, EXAMPLES.glob("*.txt")))):
        text = "\n\n".join(filled(names, example, path) for names, example in read(path).items()) + "\n"
        scratch = path.with_suffix(".tmp")
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)


if __name__ == "__main__":
    main()
