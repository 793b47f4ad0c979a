"""Pooling of sequences: of images of one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._tensor import Tensor
from ._sequences import one, sequences
from .adaptive_pooling import adaptive_avg_pool2d, adaptive_max_pool2d
from .module import Module
from .pooling import avg_pool2d, max_pool2d


class MaxPool1d(Module):
    """(N, C, L) -> (N, C, L'), or the same without N: the largest value of every window, as MaxPool2d."""

    def __init__(
        self,
        kernel_size: int | tuple[int],
        stride: int | tuple[int] | None = None,
        padding: int | tuple[int] = 0,
        dilation: int | tuple[int] = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ):
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input: Tensor) -> Any:
        return max_pool1d(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
        )

    def extra_repr(self) -> str:
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, "
            f"dilation={self.dilation}, ceil_mode={self.ceil_mode}"
        )


class AvgPool1d(Module):
    """(N, C, L) -> (N, C, L'), or the same without N: the mean of every window, as AvgPool2d."""

    def __init__(
        self,
        kernel_size: int | tuple[int],
        stride: int | tuple[int] | None = None,
        padding: int | tuple[int] = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ):
        super().__init__()
        self.kernel_size = (one(kernel_size, "AvgPool1d", "kernel_size"),)
        self.stride = self.kernel_size if stride is None else (one(stride, "AvgPool1d", "stride"),)
        self.padding = (one(padding, "AvgPool1d", "padding"),)
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        return avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)

    def extra_repr(self) -> str:
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AdaptiveAvgPool1d(Module):
    """(N, C, L) -> (N, C, *output_size), or the same without N: means over windows of as equal length as possible.

    Window i covers the places floor(i L / L') to ceil((i + 1) L / L').
    """

    def __init__(self, output_size: int | tuple[int]):
        super().__init__()
        self.output_size = output_size

    def forward(self, input: Tensor) -> Tensor:
        return adaptive_avg_pool1d(input, self.output_size)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


class AdaptiveMaxPool1d(Module):
    """(N, C, L) -> (N, C, *output_size), or the same without N: as AdaptiveAvgPool1d, with the largest value."""

    def __init__(self, output_size: int | tuple[int], return_indices: bool = False):
        super().__init__()
        self.output_size, self.return_indices = output_size, return_indices

    def forward(self, input: Tensor) -> Any:
        return adaptive_max_pool1d(input, self.output_size, self.return_indices)

    def extra_repr(self) -> str:
        return f"output_size={self.output_size}"


def max_pool1d(
    input: Tensor,
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple[int] = 0,
    dilation: int | tuple[int] = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest value of every window of (N, C, L) or (C, L); with `return_indices` also where it is."""
    name = "max_pool1d"
    x, hole = sequences(input, name), one(dilation, name, "dilation")
    size, stride, padding = _checked(name, x, kernel_size, stride, padding, hole)
    options = ((1, size), (1, stride), (0, padding), (1, hole), ceil_mode, return_indices)
    return _as_images(x, lambda t: max_pool2d(t, *options))


def avg_pool1d(
    input: Tensor,
    kernel_size: int | tuple[int],
    stride: int | tuple[int] | None = None,
    padding: int | tuple[int] = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """The mean of every window of (N, C, L) or (C, L)."""
    x = sequences(input, "avg_pool1d")
    size, stride, padding = _checked("avg_pool1d", x, kernel_size, stride, padding, 1)
    options = ((1, size), (1, stride), (0, padding), ceil_mode, count_include_pad)
    result: Tensor = _as_images(x, lambda t: avg_pool2d(t, *options))
    return result


def adaptive_avg_pool1d(input: Tensor, output_size: int | tuple[int]) -> Tensor:
    """The means of `output_size` windows of as equal length as possible of (N, C, L) or (C, L)."""
    x, length = sequences(input, "adaptive_avg_pool1d"), one(output_size, "adaptive_avg_pool1d", "output_size")
    result: Tensor = _as_images(x, lambda t: adaptive_avg_pool2d(t, (1, length)))
    return result


def adaptive_max_pool1d(input: Tensor, output_size: int | tuple[int], return_indices: bool = False) -> Any:
    """The largest values of `output_size` windows of (N, C, L) or (C, L); with `return_indices` also their places."""
    x, length = sequences(input, "adaptive_max_pool1d"), one(output_size, "adaptive_max_pool1d", "output_size")
    return _as_images(x, lambda t: adaptive_max_pool2d(t, (1, length), return_indices))


def _as_images(x: Tensor, pool: Callable[[Tensor], Any]) -> Any:
    result = pool(x.unsqueeze(-2))
    return tuple(t.squeeze(-2) for t in result) if isinstance(result, tuple) else result.squeeze(-2)


def _checked(name: str, x: Tensor, size: Any, stride: Any, padding: Any, dilation: int) -> tuple[int, int, int]:
    """kernel_size, stride and padding as numbers."""
    size, padding = one(size, name, "kernel_size"), one(padding, name, "padding")
    stride = size if stride is None or stride == () else one(stride, name, "stride")
    length = x.array.shape[-1]
    if length + 2 * padding < dilation * (size - 1) + 1:
        raise RuntimeError(f"{name}: sequences of length {length} are smaller than the window of {size}")
    return size, stride, padding
