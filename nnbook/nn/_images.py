"""What convolution and pooling share: images whose memory is channels-last behind an (N, C, H, W) interface.

NumPy's elementwise functions keep the memory order of an array, so only convolution, pooling and normalization need to
know: they work on the view `last(x)` of shape (N, H, W, C) and return the view `first(y)`. Copies then move runs of
neighboring channels, and matrix products get long rows: 1.5 to 3 times as fast as channels first (SPEED: convolution).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .._tensor import Array

Pair = tuple[int, int]


def last(x: Array) -> Array:
    """(N, C, H, W) as (N, H, W, C), without a copy."""
    return x.transpose(0, 2, 3, 1)


def first(x: Array) -> Array:
    """(N, H, W, C) as (N, C, H, W), without a copy."""
    return x.transpose(0, 3, 1, 2)


class Window(NamedTuple):
    """A kernel that slides over an image: (height, width) each; `before` and `after` is what is padded."""

    size: Pair
    stride: Pair
    before: Pair
    after: Pair
    dilation: Pair

    def output(self, h: int, w: int) -> Pair:
        """How many places the window has over an image of this size."""
        reach = [d * (k - 1) for d, k in zip(self.dilation, self.size, strict=True)]
        sizes = zip((h, w), self.before, self.after, reach, self.stride, strict=True)
        oh, ow = ((n + a + b - r - 1) // s + 1 for n, a, b, r, s in sizes)
        return oh, ow

    @property
    def is_point(self) -> bool:
        """Whether it covers one pixel, of every place."""
        return self.size == self.stride == (1, 1)

    @property
    def is_disjoint(self) -> bool:
        """Whether no pixel is in two windows."""
        spans = zip(self.stride, self.dilation, self.size, strict=True)
        return all(s >= d * (k - 1) + 1 for s, d, k in spans)

    def widened(self, q: int) -> Window:
        """The window that covers what q neighboring places along a row do, without holes; itself for q = 1."""
        (kh, kw), (sh, sw), (dh, dw) = self.size, self.stride, self.dilation
        if q == 1:
            return self
        return Window((kh, (q - 1) * sw + (kw - 1) * dw + 1), (sh, q * sw), self.before, self.after, (dh, 1))

    def taps(self, x: Array, oh: int, ow: int) -> list[Array]:
        """For each place in the window, row by row, the view (N, oh, ow, C) of what stands there in padded images."""
        (kh, kw), (sh, sw), (dh, dw) = self.size, self.stride, self.dilation
        return [
            x[:, i * dh : i * dh + (oh - 1) * sh + 1 : sh, j * dw : j * dw + (ow - 1) * sw + 1 : sw]
            for i in range(kh)
            for j in range(kw)
        ]


def pad(x: Array, before: Pair, after: Pair, value: Any = 0) -> Array:
    """Channels-last images with a border of `value`; as they are, in contiguous memory, if there is none."""
    if before == after == (0, 0):
        return np.ascontiguousarray(x)
    n, h, w, c = x.shape
    (top, left), (bottom, right) = before, after
    out = (np.zeros if value == 0 else np.empty)((n, top + h + bottom, left + w + right, c), x.dtype)
    if value != 0:
        out.fill(value)
    out[:, top : top + h, left : left + w] = x
    return out


def placed(x: Array, before: Pair, size: Pair) -> Array:
    """Channels-last images of this size (or larger) that show x from `-before` on, with zeros around it."""
    n, h, w, c = x.shape
    if before == (0, 0) and h >= size[0] and w >= size[1] and (x.flags.c_contiguous or x.size == 0):
        return x
    shown, places = [], []
    for b, length, room in zip(before, (h, w), size, strict=True):
        start = max(0, -b)
        stop = max(start, min(length, room - b))
        shown.append(slice(start, stop))
        places.append(slice(start + b, stop + b))
    out = (np.empty if (h, w) == size and before == (0, 0) else np.zeros)((n, *size, c), x.dtype)
    source, target = x[:, shown[0], shown[1]], out[:, places[0], places[1]]
    # From channels-first memory a few channels at a time: the rows of all would not stay in the cache (2.5 times as
    # fast for 64 channels of 32 x 32; 3.5 times for 3).
    run = c if x.strides[3] == x.itemsize else 1 if c < 8 else 16
    for i in range(0, c, max(1, run)):
        target[..., i : i + run] = source[..., i : i + run]
    return out


def contiguous(x: Array) -> Array:
    """Channels-last images in contiguous memory; a copy only if they are not."""
    return placed(x, (0, 0), (x.shape[1], x.shape[2]))
