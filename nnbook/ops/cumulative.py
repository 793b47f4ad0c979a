"""Running products and extremes, and differences of neighbors, each beside its derivative."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._graph import Array, mode
from .._tensor import Tensor, record, wrap
from ._operands import as_operand, floating, in_type, one_axis
from ._results import Extremes
from .arithmetic import sub
from .reduction import accumulated
from .shaping import cat, narrow


def cumprod(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Running products along `dim`. The gradient is right where factors are 0, too."""
    x = in_type(as_operand(input), dtype)
    a, d = x.array, one_axis(dim, x.array.ndim)
    y = accumulated(np.multiply, a, d, dtype is not None)
    if a.ndim == 0:
        return record(y, (x, lambda g: g))
    return record(y, (x, lambda g: _from_products(g, a, y, d)))


def _from_products(g: Array, a: Array, y: Array, d: int) -> Array:
    if not (a == 0).any():
        return _from_the_end(g * y, d) / a
    a, g = np.moveaxis(a, d, -1), np.moveaxis(g, d, -1)
    n = a.shape[-1]
    lower = np.tril(np.ones((n, n), bool))
    out = np.empty_like(a)
    for k in range(n):  # with one factor taken out, so that nothing is divided by 0
        others = np.where(np.arange(n) == k, 1, a).cumprod(-1)
        out[..., k] = (g * others * lower[:, k]).sum(-1)
    return np.moveaxis(out, -1, d)


def _from_the_end(g: Array, d: int) -> Array:
    """Running sums from the last element to the first."""
    return np.flip(np.flip(g, d).cumsum(axis=d), d)


def logcumsumexp(input: Tensor, dim: int) -> Tensor:
    """log(cumsum(exp(input))) along `dim`, without overflow."""
    x = floating(input)
    a, d = x.array, one_axis(dim, x.array.ndim)
    if a.ndim == 0:
        return record(a.copy(), (x, lambda g: g))
    y = mode.quiet(np.logaddexp.accumulate, a, d)
    return record(y, (x, lambda g: np.exp(a) * _from_the_end(g * np.exp(-y), d)))


# ---------------------------------------------------------------------- extremes so far
def cummax(input: Tensor, dim: int) -> Any:
    """The largest element so far along `dim`, and where it is: (values, indices); the last of equals."""
    return _running(np.maximum, np.greater_equal, input, dim).called("cummax")


def cummin(input: Tensor, dim: int) -> Any:
    """The smallest element so far along `dim`, and where it is: (values, indices); the last of equals."""
    return _running(np.minimum, np.less_equal, input, dim).called("cummin")


def _running(extreme: Any, reaches: Any, input: Tensor, dim: int) -> Extremes:
    x = as_operand(input)
    a, d = x.array, one_axis(dim, x.array.ndim)
    if a.ndim == 0:
        return Extremes(record(a.copy(), (x, lambda g: g)), wrap(np.asarray(0)))
    y = extreme.accumulate(a, d)
    steps = np.expand_dims(np.arange(a.shape[d]), tuple(range(1, a.ndim - d)))
    here = reaches(a, y) | np.isnan(a) if a.dtype.kind == "f" else reaches(a, y)
    places = np.maximum.accumulate(np.where(here, steps, 0), d)

    def back(g: Array) -> Array:
        out = np.zeros_like(a)
        grid = list(np.ogrid[tuple(slice(n) for n in a.shape)])
        grid[d] = places
        np.add.at(out, tuple(grid), g)
        return out

    return Extremes(record(y, (x, back)), wrap(places))


# ---------------------------------------------------------------------- differences
def diff(input: Tensor, n: int = 1, dim: int = -1, prepend: Any = None, append: Any = None) -> Tensor:
    """x[1:] - x[:-1] along `dim`, n times; `prepend` and `append` are put before and after first."""
    x = as_operand(input)
    if x.array.ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    if n == 0:
        return x.clone()
    d = one_axis(dim, x.array.ndim)
    if prepend is not None or append is not None:
        x = cat([part for part in (prepend, x, append) if part is not None], d)
    for _ in range(min(n, x.array.shape[d])):
        length = max(x.array.shape[d] - 1, 0)
        later, earlier = narrow(x, d, min(1, x.array.shape[d]), length), narrow(x, d, 0, length)
        x = later.logical_xor(earlier) if x.array.dtype.kind == "b" else sub(later, earlier)
    return x
