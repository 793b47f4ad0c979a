"""Copies of a tensor with slices or elements put, added or chosen by indices, each beside its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._aliases import view
from .._graph import Array
from .._tensor import Tensor, record, wrap
from ._operands import as_operand, one_axis
from .indexing import _along, _grid, gather, getitem, nonzero, setitem
from .shaping import expand, flatten, reshape


def argwhere(input: Tensor) -> Tensor:
    """The indices of elements that are not 0, a row for each: (K, ndim)."""
    found: Tensor = nonzero(input)
    return found


def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements at these places of the flattened tensor, in the shape of `index`."""
    i = as_operand(index, "index")
    if i.array.dtype.kind not in "iu":
        raise RuntimeError(f"take(): Expected a long tensor for index, but got {i.dtype.name}: use index.long()")
    return getitem(flatten(input), i)


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """`gather` with shapes that broadcast, for what `argsort` and `argmax(keepdim=True)` return."""
    if dim is None:
        return gather(flatten(input), 0, flatten(indices))
    x, i = as_operand(input), as_operand(indices, "indices")
    if x.array.ndim != i.array.ndim:
        raise RuntimeError(
            f"torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{x.array.ndim} dimensions for input, and {i.array.ndim} dimensions for indices"
        )
    d = one_axis(dim, x.array.ndim)
    around = np.broadcast_shapes(*(tuple(1 if k == d else n for k, n in enumerate(t.array.shape)) for t in (x, i)))
    x, i = (expand(t, tuple(t.array.shape[d] if k == d else n for k, n in enumerate(around))) for t in (x, i))
    return gather(x, d, i)


# ---------------------------------------------------------------------- slices along an axis
def _slices(name: str, input: Tensor, dim: int, index: Tensor) -> tuple[Tensor, int, Array]:
    x, i = as_operand(input), np.atleast_1d(as_operand(index, "index").array)
    if i.ndim > 1:
        raise IndexError(f"{name}(): Index is supposed to be a vector, got shape {i.shape}")
    if i.dtype.kind not in "iu":
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index, got {index.dtype.name}: index.long()")
    d = one_axis(dim, x.array.ndim)
    n = x.array.shape[d] if x.array.ndim else 1
    if i.size and (i.min() < -n or i.max() >= n):
        raise IndexError(f"{name}(): index out of range: dimension {dim} has size {n}, got {int(i.max())}")
    return x, d, i


def _fitting(name: str, x: Tensor, d: int, i: Array, source: Tensor) -> None:
    wanted = tuple(len(i) if k == d else n for k, n in enumerate(x.array.shape))
    if source.array.shape != wanted:
        raise RuntimeError(f"{name}(): source has shape {tuple(source.array.shape)}, expected {wanted}")
    if source.array.dtype != x.array.dtype:
        raise RuntimeError(
            f"{name}(): self and source expected to have the same dtype, but got {x.dtype.name} and "
            f"{source.dtype.name}: source.to(x.dtype)"
        )


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1) -> Tensor:
    """A copy to which the slices of `source` are added at these indices along `dim`."""
    x, d, i = _slices("index_add", input, dim, index)
    s = as_operand(source, "source")
    _fitting("index_add", x, d, i, s)
    y = x.array.copy()
    np.add.at(np.moveaxis(y, d, 0), i, np.moveaxis(s.array if alpha == 1 else s.array * y.dtype.type(alpha), d, 0))
    return record(y, (x, lambda g: g), (s, lambda g: g.take(i, d) * alpha))


def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """A copy in which the slices of `source` stand at these indices along `dim`."""
    x, d, i = _slices("index_copy", input, dim, index)
    s = as_operand(source, "source")
    _fitting("index_copy", x, d, i, s)
    place = (slice(None),) * d + (i,)
    y = x.array.copy()
    y[place] = s.array
    return record(y, (x, lambda g: _without(g, place)), (s, lambda g: g[place]))


def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """A copy in which the slices at these indices along `dim` have one value."""
    x, d, i = _slices("index_fill", input, dim, index)
    v = value if isinstance(value, Tensor) else wrap(np.asarray(value).astype(x.array.dtype))
    if v.array.ndim:
        raise RuntimeError(
            f"index_fill only supports a 0-dimensional value tensor, but got tensor with {v.array.ndim} dimension(s)"
        )
    place = (slice(None),) * d + (i,)
    y = np.atleast_1d(x.array.copy())
    y[place] = v.array
    return record(
        y.reshape(x.array.shape), (x, lambda g: _without(g, place)), (v, lambda g: np.atleast_1d(g)[place].sum())
    )


def _without(g: Array, place: Any) -> Array:
    kept = np.atleast_1d(np.array(g))
    kept[place] = 0
    return kept.reshape(np.shape(g))


