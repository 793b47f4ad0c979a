"""Reading and writing by position: slices, integers, masks, tensors of indices, each beside its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._aliases import may_be_overwritten, overwrite, replace, view
from .._graph import Array, mode
from .._tensor import Tensor, record, wrap
from ._operands import Number, as_operand, one_axis, pair


def _index(index: Any) -> Any:
    """An index as NumPy takes it: tensors as arrays, lists as arrays."""
    if isinstance(index, tuple):
        return tuple(_index(i) for i in index)
    if isinstance(index, Tensor):
        if index.array.dtype.kind == "f":
            raise IndexError(
                f"tensors used as indices must hold whole numbers or booleans, got {index.dtype.name}: x.long()"
            )
        return index.array if index.array.ndim or index.array.dtype.kind == "b" else int(index.array)
    if isinstance(index, list):
        return np.asarray([i.array if isinstance(i, Tensor) else i for i in index], None if index else np.int64)
    return index


def _at(index: Any, ndim: int) -> Any:
    """An index into a tensor of so many axes, as NumPy takes it."""
    index = _index(index)
    _no_negative_steps(index)
    if isinstance(index, tuple) and any(isinstance(i, np.ndarray) for i in index):
        axes = sum(i.ndim if i.dtype.kind == "b" else 1 for i in index if isinstance(i, np.ndarray))
        axes += sum(isinstance(i, (int, np.integer, slice)) and not isinstance(i, bool) for i in index)
        if axes >= ndim:  # a "..." that stands for no axes at all separates nothing
            index = tuple(i for i in index if i is not Ellipsis)
    return index


def _is_basic(index: Any) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    return all(
        i is None or i is Ellipsis or (isinstance(i, (int, np.integer, slice)) and not isinstance(i, bool))
        for i in parts
    )


def _integers_first(index: Any) -> tuple[Any, Any] | None:
    """An index that mixes integers and arrays, as two: PyTorch takes integers first, NumPy counts them as arrays."""
    if not isinstance(index, tuple) or not any(isinstance(i, np.ndarray) for i in index):
        return None
    if not any(isinstance(i, (int, np.integer)) and not isinstance(i, bool) for i in index):
        return None
    first: list[Any] = []
    second: list[Any] = []
    for i in index:
        if isinstance(i, np.ndarray):
            first += [slice(None)] * (i.ndim if i.dtype.kind == "b" else 1)
            second.append(i)
        else:
            first.append(i)
            if not isinstance(i, (int, np.integer)):
                second.append(Ellipsis if i is Ellipsis else slice(None))
    return tuple(first), tuple(second)


def getitem(input: Tensor, index: Any) -> Tensor:
    """`input[index]`: a view for slices and integers, a copy for masks and tensors of indices, as in PyTorch."""
    index = _at(index, input.array.ndim)
    two_steps = _integers_first(index)
    if two_steps is not None:
        return getitem(getitem(input, two_steps[0]), two_steps[1])
    a = input.array
    try:
        y = a[index]
    except IndexError as error:
        raise IndexError(f"{error} (indexing a tensor of shape {tuple(a.shape)})") from None
    basic, shape, kind = _is_basic(index), a.shape, a.dtype

    def back(g: Array) -> Array:
        out = np.zeros(shape, kind)
        if basic:
            out[index] = g
        else:
            np.add.at(out, index, g)  # an element may be named more than once
        return out

    if not basic:
        return record(y, (input, back))
    part = y if type(y) is np.ndarray else a[(*(index if isinstance(index, tuple) else (index,)), ...)]
    return view(input, record(part, (input, back)), lambda p: getitem(p, index))


def _no_negative_steps(index: Any) -> None:
    for i in index if isinstance(index, tuple) else (index,):
        if isinstance(i, slice) and i.step is not None and int(i.step) <= 0:
            raise ValueError(f"step must be greater than zero, got {i.step}: to reverse an axis use x.flip(dim)")


def setitem(input: Tensor, index: Any, value: Any) -> None:
    """`input[index] = value`. Within a graph, `input` becomes a new tensor whose gradient flows to both."""
    place = _at(index, input.array.ndim)
    tracked = isinstance(value, Tensor) and value.requires_grad
    if not mode.recording or not (input.requires_grad or tracked):
        plain = value.array if isinstance(value, Tensor) else value
        overwrite(input, lambda a: _write(a, place, plain))
        return
    refuse_leaf(input, "x[i] = value")
    source = (
        as_operand(value) if isinstance(value, (Tensor, np.ndarray)) else wrap(np.asarray(value, input.array.dtype))
    )

    def write(old: Tensor) -> Tensor:
        new = old.array if may_be_overwritten(old) else old.array.copy()
        _write(new, place, source.array)

        def to_old(g: Array) -> Array:
            kept = np.array(g)  # g.copy() of a 0-d result of NumPy is a number, which nothing can be written into
            _write(kept, place, 0)
            return kept

        return record(new, (old, to_old), (source, lambda g: getitem(wrap(g), place).array))

    replace(input, write)


def _write(a: Array, index: Any, value: Any) -> None:
    two_steps = _integers_first(index)
    if two_steps is not None:
        a, index = a[two_steps[0]], two_steps[1]
    try:
        a[index] = value
    except ValueError as error:
        raise RuntimeError(f"shape mismatch in x[i] = value: {error}") from None
    except IndexError as error:
        raise IndexError(f"{error} (writing into a tensor of shape {tuple(a.shape)})") from None


def refuse_leaf(x: Tensor, what: str) -> None:
    """Raise PyTorch's error for writing into a leaf that requires a gradient: its graph would be wrong."""
    if mode.recording and x.requires_grad and x.is_leaf:
        raise RuntimeError(
            f"a leaf Variable that requires grad is being used in an in-place operation ({what}): "
            "wrap it in `with no_grad():`, or compute a new tensor"
        )


