"""Many elements to one: sums, means, extremes, each beside its derivative. `dim`: an axis, several, or None for all."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._graph import Array, mode
from .._tensor import Tensor, record, wrap
from ._operands import Axes, as_operand, axes, floating, in_type, one_axis
from ._results import Extremes


def spread(g: Array, over: tuple[int, ...], keepdim: bool, shape: tuple[int, ...]) -> Array:
    """The gradient of a reduction, brought back to the shape of what was reduced (a view)."""
    if not keepdim and over:
        g = np.expand_dims(g, over)
    return np.broadcast_to(g, shape)


def sum(input: Tensor, dim: Axes = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum over `dim`; booleans and whole numbers are summed as int64."""
    x = in_type(as_operand(input), dtype)
    a, over = x.array, axes(dim, x.array.ndim)
    shape, whole = a.shape, None if a.dtype.kind == "f" or dtype is not None else np.int64
    total = mode.quiet(lambda: a.sum(axis=over, keepdims=keepdim, dtype=whole))
    return record(total, (x, lambda g: spread(g, over, keepdim, shape)))


def mean(input: Tensor, dim: Axes = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean over `dim` of floating point numbers."""
    x = in_type(as_operand(input), dtype)
    if x.array.dtype.kind != "f":
        raise RuntimeError(f"mean(): the input must be floating point, got {x.dtype.name}: use x.float().mean()")
    a, over = x.array, axes(dim, x.array.ndim)
    shape, n = a.shape, _count(a, over)
    total = mode.quiet(lambda: a.sum(axis=over, keepdims=keepdim))
    if n == 0:  # nothing to divide by, and nothing to carry a gradient to
        return record(np.full_like(total, np.nan), (x, lambda g: np.zeros(shape, g.dtype)))
    return record(
        total / np.asarray(n, a.dtype), (x, lambda g: spread(g / np.asarray(n, g.dtype), over, keepdim, shape))
    )


def _count(a: Array, over: tuple[int, ...]) -> int:
    return int(np.prod([a.shape[i] for i in over], dtype=np.int64))


def var(
    input: Tensor, dim: Axes = None, unbiased: bool = True, keepdim: bool = False, *, correction: int | None = None
) -> Tensor:
    """The variance over `dim`: squared deviations from the mean over n - correction (1 unless `unbiased=False`)."""
    if isinstance(dim, bool):  # var(x, False) is PyTorch's form without dim
        return var(input, None, dim, keepdim, correction=correction)
    x = _floats("var", input)
    a, over = x.array, axes(dim, x.array.ndim)
    n = _count(a, over) - (correction if correction is not None else int(unbiased))
    shape = a.shape
    with np.errstate(all="ignore"):
        deviations = a - a.mean(axis=over, keepdims=True) if a.size else a
        y = (deviations * deviations).sum(axis=over, keepdims=keepdim) / np.asarray(n if n > 0 else 0, a.dtype)

    def back(g: Array) -> Array:
        return spread(g * np.asarray(2 / n if n > 0 else np.nan, g.dtype), over, keepdim, shape) * deviations

    return record(y, (x, back))


def std(
    input: Tensor, dim: Axes = None, unbiased: bool = True, keepdim: bool = False, *, correction: int | None = None
) -> Tensor:
    """The standard deviation over `dim`, the root of `var`."""
    variance = var(_floats("std", input), dim, unbiased, keepdim, correction=correction)
    root = np.sqrt(variance.array)

    def back(g: Array) -> Array:  # 0 where there is no spread, as in PyTorch
        return np.divide(g, 2 * root, out=np.zeros_like(root), where=root != 0)

    return record(root, (variance, back))


def _floats(name: str, input: Tensor) -> Tensor:
    x = as_operand(input)
    if x.array.dtype.kind != "f":
        raise RuntimeError(f"{name} only supports floating point numbers, got {x.dtype.name}: use x.float()")
    return x


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The product over `dim`, or of all elements. The gradient is right where factors are 0, too."""
    x = in_type(as_operand(input), dtype)
    a, over = x.array, axes(dim, x.array.ndim)
    whole = None if a.dtype.kind == "f" or dtype is not None else np.int64
    y = mode.quiet(lambda: a.prod(axis=over, keepdims=True, dtype=whole))

    def back(g: Array) -> Array:
        zeros = (a == 0).sum(axis=over, keepdims=True)
        filled = np.where(a == 0, 1, a)
        others = filled.prod(axis=over, keepdims=True) / filled  # the product of all other factors that are not 0
        slope = np.where(zeros == 0, others, np.where((zeros == 1) & (a == 0), others, 0))
        return spread(g, over, keepdim, a.shape) * slope

    return record(y if keepdim or not over else y.squeeze(over), (x, back))


# ---------------------------------------------------------------------- extremes
def _extreme(function: str, input: Tensor, dim: Axes, keepdim: bool) -> Tensor:
    """amax and amin: equal extremes share the gradient equally."""
    x = as_operand(input)
    a, over = x.array, axes(dim, x.array.ndim)
    _not_empty(function, a, over, dim)
    y = getattr(a, function.removeprefix("a"))(axis=over, keepdims=True)

    def back(g: Array) -> Array:
        hit = a == y
        return spread(g, over, keepdim, a.shape) * (hit / hit.sum(axis=over, keepdims=True)).astype(g.dtype)

    return record(y if keepdim or not over else y.squeeze(over), (x, back))


def _not_empty(function: str, a: Array, over: tuple[int, ...], dim: Axes) -> None:
    if 0 in [a.shape[i] for i in over]:
        error = RuntimeError if dim is None or dim == () else IndexError  # as PyTorch
        raise error(f"{function}(): there is nothing to choose from in a tensor of shape {a.shape}")


def amax(input: Tensor, dim: Axes = (), keepdim: bool = False) -> Tensor:
    """The largest over `dim`; equal ones share the gradient."""
    return _extreme("amax", input, dim, keepdim)


def amin(input: Tensor, dim: Axes = (), keepdim: bool = False) -> Tensor:
    """The smallest over `dim`; equal ones share the gradient."""
    return _extreme("amin", input, dim, keepdim)


def _pick(input: Tensor, indices: Array, dim: int, keepdim: bool) -> Extremes:
    """The elements at `indices` along `dim`, and the way back to them alone."""
    a, shape, kind = input.array, input.array.shape, input.array.dtype

    def back(g: Array) -> Array:
        out = np.zeros(shape, kind)
        np.put_along_axis(out, indices, g if keepdim else np.expand_dims(g, dim), dim)
        return out

    values = np.take_along_axis(a, indices, dim)
    if keepdim:
        return Extremes(record(values, (input, back)), wrap(indices))
    return Extremes(record(values.squeeze(dim), (input, back)), wrap(indices.squeeze(dim)))


def _extreme_along(function: str, input: Tensor, dim: Any, keepdim: bool) -> Any:
    x = as_operand(input)
    if dim is None:
        return _extreme("a" + function, x, None, False)
    if isinstance(dim, Tensor):  # torch.max(a, b) is the element-wise form
        from .pointwise import maximum, minimum

        return (maximum if function == "max" else minimum)(x, dim)
    if x.array.ndim == 0:
        one_axis(dim, 0)
        return Extremes(record(x.array.copy(), (x, lambda g: g)), wrap(np.asarray(0))).called(function)
    d = one_axis(dim, x.array.ndim)
    _not_empty(function, x.array, (d,), d)
    indices = (np.argmax if function == "max" else np.argmin)(x.array, axis=d, keepdims=True)
    return _pick(x, indices, d, keepdim).called(function)


def max(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """The largest element; with `dim`, the largest along it as (values, indices); with a tensor, `maximum`."""
    return _extreme_along("max", input, dim, keepdim)


def min(input: Tensor, dim: Any = None, keepdim: bool = False) -> Any:
    """The smallest element; with `dim`, the smallest along it and where they are; with a tensor, `minimum`."""
    return _extreme_along("min", input, dim, keepdim)


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the largest element is: the first of equals, counted in the flattened tensor without `dim`."""
    return _where_extreme("argmax", input, dim, keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """Where the smallest element is: the first of equals, counted in the flattened tensor without `dim`."""
    return _where_extreme("argmin", input, dim, keepdim)


def _where_extreme(function: str, input: Tensor, dim: int | None, keepdim: bool) -> Tensor:
    a = as_operand(input).array
    if a.dtype.kind == "b":
        raise RuntimeError(f"{function}(): does not support bool input: use x.int()")
    if dim is not None and a.ndim == 0:
        one_axis(dim, 0)
        return wrap(np.asarray(0))
    d = None if dim is None else one_axis(dim, a.ndim)
    _not_empty(function, a, tuple(range(a.ndim)) if d is None else (d,), 0)
    return wrap(getattr(np, function)(a, axis=d, keepdims=keepdim))


# ---------------------------------------------------------------------- truth, order, accumulation
def all(input: Tensor, dim: Axes = None, keepdim: bool = False) -> Tensor:
    """Whether no element (along `dim`) is 0 or False."""
    a = as_operand(input).array
    return wrap(a.all(axis=axes(dim, a.ndim), keepdims=keepdim).astype(_truth_type(a)))


def _truth_type(a: Array) -> Any:
    return np.uint8 if a.dtype == np.uint8 else np.bool_  # bytes were truth values before PyTorch had booleans


def any(input: Tensor, dim: Axes = None, keepdim: bool = False) -> Tensor:
    """Whether some element (along `dim`) is not 0 or False."""
    a = as_operand(input).array
    return wrap(a.any(axis=axes(dim, a.ndim), keepdims=keepdim).astype(_truth_type(a)))


def logsumexp(input: Tensor, dim: Axes, keepdim: bool = False) -> Tensor:
    """log(sum(exp(input))) over `dim`, without overflow: the largest element is taken out first."""
    x = floating(input)
    a, over = x.array, axes(dim, x.array.ndim)
    top = a.max(axis=over, keepdims=True, initial=-np.inf)
    top = np.where(np.isfinite(top), top, 0).astype(a.dtype)
    with np.errstate(all="ignore"):
        y = np.log(np.exp(a - top).sum(axis=over, keepdims=True)) + top

    def back(g: Array) -> Array:
        return spread(g, over, keepdim, a.shape) * np.exp(a - y)

    return record(y if keepdim or not over else y.squeeze(over), (x, back))


def accumulated(function: Any, a: Array, d: int, typed: bool) -> Array:
    """Running results along an axis, kept in float64 on the way as PyTorch does; whole numbers become int64."""
    kind = a.dtype if a.dtype.kind == "f" or typed else np.dtype(np.int64)
    if a.ndim == 0:
        return np.array(a, kind)
    steps = mode.quiet(function.accumulate, a, d, np.float64 if kind.kind == "f" else kind)
    return np.asarray(mode.quiet(steps.astype, kind))


def cumsum(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Running sums along `dim`."""
    x = in_type(as_operand(input), dtype)
    d = one_axis(dim, x.array.ndim)
    y = accumulated(np.add, x.array, d, dtype is not None)
    if x.array.ndim == 0:
        return record(y, (x, lambda g: g))
    return record(y, (x, lambda g: np.flip(np.flip(g, d).cumsum(axis=d), d)))


def norm(
    input: Tensor, p: Any = "fro", dim: Axes = None, keepdim: bool = False, out: Any = None, dtype: Any = None
) -> Tensor:
    """The p-norm of the elements as one vector: (sum |x|**p) ** (1/p); "fro" is 2, inf the largest |x|."""
    if out is not None:
        raise NotImplementedError("norm(out=...) is not supported: assign the result")
    x = in_type(_floats("norm", input), dtype)
    power = 2.0 if p in ("fro", None) else float(p)
    a, over = x.array, axes(dim, x.array.ndim)
    magnitude = np.abs(a)
    y = np.asarray(mode.quiet(_norm, magnitude, power, over))

    def back(g: Array) -> Array:
        g = spread(g, over, keepdim, a.shape)
        if power == 0:
            return np.zeros_like(a)
        if np.isinf(power):
            hit = magnitude == y
            return g * np.sign(a) * (hit / hit.sum(axis=over, keepdims=True)).astype(a.dtype)
        slope = np.sign(a) * (magnitude / y) ** (power - 1)
        return g * np.where(y == 0, 0, slope).astype(a.dtype)

    return record(y if keepdim or not over else y.squeeze(over), (x, back))


def _norm(magnitude: Array, power: float, over: tuple[int, ...]) -> Any:
    if power == np.inf:
        return magnitude.max(axis=over, keepdims=True)
    if power == -np.inf:
        return magnitude.min(axis=over, keepdims=True)
    if power == 0:
        return (magnitude != 0).sum(axis=over, keepdims=True).astype(magnitude.dtype)
    if power == 2:
        return np.sqrt((magnitude * magnitude).sum(axis=over, keepdims=True))
    return (magnitude**power).sum(axis=over, keepdims=True) ** magnitude.dtype.type(1 / power)
