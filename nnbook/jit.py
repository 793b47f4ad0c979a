"""PyTorch's compiler of models to a language of its own. There is none here: its decorators change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ._missing import names_what_is_missing

__all__ = ["Final", "annotate", "export", "ignore", "is_scripting", "is_tracing", "script", "trace", "unused"]


def script(obj: Any, optimize: Any = None, example_inputs: Any = None) -> Any:
    """Returns the function or module as it is."""
    return obj


def trace(func: Any, example_inputs: Any = None, **options: Any) -> Any:
    """Returns the function or module as it is."""
    return func


def ignore(drop: Any = False, **kwargs: Any) -> Any:
    """Returns the function as it is, as `@ignore` and as `@ignore(drop=True)`."""
    return drop if callable(drop) else unused


def unused(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Returns the function as it is."""
    return fn


def export(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Returns the function as it is."""
    return fn


def annotate(the_type: Any, the_value: Any) -> Any:
    """Returns the value."""
    return the_value


def is_scripting() -> bool:
    """False."""
    return False


def is_tracing() -> bool:
    """False."""
    return False


__getattr__ = names_what_is_missing(__name__)
