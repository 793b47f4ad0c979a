"""Convolution as products of matrices: the arithmetic behind `conv2d`, on channels-last arrays.

What the kernel's row u meets in an image are pieces of the image's rows, kw * C numbers each. As rows of a matrix
these pieces serve every u, each from another start, so the convolution is kh products of matrices added up. That
copies a third of what the textbook's matrix of whole windows ("im2col") does for a 3 x 3 kernel (1.15 times as fast).
The matrix is large, so it is made block by block in one reused piece of memory. Shapes: x (N, h, w, C), not padded;
kernel (kh, kw, C, O); y and its gradient g (N, oh, ow, O).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache, reduce
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .._tensor import Array
from .._threads import in_slices
from ._images import Window, placed

BLOCK = 1 << 18  # numbers worked on at a time: 1 MiB of float32 stays in the cache
FEW = 10  # numbers in a piece of a row: shorter ones are not worth a copy each


def row_blocks(x: Array, window: Window, oh: int, ow: int) -> Iterator[tuple[slice, list[Array]]]:
    """(which images, for each row of the kernel the matrix (oh * images * ow, kw * C) it meets), block by block.

    A single matrix stands for the whole kernel; then its rows are ordered (images, oh, ow).
    """
    (kh, kw), (sh, sw), (dh, dw) = window.size, window.stride, window.dilation
    n, c = len(x), x.shape[3]
    phases = min(sh, (kh - 1) * dh + 1)  # rows 0, sh, 2 sh, ... first, then rows 1, sh + 1, ...: all steps are 1
    depth = (kh - 1) * dh // sh + oh
    hp, wp = sh * depth, (ow - 1) * sw + (kw - 1) * dw + 1
    step = max(1, min(n, BLOCK // max(1, phases * depth * ow * kw * c)))
    room = np.empty(0 if window.is_point else phases * depth * step * ow * kw * c, x.dtype)
    for start in range(0, n, step):
        block = slice(start, min(start + step, n))
        images = placed(x[block], window.before, (hp, wp))
        m = len(images)
        if window.is_point:
            yield block, [images[:, :oh, :ow].reshape(-1, c)]
            continue
        sn, sr, sp, sc = images.strides
        shape = (phases, depth, m, ow, kw, c)
        pieces = as_strided(images, shape, (sr, sr * sh, sn, sp * sw, sp * dw, sc))
        if kh == 1:
            pieces = pieces[0].swapaxes(0, 1)
        rows = room[: math.prod(shape)].reshape(pieces.shape)
        rows[...] = pieces
        if kh == 1:
            yield block, [rows.reshape(-1, kw * c)]
        else:
            places = [divmod(u * dh, sh) for u in range(kh)]
            yield block, [rows[phase, first : first + oh].reshape(-1, kw * c) for first, phase in places]


def window_blocks(x: Array, window: Window, oh: int, ow: int) -> Iterator[tuple[slice, list[Array]]]:
    """The same with the matrix of whole windows, for few channels.

    Its memory is transposed, so that copies move ow neighbors instead of kw * C (2.4 times as fast for 1 channel).
    """
    (kh, kw), (sh, sw), (dh, dw) = window.size, window.stride, window.dilation
    n, c = len(x), x.shape[3]
    hp, wp = (oh - 1) * sh + (kh - 1) * dh + 1, (ow - 1) * sw + (kw - 1) * dw + 1
    step = max(1, min(n, BLOCK // max(1, oh * ow * kh * kw * c)))
    for start in range(0, n, step):
        block = slice(start, min(start + step, n))
        images = placed(x[block], window.before, (hp, wp))
        sn, sr, sp, sc = images.strides
        shape = (kh, kw, c, len(images), oh, ow)
        columns = np.ascontiguousarray(as_strided(images, shape, (sr * dh, sp * dw, sc, sn, sr * sh, sp * sw)))
        yield block, [columns.reshape(kh * kw * c, -1).T]


def blocks_of(x: Array, window: Window, oh: int, ow: int) -> Iterator[tuple[slice, list[Array]]]:
    """The one of these two that suits the number of channels."""
    few = window.size[1] * x.shape[3] < FEW and not window.is_point
    return (window_blocks if few else row_blocks)(x, window, oh, ow)


def correlate(x: Array, kernel: Array, window: Window, oh: int, ow: int, bias: Array | None = None) -> Array:
    """The kernel's product with every window, plus bias: (N, oh, ow, O)."""
    o, q = kernel.shape[3], outputs_at_once(kernel.shape, window, ow)
    kernel, window, wide = widened(kernel, window, q), window.widened(q), ow // q
    out = np.empty((len(x), oh, wide, q * o), x.dtype)
    offset = None if bias is None else np.tile(bias, ow).reshape(wide, q * o)  # long rows run faster

    def work(part: slice) -> None:
        for block, matrices in blocks_of(x[part], window, oh, wide):
            y = out[part][block]
            weights = kernel.reshape(len(matrices), -1, q * o)
            if len(matrices) == 1:
                multiply(matrices[0], weights[0], out=y.reshape(-1, q * o))
                if offset is not None:
                    y += offset
                continue
            total = multiply(matrices[0], weights[0], np.empty((len(matrices[0]), q * o), x.dtype))
            share = np.empty_like(total)
            for matrix, weight in zip(matrices[1:], weights[1:], strict=True):
                total += multiply(matrix, weight, share)
            y = y.swapaxes(0, 1)
            np.add(total.reshape(y.shape), 0 if offset is None else offset, out=y)

    in_slices(work, len(x), out.size * (window.size[0] * window.size[1] + 1))
    return out.reshape(len(x), oh, ow, o)