# ---------------------------------------------------------------------- choosing by condition or by index
def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where the condition holds, `other` elsewhere; with the condition alone, the indices where it holds."""
    if input is None and other is None:
        return nonzero(condition, as_tuple=True)
    a, b = pair(input, other)
    c = as_operand(condition).array.astype(bool)
    y = np.where(c, a.array, b.array)
    return record(y, (a, lambda g: np.where(c, g, 0).astype(g.dtype)), (b, lambda g: np.where(c, 0, g).astype(g.dtype)))


def nonzero(input: Tensor, *, out: Any = None, as_tuple: bool = False) -> Any:
    """The indices of elements that are not 0: a row for each (K, ndim), or a tensor for each axis with `as_tuple`."""
    if out is not None:
        raise NotImplementedError("nonzero(out=...) is not supported: assign the result")
    a = as_operand(input).array
    found = np.nonzero(np.atleast_1d(a))
    if as_tuple:
        return tuple(wrap(i) for i in found)
    return wrap(np.stack(found, 1) if a.ndim else np.empty((len(found[0]), 0), np.int64))


def masked_fill(input: Tensor, mask: Tensor, value: Number | Tensor) -> Tensor:
    """`value` where the mask holds, `input` elsewhere."""
    x, m = as_operand(input), as_operand(mask).array
    if m.dtype.kind != "b":
        raise RuntimeError(
            f"masked_fill only supports boolean masks, but got mask with dtype {mask.dtype.name}: use mask.bool()"
        )
    fill = value if isinstance(value, Tensor) else wrap(np.asarray(value).astype(x.array.dtype))
    if fill.array.ndim:
        raise RuntimeError(
            f"masked_fill only supports a 0-dimensional value tensor, but got {fill.array.ndim} dimensions"
        )
    y = np.where(m, fill.array.astype(x.array.dtype), x.array)
    return record(
        y,
        (x, lambda g: np.where(m, 0, g).astype(g.dtype)),
        (fill, lambda g: np.where(m, g, 0).astype(g.dtype)),
    )


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask holds, in one row."""
    a, m = np.broadcast_arrays(as_operand(input).array, as_operand(mask).array)
    shape = a.shape

    def back(g: Array) -> Array:
        out = np.zeros(shape, g.dtype)
        out[m] = g
        return out

    return record(a[m], (input, back))


