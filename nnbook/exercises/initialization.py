"""Exercises of the chapter on initialization."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._accuracy import NO_SHARE, accuracy_between

_rng = np.random.default_rng(2015)


# ---------------------------------------------------------------------- 1: from a variance to a range
def _bound(n_in, n_out):
    return np.sqrt(6 / (n_in + n_out))


BOUND = Exercise(
    "initialization.bound",
    _bound,
    inputs=((3, 3), (64, 64), (64, 10), (1, 5), (784, 100)),
    mistakes=(
        Mistake(
            lambda n_in, n_out: np.sqrt(2 / (n_in + n_out)),
            "That is the standard deviation. Even numbers from -a to a have the variance a^2 / 3: solve that for a.",
        ),
        Mistake(lambda n_in, n_out: 2 / (n_in + n_out), "That is the variance. Solve a^2 / 3 = variance for a."),
        Mistake(lambda n_in, n_out: 2 * np.sqrt(3) / (n_in + n_out), "The root goes over all of 3 * variance."),
        Mistake(lambda n_in, n_out: np.sqrt(2 / 3 / (n_in + n_out)), "a^2 / 3 = variance: times 3, not divided by it."),
        Mistake(
            lambda n_in, n_out: np.sqrt(6 / n_out),
            "n_out alone is what the gradient wants; Xavier meets in the middle.",
        ),
        Mistake(lambda n_in, n_out: 6 / (n_in + n_out), "The root is missing: that is a squared."),
        Mistake(lambda n_in, n_out: np.sqrt(6 / n_in), "Xavier's variance has both fans in it, n_in + n_out."),
        Mistake(lambda n_in, n_out: np.sqrt(3 / (n_in + n_out)), "The variance is 2 / (n_in + n_out), with a 2."),
        Mistake(
            lambda n_in, n_out: np.sqrt(24 / (n_in + n_out)),
            "That is the width of the whole range, from -a to a; a itself is asked for.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: what the default leaves
def _left(depth):
    return (1 / 6) ** depth


LEFT = Exercise(
    "initialization.left",
    _left,
    inputs=((1,), (2,), (3,), (4,)),
    mistakes=(
        Mistake(lambda depth: (1 / 3) ** depth, "That is without the ReLU, which halves the mean square once more."),
        Mistake(
            lambda depth: (1 / 6) ** (depth / 2), "That is the size; the mean square is asked for, without a root."
        ),
        Mistake(
            lambda depth: (1 / 2) ** depth,
            "That is a variance of 1 / n. Even numbers from -a to a have only a third of a^2.",
        ),
        Mistake(lambda depth: (1 / 6) ** (depth - 1), "The first layer leaves a sixth already: count it."),
        Mistake(lambda depth: 1 - (1 / 6) ** depth, "That is the share that is lost."),
        Mistake(lambda depth: depth / 6, "More layers leave less: a sixth of a sixth, and so on."),
        Mistake(lambda depth: 1 / (6 * depth), "Each layer multiplies by the same factor: it is a power."),
        Mistake(lambda depth: 6.0**depth, "Upside down: the layers shrink the signal."),
    ),
)


# ---------------------------------------------------------------------- 3: the way back through layers of many widths
def _backwards(widths):
    return widths[-1] / widths[0]


BACKWARDS = Exercise(
    "initialization.backwards",
    _backwards,
    inputs=(([64, 32],), ([64, 512, 32, 128],), ([10, 10, 10],), ([3, 1000, 4, 50, 6],)),
    mistakes=(
        Mistake(
            lambda widths: widths[0] / widths[-1],
            "Upside down: a layer adds up n_out blames, each with a variance of 2 / n_in and half of the slopes.",
        ),
        Mistake(
            lambda widths: 1.0,
            "Fan-in keeps the signal. The gradient changes by n_out / n_in in each layer: multiply these.",
        ),
        Mistake(lambda widths: widths[-1] / widths[1], "The first layer counts, too: it has widths[0] inputs."),
        Mistake(lambda widths: widths[-2] / widths[0], "The last layer counts, too: it has widths[-1] units."),
        Mistake(lambda widths: np.sqrt(widths[-1] / widths[0]), "That is for the size; the mean square is asked for."),
        Mistake(
            lambda widths: widths[-1] / widths[0] / 2.0 ** (len(widths) - 1),
            "The half of the closed units and the 2 of the variance cancel.",
        ),
        Mistake(
            lambda widths: widths[-1] / widths[-2],
            "That is the last layer alone. Multiply over all layers; most widths cancel.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: a scale from one batch
def _fitted(W, H):
    return W / np.sqrt(np.mean((H @ W.T) ** 2))


FITTED = Exercise(
    "initialization.fitted",
    _fitted,
    inputs=(
        (np.array([[2.0, 0.0]]), np.array([[1.0, 5.0], [3.0, 5.0]])),
        (_rng.normal(size=(4, 6)), _rng.normal(size=(20, 6))),
        (_rng.normal(size=(5, 3)), np.maximum(_rng.normal(size=(10, 3)), 0)),
    ),
    mistakes=(
        Mistake(
            lambda W, H: W / np.mean((H @ W.T) ** 2), "The root is missing: twice the weights, four times the square."
        ),
        Mistake(lambda W, H: H @ _fitted(W, H).T, "Those are scores. Return the weights."),
        Mistake(lambda W, H: 1 / np.sqrt(np.mean((H @ W.T) ** 2)), "That is the factor. Return the weights times it."),
        Mistake(lambda W, H: W / np.linalg.norm(H @ W.T), "A mean of squares, not their sum: divide by how many."),
        Mistake(lambda W, H: W / np.mean(np.abs(H @ W.T)), "The mean square is to be 1, not the mean size."),
        Mistake(
            lambda W, H: W / np.std(H @ W.T),
            "The mean square is to be 1, mean included: the next layer adds it up, too.",
        ),
        Mistake(
            lambda W, H: W / np.sqrt(np.mean((H @ W.T) ** 2, axis=0))[:, None],
            "One number for the whole layer: average over its units as well.",
        ),
        Mistake(
            lambda W, H: W / np.sqrt(np.mean(W**2)),
            "Look at the scores that the weights make of this batch, not at the weights.",
        ),
        Mistake(lambda W, H: W * np.sqrt(np.mean((H @ W.T) ** 2)), "Upside down: large scores need smaller weights."),
    ),
)


# ---------------------------------------------------------------------- 5: how alike the rows are
def _cosines(H):
    directions = H / np.linalg.norm(H, axis=1, keepdims=True)
    return directions @ directions.T


def _alike(H):
    return _cosines(H)[np.triu_indices(len(H), 1)].mean()


ALIKE = Exercise(
    "initialization.alike",
    _alike,
    inputs=(
        (np.array([[1.0, 0.0], [0.0, 2.0]]),),
        (np.array([[1.0, 1.0], [3.0, 3.0], [-2.0, -2.0]]),),
        (_rng.normal(size=(6, 4)),),
        (_rng.uniform(0.1, 1, size=(5, 3)),),
    ),
    mistakes=(
        Mistake(lambda H: _cosines(H).mean(), "A row with itself is no pair: leave the diagonal out."),
        Mistake(
            lambda H: (H @ H.T)[np.triu_indices(len(H), 1)].mean(),
            "That is the mean dot product. Divide each row by its length first.",
        ),
        Mistake(
            lambda H: np.corrcoef(H)[np.triu_indices(len(H), 1)].mean(),
            "A correlation subtracts each row's mean first; a cosine does not.",
        ),
        Mistake(
            lambda H: (_cosines(H).sum() - len(H)) / len(H) ** 2,
            "Count the pairs: without the diagonal there are n (n - 1) entries, not n^2.",
        ),
        Mistake(lambda H: np.triu(_cosines(H), 1).mean(), "The zeros below the diagonal count in that mean: select."),
        Mistake(
            lambda H: _cosines(H)[np.triu_indices(len(H))].mean(),
            "A row with itself is no pair: begin above the diagonal.",
        ),
        Mistake(lambda H: np.triu(_cosines(H), 1).sum(), "That is the sum over the pairs: divide by their number."),
        Mistake(
            lambda H: (H @ H.T)[np.triu_indices(len(H), 1)].mean() / np.sum(H**2),
            "Each row has a length of its own: axis=1, keepdims=True.",
        ),
        Mistake(
            lambda H: _alike(H.T),
            "Rows are images, columns are units: compare the rows.",
        ),
    ),
)


# ---------------------------------------------------------------------- 6: thirty layers, plain steps
_FEW = "Below 0.85. Which start keeps both the size of the signal and the angle between two images?"
_LEAK = "All right on new digits? Check that you measured on x_test, and not on images the network has seen."
_mean = accuracy_between(0.85, 0.995, low=_FEW, high=_LEAK)


def _examine(answer: Any) -> str | None:
    return _mean(np.mean(answer))  # three seeds' accuracies do as well


THIRTY = Exercise(
    "initialization.thirty",
    0.95,
    mistakes=(Mistake(0.66, _FEW), Mistake(95, NO_SHARE), Mistake(1.0, _LEAK)),
    examine=_examine,
    explanation="Thirty layers of ReLUs learn by plain steps, from first weights that suit them.",
)

EXERCISES = (BOUND, LEFT, BACKWARDS, FITTED, ALIKE, THIRTY)

QUIZ = {
    "Why are first weights drawn at random, and not set to zero?": {
        "Units that start alike get the same gradients and stay alike.": (
            True,
            "Chance breaks the tie; without it a layer of 32 units is one unit, 32 times.",
        ),
        "Zero is far from any good answer.": (
            False,
            "A single unit starts at zero without harm, as the perceptron does.",
        ),
        "Random weights keep the network from learning by heart.": (
            False,
            "They are only the start; training moves them.",
        ),
    },
    "A layer has 400 inputs and 100 ReLUs. Which variance of the weights keeps the mean square of the signal?": {
        "2 / 400": (True, "Forwards each unit adds up 400 products, and the ReLU halves: 400 * v / 2 = 1."),
        "2 / 100": (False, "That keeps the gradient on its way back, which adds up 100 blames."),
        "2 / 500": (False, "That is Xavier's compromise, for activations like tanh. A ReLU wants twice that."),
    },
    "Twenty layers of ReLUs with He's weights: what do they do to two images that have nothing in common?": {
        "Make them nearly parallel.": (True, "The size is kept, the angle is not: ReLUs leave only what is positive."),
        "Keep their angle, as they keep the size.": (False, "He's rule asks for the size alone."),
        "Make both of them zero.": (False, "That is what too small a gain does."),
    },
    "Why do two networks from the same recipe, 30 layers of 16 units, differ so much in the size of their signal?": {
        "Each narrow layer's factor depends on chance, and the factors multiply.": (
            True,
            "The recipe is right on average only; the spread grows with depth divided by width.",
        ),
        "Their inputs are different.": (False, "It happens with one and the same input."),
        "The computer rounds.": (False, "Rounding errors are some millionths; these are factors of ten and more."),
    },
    "Your network of two hidden layers trains well with PyTorch's default weights. What do you do at 30 layers?": {
        "Draw the weights by a rule that fits the activation, and look at one batch.": (
            True,
            "The default keeps a sixth of the mean square per layer: harmless twice, deadly 30 times.",
        ),
        "Keep the default: it is what everybody uses.": (False, "Then all images give the same scores."),
        "Raise the learning rate.": (False, "A step of zero times anything is zero."),
    },
}
