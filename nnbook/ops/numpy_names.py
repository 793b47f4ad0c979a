"""NumPy's names of arguments, which PyTorch's functions take too: `x.sum(axis=1, keepdims=True)`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import Any

NAMES = {"axis": "dim", "keepdims": "keepdim"}
WITHOUT = {"norm", "split", "unflatten", "unique", "unique_consecutive"}  # in PyTorch these are written in Python


def allow(modules: Iterable[ModuleType]) -> None:
    """Every public function of these modules that has the argument `dim` takes it as `axis`, too."""
    for module in modules:
        for name, function in list(vars(module).items()):
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if own and name[0] != "_" and name not in WITHOUT and "dim" in inspect.signature(function).parameters:
                setattr(module, name, _renaming(function))


def _renaming(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def renamed(*args: Any, **kwargs: Any) -> Any:
        if kwargs:
            for theirs, ours in NAMES.items():
                if theirs in kwargs and ours not in kwargs:
                    kwargs[ours] = kwargs.pop(theirs)
        return function(*args, **kwargs)

    return renamed