def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """`out[i][j] = input[index[i][j]][j]` for dim 0, and so on: one element of `input` for each index along `dim`."""
    if as_operand(input).array.ndim == 0:
        return gather(input[None], dim, index.reshape(-1)).reshape(index.array.shape)
    x, d, i = _along("gather", input, dim, index)
    region = tuple(slice(None) if k == d else slice(n) for k, n in enumerate(i.shape))

    shape, kind = x.array.shape, x.array.dtype

    def back(g: Array) -> Array:
        out = np.zeros(shape, kind)
        np.add.at(out, _grid(i, d), g)
        return out

    return record(np.take_along_axis(x.array[region], i, d), (x, back))


def scatter(
    input: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None, reduce: str | None = None
) -> Tensor:
    """A copy of `input` with `out[index[i][j]][j] = src[i][j]` for dim 0, and so on; `src` may be a number."""
    if reduce is not None:
        raise NotImplementedError(f"scatter(reduce={reduce!r}) is not supported: for sums use scatter_add")
    if as_operand(input).array.ndim == 0:
        return scatter(input[None], dim, index.reshape(-1), _as_line(src), value=value)[0]
    x, d, i = _along("scatter", input, dim, index)
    source = src if isinstance(src, Tensor) else wrap(np.full(i.shape, value if src is None else src, x.array.dtype))
    region = tuple(slice(n) for n in i.shape)
    grid = _grid(i, d)
    y = x.array.copy()
    y[grid] = source.array[region]

    def to_input(g: Array) -> Array:
        kept = g.copy()
        kept[grid] = 0
        return kept

    shape, kind = source.array.shape, source.array.dtype

    def to_source(g: Array) -> Array:
        out = np.zeros(shape, kind)
        out[region] = g[grid]
        return out

    return record(y, (x, to_input), (source, to_source))


def _as_line(src: Any) -> Any:
    return src.reshape(-1) if isinstance(src, Tensor) else src


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """A copy of `input` with `out[index[i][j]][j] += src[i][j]` for dim 0, and so on."""
    x, d, i = _along("scatter_add", input, dim, index)
    region = tuple(slice(n) for n in i.shape)
    grid = _grid(i, d)
    y = x.array.copy()
    np.add.at(y, grid, src.array[region])

    shape, kind = src.array.shape, src.array.dtype

    def to_source(g: Array) -> Array:
        out = np.zeros(shape, kind)
        out[region] = g[grid]
        return out

    return record(y, (x, lambda g: g), (src, to_source))


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices along `dim` that `index` (one-dimensional) names, in its order."""
    x = as_operand(input)
    d, i = one_axis(dim, x.array.ndim), np.atleast_1d(as_operand(index, "index").array)
    if x.array.ndim == 0:
        return getitem(x[None], wrap(i))[0]
    return getitem(x, (slice(None),) * d + (wrap(i),))


def _along(name: str, input: Tensor, dim: int, index: Tensor) -> tuple[Tensor, int, Array]:
    x, i = as_operand(input), as_operand(index, "index").array
    if i.dtype.kind not in "iu":
        raise RuntimeError(f"{name}(): expected dtype int64 for index, got {index.dtype.name}: use index.long()")
    if i.ndim != x.array.ndim:
        raise RuntimeError(f"{name}(): index has {i.ndim} axes, the input {x.array.ndim}: both need the same number")
    d = one_axis(dim, x.array.ndim)
    n = x.array.shape[d]
    if i.size and (i.min() < 0 or i.max() >= n):
        wrong = int(i.min() if i.min() < 0 else i.max())
        raise RuntimeError(f"index {wrong} is out of bounds for dimension {dim} with size {n}")
    return x, d, i


def _grid(index: Array, dim: int) -> tuple[Array, ...]:
    """Indices of every element along the other axes, and `index` along `dim`."""
    return tuple(index if k == dim else line for k, line in enumerate(np.ogrid[tuple(slice(n) for n in index.shape)]))
