"""What a tensor is: its sizes, its kind, its place in memory, its numbers as Python and NumPy have them."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._graph import Array
from .._tensor import Tensor
from ._operands import as_operand, one_axis


def size(self: Tensor, dim: int | None = None) -> Any:
    """The shape, or the length of one axis."""
    return self.shape if dim is None else self.array.shape[one_axis(dim, self.array.ndim)]


def numel(input: Tensor) -> int:
    """The number of elements."""
    return int(as_operand(input).array.size)


def dim(self: Tensor) -> int:
    """The number of axes."""
    return self.array.ndim


# ---------------------------------------------------------------------- its numbers
def item(self: Tensor) -> Any:
    """The one element as a Python number."""
    if self.array.size != 1:
        raise RuntimeError(
            f"a Tensor with {self.array.size} elements cannot be converted to Scalar: x.tolist() gives them all"
        )
    return self.array.item()


def numpy(self: Tensor, *, force: bool = False) -> Array:
    """The NumPy array (shared memory) of a tensor that requires no gradient, or of any tensor with `force`."""
    if self.requires_grad and not force:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    return self.array


def as_array(self: Tensor, dtype: Any = None, copy: bool | None = None) -> Array:
    """What `np.asarray(x)` takes."""
    return np.array(numpy(self), dtype, copy=copy)


def tolist(self: Tensor) -> Any:
    """The elements as nested lists of Python numbers; of a 0-d tensor the number."""
    return self.array.tolist()


# ---------------------------------------------------------------------- its kind
def is_tensor(obj: Any) -> bool:
    """Whether `obj` is a Tensor."""
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    """Whether it holds floating point numbers."""
    return as_operand(input).array.dtype.kind == "f"


def is_complex(input: Tensor) -> bool:
    """Whether it holds complex numbers: never."""
    as_operand(input)
    return False


def is_signed(input: Tensor) -> bool:
    """Whether its type holds negative numbers."""
    return as_operand(input).array.dtype.kind in "if"


def is_nonzero(input: Tensor) -> bool:
    """Whether the one element is not 0."""
    x = as_operand(input)
    if x.array.size != 1:
        amount = "no values" if x.array.size == 0 else "more than one value"
        raise RuntimeError(f"Boolean value of Tensor with {amount} is ambiguous: use x.all() or x.any()")
    return bool(x.array.item() != 0)


def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape."""
    return as_operand(input).array.shape == as_operand(other).array.shape


# ---------------------------------------------------------------------- its memory
def stride(self: Tensor, dim: int | None = None) -> Any:
    """How many elements apart neighbors along each axis (or one) lie in memory."""
    steps = tuple(s // self.array.itemsize for s in self.array.strides)
    return steps if dim is None else steps[one_axis(dim, self.array.ndim)]


def storage_offset(self: Tensor) -> int:
    """How many elements from the start of its memory its first element lies."""
    owner = self.array.base if isinstance(self.array.base, np.ndarray) else self.array
    return int((self.array.ctypes.data - owner.ctypes.data) // self.array.itemsize)


def is_contiguous(self: Tensor, memory_format: Any = None) -> bool:
    """Whether the elements lie row by row in memory. `memory_format` is accepted and has no effect."""
    return bool(self.array.flags.c_contiguous)


METHODS = {
    "size": size, "numel": numel, "nelement": lambda self: numel(self), "dim": dim,
    "ndimension": lambda self: dim(self), "item": item, "numpy": numpy, "tolist": tolist,
    "is_floating_point": is_floating_point, "is_complex": is_complex, "is_signed": is_signed,
    "is_nonzero": is_nonzero, "is_same_size": is_same_size, "stride": stride, "storage_offset": storage_offset,
    "is_contiguous": is_contiguous, "is_pinned": lambda self: False, "is_shared": lambda self: False,
    "is_inference": lambda self: False, "get_device": lambda self: -1,
    "element_size": lambda self: int(self.array.itemsize), "data_ptr": lambda self: int(self.array.ctypes.data),
}  # fmt: skip
