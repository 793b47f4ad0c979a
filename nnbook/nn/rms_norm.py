"""Root mean square normalization: layer normalization without taking out the mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._tensor import Array, Tensor
from ..ops.creation import empty
from . import init
from ._arguments import same_type
from ._optional import record_given
from .layer_norm import axes_of, rows_over
from .linear import column_sums
from .module import Module
from .parameter import Parameter


class RMSNorm(Module):
    """(...) -> (...): y = weight x / sqrt(mean(x^2) + eps).

    (Zhang & Sennrich, 2019). The mean is over the last axes; `eps` None is the smallest difference from 1 that the
    element type can hold.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        self.normalized_shape = axes_of(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        shape = self.normalized_shape
        self.weight = Parameter(empty(shape, device=device, dtype=dtype)) if elementwise_affine else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Start anew: scale 1."""
        if self.weight is not None:
            init.ones_(self.weight)

    def forward(self, x: Tensor) -> Tensor:
        return rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """weight x / sqrt(mean(x^2) + eps) over the last axes, which have the shape `normalized_shape`."""
    same_type("rms_norm", input, weight=weight)
    rows = rows_over("rms_norm", input, normalized_shape, weight=weight)
    shape, flat, n = input.array.shape, rows.shape[1], max(1, rows.shape[1])
    eps = float(np.finfo(rows.dtype).eps) if eps is None else eps
    scale = 1 / np.sqrt(np.vecdot(rows, rows) / n + eps)
    hat = rows * scale[:, None]
    y = hat if weight is None else hat * weight.array.reshape(flat)

    def back(g: Array) -> tuple[Array | None, ...]:
        g = g.reshape(rows.shape)
        to_weight = None if weight is None else column_sums(g * hat).reshape(weight.array.shape)
        if not input.requires_grad:
            return None, to_weight
        if weight is not None:
            g = g * weight.array.reshape(flat)
        dx = hat * (np.vecdot(g, hat) / -n)[:, None]  # through the mean square
        dx += g
        dx *= scale[:, None]
        return dx.reshape(shape), to_weight

    return record_given(y.reshape(shape), (input, weight), back)
