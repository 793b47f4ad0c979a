"""Middles, quantiles, counts and covariances, each beside its derivative where it has one."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._graph import Array
from .._tensor import Tensor, record, wrap
from ._operands import Axes, as_operand, axes, floating, in_type, one_axis
from ._results import Extremes, Range
from .arithmetic import div, lerp, mul, sub
from .indexing import gather, where
from .order import argsort
from .reduction import amax, amin, mean, std, sum, var
from .shaping import flatten, movedim


# ---------------------------------------------------------------------- without NaN
def nansum(input: Tensor, dim: Axes = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum over `dim`, NaN counted as 0."""
    x = in_type(as_operand(input), dtype)
    return sum(_known(x), dim, keepdim)


def nanmean(input: Tensor, dim: Axes = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean over `dim` of what is not NaN."""
    x = in_type(as_operand(input), dtype)
    if x.array.dtype.kind != "f":
        raise RuntimeError(f"nanmean(): expected input to have floating point dtype but got {x.dtype.name}: x.float()")
    over = axes(dim, x.array.ndim)
    n = (~np.isnan(x.array)).sum(over, keepdims=keepdim)
    return div(sum(_known(x), dim, keepdim), wrap(np.asarray(n, x.array.dtype)))


def _known(x: Tensor) -> Tensor:
    return x if x.array.dtype.kind != "f" else where(wrap(np.isnan(x.array)), 0.0, x)


def count_nonzero(input: Tensor, dim: Axes = None) -> Tensor:
    """How many elements (along `dim`) are not 0."""
    a = as_operand(input).array
    return wrap(np.asarray((a != 0).sum(axes(dim, a.ndim)), np.int64))


# ---------------------------------------------------------------------- by rank
def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    """The k-th smallest along `dim` (counted from 1), and where it is: (values, indices)."""
    x = as_operand(input)
    d = one_axis(dim, x.array.ndim)
    n = x.array.shape[d] if x.array.ndim else 1
    if n == 0:
        raise IndexError(f"kthvalue(): Expected reduction dim {dim} to have non-zero size.")
    if not 1 <= k <= n:
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {d}: {k} of {n}")
    return _ranked(x, np.asarray(k - 1), d, keepdim).called("kthvalue")


def _ranked(x: Tensor, rank: Array, d: int, keepdim: bool) -> Extremes:
    """The elements of this rank along `d`, in ascending order from 0, NaN last."""
    if x.array.ndim == 0:
        return Extremes(x.clone(), wrap(np.asarray(0)))
    order = argsort(x, d).array
    shape = tuple(1 if i == d else m for i, m in enumerate(x.array.shape))
    place = np.take_along_axis(order, np.broadcast_to(rank, shape), d)
    values = gather(x, d, wrap(place))
    if keepdim:
        return Extremes(values, wrap(place))
    return Extremes(values.squeeze(d), wrap(place.squeeze(d)))


def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The middle element, the lower one of two; with `dim`, along it and where it is: (values, indices)."""
    return _middle("median", input, dim, keepdim, lambda ordinary, n: np.where(ordinary == n, (n - 1) // 2, n - 1))


def nanmedian(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Any:
    """The `median` of what is not NaN."""
    return _middle("nanmedian", input, dim, keepdim, lambda ordinary, n: np.maximum((ordinary - 1) // 2, 0))


def _middle(name: str, input: Tensor, dim: int | None, keepdim: bool, rank_of: Any) -> Any:
    """`rank_of` tells the rank from how many of the n elements are ordinary numbers; NaN counts as the largest."""
    x = as_operand(input)
    if x.array.dtype.kind == "b" and x.array.size:
        raise NotImplementedError(f"{name}() is not implemented for booleans: use x.int()")
    if dim is None:
        if x.array.size == 0:
            return wrap(np.asarray(_smallest(x.array.dtype), x.array.dtype))
        x, d = flatten(x), 0
    else:
        d = one_axis(dim, x.array.ndim)
    n = x.array.shape[d] if x.array.ndim else 1
    if n == 0:
        raise IndexError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")
    unordered = np.isnan(x.array) if x.array.dtype.kind == "f" else np.zeros(x.array.shape, bool)
    ordinary = n - unordered.sum(d if x.array.ndim else None, keepdims=True)
    found = _ranked(x, rank_of(ordinary, n), d, keepdim)
    return found.called(name) if dim is not None else _shared(x, found.values.array)


def _smallest(kind: np.dtype[Any]) -> Any:
    """What PyTorch calls the median of nothing."""
    return np.nan if kind.kind == "f" else True if kind.kind == "b" else np.iinfo(kind).min


def _shared(x: Tensor, y: Array) -> Tensor:
    """The value y that some elements of x have: they share its gradient equally."""
    hit = (x.array == y) | (np.isnan(y) & np.isnan(x.array))
    return record(y, (x, lambda g: g * (hit / hit.sum()).astype(g.dtype)))


def mode(input: Tensor, dim: int = -1, keepdim: bool = False) -> Any:
    """The most frequent element along `dim` (the smallest of equals), and where it is last: (values, indices)."""
    x = as_operand(input)
    if x.array.ndim == 0:
        return Extremes(x.clone(), wrap(np.asarray(0))).called("mode")
    d = one_axis(dim, x.array.ndim)
    order = np.moveaxis(np.argsort(x.array, axis=d, kind="stable"), d, -1)
    lines = np.take_along_axis(np.moveaxis(x.array, d, -1), order, -1)
    n = lines.shape[-1]
    if n == 0:
        raise IndexError(f"mode(): Expected reduction dim {dim} to have non-zero size.")
    starts = np.concatenate([np.ones((*lines.shape[:-1], 1), bool), lines[..., 1:] != lines[..., :-1]], -1)
    first = np.maximum.accumulate(np.where(starts, np.arange(n), 0), -1)
    run = np.arange(n) - first  # how many equal ones came before
    best = run.argmax(-1)[..., None]
    place = np.moveaxis(np.take_along_axis(order, best, -1), -1, d)
    values = gather(x, d, wrap(place))
    found = (values, wrap(place)) if keepdim else (values.squeeze(d), wrap(place.squeeze(d)))
    return Extremes(*found).called("mode")


def quantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Tensor:
    """The value below which a share q of the elements lies, along `dim`; several q give a new axis in front."""
    return _quantile("quantile", input, q, dim, keepdim, interpolation)


def nanquantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Tensor:
    """The `quantile` of what is not NaN."""
    return _quantile("nanquantile", input, q, dim, keepdim, interpolation)


def _quantile(name: str, input: Tensor, q: Any, dim: int | None, keepdim: bool, interpolation: str) -> Tensor:
    x = as_operand(input)
    shares = q.array if isinstance(q, Tensor) else np.asarray(q, x.array.dtype)
    if x.array.dtype.kind != "f" or shares.dtype != x.array.dtype:
        raise RuntimeError(f"{name}(): input and q must be floating point of the same dtype, got {x.dtype.name}")
    if x.array.size == 0:
        raise RuntimeError(f"{name}() input tensor must be non-empty")
    if ((shares < 0) | (shares > 1)).any() or shares.ndim > 1:
        raise RuntimeError(f"{name}() q must be one number or a vector of numbers in the range [0, 1], got {q}")
    rank = x.array.ndim
    lines = flatten(x) if dim is None else movedim(x, one_axis(dim, rank), -1) if rank else x.reshape((1,))
    order = argsort(lines, -1)
    ascending = gather(lines, -1, order)
    missing = np.isnan(lines.array).sum(-1, keepdims=True)
    n = lines.array.shape[-1]
    spoilt = missing > 0 if name == "quantile" else missing == n
    place = shares.reshape(-1) * (n - 1 - (missing if name == "nanquantile" else 0))
    place = np.where(spoilt, n - 1, np.maximum(place, 0)).astype(np.float64)
    found = _between(ascending, place, interpolation)
    found = movedim(found, -1, 0)  # the axis of the shares in front
    if keepdim and rank:
        found = found.reshape((len(found), *[1] * rank)) if dim is None else found.unsqueeze(one_axis(dim, rank) + 1)
    return found if shares.ndim else found.squeeze(0)


def _between(ascending: Tensor, place: Array, interpolation: str) -> Tensor:
    """The elements at these places along the last axis, which may lie between two."""
    low, high = (wrap(f(place).astype(np.int64)) for f in (np.floor, np.ceil))
    if interpolation in ("lower", "higher", "nearest"):
        nearest = wrap(np.round(place).astype(np.int64))
        return gather(ascending, -1, {"lower": low, "higher": high, "nearest": nearest}[interpolation])
    if interpolation not in ("linear", "midpoint"):
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
            f"{interpolation}"
        )
    share = np.full(place.shape, 0.5) if interpolation == "midpoint" else place - np.floor(place)
    weight = wrap(share.astype(ascending.array.dtype))
    return lerp(gather(ascending, -1, low), gather(ascending, -1, high), weight)


# ---------------------------------------------------------------------- two at once
def var_mean(
    input: Tensor, dim: Axes = None, unbiased: bool = True, keepdim: bool = False, *, correction: int | None = None
) -> tuple[Tensor, Tensor]:
    """The variance and the mean over `dim`."""
    return _with_mean(var, input, dim, unbiased, keepdim, correction)


def std_mean(
    input: Tensor, dim: Axes = None, unbiased: bool = True, keepdim: bool = False, *, correction: int | None = None
) -> tuple[Tensor, Tensor]:
    """The standard deviation and the mean over `dim`."""
    return _with_mean(std, input, dim, unbiased, keepdim, correction)


def _with_mean(
    spread: Any, input: Tensor, dim: Axes, unbiased: bool, keepdim: bool, correction: int | None
) -> tuple[Tensor, Tensor]:
    if isinstance(dim, bool):  # PyTorch's form without dim
        return _with_mean(spread, input, None, dim, keepdim, correction)
    return spread(input, dim, unbiased, keepdim, correction=correction), mean(input, dim, keepdim)


def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Any:
    """The smallest and the largest element (along `dim`): (min, max)."""
    over: Axes = () if dim is None else dim
    return Range(amin(input, over, keepdim), amax(input, over, keepdim))


# ---------------------------------------------------------------------- variables in rows
def cov(input: Tensor, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Tensor:
    """The covariances of the rows of (variables, observations): (variables, variables)."""
    for name, weights in (("fweights", fweights), ("aweights", aweights)):
        if weights is not None:
            raise NotImplementedError(f"cov({name}=...) is not supported: weigh the deviations yourself")
    x = floating(input)
    if x.array.ndim > 2:
        raise RuntimeError(f"cov(): expected input to have two or fewer dimensions but got {x.array.ndim} dimensions")
    rows = x if x.array.ndim == 2 else x.reshape((1, -1))
    deviations = sub(rows, mean(rows, 1, True))
    scaled = div(deviations @ deviations.T, max(rows.array.shape[1] - correction, 0))
    return scaled if x.array.ndim == 2 else scaled.squeeze()


def corrcoef(input: Tensor) -> Tensor:
    """The correlations of the rows of (variables, observations): (variables, variables)."""
    c = cov(input)
    if c.array.ndim == 0:
        return div(c, c)
    scale = c.diagonal().sqrt()
    return div(c, mul(scale[:, None], scale[None])).clamp(-1, 1)
