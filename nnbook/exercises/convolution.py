"""Exercises of the chapter on convolution."""

from __future__ import annotations

import math

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1962)


# ---------------------------------------------------------------------- 1: how large is the map?
def _size(height, kernel, stride, padding):
    return (height + 2 * padding - kernel) // stride + 1


SIZE = Exercise(
    "convolution.size",
    _size,
    inputs=((8, 3, 1, 0), (32, 5, 1, 2), (224, 7, 2, 3), (9, 2, 2, 0), (9, 3, 2, 0), (10, 4, 3, 1)),
    mistakes=(
        Mistake(
            lambda height, kernel, stride, padding: (height + padding - kernel) // stride + 1,
            "The padding stands on both sides.",
        ),
        Mistake(
            lambda height, kernel, stride, padding: (height + 2 * padding - kernel) // stride,
            "Count the first window as well: 3 weights fit on 3 pixels in one place.",
        ),
        Mistake(
            lambda height, kernel, stride, padding: (height + 2 * padding - kernel) / stride + 1,
            "A last step that would lead over the edge is not taken: round down, with // in place of /.",
        ),
        Mistake(
            lambda height, kernel, stride, padding: math.ceil((height + 2 * padding - kernel) / stride) + 1,
            "A last step that would lead over the edge is not taken: round down.",
        ),
        Mistake(
            lambda height, kernel, stride, padding: (height + 2 * padding - kernel + 1) // stride,
            "Divide the steps, not the windows: one is added after the division.",
        ),
    ),
)

# ---------------------------------------------------------------------- 2: level edges
_SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])

LEVEL = Exercise(
    "convolution.level_edges",
    _SOBEL.T.copy(),
    mistakes=(
        Mistake(_SOBEL, "That one finds upright edges: its weights differ from left to right."),
        Mistake(-_SOBEL.T, "The sums have the wrong sign: ink below must count as positive."),
        Mistake(np.array([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]]), "Nearly: Sobel lets the middle count twice."),
        Mistake(_SOBEL.T / 4, "The right ones, divided by 4. Here Sobel's whole numbers are asked for: 1, 2, 1."),
        Mistake(np.array([[0.0, -1, 0], [0, 0, 0], [0, 1, 0]]), "Take the neighbors to the left and right in, too."),
    ),
    explanation="It is the other kernel with rows and columns exchanged.",
)


# ---------------------------------------------------------------------- 3: what a unit sees
def _field(layers):
    seen, jump = 1, 1
    for kernel, stride in layers:
        seen += (kernel - 1) * jump
        jump *= stride
    return seen


def _without_jumps(layers):
    return 1 + sum(kernel - 1 for kernel, _ in layers)


def _own_stride_first(layers):
    seen, jump = 1, 1
    for kernel, stride in layers:
        jump *= stride
        seen += (kernel - 1) * jump
    return seen


def _sum_of_kernels(layers):
    return sum(kernel for kernel, _ in layers)


def _only_the_last_stride(layers):
    seen, jump = 1, 1
    for kernel, stride in layers:
        seen += (kernel - 1) * jump
        jump = stride
    return seen


def _from_zero(layers):
    return _field(layers) - 1


FIELD = Exercise(
    "convolution.receptive_field",
    _field,
    inputs=(([(3, 1)],), ([(3, 1), (3, 1)],), ([(5, 1), (2, 2), (5, 1), (2, 2)],), ([(7, 2), (3, 2), (3, 1), (3, 2)],)),
    mistakes=(
        Mistake(_without_jumps, "After a stride of s, neighbors in the map are s pixels apart in the image."),
        Mistake(_own_stride_first, "A layer's own stride moves the layers above it, not its own window."),
        Mistake(_sum_of_kernels, "Windows of neighbors overlap: each layer adds its side minus one."),
        Mistake(
            _only_the_last_stride, "Distances multiply: the strides of all layers below count, not the last alone."
        ),
        Mistake(lambda layers: _field(layers[::-1]), "The first layer of the list comes first, next to the image."),
        Mistake(_from_zero, "Without any layer a unit sees one pixel: begin with 1."),
    ),
)


# ---------------------------------------------------------------------- 4: the way back
def _back(g, w):
    grad = np.zeros(len(g) + len(w) - 1)
    for i, value in enumerate(g):
        grad[i : i + len(w)] += value * w
    return grad


