"""New tensors of random numbers, all from the one generator of `nnbook.random` (or one that is passed)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import random
from .._graph import Array
from .._tensor import Tensor, wrap
from ._operands import as_operand, sizes
from .creation import finish, kind_of


def rand(
    *size: Any, generator: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Uniform random numbers from 0 to 1, without 1."""
    return finish(_uniform(sizes(size), kind_of(dtype), generator), requires_grad, device)


def _uniform(shape: tuple[int, ...], kind: np.dtype[Any], generator: Any) -> Array:
    return random.stream(generator).random(shape, dtype=kind.type)


def randn(
    *size: Any, generator: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Random numbers of the normal distribution with mean 0 and variance 1."""
    return finish(
        random.stream(generator).standard_normal(sizes(size), dtype=kind_of(dtype).type), requires_grad, device
    )


def randint(
    low: int = 0,
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
    elif high is None:
        low, high = 0, low
    if not isinstance(size, Sequence):
        raise TypeError(f"randint: size must be a tuple such as (3, 4), got {size!r}")
    if low >= high:
        raise RuntimeError(f"randint expects 'low' to be smaller than 'high', but found low={low} >= high={high}")
    numbers = random.stream(generator).integers(low, high, tuple(size))
    return finish(numbers.astype(np.int64 if dtype is None else kind_of(dtype)), requires_grad, device)


def randperm(
    n: int, *, generator: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """The numbers from 0 to n - 1 in random order."""
    order = random.stream(generator).permutation(n)
    return finish(order.astype(np.int64 if dtype is None else kind_of(dtype)), requires_grad, device)


def rand_like(
    input: Tensor, *, generator: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`rand` in the shape and element type of `input`."""
    kind = input.dtype if dtype is None else dtype
    return rand(input.array.shape, generator=generator, dtype=kind, device=device, requires_grad=requires_grad)


def randn_like(
    input: Tensor, *, generator: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """`randn` in the shape and element type of `input`."""
    kind = input.dtype if dtype is None else dtype
    return randn(input.array.shape, generator=generator, dtype=kind, device=device, requires_grad=requires_grad)


def randint_like(
    input: Tensor,
    low: int,
    high: Any = None,
    *,
    generator: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`randint` in the shape and element type of `input`."""
    kind = input.dtype if dtype is None else dtype
    low, high = (0, low) if high is None else (low, high)
    size = input.array.shape
    return randint(low, high, size, generator=generator, dtype=kind, device=device, requires_grad=requires_grad)


def poisson(input: Tensor, generator: Any = None) -> Tensor:
    """Random counts of the Poisson distributions with these rates."""
    rates = as_operand(input).array
    if (rates < 0).any():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    return wrap(random.stream(generator).poisson(rates).astype(rates.dtype))


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


def normal(
    mean: Any = 0.0,
    std: Any = 1.0,
    size: Any = None,
    *,
    generator: Any = None,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Random numbers of normal distributions with these means and standard deviations (numbers or tensors)."""
    m, s = (v.array if isinstance(v, Tensor) else np.asarray(v, kind_of(dtype)) for v in (mean, std))
    if (s < 0).any():
        raise RuntimeError(f"normal expects all elements of std >= 0.0, got {np.min(s)}")
    shape = np.broadcast_shapes(m.shape, s.shape) if size is None else sizes((size,))
    kind = np.result_type(m, s) if dtype is None else kind_of(dtype)
    numbers = np.asarray(m + s * random.stream(generator).standard_normal(shape, dtype=kind.type), kind)
    return finish(numbers, requires_grad, device)
