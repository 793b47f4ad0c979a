"""Elements as a set, and where numbers belong: distinct values, membership, bins. None of these has a derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._graph import Array
from .._tensor import Tensor, wrap
from ._operands import as_operand, one_axis, pair


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The distinct elements in ascending order (slices along `dim`), where each element is among them, how many."""
    a = as_operand(input).array
    d = None if dim is None else one_axis(dim, a.ndim)
    found, inverse, counts = np.unique(a, return_inverse=True, return_counts=True, axis=d, equal_nan=False)
    places = inverse.reshape(a.shape if d is None else -1)
    return _with_options(found, places, counts, return_inverse, return_counts)


def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """The elements (slices along `dim`) without those that are equal to the one before."""
    a = as_operand(input).array
    lines = a.reshape(-1) if dim is None else np.moveaxis(a, one_axis(dim, a.ndim), 0)
    changes = (lines[1:] != lines[:-1]).any(axis=tuple(range(1, lines.ndim)))
    starts = np.concatenate([np.ones(min(len(lines), 1), bool), changes])
    first = np.flatnonzero(starts)
    counts = np.diff(np.append(first, len(lines)))
    kept = lines[first] if dim is None else np.moveaxis(lines[first], 0, one_axis(dim, a.ndim))
    places = starts.cumsum() - 1
    return _with_options(
        kept, places.reshape(a.shape) if dim is None else places, counts, return_inverse, return_counts
    )


def _with_options(found: Array, places: Array, counts: Array, return_inverse: bool, return_counts: bool) -> Any:
    results = [wrap(np.ascontiguousarray(found))]
    if return_inverse:
        results.append(wrap(places.astype(np.int64)))
    if return_counts:
        results.append(wrap(counts.astype(np.int64)))
    return tuple(results) if len(results) > 1 else results[0]


def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Which elements are among `test_elements`; with `invert`, which are not."""
    a, b = pair(elements, test_elements) if np.ndim(_plain(elements)) == 0 or np.ndim(_plain(test_elements)) == 0 else (
        as_operand(elements), as_operand(test_elements))  # fmt: skip
    return wrap(np.isin(a.array, b.array, assume_unique=assume_unique, invert=invert))


def _plain(x: Any) -> Any:
    return x.array if isinstance(x, Tensor) else x


# ---------------------------------------------------------------------- bins
def searchsorted(
    sorted_sequence: Tensor,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Any = None,
) -> Tensor:
    """Where each number would be put into an ascending sequence (..., n), before equals, or after with `right`."""
    if sorter is not None:
        raise NotImplementedError("searchsorted(sorter=...) is not supported: sort the sequence first")
    if side not in (None, "left", "right") or (side == "left" and right):
        raise RuntimeError(f"searchsorted: side must be 'left' or 'right' and agree with right={right}, got {side!r}")
    after = right or side == "right"
    edges, numbers = as_operand(sorted_sequence).array, np.asarray(_plain(input))
    if edges.ndim == 0:
        raise RuntimeError("searchsorted: the sequence must have at least one axis, got a 0-d tensor")
    if edges.ndim == 1:
        found = np.searchsorted(edges, numbers, "right" if after else "left")
    elif edges.shape[:-1] == numbers.shape[:-1]:
        compare = np.less_equal if after else np.less
        found = compare(edges[..., None, :], numbers[..., :, None]).sum(-1)
    else:
        raise RuntimeError(
            "searchsorted: the sequences must be one-dimensional, or all axes but the last must match: "
            f"{edges.shape} and {numbers.shape}"
        )
    return wrap(np.asarray(found, np.int32 if out_int32 else np.int64))


def bucketize(input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """The number of the bin, between ascending boundaries (n), that each element falls into: 0 to n."""
    if as_operand(boundaries).array.ndim != 1:
        raise RuntimeError(f"bucketize: boundaries tensor must be 1 dimension, but got {boundaries.array.ndim}")
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each whole number from 0 on occurs in a vector, or the sum of the weights of its occurrences."""
    a = as_operand(input).array
    if a.ndim != 1 or a.dtype.kind not in "iu" or (a < 0).any():
        raise RuntimeError(
            f"bincount only supports 1-d non-negative integral inputs, got shape {a.shape} of {input.dtype.name}"
        )
    if minlength < 0:
        raise RuntimeError(f"minlength should be >= 0, got {minlength}")
    if weights is None:
        return wrap(np.bincount(a, None, minlength))
    w = as_operand(weights).array
    if w.shape != a.shape:
        raise RuntimeError(f"weights should be 1-d and have the same length as input, got {w.shape} and {a.shape}")
    return wrap(np.bincount(a, w, minlength).astype(w.dtype if w.dtype == np.float32 else np.float64))


def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements fall into each of `bins` equal bins from `min` to `max` (0 and 0: the range that is there)."""
    x = as_operand(input)
    if x.array.dtype.kind != "f":
        raise NotImplementedError(f"histc is not implemented for {x.dtype.name}: use x.float()")
    if bins <= 0:
        raise RuntimeError(f"bins must be > 0, but got {bins}")
    low, high = (float(min), float(max)) if min != max or not x.array.size else (x.array.min(), x.array.max())
    if low > high:
        raise RuntimeError(f"histc: max must be larger than min, got {min} and {max}")
    if low == high:
        low, high = low - 1, high + 1
    return wrap(np.histogram(x.array, bins, (float(low), float(high)))[0].astype(x.array.dtype))
