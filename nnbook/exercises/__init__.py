"""Checkers for the exercises of the book: right answers pass, wrong ones get a hint.

An exercise knows a reference answer, inputs to try, and mistakes that people make. A mistake is a wrong answer together
with a hint: where the reader's results agree with those of a mistake, its hint is the likely cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from textwrap import fill
from typing import Any

import numpy as np

from ._causes import likely_cause
from ._compare import difference, show, show_both
from ._run import TooLongError, call, line_of, names_of, remedy_for, time_limit, wrong_arguments

__all__ = ["Exercise", "Mistake", "Verdict", "all_exercises", "exercise", "judge", "self_test"]


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give, a function or a value, and the hint that helps."""

    answer: Any
    hint: str


@dataclass(frozen=True)
class Exercise:
    """One exercise: its name "chapter.exercise", the reference answer, inputs to try, and known mistakes.

    `answer` is a function, tried on every tuple of `inputs`, or a value, for which `inputs` is empty. Results are
    compared with a relative and absolute tolerance. `writes` allows the function to change its inputs. Where many
    answers are right, `examine` says of one what is wrong with it, or None; `answer` is then an example.
    """

    name: str
    answer: Any
    inputs: Sequence[tuple[Any, ...]] = ()
    mistakes: Sequence[Mistake] = ()
    tolerance: float = 1e-6
    writes: bool = False
    explanation: str = ""  # said with a right answer
    examine: Callable[[Any], str | None] | None = None


@dataclass(frozen=True)
class Verdict:
    """What `check` says: `right`, and a text. A notebook shows the text."""

    right: bool
    text: str

    def __repr__(self) -> str:
        return self.text


def all_exercises() -> dict[str, Exercise]:
    """Every exercise of every chapter, by name."""
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    found = [e for name in names for e in import_module(f"{__name__}.{name}").EXERCISES]
    return {e.name: e for e in found}


def self_test(chapter: str) -> Mapping[str, Mapping[str, tuple[bool, str]]]:
    """The self-test of a chapter, its QUIZ: question -> answer -> (whether it is right, why)."""
    names = [module.name for module in iter_modules(__path__) if not module.name.startswith("_")]
    found = {name: getattr(import_module(f"{__name__}.{name}"), "QUIZ", None) for name in names}
    if not (questions := found.get(chapter)):
        raise KeyError(f"there is no self-test {chapter!r}. There are: {', '.join(filter(found.get, found))}")
    return questions


def exercise(name: str) -> Exercise:
    """The exercise of this name; KeyError with the closest names if there is none."""
    if not isinstance(name, str):
        raise TypeError(
            f'the name of the exercise comes first, got {show(name)}: check("perceptron.margin", my_answer)'
        )
    chapter = name.partition(".")[0]
    if chapter in {module.name for module in iter_modules(__path__)} and not chapter.startswith("_"):
        for e in import_module(f"{__name__}.{chapter}").EXERCISES:
            if e.name == name:
                return e
    known = sorted(all_exercises())
    near = get_close_matches(name, known, 3, 0.4) or known
    raise KeyError(f"there is no exercise {name!r}. Did you mean {' or '.join(near)}?")


def judge(name: str, answer: Any) -> Verdict:
    """Compare an answer with the reference on every input, and say in words what differs."""
    e = exercise(name)
    if _is_stub(answer):
        text = f"{name}: not answered yet. Put your answer in place of the dots and run the cell again."
        return Verdict(False, _wrapped(text))
    problem = _problem(e, answer)
    if problem is not None:
        return Verdict(False, _wrapped(f"{name}: {problem}"))
    tried = f" on {len(e.inputs)} inputs" if e.inputs else ""
    return Verdict(True, _wrapped(f"{name}: right{tried}." + (f" {e.explanation}" if e.explanation else "")))


def _is_stub(answer: Any) -> bool:
    parts = answer if isinstance(answer, (tuple, list)) else (answer,)
    return any(part is None or part is Ellipsis for part in parts)


def _problem(e: Exercise, answer: Any) -> str | None:
    """What is wrong with an answer, or None. Nothing that a reader writes may end in an error of the checker."""
    try:
        if e.examine is not None:
            return call(e.examine, answer)
        return _of_function(e, answer) if callable(e.answer) else _of_value(e, answer)
    except TooLongError:
        return f"your answer was still at work after {time_limit()}. {_ENDLESS}"
    except (Exception, SystemExit) as error:  # noqa: BLE001 (an answer of a kind that nobody thought of)
        return f"this answer cannot be judged ({type(error).__name__}: {error}). Is it of the kind that is asked for?"


