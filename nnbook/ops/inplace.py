"""Methods that write into their tensor: `x.add_(y)`, `x += y`, `x.zero_()`.

Outside a graph the numbers are overwritten in place. A leaf that requires a gradient refuses, except under `no_grad`.
An inner tensor of a graph takes over the result of the operation: PyTorch's values and gradients, and a graph that
needed the old content says so when it is walked.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import random
from .._graph import mode
from .._tensor import Tensor, record, replace, wrap, wrote_into
from . import arithmetic, indexing, pointwise
from .indexing import refuse_leaf

FROM_FUNCTIONS = {
    arithmetic: "add sub mul div floor_divide remainder pow neg abs",
    pointwise: "exp log sqrt rsqrt tanh sigmoid relu clamp floor ceil round",
    indexing: "masked_fill scatter scatter_add",
}


def overwrite(x: Tensor, operation: Any, name: str, *others: Any) -> Tensor:
    """`x = operation(x)` in place, by the three rules above."""
    refuse_leaf(x, name)
    in_graph = x.requires_grad or any(isinstance(o, Tensor) and o.requires_grad for o in others)
    if mode.recording and in_graph:
        _refuse_part(x, name)
        return replace(x, lambda old: _checked(operation(old), x, name))
    _store(x, operation(wrap(x.array)), name)
    return x


def _refuse_part(x: Tensor, name: str) -> None:
    """Raise if `x` is a part of another tensor of the graph: the whole would not see what is written into the part."""
    whole = x
    while len(whole._inputs) == 1 and isinstance(whole._inputs[0][0], Tensor):
        source = whole._inputs[0][0]
        if not np.may_share_memory(source.array, whole.array):
            return
        if source.array.size > whole.array.size:
            raise RuntimeError(
                f"{name}: this tensor is a view of a part of another one, and both are in a graph: the whole would not "
                f"change with it. Write y[index] = y[index].{name.rstrip('_')}(...) on the whole"
            )
        whole = source


def _checked(new: Tensor, x: Tensor, name: str) -> Tensor:
    if new.array.shape != x.array.shape:
        raise RuntimeError(
            f"{name}: the output with shape {list(x.array.shape)} doesn't match the broadcast shape "
            f"{list(new.array.shape)}"
        )
    if new.array.dtype != x.array.dtype and not np.can_cast(new.array.dtype, x.array.dtype, "same_kind"):
        raise RuntimeError(
            f"{name}: result type {new.dtype.name} can't be cast to the desired output type {x.dtype.name}"
        )
    return new


def _store(x: Tensor, new: Tensor, name: str) -> None:
    if not x.array.flags.writeable:
        raise RuntimeError(
            f"{name}: the memory of this tensor is read-only or shared by an expand: write into x.clone()"
        )
    _checked(new, x, name)
    if x._inputs:  # the way back of the operation that made x may need the old numbers: they stay where they are
        x.array = new.array.astype(x.array.dtype)
    else:
        np.copyto(x.array, new.array, casting="same_kind")
    wrote_into(x)


def _inplace_form(function: Any) -> Any:
    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return overwrite(self, lambda x: function(x, *args, **kwargs), name, *args, *kwargs.values())

    name = method.__name__ = function.__name__ + "_"
    method.__doc__ = f"`{function.__name__}`, written into this tensor."
    return method


def _augmented(operation: Any) -> Any:
    """`x += y`: in place outside a graph; within one, a new tensor under the old name."""

    def method(self: Tensor, other: Any) -> Tensor:
        refuse_leaf(self, f"{operation.__name__}_")
        if mode.recording and (self.requires_grad or (isinstance(other, Tensor) and other.requires_grad)):
            return _checked(operation(self, other), self, f"{operation.__name__}_")
        _store(self, operation(wrap(self.array), other), f"{operation.__name__}_")
        return self

    return method


# ---------------------------------------------------------------------- new content
def _fill_(self: Tensor, value: Any) -> Tensor:
    """Every element becomes `value`."""
    number = value.item() if isinstance(value, Tensor) else value
    return overwrite(self, lambda x: record(np.full_like(x.array, number), (x, np.zeros_like)), "fill_")


def _zero_(self: Tensor) -> Tensor:
    """Every element becomes 0."""
    return _fill_(self, 0)


def _copy_(self: Tensor, src: Any, non_blocking: bool = False) -> Tensor:
    """The elements of `src`, broadcast and converted to this tensor's type."""
    source = src if isinstance(src, Tensor) else wrap(np.asarray(src))

    def copied(x: Tensor) -> Tensor:
        return record(_stretched(source, x), (x, np.zeros_like), (source, lambda g: g))

    return overwrite(self, copied, "copy_", source)


def _stretched(source: Tensor, x: Tensor) -> Any:
    try:
        return np.broadcast_to(source.array, x.array.shape).astype(x.array.dtype)
    except ValueError:
        raise RuntimeError(
            f"copy_: a tensor of shape {tuple(source.array.shape)} does not fit into one of "
            f"shape {tuple(x.array.shape)}"
        ) from None


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


SPELLED_OUT = {
    "fill_": _fill_,
    "zero_": _zero_,
    "copy_": _copy_,
    "uniform_": _drawn("uniform_", _uniform),
    "normal_": _drawn("normal_", _normal),
    "bernoulli_": _drawn("bernoulli_", _bernoulli),
    "random_": _drawn("random_", _integers),
}
AUGMENTED = {
    "iadd": arithmetic.add,
    "isub": arithmetic.sub,
    "imul": arithmetic.mul,
    "itruediv": arithmetic.div,
    "ifloordiv": arithmetic.floor_divide,
    "imod": arithmetic.remainder,
    "ipow": arithmetic.pow,
}


def bind() -> None:
    """Give Tensor the methods that write into it."""
    for module, names in FROM_FUNCTIONS.items():
        for name in names.split():
            setattr(Tensor, name + "_", _inplace_form(getattr(module, name)))
    for name, method in SPELLED_OUT.items():
        setattr(Tensor, name, method)
    for name, operation in AUGMENTED.items():
        setattr(Tensor, f"__{name}__", _augmented(operation))
