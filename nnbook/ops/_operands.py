"""Operands of an operation: tensors, numbers and arrays brought to one element type; axes brought to one form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._dtype import as_dtype, get_default_dtype, mixed
from .._graph import mode
from .._tensor import Tensor, record, wrap

Number = bool | int | float
Axes = int | Sequence[int] | None


def as_operand(x: Any, name: str = "operand") -> Tensor:
    """`x` as a tensor: tensors as they are, NumPy arrays wrapped; TypeError for anything else."""
    if isinstance(x, Tensor):
        return x
    if isinstance(x, (np.ndarray, np.generic)):
        return wrap(np.asarray(x))
    raise TypeError(f"{name} must be a Tensor, got {type(x).__name__}: convert it with tensor({x!r:.40})")


def pair(x: Any, y: Any) -> tuple[Tensor, Tensor]:
    """Two operands (tensors, numbers, arrays) as tensors of the element type that PyTorch's promotion gives them."""
    if not (isinstance(x, Tensor) and isinstance(y, Tensor) and x.array.dtype is y.array.dtype):
        plain_x, plain_y = _plain(x), _plain(y)
        kind = mixed(plain_x, plain_y)
        x, y = _typed(x, plain_x, kind), _typed(y, plain_y, kind)
    if x.array.shape != y.array.shape:
        _must_broadcast(x.array.shape, y.array.shape)
    return x, y


def _must_broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    for k, (n, m) in enumerate(zip(a[::-1], b[::-1], strict=False), 1):
        if n != m and n != 1 and m != 1:
            raise RuntimeError(
                f"The size of tensor a ({n}) must match the size of tensor b ({m}) at non-singleton dimension "
                f"{max(len(a), len(b)) - k}: shapes {a} and {b} do not broadcast"
            )


def _plain(x: Any) -> Any:
    if isinstance(x, Tensor):
        return x.array
    if isinstance(x, (np.ndarray, np.generic)):
        return np.asarray(x)
    if isinstance(x, (bool, int, float)):
        return x
    raise TypeError(f"expected a Tensor or a number, got {type(x).__name__}: convert it first, tensor(...)")


def _typed(x: Any, plain: Any, kind: np.dtype[Any]) -> Tensor:
    if isinstance(x, Tensor):
        return x if x.array.dtype == kind else cast(x, kind)
    return wrap(np.asarray(plain).astype(kind))  # astype: a number that does not fit wraps around, as in PyTorch


def cast(x: Tensor, kind: np.dtype[Any]) -> Tensor:
    """`x` as another element type, recorded where both are floating point."""
    y = mode.quiet(x.array.astype, kind)
    return record(y, (x, lambda g: g)) if kind.kind == "f" else wrap(y)


def floating(x: Any, name: str = "input") -> Tensor:
    """`x` as floating point numbers: whole numbers and booleans become the default type, as in `exp(int_tensor)`."""
    x = as_operand(x, name)
    return x if x.array.dtype.kind == "f" else wrap(x.array.astype(get_default_dtype().dtype))


def in_type(x: Tensor, dtype: Any) -> Tensor:
    """`x` in the type that a `dtype=` argument asks for; None leaves it."""
    if dtype is None:
        return x
    kind = as_dtype(dtype).dtype
    return x if x.array.dtype == kind else cast(x, kind)


def one_axis(dim: int, ndim: int) -> int:
    """`dim` counted from the front; IndexError if there is no such axis. A 0-d tensor counts as having one."""
    n = max(ndim, 1)
    if not -n <= dim < n:
        raise IndexError(f"dimension out of range: a tensor of {ndim} axes has dimensions {-n} to {n - 1}, got {dim}")
    return dim % n


def axes(dim: Axes, ndim: int) -> tuple[int, ...]:
    """The axes that a reduction runs over: all of them for None or an empty list."""
    if dim is None or (not isinstance(dim, int) and len(dim) == 0):
        return tuple(range(ndim))
    found = tuple(one_axis(int(d), ndim) for d in ((dim,) if isinstance(dim, (int, np.integer)) else dim))
    if len(set(found)) != len(found):
        raise RuntimeError(f"dim {found[-1]} appears multiple times in the list of dims {dim}")
    return found if ndim else ()


def sizes(shape: tuple[Any, ...]) -> tuple[int, ...]:
    """The lengths in `f(2, 3)`, `f((2, 3))` or `f(x.shape)`."""
    if len(shape) == 1 and not isinstance(shape[0], (int, np.integer, Tensor)):
        shape = tuple(shape[0])
    return tuple(int(n) for n in shape)
