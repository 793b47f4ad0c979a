"""Exercises of the chapter on VGG."""

from __future__ import annotations

from math import prod, sqrt
from typing import Any

from . import Exercise, Mistake
from ._whole import whole_numbers


# ---------------------------------------------------------------------- 1: a stack and a window
def _stack(layers, channels):
    return layers * 9 * channels**2, (2 * layers + 1) ** 2 * channels**2


STACK = Exercise(
    "vgg.stack",
    _stack,
    inputs=((2, 1), (2, 64), (3, 128), (4, 16)),
    mistakes=(
        Mistake(
            lambda layers, channels: (layers * 9 * channels**2, (3 * layers) ** 2 * channels**2),
            "Windows overlap: each further layer of 3 by 3 widens the field by 2 pixels, not by 3.",
        ),
        Mistake(
            lambda layers, channels: (layers * 9 * channels, (2 * layers + 1) ** 2 * channels),
            "Each of the output maps has a kernel for each of the input maps: channels times channels.",
        ),
        Mistake(lambda layers, channels: _stack(layers, channels)[::-1], "First the stack, then the single window."),
        Mistake(
            lambda layers, channels: (9 * channels**2, _stack(layers, channels)[1]),
            "That is one layer of the stack. There are several.",
        ),
        Mistake(
            lambda layers, channels: (layers * 9 * channels**2 + layers * channels, _stack(layers, channels)[1]),
            "Biases are not to be counted here.",
        ),
        Mistake(
            lambda layers, channels: tuple(w + n * channels for w, n in zip(_stack(layers, channels), (layers, 1))),
            "No biases, please: neither in the stack nor in the window.",
        ),
        Mistake(
            lambda layers, channels: (_stack(layers, channels)[0], (2 * layers + 1) * channels**2),
            "A window is a square: its side times its side.",
        ),
        Mistake(
            lambda layers, channels: (_stack(layers, channels)[0], (2 * layers - 1) ** 2 * channels**2),
            "One layer sees 3 pixels in a row, and each further layer 2 more: how many do all of them see?",
        ),
        Mistake(
            lambda layers, channels: (layers * 9, (2 * layers + 1) ** 2),
            "That is for one input map and one output map. There are channels of each.",
        ),
        Mistake(
            lambda layers, channels: (9**layers * channels**2, _stack(layers, channels)[1]),
            "The weights of the layers add up: layers times 9, not 9 to a power.",
        ),
        Mistake(
            lambda layers, channels: ((9 * channels**2) ** layers, _stack(layers, channels)[1]),
            "The weights of the layers add up: layers times those of one, not a power.",
        ),
    ),
    explanation="For three layers 27 C squared and 49 C squared: the single window needs 81 % more.",
)


# ---------------------------------------------------------------------- 2: what training has to keep
def _memory(shapes, batch):
    return 4 * batch * sum(prod(shape) for shape in shapes) / 1e6


_SMALL = [(8, 16, 16), (8, 8, 8), (16, 8, 8), (10,)]
_LARGE = [(64, 224, 224), (64, 224, 224), (64, 112, 112)]

MEMORY = Exercise(
    "vgg.memory",
    _memory,
    inputs=((_SMALL, 3), (_SMALL, 100), (_LARGE, 16)),
    mistakes=(
        Mistake(
            lambda shapes, batch: _memory(shapes, 1), "That is one image. Each image of the batch has its own numbers."
        ),
        Mistake(lambda shapes, batch: _memory(shapes, batch) / 4, "Each number takes four bytes."),
        Mistake(
            lambda shapes, batch: _memory(shapes[-1:], batch),
            "On the way back every layer's output is needed, not the last alone.",
        ),
        Mistake(
            lambda shapes, batch: max(_memory([shape], batch) for shape in shapes),
            "They are all there at the same time: add them up, do not take the largest.",
        ),
        Mistake(
            lambda shapes, batch: _memory(shapes, batch) * 1e6, "These are bytes; a megabyte is a million of them."
        ),
        Mistake(
            lambda shapes, batch: 4 * batch * sum(sum(shape) for shape in shapes) / 1e6,
            "A layer of shape (64, 224, 224) puts out 64 times 224 times 224 numbers: multiply, do not add.",
        ),
        Mistake(
            lambda shapes, batch: _memory(shapes, batch) * 1e6 / 2**20,
            "A megabyte is a million bytes here. Yours has 1024 times 1024.",
        ),
        Mistake(lambda shapes, batch: _memory(shapes, batch) / 1e3, "These are gigabytes: divide by a million."),
        Mistake(lambda shapes, batch: _memory(shapes, batch) * 1e3, "These are kilobytes: divide by a million."),
        Mistake(
            lambda shapes, batch: _memory(shapes, batch) * 8, "Each number takes four bytes, not 32: those are bits."
        ),
    ),
    explanation="It grows with the batch and with the square of the image's side; the weights do neither.",
)


