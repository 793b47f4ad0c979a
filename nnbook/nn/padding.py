"""A border around tensors: a constant, or copies of what is inside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._tensor import Array, Tensor, record
from ..ops._operands import as_operand
from .module import Module

Border = list[tuple[int, int, int]]  # axis, how many before, how many after


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """A border around the last axes: `pad` is (left, right, top, bottom, ...), two numbers for an axis, the last first.

    mode "constant" fills it with `value` (0 if None) and crops where a number is negative; "reflect" mirrors the inside
    without its edge, "replicate" repeats the edge, "circular" goes on at the other side: the last axes of (C, W), (N,
    C, W), (C, H, W), (N, C, H, W) and so on.
    """
    x = as_operand(input)
    shape = x.array.shape
    if len(pad) % 2 or len(pad) > 2 * len(shape):
        raise RuntimeError(
            f"pad expects two numbers for each padded axis, got {tuple(pad)} for a tensor of shape {tuple(shape)}"
        )
    border = [(len(shape) - 1 - i, int(pad[2 * i]), int(pad[2 * i + 1])) for i in range(len(pad) // 2)]
    if mode == "constant":
        return _constant(x, border, 0 if value is None else value)
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}: choose constant, reflect, replicate or circular")
    if value is not None:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    return _copied(x, _checked(border, shape, mode), mode)


def _constant(x: Tensor, border: Border, value: float) -> Tensor:
    shape, inside, outside = list(x.array.shape), [slice(None)] * x.array.ndim, [slice(None)] * x.array.ndim
    for axis, before, after in border:
        n = shape[axis]
        shape[axis] = n + before + after
        if shape[axis] < 0:
            raise RuntimeError(
                f"pad: axis {axis} has length {n}, so {-before - after} elements cannot be cropped from it"
            )
        inside[axis] = slice(max(before, 0), max(before, 0) + n + min(before, 0) + min(after, 0))
        outside[axis] = slice(max(-before, 0), n + min(after, 0))
    y = np.full(shape, value, x.array.dtype)
    y[tuple(inside)] = x.array[tuple(outside)]

    def back(g: Array) -> Array:
        dx = np.zeros_like(x.array)
        dx[tuple(outside)] = g[tuple(inside)]
        return dx

    return record(y, (x, back))


def _checked(border: Border, shape: tuple[int, ...], mode: str) -> Border:
    """One or two axes come before those of the border, which must not be wider than what is copied."""
    if not len(border) + 1 <= len(shape) <= len(border) + 2 or len(border) > 3:
        raise NotImplementedError(
            f"pad: mode {mode!r} pads the last 1 to 3 axes of a tensor with one or two axes more, got {len(border)} "
            f"axes of a tensor of shape {tuple(shape)}"
        )
    for axis, before, after in border:
        longest = {"reflect": shape[axis] - 1, "circular": shape[axis]}.get(mode, max(before, after))
        if max(before, after) > longest or min(before, after) < 0:
            raise RuntimeError(
                f"pad: mode {mode!r} allows 0 to {longest} elements on each side of axis {axis} of length "
                f"{shape[axis]}, got {before} and {after}"
            )
    return border


def _copied(x: Tensor, border: Border, mode: str) -> Tensor:
    sources = []
    y = x.array
    for axis, before, after in border:
        n = y.shape[axis]
        places = np.arange(-before, n + after)
        if mode == "reflect":
            places = n - 1 - np.abs(n - 1 - np.abs(places))
        else:
            places = places % n if mode == "circular" else places.clip(0, n - 1)
        sources.append(places)
        y = y.take(places, axis)

    def back(g: Array) -> Array:
        for (axis, before, _), places in zip(reversed(border), reversed(sources), strict=True):
            lines = np.moveaxis(g, axis, 0)  # what the border copied gets its share back
            n = x.array.shape[axis]
            inner = lines[before : before + n].copy()
            for i in [*range(before), *range(before + n, len(lines))]:
                inner[places[i]] += lines[i]
            g = np.moveaxis(inner, 0, axis)
        return g

    return record(y, (x, back))


# ---------------------------------------------------------------------- layers
class _Padding(Module):
    """What they share: how many elements on each side, the last axis first; one number stands for all."""

    sides: int
    mode = "constant"

    def __init__(self, padding: int | Sequence[int]):
        super().__init__()
        self.padding = (padding,) * self.sides if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Tensor) -> Tensor:
        return pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return str(self.padding)


class _ConstantPadding(_Padding):
    def __init__(self, padding: int | Sequence[int], value: float):
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class ConstantPad1d(_ConstantPadding):
    """(N, C, L) -> (N, C, L'), or the same without N, L' = left + L + right: a border of `value`."""

    sides = 2


class ConstantPad2d(_ConstantPadding):
    """(N, C, H, W) -> (N, C, H', W'), or the same without N: a border of `value`.

    H' = top + H + bottom, W' = left + W + right. `padding` is (left, right, top, bottom) or one number; a negative
    number crops.
    """

    sides = 4


class ZeroPad1d(_Padding):
    """(N, C, L) -> (N, C, L'), or the same without N, L' = left + L + right: a border of zeros."""

    sides = 2


class ZeroPad2d(_Padding):
    """(N, C, H, W) -> (N, C, H', W'), or the same without N: a border of zeros."""

    sides = 4


class ReflectionPad1d(_Padding):
    """(N, C, L) -> (N, C, L'), or the same without N, L' = left + L + right: mirrored, the edges not twice."""

    sides, mode = 2, "reflect"


class ReflectionPad2d(_Padding):
    """(N, C, H, W) -> (N, C, H', W'), or the same without N: mirrored at the edges."""

    sides, mode = 4, "reflect"


class ReplicationPad1d(_Padding):
    """(N, C, L) -> (N, C, L'), or the same without N, L' = left + L + right: the edges go on."""

    sides, mode = 2, "replicate"


class ReplicationPad2d(_Padding):
    """(N, C, H, W) -> (N, C, H', W'), or the same without N: the edges go on."""

    sides, mode = 4, "replicate"


class CircularPad1d(_Padding):
    """(N, C, L) -> (N, C, L'), or the same without N, L' = left + L + right: what goes on at the other side."""

    sides, mode = 2, "circular"


class CircularPad2d(_Padding):
    """(N, C, H, W) -> (N, C, H', W'), or the same without N: a torus."""

    sides, mode = 4, "circular"
