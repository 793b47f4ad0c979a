"""Exercises of the chapter on LeNet-5."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import Exercise, Mistake


# ------------------------------------------------------------------ 1: sizes and parameters
def conv_size(
    channels: int, height: int, width: int, maps: int, kernel: int, stride: int, padding: int
) -> tuple[int, int, int, int]:
    """Maps, height and width of a convolution's output, and its number of parameters."""
    high, wide = ((side + 2 * padding - kernel) // stride + 1 for side in (height, width))
    return maps, high, wide, maps * (channels * kernel**2 + 1)


def _without_bias(*numbers: int) -> tuple[int, ...]:
    maps, high, wide, parameters = conv_size(*numbers)
    return maps, high, wide, parameters - maps


def _one_channel(_: int, *numbers: int) -> tuple[int, ...]:
    return conv_size(1, *numbers)


def _without_last(*numbers: int) -> tuple[int, ...]:
    maps, high, wide, parameters = conv_size(*numbers)
    return maps, high - 1, wide - 1, parameters


def _one_side_padded(channels: int, height: int, width: int, *numbers: int) -> tuple[int, ...]:
    padding = numbers[-1]
    return conv_size(channels, height - padding, width - padding, *numbers)


def _rounded_up(channels: int, height: int, width: int, *numbers: int) -> tuple[int, ...]:
    stride = numbers[2]
    return conv_size(channels, height + stride - 1, width + stride - 1, *numbers)


# ------------------------------------------------------------------ 2: what one unit sees
def receptive_field(layers: Sequence[tuple[int, int]]) -> int:
    """The side, in pixels of the input, of what a unit sees after `layers` of (kernel, stride)."""
    side, step = 1, 1  # of one unit, and from one unit to its neighbor, in pixels
    for kernel, stride in layers:
        side += (kernel - 1) * step
        step *= stride
    return side


def _without_strides(layers: Sequence[tuple[int, int]]) -> int:
    return 1 + sum(kernel - 1 for kernel, _ in layers)


def _own_stride_too(layers: Sequence[tuple[int, int]]) -> int:
    side, step = 1, 1
    for kernel, stride in layers:
        step *= stride
        side += (kernel - 1) * step
    return side


def _product(layers: Sequence[tuple[int, int]]) -> int:
    return int(np.prod([kernel for kernel, _ in layers]))


# ------------------------------------------------------------------ 3: subsampling as in 1998
def _blocks(maps: np.ndarray) -> np.ndarray:
    channels, height, width = maps.shape
    return maps.reshape(channels, height // 2, 2, width // 2, 2)


def _squash(a: np.ndarray) -> np.ndarray:
    return 1.7159 * np.tanh(2 / 3 * a)


def subsampled(maps: np.ndarray, coefficient: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Maps (C, H, W) -> (C, H/2, W/2): sums of 2 x 2, times a coefficient, plus a bias (both (C,)), squashed."""
    return _squash(coefficient[:, None, None] * _blocks(maps).sum((2, 4)) + bias[:, None, None])


def _mean_of_four(maps: np.ndarray, coefficient: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return subsampled(maps, coefficient / 4, bias)


def _not_squashed(maps: np.ndarray, coefficient: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return coefficient[:, None, None] * _blocks(maps).sum((2, 4)) + bias[:, None, None]


def _plain_tanh(maps: np.ndarray, coefficient: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return np.tanh(_not_squashed(maps, coefficient, bias))


def _bias_times_coefficient(maps: np.ndarray, coefficient: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return subsampled(maps, coefficient, coefficient * bias)


def _other_windows(maps: np.ndarray, coefficient: np.ndarray, bias: np.ndarray) -> np.ndarray:
    channels, height, width = maps.shape
    sums = maps.reshape(channels, 2, height // 2, 2, width // 2).sum((1, 3))
    return _squash(coefficient[:, None, None] * sums + bias[:, None, None])


# ------------------------------------------------------------------ 4: a linear layer as a convolution
def as_kernel(weight: np.ndarray, channels: int, side: int) -> np.ndarray:
    """Weights (out, channels * side * side) of a layer after Flatten -> the kernel (out, channels, side, side)."""
    return weight.reshape(len(weight), channels, side, side)


def _channels_last(weight: np.ndarray, channels: int, side: int) -> np.ndarray:
    return weight.reshape(len(weight), side, side, channels).transpose(0, 3, 1, 2)


def _turned(weight: np.ndarray, channels: int, side: int) -> np.ndarray:
    return as_kernel(weight, channels, side).swapaxes(2, 3)


def _flipped(weight: np.ndarray, channels: int, side: int) -> np.ndarray:
    return as_kernel(weight, channels, side)[:, :, ::-1, ::-1]


_rng = np.random.default_rng(0)
_SIZES = [(1, 32, 32, 6, 5, 1, 0), (6, 14, 14, 16, 5, 1, 0), (3, 224, 224, 64, 7, 2, 3), (3, 9, 12, 8, 3, 2, 1)]
_FIELDS = [[(5, 1)], [(5, 1), (2, 2)], [(5, 1), (2, 2), (5, 1)], [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]]
_MAPS = [(6, 28, 28), (16, 10, 10), (1, 2, 6), (3, 4, 4)]

EXERCISES = (
    Exercise(
        "lenet.conv_size",
        conv_size,
        inputs=_SIZES,
        mistakes=[
            Mistake(_without_bias, "Each map has one bias besides its weights."),
            Mistake(_one_channel, "A kernel has weights for every channel of the input, not for one."),
            Mistake(_without_last, "From the first place to the last there is one place more than there are steps."),
            Mistake(_one_side_padded, "Padding is added on both sides."),
            Mistake(_rounded_up, "A window that sticks out of the padded image is dropped: round down."),
        ],
    ),
    Exercise(
        "lenet.receptive_field",
        receptive_field,
        inputs=[(layers,) for layers in [*_FIELDS, [(3, 2), (3, 2), (3, 1)], [(7, 2), (3, 2), (1, 1), (3, 1)], []]],
        mistakes=[
            Mistake(
                _without_strides, "After a stride of 2, neighbors are two pixels apart: later kernels reach further."
            ),
            Mistake(_own_stride_too, "A layer's own stride spreads its outputs, not the inputs that it sees."),
            Mistake(_product, "Windows overlap, so their sides add up; they do not multiply."),
        ],
        explanation="One unit of C5 sees the whole image: 32 pixels.",
    ),
    Exercise(
        "lenet.subsampled",
        subsampled,
        inputs=[(_rng.standard_normal(size), *_rng.standard_normal((2, size[0]))) for size in _MAPS],
        mistakes=[
            Mistake(_mean_of_four, "The four inputs are added up, not averaged."),
            Mistake(_not_squashed, "The squashing function is missing."),
            Mistake(_plain_tanh, "The squashing function is the scaled one, 1.7159 tanh(2a/3)."),
            Mistake(_bias_times_coefficient, "The bias is added after the multiplication."),
            Mistake(_other_windows, "A window is two neighboring rows and two neighboring columns."),
        ],
    ),
    Exercise(
        "lenet.as_kernel",
        as_kernel,
        inputs=[(_rng.standard_normal((out, c * k * k)), c, k) for out, c, k in [(120, 16, 5), (3, 2, 2), (1, 4, 3)]],
        mistakes=[
            Mistake(_channels_last, "Flatten takes channel 0 first, row by row, then channel 1, and so on."),
            Mistake(_turned, "Rows come before columns."),
            Mistake(_flipped, "What this book calls a convolution does not flip the kernel."),
        ],
    ),
    Exercise(
        "lenet.replacements",
        "either",
        mistakes=[
            Mistake("ReLU", "Compare tanh with the maximum and tanh with the mean: the maximum helps as well."),
            Mistake("maximum", "Compare ReLU with the mean and tanh with the mean: ReLU helps as well."),
            Mistake("both", "Compare each of them alone with what they replaced, tanh with the mean."),
        ],
        explanation="And both together are hardly better than one of them.",
    ),
)

QUIZ = {
    "A convolution with 16 kernels of 5 × 5 follows 6 maps. How many parameters does it have?": {
        "416": (False, "That is 16 · (25 + 1): the kernels would see one map only."),
        "2,400": (False, "The 16 biases are missing."),
        "2,416": (True, "16 · (6 · 25 + 1). In 1998, with the table, there were 1,516."),
    },
    "What does weight sharing assume?": {
        "That all places of the image are equally important.": (
            False,
            "The layers above weigh the places differently. Only the question asked in each is the same.",
        ),
        "That a detail worth finding in one place is worth finding in the others.": (
            True,
            "With pixels in another order this is false, and LeNet-5 lost most of what it knew.",
        ),
        "That images are square.": (False, "Height and width only decide in how many places the window fits."),
    },
    "A digit moves by two pixels to the right. What do the maps of C1 do?": {
        "They stay the same.": (False, "That would be invariance."),
        "They move by two pixels.": (True, "That is equivariance. After pooling they have moved by one."),
        "They change in ways that cannot be foretold.": (False, "All places are treated alike, so it can."),
    },
    "Ten classes, and the loss has been 2.30 for a hundred steps. What do you look at first?": {
        "Whether different images give different outputs.": (
            True,
            "If not, the network is dead and must start anew; if they do, it may be too slow.",
        ),
        "The test accuracy.": (False, "It will be about 0.1 in either case, and does not tell why."),
        "A larger network.": (False, "A larger one dies as easily."),
    },
    "Three methods all reach 96 % on a data set. What follows?": {
        "They are equally good.": (False, "On cluttered digits the same three are far apart."),
        "The data set is too easy to compare them.": (True, "It cannot tell them apart, whatever they are worth."),
        "The one with the fewest parameters is the best.": (
            False,
            "It is the cheapest here. Which one reads harder images, this set cannot say.",
        ),
    },
}
