"""Operators and methods of Tensor, bound in one place: `x + y` is `add(x, y)`, `x.sum(1)` is `sum(x, 1)`.

The engine (`_tensor.py`) knows no operation; here every one that PyTorch also has as a method becomes one.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import _dtype
from .._aliases import is_scattered
from .._printing import text_of
from .._tensor import Tensor
from . import (
    arithmetic,
    assembling,
    comparison,
    conversion,
    creation,
    cumulative,
    diagonals,
    exponentials,
    facts,
    indexing,
    linalg,
    matrices,
    order,
    placing,
    pointwise,
    products,
    reduction,
    sampling,
    sets,
    shaping,
    special,
    statistics,
    trigonometry,
    typed,
)
from ._operands import sizes

AS_METHODS = {
    arithmetic: "add sub mul div floor_divide remainder fmod pow float_power neg abs sign reciprocal positive addcmul "
    "addcdiv lerp subtract multiply divide true_divide negative absolute sgn",
    pointwise: "exp log log1p log2 log10 expm1 sqrt rsqrt square tanh sigmoid relu sin cos clamp clip clamp_min "
    "clamp_max maximum minimum floor ceil round trunc frac fix nan_to_num",
    trigonometry: "tan asin acos atan atan2 sinh cosh asinh acosh atanh arcsin arccos arctan arctan2 arcsinh arccosh "
    "arctanh sinc deg2rad rad2deg hypot",
    exponentials: "exp2 logaddexp logit xlogy erfc erfinv",
    comparison: "eq ne lt le gt ge greater greater_equal less less_equal not_equal logical_and logical_or logical_xor "
    "logical_not isnan isinf isfinite isposinf isneginf isreal signbit isclose allclose equal bitwise_and bitwise_or "
    "bitwise_xor bitwise_not bitwise_left_shift bitwise_right_shift",
    reduction: "sum mean var std prod amax amin max min argmax argmin all any logsumexp cumsum",
    cumulative: "cumprod cummax cummin logcumsumexp diff",
    statistics: "nansum nanmean median nanmedian mode kthvalue quantile nanquantile count_nonzero aminmax cov corrcoef",
    linalg: "matmul mm bmm mv dot outer",
    products: "addmm addmv addr addbmm baddbmm ger vdot inner kron cross dist",
    matrices: "det slogdet logdet inverse pinverse matrix_power",
    shaping: "flatten unflatten squeeze unsqueeze transpose swapaxes swapdims t movedim moveaxis broadcast_to "
    "roll split chunk unbind narrow select",
    assembling: "tensor_split split_with_sizes hsplit vsplit dsplit fliplr flipud rot90 ravel adjoint "
    "repeat_interleave",
    indexing: "masked_fill masked_select gather scatter scatter_add index_select nonzero",
    placing: "argwhere take take_along_dim index_add index_copy index_fill index_put masked_scatter select_scatter "
    "slice_scatter scatter_reduce unfold",
    special: "softmax log_softmax erf",
    order: "sort argsort topk msort tril triu diag",
    diagonals: "diagonal trace diag_embed diagflat",
    sets: "unique unique_consecutive bincount histc",
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
    "lshift": comparison.bitwise_left_shift,
    "rshift": comparison.bitwise_right_shift,
}
COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")


# ---------------------------------------------------------------------- shapes given one by one: x.reshape(2, 3)
def _reshape(self: Tensor, *shape: Any) -> Tensor:
    """The same elements in a new shape: `x.reshape(2, -1)` or `x.reshape((2, -1))`."""
    return shaping.reshape(self, sizes(shape))


def _view(self: Tensor, *shape: Any) -> Tensor:
    """As `reshape`, but an error where the elements of a transpose do not lie in that order. No `x.view(dtype)`."""
    if len(shape) == 1 and isinstance(shape[0], _dtype.dtype):
        raise NotImplementedError("view(dtype) is not supported: use x.to(dtype) to convert the numbers")
    out = shaping.reshape(self, sizes(shape))
    if self.array.size and not np.may_share_memory(out.array, self.array) and is_scattered(self, out.array.shape):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead."
        )
    return out


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


def _reshape_as(self: Tensor, other: Tensor) -> Tensor:
    """The same elements in the shape of another tensor, copied where a view is not possible."""
    return shaping.reshape(self, other.array.shape)


def _sum_to_size(self: Tensor, *size: Any) -> Tensor:
    """Summed over the axes along which `expand` would stretch the result: expanding undone."""
    shape = sizes(size)
    lead = self.array.ndim - len(shape)
    if lead < 0 or any(m not in (n, 1) for n, m in zip(self.array.shape[lead:], shape, strict=True)):
        raise RuntimeError(f"size {{{list(shape)}}} is not expandable to size {{{list(self.array.shape)}}}.")
    over = tuple(i for i in range(self.array.ndim) if i < lead or shape[i - lead] != self.array.shape[i])
    return shaping.reshape(reduction.sum(self, over, True), shape) if over else self


def _where(self: Tensor, condition: Tensor, other: Any) -> Tensor:
    """This tensor where the condition holds, `other` elsewhere."""
    return indexing.where(condition, self, other)


# ---------------------------------------------------------------------- as a Python object
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
    "view_as": _view_as, "reshape_as": _reshape_as, "sum_to_size": _sum_to_size, "where": _where, "norm": _norm,
    "detach": conversion.detach, "clone": conversion.clone, "contiguous": conversion.contiguous,
    "requires_grad_": conversion.requires_grad_, "to": conversion.to, "type_as": conversion.type_as,
    "cpu": conversion.cpu, "cuda": conversion.cuda, "pin_memory": conversion.pin_memory,
    "type": typed.convert_type,
    "share_memory_": lambda self: self, "new_tensor": conversion.new_tensor,
    "new_zeros": conversion.new(creation.zeros), "new_ones": conversion.new(creation.ones),
    "new_empty": conversion.new(creation.empty), "new_full": conversion.new(creation.full),
    "bernoulli": sampling.bernoulli, "multinomial": sampling.multinomial,
    "__repr__": lambda self: text_of(self), "__format__": _format, "__len__": _length, "__iter__": _iterate,
    "__bool__": _truth, "__contains__": _contains, "__array__": facts.as_array, "__hash__": lambda self: id(self),
    "__float__": lambda self: float(facts.item(self)), "__int__": lambda self: int(facts.item(self)),
    "__index__": lambda self: int(facts.item(self)), "__getitem__": indexing.getitem,
    "__setitem__": indexing.setitem, "__neg__": arithmetic.neg, "__pos__": arithmetic.positive,
    "__abs__": arithmetic.abs, "__invert__": comparison.bitwise_not,
}  # fmt: skip
TYPES = {
    "float": "float32", "double": "float64", "long": "int64", "int": "int32", "bool": "bool", "byte": "uint8",
    "half": "float16", "bfloat16": "bfloat16",
}  # fmt: skip
PROPERTIES = {
    "ndim": lambda self: self.array.ndim,
    "T": lambda self: shaping.permute(self, range(self.array.ndim)[::-1]),
    "H": lambda self: shaping.t(self),
    "mT": lambda self: shaping.transpose(self, -2, -1),
    "mH": lambda self: shaping.transpose(self, -2, -1),
    "real": lambda self: self,
    "device": lambda self: _dtype.device("cpu"),
    "is_cpu": lambda self: True,
    "is_cuda": lambda self: False,
    "is_sparse": lambda self: False,
    "is_quantized": lambda self: False,
    "is_meta": lambda self: False,
    "is_mps": lambda self: False,
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
    for name, method in (SPELLED_OUT | facts.METHODS).items():
        setattr(Tensor, name, method)
    for name, kind in TYPES.items():
        setattr(Tensor, name, conversion.as_type(kind))
    for name, getter in PROPERTIES.items():
        setattr(Tensor, name, builtins.property(getter))
