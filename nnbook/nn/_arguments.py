"""Arguments that many layers share: element types, sizes given once or per axis, reductions."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .._tensor import Array, Tensor


def two(value: Any, layer: str, name: str) -> tuple[int, int]:
    """(height, width) of an argument that is one number or a pair."""
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return int(value), int(value)
    if (
        isinstance(value, (tuple, list))
        and len(value) in (1, 2)
        and all(isinstance(v, (int, np.integer)) for v in value)
    ):
        return int(value[0]), int(value[-1])
    raise TypeError(f"{layer}: {name} must be an integer or a pair (height, width) of integers, got {value!r}")


def images(x: Any, layer: str) -> Tensor:
    """`x`, checked to be a floating point batch (N, C, H, W) or one image (C, H, W)."""
    if not isinstance(x, Tensor):
        raise TypeError(f"{layer} expects a Tensor, got {type(x).__name__}: convert it with tensor(...)")
    if x.array.ndim not in (3, 4):
        raise RuntimeError(
            f"{layer} expected images (N, C, H, W), or one image (C, H, W), but got an input of shape "
            f"{tuple(x.array.shape)}. "
            "Gray images without a channel axis? x.unsqueeze(1)"
        )
    return x


def reduced(losses: Array, reduction: str, count: Any = None) -> Any:
    """Losses as they are ("none"), their sum, or their sum divided by `count` (their number if None) for "mean"."""
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / (losses.size if count is None else count)


def reduction_of(size_average: Any, reduce: Any, reduction: str) -> str:
    """The reduction that is meant; `size_average` and `reduce` are PyTorch's old names for it."""
    if size_average is not None or reduce is not None:
        if reduce is False:
            reduction = "none"
        else:
            reduction = "sum" if size_average is False else "mean"
        warnings.warn(
            f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.",
            stacklevel=3,
        )
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction!r} is not a valid value for reduction: choose 'mean', 'sum' or 'none'")
    return reduction


def same_type(layer: str, input: Any, **others: Tensor | None) -> None:
    """Raise unless `input` is a tensor of the same element type as the other tensors."""
    if not isinstance(input, Tensor):
        raise TypeError(
            f"{layer}: argument 'input' must be a Tensor, got {type(input).__name__}: convert it with tensor(...)"
        )
    kind = input.array.dtype
    for name, other in others.items():
        if other is not None and other.array.dtype is not kind and other.array.dtype != kind:
            raise RuntimeError(
                f"{layer}: expected input and {name} to have the same dtype, but got {input.dtype.name} and "
                f"{other.dtype.name}: "
                f"convert the input, x.to({name}.dtype), or the module, module.to(x.dtype)"
            )
