"""Exercises of the chapter on activation functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import UNANSWERED, Exercise, Mistake

_rng = np.random.default_rng(2011)


# ---------------------------------------------------------------------- 1: a derivative from the output
def _slope(h):
    return h * (1 - h)


SIGMOID_SLOPE = Exercise(
    "activations.sigmoid_slope",
    _slope,
    inputs=(
        (np.array([0.5]),),
        (np.array([0.0, 1.0, 0.25]),),
        *((_rng.uniform(size=shape),) for shape in ((4,), (3, 5))),
    ),
    mistakes=(
        Mistake(lambda h: 1 - h**2, "That is the derivative of tanh from its output. A sigmoid's is at most 1/4."),
        Mistake(
            lambda h: _slope(1 / (1 + np.exp(-h))),
            "h is the output already: do not apply the sigmoid to it once more.",
        ),
        Mistake(lambda h: 1 - h, "One factor is missing. At both ends, h = 0 and h = 1, the curve is flat."),
        Mistake(lambda h: h * (h - 1), "The sign: a sigmoid rises everywhere."),
    ),
)


# ---------------------------------------------------------------------- 2: two layers that are one
def _merged(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2


def _layers(inputs, hidden, outputs):
    return tuple(_rng.normal(size=s) for s in ((hidden, inputs), (hidden,), (outputs, hidden), (outputs,)))


MERGED = Exercise(
    "activations.merged",
    _merged,
    inputs=(
        (np.array([[2.0]]), np.array([1.0]), np.array([[3.0]]), np.array([5.0])),
        _layers(3, 3, 3),
        _layers(4, 2, 3),
        _layers(1, 5, 2),
    ),
    mistakes=(
        Mistake(lambda W1, b1, W2, b2: (W2 @ W1, b1 + b2), "b1 goes through the second layer, too: W2 acts on it."),
        Mistake(lambda W1, b1, W2, b2: (W2 @ W1, b2), "The first bias is lost. Put x = 0 into both layers."),
        Mistake(lambda W1, b1, W2, b2: (W1 @ W2, W1 @ b2 + b1), "The order: x meets W1 first, so W1 stands right."),
        Mistake(lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1), "The bias of the second layer is missing."),
    ),
)


# ---------------------------------------------------------------------- 3: leaky ReLU, forwards and backwards
def _leaky(z, slope, g):
    return np.where(z > 0, z, slope * z), np.where(z > 0, g, slope * g)


LEAKY = Exercise(
    "activations.leaky",
    _leaky,
    inputs=(
        (np.array([-2.0, -0.5, 0.0, 3.0]), 0.1, np.ones(4)),
        (np.array([-1.0, 1.0]), 0.0, np.array([5.0, 7.0])),
        (_rng.normal(size=(3, 4)), 0.01, _rng.normal(size=(3, 4))),
        (_rng.normal(size=6), 1.5, _rng.normal(size=6)),
    ),
    mistakes=(
        Mistake(
            lambda z, slope, g: (np.where(z > 0, z, slope * z), np.where(g > 0, g, slope * g)),
            "The derivative depends on the sign of z, not on that of the incoming gradient.",
        ),
        Mistake(
            lambda z, slope, g: (np.where(z > 0, z, slope * z), np.where(z > 0, 1.0, slope)),
            "You return the derivative alone: multiply it by what comes in, g.",
        ),
        Mistake(
            lambda z, slope, g: (np.maximum(z, slope * z), np.where(z > 0, g, slope * g)),
            "max(z, slope z) is right only for slopes below 1; decide by the sign of z.",
        ),
        Mistake(
            lambda z, slope, g: (np.where(z > 0, z, slope * z), np.where(z >= 0, g, slope * g)),
            "At z = 0 the slope below zero holds: decide by z > 0.",
        ),
        Mistake(
            lambda z, slope, g: (np.where(z > 0, z, slope * z), np.where(z > 0, g, 0 * g)),
            "That is the gradient of the plain ReLU: below zero this one lets slope times g through.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: how many units are dead
def _dead(Z):
    return float((Z <= 0).all(axis=0).mean())


_HALF_DEAD = np.array([[-1.0, 2.0, -3.0, 0.0], [-2.0, -1.0, -0.5, 0.0], [-1.0, 0.0, 4.0, -1.0]])
DEAD_SHARE = Exercise(
    "activations.dead_share",
    _dead,
    inputs=(
        (_HALF_DEAD,),
        (np.array([[-1.0, -1.0]]),),
        (np.ones((2, 3)),),
        *((_rng.normal(size=(n, 12)) - 1,) for n in (2, 5)),
    ),
    mistakes=(
        Mistake(
            lambda Z: float((Z <= 0).mean()), "That is the share of zeros. A dead unit is silent for all examples."
        ),
        Mistake(lambda Z: float((Z <= 0).all(axis=1).mean()), "Rows are examples, columns units: look down a column."),
        Mistake(lambda Z: float((Z < 0).all(axis=0).mean()), "A score of exactly 0 lets nothing through either."),
        Mistake(
            lambda Z: float((Z <= 0).all(axis=0).sum() / len(Z)), "Divide by the number of units, not of examples."
        ),
        Mistake(
            lambda Z: float((Z == 0).all(axis=0).mean()), "Z is what comes before the ReLU: all below 0 is silent."
        ),
        Mistake(lambda Z: int((Z <= 0).all(axis=0).sum()), "That is their number; the share is asked for."),
        Mistake(lambda Z: float((Z <= 0).any(axis=0).mean()), "Silent once is not dead: it must be so for all rows."),
    ),
)


# ---------------------------------------------------------------------- 5: the gain that keeps the size
def _gain(slope):
    return np.sqrt(2 / (1 + slope**2))


GAIN = Exercise(
    "activations.gain",
    _gain,
    inputs=((0.0,), (1.0,), (0.1,), (0.5,), (2.0,)),
    mistakes=(
        Mistake(lambda slope: 2 / (1 + slope**2), "That is the gain squared: sizes are roots of mean squares."),
        Mistake(lambda slope: np.sqrt(2 / (1 + slope)), "Squares are averaged, so the slope counts by its square."),
        Mistake(lambda slope: np.sqrt(2.0), "That is the plain ReLU. The lower half lets something through, too."),
        Mistake(
            lambda slope: 1 / np.sqrt(1 + slope**2), "Half of the scores keep their square, half have slope**2 of it."
        ),
        Mistake(lambda slope: np.sqrt((1 + slope**2) / 2), "Upside down: that is what the activation does."),
    ),
)


# ---------------------------------------------------------------------- 6: an activation of one's own
def _sizes(activation: Callable[[Any], Any], depth: int = 20, width: int = 128) -> tuple[float, float]:
    """The size of the signal after `depth` random layers of gain 1, and of the gradient that is left of 1."""
    rng = np.random.default_rng(0)
    h, passed = rng.normal(size=(64, width)), []
    for _ in range(depth):
        W = rng.normal(size=(width, width)) / np.sqrt(width)
        z = h @ W
        slope = (np.asarray(activation(z + 1e-4)) - np.asarray(activation(z - 1e-4))) / 2e-4
        h = np.asarray(activation(z), dtype=np.float64)
        passed.append((W, slope))
    g = rng.normal(size=h.shape)
    for W, slope in reversed(passed):
        g = (g * slope) @ W.T
    return float(np.sqrt(np.mean(h**2))), float(np.sqrt(np.mean(g**2)))


_STRAIGHT = "Its graph is a straight line: twenty layers with it are one."
_SHAPE = "Work entry by entry, and return an array of the shape that came."
_EACH = "It gets an array, not one number: np.where(z > 0, ..., ...) chooses for each entry."
_HINTS = {
    ("signal", False): "Its values are too small. A plain ReLU, for one, halves the mean square: make up for that.",
    ("signal", True): "Its values are too large: each layer multiplies what the one before has made larger.",
    ("gradient", False): "Its slopes are too small. A sigmoid's, for one, are at most 1/4.",
    ("gradient", True): "Its slopes are too large: the gradient is multiplied by them twenty times.",
}


def _what_is_wrong(activation: Any) -> str | None:
    places = np.linspace(-3, 3, 61)
    try:
        values = activation(places)
    except Exception as error:  # noqa: BLE001 (whatever the reader's function raises is what the reader must hear of)
        return f"for an array of scores it raised {type(error).__name__}:\n  {error}\n  Hint: {_EACH}"
    if values is None or values is Ellipsis:
        return UNANSWERED
    values = np.asarray(values, dtype=np.float64)
    if values.shape != places.shape:
        return f"for an array of shape {places.shape} it returns one of shape {values.shape}.\n  Hint: {_SHAPE}"
    if np.ptp(np.diff(values)) < 1e-6:
        return f"nothing bends.\n  Hint: {_STRAIGHT}"
    with np.errstate(all="ignore"):
        sizes = _sizes(activation)
    for name, size in zip(("signal", "gradient"), sizes, strict=True):
        if not 0.1 <= size <= 10:
            hint = _HINTS[name, not size < 1]
            return f"after 20 layers the {name} has the size {size:.1e}, not between 0.1 and 10.\n  Hint: {hint}"
    return None


def _own(z):
    return np.sqrt(2 / 1.01) * np.where(z > 0, z, 0.1 * z)


OWN = Exercise(
    "activations.own",
    _own,
    mistakes=(
        Mistake(lambda z: 1 / (1 + np.exp(-z)), _HINTS["gradient", False]),
        Mistake(lambda z: 1.0 * z, _STRAIGHT),
        Mistake(lambda z: np.maximum(z, 0), _HINTS["signal", False]),
        Mistake(lambda z: 2 * np.maximum(z, 0), _HINTS["signal", True]),
        Mistake(lambda z: np.sin(4 * z), _HINTS["gradient", True]),
        Mistake(lambda z: np.maximum(z, 0).max(), _SHAPE),
        Mistake(lambda z: z if z > 0 else 0.1 * z, _EACH),
    ),
    examine=_what_is_wrong,
    explanation="It bends, and twenty layers keep both sizes within a factor of ten.",
)

EXERCISES = (SIGMOID_SLOPE, MERGED, LEAKY, DEAD_SHARE, GAIN, OWN)

QUIZ = {
    "You put five layers without activation functions between input and output. What can the network draw?": {
        "One straight line, or plane.": (True, "The product of the matrices is one matrix: one layer with its bias."),
        "Five lines, one for each layer.": (False, "Multiply the layers out: x meets one matrix and one bias."),
        "Any curve, if the layers are wide.": (False, "Width adds numbers to the product, no bend."),
    },
    "Why did deep networks of sigmoids hardly learn in their first layers?": {
        "Sigmoids are slow to compute.": (False, "They are, a little; but the trouble is what arrives, not when."),
        "The gradient shrinks by the slope, at most 1/4, in each layer.": (
            True,
            "Unless the weights make up for it, and then the units sit where they are flat.",
        ),
        "Their outputs are not probabilities.": (False, "Hidden values need not be, and in (0, 1) they could be."),
    },
    "A ReLU outputs zero for 60 % of the training images. Is it dead?": {
        "Yes, by 60 %.": (False, "A unit is dead only if every image finds it silent."),
        "No: it learns from the other 40 %.": (True, "Silence for many inputs is how ReLUs divide the work."),
        "It will be: silence spreads.": (False, "Its weights move with the images that it answers."),
    },
    "All hidden values of a layer are positive. What follows for one unit of the next layer and one example?": {
        "Its weights' gradients all have one sign.": (
            True,
            "Each is the unit's own gradient times a positive input. One example moves all weights up, or all down.",
        ),
        "Its gradient is positive.": (False, "The sign is that of the unit's own blame, which may be either."),
        "It cannot learn.": (False, "It can, with several examples, but on a more crooked way."),
    },
    "Your training loss with cross_entropy sinks to about 1.46 and stays, with ten classes. What do you look for?": {
        "A softmax at the end of the model.": (
            True,
            "cross_entropy applies one itself; of scores between 0 and 1 the best loss is ln(1 + 9/e) = 1.46.",
        ),
        "Dead units.": (False, "Then the loss would stay near ln 10 = 2.30, as for guessing."),
        "A learning rate that is too large.": (False, "The loss would jump, and not rest at this very number."),
    },
}
