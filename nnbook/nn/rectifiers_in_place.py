"""The functional forms that write into their input: `F.relu_(x)`, as `x.relu_()`."""

from __future__ import annotations

from .._tensor import Tensor
from ..ops.inplace import overwrite
from ..random import Generator
from . import rectifiers, rrelu, shrinkage


def relu_(input: Tensor) -> Tensor:
    """max(x, 0), written into `input`."""
    return rectifiers.relu(input, inplace=True)


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """`leaky_relu`, written into `input`."""
    return rectifiers.leaky_relu(input, negative_slope, inplace=True)


def elu_(input: Tensor, alpha: float = 1, scale: float = 1, input_scale: float = 1) -> Tensor:
    """scale * x where it is positive, scale * alpha * (exp(input_scale * x) - 1) elsewhere, written into `input`."""
    return overwrite(input, lambda x: rectifiers.exponential_below(x, scale, scale * alpha, input_scale), "elu_")


def selu_(input: Tensor) -> Tensor:
    """`selu`, written into `input`."""
    return rectifiers.selu(input, inplace=True)


def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`celu`, written into `input`."""
    return rectifiers.celu(input, alpha, inplace=True)


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """`hardtanh`, written into `input`."""
    return rectifiers.hardtanh(input, min_val, max_val, inplace=True)


def threshold_(input: Tensor, threshold: float, value: float) -> Tensor:
    """`threshold`, written into `input`."""
    return shrinkage.threshold(input, threshold, value, inplace=True)


def rrelu_(
    input: Tensor,
    lower: float = 0.125,
    upper: float = 1 / 3,
    training: bool = False,
    generator: Generator | None = None,
) -> Tensor:
    """`rrelu`, written into `input`."""
    return overwrite(input, lambda x: rrelu.with_slopes(x, lower, upper, training, generator), "rrelu_")
