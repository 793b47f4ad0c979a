"""Randomized leaky ReLU."""

from __future__ import annotations

import numpy as np

from .._tensor import Tensor, record
from ..ops._operands import floating
from ..random import Generator, stream
from ._in_place import also_in_place
from .module import Module
from .rectifiers import inplace_text, leaky_relu


class RReLU(Module):
    """(...) -> (...): LeakyReLU whose slope is drawn for each element between `lower` and `upper` (Xu et al., 2015).

    In evaluation, the slope is the middle of the two.
    """

    def __init__(self, lower: float = 0.125, upper: float = 1 / 3, inplace: bool = False):
        super().__init__()
        self.lower, self.upper, self.inplace = lower, upper, inplace

    def forward(self, input: Tensor) -> Tensor:
        return rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self) -> str:
        return inplace_text(self.inplace, f"lower={self.lower}, upper={self.upper}")


@also_in_place
def rrelu(
    input: Tensor, lower: float = 0.125, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """x where it is positive, a slope times x elsewhere: drawn in training, (lower + upper) / 2 otherwise."""
    return with_slopes(input, lower, upper, training, None)


def with_slopes(input: Tensor, lower: float, upper: float, training: bool, generator: Generator | None) -> Tensor:
    """`rrelu`, the slopes drawn from this generator, or from the default one."""
    if lower > upper:
        raise RuntimeError(f"rrelu: Lower bound should be less than or equal to the upper bound, got {lower} > {upper}")
    if not training:
        return leaky_relu(input, (lower + upper) / 2)
    x = floating(input)
    drawn = np.asarray(stream(generator).random(x.array.shape, x.array.dtype))
    drawn *= upper - lower
    drawn += lower
    slope = np.where(x.array > 0, drawn.dtype.type(1), drawn)
    return record(x.array * slope, (x, lambda g: g * slope))
