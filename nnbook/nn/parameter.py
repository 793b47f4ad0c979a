"""Tensors that a module owns: trained ones (`Parameter`) and kept ones (`Buffer`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._dtype import get_default_dtype
from .._tensor import Tensor, _fill


class Parameter(Tensor):
    """A tensor that is trained: assigned to a module's attribute, it appears among `module.parameters()`.

    Shares its memory with `data`, a tensor of any shape, and requires a gradient unless `requires_grad=False`.
    """

    __slots__ = ()

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True):
        _fill(self, _array_of(data, "Parameter"))
        if requires_grad:
            self.requires_grad = True

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()


class Buffer(Tensor):
    """A tensor that is part of a module's state but not trained: assigned to an attribute, it becomes a buffer.

    `persistent=False` keeps it out of the `state_dict`.
    """

    __slots__ = ("persistent",)

    def __init__(self, data: Tensor | None = None, *, persistent: bool = True):
        _fill(self, _array_of(data, "Buffer"))
        self.persistent = persistent


def _array_of(data: Any, kind: str) -> np.ndarray[Any, Any]:
    if data is None:
        return np.empty(0, get_default_dtype().dtype)
    if not isinstance(data, Tensor):
        raise TypeError(f"{kind} expects a Tensor, got {type(data).__name__}: {kind}(tensor(...))")
    return data.array
