"""Convolution in groups of channels that do not see each other, down to one channel each ("depthwise").

Shapes as in `_correlation`: x (N, h, w, C); kernel (kh, kw, C / groups, O); g (N, oh, ow, O).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from .._tensor import Array
from .._threads import in_slices
from . import _correlation as one_group
from ._images import Window, contiguous, placed

BUNDLE = 16  # channels that are worth a product of matrices


def correlate(
    x: Array, kernel: Array, window: Window, oh: int, ow: int, groups: int, bias: Array | None = None
) -> Array:
    """Each group of the kernel's outputs with its own channels of every window, plus bias: (N, oh, ow, O)."""
    if groups == 1:
        return one_group.correlate(x, kernel, window, oh, ow, bias)
    if _is_depthwise(kernel, groups):
        return depthwise(x, kernel, window, oh, ow, bias)
    kernels = bundles(kernel, groups)
    offsets = [None] * len(kernels) if bias is None else _parts(bias, len(kernels))
    shares = zip(_parts(x, len(kernels)), kernels, offsets, strict=True)
    return np.concatenate([one_group.correlate(part, k, window, oh, ow, b) for part, k, b in shares], axis=3)


def kernel_gradient(x: Array, g: Array, window: Window, groups: int) -> Array:
    """What g means for the kernel: (kh, kw, C / groups, O)."""
    if groups == 1:
        return one_group.kernel_gradient(x, g, window)
    if groups == x.shape[3] == g.shape[3]:
        return depthwise_kernel_gradient(x, g, window)
    inputs, outputs = x.shape[3] // groups, g.shape[3] // groups
    size = _bundle_size(groups, inputs, outputs)
    found = []
    for part, share in zip(_parts(x, groups // size), _parts(g, groups // size), strict=True):
        wide = one_group.kernel_gradient(part, contiguous(share), window)
        wide = wide.reshape(*window.size, size, inputs, size, outputs)
        found += [wide[:, :, i, :, i] for i in range(size)]
    return np.concatenate(found, axis=3)


def input_gradient(g: Array, kernel: Array, window: Window, h: int, w: int, groups: int) -> Array:
    """What g means for the images: (N, h, w, C)."""
    if groups == 1:
        return one_group.input_gradient(g, kernel.swapaxes(2, 3), window, h, w)
    if _is_depthwise(kernel, groups):
        return one_group.input_gradient(g, kernel, window, h, w, depthwise)
    kernels = bundles(kernel, groups)
    shares = zip(_parts(g, len(kernels)), kernels, strict=True)
    found = [one_group.input_gradient(share, k.swapaxes(2, 3), window, h, w) for share, k in shares]
    return np.concatenate(found, axis=3)


def _parts(a: Array, count: int) -> list[Array]:
    return np.split(a, count, axis=-1)


def _is_depthwise(kernel: Array, groups: int) -> bool:
    return kernel.shape[2] == 1 and kernel.shape[3] == groups


def _bundle_size(groups: int, inputs: int, outputs: int) -> int:
    return max(m for m in range(1, groups + 1) if groups % m == 0 and (m == 1 or m * max(inputs, outputs) <= BUNDLE))


def bundles(kernel: Array, groups: int) -> list[Array]:
    """Kernels of several groups each, with zeros where one group does not see the other.

    A product of matrices with 4 columns is so slow that four times the work in one with 16 is faster.
    """
    kh, kw, inputs, o = kernel.shape
    outputs = o // groups
    size = _bundle_size(groups, inputs, outputs)
    wide = np.zeros((groups // size, kh, kw, size, inputs, size, outputs), kernel.dtype)
    parts = kernel.reshape(kh, kw, inputs, groups // size, size, outputs)
    for i in range(size):
        wide[:, :, :, i, :, i] = np.moveaxis(parts[:, :, :, :, i], 3, 0)
    return list(wide.reshape(groups // size, kh, kw, size * inputs, size * outputs))


# ---------------------------------------------------------------------- one channel each
def tap_blocks(x: Array, window: Window, oh: int, ow: int) -> Iterator[tuple[slice, list[tuple[list[int], Array]]]]:
    """(which images, [(columns of the kernel, what they meet: a view (images, oh, kh, columns, ow * C))]), by blocks.

    Columns that meet the same phase of the stride belong together: what they meet are whole rows of memory.
    """
    (kh, kw), (sh, sw), (dh, dw) = window.size, window.stride, window.dilation
    hp, wp = (oh - 1) * sh + (kh - 1) * dh + 1, (ow - 1) * sw + (kw - 1) * dw + 1
    n, c = len(x), x.shape[3]
    step = max(1, min(n, one_group.BLOCK // max(1, hp * wp * c)))
    for start in range(0, n, step):
        block = slice(start, min(start + step, n))
        images = placed(x[block], window.before, (hp, wp))
        met = []
        for phase in range(sw):
            taps = [v for v in range(kw) if v * dw % sw == phase]
            if taps:
                row = np.ascontiguousarray(images[:, :, taps[0] * dw :: sw]) if sw > 1 else images
                sn, sr, sp, sc = row.strides
                shape = (len(row), oh, kh, len(taps), ow * c)
                met.append((taps, as_strided(row, shape, (sn, sr * sh, sr * dh, dw // math.gcd(dw, sw) * sp, sc))))
        yield block, met


def depthwise(x: Array, kernel: Array, window: Window, oh: int, ow: int, bias: Array | None = None) -> Array:
    """Each channel of every window with its own weights, kernel (kh, kw, 1, C), plus bias: (N, oh, ow, C).

    `einsum` multiplies and adds in one pass over memory (twice as fast as `multiply` and `add`).
    """
    n, c = len(x), x.shape[3]
    out = np.empty((n, oh, ow * c), x.dtype)
    weights = np.tile(kernel[:, :, 0], (1, 1, ow))  # long rows run faster

    def work(part: slice) -> None:
        for block, met in tap_blocks(x[part], window, oh, ow):
            y = out[part][block]
            for i, (taps, view) in enumerate(met):
                if i == 0:
                    np.einsum("nhuvr,uvr->nhr", view, weights[:, taps], out=y)
                else:
                    y += np.einsum("nhuvr,uvr->nhr", view, weights[:, taps])
            if bias is not None:
                y += np.tile(bias, ow)

    in_slices(work, n, out.size * math.prod(window.size))
    return out.reshape(n, oh, ow, c)


def depthwise_kernel_gradient(x: Array, g: Array, window: Window) -> Array:
    """What g means for the kernel: (kh, kw, 1, C)."""
    n, oh, ow, c = g.shape
    kh, kw = window.size

    def work(part: slice) -> Array:
        total = np.zeros((kh, kw, ow * c), g.dtype)
        for block, met in tap_blocks(x[part], window, oh, ow):
            rows = g[part][block].reshape(-1, oh, ow * c)
            for taps, view in met:
                total[:, taps] += np.einsum("nhuvr,nhr->uvr", view, rows)
        return total

    total = one_group.summed(in_slices(work, n, g.size * kh * kw))
    return np.asarray(total.reshape(kh, kw, 1, ow, c).sum(3))
