"""The same elements in another shape or order, and tensors put together or taken apart, each beside its derivative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._aliases import view
from .._dtype import promote
from .._graph import Array
from .._tensor import Tensor, record
from ._operands import as_operand, axes, cast, one_axis, sizes


def _view(x: Tensor, array: Array) -> Tensor:
    """`array`, which holds the elements of `x` in their order, under another shape: a view, unless it is a copy."""
    before, after = x.array.shape, array.shape
    out = record(array, (x, lambda g: g.reshape(before)))
    base = array.base
    if array is not x.array and (base is None or (base is not x.array and base is not x.array.base)):
        return out
    return view(x, out, lambda p: _view(p, p.array.reshape(after)))


def reshape(input: Tensor, shape: Any) -> Tensor:
    """The same elements, row by row, in a new shape; one length may be -1. A view where the memory allows it."""
    x, lengths = as_operand(input), sizes((shape,) if isinstance(shape, (int, Sequence)) else tuple(shape))
    try:
        return _view(x, x.array.reshape(lengths))
    except ValueError:
        raise RuntimeError(
            f"shape {list(lengths)} is invalid for input of size {x.array.size}: a tensor of shape "
            f"{tuple(x.array.shape)} keeps its number of elements"
        ) from None


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Axes `start_dim` to `end_dim` joined into one: images (N, C, H, W) become rows (N, C*H*W) by `flatten(x, 1)`."""
    x = as_operand(input)
    shape = x.array.shape
    if not shape:
        return _view(x, x.array.reshape(1))
    first, last = one_axis(start_dim, len(shape)), one_axis(end_dim, len(shape))
    if first > last:
        raise RuntimeError(f"flatten() has invalid args: start_dim ({start_dim}) cannot come after end_dim ({end_dim})")
    joined = int(np.prod(shape[first : last + 1], dtype=np.int64))
    return _view(x, x.array.reshape((*shape[:first], joined, *shape[last + 1 :])))


def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """Axis `dim` split into several of these lengths; one may be -1."""
    x = as_operand(input)
    d = one_axis(dim, x.array.ndim)
    try:
        return _view(x, x.array.reshape(x.array.shape[:d] + tuple(sizes) + x.array.shape[d + 1 :]))
    except ValueError:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {dim} ({x.array.shape[d]})"
        ) from None


def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Without axes of length 1 (all of them, or those among `dim`)."""
    x = as_operand(input)
    candidates = axes(dim, x.array.ndim) if dim != () else ()
    return _view(x, x.array.squeeze(tuple(i for i in candidates if x.array.shape[i] == 1)))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a new axis of length 1 at `dim`."""
    x = as_operand(input)
    return _view(x, np.expand_dims(x.array, one_axis(dim, x.array.ndim + 1)))


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two axes exchanged (a view)."""
    x = as_operand(input)
    if x.array.ndim == 0:
        return _view(x, x.array)
    i, j = one_axis(dim0, x.array.ndim), one_axis(dim1, x.array.ndim)
    out = record(x.array.swapaxes(i, j), (x, lambda g: g.swapaxes(i, j)))
    return view(x, out, lambda p: transpose(p, i, j))


def swapaxes(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """Two axes exchanged (a view): `transpose` under NumPy's name."""
    return transpose(input, axis0, axis1)


