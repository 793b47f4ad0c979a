"""Copies of tensors and changes of their element type, bound to Tensor in methods.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _dtype
from .._aliases import detached
from .._tensor import Tensor, record
from . import creation
from ._operands import cast
from .creation import check_device


def detach(input: Tensor) -> Tensor:
    """The same numbers (shared memory) without the history: no gradient flows through."""
    return detached(input)


def clone(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy that stays in the graph. `memory_format` is accepted and has no effect."""
    return record(input.array.copy(), (input, lambda g: g))


def contiguous(self: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor, copied if its elements do not lie row by row. `memory_format` is accepted and has no effect."""
    if self.array.flags.c_contiguous:
        return self
    return record(np.ascontiguousarray(self.array), (self, lambda g: g))


def cpu(self: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself, which is on the CPU already."""
    return self


def cuda(self: Tensor, device: Any = None, non_blocking: bool = False, memory_format: Any = None) -> Tensor:
    """An error that says where GPUs are."""
    return to(self, device="cuda" if device is None else device)


def pin_memory(self: Tensor, device: Any = None) -> Tensor:
    """The tensor itself: there is no GPU to hand it to."""
    return self


def requires_grad_(self: Tensor, requires_grad: bool = True) -> Tensor:
    """Ask for a gradient (or no longer); returns the tensor."""
    self.requires_grad = requires_grad
    return self


def to(
    self: Tensor, *target: Any, dtype: Any = None, device: Any = None, non_blocking: bool = False, copy: bool = False
) -> Tensor:
    """This tensor as another element type: `x.to(float64)`, `x.to(other)`; `x.to("cpu")` is itself."""
    for t in target:
        if isinstance(t, Tensor):
            dtype = t.dtype
        elif isinstance(t, (_dtype.dtype, np.dtype, type)):
            dtype = t
        elif isinstance(t, bool):
            continue  # non_blocking, positionally
        else:
            device = t
    check_device(device)
    kind = self.array.dtype if dtype is None else _dtype.as_dtype(dtype).dtype
    if kind != self.array.dtype:
        return cast(self, kind)
    return clone(self) if copy else self


def as_type(name: str) -> Any:
    """The method that converts to this element type: `x.double()`."""

    def convert(self: Tensor) -> Tensor:
        return to(self, dtype=name)

    convert.__doc__ = f"This tensor as {name} numbers."
    return convert


def type_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the element type of another."""
    return to(self, dtype=other.dtype)


def new(make: Any) -> Any:
    """The method that makes a tensor of the same element type: `x.new_zeros(3)`."""

    def of_this_type(
        self: Tensor, *size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False
    ) -> Any:
        return make(*size, dtype=dtype or self.dtype, device=device, requires_grad=requires_grad)

    of_this_type.__doc__ = f"`{make.__name__}` in the element type of this tensor."
    return of_this_type


def new_tensor(
    self: Tensor, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A new tensor from `data` in the element type of this one."""
    return creation.tensor(data, dtype=dtype or self.dtype, device=device, requires_grad=requires_grad)
