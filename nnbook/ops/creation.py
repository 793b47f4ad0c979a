"""New tensors: from data, of one value, in steps, at random. All take PyTorch's `dtype`, `device`, `requires_grad`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import _dtype, random
from .._dtype import as_dtype, get_default_dtype
from .._graph import Array
from .._tensor import Tensor, record, wrap
from ._operands import as_operand, sizes


def _finish(array: Array, requires_grad: bool = False, device: Any = None) -> Tensor:
    check_device(device)
    out = wrap(array)
    if requires_grad:
        out.requires_grad = True
    return out


def check_device(device: Any) -> None:
    """Only the CPU is here; anything else raises and names where it is."""
    if device is not None:
        _dtype.device(device)


def _kind(dtype: Any) -> np.dtype[Any]:
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
    return _finish(array, requires_grad)


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
        raise TypeError(
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
    kind = _kind(dtype) if dtype is not None or isinstance(value, float) else as_dtype(type(value)).dtype
    return _finish(np.full(sizes((size,)), value, kind), requires_grad, device)


def zeros(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of zeros."""
    return _finish(np.zeros(sizes(size), _kind(dtype)), requires_grad, device)


def ones(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor of ones."""
    return _finish(np.ones(sizes(size), _kind(dtype)), requires_grad, device)


def empty(*size: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor whose elements are whatever the memory held."""
    return _finish(np.empty(sizes(size), _kind(dtype)), requires_grad, device)


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
    return _finish(np.eye(n, m, dtype=_kind(dtype)), requires_grad, device)


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
    kind = np.dtype(np.int64) if whole else _kind(dtype)
    n = int(np.ceil((high - low) / step))
    return _finish((low + np.arange(n) * step).astype(kind), requires_grad, device)


def linspace(
    start: Any, end: Any, steps: int, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`steps` numbers at equal distances from `start` to `end`, both included."""
    if steps < 0:
        raise RuntimeError(f"linspace: number of steps must be non-negative, got {steps}")
    ends = (float(start), float(end))
    return _finish(np.linspace(*ends, steps).astype(_kind(dtype)), requires_grad, device)


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


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Whole numbers (...) as rows of zeros with a one at that place: (..., num_classes) int64."""
    labels = as_operand(tensor).array
    if labels.dtype.kind not in "iu":
        raise RuntimeError(
            f"one_hot is only applicable to index tensors of type LongTensor, got {tensor.dtype.name}: x.long()"
        )
    if labels.size == 0 and num_classes <= 0:
        raise RuntimeError("one_hot: the number of classes cannot be inferred from an empty tensor: pass num_classes")
    k = int(labels.max()) + 1 if num_classes == -1 else num_classes
    if labels.size and (labels.min() < 0 or labels.max() >= k):
        raise RuntimeError(
            f"one_hot: class values must lie between 0 and {k - 1}, got {int(labels.min())} to {int(labels.max())}"
        )
    return wrap((labels[..., None] == np.arange(k)).astype(np.int64))


# ---------------------------------------------------------------------- random
def rand(
    *size: Any, generator: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Uniform random numbers from 0 to 1, without 1."""
    return _finish(_uniform(sizes(size), _kind(dtype), generator), requires_grad, device)


def _uniform(shape: tuple[int, ...], kind: np.dtype[Any], generator: Any) -> Array:
    return random.stream(generator).random(shape, dtype=kind.type)


def randn(
    *size: Any, generator: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Random numbers of the normal distribution with mean 0 and variance 1."""
    return _finish(
        random.stream(generator).standard_normal(sizes(size), dtype=_kind(dtype).type), requires_grad, device
    )


def randint(
    low: int,
    high: Any = None,
    size: Any = None,
    *,
    generator: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Random whole numbers from `low` (0 if it is left out) to `high` - 1: `randint(10, (3,))`."""
    if size is None:
        low, high, size = 0, low, high
    if not isinstance(size, Sequence):
        raise TypeError(f"randint: size must be a tuple such as (3, 4), got {size!r}")
    if low >= high:
        raise RuntimeError(f"randint expects 'low' to be smaller than 'high', but found low={low} >= high={high}")
    numbers = random.stream(generator).integers(low, high, tuple(size))
    return _finish(numbers.astype(np.int64 if dtype is None else _kind(dtype)), requires_grad, device)


def randperm(
    n: int, *, generator: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """The numbers from 0 to n - 1 in random order."""
    order = random.stream(generator).permutation(n)
    return _finish(order.astype(np.int64 if dtype is None else _kind(dtype)), requires_grad, device)


rand_like, randn_like = _like(rand), _like(randn)


def bernoulli(input: Tensor, *, generator: Any = None) -> Tensor:
    """1 with the probability that each element of `input` gives, else 0."""
    p = as_operand(input).array
    if p.size and not (p.min() >= 0 and p.max() <= 1):
        raise RuntimeError(f"bernoulli expects probabilities between 0 and 1, got {p.min()} to {p.max()}")
    return wrap((random.stream(generator).random(p.shape) < p).astype(p.dtype))


def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None) -> Tensor:
    """Indices drawn in proportion to rows of weights: (K) -> (num_samples), (N, K) -> (N, num_samples)."""
    weights = np.atleast_2d(as_operand(input).array).astype(np.float64)
    if (weights < 0).any() or not np.isfinite(weights).all() or (weights.sum(1) <= 0).any():
        raise RuntimeError("multinomial: each row of weights must be finite, not negative, and not all zero")
    if not replacement and (num_samples > (weights > 0).sum(1)).any():
        raise RuntimeError(
            f"multinomial: cannot draw {num_samples} samples without replacement: too few nonzero weights"
        )
    stream = random.stream(generator)
    if replacement:  # invert the cumulative distribution
        edges = weights.cumsum(1) / weights.sum(1, keepdims=True)
        draws = stream.random((len(weights), num_samples))
        found = np.stack([np.searchsorted(e, d, side="right") for e, d in zip(edges, draws, strict=True)])
        found = np.minimum(found, weights.shape[1] - 1)
    else:  # the race of exponential clocks: the first num_samples to ring are such a sample
        with np.errstate(divide="ignore"):
            times = stream.standard_exponential(weights.shape) / weights
        found = np.argsort(times, axis=1)[:, :num_samples]
    return wrap(found.astype(np.int64)[0 if input.array.ndim == 1 else slice(None)])


def normal(mean: Any = 0.0, std: Any = 1.0, size: Any = None, *, generator: Any = None, dtype: Any = None) -> Tensor:
    """Random numbers of normal distributions with these means and standard deviations (numbers or tensors)."""
    m, s = (v.array if isinstance(v, Tensor) else np.asarray(v, _kind(dtype)) for v in (mean, std))
    if (np.asarray(s) < 0).any():
        raise RuntimeError(f"normal expects all elements of std >= 0.0, got {np.min(s)}")
    shape = np.broadcast_shapes(m.shape, s.shape) if size is None else sizes((size,))
    kind = np.result_type(m, s) if dtype is None else _kind(dtype)
    return wrap(np.asarray(m + s * random.stream(generator).standard_normal(shape, dtype=kind.type), kind))
