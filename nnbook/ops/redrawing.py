"""Methods that fill a tensor with random numbers: `x.normal_()`, `x.uniform_(-1, 1)`, `x.bernoulli_(0.5)`."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import random
from .._tensor import Tensor, record
from .inplace import overwrite


def _drawn(name: str, draw: Any) -> Any:
    def method(self: Tensor, *args: Any, generator: Any = None, **kwargs: Any) -> Tensor:
        stream = random.stream(generator)

        def fresh(x: Tensor) -> Tensor:
            drawn = draw(stream, x.array, *args, **kwargs).astype(x.array.dtype)
            return record(drawn, (x, np.zeros_like))

        return overwrite(self, fresh, name)

    method.__name__ = name
    return method


def _float_kind(a: Any) -> Any:
    return a.dtype.type if a.dtype.kind == "f" else np.float64


def _uniform(stream: Any, a: Any, from_: float = 0.0, to: float = 1.0, **named: Any) -> Any:
    low = named.get("from", from_)
    if low > to:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={low} > to={to}")
    return low + (to - low) * stream.random(a.shape, dtype=_float_kind(a))


def _normal(stream: Any, a: Any, mean: float = 0.0, std: float = 1.0) -> Any:
    if std < 0:
        raise RuntimeError(f"normal_ expects std >= 0.0, but found std {std}")
    return mean + std * stream.standard_normal(a.shape, dtype=_float_kind(a))


def _bernoulli(stream: Any, a: Any, p: Any = 0.5) -> Any:
    return stream.random(a.shape) < (p.array if isinstance(p, Tensor) else p)


def _integers(stream: Any, a: Any, from_: int = 0, to: int | None = None) -> Any:
    low, high = (from_, to) if to is not None else (0, from_ or 2**24)
    return stream.integers(low, high, a.shape)


def _exponential(stream: Any, a: Any, lambd: float = 1) -> Any:
    if lambd <= 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    return stream.standard_exponential(a.shape, dtype=_float_kind(a)) / lambd


def _log_normal(stream: Any, a: Any, mean: float = 1, std: float = 2) -> Any:
    return np.exp(_normal(stream, a, mean, std))


def _geometric(stream: Any, a: Any, p: float) -> Any:
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p}")
    return stream.geometric(p, a.shape)


def _cauchy(stream: Any, a: Any, median: float = 0, sigma: float = 1) -> Any:
    return median + sigma * stream.standard_cauchy(a.shape)


DRAWN = {
    "uniform_": _uniform,
    "normal_": _normal,
    "log_normal_": _log_normal,
    "exponential_": _exponential,
    "cauchy_": _cauchy,
    "bernoulli_": _bernoulli,
    "geometric_": _geometric,
    "random_": _integers,
}


def bind() -> None:
    """Give Tensor the methods that fill it with random numbers."""
    for name, draw in DRAWN.items():
        setattr(Tensor, name, _drawn(name, draw))