def _wrapped(text: str) -> str:
    """Lines of a width that a page shows without scrolling; what is indented stays so."""
    lines = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        lines.append(fill(line, 84, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))
    return "\n".join(lines)


# ---------------------------------------------------------------------- values
def _of_value(e: Exercise, answer: Any) -> str | None:
    if callable(answer):
        return f"a value is expected, not a function: {show(answer)}."
    wrong = difference(answer, e.answer, e.tolerance)
    if wrong is None:
        return None
    for mistake in e.mistakes:
        if difference(answer, mistake.answer, e.tolerance) is None:
            return f"not {show(answer)}. {mistake.hint}"
    told = f" {wrong}" if isinstance(e.answer, (tuple, list)) or np.ndim(e.answer) else ""
    return f"not {show(answer)}.{told}"


# ---------------------------------------------------------------------- functions
def _of_function(e: Exercise, function: Any) -> str | None:
    """The first thing that is wrong with a function, or None."""
    if not callable(function):
        return f"a function is expected, got {show(function)}: pass its name without calling it."
    results = []
    for number, given in enumerate(e.inputs, 1):
        inputs = deepcopy(given)
        problem = wrong_arguments(function, e.answer, len(given))
        if problem is not None:
            return problem
        try:
            result = call(function, *inputs)
        except NotImplementedError:
            return UNANSWERED
        except TooLongError:
            return f"your function was still at work after {time_limit()} on {_called(e, given)}. {_ENDLESS}"
        except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever it is, the reader must hear of it)
            return _raised(e, function, given, error)
        if result is None or result is Ellipsis:
            return UNANSWERED if number == 1 else f"your function returns nothing for {_called(e, given)}."
        results.append(result)
        if not e.writes and difference(list(inputs), list(given), 0.0) is not None:
            return f"your function changes its inputs. Work on a copy: {_called(e, given)} should be left as it is."
    return _compared(e, results)


UNANSWERED = "not answered yet. Fill in the function, return the result, and run the cell again."
_ENDLESS = "Is there a loop whose condition stays true?"


def _raised(e: Exercise, function: Any, given: Sequence[Any], error: BaseException) -> str:
    """An error of the reader's function: for which input, in which line, and what helps."""
    lines = [f"your function raised {type(error).__name__} for {_called(e, given)}:", f"  {error}"]
    if (line := line_of(error, function)) is not None:
        lines.append(f"  in the line  {line}")
    if (hint := _hint_for(e, given, error) or remedy_for(error)) is not None:
        lines.append(f"  Hint: {hint}")
    return "\n".join(lines)


def _hint_for(e: Exercise, given: Sequence[Any], error: BaseException) -> str | None:
    """The hint of the mistake that raises such an error for this input."""
    for mistake in e.mistakes:
        try:
            mistake.answer(*deepcopy(given))
        except Exception as theirs:  # noqa: BLE001 (which error it is, is the question)
            if type(theirs) is type(error) and str(theirs) == str(error):
                return mistake.hint
    return None


def _compared(e: Exercise, results: Sequence[Any]) -> str | None:
    """The first result that differs from what is expected, with the likely cause; None where none does."""
    expected = [call(e.answer, *deepcopy(given)) for given in e.inputs]
    for given, result, wanted in zip(e.inputs, results, expected, strict=True):
        wrong = difference(result, wanted, e.tolerance)
        if wrong is not None:
            hint = _known_mistake(e, results) or likely_cause(results, expected, e.tolerance)
            right, theirs = show_both(wanted, result)
            lines = [f"not yet. For {_called(e, given)}", f"  expected  {right}", f"  got       {theirs}"]
            return "\n".join([*lines, f"  {wrong}", f"  Hint: {hint}"])
    return None


def _known_mistake(e: Exercise, results: Sequence[Any]) -> str | None:
    """The hint of the mistake whose results these are, on all inputs."""
    for mistake in e.mistakes:
        try:
            with np.errstate(all="ignore"):
                theirs = [call(mistake.answer, *deepcopy(given)) for given in e.inputs]
        except Exception:  # noqa: BLE001 (a mistake that fails on some input explains nothing here)
            continue
        if all(difference(a, b, e.tolerance) is None for a, b in zip(results, theirs, strict=True)):
            return mistake.hint
    return None


def _called(e: Exercise, given: Sequence[Any]) -> str:
    """An input in words; several arguments with the names that they have in the reference."""
    names = names_of(e.answer, len(given))
    shown = [show(each) for each in given]
    return "the input " + ", ".join([f"{n}={v}" for n, v in zip(names, shown)] if len(given) > 1 and names else shown)
