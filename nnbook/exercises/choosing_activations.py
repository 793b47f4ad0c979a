"""Exercises of the chapter on choosing activations."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._accuracy import NO_SHARE, accuracy_between
from ._functions import sigmoid

_rng = np.random.default_rng(2010)

# ---------------------------------------------------------------------- 1: the last layer of five tasks
OUTPUTS = Exercise(
    "choosing_activations.outputs",
    "ISMSP",
    mistakes=(
        Mistake("ISMMP", "A photo may show several animals: their probabilities need not add up to 1."),
        Mistake("ismsp", "The right letters; write them as capitals."),
        Mistake("I S M S P", "The right letters; write them without spaces."),
        Mistake("ISMPP", "Twenty questions of yes or no: each wants a number between 0 and 1."),
        Mistake("IMMSP", "A softmax of one score is always 1, and one score is enough for yes or no."),
        Mistake("IIMSP", "A yes-or-no answer wants a number between 0 and 1."),
        Mistake("PSMSP", "Temperatures in Celsius may be negative."),
        Mistake("ISMSI", "A waiting time is never negative."),
        Mistake("ISSSP", "A digit is exactly one of ten: their probabilities add up to 1."),
    ),
    explanation="The form of the answer decides, not the network before it.",
)  # fmt: skip


# ---------------------------------------------------------------------- 2: blame at the last layer
def _blame(z, y):
    return (sigmoid(z) - y) / len(y)


BLAME = Exercise(
    "choosing_activations.blame",
    _blame,
    inputs=(
        (np.array([0.0, 2.0, -2.0]), np.array([1, 1, 1])),
        (np.array([-800.0, 800.0]), np.array([1, 0])),
        (_rng.normal(size=6), _rng.integers(0, 2, 6)),
    ),
    mistakes=(
        Mistake(lambda z, y: sigmoid(z) - y, "The loss is a mean: divide by the number of examples."),
        Mistake(lambda z, y: np.mean(sigmoid(z) - y), "One number for each score: the gradient has the shape of z."),
        Mistake(
            lambda z, y: (-y / sigmoid(z) + (1 - y) / (1 - sigmoid(z))) * sigmoid(z) * (1 - sigmoid(z)) / len(y),
            "For large scores that divides 0 by 0. Cancel on paper, as in the equation.",
        ),
        Mistake(lambda z, y: (y - sigmoid(z)) / len(y), "The sign: a score that is too high has a positive gradient."),
        Mistake(lambda z, y: (z - y) / len(y), "Compare the probability, not the score, with the label."),
        Mistake(
            lambda z, y: (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)) / len(y),
            "The slope of the sigmoid cancels. With it you have the gradient of the squared error.",
        ),
    ),
)


# ---------------------------------------------------------------------- 3: how many numbers
def _count(inputs, width, depth, outputs):
    return (inputs + 1) * width + (depth - 1) * (width + 1) * width + (width + 1) * outputs


COUNT = Exercise(
    "choosing_activations.count",
    _count,
    inputs=((64, 32, 2, 10), (64, 32, 20, 10), (3, 5, 1, 2), (7, 4, 3, 1)),
    mistakes=(
        Mistake(
            lambda i, w, d, o: i * w + (d - 1) * w * w + w * o,
            "Biases are missing: each unit has one.",
        ),
        Mistake(
            lambda i, w, d, o: (i + 1) * w + d * (w + 1) * w + (w + 1) * o,
            "Between `depth` hidden layers there are depth - 1 matrices.",
        ),
        Mistake(
            lambda i, w, d, o: (i + 1) * w + (d - 1) * w * w + (w + 1) * o,
            "The hidden layers after the first have biases, too.",
        ),
        Mistake(
            lambda i, w, d, o: (i + 1) * w + (d - 1) * (w + 1) * w,
            "The last layer has weights and biases, too.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: a gain from a sample
def _gain(h):
    return 1 / np.sqrt(np.mean(h**2))


_scores = _rng.normal(size=1000)
GAIN = Exercise(
    "choosing_activations.gain",
    _gain,
    inputs=((np.maximum(_scores, 0),), (np.tanh(_scores),), (np.array([0.5, -0.5]),), (np.array([3.0, 4.0]),)),
    mistakes=(
        Mistake(lambda h: 1 / np.mean(h**2), "The root is missing: a gain multiplies sizes, not squares."),
        Mistake(
            lambda h: 1 / np.std(h), "Do not subtract the mean: the next layer multiplies what comes, mean and all."
        ),
        Mistake(lambda h: np.sqrt(np.mean(h**2)), "Upside down: the gain makes up for what the activation took away."),
        Mistake(lambda h: 1 / np.sqrt(np.sum(h**2)), "A mean, not a sum: the number of samples must not matter."),
        Mistake(lambda h: 1 / np.mean(np.abs(h)), "Mean squares are what a layer of random weights adds up."),
    ),
)


# ---------------------------------------------------------------------- 5: twenty layers that learn
_FEW = "Below 0.8. Start from the gain of the grid's best cell for ReLU, and try Adam, or more passes."
_LEAK = "All right on new digits? Check that you measured on x_test, and not on images the network has seen."
_ONE = "One number is asked for: the mean over your seeds."
_one = accuracy_between(0.8, 0.995, low=_FEW, high=_LEAK)


def _examine(answer: Any) -> str | None:
    if np.ndim(answer):
        return f"{np.size(answer)} numbers came.\n  Hint: {_ONE}"
    return _one(answer)


TWENTY = Exercise(
    "choosing_activations.twenty",
    0.87,
    mistakes=(Mistake(0.42, _FEW), Mistake(87, NO_SHARE), Mistake(1.0, _LEAK), Mistake([0.86, 0.88, 0.85], _ONE)),
    examine=_examine,
    explanation="Twenty layers of ReLUs can be trained, with weights of the right size.",
)

EXERCISES = (OUTPUTS, BLAME, COUNT, GAIN, TWENTY)

QUIZ = {
    "A network is to say which of 200 tags fit a photo; several may. What is its last layer?": {
        "200 scores, each through a sigmoid.": (True, "200 questions of yes or no, with one network."),
        "200 scores through a softmax.": (False, "Then two tags that fit would have to share one probability."),
        "200 scores through ReLUs.": (False, "A ReLU answers no question of yes or no, and may die."),
    },
    "Sigmoid with squared error answers 0.001 where 1 is right. What happens in training?": {
        "A large error, so a large step.": (False, "The error is multiplied by the slope, about 0.001."),
        "Hardly anything: the slope there is nearly 0.": (True, "Cross-entropy divides the slope away."),
        "The unit dies for good.": (False, "The slope is small, but not zero: it crawls."),
    },
    "Your 20-layer ReLU network stays at ln(10) from the first step. What do you check first?": {
        "The size of the first weights.": (True, "Too small, and no signal arrives; g = sqrt(2) was the only one."),
        "Whether GELU is better.": (False, "With the wrong gain it stays where it is, too."),
        "Whether 20 is enough layers.": (False, "More layers multiply the trouble."),
    },
    "All hidden activations reach the same accuracy in your two-layer network. What follows?": {
        "Nothing for a network of 20 layers.": (True, "What depth does to sizes shows only in deep networks."),
        "The choice never matters.": (False, "It decided everything at 20 layers."),
        "Your data are broken.": (False, "At two layers that is what one sees."),
    },
}
