"""Batch normalization: every channel gets mean 0 and variance 1 over the batch, then a scale and shift of its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Array, Tensor, wrote_into
from ..ops.creation import empty, ones, tensor, zeros
from . import init
from ._arguments import same_type
from ._channels import Channels
from ._optional import record_given
from .module import Module
from .parameter import Parameter


class RunningNorm(Module):
    """What batch and instance norm share: a scale and shift for each channel, and running statistics."""

    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-05,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self.weight = Parameter(empty(num_features, device=device, dtype=dtype)) if affine else None
        self.bias = Parameter(empty(num_features, device=device, dtype=dtype)) if affine and bias else None
        tracked = track_running_stats
        self.register_buffer("running_mean", zeros(num_features, device=device, dtype=dtype) if tracked else None)
        self.register_buffer("running_var", ones(num_features, device=device, dtype=dtype) if tracked else None)
        self.register_buffer("num_batches_tracked", tensor(0, device=device) if tracked else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Forget the batches seen so far: mean 0, variance 1."""
        if self.running_mean is not None and self.running_var is not None and self.num_batches_tracked is not None:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Start anew: scale 1, shift 0, and no batches seen."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(RunningNorm):
    def _normalize(self, input: Tensor) -> Tensor:
        momentum = 0.0 if self.momentum is None else self.momentum
        if self.training and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:  # the plain average of all batches
                momentum = 1 / self.num_batches_tracked.item()
        running = self.running_mean, self.running_var
        training = self.training or running == (None, None)
        if self.training and not self.track_running_stats:
            running = None, None
        return batch_norm(input, *running, self.weight, self.bias, training, momentum, self.eps)


class BatchNorm1d(_BatchNorm):
    """(N, C, ...) -> (N, C, ...): y = weight (x - mean) / sqrt(var + eps) + bias, for (N, C) or (N, C, L).

    Mean and variance are each channel's, over the batch in training (Ioffe & Szegedy, 2015), where the running ones
    move towards them by `momentum` (None: they become the average of all batches); in evaluation they are the running
    ones. One number per channel has no variance: ValueError in training.
    """

    def forward(self, input: Tensor) -> Tensor:
        if input.array.ndim not in (2, 3):
            raise ValueError(
                f"expected 2D or 3D input (got {input.array.ndim}D input): BatchNorm1d takes (N, C) or (N, C, L), got "
                f"shape {tuple(input.array.shape)}. Images? BatchNorm2d"
            )
        return self._normalize(input)


class BatchNorm2d(_BatchNorm):
    """(N, C, H, W) -> (N, C, H, W): y = weight (x - mean) / sqrt(var + eps) + bias, as BatchNorm1d for images."""

    def forward(self, input: Tensor) -> Tensor:
        if input.array.ndim != 4:
            remedy = "One image without its batch? x.unsqueeze(0)" if input.array.ndim == 3 else "Rows? BatchNorm1d"
            raise ValueError(
                f"expected 4D input (got {input.array.ndim}D input): BatchNorm2d takes images (N, C, H, W), got shape "
                f"{tuple(input.array.shape)}. {remedy}"
            )
        return self._normalize(input)


# ---------------------------------------------------------------------- the function
def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-05,
) -> Tensor:
    """weight (x - mean) / sqrt(var + eps) + bias for each channel of (N, C, ...), as in BatchNorm1d.

    In training, mean and variance are the batch's, and the running ones are written into: they move towards the
    batch's by the share `momentum` (the variance with n - 1 in its denominator).
    """
    _check(input, eps, training, running_mean=running_mean, running_var=running_var, weight=weight, bias=bias)
    if not training:
        return with_statistics(input, running_mean, running_var, weight, bias, eps)
    n = input.array.size // max(1, input.array.shape[1])
    if n == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {input.shape}: one value has no "
            "variance. A last batch of 1? DataLoader(drop_last=True). Not training? model.eval()"
        )
    y, mean, var = _normalized(input, weight, bias, eps)
    if n and running_mean is not None and running_var is not None:
        move_towards(running_mean, mean, momentum)
        move_towards(running_var, var * (n / (n - 1)), momentum)
    return y


