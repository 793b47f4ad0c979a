"""Convolution as products of matrices: the arithmetic behind `conv2d`, on channels-last arrays.

Every window of an image is a row of a matrix ("im2col"); the kernel is a matrix too, so their product is the
convolution. The matrix is large, so it is made block by block in one reused piece of memory. Shapes: x (N, H, W, C),
padded already; kernel (kh, kw, C, O); y and its gradient g (N, oh, ow, O).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .._tensor import Array
from ._images import Window, pad

BLOCK = 1 << 18  # numbers worked on at a time: 1 MiB of float32 stays in the cache


def patches(x: Array, window: Window, oh: int, ow: int) -> Array:
    """Every window of every image: a view (N, oh, ow, kh, kw, C)."""
    (kh, kw), (sh, sw), (dh, dw) = window.size, window.stride, window.dilation
    n, h, w, c = x.strides
    return as_strided(x, (len(x), oh, ow, kh, kw, x.shape[3]), (n, h * sh, w * sw, h * dh, w * dw, c))


def patch_blocks(x: Array, window: Window, oh: int, ow: int) -> Iterator[tuple[slice, Array]]:
    """(which images, their windows as a matrix (images, oh * ow, kh * kw * C)), block by block."""
    windows = patches(x, window, oh, ow)
    n, *_, kh, kw, c = windows.shape
    step = max(1, min(n, BLOCK // max(1, oh * ow * kh * kw * c)))
    if kw * c >= ow:  # long runs along (kw, C): rows of the matrix are windows
        room = np.empty((step, *windows.shape[1:]), x.dtype)
        matrix = room.reshape(step, oh * ow, -1)
    else:  # few channels: long runs along the width; the matrix is stored transposed (3 times as fast for 1 channel)
        room = np.empty((step, kh, kw, c, oh, ow), x.dtype).transpose(0, 4, 5, 1, 2, 3)
        matrix = room.transpose(0, 3, 4, 5, 1, 2).reshape(step, kh * kw * c, -1).swapaxes(1, 2)
    for start in range(0, n, step):
        stop = min(start + step, n)
        room[: stop - start] = windows[start:stop]
        yield slice(start, stop), matrix[: stop - start]


def correlate(x: Array, kernel: Array, window: Window, oh: int, ow: int) -> Array:
    """The kernel's product with every window: (N, oh, ow, O)."""
    o = kernel.shape[3]
    out = np.empty((len(x), oh * ow, o), x.dtype)
    for block, matrix in patch_blocks(x, window, oh, ow):
        np.matmul(matrix, kernel.reshape(-1, o), out=out[block])
    return out.reshape(len(x), oh, ow, o)


def kernel_gradient(x: Array, g: Array, window: Window) -> Array:
    """What g means for the kernel: the product of the transposed windows with g, as (kh, kw, C, O)."""
    n, oh, ow, o = g.shape
    rows = g.reshape(n, oh * ow, o)
    total = np.zeros((x.shape[3] * window.size[0] * window.size[1], o), g.dtype)
    for block, matrix in patch_blocks(x, window, oh, ow):
        if matrix.flags.c_contiguous:
            total += matrix.reshape(-1, len(total)).T @ rows[block].reshape(-1, o)
        else:
            total += np.matmul(matrix.swapaxes(1, 2), rows[block]).sum(0)
    return total.reshape(*window.size, x.shape[3], o)


def input_gradient(g: Array, kernel: Array, window: Window, h: int, w: int) -> Array:
    """What g means for the images before they were padded: (N, h, w, C)."""
    n, oh, ow, o = g.shape
    (top, left), (bottom, right) = window.before, window.after
    if window.stride == (1, 1) and (oh, ow) == (h, w):
        # Results as large as the image: g's convolution with the kernel turned round (1.3 times as fast as the loop).
        turned = np.ascontiguousarray(kernel[::-1, ::-1].swapaxes(2, 3))
        return correlate(pad(g, window.after, window.before), turned, window, h, w)
    dx = np.zeros((n, top + h + bottom, left + w + right, kernel.shape[2]), g.dtype)
    rows, turned = g.reshape(-1, o), np.ascontiguousarray(kernel.swapaxes(2, 3))
    taps = window.taps(dx, oh, ow)
    for tap, weights in zip(taps, turned.reshape(len(taps), o, -1), strict=True):
        tap += (rows @ weights).reshape(tap.shape)  # every place of the kernel sends its share back
    return dx[:, top : top + h, left : left + w]
