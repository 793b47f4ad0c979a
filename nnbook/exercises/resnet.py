"""Exercises of the chapter on residual networks."""

from __future__ import annotations

from math import comb, pi
from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(2015)


# ---------------------------------------------------------------------- 1: a layer that does nothing
def _idle(channels):
    kernels = np.zeros((channels, channels, 3, 3))
    kernels[np.arange(channels), np.arange(channels), 1, 1] = 1
    return kernels


def _center_of_all(channels):
    kernels = np.zeros((channels, channels, 3, 3))
    kernels[:, :, 1, 1] = 1
    return kernels


def _corner(channels):
    return np.roll(_idle(channels), (-1, -1), axis=(2, 3))


def _full_squares(channels):
    return np.eye(channels)[:, :, None, None] * np.ones((3, 3))


IDLE = Exercise(
    "resnet.idle",
    _idle,
    inputs=((2,), (3,), (4,)),
    mistakes=(
        Mistake(
            _center_of_all,
            "Every map of the output is now the sum of all maps. Map c is to see map c alone.",
        ),
        Mistake(_corner, "The 1 stands in a corner, so the maps are shifted by a pixel. The middle is [1, 1]."),
        Mistake(
            lambda channels: _center_of_all(channels) / channels,
            "Every map of the output is now the mean of all maps. Map c is to see map c alone.",
        ),
        Mistake(
            lambda channels: np.ones((channels, channels, 1, 1)) * np.eye(3),
            "The identity is meant of whole maps, not of a kernel: only the middle of a kernel is 1, and only where "
            "input and output are the same map.",
        ),
        Mistake(_full_squares, "Nine ones add up a neighborhood of 3 by 3. One of them is to be 1, the others 0."),
        Mistake(
            lambda channels: _full_squares(channels) / 9,
            "Nine ninths take a mean over a neighborhood: the maps are blurred, not handed on.",
        ),
        Mistake(
            lambda channels: np.zeros((channels, channels, 3, 3)),
            "Zeros give zero. That hands the input on in a residual block; here there is no shortcut.",
        ),
    ),
    explanation="A plain layer needs exactly these numbers to do nothing. A residual block needs zeros.",
)


# ---------------------------------------------------------------------- 2: with and without a shortcut
def _slopes(a):
    return np.prod(a), np.prod(1 + a)


SLOPES = Exercise(
    "resnet.slopes",
    _slopes,
    inputs=((np.array([0.5, 0.5]),), (np.array([0.1, -0.2, 0.3]),), (_rng.normal(size=6) / 2,)),
    mistakes=(
        Mistake(
            lambda a: (np.prod(a), 1 + np.prod(a)),
            "One shortcut around everything. Each block has its own: the factors are 1 + a.",
        ),
        Mistake(
            lambda a: (np.prod(a), 1 + np.sum(a)),
            "That counts the direct way and the paths through one block. The chain rule multiplies the 1 + a.",
        ),
        Mistake(lambda a: (np.prod(a), np.prod(1 - a)), "The branch is added to the input: the factors are 1 + a."),
        Mistake(lambda a: np.prod(1 + a), "Two numbers are asked for: first without shortcuts, then with them."),
        Mistake(
            lambda a: (np.prod(1 + a), np.prod(a)), "The other way around: first without, then with the shortcuts."
        ),
        Mistake(
            lambda a: (np.sum(a), np.sum(1 + a)), "Slopes of functions one after the other multiply, they do not add."
        ),
    ),
)


# ---------------------------------------------------------------------- 3: short paths
def _short(n, a, longest):
    shares = np.array([comb(n, k) * a**k for k in range(n + 1)]) / (1 + a) ** n
    return shares[: longest + 1].sum()


SHORT = Exercise(
    "resnet.short",
    _short,
    inputs=((2, 0.5, 1), (27, 0.25, 9), (54, 0.25, 17)),
    mistakes=(
        Mistake(
            lambda n, a, longest: _short(n, 1, longest),
            "You counted paths. A path through k blocks carries a ** k.",
        ),
        Mistake(
            lambda n, a, longest: _short(n, a, longest - 1),
            "Paths of exactly `longest` blocks belong to it: range(longest + 1).",
        ),
        Mistake(
            lambda n, a, longest: _short(n, a, longest) * (1 + a) ** n,
            "Divide by what all paths carry together, (1 + a) ** n.",
        ),
        Mistake(
            lambda n, a, longest: comb(n, longest) * a**longest / (1 + a) ** n,
            "Those are the paths of exactly that length. Add up the shorter ones, too.",
        ),
        Mistake(
            lambda n, a, longest: _short(n, a, longest) - (1 + a) ** -n,
            "The direct way, through no block at all, is a path, too: begin with k = 0.",
        ),
    ),
    explanation="With 54 blocks of slope 0.25, nearly all of the gradient comes by paths of 17 blocks or fewer.",
)

# ---------------------------------------------------------------------- 4: how fast gradients grow
_VARIANCE = 1 / 2 - 1 / (2 * pi)
GROWTH = Exercise(
    "resnet.growth",
    0.5 / _VARIANCE,
    tolerance=0.005,
    mistakes=(
        Mistake(
            1.0,
            "1 would be right without normalization, where the mean square counts. Batch norm subtracts the mean.",
        ),
        Mistake(_VARIANCE, "That is the variance after the ReLU. Half the gradients pass; divide 1/2 by it."),
        Mistake(1 / _VARIANCE, "The ReLU lets half of the gradients pass: 1/2 times that."),
        Mistake((0.5 / _VARIANCE) ** 0.5, "That is the factor of the gradient. Asked for is that of its square."),
        Mistake(2.0, "The mean square after the ReLU is 1/2; but batch norm divides by the root of the variance."),
    ),
    explanation="Pi / (pi - 1). Fifty layers make its root, 1.21, into a factor of 14,000.",
)


