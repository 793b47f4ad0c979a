"""New tensors: from data, of one value, in steps. All take PyTorch's `dtype`, `device`, `requires_grad`."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _dtype
from .._dtype import as_dtype, get_default_dtype
from .._graph import Array
from .._tensor import Tensor, record, wrap
from ._operands import as_operand, sizes


def finish(array: Array, requires_grad: bool = False, device: Any = None) -> Tensor:
    """A new array as the tensor that was asked for."""
    check_device(device)
    out = wrap(array)
    if requires_grad:
        out.requires_grad = True
    return out


def check_device(device: Any) -> None:
    """Only the CPU is here; anything else raises and names where it is."""
    if device is not None:
        _dtype.device(device)


def kind_of(dtype: Any) -> np.dtype[Any]:
    """NumPy's dtype for a `dtype=` argument; the default type for None."""
    return (get_default_dtype() if dtype is None else as_dtype(dtype)).dtype


# ---------------------------------------------------------------------- from data
def tensor(
    data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False
) -> Tensor:
    """A new tensor with a copy of `data`: numbers, nested lists, NumPy arrays.

    Python floats become the default type (float32), ints int64; arrays keep their type.
    """
    check_device(device)
    if isinstance(data, Tensor):
        array = np.array(data.array, None if dtype is None else as_dtype(dtype).dtype)
    else:
        array = _from_data(data, dtype)
    return finish(array, requires_grad)


def _from_data(data: Any, dtype: Any) -> Array:
    try:
        array = np.array(_plain(data))
    except ValueError as error:
        raise ValueError(
            f"tensor(): the nested lists have different lengths, so they form no array ({error})"
        ) from None
    if dtype is not None:
        return array.astype(as_dtype(dtype).dtype)
    if not isinstance(data, (np.ndarray, np.generic)) and (array.dtype == np.float64 or array.size == 0):
        return array.astype(get_default_dtype().dtype)
    if array.dtype.kind == "O" or array.dtype.kind in "USV":
        refusal = ValueError if isinstance(data, (list, tuple)) else TypeError
        raise refusal(
            f"tensor(): could not make numbers of {data!r:.60}: pass numbers, nested lists of them, or an array"
        )
    return array.astype(as_dtype(array.dtype).dtype, copy=False)


def _plain(data: Any) -> Any:
    """Nested lists with tensors among them as lists of arrays."""
    if isinstance(data, (list, tuple)):
        return [_plain(item) for item in data]
    return data.detach().array if isinstance(data, Tensor) else data


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a tensor, sharing its memory and history where it is one or is a NumPy array of the right type."""
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(as_dtype(dtype))
    if isinstance(data, np.ndarray):
        return wrap(data.astype(as_dtype(data.dtype if dtype is None else dtype).dtype, copy=False))
    return tensor(data, dtype=dtype)


def asarray(
    obj: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None, requires_grad: bool = False
) -> Tensor:
    """`obj` as a tensor: shared memory where that is possible, or a copy with `copy=True`."""
    x = tensor(obj, dtype=dtype) if copy else as_tensor(obj, dtype, device)
    return x.requires_grad_() if requires_grad else x


def scalar_tensor(s: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A number as a 0-d tensor of the default type."""
    return finish(np.asarray(s, kind_of(dtype)), requires_grad, device)


def from_numpy(ndarray: Array) -> Tensor:
    """A tensor that shares the memory of a NumPy array."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__}): use tensor(data)")
    as_dtype(ndarray.dtype)
    return wrap(ndarray)


# ---------------------------------------------------------------------- of one value
def full(size: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of this shape, filled with one value; its type follows from the value unless `dtype` is given."""
    value = fill_value.item() if isinstance(fill_value, Tensor) else fill_value
    kind = kind_of(dtype) if dtype is not None or isinstance(value, float) else as_dtype(type(value)).dtype
    return finish(np.full(sizes((size,)), value, kind), requires_grad, device)