# ---------------------------------------------------------------------- elements
def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with `copy[indices] = values`, or `+=` that counts repeated indices with `accumulate`."""
    place = tuple(indices)
    if not accumulate:
        y = input.clone()
        setitem(y, place, values)
        return y
    x, v = as_operand(input), as_operand(values, "values")
    arrays = tuple(p.array if isinstance(p, Tensor) else p for p in place)
    total = x.array.copy()
    np.add.at(total, arrays, v.array)
    return record(total, (x, lambda g: g), (v, lambda g: np.asarray(g[arrays])))


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """A copy in which the elements where the mask holds are those of `source`, in order."""
    x, s = as_operand(input), as_operand(source, "source")
    shape = np.broadcast_shapes(x.array.shape, as_operand(mask, "mask").array.shape)
    m = np.broadcast_to(mask.array, shape)
    if m.dtype.kind != "b":
        raise RuntimeError(f"masked_scatter_ only supports boolean masks, but got mask with dtype {mask.dtype.name}")
    n = int(m.sum())
    if s.array.size < n or s.array.dtype != x.array.dtype:
        raise RuntimeError(
            f"masked_scatter: expected at least {n} elements of {x.dtype.name} in source, got {s.array.size} of "
            f"{s.dtype.name}"
        )
    y = np.broadcast_to(x.array, shape).copy()
    y[m] = s.array.reshape(-1)[:n]
    full = s.array.shape

    def to_source(g: Array) -> Array:
        out = np.zeros(full, g.dtype)
        out.reshape(-1)[:n] = g[m]
        return out

    return record(y, (x, lambda g: np.where(m, 0, g).astype(g.dtype)), (s, to_source))


def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy in which the slice at `index` along `dim` is `src`."""
    return _put(input, (slice(None),) * one_axis(dim, input.array.ndim) + (index,), src)


def slice_scatter(
    input: Tensor, src: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Tensor:
    """A copy in which the slices start:end:step along `dim` are those of `src`."""
    return _put(input, (slice(None),) * one_axis(dim, input.array.ndim) + (slice(start, end, step),), src)


def _put(input: Tensor, place: tuple[Any, ...], src: Tensor) -> Tensor:
    if input.array[place].shape != src.array.shape:
        raise RuntimeError(
            f"expected src to have the shape {input.array[place].shape} of the part that it replaces, got "
            f"{tuple(src.array.shape)}"
        )
    y = input.clone()
    setitem(y, place, src)
    return y


# ---------------------------------------------------------------------- many onto one
_REDUCTIONS = {"sum": np.add, "prod": np.multiply, "amax": np.maximum, "amin": np.minimum}


def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """What `scatter` puts on the same place, combined: "sum", "mean", "amax", "amin" or "prod" (no derivative).

    The element that was there takes part, unless `include_self=False`.
    """
    x, d, i = _along("scatter_reduce", input, dim, index)
    if reduce not in (*_REDUCTIONS, "mean"):
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}.")
    source, grid, region = as_operand(src, "src"), _grid(i, d), tuple(slice(n) for n in i.shape)
    a, part = x.array, as_operand(src, "src").array[region]
    named = np.zeros(a.shape, bool)
    named[grid] = True
    counts = np.full(a.shape, int(include_self))
    np.add.at(counts, grid, 1)
    y = a.copy()
    if not include_self:
        y[named] = _neutral(reduce, y.dtype)
    _REDUCTIONS.get(reduce, np.add).at(y, grid, part)
    if reduce == "mean":
        divisor = np.where(named, counts, 1)
        y = (y / divisor).astype(y.dtype) if y.dtype.kind == "f" else y // divisor
    takes_part = ~named if not include_self else np.ones(a.shape, bool)
    shape = source.array.shape

    def to_input(g: Array) -> Array:
        return g * takes_part * _shares(reduce, a, part, y, grid, takes_part)[0]

    def to_source(g: Array) -> Array:
        out = np.zeros(shape, g.dtype)
        out[region] = g[grid] * _shares(reduce, a, part, y, grid, takes_part)[1]
        return out

    return record(y, (x, to_input), (source, to_source))


def _shares(reduce: str, a: Array, part: Array, y: Array, grid: Any, takes_part: Array) -> tuple[Array, Array]:
    """How much each element of the input and of the source counts in its result."""
    if reduce == "prod":
        raise NotImplementedError("scatter_reduce(reduce='prod') has no derivative here")
    if reduce == "sum":
        return np.ones(a.shape), np.ones(part.shape)
    mine, theirs = (
        (takes_part, np.ones(part.shape, bool)) if reduce == "mean" else (takes_part & (a == y), part == y[grid])
    )
    total = mine.astype(np.int64)
    np.add.at(total, grid, theirs)
    total = np.maximum(total, 1)
    return mine / total, theirs / total[grid]


def _neutral(reduce: str, kind: np.dtype[Any]) -> Any:
    """What changes nothing in this reduction."""
    if reduce in ("sum", "mean", "prod"):
        return int(reduce == "prod")
    if kind.kind == "f":
        return -np.inf if reduce == "amax" else np.inf
    info = np.iinfo(kind)
    return info.min if reduce == "amax" else info.max


# ---------------------------------------------------------------------- windows
def unfold(self: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All windows of `size` elements along an axis, `step` apart, as a new last axis (a view)."""
    x = as_operand(self)
    d = one_axis(dimension, x.array.ndim)
    if x.array.ndim == 0:
        return reshape(x, (1,))
    n = x.array.shape[d]
    if not 0 <= size <= n or step <= 0:
        raise RuntimeError(f"maximum size for tensor at dimension {d} is {n} but size is {size}, step {step}")
    windows = np.lib.stride_tricks.sliding_window_view(x.array, size, d, writeable=x.array.flags.writeable)
    every = (slice(None),) * d + (slice(None, None, step),)
    shape, kind = x.array.shape, x.array.dtype

    def back(g: Array) -> Array:
        out = np.zeros(shape, kind)
        into = np.moveaxis(out, d, 0)
        count = g.shape[d]
        for k in range(size):  # the k-th element of every window
            into[k : k + step * (count - 1) + 1 : step] += np.moveaxis(g[..., k], d, 0)
        return out

    return view(x, record(windows[every], (x, back)), lambda p: unfold(p, d, size, step))
