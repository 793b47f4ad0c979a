"""Rearranging channels: as pixels, and among groups."""

from __future__ import annotations

from .._tensor import Tensor
from ..ops._operands import as_operand
from .module import Module


class PixelShuffle(Module):
    """(..., C * r * r, H, W) -> (..., C, H * r, W * r), r = `upscale_factor`: pixels of channels (Shi et al., 2016)."""

    def __init__(self, upscale_factor: int):
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self) -> str:
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """(..., C, H * r, W * r) -> (..., C * r * r, H, W), r = `downscale_factor`: undoes PixelShuffle."""

    def __init__(self, downscale_factor: int):
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input: Tensor) -> Tensor:
        return pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self) -> str:
        return f"downscale_factor={self.downscale_factor}"


class ChannelShuffle(Module):
    """(N, C, ...) -> (N, C, ...): channels dealt out like cards, so that groups mix (Zhang et al., 2018)."""

    def __init__(self, groups: int):
        super().__init__()
        self.groups = groups

    def forward(self, input: Tensor) -> Tensor:
        return channel_shuffle(input, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """(*, C * r * r, H, W) -> (*, C, H * r, W * r): channel c * r * r + i * r + j is at (i, j) of each block."""
    x, r = as_operand(input), upscale_factor
    _check("pixel_shuffle", x, "upscale_factor", r)
    *lead, channels, h, w = x.shape
    if channels % (r * r):
        raise RuntimeError(
            f"pixel_shuffle: {channels} channels cannot be divided by the square of upscale_factor, {r * r} (an input "
            f"of shape {tuple(x.shape)})"
        )
    n = len(lead)
    blocks = x.reshape(*lead, channels // (r * r), r, r, h, w)
    order = (*range(n), n, n + 3, n + 1, n + 4, n + 2)
    return blocks.permute(*order).reshape(*lead, channels // (r * r), h * r, w * r)


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """(*, C, H * r, W * r) -> (*, C * r * r, H, W): undoes pixel_shuffle."""
    x, r = as_operand(input), downscale_factor
    _check("pixel_unshuffle", x, "downscale_factor", r)
    *lead, channels, h, w = x.shape
    if h % r or w % r:
        raise RuntimeError(f"pixel_unshuffle: images of {h} x {w} cannot be divided by downscale_factor {r}")
    n = len(lead)
    blocks = x.reshape(*lead, channels, h // r, r, w // r, r)
    order = (*range(n), n, n + 2, n + 4, n + 1, n + 3)
    return blocks.permute(*order).reshape(*lead, channels * r * r, h // r, w // r)


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """(N, C, *) -> (N, C, *): channel j of group i becomes channel i of group j."""
    x = as_operand(input)
    if x.ndim <= 2:
        raise RuntimeError(f"channel_shuffle expects (N, C, ...) with three axes or more, got {tuple(x.shape)}")
    n, channels, *rest = x.shape
    if groups <= 0 or channels % groups:
        raise RuntimeError(f"channel_shuffle: {channels} channels cannot be divided into {groups} groups")
    return x.reshape(n, groups, channels // groups, *rest).transpose(1, 2).reshape(*x.shape)


def _check(name: str, x: Tensor, argument: str, factor: int) -> None:
    if x.ndim < 3:
        raise RuntimeError(f"{name} expects (..., C, H, W) with three axes or more, got {tuple(x.shape)}")
    if factor <= 0:
        raise RuntimeError(f"{name} expects a positive {argument}, got {factor}")