# ---------------------------------------------------------------------- 3: first weights
WIDTH = Exercise(
    "vgg.width",
    lambda inputs, side: sqrt(2 / (inputs * side**2)),
    inputs=((3, 3), (64, 3), (512, 3), (96, 5)),
    mistakes=(
        Mistake(lambda inputs, side: 2 / (inputs * side**2), "That is the variance. The width is its root."),
        Mistake(
            lambda inputs, side: sqrt(1 / (inputs * side**2)),
            "The ReLU halves the mean square, so the weights must make up for a factor of 2.",
        ),
        Mistake(
            lambda inputs, side: sqrt(2 / inputs),
            "A score adds up side times side products for each of the input maps.",
        ),
        Mistake(lambda inputs, side: sqrt(2 / (inputs * side)), "The window is a square: side times side places."),
        Mistake(
            lambda inputs, side: sqrt(inputs * side**2 / 2),
            "That is by how much weights of width 1 make the spread grow. The width must undo it: 1 divided by it.",
        ),
        Mistake(
            lambda inputs, side: sqrt(2) / (inputs * side**2),
            "The root is to be taken of the whole fraction, of the number of products, too.",
        ),
        Mistake(
            lambda inputs, side: 1 / (inputs * side**2),
            "That is a variance, for inputs without a ReLU. Set the factor in front of the old variance to 1.",
        ),
        Mistake(
            lambda inputs, side: sqrt(1 / (2 * inputs * side**2)),
            "The ReLU halves the mean square, so the weights must be larger to make up for it, not smaller.",
        ),
        Mistake(
            lambda inputs, side: sqrt(6 / (inputs * side**2)),
            "That is the limit of even draws with this width. Of a bell curve the width itself is asked for.",
        ),
        Mistake(
            lambda inputs, side: 0.01, "One number for all layers is what failed. It depends on the number of inputs."
        ),
    ),
    explanation="For 512 maps it is 0.021, twice the fixed 0.01: over thirteen layers that is a factor of thousands.",
)

# ---------------------------------------------------------------------- 4: a network on a budget
LEAST, MOST = 34, 20_000
NARROW = f"The field is less than {LEAST} pixels. Which is cheaper: a convolution in an early stage or in a late one?"
HEAVY = f"More than {MOST:,} weights. Late stages have many maps: a convolution there costs most."
SHAPE = "A list of whole numbers is asked for, one for each stage, each at least 1."


def _field_and_weights(counts: list[int]) -> tuple[int, int]:
    field, step, inputs, weights = 1, 1, 1, 0
    for stage, count in enumerate(counts):
        for _ in range(count):
            field, weights, inputs = field + 2 * step, weights + 9 * inputs * 8 * 2**stage, 8 * 2**stage
        field, step = field + step, 2 * step
    return field, weights


def _examine(answer: Any) -> str | None:
    stages = whole_numbers(answer)
    if stages is None:
        return f"that does not describe a network.\n  Hint: {SHAPE}"
    field, weights = _field_and_weights(stages)
    told = f"a field of {field} pixels and {weights:,} weights."
    if field < LEAST:
        return f"{told}\n  Hint: {NARROW}"
    return f"{told}\n  Hint: {HEAVY}" if weights > MOST else None


BUDGET = Exercise(
    "vgg.budget",
    [1, 2, 2],
    mistakes=(Mistake([2, 2], NARROW), Mistake([2, 2, 4], HEAVY), Mistake([2, 0, 2], SHAPE)),
    examine=_examine,
    explanation="[13, 1] has the fewest weights, 8,136, but nearly all its work is at the full size. Pooling widens "
    "the field for nothing; what it costs is places.",
)

EXERCISES = (STACK, MEMORY, WIDTH, BUDGET)

QUIZ = {
    "Three layers of 3 by 3 or one of 7 by 7, all from C to C maps: which sees more?": {
        "Both see 7 by 7 pixels.": (True, "1 + 2 + 2 + 2 = 7. The stack has 27 C squared weights, the window 49."),
        "The stack: 9 by 9.": (False, "Windows overlap; each adds 2 pixels."),
        "The window: a stack of small ones stays small.": (
            False,
            "Each layer looks at places that saw 3 pixels already.",
        ),
    },
    "What is a stack of two convolutions without an activation between them?": {
        "One convolution of 5 by 5 with a special kernel.": (
            True,
            "Linear after linear is linear; it is the ReLU that makes two layers of them.",
        ),
        "The same as with an activation.": (False, "An activation is what keeps two layers from being one."),
        "A convolution of 3 by 3.": (False, "It sees 5 by 5 pixels."),
    },
    "Where does VGG-16 keep most numbers during training, and where are most of its parameters?": {
        "Numbers in the first stages, parameters in the first linear layer.": (
            True,
            "The first maps are large and few weights serve them all; the linear layer has 103 million weights.",
        ),
        "Both in the last stage.": (False, "The last stage has small maps: 14 by 14 and less."),
        "Both in the linear layers.": (False, "The linear layers put out 9,192 numbers of 15 million."),
    },
    "A network of eight convolutions stays at a loss of log 10, first weights of width 0.01. What happened?": {
        "The signal shrinks in each layer until the scores are the same for all images.": (
            True,
            "And the gradients shrink likewise on their way back.",
        ),
        "It overfits.": (False, "Then the training loss would be low."),
        "The rate is too high.": (
            False,
            "A rate that is too high makes the loss jump, not stand still from the beginning.",
        ),
    },
}
