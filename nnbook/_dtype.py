"""Element types under PyTorch's names, and PyTorch's rules for mixing them."""

from __future__ import annotations

from typing import Any

import numpy as np


class dtype:
    """An element type, such as `float32`. NumPy accepts it wherever it expects a dtype."""

    __slots__ = ("dtype", "is_floating_point", "name")

    def __init__(self, name: str, array_type: Any):
        self.name = name
        self.dtype = np.dtype(array_type)  # the attribute through which NumPy understands foreign types
        self.is_floating_point = self.dtype.kind == "f"

    @property
    def is_signed(self) -> bool:
        """Whether it holds negative numbers."""
        return self.dtype.kind in "if"

    @property
    def itemsize(self) -> int:
        """Bytes of one element."""
        return self.dtype.itemsize

    is_complex = False

    def __repr__(self) -> str:
        return f"torch.{self.name}"  # the name that PyTorch prints

    def __reduce__(self) -> Any:
        return as_dtype, (self.name,)


float32, float64 = dtype("float32", np.float32), dtype("float64", np.float64)
int64, int32, uint8 = dtype("int64", np.int64), dtype("int32", np.int32), dtype("uint8", np.uint8)
bool_ = dtype("bool", np.bool_)

# Half precision has a name, so that a table of types can be written down; nothing can be computed in it.
float16, bfloat16 = dtype("float16", np.float16), dtype("bfloat16", np.float16)

_ALL = (float32, float64, int64, int32, uint8, bool_)
_BY_NUMPY = {t.dtype: t for t in _ALL}
_BY_NAME = {t.name: t for t in _ALL} | {"float": float32, "double": float64, "long": int64, "int": int32}
_BY_PYTHON = {float: float64, int: int64, bool: bool_}  # as `dtype=float`; a number 0.5 is of the default type
_default = float32


def as_dtype(spec: Any) -> dtype:
    """The element type that `spec` (ours, NumPy's, PyTorch's, Python's, a name) means; TypeError if not of the six."""
    if isinstance(spec, dtype) and spec.name in _BY_NAME:
        return spec
    if spec in _BY_PYTHON:
        return _BY_PYTHON[spec]
    name = spec.name if isinstance(spec, dtype) else str(spec).removeprefix("torch.")
    if name in _BY_NAME:
        return _BY_NAME[name]
    try:
        return _BY_NUMPY[np.dtype(spec)]
    except (TypeError, KeyError):
        known = ", ".join(t.name for t in _ALL)
        raise TypeError(
            f"the element type {name} is not supported here: choose one of {known}"
            + (". Half precision needs a GPU: see nnbook.on_torch" if "16" in name else "")
        ) from None


def get_default_dtype() -> dtype:
    """The type of new floating point tensors: float32 unless it was changed."""
    return _default


def set_default_dtype(d: Any) -> None:
    """Make `d` (float32 or float64) the type of floating point tensors created from now on."""
    global _default
    chosen = as_dtype(d)
    if not chosen.is_floating_point:
        raise TypeError(f"only floating-point types are supported as the default type, got {chosen.name}")
    _default = chosen


def _category(t: np.dtype[Any]) -> int:
    return "biuf".index(t.kind) if t.kind in "bf" else 1  # bool < whole numbers < floating point


def promote(a: np.dtype[Any], b: np.dtype[Any]) -> np.dtype[Any]:
    """The type that holds a mix of both, by PyTorch's table: floating point always wins over whole numbers."""
    if a == b:
        return a
    if _category(a) != _category(b):
        return a if _category(a) > _category(b) else b
    return np.promote_types(a, b)


def mixed(*operands: Any) -> np.dtype[Any]:
    """The type of a result of arrays and Python numbers.

    Arrays with axes decide; a 0-d array, and after it a Python number, has a say only if it is of a higher category
    (bool < whole numbers < floating point). So `float32_tensor * 2.5` stays float32, `int64_tensor * 2.5` is too.
    """
    ranks: list[np.dtype[Any] | None] = [None, None, None]  # arrays with axes, 0-d arrays, numbers
    for operand in operands:
        if isinstance(operand, np.ndarray):
            rank, kind = (0 if operand.ndim else 1), operand.dtype
        else:
            rank, kind = 2, (_default if isinstance(operand, float) else as_dtype(type(operand))).dtype
        known = ranks[rank]
        ranks[rank] = kind if known is None else promote(known, kind)
    result: np.dtype[Any] | None = None
    for kind_of_rank in ranks:
        if kind_of_rank is not None and (result is None or _category(kind_of_rank) > _category(result)):
            result = kind_of_rank
    assert result is not None
    return result


class finfo:
    """The limits of a floating point type: `eps`, `max`, `min`, `tiny`, `bits`, as Python numbers."""

    def __init__(self, type: Any = None):
        info = np.finfo(as_dtype(_default if type is None else type).dtype)
        self.eps, self.max, self.min, self.tiny = float(info.eps), float(info.max), float(info.min), float(info.tiny)
        self.smallest_normal, self.resolution, self.bits = self.tiny, float(info.resolution), info.bits


class iinfo:
    """The limits of a type of whole numbers: `max`, `min`, `bits`."""

    def __init__(self, type: Any):
        info = np.iinfo(as_dtype(type).dtype)
        self.max, self.min, self.bits = int(info.max), int(info.min), info.bits


class device:
    """Where a tensor lives: here always the CPU. Other devices raise and name nnbook.on_torch."""

    def __init__(self, type: Any = "cpu", index: int | None = None):
        self.type, _, number = str(type).partition(":")
        self.index = int(number) if number else index
        if self.type != "cpu":
            raise RuntimeError(
                f"device {str(type)!r}: this engine computes on the CPU. The same models run on GPUs through PyTorch: "
                "from nnbook.on_torch import on_torch"
            )

    def __eq__(self, other: object) -> bool:
        return str(other) == str(self)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        return f"device(type={self.type!r}" + (")" if self.index is None else f", index={self.index})")
