"""Operators and methods of Tensor, bound in one place: `x + y` is `add(x, y)`, `x.sum(1)` is `sum(x, 1)`.

The engine (`_tensor.py`) knows no operation; here every one that PyTorch also has as a method becomes one.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import _dtype
from .._graph import Array
from .._printing import text_of
from .._tensor import Tensor, wrap
from . import (
    arithmetic,
    comparison,
    conversion,
    creation,
    indexing,
    linalg,
    order,
    pointwise,
    reduction,
    shaping,
    special,
)
from ._operands import sizes

AS_METHODS = {
    arithmetic: "add sub mul div floor_divide remainder pow neg abs sign reciprocal",
    pointwise: "exp log log1p log2 log10 expm1 sqrt rsqrt square tanh sigmoid relu sin cos clamp clip maximum minimum "
    "floor ceil round trunc",
    comparison: "eq ne lt le gt ge logical_and logical_or logical_xor logical_not isnan isinf isfinite isclose "
    "allclose equal",
    reduction: "sum mean var std prod amax amin max min argmax argmin all any logsumexp cumsum",
    linalg: "matmul mm bmm mv dot outer",
    shaping: "flatten unflatten squeeze unsqueeze transpose swapaxes t movedim broadcast_to repeat_interleave roll "
    "split chunk unbind narrow select",
    indexing: "masked_fill masked_select gather scatter scatter_add index_select nonzero",
    special: "softmax log_softmax erf",
    order: "sort argsort topk tril triu diag",
}


# ---------------------------------------------------------------------- operators
def _reflected(operation: Any) -> Any:
    return lambda self, other: operation(other, self)


def _or_not_implemented(operation: Any) -> Any:
    """An operator that leaves foreign types to their own methods."""

    def operator(self: Tensor, other: Any) -> Any:
        if isinstance(other, (Tensor, bool, int, float, np.ndarray, np.generic)):
            return operation(self, other)
        return NotImplemented

    return operator


OPERATORS = {
    "add": arithmetic.add,
    "sub": arithmetic.sub,
    "mul": arithmetic.mul,
    "truediv": arithmetic.div,
    "floordiv": arithmetic.floor_divide,
    "mod": arithmetic.remainder,
    "pow": arithmetic.pow,
    "matmul": linalg.matmul,
    "and": comparison.bitwise_and,
    "or": comparison.bitwise_or,
    "xor": comparison.bitwise_xor,
}
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")


# ---------------------------------------------------------------------- shapes given one by one: x.reshape(2, 3)
def _reshape(self: Tensor, *shape: Any) -> Tensor:
    """The same elements in a new shape: `x.reshape(2, -1)` or `x.reshape((2, -1))`."""
    return shaping.reshape(self, sizes(shape))


def _view(self: Tensor, *shape: Any) -> Tensor:
    """As `reshape`, but not a copy, except of images whose memory is channels-last. No `x.view(dtype)`."""
    if len(shape) == 1 and isinstance(shape[0], _dtype.dtype):
        raise NotImplementedError("view(dtype) is not supported: use x.to(dtype) to convert the numbers")
    out = shaping.reshape(self, sizes(shape))
    if self.array.size and not np.may_share_memory(out.array, self.array) and not _channels_last(self.array):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        )
    return out


def _channels_last(a: Array) -> bool:
    """Whether these are images as convolution and pooling return them, which in PyTorch are contiguous."""
    return a.ndim in (3, 4) and bool(np.moveaxis(a, -3, -1).flags.c_contiguous)


def _unpacked(function: Any) -> Any:
    """A function of a tensor and a tuple as a method that takes the numbers one by one: `x.permute(0, 3, 1)`."""

    def method(self: Tensor, *numbers: Any) -> Tensor:
        return function(self, sizes(numbers))

    method.__doc__ = function.__doc__
    return method


def _repeat(self: Tensor, *repeats: Any) -> Tensor:
    """Copies side by side, `repeats[i]` of them along axis i; at least as many numbers as axes."""
    counts = sizes(repeats)
    if len(counts) < self.array.ndim:
        raise RuntimeError("number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    return shaping.tile(self, counts)


def _expand_as(self: Tensor, other: Tensor) -> Tensor:
    """Stretched to the shape of another tensor."""
    return shaping.expand(self, other.array.shape)


def _view_as(self: Tensor, other: Tensor) -> Tensor:
    """The same elements in the shape of another tensor."""
    return _view(self, *other.array.shape)


def _norm(self: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    """The p-norm of the elements as one vector: (sum |x|**p) ** (1/p)."""
    return reduction.norm(self, p, dim, keepdim, dtype=dtype)


def _where(self: Tensor, condition: Tensor, other: Any) -> Tensor:
    """This tensor where the condition holds, `other` elsewhere."""
    return indexing.where(condition, self, other)


# ---------------------------------------------------------------------- what it is
def _size(self: Tensor, dim: int | None = None) -> Any:
    """The shape, or the length of one axis."""
    return self.shape if dim is None else self.shape[dim]


def _numel(self: Tensor) -> int:
    """The number of elements."""
    return int(self.array.size)


def _dim(self: Tensor) -> int:
    """The number of axes."""
    return self.array.ndim


def _item(self: Tensor) -> Any:
    """The one element as a Python number."""
    if self.array.size != 1:
        raise RuntimeError(
            f"a Tensor with {self.array.size} elements cannot be converted to Scalar: x.tolist() gives them all"
        )
    return self.array.item()


def _numpy(self: Tensor) -> Array:
    """The NumPy array (shared memory) of a tensor that requires no gradient."""
    if self.requires_grad:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    return self.array


def _as_array(self: Tensor, dtype: Any = None, copy: bool | None = None) -> Array:
    return np.array(_numpy(self), dtype, copy=copy)


def _iterate(self: Tensor) -> Iterator[Tensor]:
    if self.array.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    return iter(shaping.unbind(self))


def _length(self: Tensor) -> int:
    if self.array.ndim == 0:
        raise TypeError("len() of a 0-d tensor")
    return len(self.array)


def _truth(self: Tensor) -> bool:
    if self.array.size != 1:
        raise RuntimeError(
            f"Boolean value of Tensor with {'no values' if self.array.size == 0 else 'more than one value'} is "
            "ambiguous: use x.all() or x.any()"
        )
    return bool(self.array.item())


def _contains(self: Tensor, element: Any) -> bool:
    return bool((self.array == (element.array if isinstance(element, Tensor) else element)).any())


def _format(self: Tensor, spec: str) -> str:
    return format(self.array.item(), spec) if self.array.ndim == 0 else format(text_of(self), spec)


SPELLED_OUT = {
    "reshape": _reshape, "view": _view, "permute": _unpacked(shaping.permute), "flip": _unpacked(shaping.flip),
    "expand": _unpacked(shaping.expand), "tile": _unpacked(shaping.tile), "repeat": _repeat, "expand_as": _expand_as,
    "view_as": _view_as, "where": _where, "norm": _norm, "size": _size, "numel": _numel, "nelement": _numel,
    "dim": _dim, "ndimension": _dim, "item": _item, "numpy": _numpy, "detach": lambda self: wrap(self.array),
    "clone": conversion.clone, "contiguous": conversion.contiguous, "requires_grad_": conversion.requires_grad_,
    "to": conversion.to, "type_as": conversion.type_as, "cpu": lambda self: self, "new_tensor": conversion.new_tensor,
    "new_zeros": conversion.new(creation.zeros), "new_ones": conversion.new(creation.ones),
    "new_empty": conversion.new(creation.empty), "new_full": conversion.new(creation.full),
    "tolist": lambda self: self.array.tolist(), "is_floating_point": lambda self: self.array.dtype.kind == "f",
    "is_contiguous": lambda self: bool(self.array.flags.c_contiguous),
    "element_size": lambda self: int(self.array.itemsize), "data_ptr": lambda self: int(self.array.ctypes.data),
    "__repr__": lambda self: text_of(self), "__format__": _format, "__len__": _length, "__iter__": _iterate,
    "__bool__": _truth, "__contains__": _contains, "__array__": _as_array, "__hash__": lambda self: id(self),
    "__float__": lambda self: float(_item(self)), "__int__": lambda self: int(_item(self)),
    "__index__": lambda self: int(_item(self)), "__getitem__": indexing.getitem, "__setitem__": indexing.setitem,
    "__neg__": arithmetic.neg, "__pos__": lambda self: self, "__abs__": arithmetic.abs,
    "__invert__": comparison.bitwise_not,
}  # fmt: skip
TYPES = {"float": "float32", "double": "float64", "long": "int64", "int": "int32", "bool": "bool"}
PROPERTIES = {
    "ndim": lambda self: self.array.ndim,
    "T": lambda self: shaping.permute(self, range(self.array.ndim)[::-1]),
    "mT": lambda self: shaping.transpose(self, -2, -1),
    "device": lambda self: _dtype.device("cpu"),
    "is_cuda": lambda self: False,
    "itemsize": lambda self: int(self.array.itemsize),
    "nbytes": lambda self: int(self.array.nbytes),
}


def bind() -> None:
    """Give Tensor its operators, methods and properties."""
    for module, names in AS_METHODS.items():
        for name in names.split():
            setattr(Tensor, name, getattr(module, name))
    for name, operation in OPERATORS.items():
        setattr(Tensor, f"__{name}__", _or_not_implemented(operation))
        setattr(Tensor, f"__r{name}__", _or_not_implemented(_reflected(operation)))
    for name in COMPARISONS:
        setattr(Tensor, f"__{name}__", _or_not_implemented(getattr(comparison, name)))
    for name, method in SPELLED_OUT.items():
        setattr(Tensor, name, method)
    for name, kind in TYPES.items():
        setattr(Tensor, name, conversion.as_type(kind))
    for name, getter in PROPERTIES.items():
        setattr(Tensor, name, builtins.property(getter))
