"""Instance normalization: every channel of every image gets mean 0 and variance 1 of its own."""

from __future__ import annotations

import math
import warnings
from typing import Any

from .._tensor import Tensor
from ._arguments import same_type
from .batch_norm import RunningNorm, check_channels, move_towards, with_statistics
from .group_norm import normalized_groups


class _InstanceNorm(RunningNorm):
    def __init__(
        self,
        num_features: int,
        eps: float = 1e-05,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def _normalize(self, input: Tensor, ndim: int, axes: str) -> Tensor:
        """Of a batch of `ndim` axes, or of one example without the first."""
        shape = tuple(input.array.shape)
        if len(shape) not in (ndim - 1, ndim):
            raise ValueError(
                f"expected {ndim - 1}D or {ndim}D input (got {len(shape)}D input): {type(self).__name__} takes "
                f"(N, {axes}) or ({axes}), got shape {shape}"
            )
        axis = len(shape) - ndim + 1
        if shape[axis] != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={axis} to match num_features ({self.num_features}), but got: "
                    f"{shape[axis]}."
                )
            warnings.warn(
                f"input's size at dim={axis} does not match num_features. You can silence this warning by not passing "
                "in num_features, which is not used because affine=False",
                stacklevel=4,
            )
        return self._of_batch(input) if axis else self._of_batch(input.unsqueeze(0)).squeeze(0)

    def _of_batch(self, input: Tensor) -> Tensor:
        own = self.training or not self.track_running_stats
        momentum = 0.0 if self.momentum is None else self.momentum
        running = self.running_mean, self.running_var
        return instance_norm(input, *running, self.weight, self.bias, own, momentum, self.eps)


class InstanceNorm1d(_InstanceNorm):
    """(..., C, L) -> (..., C, L): y = weight (x - mean) / sqrt(var + eps) + bias, for (N, C, L) or (C, L).

    Mean and variance are those of each channel of each example, as in InstanceNorm2d. As in PyTorch there is no weight
    and bias without `affine=True`, and no running statistics for evaluation without `track_running_stats=True`.
    """

    def forward(self, input: Tensor) -> Tensor:
        return self._normalize(input, 3, "C, L")


class InstanceNorm2d(_InstanceNorm):
    """(..., C, H, W) -> (..., C, H, W): as InstanceNorm1d for images (Ulyanov, Vedaldi & Lempitsky, 2016)."""

    def forward(self, input: Tensor) -> Tensor:
        return self._normalize(input, 4, "C, H, W")


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-05,
) -> Tensor:
    """weight (x - mean) / sqrt(var + eps) + bias for each channel of each example of (N, C, ...).

    The running mean and variance, if given, move towards the averages over the batch; without `use_input_stats` they
    are used instead.
    """
    running = {"running_mean": running_mean, "running_var": running_var}
    same_type("instance_norm", input, weight=weight, bias=bias, **running)
    if use_input_stats and math.prod(input.array.shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 spatial element when training, got input size {input.shape}: one value has no "
            "variance"
        )
    check_channels("instance_norm", input, {**running, "weight": weight, "bias": bias})
    if not use_input_stats:
        if running_mean is None or running_var is None:
            raise RuntimeError("Expected running_mean and running_var to be defined when use_input_stats is false")
        return with_statistics(input, running_mean, running_var, weight, bias, eps)
    y, mean, var = normalized_groups(input, input.array.shape[1], weight, bias, eps)
    if running_mean is not None and running_var is not None and y.array.size:
        size = math.prod(input.array.shape[2:])
        move_towards(running_mean, mean.mean(0), momentum)
        move_towards(running_var, var.mean(0) * (size / (size - 1)), momentum)
    return y
