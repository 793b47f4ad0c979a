"""Element types as classes and as strings, as PyTorch had them first, and the rules by which types mix."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _dtype
from .._dtype import as_dtype
from .._tensor import Size, Tensor, wrap
from ._operands import cast

_NAMES = {
    "FloatTensor": "float32", "DoubleTensor": "float64", "LongTensor": "int64", "IntTensor": "int32",
    "ByteTensor": "uint8", "BoolTensor": "bool",
}  # fmt: skip


class _TypedTensor(type):
    """The type of `FloatTensor` and its like: calling one makes a tensor, `isinstance` asks for the element type."""

    dtype: _dtype.dtype

    def __call__(cls, *data: Any) -> Tensor:
        kind = cls.dtype.dtype
        if len(data) == 1 and not isinstance(data[0], (int, np.integer, Size)):
            source = data[0].array if isinstance(data[0], Tensor) else data[0]
            return wrap(np.array(source).astype(kind))
        return wrap(np.empty(data[0] if data and isinstance(data[0], Size) else data or 0, kind))

    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, Tensor) and x.dtype is cls.dtype

    def __repr__(cls) -> str:
        return f"<class 'torch.{cls.__name__}'>"


def _typed(name: str) -> _TypedTensor:
    about = f"`{name}(data)` is a new tensor of {_NAMES[name]}, `{name}(2, 3)` an uninitialized one of that shape."
    return _TypedTensor(name, (), {"dtype": as_dtype(_NAMES[name]), "__doc__": about, "__module__": __name__})


FloatTensor, DoubleTensor, LongTensor = _typed("FloatTensor"), _typed("DoubleTensor"), _typed("LongTensor")
IntTensor, ByteTensor, BoolTensor = _typed("IntTensor"), _typed("ByteTensor"), _typed("BoolTensor")


def convert_type(self: Tensor, dtype: Any = None, non_blocking: bool = False) -> Any:
    """The name of this tensor's type, `"torch.FloatTensor"`; given a dtype, name or class, this tensor as that type."""
    if dtype is None:
        return next(f"torch.{name}" for name, kind in _NAMES.items() if kind == self.dtype.name)
    wanted = as_dtype(dtype.dtype if isinstance(dtype, _TypedTensor) else _by_name(dtype))
    return self if wanted is self.dtype else cast(self, wanted.dtype)


def _by_name(dtype: Any) -> Any:
    short = str(dtype).removeprefix("torch.") if isinstance(dtype, str) else None
    if short is not None and short.startswith("cuda."):
        _dtype.device("cuda")
    if short is not None and short.endswith("Tensor") and short not in _NAMES:
        raise ValueError(f"invalid type: {dtype!r}; choose one of {', '.join(_NAMES)}")
    return _NAMES.get(short, dtype) if short is not None else dtype


def set_default_tensor_type(t: Any) -> None:
    """`set_default_dtype` under its older name: takes FloatTensor or DoubleTensor, or their names."""
    _dtype.set_default_dtype(t.dtype if isinstance(t, _TypedTensor) else _by_name(t))


# ---------------------------------------------------------------------- mixing
def promote_types(type1: Any, type2: Any) -> _dtype.dtype:
    """The type that holds numbers of both: floating point wins over whole numbers, these over booleans."""
    return as_dtype(_dtype.promote(as_dtype(type1).dtype, as_dtype(type2).dtype))


def result_type(tensor1: Any, tensor2: Any) -> _dtype.dtype:
    """The type of a result of these two tensors or numbers."""
    return as_dtype(_dtype.mixed(*(x.array if isinstance(x, Tensor) else x for x in (tensor1, tensor2))))


def can_cast(from_: Any, to: Any) -> bool:
    """Whether a result of one type may be written into another in place: not from floating point to whole numbers."""
    source, target = as_dtype(from_).dtype, as_dtype(to).dtype
    return _dtype._category(source) <= _dtype._category(target)