def _normalized(input: Tensor, weight: Tensor | None, bias: Tensor | None, eps: float) -> tuple[Tensor, Array, Array]:
    """y = weight * xhat + bias with xhat = (x - mean) / sqrt(var + eps), and the batch's mean and variance."""
    channels = Channels(input.array)
    n, each, sums, dots = max(1, channels.count), channels.each, channels.sums, channels.dots

    x = channels.view(input.array)
    mean = sums(x) / n
    centered = x - each(mean)
    var = dots(centered, centered) / n
    scale = 1 / np.sqrt(var + eps)
    slope = scale if weight is None else scale * weight.array
    y, into = channels.room(x.dtype)
    np.multiply(centered, each(slope), out=into)
    if bias is not None:
        into += each(bias.array)

    def back(g: Array) -> tuple[Array | None, ...]:
        """Through y, x has an effect of its own, one through the mean, and one through the variance:

        dx = slope * (g  -  sum(g) / n  -  xhat * sum(g * xhat) / n)
        """
        g = channels.view(g)
        to_bias = sums(g)  # sum(g)
        to_weight = dots(g, centered) * scale  # sum(g * xhat)
        if not input.requires_grad:
            return None, to_weight, to_bias
        dx, into = channels.room(g.dtype)
        np.multiply(centered, each(-scale * to_weight / n), out=into)
        into += g
        into -= each(to_bias / n)
        into *= each(slope)
        return dx, to_weight, to_bias

    return record_given(y, (input, weight, bias), back), mean, var


def with_statistics(
    input: Tensor, mean: Tensor | None, var: Tensor | None, weight: Tensor | None, bias: Tensor | None, eps: float
) -> Tensor:
    """The same with a mean and a variance that are given: a straight line for each channel."""
    if mean is None or var is None:
        raise RuntimeError("batch_norm: running_mean and running_var must be defined in evaluation mode")
    channels = Channels(input.array)
    x, middle = channels.view(input.array), mean.array.copy()
    scale = 1 / np.sqrt(var.array + eps)
    slope = scale if weight is None else scale * weight.array
    y, into = channels.room(x.dtype)
    np.multiply(x, channels.each(slope), out=into)
    into += channels.each((0 if bias is None else bias.array) - middle * slope)

    def back(g: Array) -> tuple[Array | None, ...]:
        g = channels.view(g)
        to_bias = channels.sums(g)
        to_weight = None
        if weight is not None and weight.requires_grad:
            to_weight = channels.dots(g, x - channels.each(middle)) * scale
        if not input.requires_grad:
            return None, to_weight, to_bias
        dx, into = channels.room(g.dtype)
        np.multiply(g, channels.each(slope), out=into)
        return dx, to_weight, to_bias

    return record_given(y, (input, weight, bias), back)


def move_towards(running: Tensor, value: Array, momentum: float) -> None:
    """Write (1 - momentum) * running + momentum * value into `running`."""
    running.array[...] = (1 - momentum) * running.array + momentum * value
    wrote_into(running)


def _check(input: Tensor, eps: float, training: bool, **vectors: Tensor | None) -> None:
    same_type("batch_norm", input, **vectors)
    check_channels("batch_norm", input, vectors)
    if training and (vectors["running_mean"] is None) != (vectors["running_var"] is None):
        raise ValueError("batch_norm: running_mean and running_var must either both be None or neither be None")
    if eps < 0 or (training and eps == 0):
        sign = "positive during training" if training else "non-negative"
        raise ValueError(f"batch_norm eps must be {sign}, but got {eps}")


def check_channels(name: str, input: Tensor, vectors: dict[str, Tensor | None]) -> None:
    """Raise unless `input` is (N, C, ...) of floating point numbers and the vectors have C numbers each."""
    shape = tuple(input.array.shape)
    if len(shape) < 2:
        raise RuntimeError(f"{name} expected an input of shape (N, C, ...), got {shape}: one row? x.unsqueeze(0)")
    if input.array.dtype.kind != "f":
        raise NotImplementedError(f"{name} is not implemented for {input.dtype.name}: convert with x.float()")
    for what, vector in vectors.items():
        if vector is not None and vector.array.shape != (shape[1],):
            raise RuntimeError(
                f"{name}: {what} should contain {shape[1]} elements not {vector.array.size}: an input of shape "
                f"{shape} has {shape[1]} channels (axis 1)"
            )
