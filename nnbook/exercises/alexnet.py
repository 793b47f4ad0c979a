"""Exercises of the chapter on AlexNet."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._accuracy import NO_SHARE, accuracy_between

_rng = np.random.default_rng(2012)


# ---------------------------------------------------------------------- 1: what grouping saves
def _grouped(inputs, outputs, side, groups):
    return outputs * (inputs // groups * side**2 + 1)


GROUPED = Exercise(
    "alexnet.grouped",
    _grouped,
    inputs=((96, 256, 5, 2), (384, 384, 3, 2), (64, 32, 3, 4), (3, 96, 11, 1)),
    mistakes=(
        Mistake(
            lambda inputs, outputs, side, groups: _grouped(inputs, outputs, side, 1),
            "That is without groups. A kernel sees only the maps of its own group: inputs / groups.",
        ),
        Mistake(
            lambda inputs, outputs, side, groups: _grouped(inputs, outputs, side, groups) - outputs,
            "Each of the output maps has a bias, too.",
        ),
        Mistake(
            lambda inputs, outputs, side, groups: _grouped(inputs, outputs // groups, side, groups),
            "That is one group alone. There are `groups` of them, and together they make all the output maps.",
        ),
        Mistake(
            lambda inputs, outputs, side, groups: outputs * (inputs * side**2 + 1) // groups,
            "The biases are not divided: each output map has its own, whatever its group.",
        ),
        Mistake(
            lambda inputs, outputs, side, groups: outputs * (inputs // groups * side + 1),
            "A kernel is a square: side times side weights for each map it sees.",
        ),
        Mistake(
            lambda inputs, outputs, side, groups: (
                _grouped(inputs, outputs // groups, side, groups) + outputs - outputs // groups
            ),
            "Both numbers of maps are divided, so these are the weights of one group. Take them `groups` times.",
        ),
    ),
    explanation="Two groups halve the weights: 307,456 instead of 614,656 in AlexNet's second layer.",
)


# ---------------------------------------------------------------------- 2: five guesses
def _top5_error(scores, labels):
    best = np.argsort(scores, axis=1)[:, -5:]
    return np.mean([label not in row for row, label in zip(best, labels)])


def _second_best(scores, labels):
    best = np.argsort(scores, axis=1)[:, -5:-1]
    return np.mean([label not in row for row, label in zip(best, labels)])


def _lowest(scores, labels):
    return _top5_error(-np.asarray(scores), labels)


def _top(count):
    def wrong(scores, labels):
        best = np.argsort(scores, axis=1)[:, -count:]
        return np.mean([label not in row for row, label in zip(best, labels)])

    return wrong


def _few(images, classes):
    return _rng.normal(size=(images, classes)), _rng.integers(0, classes, size=images)


TOP5 = Exercise(
    "alexnet.top5",
    _top5_error,
    inputs=(_few(40, 10), _few(60, 20), _few(30, 12)),
    mistakes=(
        Mistake(
            lambda scores, labels: 1 - _top5_error(scores, labels),
            "That is the share of right answers. The error is 1 minus it.",
        ),
        Mistake(_top(1), "That is the top-1 error: one guess. Five are allowed."),
        Mistake(_top(4), "These are four guesses: the fifth counts, too."),
        Mistake(_second_best, "[-5:-1] leaves out the last, and that is the best guess. [-5:] has all five."),
        Mistake(_top(6), "These are six guesses: of the other scores, at most four may be higher than the label's."),
        Mistake(
            lambda scores, labels: np.mean(np.argsort(scores, axis=1)[:, -5:] != np.asarray(labels)[:, None]),
            "That is the share of wrong guesses. First ask for each image whether any of its five is right.",
        ),
        Mistake(
            lambda scores, labels: np.mean((np.argsort(scores, axis=1)[:, -5:] != np.asarray(labels)[:, None]).any(1)),
            "Some guess is always wrong. An image is an error if *all* five are.",
        ),
        Mistake(_lowest, "np.argsort sorts upwards: the five highest scores stand at the end."),
        Mistake(
            lambda scores, labels: np.mean(np.argsort(scores, axis=1)[:, -5] != labels),
            "That looks at the fifth guess alone. It is enough if one of the five is right.",
        ),
        Mistake(
            lambda scores, labels: round(_top5_error(scores, labels) * len(labels)),
            "That is the number of errors. Divide it by the number of images.",
        ),
    ),
    explanation="With a thousand classes, pure guessing has a top-5 error of 99.5 %.",
)


# ---------------------------------------------------------------------- 3: when the normalization does something
def _factor(a, alpha=1e-4):
    squares = np.convolve(np.asarray(a) ** 2, np.ones(5))[2:-2]
    return (2 + alpha * squares) ** -0.75


def _wrapped(a):
    squares = sum(np.roll(np.asarray(a) ** 2, shift) for shift in range(-2, 3))
    return (2 + 1e-4 * squares) ** -0.75


def _window(a, before, after, k=2):
    squares = np.array([np.sum(np.asarray(a)[max(0, c - before) : c + after + 1] ** 2) for c in range(len(a))])
    return a * (k + 1e-4 * squares) ** -0.75


RESPONSE = Exercise(
    "alexnet.response",
    lambda a: np.asarray(a) * _factor(a),
    inputs=((100 * _rng.random(8),), (300 * _rng.random(12),), (40 * _rng.random(6),)),
    mistakes=(
        Mistake(_factor, "That is the factor alone. Multiply it by the responses."),
        Mistake(
            lambda a: a * _factor(a, 1e-4 / 5),
            "You divide by 5 inside, as PyTorch does with its alpha. The equation of the paper takes the sum.",
        ),
        Mistake(
            lambda a: a * _factor(a, 5e-4),
            "5e-4 is for PyTorch, which divides it by 5. The equation of the paper has alpha = 1e-4.",
        ),
        Mistake(lambda a: _window(a, 2, 1), "Your windows end one map too soon: range(c - 2, c + 2) leaves out c + 2."),
        Mistake(lambda a: _window(a, 0, 4), "Your windows begin at the map. It stands in the middle: c - 2 to c + 2."),
        Mistake(lambda a: _window(a, 5, 5), "n = 5 counts the maps of the window, two on each side and itself."),
        Mistake(
            lambda a: _window(a, len(a), len(a)),
            "You take the sum over all maps. Only those from c - 2 to c + 2 count.",
        ),
        Mistake(lambda a: _window(a, 2, 2, k=0), "k = 2 is missing: it is added to the sum."),
        Mistake(lambda a: _window(a, 2, 2, k=1), "k is 2, not 1."),
        Mistake(
            lambda a: a * _wrapped(a),
            "Your windows run around the end. At the first and the last maps there are fewer neighbors.",
        ),
        Mistake(
            lambda a: a * (2 + 1e-4 * np.asarray(a) ** 2) ** -0.75,
            "Only the map itself is counted. The window has five maps: two before, itself, two after.",
        ),
        Mistake(
            lambda a: a * (2 + 1e-4 * np.convolve(a, np.ones(5))[2:-2]) ** -0.75,
            "The sum is over the squares of the responses.",
        ),
        Mistake(
            lambda a: a / (2 + 1e-4 * np.convolve(np.asarray(a) ** 2, np.ones(5))[2:-2]),
            "The exponent is missing: beta is 0.75.",
        ),
        Mistake(lambda a: a / _factor(a), "The sum stands below the line: strong neighbors make a response smaller."),
    ),
    explanation="With responses in the hundreds it holds back; with responses of size 1 it is a constant.",
)


# ---------------------------------------------------------------------- 4: beat all tricks
LOW = "Not yet. Which of the tricks helped, and which did not, and what did more steps do?"
HIGH = "Did the network see test images in training?"

BETTER = Exercise(
    "alexnet.better",
    0.47,
    mistakes=(Mistake(0.15, LOW), Mistake(0.97, HIGH), Mistake(47.0, NO_SHARE)),
    examine=accuracy_between(0.44, 0.9, low=LOW, high=HIGH),
    explanation="A list of tricks is no recipe: which of them help depends on the size of the network and the time.",
)

EXERCISES = (GROUPED, TOP5, RESPONSE, BETTER)

QUIZ = {
    "Where are most of AlexNet's 61 million parameters, and where most of its multiply-adds?": {
        "Parameters in the linear layers, multiply-adds in the convolutions.": (
            True,
            "A weight of a convolution is used in all places; one of a linear layer once.",
        ),
        "Both in the convolutions.": (False, "The five convolutions have only 4 % of the parameters."),
        "Both in the linear layers.": (False, "The linear layers need only 8 % of the multiply-adds."),
    },
    "In our race with standardized pixels and fitting first weights, who was faster?": {
        "tanh.": (True, "By a third or more. The race depends on how the network begins, and on its size."),
        "ReLU, six times.": (False, "That is the paper's result, in its setting. Ours did not repeat it."),
        "Neither.": (False, "The difference was larger than that of any two seeds."),
    },
    "Why can ReLU stand pixels of 0 to 255 where tanh suffers?": {
        "Its slope for positive scores is 1, however large they are.": (
            True,
            "The slope of tanh is next to zero for scores above 3 or 4.",
        ),
        "It makes the scores smaller.": (False, "It hands positive scores on as they are."),
        "It has fewer parameters.": (False, "Neither of the two has any."),
    },
    "All tricks together gave our small network few right answers, on the training images, too. What is that?": {
        "Underfitting: too much regularization for its size and time.": (
            True,
            "Overfitting would show as many right answers in training and few on new images.",
        ),
        "Overfitting.": (False, "Then the training images would be read well."),
        "Bad luck with the seed.": (False, "All seeds told the same."),
    },
    "Local response normalization changed nothing in our network. Why?": {
        "Its constants are made for responses in the hundreds; ours are near 1.": (
            True,
            "Then the sum of squares vanishes beside k = 2, and what remains is a constant factor.",
        ),
        "It needs a GPU.": (False, "It is a sum and a division."),
        "It works only with tanh.": (False, "The paper used it after ReLUs."),
    },
}