def kernel_gradient(x: Array, g: Array, window: Window) -> Array:
    """What g means for the kernel: the product of the transposed matrices with g, as (kh, kw, C, O)."""
    n, oh, ow, o = g.shape
    (kh, kw), c = window.size, x.shape[3]
    q = outputs_at_once((kh, kw, c, o), window, ow)
    wider = window.widened(q)
    size = (kh, wider.size[1] * c, q * o)

    def work(part: slice) -> Array:
        total = np.zeros(size, g.dtype)
        for block, matrices in blocks_of(x[part], wider, oh, ow // q):
            lines = g[part][block].reshape(-1, oh, ow * o)
            rows = (lines if len(matrices) == 1 else lines.swapaxes(0, 1)).reshape(-1, q * o)
            for sums, matrix in zip(total.reshape(len(matrices), -1, q * o), matrices, strict=True):
                sums += multiply_transposed(matrix, rows)
        return total

    total = summed(in_slices(work, n, g.size * kh * kw))
    return narrowed(total.reshape(kh, -1, c, q, o), window)


def input_gradient(
    g: Array, kernel: Array, window: Window, h: int, w: int, product: Callable[..., Array] = correlate
) -> Array:
    """What g means for the images: (N, h, w, C). Of the kernel (kh, kw, O, C) the last two axes are swapped already.

    With a stride of 1 this is g's convolution with the kernel turned round. Else each phase of the stride is one, with
    the part of the kernel that meets it: pixels 0, s, 2 s, ... of a row are reached by every s-th weight only.
    """
    rows, columns = (
        phases_of(window.size[i], window.stride[i], window.dilation[i], window.before[i], (h, w)[i]) for i in (0, 1)
    )
    if window.stride == (1, 1) and rows and columns:
        return _turned(g, kernel, rows[0], columns[0], product)
    dx = np.zeros((len(g), h, w, kernel.shape[3]), g.dtype)
    for row in rows:
        for column in columns:
            if row.taps and column.taps and row.length and column.length:
                share = _turned(g, kernel, row, column, product)
                dx[:, row.start :: window.stride[0], column.start :: window.stride[1]] = share
    return dx


def _turned(g: Array, kernel: Array, row: Phase, column: Phase, product: Callable[..., Array]) -> Array:
    part = np.ascontiguousarray(kernel[row.taps[::-1]][:, column.taps[::-1]])
    before = row.before, column.before
    window = Window(part.shape[:2], (1, 1), before, (0, 0), (row.dilation, column.dilation))
    return product(g, part, window, row.length, column.length)


class Phase(NamedTuple):
    """Along one axis: pixels `start`, start + stride, ... (`length` of them) and the weights that meet them."""

    start: int
    length: int
    taps: list[int]
    dilation: int
    before: int


def phases_of(size: int, stride: int, dilation: int, before: int, n: int) -> list[Phase]:
    """The phases of n pixels. Weight u of output i meets pixel i * stride + u * dilation - before."""
    phases = []
    for start in range(min(stride, n)):
        taps = [u for u in range(size) if (start + before - u * dilation) % stride == 0]
        # Pixel start + t * stride meets outputs t + (start + before - u * dilation) / stride: the last weight first.
        first = (start + before - taps[-1] * dilation) // stride if taps else 0
        length = len(range(start, n, stride))
        phases.append(Phase(start, length, taps, dilation // math.gcd(stride, dilation), -first))
    return phases


# ---------------------------------------------------------------------- products of long matrices with small ones
SMALL = 10**6  # numbers times numbers: OpenBLAS multiplies matrices up to this without copying them first


@lru_cache(maxsize=1024)
def _piece(rows: int, columns: int, outputs: int) -> int:
    """How many rows to multiply at a time: a divisor of `rows`, all of them if no small product has 16 rows."""
    most = min(rows, 512, SMALL // max(1, columns * outputs))
    return next((m for m in range(most, 15, -1) if rows % m == 0), rows)


def multiply(a: Array, b: Array, out: Array) -> Array:
    """a (R, K) @ b (K, N) as many small products (1.25 times as fast as a single one with OpenBLAS on AVX-512)."""
    (rows, columns), outputs = a.shape, b.shape[1]
    piece = _piece(rows, columns, outputs)
    np.matmul(a.reshape(-1, piece, columns), b, out=out.reshape(-1, piece, outputs))
    return out


def multiply_transposed(a: Array, b: Array) -> Array:
    """a (R, K).T @ b (R, N), likewise."""
    (rows, columns), outputs = a.shape, b.shape[1]
    piece = _piece(rows, columns, outputs)
    shares = np.matmul(a.reshape(-1, piece, columns).swapaxes(1, 2), b.reshape(-1, piece, outputs))
    total: Array = shares.sum(0)
    return total


# ---------------------------------------------------------------------- few outputs: neighbors computed together
def outputs_at_once(shape: tuple[int, ...], window: Window, ow: int) -> int:
    """How many neighbors along a row are computed as one output of q * O channels.

    Products of matrices with few columns are slow: 16 channels are 1.15 times as fast in pairs, 8 in fours 1.4 times,
    though the wider kernel has zeros in it.
    """
    _, kw, _, o = shape
    (_, stride), (_, dilation) = window.stride, window.dilation
    fits = [1]
    for q in range(2, 48 // max(1, o) + 1):
        columns = (q - 1) * stride + (kw - 1) * dilation + 1
        if kw > 1 and ow % q == 0 and columns <= 2.25 * kw:
            fits.append(q)
    return fits[-1]


def widened(kernel: Array, window: Window, q: int) -> Array:
    """The kernel of q neighbors at once: copies of it, each shifted by the stride: (kh, columns, C, q * O)."""
    if q == 1:
        return kernel
    kh, _, c, o = kernel.shape
    wide = np.zeros((kh, window.widened(q).size[1], c, q, o), kernel.dtype)
    for j, place in enumerate(_shifts(window, q)):
        wide[:, place, :, j] = kernel
    return wide.reshape(kh, -1, c, q * o)


def summed(parts: list[Array]) -> Array:
    """The sum of arrays; the only one as it is."""
    return reduce(np.add, parts)


def narrowed(wide: Array, window: Window) -> Array:
    """The way back: what the q copies in (kh, columns, C, q, O) come to."""
    q = wide.shape[3]
    if q == 1:
        return wide[:, :, :, 0]
    return summed([wide[:, place, :, j] for j, place in enumerate(_shifts(window, q))])


def _shifts(window: Window, q: int) -> list[slice]:
    (_, kw), (_, stride), (_, dilation) = window.size, window.stride, window.dilation
    reach = (kw - 1) * dilation + 1
    return [slice(j * stride, j * stride + reach, dilation) for j in range(q)]
