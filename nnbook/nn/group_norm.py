"""Group normalization: groups of an image's channels get mean 0 and variance 1, whatever else is in the batch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array, Tensor
from ..ops.creation import empty
from . import init
from ._arguments import same_type
from ._optional import record_given
from .batch_norm import check_channels
from .module import Module
from .parameter import Parameter


class GroupNorm(Module):
    """(N, C, ...) -> (N, C, ...): y = weight (x - mean) / sqrt(var + eps) + bias.

    Mean and variance are those of each of the `num_groups` groups of channels of each example (Wu & He, 2018);
    `weight` and `bias` have one number for each of the `num_channels` channels.
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-05,
        affine: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        super().__init__()
        if num_channels % num_groups:
            raise ValueError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        self.weight = Parameter(empty(num_channels, device=device, dtype=dtype)) if affine else None
        self.bias = Parameter(empty(num_channels, device=device, dtype=dtype)) if affine and bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Start anew: scale 1, shift 0."""
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return group_norm(input, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        return (
            f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}, "
            f"bias={self.bias is not None}"
        )


def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-05
) -> Tensor:
    """weight (x - mean) / sqrt(var + eps) + bias over each of `num_groups` groups of channels of (N, C, ...)."""
    same_type("group_norm", input, weight=weight, bias=bias)
    check_channels("group_norm", input, {"weight": weight, "bias": bias})
    shape = tuple(input.array.shape)
    if num_groups <= 0 or shape[1] % num_groups:
        raise RuntimeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(shape)} and num_groups={num_groups}"
        )
    if math.prod(shape) == num_groups:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {list(shape)}: "
            f"{num_groups} groups of one number each have no variance"
        )
    return normalized_groups(input, num_groups, weight, bias, eps)[0]


def normalized_groups(
    input: Tensor, groups: int, weight: Tensor | None, bias: Tensor | None, eps: float
) -> tuple[Tensor, Array, Array]:
    """The result, and the groups' means and variances (N, groups).

    Every pass over the images costs, so there are as few as possible: what happens to a number is decided by factors
    for each image and channel, small arrays (N, C).
    """
    n, c = input.array.shape[:2]
    shape, size = input.array.shape, max(1, input.array.size // max(1, n * groups))  # numbers in a group
    x = np.ascontiguousarray(input.array).reshape(n, groups, -1 if input.array.size else 0)
    mean = x @ np.full(x.shape[2], 1 / size, x.dtype)
    centered = x - mean[..., None]
    var = np.vecdot(centered, centered) / size
    scale = 1 / np.sqrt(var + eps)
    per_group, w = c // groups, 1 if weight is None else weight.array
    channel_scale = scale.repeat(per_group, axis=1)  # (N, C)
    y = np.empty(shape, x.dtype)
    planes = centered.reshape(n, c, math.prod(shape[2:]))
    into = np.multiply(planes, (channel_scale * w)[..., None], out=y.reshape(planes.shape))
    if bias is not None:
        into += bias.array[:, None]

    def back(g: Array) -> tuple[Array | None, ...]:
        """dx = scale * (weight * g  -  mean(weight * g)  -  xhat * mean(weight * g * xhat)), means over the group."""
        g = np.ascontiguousarray(g).reshape(planes.shape)
        sums = g @ np.ones(g.shape[2], g.dtype)
        dots = np.vecdot(g, planes) * channel_scale  # sum(g * xhat) for each image and channel
        if not input.requires_grad:
            return None, dots.sum(0), sums.sum(0)
        mean_g = (sums * w).reshape(n, groups, per_group).sum(2) / size
        mean_dot = (dots * w).reshape(n, groups, per_group).sum(2) / size
        dx = np.empty(shape, g.dtype)
        into = np.multiply(g, (channel_scale * w)[..., None], out=dx.reshape(planes.shape)).reshape(x.shape)
        into -= centered * (scale * scale * mean_dot)[..., None]
        into -= (scale * mean_g)[..., None]
        return dx, dots.sum(0), sums.sum(0)

    return record_given(y, (input, weight, bias), back), mean, var
