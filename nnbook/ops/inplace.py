"""Methods that write into their tensor: `x.add_(y)`, `x += y`, `x.zero_()`.

Outside a graph the numbers are overwritten in place. A leaf that requires a gradient refuses, except under `no_grad`.
An inner tensor of a graph takes over the result of the operation: PyTorch's values and gradients, and a graph that
needed the old content says so when it is walked.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._aliases import overwrite as write_over
from .._aliases import replace, reshape_self
from .._graph import mode
from .._tensor import Tensor, record, wrap
from . import (
    arithmetic,
    comparison,
    cumulative,
    exponentials,
    indexing,
    order,
    placing,
    pointwise,
    products,
    reduction,
    shaping,
    special,
    trigonometry,
)
from .indexing import refuse_leaf

FROM_FUNCTIONS = {
    arithmetic: "add sub mul div floor_divide remainder fmod pow float_power neg abs sign reciprocal addcmul addcdiv "
    "lerp subtract multiply divide true_divide negative absolute sgn",
    pointwise: "exp log log1p log2 log10 expm1 sqrt rsqrt square tanh sigmoid relu sin cos clamp clip clamp_min "
    "clamp_max floor ceil round trunc frac fix nan_to_num",
    trigonometry: "tan asin acos atan atan2 sinh cosh asinh acosh atanh arcsin arccos arctan arctan2 arcsinh arccosh "
    "arctanh sinc deg2rad rad2deg hypot",
    exponentials: "exp2 logit xlogy erfc erfinv",
    special: "erf",
    comparison: "eq ne lt le gt ge greater greater_equal less less_equal not_equal logical_and logical_or logical_xor "
    "logical_not bitwise_and bitwise_or bitwise_xor bitwise_not bitwise_left_shift bitwise_right_shift",
    cumulative: "cumprod",
    reduction: "cumsum",
    products: "addmm addmv addr addbmm baddbmm",
    order: "tril triu",
    indexing: "masked_fill scatter scatter_add",
    placing: "index_add index_copy index_fill index_put masked_scatter scatter_reduce",
}
OF_SHAPE = "squeeze unsqueeze transpose swapaxes swapdims t"  # these change what the tensor is, not its numbers


def overwrite(x: Tensor, operation: Any, name: str, *others: Any) -> Tensor:
    """`x = operation(x)` in place, by the three rules above."""
    refuse_leaf(x, name)
    in_graph = x.requires_grad or any(isinstance(o, Tensor) and o.requires_grad for o in others)
    _refuse_read_only(x, name)
    if mode.recording and in_graph:
        return replace(x, lambda old: _checked(operation(old), x, name))
    _store(x, operation(wrap(x.array)), name)
    return x


def _refuse_read_only(x: Tensor, name: str) -> None:
    if not x.array.flags.writeable:
        raise RuntimeError(
            f"{name}: the memory of this tensor is read-only or shared by an expand: write into x.clone()"
        )


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
    _checked(new, x, name)
    write_over(x, lambda a: np.copyto(a, new.array, casting="same_kind"))


def _inplace_form(function: Any) -> Any:
    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return overwrite(self, lambda x: function(x, *args, **kwargs), name, *args, *kwargs.values())

    name = method.__name__ = function.__name__ + "_"
    method.__doc__ = f"`{function.__name__}`, written into this tensor."
    return method


def _reshaped_form(function: Any) -> Any:
    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        refuse_leaf(self, name)
        return reshape_self(self, lambda x: function(x, *args, **kwargs))

    name = method.__name__ = function.__name__ + "_"
    method.__doc__ = f"`{function.__name__}` of this tensor itself."
    return method


def _augmented(operation: Any) -> Any:
    """`x += y` is `x.add_(y)`."""

    name = operation.__name__ + "_"

    def method(self: Tensor, other: Any) -> Tensor:
        return overwrite(self, lambda x: operation(x, other), name, other)

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


def _fill_diagonal_(self: Tensor, fill_value: float, wrap: bool = False) -> Tensor:
    """The diagonal of a matrix becomes one value; with `wrap` it starts again below a tall matrix."""
    a = self.array
    if a.ndim < 2 or (a.ndim > 2 and len(set(a.shape)) > 1):
        raise RuntimeError(f"fill_diagonal_: a matrix, or axes of one length, are needed, got shape {tuple(a.shape)}")

    def filled(x: Tensor) -> Tensor:
        y, rest = x.array.copy(), np.ones(x.array.shape, x.array.dtype)
        np.fill_diagonal(y, fill_value, wrap)
        np.fill_diagonal(rest, 0, wrap)
        return record(y, (x, lambda g: g * rest))

    return overwrite(self, filled, "fill_diagonal_")


def _detach_(self: Tensor) -> Tensor:
    """This tensor without its history: a leaf that requires no gradient."""
    self._inputs, self._needs_grad = (), False
    return self


def _apply_(self: Tensor, callable: Any) -> Tensor:
    """`callable` of every element, one after another (slow); not within a graph."""
    if self.requires_grad:
        raise RuntimeError("Can't call apply_() on a tensor that requires grad: use x.detach().apply_()")
    values = [callable(v) for v in self.array.reshape(-1).tolist()]
    return _copy_(self, wrap(np.array(values, self.array.dtype).reshape(self.array.shape)))


SPELLED_OUT = {
    "fill_": _fill_,
    "zero_": _zero_,
    "copy_": _copy_,
    "fill_diagonal_": _fill_diagonal_,
    "detach_": _detach_,
    "apply_": _apply_,
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
    for name in OF_SHAPE.split():
        setattr(Tensor, name + "_", _reshaped_form(getattr(shaping, name)))
    for name, method in SPELLED_OUT.items():
        setattr(Tensor, name, method)
    for name, operation in AUGMENTED.items():
        setattr(Tensor, f"__{name}__", _augmented(operation))
