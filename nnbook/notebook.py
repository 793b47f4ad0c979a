"""What a chapter calls: `source` shows tested code, `claim` asserts, `check` judges an answer, `quiz` asks."""

from __future__ import annotations

import ast
import inspect
import math
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ._seeds import shift_from_environment
from .exercises import Verdict, judge, self_test
from .interactive.quiz import Answers, Quiz

__all__ = ["ClaimError", "Quiz", "Source", "Verdict", "check", "claim", "quiz", "source"]

_PACKAGE = Path(__file__).resolve().parent
_WIDTH = 84  # characters of a printed line
VERDICTS = ("reproduced", "partly", "not")  # of a paper's finding, in our miniature
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


shift_from_environment()


# ---------------------------------------------------------------------- source
class Source:
    """The code of objects of the package, as a notebook shows it: a block of Python under the name of its file."""

    def __init__(self, parts: list[tuple[str, str]]):
        self.parts = parts  # (file, code)

    def _repr_markdown_(self) -> str:
        fence = "```"
        while any(fence in code for _, code in self.parts):  # a docstring may hold a block of its own
            fence += "`"
        return "\n\n".join(f"`{file}`\n\n{fence}python\n{code}\n{fence}" for file, code in self.parts)

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
    called = getattr(obj, "__name__", repr(obj))
    if getattr(obj, "__module__", None) == "__main__" and hasattr(obj, "__name__"):
        raise ValueError(_elsewhere(called, "is defined in this notebook"))
    try:
        file, code = Path(inspect.getsourcefile(obj) or "").resolve(), inspect.getsource(obj)
    except (TypeError, OSError):
        raise TypeError(
            f"source() shows Python functions, methods, classes and modules; {obj!r:.60} has no Python code to show "
            f"(of an object, show its class: type(...))"
        ) from None
    if _PACKAGE not in file.parents:
        raise ValueError(_elsewhere(called, f"comes from {file.name}"))
    code = textwrap.dedent(code).rstrip()
    return file.relative_to(_PACKAGE.parent).as_posix(), code if docstring else _without_docstring(code)


def _elsewhere(called: str, where: str) -> str:
    return (
        f"source() shows code of the package nnbook, where it is tested; {called!r} {where}. "
        "Code of a notebook is in its own cell already"
    )


def _without_docstring(code: str) -> str:
    """The code of one definition, or of a module, without the string at its head."""
    tree: Any = ast.parse(code)
    definition = tree if ast.get_docstring(tree) else tree.body[0]
    if not isinstance(definition, _DOCUMENTED) or not ast.get_docstring(definition):
        return code
    first = definition.body[0]
    lines = code.splitlines()
    head, rest = lines[: first.lineno - 1], lines[first.end_lineno :]
    while rest and not rest[0].strip():
        rest = rest[1:]
    return "\n".join(head + (rest or [" " * first.col_offset + "..."]))


# ---------------------------------------------------------------------- claim
class ClaimError(AssertionError):
    """A statement of a chapter that does not hold on this machine."""


def claim(
    statement: str,
    holds: Any,
    *,
    measured: Any = None,
    paper: str | None = None,
    deviations: str | None = None,
    verdict: str | None = None,
) -> None:
    """Print a statement with what was measured for it, and raise ClaimError if it does not hold.

    `holds` is one truth value (Python's, NumPy's, a tensor of one element). `measured` is a text, a number, a list or
    array of a few, or a mapping of names to them; counts are printed as they are, other numbers with two to four
    digits, as many as a reader's machine will repeat. `paper` says what the paper had found, after its name, as in
    "Novikoff 1962: at most (R / margin)^2 mistakes"; `deviations` what our miniature does differently; and `verdict`
    whether the finding was "reproduced" (so it is meant when nothing is said), "partly" or "not".
    """
    _no_verdict_without_paper(statement, paper, deviations, verdict)
    fulfilled = _truth(statement, holds)
    print(_paragraph("Claim:", statement))
    told = None if measured is None else _told(measured)
    unusual = None if verdict == VERDICTS[0] else verdict
    for head, text in {"measured": told, "paper": paper, "deviations": deviations, "verdict": unusual}.items():
        if text is not None:
            print(_paragraph(f"  {head}:", text))
    print("  It holds." if fulfilled else "  It does NOT hold.")
    if not fulfilled:
        raise ClaimError(f"the claim does not hold: {statement}{'' if told is None else f' (measured: {told})'}")


def _no_verdict_without_paper(statement: str, paper: Any, deviations: Any, verdict: Any) -> None:
    if verdict not in (None, *VERDICTS):
        options = ", ".join(map(repr, VERDICTS))
        raise ValueError(f"claim({statement!r:.60}): `verdict` must be one of {options}, got {verdict!r}")
    if paper is None and (deviations, verdict) != (None, None):
        given = "a verdict" if deviations is None else "deviations"
        raise ValueError(
            f"claim({statement!r:.60}) has {given} but no paper to compare with: say what was found there, "
            'such as paper="Novikoff 1962: at most (R / margin)^2 mistakes"'
        )


def _truth(statement: str, holds: Any) -> bool:
    shape = getattr(holds, "shape", None)
    value = holds.item() if shape is not None and math.prod(shape) == 1 else holds
    if isinstance(value, bool):
        return value
    kind = type(holds).__name__ + (
        "" if shape is None else f" of shape {tuple(shape)} and type {getattr(holds, 'dtype', '?')}"
    )
    raise TypeError(
        f"claim({statement!r:.60}): `holds` must be one truth value, got {kind}: "
        "say what must hold of it, such as (x > 0).all() or abs(a - b) < 1e-6"
    )


def _paragraph(head: str, text: str) -> str:
    # Written on several lines or not, it is wrapped at spaces alone: tools/claims.py reads the printed text back.
    indent = " " * (len(head) + 1)
    words = " ".join([head, *text.split()])
    return textwrap.fill(words, _WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


def _told(measured: Any) -> str:
    """A text as it is, a mapping as "name value, name value", lists and arrays in their brackets, numbers in short."""
    if isinstance(measured, str):
        return measured
    if isinstance(measured, Mapping):
        return ", ".join(f"{name} {_told(value)}" for name, value in measured.items())
    measured = measured.tolist() if hasattr(measured, "tolist") else measured
    if isinstance(measured, (list, tuple)):
        inner = ", ".join(map(_told, measured))
        return f"[{inner}]" if isinstance(measured, list) else f"({inner})"
    return _number(measured) if isinstance(measured, float) else str(measured)


def _number(value: float) -> str:
    """Two decimals; small and large numbers with three digits."""
    if value == 0 or not math.isfinite(value):
        return f"{abs(value) if value == 0 else value:.2f}"
    if 0.1 <= abs(value) < 10_000:
        return f"{value:.2f}"
    return f"{value:.4f}" if 0.001 <= abs(value) < 0.1 else f"{value:.2e}"


# ---------------------------------------------------------------------- check
def check(name: str, answer: Any) -> Verdict:
    """Judge an answer to the exercise `name`, "chapter.exercise": right, or what is wrong and what may be the cause."""
    return judge(name, answer)


def quiz(questions: str | Mapping[str, Answers]) -> Quiz:
    """Self-test questions whose answers unfold and say why: those of a chapter, by its name, or those given here."""
    return Quiz(self_test(questions) if isinstance(questions, str) else questions)
