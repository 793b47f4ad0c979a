"""Sums and products for each channel of (N, C, ...) arrays, in whichever order their memory has.

The arithmetic of a normalization is written once, on the view that suits the memory: (positions / w, w * C) where the
channels of a position are neighbors, as convolution leaves them, and (N, C, positions) where each channel is a plane.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array


class Channels:
    """How arrays of one shape are seen: made from `x`, used for it, its gradient and everything of its shape."""

    def __init__(self, x: Array):
        self.shape = x.shape
        self.count = math.prod((x.shape[0], *x.shape[2:]))  # the numbers of a channel
        self.last = x.ndim == 2 or not x.flags.c_contiguous
        self.wide = x.shape[-1] if x.ndim > 2 and x.size else 1  # positions in a row: NumPy's loops like long rows

    def view(self, a: Array) -> Array:
        """An (N, C, ...) array as this layout sees it; a copy only if its memory has another order."""
        if self.last:
            a = a if a.ndim == 2 else a.transpose(0, *range(2, a.ndim), 1)
            return np.ascontiguousarray(a).reshape(-1, self.wide * self.shape[1])
        return np.ascontiguousarray(a).reshape(*self.shape[:2], math.prod(self.shape[2:]))

    def room(self, dtype: Any) -> tuple[Array, Array]:
        """A new (N, C, ...) array in this memory order, and its view: what is written into one is in the other."""
        n, c, *rest = self.shape
        if self.last:
            a = np.empty((n, *rest, c), dtype)
            whole = a if a.ndim == 2 else a.transpose(0, a.ndim - 1, *range(1, a.ndim - 1))
            return whole, a.reshape(-1, self.wide * c)
        a = np.empty(self.shape, dtype)
        return a, a.reshape(n, c, math.prod(rest))

    def each(self, values: Array) -> Array:
        """One number for each channel, in a form that broadcasts against a view."""
        if self.last:
            return values if self.wide == 1 else np.tile(values, self.wide)
        return values[:, None]

    def sums(self, a: Array) -> Array:
        """The sum over each channel of a view. A product with ones is many times as fast as a.sum(axis)."""
        if self.last:
            columns = np.ones(len(a), a.dtype) @ a
            return columns if self.wide == 1 else np.asarray(columns.reshape(self.wide, -1).sum(0))
        return np.asarray((a @ np.ones(a.shape[2], a.dtype)).sum(0))

    def dots(self, a: Array, b: Array) -> Array:
        """The sum over each channel of the products of two views."""
        return self.sums(a * b) if self.last else np.asarray(np.vecdot(a, b).sum(0))
