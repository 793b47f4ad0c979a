"""Calling a reader's function: with a time limit, with repeatable random numbers, errors told in the reader's lines."""

from __future__ import annotations

import contextvars
import ctypes
import inspect
import linecache
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..random import fork_rng, manual_seed

TIME_LIMIT = 10.0  # seconds for one call; an exercise asks for far less


class TooLongError(Exception):
    """A call did not come to an end within the time limit."""


class _Stop(BaseException):
    """Raised inside a call that takes too long: not an Exception, which the reader's code might catch and go on."""


def call(function: Callable[..., Any], *arguments: Any, limit: float | None = None) -> Any:
    """`function(*arguments)`, or TooLongError after `limit` seconds (TIME_LIMIT), so that an endless loop ends.

    Each call draws the same random numbers, and leaves the reader's own generators as it found them.
    """
    outcome: dict[str, Any] = {}

    def work() -> None:
        try:
            with _repeatable():
                outcome["result"] = function(*arguments)
        except BaseException as error:  # noqa: BLE001 (it is raised again below, where the caller waits)
            outcome["error"] = error

    # A thread can be left behind where nothing else stops it; the context carries NumPy's settings and where to print.
    thread = threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True)
    thread.start()
    try:
        thread.join(TIME_LIMIT if limit is None else limit)
    finally:
        in_time = not thread.is_alive()
        if not in_time:
            _stop(thread)
    if not in_time:
        raise TooLongError
    if "error" in outcome:
        raise outcome["error"]
    return outcome["result"]


def _stop(thread: threading.Thread) -> None:
    for _ in range(10):  # a bare `except:` swallows one; a call into C ends only by itself
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Stop))
        thread.join(0.1)
        if not thread.is_alive():
            return


@contextmanager
def _repeatable() -> Iterator[None]:
    state = np.random.get_state()  # noqa: NPY002 (a reader may well use it)
    with fork_rng():
        manual_seed(0)
        np.random.seed(0)  # noqa: NPY002
        try:
            yield
        finally:
            np.random.set_state(state)  # noqa: NPY002


def wrong_arguments(function: Callable[..., Any], reference: Callable[..., Any], count: int) -> str | None:
    """What is wrong with the arguments that a function takes, or None where it can be called with `count` of them."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None  # written in C: calling it will tell
    try:
        signature.bind(*range(count))
    except TypeError:
        names = ", ".join(names_of(reference, count)) or f"{count} arguments"
        return f"your function takes {signature}, and is called with ({names})."
    return None


def names_of(function: Callable[..., Any], count: int) -> list[str]:
    """The names of a function's first `count` arguments, or none where they have no names of their own."""
    try:
        parameters = list(inspect.signature(function).parameters.values())[:count]
    except (TypeError, ValueError):
        return []
    named = len(parameters) == count and all(p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters)
    return [p.name for p in parameters] if named else []


def time_limit() -> str:
    """The limit in words."""
    return f"{TIME_LIMIT:g} seconds"


def line_of(error: BaseException, function: Callable[..., Any]) -> str | None:
    """The line of the reader's code in which an error came up: the last one in the file or cell of `function`."""
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    trace, line = error.__traceback__, None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = linecache.getline(file, trace.tb_lineno).strip()
        trace = trace.tb_next
    return line or None


_REMEDIES: Sequence[tuple[type[BaseException], str, str]] = (
    (NameError, "", "Is the name spelled as above, and was the cell that defines it run?"),
    (AttributeError, "NoneType", "Something is None: does a function before it lack a return?"),
    (AttributeError, "", "The inputs are of the kinds shown above: does this kind have what you ask it for?"),
    (IndexError, "", "The first index is 0, the last one is the length minus 1."),
    (ValueError, "shape", "Print the shapes on both sides: which axis should be summed, or stretched?"),
    (ValueError, "ambiguous", "An array is neither true nor false as a whole: np.where chooses for each element."),
    (
        ValueError,
        "mismatch",
        "Print the shapes on both sides of the product: is one the transpose of what it should be?",
    ),
    (ZeroDivisionError, "", "The exercise tries this input on purpose: what should the result be?"),
    (RecursionError, "", "The function calls itself without an end: which case returns at once?"),
)


def remedy_for(error: BaseException) -> str | None:
    """What helps with an error that many people meet, or None."""
    return next((told for kind, part, told in _REMEDIES if isinstance(error, kind) and part in str(error)), None)
