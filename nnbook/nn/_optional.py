"""Recording an operation some of whose inputs may be absent: a weight, a bias."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._tensor import Array, Tensor, record


def record_given(value: Array, inputs: tuple[Tensor | None, ...], vjp: Callable[[Array], tuple[Any, ...]]) -> Tensor:
    """`record(value, (inputs, vjp))` without the inputs that are None; `vjp` returns something for every one."""
    given = [t is not None for t in inputs]
    present = tuple(t for t in inputs if t is not None)

    def back(g: Array) -> tuple[Any, ...]:
        return tuple(part for part, there in zip(vjp(g), given, strict=True) if there)

    return record(value, (present, back))