def _not_turned(g, w):
    return _back(g, w[::-1])


def _forward_again(g, w):
    return np.correlate(g, w, mode="valid") if len(g) >= len(w) else np.zeros(1)


def _overwritten(g, w):
    grad = np.zeros(len(g) + len(w) - 1)
    for i, value in enumerate(g):
        grad[i : i + len(w)] = value * w
    return grad


def _same(g, w):
    full = _back(g, w)
    start = (len(w) - 1) // 2
    return full[start : start + len(g)]


BACK = Exercise(
    "convolution.input_gradient",
    _back,
    inputs=(
        (np.array([1.0, 0.0, 0.0]), np.array([1.0, 2.0, 3.0])),
        *((_rng.normal(size=n), _rng.normal(size=k)) for n, k in ((4, 2), (6, 3), (10, 5))),
    ),
    mistakes=(
        Mistake(_not_turned, "Output i used input i + u with weight u: send g[i] w[u] back to i + u."),
        Mistake(_overwritten, "An input that several windows used gets the sum of what they send."),
        Mistake(_same, "There is a gradient for every input, and the inputs are more than the outputs."),
        Mistake(_forward_again, "That goes forward once more and gets shorter; the way back gets longer."),
    ),
)

# ---------------------------------------------------------------------- 5: what moves along
COMMUTES = Exercise(
    "convolution.moves_along",
    np.array([True, True, True, False, True, False]),
    mistakes=(
        Mistake(
            np.array([True, False, True, False, True, False]),
            "The mean of all pixels does not change when they move, so subtracting it moves along.",
        ),
        Mistake(
            np.array([True, True, True, True, True, False]),
            "A mask stands still: what it covers depends on where the image is.",
        ),
        Mistake(
            np.array([True, True, True, False, False, False]),
            "With a stride of 1 the maximum is taken around every pixel alike.",
        ),
        Mistake(
            np.array([True, True, True, False, True, True]),
            "Blocks of two by two stand still: a shift by one pixel puts other pixels together.",
        ),
        Mistake(
            np.array([True, True, False, False, True, False]),
            "The softmax divides by a sum over all pixels, which does not change when they move.",
        ),
    ),
    explanation="Whatever treats all places alike moves along; it need not be linear.",
)

EXERCISES = (SIZE, LEVEL, FIELD, BACK, COMMUTES)

QUIZ = {
    "A convolution of 3 channels into 8 maps, windows of 5 by 5, with biases. How many parameters?": {
        "208": (False, "That is 8 (25 + 1): each map has a pattern for every one of the 3 channels."),
        "608": (True, "8 (3 · 25 + 1)."),
        "It depends on the size of the image.": (False, "The weights are the same in all places."),
    },
    "Two 3 by 3 convolutions of stride 1, one after the other. What does a unit of the second see?": {
        "3 by 3 pixels": (False, "It sees 3 by 3 units of the first, and each of them sees more than a pixel."),
        "5 by 5 pixels": (True, "1 + 2 + 2."),
        "6 by 6 pixels": (False, "The windows of neighbors overlap."),
    },
    "The gradient of a loss for one weight of a kernel is ...": {
        "a sum over all places where the weight was used.": (True, "Used more than once means add."),
        "the gradient at the place where it fits best.": (False, "That would be a maximum; the sum takes all."),
        "the same for all weights, because they are shared.": (False, "Each weight meets other pixels of the window."),
    },
    "An image moves by one pixel. What does a convolution with stride 2 do?": {
        "Its map moves by half a pixel.": (False, "There are no half pixels, and the windows see other pixels now."),
        "It may give quite another map.": (True, "Windows start at every second pixel: these are others now."),
        "Its map stays as it is.": (False, "That would be invariance, which not even a convolution of stride 1 has."),
    },
    "Why blur before keeping every second pixel?": {
        "To save memory.": (False, "The map has as many numbers either way."),
        "Detail too fine for the coarser grid would turn into false patterns.": (
            True,
            "That is aliasing: which pattern comes out depends on where the grid begins.",
        ),
        "To make edges stand out.": (False, "It makes them softer: that is the price."),
    },
}  # fmt: skip
