"""First values of weights. Every function fills the tensor it is given, returns it, and records nothing.

Weights of a layer have the shape (outputs, inputs) or (outputs, inputs, height, width). `fan_in` is the number of
inputs that one output sees, `fan_out` the number of outputs that one input reaches.
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, wrote_into
from ..random import Generator, stream

__all__ = [
    "calculate_gain",
    "constant_",
    "dirac_",
    "eye_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "ones_",
    "orthogonal_",
    "sparse_",
    "trunc_normal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]


def _fill(tensor: Tensor, values: Any) -> Tensor:
    tensor.array[...] = values
    wrote_into(tensor)
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill with numbers from a to b, all equally likely."""
    if b < a:
        raise RuntimeError(f"uniform_ expects a <= b, got a={a}, b={b}")
    values = stream(generator).random(tensor.array.shape, _float_type(tensor, "uniform_"))
    values *= b - a
    values += a
    return _fill(tensor, values)


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fill with normally distributed numbers."""
    if std < 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    values = stream(generator).standard_normal(tensor.array.shape, _float_type(tensor, "normal_"))
    values *= std
    values += mean
    return _fill(tensor, values)


def _float_type(tensor: Tensor, name: str) -> Any:
    if tensor.array.dtype.kind != "f":
        raise NotImplementedError(
            f"{name} fills floating point tensors, this one holds {tensor.dtype.name}: convert it with x.float()"
        )
    return tensor.array.dtype


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Fill with normally distributed numbers, drawn again until they lie from a to b."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be "
            "incorrect.",
            stacklevel=2,
        )
    kind, random = _float_type(tensor, "trunc_normal_"), stream(generator)
    values = np.empty(tensor.array.size, kind)
    waiting = np.arange(values.size)
    peak = max(a, min(mean, b))
    often = math.erf((b - mean) / std / math.sqrt(2)) - math.erf((a - mean) / std / math.sqrt(2)) > 0.6
    while waiting.size:
        if often:  # most draws fall between a and b: draw from the normal distribution
            drawn = mean + std * random.standard_normal(waiting.size, kind)
            kept = (drawn >= a) & (drawn <= b)
        else:  # hardly any would: draw evenly from a to b, and keep each with its relative density
            drawn = a + (b - a) * random.random(waiting.size, kind)
            density = np.exp((((peak - mean) / std) ** 2 - ((drawn - mean) / std) ** 2) / 2)
            kept = random.random(waiting.size, kind) <= density
        values[waiting[kept]] = drawn[kept]
        waiting = waiting[~kept]
    return _fill(tensor, values.reshape(tensor.array.shape))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fill with one value."""
    return _fill(tensor, val)


def ones_(tensor: Tensor) -> Tensor:
    """Fill with 1."""
    return _fill(tensor, 1)


def zeros_(tensor: Tensor) -> Tensor:
    """Fill with 0."""
    return _fill(tensor, 0)