def zeros(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of zeros."""
    return finish(np.zeros(sizes(size), kind_of(dtype)), requires_grad, device)


def ones(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of ones."""
    return finish(np.ones(sizes(size), kind_of(dtype)), requires_grad, device)


def empty(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor whose elements are whatever the memory held."""
    return finish(np.empty(sizes(size), kind_of(dtype)), requires_grad, device)


def _like(make: Any) -> Any:
    def of_its_shape(input: Tensor, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
        x = as_operand(input)
        kind = x.dtype if dtype is None else dtype
        return make(x.array.shape, dtype=kind, device=device, requires_grad=requires_grad)

    of_its_shape.__name__ = of_its_shape.__qualname__ = make.__name__ + "_like"
    of_its_shape.__doc__ = f"`{make.__name__}` in the shape and element type of `input`."
    return of_its_shape


zeros_like, ones_like, empty_like = _like(zeros), _like(ones), _like(empty)


def full_like(
    input: Tensor, fill_value: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """One value in the shape and element type of `input`."""
    x = as_operand(input)
    kind = x.dtype if dtype is None else dtype
    return full(x.array.shape, fill_value, dtype=kind, device=device, requires_grad=requires_grad)


def eye(n: int, m: int | None = None, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """The identity matrix (n, n), or ones on the diagonal of (n, m)."""
    return finish(np.eye(n, m, dtype=kind_of(dtype)), requires_grad, device)


# ---------------------------------------------------------------------- in steps
def arange(
    start: Any, end: Any = None, step: Any = 1, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """start, start + step, ... up to but without `end`; `arange(n)` counts from 0. Whole unless one is a float."""
    low, high = (0, start) if end is None else (start, end)
    low, high, step = (v.item() if isinstance(v, Tensor) else v for v in (low, high, step))
    if step == 0 or (high - low) * step < 0:
        raise RuntimeError(f"arange({low}, {high}, {step}): the step must be nonzero and lead from start to end")
    whole = dtype is None and not any(isinstance(v, float) for v in (low, high, step))
    kind = np.dtype(np.int64) if whole else kind_of(dtype)
    n = int(np.ceil((high - low) / step))
    return finish((low + np.arange(n) * step).astype(kind), requires_grad, device)


def linspace(
    start: Any, end: Any, steps: int, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`steps` numbers at equal distances from `start` to `end`, both included."""
    if steps < 0:
        raise RuntimeError(f"linspace: number of steps must be non-negative, got {steps}")
    ends = (float(start), float(end))
    return finish(np.linspace(*ends, steps).astype(kind_of(dtype)), requires_grad, device)


def logspace(
    start: Any,
    end: Any,
    steps: int,
    base: float = 10.0,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """base ** linspace(start, end, steps): numbers at equal ratios."""
    exponents = linspace(start, end, steps, dtype="float64").array
    return finish((float(base) ** exponents).astype(kind_of(dtype)), requires_grad, device)


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Coordinates of a grid: for vectors of lengths n and m two tensors (n, m), or (m, n) with indexing="xy"."""
    lines = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(f'meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    along = list(range(len(lines)))
    if indexing == "xy":
        along[:2] = along[:2][::-1]
    shape = [0] * len(lines)
    for axis, line in zip(along, lines, strict=True):
        shape[axis] = as_operand(line).array.size
    return tuple(_grid_line(line, axis, shape) for axis, line in zip(along, lines, strict=True))


def _grid_line(line: Tensor, axis: int, shape: list[int]) -> Tensor:
    """One vector along one axis of a grid, the same everywhere else."""
    others = tuple(k for k in range(len(shape)) if k != axis)
    stretched = np.broadcast_to(np.expand_dims(line.array.reshape(-1), others), shape)
    return record(stretched.copy(), (line, lambda g: g.sum(others).reshape(line.array.shape)))


def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    """Whole numbers (...) as rows of zeros with a one at that place: (..., num_classes) int64."""
    labels = as_operand(input).array
    if labels.dtype.kind not in "iu":
        raise RuntimeError(
            f"one_hot is only applicable to index tensors of type LongTensor, got {input.dtype.name}: x.long()"
        )
    if labels.size == 0 and num_classes <= 0:
        raise RuntimeError("one_hot: the number of classes cannot be inferred from an empty tensor: pass num_classes")
    k = int(labels.max()) + 1 if num_classes == -1 else num_classes
    if labels.size and (labels.min() < 0 or labels.max() >= k):
        raise RuntimeError(
            f"one_hot: class values must lie between 0 and {k - 1}, got {int(labels.min())} to {int(labels.max())}"
        )
    return wrap((labels[..., None] == np.arange(k)).astype(np.int64))