def swapdims(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two axes exchanged (a view): `transpose` under one more name."""
    return transpose(input, dim0, dim1)


def t(input: Tensor) -> Tensor:
    """The transpose of a matrix; vectors and numbers stay as they are."""
    if as_operand(input).array.ndim > 2:
        raise RuntimeError(
            f"t() expects a tensor with <= 2 dimensions, but self is {input.array.ndim}D: use x.transpose(i, j)"
        )
    return transpose(input, 0, -1) if input.array.ndim == 2 else _view(input, input.array)


def permute(input: Tensor, dims: Sequence[int]) -> Tensor:
    """The axes in a new order (a view): images from (N, H, W, C) to (N, C, H, W) by `permute(x, (0, 3, 1, 2))`."""
    x = as_operand(input)
    order = tuple(one_axis(d, x.array.ndim) for d in dims)
    if sorted(order) != list(range(x.array.ndim)):
        raise RuntimeError(
            f"permute(dims={tuple(dims)}): a tensor of {x.array.ndim} axes needs each of 0 to {x.array.ndim - 1} once"
        )
    back = tuple(int(i) for i in np.argsort(order)) if order else ()
    out = record(x.array.transpose(order), (x, lambda g: g.transpose(back)))
    return view(x, out, lambda p: permute(p, order))


def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Axes moved from `source` to `destination`, the others in their order."""
    x = as_operand(input)
    sources = (source,) if isinstance(source, int) else tuple(source)
    targets = (destination,) if isinstance(destination, int) else tuple(destination)
    moved = [one_axis(s, x.array.ndim) for s in sources]
    rest = [i for i in range(x.array.ndim) if i not in moved]
    for target, axis in sorted(zip([one_axis(d, x.array.ndim) for d in targets], moved, strict=True)):
        rest.insert(target, axis)
    return permute(x, rest)


moveaxis = movedim


def expand(input: Tensor, size: Any) -> Tensor:
    """Axes of length 1 stretched without a copy; -1 keeps a length. New axes may be added in front."""
    x, target = as_operand(input), list(size)
    offset = len(target) - x.array.ndim
    lengths = [x.array.shape[i - offset] if n == -1 and i >= offset else n for i, n in enumerate(target)]
    try:
        out = record(np.broadcast_to(x.array, lengths), (x, lambda g: g))
        return view(x, out, lambda p: expand(p, lengths))
    except ValueError:
        raise RuntimeError(
            f"expand: a tensor of shape {tuple(x.array.shape)} cannot become {target}: only axes of length 1 stretch"
        ) from None


def broadcast_to(input: Tensor, size: Any) -> Tensor:
    """`input` stretched to a shape, as `expand`."""
    return expand(input, size)


def tile(input: Tensor, dims: Sequence[int]) -> Tensor:
    """Copies side by side, `dims[i]` of them along axis i."""
    x = as_operand(input)
    counts = (1,) * (x.array.ndim - len(dims)) + tuple(dims)
    shape = (1,) * (len(counts) - x.array.ndim) + x.array.shape
    split = tuple(n for pair in zip(counts, shape, strict=True) for n in pair)
    over, before = tuple(range(0, len(split), 2)), x.array.shape
    return record(np.tile(x.array, counts), (x, lambda g: g.reshape(split).sum(over).reshape(before)))


def flip(input: Tensor, dims: Any) -> Tensor:
    """Reversed along `dims`."""
    x = as_operand(input)
    over = axes(dims, x.array.ndim) if dims != () else ()
    return record(np.flip(x.array, over).copy(), (x, lambda g: np.flip(g, over)))


def roll(input: Tensor, shifts: Any, dims: Any = None) -> Tensor:
    """Shifted along `dims`; what leaves at the end comes in at the start."""
    x = as_operand(input)
    back = -shifts if isinstance(shifts, int) else tuple(-s for s in shifts)
    return record(np.roll(x.array, shifts, dims), (x, lambda g: np.roll(g, back, dims)))


# ---------------------------------------------------------------------- together and apart
def _same_type(name: str, tensors: Any) -> list[Tensor]:
    found = [as_operand(x, f"{name}: each element") for x in tensors]
    if not found:
        refusal = ValueError if name == "cat" else RuntimeError
        raise refusal(f"{name}(): expected a non-empty list of Tensors")
    kind = found[0].array.dtype
    for x in found[1:]:
        kind = promote(kind, x.array.dtype)
    return [x if x.array.dtype == kind else cast(x, kind) for x in found]


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors joined along an axis they all have; the other lengths must agree."""
    parts = _same_type("cat", tensors)
    parts = [
        x for x in parts if x.array.shape != (0,)
    ] or parts  # PyTorch lets empty vectors pass, whatever the rest is
    d = one_axis(dim, parts[0].array.ndim)
    try:
        y = np.concatenate([x.array for x in parts], d)
    except ValueError:
        raise RuntimeError(
            f"cat(dim={dim}): sizes of tensors must match except in dimension {dim}, "
            f"got {[tuple(x.array.shape) for x in parts]}"
        ) from None
    cuts = np.cumsum([x.array.shape[d] for x in parts])[:-1]
    return record(y, (tuple(parts), lambda g: np.split(g, cuts, d)))


concat = concatenate = cat


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Tensors of one shape side by side along a new axis `dim`."""
    parts = _same_type("stack", tensors)
    d = one_axis(dim, parts[0].array.ndim + 1)
    if any(x.array.shape != parts[0].array.shape for x in parts):
        raise RuntimeError(
            f"stack expects each tensor to be equal size, but got {[tuple(x.array.shape) for x in parts]}"
        )
    return record(np.stack([x.array for x in parts], d), (tuple(parts), lambda g: tuple(np.moveaxis(g, d, 0))))


def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces along `dim`: of one length (the last may be shorter), or of the lengths in a list."""
    x = as_operand(tensor)
    if x.array.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    d = one_axis(dim, x.array.ndim)
    n = x.array.shape[d]
    if isinstance(split_size_or_sections, int):
        if split_size_or_sections <= 0:
            raise RuntimeError(f"split expects split_size to be positive, got {split_size_or_sections}")
        step = split_size_or_sections
        lengths = [min(step, n - start) for start in range(0, n, step)] or [0]
    else:
        lengths = list(split_size_or_sections)
        if sum(lengths) != n:
            raise RuntimeError(f"split: the sections {lengths} must sum to {n}, the length of dimension {dim}")
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    return tuple(narrow(x, d, start, length) for start, length in zip(starts, lengths, strict=True))


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` pieces of equal length along `dim`; the last may be shorter."""
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    if as_operand(input).array.ndim == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    n = input.array.shape[one_axis(dim, input.array.ndim)]
    return split(input, -(-n // chunks) if n else [0] * chunks, dim)


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along `dim`, without that axis."""
    x = as_operand(input)
    d = one_axis(dim, x.array.ndim)
    return tuple(select(x, d, i) for i in range(x.array.shape[d]))


def narrow(input: Tensor, dim: int, start: int, length: int) -> Tensor:
    """`length` elements along `dim` from `start` on (a view)."""
    x = as_operand(input)
    d = one_axis(dim, x.array.ndim)
    if not 0 <= start <= start + length <= x.array.shape[d]:
        raise RuntimeError(f"narrow: start ({start}) + length ({length}) exceeds dimension size ({x.array.shape[d]})")
    return _basic(x, (slice(None),) * d + (slice(start, start + length),))


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """The slice at `index` along `dim`, without that axis (a view)."""
    x = as_operand(input)
    d = one_axis(dim, x.array.ndim)
    if not -x.array.shape[d] <= index < x.array.shape[d]:
        raise IndexError(f"select(): index {index} out of range for a dimension of size {x.array.shape[d]}")
    return _basic(x, (slice(None),) * d + (index,))


def _basic(x: Tensor, index: tuple[Any, ...]) -> Tensor:
    """A view by slices and integers, which name every element at most once."""
    shape, kind = x.array.shape, x.array.dtype

    def back(g: Array) -> Array:
        out = np.zeros(shape, kind)
        out[index] = g
        return out

    return view(x, record(x.array[(*index, ...)], (x, back)), lambda p: _basic(p, index))
