"""Says that there is no graphics card. What needs one raises; models run on one through `nnbook.on_torch`."""

from __future__ import annotations

from typing import Any, NoReturn

from .._missing import names_what_is_missing
from . import amp

__all__ = [
    "amp",
    "current_device",
    "device_count",
    "empty_cache",
    "get_device_name",
    "is_available",
    "is_bf16_supported",
    "is_initialized",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_reserved",
    "memory_allocated",
    "memory_reserved",
    "reset_peak_memory_stats",
    "set_device",
    "synchronize",
]


def is_available() -> bool:
    """False."""
    return False


def is_initialized() -> bool:
    """False."""
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """False."""
    return False


def device_count() -> int:
    """0."""
    return 0


def manual_seed(seed: int) -> None:
    """Does nothing: `nnbook.manual_seed` seeds the one generator."""


def manual_seed_all(seed: int) -> None:
    """Does nothing: `nnbook.manual_seed` seeds the one generator."""


def empty_cache() -> None:
    """Does nothing."""


def synchronize(device: Any = None) -> None:
    """Does nothing: every operation has finished when it returns."""


def memory_allocated(device: Any = None) -> int:
    """0: of a graphics card's memory nothing is used."""
    return 0


memory_reserved = max_memory_allocated = max_memory_reserved = memory_allocated


def reset_peak_memory_stats(device: Any = None) -> None:
    """Does nothing."""


def current_device() -> int:
    """RuntimeError: there is none."""
    _no_card("current_device()")


def get_device_name(device: Any = None) -> str:
    """RuntimeError: there is none."""
    _no_card("get_device_name()")


def set_device(device: Any) -> None:
    """RuntimeError: there is none."""
    _no_card(f"set_device({device!r})")


def _no_card(call: str) -> NoReturn:
    raise RuntimeError(
        f"cuda.{call}: there is no graphics card here: ask cuda.is_available() first. Models run on one through "
        "nnbook.on_torch"
    )


__getattr__ = names_what_is_missing(__name__)
