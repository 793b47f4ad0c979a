"""In-place methods as functions: `relu_(x)` is `x.relu_()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._tensor import Tensor


def _function(name: str) -> Callable[[Tensor], Tensor]:
    def of_tensor(input: Tensor) -> Tensor:
        written: Tensor = getattr(input, name)()
        return written

    of_tensor.__name__ = of_tensor.__qualname__ = name
    of_tensor.__doc__ = f"`{name.removesuffix('_')}`, written into the tensor."
    return of_tensor


abs_ = _function("abs_")
acos_ = _function("acos_")
acosh_ = _function("acosh_")
arccos_ = _function("arccos_")
arccosh_ = _function("arccosh_")
arcsin_ = _function("arcsin_")
arcsinh_ = _function("arcsinh_")
arctan_ = _function("arctan_")
arctanh_ = _function("arctanh_")
asin_ = _function("asin_")
asinh_ = _function("asinh_")
atan_ = _function("atan_")
atanh_ = _function("atanh_")
ceil_ = _function("ceil_")
cos_ = _function("cos_")
cosh_ = _function("cosh_")
deg2rad_ = _function("deg2rad_")
detach_ = _function("detach_")
erf_ = _function("erf_")
erfc_ = _function("erfc_")
exp2_ = _function("exp2_")
exp_ = _function("exp_")
expm1_ = _function("expm1_")
fix_ = _function("fix_")
floor_ = _function("floor_")
frac_ = _function("frac_")
log10_ = _function("log10_")
log1p_ = _function("log1p_")
log2_ = _function("log2_")
log_ = _function("log_")
neg_ = _function("neg_")
negative_ = _function("negative_")
rad2deg_ = _function("rad2deg_")
reciprocal_ = _function("reciprocal_")
relu_ = _function("relu_")
rsqrt_ = _function("rsqrt_")
sigmoid_ = _function("sigmoid_")
sin_ = _function("sin_")
sinc_ = _function("sinc_")
sinh_ = _function("sinh_")
sqrt_ = _function("sqrt_")
square_ = _function("square_")
tan_ = _function("tan_")
tanh_ = _function("tanh_")
trunc_ = _function("trunc_")
zero_ = _function("zero_")


def clamp_(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """`clamp`, written into the tensor."""
    return input.clamp_(min, max)


clip_ = clamp_


def clamp_min_(input: Tensor, min: Any) -> Tensor:
    """`clamp_min`, written into the tensor."""
    return input.clamp_min_(min)


def clamp_max_(input: Tensor, max: Any) -> Tensor:
    """`clamp_max`, written into the tensor."""
    return input.clamp_max_(max)


def round_(input: Tensor, *, decimals: int = 0) -> Tensor:
    """`round`, written into the tensor."""
    return input.round_(decimals=decimals)


def fill_(input: Tensor, value: Any) -> Tensor:
    """Every element of the tensor becomes `value`."""
    return input.fill_(value)


def index_put_(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """`index_put`, written into the tensor."""
    return input.index_put_(indices, values, accumulate)


def nan_to_num_(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """`nan_to_num`, written into the tensor."""
    return input.nan_to_num_(nan, posinf, neginf)
