"""Settings of PyTorch's that programs touch in passing. There is one device and one way to compute here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import _dtype
from ._dtype import device


def compile(
    model: Callable[..., Any] | None = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: Any = None,
    mode: str | None = None,
    options: Any = None,
    name: str | None = None,
    disable: bool = False,
    recompile_limit: int | None = None,
    isolate_recompiles: bool = False,
    shapes_spec: Any = None,
) -> Any:
    """Returns the model or function as it is; as a decorator it may have arguments. Nothing is compiled."""
    return (lambda function: function) if model is None else model


_precision = "highest"


def set_float32_matmul_precision(precision: str) -> None:
    """Accepted without effect: products are always computed in the tensors' own precision."""
    global _precision
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(f"Invalid precision {precision!r}: choose 'highest', 'high' or 'medium'")
    _precision = precision


def get_float32_matmul_precision() -> str:
    """What `set_float32_matmul_precision` was given last."""
    return _precision


_deterministic = False


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Accepted without effect: the same program gives the same numbers anyway."""
    global _deterministic
    _deterministic = bool(mode)


def are_deterministic_algorithms_enabled() -> bool:
    """What `use_deterministic_algorithms` was given last."""
    return _deterministic


def get_default_device() -> device:
    """The device of new tensors: the CPU."""
    return device("cpu")


def set_default_device(device: Any) -> None:
    """Accepts the CPU (and None); RuntimeError for other devices."""
    if device is not None:
        _dtype.device(device)


class memory_format:
    """How PyTorch lays images out in memory; accepted as an argument, without effect."""

    def __init__(self, name: str):
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


contiguous_format = memory_format("contiguous_format")
channels_last = memory_format("channels_last")
preserve_format = memory_format("preserve_format")
