"""Tensors put side by side and taken apart in named directions, and brought to a common shape."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._graph import Array
from .._tensor import Size, Tensor, record
from ._operands import as_operand, one_axis
from .indexing import getitem
from .shaping import cat, expand, flatten, narrow, reshape, split, stack, transpose, unsqueeze


# ---------------------------------------------------------------------- at least so many axes
def _each(convert: Any, tensors: tuple[Any, ...]) -> Any:
    """`f(x)` or `f(x, y)` or `f([x, y])`: one tensor, or a tuple."""
    if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)):
        tensors = tuple(tensors[0])
    elif len(tensors) == 1:
        return convert(as_operand(tensors[0]))
    return tuple(convert(as_operand(t)) for t in tensors)


def atleast_1d(*tensors: Any) -> Any:
    """Numbers as vectors of one element; other tensors as they are."""
    return _each(lambda x: reshape(x, (1,)) if x.array.ndim == 0 else x, tensors)


def atleast_2d(*tensors: Any) -> Any:
    """Vectors (n) as rows (1, n), numbers as (1, 1); other tensors as they are."""
    return _each(lambda x: reshape(x, (1, -1)) if x.array.ndim < 2 else x, tensors)


def atleast_3d(*tensors: Any) -> Any:
    """Vectors (n) as (1, n, 1), matrices (n, m) as (n, m, 1), numbers as (1, 1, 1); others as they are."""
    return _each(
        lambda x: reshape(x, (1, -1, 1)) if x.array.ndim < 2 else unsqueeze(x, -1) if x.array.ndim == 2 else x, tensors
    )


def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    """The tensors stretched to the one shape that they broadcast to."""
    listed = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    shape = broadcast_shapes(*(as_operand(t).array.shape for t in listed))
    return tuple(expand(t, shape) for t in listed)


def broadcast_shapes(*shapes: Any) -> Size:
    """The shape that tensors of these shapes broadcast to."""
    try:
        return Size(np.broadcast_shapes(*shapes))
    except ValueError:
        raise RuntimeError(
            f"Shape mismatch: objects cannot be broadcast to a single shape: {', '.join(map(str, shapes))}"
        ) from None


# ---------------------------------------------------------------------- together
def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Side by side: along the first axis of vectors, along the second of everything else."""
    parts = atleast_1d(list(tensors))
    return cat(parts, 0 if parts and parts[0].array.ndim == 1 else 1)


def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """On top of each other: vectors as rows, everything else along the first axis."""
    return cat(atleast_2d(list(tensors)))


row_stack = vstack


def dstack(tensors: Sequence[Tensor]) -> Tensor:
    """Behind each other, along a third axis."""
    return cat(atleast_3d(list(tensors)), 2)


def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    """Side by side, vectors as columns."""
    parts = [as_operand(t) for t in tensors]
    return hstack([reshape(x, (-1, 1)) if x.array.ndim < 2 else x for x in parts])


def block_diag(*tensors: Tensor) -> Tensor:
    """Matrices along the diagonal of one large matrix, zeros elsewhere."""
    blocks = atleast_2d(list(tensors))
    widths = [b.array.shape[1] for b in blocks]
    rows = []
    for i, b in enumerate(blocks):
        left, right = (b.new_zeros(b.array.shape[0], n) for n in (sum(widths[:i]), sum(widths[i + 1 :])))
        rows.append(cat([left, b, right], 1))
    return cat(rows)


def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All combinations of an element of each vector, as rows; a single vector is itself."""
    if len(tensors) == 1:
        return tensors[0]
    places = np.indices([t.array.shape[0] for t in tensors]).reshape(len(tensors), -1)
    return stack([getitem(t, place) for t, place in zip(tensors, places, strict=True)], 1)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All combinations of r elements of a vector, as rows."""
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    places = np.array(list(choose(range(as_operand(input).array.shape[0]), r)), np.int64).reshape(-1, r)
    return getitem(input, places)


