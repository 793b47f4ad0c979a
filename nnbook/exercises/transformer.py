"""Exercises of the chapter on the Transformer."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(2017)


# ---------------------------------------------------------------------- 1: one part, beside its shortcut
def _norm(x, axis=1):
    return (x - x.mean(axis=axis, keepdims=True)) / np.sqrt(x.var(axis=axis, keepdims=True) + 1e-5)


def _network(x, w1, b1, w2, b2):
    return np.maximum(x @ w1.T + b1, 0) @ w2.T + b2


def _part(x, w1, b1, w2, b2):
    return x + _network(_norm(x), w1, b1, w2, b2)


def _case(tokens, width, hidden):
    shapes = ((tokens, width), (hidden, width), (hidden,), (width, hidden), (width,))
    return tuple(_rng.normal(size=shape).round(1) for shape in shapes)


PART = Exercise(
    "transformer.part",
    _part,
    inputs=(_case(2, 3, 4), _case(5, 6, 12), _case(2, 8, 8)),
    mistakes=(
        Mistake(lambda x, *w: _network(_norm(x), *w), "The shortcut is missing: x must be added."),
        Mistake(lambda x, *w: _norm(x + _network(x, *w)), "That is post-norm. Here the norm comes before the network."),
        Mistake(
            lambda x, *w: _norm(x) + _network(_norm(x), *w), "The shortcut carries x itself, not its normalized form."
        ),
        Mistake(
            lambda x, *w: x + _network(_norm(x, 0), *w),
            "Each token is normalized by itself, over its own width: axis 1.",
        ),
        Mistake(lambda x, *w: x + _network(x, *w), "The norm is missing."),
        Mistake(
            lambda x, w1, b1, w2, b2: x + (_norm(x) @ w1.T + b1) @ w2.T + b2,
            "Without ReLU the two layers of the network are no more than one.",
        ),
        Mistake(
            lambda x, w1, b1, w2, b2: x + np.maximum((_norm(x) @ w1.T + b1) @ w2.T + b2, 0),
            "ReLU belongs to the hidden units, between the two maps. What is added to x may be negative.",
        ),
        Mistake(
            lambda x, *w: x + np.maximum(_network(_norm(x), *w), 0),
            "ReLU is for the hidden units alone. What is added to x may be negative.",
        ),
        Mistake(
            lambda x, *w: x + _norm(_network(x, *w)), "The norm is for what goes into the network, not for its output."
        ),
        Mistake(
            lambda x, *w: _norm(x + _network(_norm(x), *w)), "One norm is enough: pre-norm has none after the sum."
        ),
        Mistake(
            lambda x, *w: x + _network(_norm(x, None), *w),
            "Each token is normalized by itself: mean and variance along axis 1, not over all numbers.",
        ),
        Mistake(
            lambda x, *w: x + _network((x - x.mean(1, keepdims=True)) / (x.var(1, keepdims=True) + 1e-5), *w),
            "The norm divides by the root of the variance.",
        ),
        Mistake(
            lambda x, *w: x + _network((x - x.mean(1, keepdims=True)) / (x.std(1, ddof=1, keepdims=True) + 1e-5), *w),
            "The variance in layer norm divides by E, not by E - 1.",
        ),
    ),
    tolerance=1e-4,
)


# ---------------------------------------------------------------------- 2: parameters
def _count(width, hidden):
    attention, network = 4 * (width**2 + width), 2 * width * hidden + hidden + width
    return attention + network + 4 * width, 2 * attention + network + 6 * width


COUNT = Exercise(
    "transformer.count",
    _count,
    inputs=((4, 8), (48, 96), (512, 2048)),
    mistakes=(
        Mistake(
            lambda e, f: (4 * e * e + 2 * e * f, 8 * e * e + 2 * e * f),
            "These are the matrices alone. Linear maps have biases, and norms have two numbers for each unit.",
        ),
        Mistake(
            lambda e, f: (4 * (e * e + e) + 2 * e * f + f + e, 8 * (e * e + e) + 2 * e * f + f + e),
            "The norms are missing: a weight and a bias for each unit, two norms in the encoder, three in the decoder.",
        ),
        Mistake(
            lambda e, f: (_count(e, f)[0], _count(e, f)[0]),
            "A layer of the decoder has a second attention, to the memory, and a norm for it.",
        ),
        Mistake(
            lambda e, f: (_count(e, f)[0] - e * e - e, _count(e, f)[1] - 2 * (e * e + e)),
            "Each attention has four maps: query, key, value, and the one that mixes the heads.",
        ),
        Mistake(
            lambda e, f: (4 * e * e + 2 * e * f + 4 * e, 8 * e * e + 2 * e * f + 6 * e),
            "All linear maps have biases, those of attention and of the network.",
        ),
        Mistake(
            lambda e, f: (_count(e, f)[0] - 4 * e, _count(e, f)[1] - 8 * e),
            "The four maps of attention have biases as well.",
        ),
        Mistake(
            lambda e, f: (_count(e, f)[0] - e - f, _count(e, f)[1] - e - f),
            "The network has biases as well: F in its first map, E in its second.",
        ),
        Mistake(
            lambda e, f: (_count(e, f)[0] - 2 * e, _count(e, f)[1] - 3 * e),
            "Each norm has 2E numbers, a weight and a bias for each unit.",
        ),
        Mistake(
            lambda e, f: (_count(e, f)[0], _count(e, f)[1] - 2 * e),
            "The decoder has three parts, and so three norms.",
        ),
        Mistake(
            lambda e, f: (_count(e, f)[0], _count(e, f)[1] + 2 * e * f + f + 3 * e),
            "The decoder has a second attention, but one network.",
        ),
    ),
)


# ---------------------------------------------------------------------- 3: the rate of 2017
def _rate(step, width, warmup):
    return width**-0.5 * min(step**-0.5, step * warmup**-1.5)


RATE = Exercise(
    "transformer.rate",
    _rate,
    inputs=((1, 512, 4000), (4000, 512, 4000), (16000, 512, 4000), (100, 64, 400), (900, 64, 400)),
    mistakes=(
        Mistake(
            lambda s, e, w: e**-0.5 * max(s**-0.5, s * w**-1.5),
            "The smaller of the two: first the line that rises, then the curve that falls.",
        ),
        Mistake(lambda s, e, w: min(s**-0.5, s * w**-1.5), "The factor with the width is missing."),
        Mistake(lambda s, e, w: e**-0.5 * s**-0.5, "That has no warm-up: it is highest at the first step."),
        Mistake(
            lambda s, e, w: e**-0.5 * min(s**-0.5, s / w), "The line must meet the curve at the end of the warm-up."
        ),
        Mistake(
            lambda s, e, w: e**-0.5 * min(s**-0.5, s * w**-0.5),
            "The power of w is -3/2, so that line and curve meet at step w.",
        ),
        Mistake(lambda s, e, w: e**-0.5 * s * w**-1.5, "That rises for ever. From step w on the curve is the smaller."),
        Mistake(lambda s, e, w: min(s**-0.5, s * w**-1.5) / e, "Divide by the root of the width, not by the width."),
        Mistake(lambda s, e, w: e**0.5 * min(s**-0.5, s * w**-1.5), "The power of the width is negative."),
        Mistake(lambda s, e, w: _rate(s + 1, e, w), "Steps count from 1 already."),
    ),
    tolerance=1e-7,
    explanation="For a width of 512 and 4,000 steps of warm-up the highest rate is 0.0007.",
)


# ---------------------------------------------------------------------- 4: as low as a smoothed loss can go
def _lowest(classes, share):
    rest = share / classes
    top = 1 - share + rest
    return -top * np.log(top) - (classes - 1) * rest * np.log(rest)


LOWEST = Exercise(
    "transformer.lowest",
    _lowest,
    inputs=((13, 0.1), (2, 0.2), (1000, 0.1)),
    mistakes=(
        Mistake(lambda k, e: 0.0, "Zero is for who is sure and right. The smoothed target is not a single 1."),
        Mistake(lambda k, e: -np.log(1 - e), "The other classes have a share of the target, and of the loss."),
        Mistake(
            lambda k, e: -np.log(1 - e + e / k), "That is the term of the right class, and it must be weighted, too."
        ),
        Mistake(
            lambda k, e: -(1 - e) * np.log(1 - e) - e * np.log(e / (k - 1)),
            "The share goes to all classes equally, the right one included: it gets a part of it back.",
        ),
        Mistake(lambda k, e: _lowest(k, e) / np.log(2), "The loss is in nats, not in bits."),
        Mistake(lambda k, e: _lowest(k, e) / np.log(10), "In nats: the natural logarithm, np.log."),
        Mistake(
            lambda k, e: -(1 - e + e / k) * np.log(1 - e + e / k),
            "That is the term of the right class. The others have a term each as well.",
        ),
        Mistake(
            lambda k, e: -(1 - e + e / k) * np.log(1 - e + e / k) - e / k * np.log(e / k),
            "There are K - 1 other classes, and each has its term.",
        ),
        Mistake(
            lambda k, e: -(1 - e + e / k) * np.log(1 - e + e / k) - e * np.log(e / k),
            "There are K - 1 other classes, not K: the right one has its own term.",
        ),
        Mistake(
            lambda k, e: -(1 - e) * np.log(1 - e) - (k - 1) * e / k * np.log(e / k),
            "The right class gets a part of the share back: 1 - share + share / K.",
        ),
        Mistake(
            lambda k, e: -(1 - e) * np.log(1 - e) - e * np.log(e),
            "The share is spread over K classes, and each has its own logarithm.",
        ),
        Mistake(lambda k, e: _lowest(k, e) / k, "A cross-entropy is a sum over the classes, not a mean."),
    ),
)


# ---------------------------------------------------------------------- 5: what is left of the embedding
def _left(parts):
    return 2 ** (-parts / 2), (1 + parts) ** -0.5


LEFT = Exercise(
    "transformer.left",
    _left,
    inputs=((1,), (2,), (12,), (48,)),
    mistakes=(
        Mistake(
            lambda n: (2.0**-n, 1 / (1 + n)),
            "Independent vectors of length 1 add up to the length of the root of 2, not to 2.",
        ),
        Mistake(lambda n: ((1 + n) ** -0.5, 2 ** (-n / 2)), "The other way round: post-norm divides at every part."),
        Mistake(lambda n: (2 ** (-n / 2), 1.0), "With pre-norm x stays, but the stream around it grows."),
        Mistake(
            lambda n: (2.0**-n, (1 + n) ** -0.5),
            "Post-norm divides by the length of the sum of two, the root of 2, not by 2.",
        ),
        Mistake(
            lambda n: (2 ** (-n / 2), 1 / (1 + n)),
            "The length of the sum of 1 + n independent vectors is the root of 1 + n.",
        ),
        Mistake(lambda n: (2 ** (-n / 2), 2 ** (-n / 2)), "With pre-norm nothing divides the stream on its way."),
        Mistake(lambda n: (2.0**-n / 2, (1 + n) ** -0.5), "Python takes the power first: write 2 ** (-parts / 2)."),
        Mistake(
            lambda n: (2 ** (-n / 2), 1 / (1 + n) / 2), "Python takes the power first: write (1 + parts) ** (-1 / 2)."
        ),
        Mistake(lambda n: (2 ** (-n / 2), n**-0.5), "The embedding counts as well: 1 + n vectors add up."),
    ),
    explanation="After 12 parts a 64th with post-norm, and more than a quarter with pre-norm.",
)

EXERCISES = (PART, COUNT, RATE, LOWEST, LEFT)

QUIZ = {
    "Where do tokens exchange what they know with other tokens, in a layer of the Transformer?": {
        "In the network.": (False, "It is applied to each token by itself."),
        "In attention alone.": (True, "Everything else acts on one token at a time."),
        "In layer norm.": (False, "It normalizes over the units of one token."),
    },
    "In training, how many steps of the decoder must wait for each other, for an answer of 100 tokens?": {
        "100": (False, "In use it is 100. In training all inputs are known: teacher forcing."),
        "As many as it has parts, whatever the length.": (
            True,
            "All places are computed at once. The causal mask sees to it that none looks ahead.",
        ),
        "One.": (False, "Layers still follow each other."),
    },
    "What stands on the shortcut in post-norm, and what in pre-norm?": {
        "A norm, and nothing.": (True, "Post-norm normalizes the sum, shortcut included."),
        "Nothing, and a norm.": (False, "It is the other way round."),
        "A norm in both.": (False, "With pre-norm the norm is on the branch, before the part."),
    },
    "Why does a pre-norm Transformer have one more norm at the very end?": {
        "To make it as slow as post-norm.": (False, "It costs next to nothing."),
        "Because what comes from the stream has grown with every part.": (
            True,
            "Nothing on the way has normalized the sum itself.",
        ),
        "Because softmax needs inputs of length 1.": (False, "Softmax takes any numbers."),
    },
    "With label smoothing of 0.1 a loss has settled at 0.54, with 13 classes. What does that say?": {
        "The network makes errors.": (False, "One that is right everywhere has at best this loss."),
        "That is as low as it can get.": (True, "It is the entropy of the smoothed target."),
        "The learning rate is too small.": (False, "No rate gets it lower."),
    },
}  # fmt: skip
