"""What a chapter calls: `source` shows tested code, `claim` asserts, `check` judges an answer, `quiz` asks."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .exercises import Verdict, judge, self_test
from .interactive.quiz import Answers, Quiz

__all__ = ["ClaimError", "Quiz", "Source", "Verdict", "check", "claim", "quiz", "source"]

_PACKAGE = Path(__file__).resolve().parent
_WIDTH = 84  # characters of a printed line


# ---------------------------------------------------------------------- source
class Source:
    """The code of objects of the package, as a notebook shows it: a block of Python under the name of its file."""

    def __init__(self, parts: list[tuple[str, str]]):
        self.parts = parts  # (file, code)

    def _repr_markdown_(self) -> str:
        return "\n\n".join(f"`{file}`\n\n```python\n{code}\n```" for file, code in self.parts)

    def __repr__(self) -> str:
        return "\n\n".join(f"# {file}\n{code}" for file, code in self.parts)


def source(*objects: Any, docstring: bool = True) -> Source:
    """The code of functions, methods and classes of nnbook as it stands in the package, where tests run over it.

    Without `docstring`, those at the head of each object are left out. TypeError for an object without Python code,
    ValueError for one that is not from nnbook: a chapter that shows its own code has it in a cell already.
    """
    if not objects:
        raise TypeError("source() needs at least one object of nnbook, such as source(nnbook.nn.Linear)")
    parts: list[tuple[str, str]] = []
    for each in objects:
        file, code = _code_of(each, docstring)
        if parts and parts[-1][0] == file:
            parts[-1] = (file, parts[-1][1] + "\n\n\n" + code)
        else:
            parts.append((file, code))
    return Source(parts)


def _code_of(obj: Any, docstring: bool) -> tuple[str, str]:
    obj = obj.fget if isinstance(obj, property) else obj
    obj = inspect.unwrap(obj) if callable(obj) else obj
    try:
        file, code = Path(inspect.getsourcefile(obj) or "").resolve(), inspect.getsource(obj)
    except (TypeError, OSError):
        raise TypeError(
            f"source() shows Python functions, methods, classes and modules; {obj!r:.60} has no Python code to show"
        ) from None
    if _PACKAGE not in file.parents:
        raise ValueError(
            f"source() shows code of the package nnbook, where it is tested; {getattr(obj, '__name__', obj)!r} comes "
            f"from {file.name}. Code of a notebook is in its own cell already"
        )
    code = textwrap.dedent(code).rstrip()
    if not docstring and obj.__doc__:
        code = _without_docstring(code)
    return file.relative_to(_PACKAGE.parent).as_posix(), code


def _without_docstring(code: str) -> str:
    """The code of one definition without the string at its head."""
    import ast

    definition = ast.parse(code).body[0]
    assert isinstance(definition, (ast.FunctionDef, ast.ClassDef))
    first = definition.body[0]
    lines = code.splitlines()
    assert first.end_lineno is not None
    rest = lines[first.end_lineno :]
    while rest and not rest[0].strip():
        rest = rest[1:]
    return "\n".join(lines[: first.lineno - 1] + rest)


# ---------------------------------------------------------------------- claim
class ClaimError(AssertionError):
    """A statement of a chapter that does not hold on this machine."""


def claim(statement: str, holds: Any, *, measured: Any = None, paper: str | None = None) -> None:
    """Print a statement with what was measured for it, and raise ClaimError if it does not hold.

    `holds` is one truth value (Python's, NumPy's, a tensor of one element). `measured` is a text, a number, or a
    mapping of names to numbers; numbers with a fraction are printed with two to four digits, as many as a reader's
    machine will repeat. `paper` says what the paper had found.
    """
    fulfilled = _truth(statement, holds)
    print(_paragraph("Claim:", statement))
    if measured is not None:
        print(_paragraph("  measured:", _told(measured)))
    if paper is not None:
        print(_paragraph("  paper:", paper))
    print("  It holds." if fulfilled else "  It does NOT hold.")
    if not fulfilled:
        told = "" if measured is None else f" (measured: {_told(measured)})"
        raise ClaimError(f"the claim does not hold: {statement}{told}")


def _truth(statement: str, holds: Any) -> bool:
    value = holds.item() if hasattr(holds, "item") and getattr(holds, "shape", None) in ((), (1,)) else holds
    if isinstance(value, bool):
        return value
    shape = f" of shape {tuple(holds.shape)}" if hasattr(holds, "shape") else ""
    raise TypeError(
        f"claim({statement!r:.60}): `holds` must be one truth value, got {type(holds).__name__}{shape}: "
        "say what must hold of it, such as (x > 0).all() or abs(a - b) < 1e-6"
    )


def _paragraph(head: str, text: str) -> str:
    return textwrap.fill(f"{head} {text}", _WIDTH, subsequent_indent=" " * (len(head) + 1), break_on_hyphens=False)


def _told(measured: Any) -> str:
    if isinstance(measured, Mapping):
        return ", ".join(f"{name} {_number(value)}" for name, value in measured.items())
    return measured if isinstance(measured, str) else _number(measured)


def _number(value: Any) -> str:
    """A count as it is; other numbers with two decimals, small and large ones with three digits."""
    value = value.item() if hasattr(value, "item") else value
    if not isinstance(value, float):
        return str(value)
    if value == 0 or 0.1 <= abs(value) < 10_000:
        return f"{value:.2f}"
    return f"{value:.4f}" if 0.001 <= abs(value) < 0.1 else f"{value:.2e}"


# ---------------------------------------------------------------------- check
def check(name: str, answer: Any) -> Verdict:
    """Judge an answer to the exercise `name`, "chapter.exercise": right, or what is wrong and what may be the cause."""
    return judge(name, answer)


def quiz(questions: str | Mapping[str, Answers]) -> Quiz:
    """Self-test questions whose answers unfold and say why: those of a chapter, by its name, or those given here."""
    return Quiz(self_test(questions) if isinstance(questions, str) else questions)