def repeat_interleave(input: Tensor, repeats: Any, dim: int | None = None, *, output_size: int | None = None) -> Tensor:
    """Each element (slice along `dim`) repeated in place, `repeats` times or as often as a tensor of counts says.

    `output_size` is accepted and has no effect.
    """
    x = as_operand(input) if dim is not None else flatten(input)
    d = 0 if dim is None else one_axis(dim, x.array.ndim)
    counts = np.broadcast_to(repeats.array if isinstance(repeats, Tensor) else np.asarray(repeats), x.array.shape[d])
    owner = np.repeat(np.arange(x.array.shape[d]), counts)
    shape, kind = x.array.shape, x.array.dtype

    def back(g: Array) -> Array:
        out = np.zeros(shape, kind)
        np.add.at(np.moveaxis(out, d, 0), owner, np.moveaxis(g, d, 0))
        return out

    return record(x.array.take(owner, axis=d), (x, back))


# ---------------------------------------------------------------------- apart
def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces along `dim`: so many, of nearly equal length, or cut at a list of places."""
    x = as_operand(input)
    d = one_axis(dim, x.array.ndim)
    if x.array.ndim == 0:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    n = x.array.shape[d]
    places = indices_or_sections.array.tolist() if isinstance(indices_or_sections, Tensor) else indices_or_sections
    if isinstance(places, int):
        if places <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {places}")
        cuts = [i * (n // places) + min(i, n % places) for i in range(1, places)]
    else:
        cuts = [slice(c).indices(n)[1] for c in places]
    starts = [0, *cuts]
    return tuple(narrow(x, d, a, max(b - a, 0)) for a, b in zip(starts, [*cuts, n], strict=True))


def split_with_sizes(input: Tensor, split_sizes: Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of these lengths along `dim`."""
    return split(input, list(split_sizes), dim)


def _split_along(name: str, input: Tensor, places: Any, dim: int) -> tuple[Tensor, ...]:
    x = as_operand(input)
    n = x.array.shape[dim] if x.array.ndim > dim else 0
    if x.array.ndim <= dim or (isinstance(places, int) and (places <= 0 or n % places)):
        raise RuntimeError(
            f"torch.{name} requires a tensor of at least {dim + 1} dimension(s), whose dimension {dim} the number of "
            f"sections divides: got {places} for shape {tuple(x.shape)}"
        )
    return tensor_split(x, places, dim)


def hsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Equal pieces from left to right: along the second axis, or the only one."""
    return _split_along("hsplit", input, indices_or_sections, 0 if as_operand(input).array.ndim == 1 else 1)


def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Equal pieces from top to bottom, along the first axis of at least two."""
    if as_operand(input).array.ndim < 2:
        raise RuntimeError("torch.vsplit requires a tensor with at least 2 dimension")
    return _split_along("vsplit", input, indices_or_sections, 0)


def dsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Equal pieces from front to back, along the third axis."""
    return _split_along("dsplit", input, indices_or_sections, 2)


# ---------------------------------------------------------------------- turned
def fliplr(input: Tensor) -> Tensor:
    """Reversed from left to right, along the second axis."""
    if as_operand(input).array.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return input.flip(1)


def flipud(input: Tensor) -> Tensor:
    """Reversed from top to bottom, along the first axis."""
    if as_operand(input).array.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return input.flip(0)


def rot90(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Tensor:
    """Turned by k quarters from the first axis in `dims` towards the second."""
    x = as_operand(input)
    if len(dims) != 2 or x.array.ndim < 2:
        raise RuntimeError(f"rot90: two different axes of a tensor are needed, got {list(dims)} of {x.array.ndim}")
    i, j = (one_axis(d, x.array.ndim) for d in dims)
    if i == j:
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    if k % 4 == 0:
        return x.clone()
    if k % 4 == 2:
        return x.flip(i, j)
    return transpose(x.flip(j), i, j) if k % 4 == 1 else transpose(x.flip(i), i, j)


def ravel(input: Tensor) -> Tensor:
    """All elements in one row."""
    return flatten(input)


def adjoint(input: Tensor) -> Tensor:
    """The matrices (..., n, m) transposed, as there are no complex numbers here."""
    if as_operand(input).array.ndim == 1:
        raise RuntimeError("tensor.adjoint() is only supported on matrices or batches of matrices.")
    return transpose(input, -2, -1)
