"""Images and sequences made larger or smaller: every pixel of the result is a mixture of a few pixels of the input."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record
from .._threads import in_slices
from ._images import contiguous, first, last
from .adaptive_pooling import adaptive_avg_pool2d
from .module import Module

NEAREST = ("nearest", "nearest-exact")
AXES = {"linear": 1, "bilinear": 2, "bicubic": 2}  # of the input beside N and C; the other modes take 1 and 2


class Upsample(Module):
    """(N, C, H, W) -> (N, C, H', W'), or (N, C, L) -> (N, C, L'): interpolate as a layer, for larger and smaller."""

    def __init__(
        self,
        size: int | tuple[int, ...] | None = None,
        scale_factor: float | tuple[float, ...] | None = None,
        mode: str = "nearest",
        align_corners: bool | None = None,
        recompute_scale_factor: bool | None = None,
    ):
        super().__init__()
        self.size, self.mode = size, mode
        self.scale_factor: Any = float(scale_factor) if scale_factor and not isinstance(scale_factor, tuple) else None
        if isinstance(scale_factor, tuple):
            self.scale_factor = tuple(map(float, scale_factor))
        self.align_corners, self.recompute_scale_factor = align_corners, recompute_scale_factor

    def forward(self, input: Tensor) -> Tensor:
        return interpolate(
            input, self.size, self.scale_factor, self.mode, self.align_corners, self.recompute_scale_factor
        )

    def extra_repr(self) -> str:
        what = f"size={self.size!r}" if self.scale_factor is None else f"scale_factor={self.scale_factor!r}"
        return f"{what}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """(N, C, H, W) -> (N, C, H', W'): y[i, j] = x[floor(i H / H'), floor(j W / W')], each pixel repeated."""

    def __init__(
        self,
        size: int | tuple[int, int] | None = None,
        scale_factor: float | tuple[float, float] | None = None,
    ):
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """(N, C, H, W) -> (N, C, H', W'): linear between pixels; row i lies at i (H - 1) / (H' - 1), corners on corners."""

    def __init__(
        self,
        size: int | tuple[int, int] | None = None,
        scale_factor: float | tuple[float, float] | None = None,
    ):
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


def interpolate(
    input: Tensor,
    size: int | tuple[int, ...] | None = None,
    scale_factor: float | tuple[float, ...] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """(N, C, H, W) -> (N, C, H', W') or (N, C, L) -> (N, C, L') of a given size, or `scale_factor` times as large.

    mode "nearest" repeats pixels ("nearest-exact" rounds where they fall, as other libraries do), "linear" (sequences)
    and "bilinear" (images) mix two along each axis, "bicubic" four (Keys, 1981, with a = -0.75), "area" takes means.
    With `align_corners` the centers of the corner pixels stay in the corners, else the outlines of the images match.
    """
    _check(input, mode, align_corners, antialias)
    wanted, scales = _sizes(input, size, scale_factor, mode, recompute_scale_factor)
    if input.ndim == 3:
        one_row = _resized(input.unsqueeze(2), (1, *wanted), (None, *scales), mode, bool(align_corners))
        return one_row.squeeze(2)
    return _resized(input, wanted, scales, mode, bool(align_corners))


def _resized(x: Tensor, size: Any, scales: Any, mode: str, align_corners: bool) -> Tensor:
    if mode == "area":
        return adaptive_avg_pool2d(x, size)
    v = contiguous(last(x.array))
    geometry = zip(v.shape[1:3], size, scales, strict=True)
    rows, columns = (_mixture(mode, n, m, scale, align_corners, v.dtype) for n, m, scale in geometry)
    if mode in NEAREST:  # by index: a product with zeros would spread what is not finite
        (places_h, _), (places_w, _) = rows, columns
        y = v.take(places_h[0], 1).take(places_w[0], 2)
    else:
        y = _mixed(v, _matrix(rows, v.shape[1], v.dtype), _matrix(columns, v.shape[2], v.dtype))

    def back(g: Array) -> Array:
        g = contiguous(last(g))
        to_rows, to_columns = (
            _matrix(taps, n, g.dtype).T for taps, n in zip((rows, columns), v.shape[1:3], strict=True)
        )
        return first(_mixed(g, to_rows, to_columns))

    return record(first(y), (x, back))


def _mixed(x: Array, rows: Array, columns: Array) -> Array:
    """rows @ x @ columns.T for every channel of channels-last images."""
    n, h, w, c = x.shape
    oh, ow = len(rows), len(columns)
    out = np.empty((n, oh, ow, c), x.dtype)

    def work(part: slice) -> None:
        images = x[part]
        tall = np.matmul(rows, images.reshape(-1, h, w * c)) if rows.shape != (1, 1) else images
        np.matmul(columns, tall.reshape(-1, w, c), out=out[part].reshape(-1, ow, c))

    in_slices(work, n, out.size * 4)
    return out


Taps = tuple[Array, Array]  # for each pixel of the result which pixels (taps, m) it mixes, and the shares (taps, m)


def _mixture(mode: str, n: int, m: int, scale: float | None, align_corners: bool, dtype: Any) -> Taps:
    """How m pixels in a row are made of n. In the precision of the images, as rounding decides between neighbors."""
    kind = dtype.type
    places = np.arange(m, dtype=dtype)
    step = kind(1 / scale) if scale else kind(n) / kind(m)
    if mode in NEAREST:
        if mode == "nearest-exact":
            places = places + kind(0.5)
        nearest = np.floor((places * step).astype(np.float32)).astype(np.int64).clip(0, n - 1)
        return nearest[None], np.ones((1, m), dtype)
    if n == m and mode != "bicubic":
        at = places  # as it is, whatever the scale factor: as in PyTorch
    elif align_corners:
        at = places * (kind(n - 1) / kind(m - 1) if m > 1 else kind(0))
    else:
        at = step * (places + kind(0.5)) - kind(0.5)
    if mode != "bicubic":
        at = at.clip(0, None)
        low = np.floor(at).astype(np.int64).clip(None, n - 1)
        t = (at - low).astype(dtype).clip(0, 1)
        return np.stack([low, (low + 1).clip(None, n - 1)]), np.stack([1 - t, t])
    low = np.floor(at).astype(np.int64)
    t = (at - low).astype(dtype)
    around = np.stack([low - 1, low, low + 1, low + 2]).clip(0, n - 1)
    return around, np.stack([_far(1 + t), _near(t), _near(1 - t), _far(2 - t)])


def _near(t: Array) -> Array:
    """Keys' kernel for distances up to 1."""
    result: Array = (1.25 * t - 2.25) * t * t + 1
    return result


def _far(t: Array) -> Array:
    """Keys' kernel for distances from 1 to 2, a = -0.75."""
    result: Array = ((-0.75 * t + 3.75) * t - 6) * t + 3
    return result


def _matrix(taps: Taps, n: int, dtype: Any) -> Array:
    """The shares as a matrix (m, n)."""
    places, shares = taps
    matrix = np.zeros((places.shape[1], n), dtype)
    for place, share in zip(places, shares, strict=True):
        matrix[np.arange(len(place)), place] += share
    return matrix


# ---------------------------------------------------------------------- arguments
def _check(x: Any, mode: str, align_corners: bool | None, antialias: bool) -> None:
    if not isinstance(x, Tensor):
        raise TypeError(f"interpolate expects a Tensor, got {type(x).__name__}: convert it with tensor(...)")
    if antialias:
        raise NotImplementedError("interpolate: antialias=True is not supported. Blur before making images smaller")
    if mode in (*NEAREST, "area"):
        if align_corners is not None:
            raise ValueError(f"align_corners is for the modes linear, bilinear and bicubic, not for {mode!r}")
        axes = (1, 2)
    elif mode in AXES:
        axes = (AXES[mode], AXES[mode])
    else:
        raise NotImplementedError(f"interpolate: mode must be one of {(*NEAREST, 'area', *AXES)}, got {mode!r}")
    if x.ndim - 2 not in axes:
        raise NotImplementedError(
            f"interpolate: mode {mode!r} takes {'sequences (N, C, L)' if 1 in axes else ''}{' or ' * (axes == (1, 2))}"
            f"{'images (N, C, H, W)' if 2 in axes else ''}, got an input of shape {tuple(x.shape)}"
        )


def _sizes(x: Tensor, size: Any, scale_factor: Any, mode: str, recompute: bool | None) -> tuple[Any, Any]:
    """The size of the result, and the scale factors that say where its pixels lie (None: what the sizes say)."""
    here = tuple(x.shape[2:])
    if (size is None) == (scale_factor is None):
        which = "either size or scale_factor should be defined"
        raise ValueError(which if size is None else "only one of size or scale_factor should be defined")
    name, given = ("size", size) if scale_factor is None else ("scale_factor", scale_factor)
    given = tuple(given) if isinstance(given, (tuple, list)) else (given,) * len(here)
    if len(given) != len(here):
        raise ValueError(
            f"interpolate: {name} must be a number or one for each of the {len(here)} axes after N and C of the input "
            f"of shape {tuple(x.shape)}, got {given}"
        )
    if scale_factor is not None:
        wanted = tuple(math.floor(n * factor) for n, factor in zip(here, given, strict=True))
        scales = (None,) * len(here) if recompute or mode == "area" else given
    elif recompute:
        raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
    elif not all(isinstance(n, (int, np.integer)) for n in given):
        raise TypeError(f"interpolate: size must be of integers, got {given}")
    else:
        wanted, scales = given, (None,) * len(here)
    if min(wanted) < 1 or min(here) < 1:
        raise RuntimeError(f"Input and output sizes should be greater than 0, but got {here} and {wanted}")
    return wanted, scales
