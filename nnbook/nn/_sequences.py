"""What layers of sequences share: a sequence (N, C, L) is a batch of images of one row, (N, C, 1, L)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor


def one(value: Any, layer: str, name: str) -> int:
    """A length that is given as a number or as a tuple of one."""
    if isinstance(value, (tuple, list)) and len(value) == 1:
        value = value[0]
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return int(value)
    raise TypeError(f"{layer}: {name} must be an integer, or a tuple of one integer, got {value!r}")


def sequences(x: Any, layer: str) -> Tensor:
    """`x`, checked to be a batch (N, C, L) or one sequence (C, L)."""
    if not isinstance(x, Tensor):
        raise TypeError(f"{layer} expects a Tensor, got {type(x).__name__}: convert it with tensor(...)")
    if x.array.ndim not in (2, 3):
        raise RuntimeError(
            f"{layer} expected sequences (N, C, L), or one sequence (C, L), but got an input of shape "
            f"{tuple(x.array.shape)}. Sequences without a channel axis? x.unsqueeze(1)"
        )
    return x