def eye_(tensor: Tensor) -> Tensor:
    """Fill a matrix with the identity: 1 on the diagonal, 0 elsewhere."""
    if tensor.array.ndim != 2:
        raise ValueError(f"Only tensors with 2 dimensions are supported, got shape {tuple(tensor.array.shape)}")
    return _fill(tensor, np.eye(*tensor.array.shape))


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Fill the weights of a convolution so that its outputs are its input channels, as far as there are enough."""
    shape = tensor.array.shape
    if len(shape) not in (3, 4, 5):
        raise ValueError(f"Only tensors with 3, 4, or 5 dimensions are supported, got shape {shape}")
    if shape[0] % groups:
        raise ValueError(f"dim 0 must be divisible by groups: {shape[0]} outputs and {groups} groups")
    each, center = shape[0] // groups, tuple(n // 2 for n in shape[2:])
    values = np.zeros(shape)
    for group in range(groups):
        for channel in range(min(each, shape[1])):
            values[(group * each + channel, channel, *center)] = 1
    return _fill(tensor, values)


# ---------------------------------------------------------------------- variance that stays the same with depth
def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor on weights that makes up for an activation's effect on the variance; `param` is leaky_relu's slope."""
    if nonlinearity in ("linear", "sigmoid") or nonlinearity in {
        f"conv{t}{n}d" for t in ("", "_transpose") for n in (1, 2, 3)
    }:
        return 1
    if nonlinearity == "leaky_relu":
        if isinstance(param, bool) or not isinstance(param, (int, float, type(None))):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2 / (1 + (0.01 if param is None else param) ** 2))
    known = {"tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}
    if nonlinearity not in known:
        raise ValueError(
            f"Unsupported nonlinearity {nonlinearity}: choose linear, sigmoid, tanh, relu, leaky_relu or selu"
        )
    return known[nonlinearity]


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    shape = tensor.array.shape
    if len(shape) < 2:
        raise ValueError(
            f"Fan in and fan out can not be computed for tensor with fewer than 2 dimensions, got shape {shape}: "
            "fill biases with zeros_ or uniform_"
        )
    field = math.prod(shape[2:])  # the places of a convolution's kernel
    return shape[1] * field, shape[0] * field


def _fan(tensor: Tensor, mode: str) -> int:
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode.lower() == "fan_out"]


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Uniform with variance gain^2 * 2 / (fan_in + fan_out) (Glorot & Bengio, 2010, eq. 16)."""
    bound = gain * math.sqrt(6 / sum(_calculate_fan_in_and_fan_out(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal with variance gain^2 * 2 / (fan_in + fan_out) (Glorot & Bengio, 2010, eq. 12)."""
    return normal_(tensor, 0, gain * math.sqrt(2 / sum(_calculate_fan_in_and_fan_out(tensor))), generator)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Uniform with variance gain^2 / fan (He, Zhang, Ren & Sun, 2015, eq. 15); `a` is the slope of leaky_relu."""
    if _is_empty(tensor):
        return tensor
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3 / _fan(tensor, mode))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Normal with variance gain^2 / fan (He, Zhang, Ren & Sun, 2015, eq. 15); `a` is the slope of leaky_relu."""
    if _is_empty(tensor):
        return tensor
    return normal_(tensor, 0, calculate_gain(nonlinearity, a) / math.sqrt(_fan(tensor, mode)), generator)


def _is_empty(tensor: Tensor) -> bool:
    if 0 in tensor.array.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
        return True
    return False


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Fill so that the rows (or columns, if there are fewer) are orthonormal, times gain (Saxe et al., 2013)."""
    if tensor.array.ndim < 2:
        raise ValueError(f"Only tensors with 2 or more dimensions are supported, got shape {tuple(tensor.array.shape)}")
    if tensor.array.size == 0:
        return tensor
    rows = tensor.array.shape[0]
    normal = stream(generator).standard_normal((rows, tensor.array.size // rows), _float_type(tensor, "orthogonal_"))
    q, r = np.linalg.qr(normal if rows >= normal.shape[1] else normal.T)
    q *= np.sign(np.diag(r))  # makes all orthogonal matrices equally likely
    return _fill(tensor, gain * (q if rows >= normal.shape[1] else q.T).reshape(tensor.array.shape))


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Tensor:
    """Fill a matrix with normal numbers, and a share `sparsity` of each column with 0 (Martens, 2010)."""
    if tensor.array.ndim != 2:
        raise ValueError(f"Only tensors with 2 dimensions are supported, got shape {tuple(tensor.array.shape)}")
    rows, columns = tensor.array.shape
    values: Array = std * stream(generator).standard_normal((rows, columns))
    zeros = math.ceil(sparsity * rows)
    for column in range(columns):
        values[stream(generator).permutation(rows)[:zeros], column] = 0
    return _fill(tensor, values)


def _deprecated(function: Any) -> Callable[..., Tensor]:
    """The function under the name it had before PyTorch 0.4, without the underscore."""
    old = function.__name__[:-1]

    @functools.wraps(function)
    def renamed(*args: Any, **kwargs: Any) -> Tensor:
        warnings.warn(f"`nn.init.{old}` is now deprecated in favor of `nn.init.{old}_`.", FutureWarning, stacklevel=2)
        return function(*args, **kwargs)

    renamed.__name__ = old
    return renamed


uniform, normal, constant, eye, dirac = map(_deprecated, (uniform_, normal_, constant_, eye_, dirac_))
xavier_uniform, xavier_normal = map(_deprecated, (xavier_uniform_, xavier_normal_))
kaiming_uniform, kaiming_normal = map(_deprecated, (kaiming_uniform_, kaiming_normal_))
orthogonal, sparse = map(_deprecated, (orthogonal_, sparse_))