# ---------------------------------------------------------------------- 5: the way back through a block
def _hidden(x, W1):
    return np.maximum(x @ W1.T, 0)


def _block_backward(x, W1, W2, G):
    return G + ((G @ W2) * (x @ W1.T > 0)) @ W1


def _sizes(n, d, h):
    return _rng.normal(size=(n, d)), _rng.normal(size=(h, d)), _rng.normal(size=(d, h)), _rng.normal(size=(n, d))


BACKWARD = Exercise(
    "resnet.backward",
    _block_backward,
    inputs=(_sizes(2, 3, 3), _sizes(4, 3, 5), _sizes(1, 2, 4)),
    mistakes=(
        Mistake(
            lambda x, W1, W2, G: ((G @ W2) * (x @ W1.T > 0)) @ W1,
            "That is the way through the branch. What came by the shortcut, G itself, is missing.",
        ),
        Mistake(
            lambda x, W1, W2, G: G + (G @ W2) @ W1, "The ReLU lets a gradient pass only where its input was positive."
        ),
        Mistake(
            lambda x, W1, W2, G: G + ((G @ W2.T) * (x @ W1.T > 0)) @ W1,
            "The way forward multiplies by W2.T, so the way back by W2 itself.",
        ),
        Mistake(
            lambda x, W1, W2, G: G + ((G @ W2) * _hidden(x, W1)) @ W1,
            "The slope of the ReLU is 1 or 0, not its value: multiply by (x @ W1.T > 0).",
        ),
        Mistake(
            lambda x, W1, W2, G: 1 + ((G @ W2) * (x @ W1.T > 0)) @ W1,
            "The slope of the shortcut is 1, and what comes back through it is 1 times G.",
        ),
        Mistake(
            lambda x, W1, W2, G: G * (1 + ((G @ W2) * (x @ W1.T > 0)) @ W1),
            "The two ways add up: G plus what comes through the branch, not G times it.",
        ),
        Mistake(
            lambda x, W1, W2, G: x + _hidden(x, W1) @ W2.T,
            "That is the way forward. Asked for is the gradient of the loss by x.",
        ),
    ),
)

# ---------------------------------------------------------------------- 6: a plain network, all the same
_HIGH = "Not below 0.2 yet. A plain network is slow more than unable: more passes, or a higher rate, or both."
_NEGATIVE = "A cross-entropy is never negative."
_LOSSES = "One number is asked for: the loss of the last pass, train(...)[-1]."


def _examine(answer: Any) -> str | None:
    if np.size(answer) > 1:
        return f"not {np.size(answer)} numbers.\n  Hint: {_LOSSES}"
    loss = float(answer)
    if loss < 0:
        return f"not {loss:g}.\n  Hint: {_NEGATIVE}"
    return None if loss < 0.2 else f"{loss:.2f} is not there yet.\n  Hint: {_HIGH}"


PLAIN = Exercise(
    "resnet.plain",
    0.12,
    mistakes=(Mistake(1.5, _HIGH), Mistake(-0.1, _NEGATIVE), Mistake(np.array([2.2, 1.0, 0.15]), _LOSSES)),
    examine=_examine,
    explanation="So at 20 layers shortcuts save time. At 56, nothing that we tried helped.",
)

EXERCISES = (IDLE, SLOPES, SHORT, GROWTH, BACKWARD, PLAIN)

QUIZ = {
    "A plain network of 56 layers has a higher training loss than one of 8. Is that overfitting?": {
        "No: overfitting would make the training loss lower.": (
            True,
            "It fails on the images it is trained on. That is a failure to find good weights.",
        ),
        "Yes: it has far more weights.": (False, "More weights would fit the training images better, not worse."),
        "Yes, for lack of batch norm.": (False, "These networks had batch norm, and overfitting shows on new images."),
    },
    "What must the branch of a residual block learn in order to hand its input on?": {
        "Zero.": (True, "The shortcut does the rest. Zero is where small weights are anyway."),
        "The identity.": (False, "That would double the input: the shortcut adds it once more."),
        "Nothing can be handed on, because of the ReLU after the sum.": (
            False,
            "What comes out of a block's ReLU is not negative, so the next one lets it pass.",
        ),
    },
    "You put a dropout layer on the shortcuts of a deep residual network, and it trains badly. Why?": {
        "What the shortcuts carry is now disturbed once in each block.": (
            True,
            "Whatever sits there acts as many times as there are blocks. Put it into the branch.",
        ),
        "Dropout and batch norm exclude each other.": (False, "They can be used together; the place matters here."),
        "The network is too small for dropout.": (False, "It would not train well with a wider network, either."),
    },
    "One of 27 blocks of a trained residual network is taken away. What happens mostly?": {
        "Little: half of the paths are still there, and short ones above all.": (
            True,
            "Only blocks at the beginning of ours were missed badly.",
        ),
        "It guesses, as a plain network does.": (False, "A plain network has one path, and it is cut. Here it is not."),
        "It gets better.": (False, "It may by chance, but on the whole a little is lost."),
    },
    "Why did Adam not save the plain network of 56 layers?": {
        "It mends the size of each gradient, and it was most likely the direction that was worthless.": (
            True,
            "For nearly equal images the slopes had nothing in common, so a step could not help both. "
            "A hint, no proof.",
        ),
        "Its learning rate was too low.": (False, "A higher one did not help either in our trials."),
        "Adam does not work with batch norm.": (False, "It does, in most networks of today."),
    },
}
