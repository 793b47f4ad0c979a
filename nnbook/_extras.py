"""Optional packages: imported where they are used, with the remedy in the error when they are missing."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def require(module: str, extra: str, purpose: str) -> ModuleType:
    """The imported `module`, or a ModuleNotFoundError that says what needs it and how to install it.

    `extra` is the extra of `pyproject.toml` that brings the module; `purpose` names the feature that asked.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        top = module.partition(".")[0]
        if error.name is not None and error.name.partition(".")[0] != top:
            raise  # the package is there, but one of its own dependencies is broken
        raise ModuleNotFoundError(
            f'{purpose} needs the package {top}, which is not installed: pip install "nnbook[{extra}]"', name=top
        ) from None
