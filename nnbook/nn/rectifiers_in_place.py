"""The functional forms that write into their input: `F.relu_(x)`, as `x.relu_()`."""

from __future__ import annotations

from .._tensor import Tensor
from ..ops.inplace import overwrite
from ..random import Generator
from . import rectifiers, rrelu, shrinkage


def relu_(input: Tensor) -> Tensor:
    """max(x, 0), written into `input`."""
    return overwrite(input, rectifiers.relu, "relu_")


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """`leaky_relu`, written into `input`."""
    return overwrite(input, lambda x: rectifiers.leaky_relu(x, negative_slope), "leaky_relu_")


def elu_(input: Tensor, alpha: float = 1, scale: float = 1, input_scale: float = 1) -> Tensor:
    """scale * x where it is positive, scale * alpha * (exp(input_scale * x) - 1) elsewhere, written into `input`."""
    return overwrite(input, lambda x: rectifiers.exponential_below(x, scale, scale * alpha, input_scale), "elu_")


def selu_(input: Tensor) -> Tensor:
    """`selu`, written into `input`."""
    return overwrite(input, rectifiers.selu, "selu_")


def celu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`celu`, written into `input`."""
    return overwrite(input, lambda x: rectifiers.celu(x, alpha), "celu_")


def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """`hardtanh`, written into `input`."""
    return overwrite(input, lambda x: rectifiers.hardtanh(x, min_val, max_val), "hardtanh_")


def threshold_(input: Tensor, threshold: float, value: float) -> Tensor:
    """`threshold`, written into `input`."""
    return overwrite(input, lambda x: shrinkage.threshold(x, threshold, value), "threshold_")


def rrelu_(
    input: Tensor,
    lower: float = 0.125,
    upper: float = 1 / 3,
    training: bool = False,
    generator: Generator | None = None,
) -> Tensor:
    """`rrelu`, written into `input`."""
    return overwrite(input, lambda x: rrelu.with_slopes(x, lower, upper, training, generator), "rrelu_")
