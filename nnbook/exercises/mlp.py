"""Exercises of the chapter on multilayer perceptrons."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1989)


# ---------------------------------------------------------------------- 1: how many numbers
def _parameters(sizes):
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))


PARAMETERS = Exercise(
    "mlp.parameters",
    _parameters,
    inputs=tuple((sizes,) for sizes in ([2, 2, 1], [64, 32, 10], [64, 48, 32, 10], [3, 1])),
    mistakes=(
        Mistake(lambda s: sum(a * b for a, b in pairwise(s)), "Every unit has a bias besides its weights."),
        Mistake(
            lambda s: sum((a + 1) * b for a, b in pairwise(s[:-1])), "The last layer has weights and biases as well."
        ),
        Mistake(lambda s: sum(s[1:]), "That is the number of units. Each has a weight for every unit before it."),
        Mistake(
            lambda s: sum(a * (b + 1) for a, b in pairwise(s)),
            "There is one bias for each unit of the layer that receives, not of the layer before.",
        ),
    ),
)

# ---------------------------------------------------------------------- 2: parity of three bits
PARITY = Exercise(
    "mlp.parity",
    np.array([1.0, -2.0, 2.0]),
    mistakes=(
        Mistake(
            np.array([1.0, -1.0, 1.0]),
            "After the second unit switches on, the sum still has slope 0: it must fall from 1 to 0, so the weight is "
            "the change of slope, from +1 to -1.",
        ),
        Mistake(
            np.array([1.0, -2.0, 1.0]), "At three ones the sum is 0. After the last switch the slope must be +1 again."
        ),
        Mistake(np.array([1.0, -2.0, 0.0]), "That is XOR of two bits: with three ones it gives -1."),
        Mistake(
            np.array([0.0, 1.0, 0.0, 1.0]),
            "These are the answers at 0, 1, 2 and 3 ones. Three weights are asked for, one for each hidden unit.",
        ),
        Mistake(
            np.array([1.0, 0.0, 1.0]), "With two ones the answer is 2. The second unit must turn the slope around."
        ),
    ),
    explanation="Slopes +1, -1, +1: one more unit for each further bit.",
)


# ---------------------------------------------------------------------- 3: a bump
def _bump(center, width):
    return np.array([center - width, center, center + width]), np.array([1.0, -2.0, 1.0]) / width


def _plateau(center, width):
    return _bump(center, width)[0], np.array([1.0, -1.0, 0.0]) / width


def _steep(center, width):
    return _bump(center, width)[0], np.array([1.0, -2.0, 1.0])


def _narrow(center, width):
    return np.array([center - width / 2, center, center + width / 2]), np.array([2.0, -4.0, 2.0]) / width


def _endless(center, width):
    return _bump(center, width)[0], np.array([1.0, -2.0, 0.0]) / width


BUMP = Exercise(
    "mlp.bump",
    _bump,
    inputs=((0.0, 1.0), (0.5, 0.25), (-2.0, 3.0), (10.0, 0.1)),
    mistakes=(
        Mistake(_plateau, "This rises to 1 and stays there: a step. After the middle it must fall."),
        Mistake(_steep, "The height is then the width. Divide so that the middle is at 1."),
        Mistake(_narrow, "The bump is 0 at center - width and at center + width."),
        Mistake(
            lambda center, width: (_bump(center, width)[0], np.array([1.0, -2.0, 1.0]) * width),
            "A slope is height over width, so the weights are divided by the width, not multiplied by it.",
        ),
        Mistake(_endless, "Behind the bump this goes on falling. The third unit must bring the slope back to 0."),
    ),
)


# ---------------------------------------------------------------------- 4: the piece at a place
def _piece(W1, b1, w2, b2, x):
    on = W1 @ x + b1 > 0
    return (w2 * on) @ W1, float((w2 * on) @ b1 + b2)


def _all_on(W1, b1, w2, b2, x):
    return w2 @ W1, float(w2 @ b1 + b2)


def _without_first_bias(W1, b1, w2, b2, x):
    on = W1 @ x + b1 > 0
    return (w2 * on) @ W1, float(b2)


def _value(W1, b1, w2, b2, x):
    on = W1 @ x + b1 > 0
    return (w2 * on) @ W1, float(w2 @ np.maximum(W1 @ x + b1, 0) + b2)


def _weighted(W1, b1, w2, b2, x):
    h = np.maximum(W1 @ x + b1, 0)
    return (w2 * h) @ W1, float((w2 * h) @ b1 + b2)


def _with_outputs(W1, b1, w2, b2, x):
    h = np.maximum(W1 @ x + b1, 0)
    return (w2 * h) @ W1, float(w2 @ h + b2)


def _without_last_bias(W1, b1, w2, b2, x):
    return _piece(W1, b1, w2, 0.0, x)


def _without_bias(W1, b1, w2, b2, x):
    on = W1 @ x > 0
    return (w2 * on) @ W1, float((w2 * on) @ b1 + b2)


def _network(units, features):
    W1, w2 = _rng.normal(size=(units, features)), _rng.normal(size=units)
    return W1, _rng.normal(size=units), w2, float(_rng.normal()), _rng.normal(size=features)


PIECE = Exercise(
    "mlp.piece",
    _piece,
    inputs=tuple(_network(units, features) for units, features in ((3, 1), (4, 2), (16, 2), (30, 5))),
    mistakes=(
        Mistake(_all_on, "Only the units that are switched on at x take part."),
        Mistake(_without_first_bias, "The biases of the units that are on belong to the offset as well."),
        Mistake(_value, "That is the value at x. The offset is what is left when the slope times x is taken away."),
        Mistake(_without_last_bias, "The bias of the output belongs to the offset, too."),
        Mistake(_with_outputs, "Multiply by 1 where a unit is on and by 0 where it is off, not by what it hands on."),
        Mistake(_weighted, "A unit counts as 1 where it is on and as 0 where it is off, not with its output."),
        Mistake(_without_bias, "Whether a unit is on is decided by its score, bias included."),
    ),
)

# ---------------------------------------------------------------------- 5: eight patterns through one number
_FORM = "Give two arrays of eight numbers each: the weights and the biases."
_FLAT = "All biases are equal, so the pattern with the largest weight wins wherever h is positive."
_SAME = "All weights are equal, so h does not matter: the same pattern wins everywhere."
_TANGENT = (
    "Neighbors k and k + 1 must be equally strong between h = k and h = k + 1: look at the differences of biases."
)


def _examine_code(answer: Any) -> str | None:
    try:
        w, b = (np.asarray(part, dtype=float) for part in answer)
    except (TypeError, ValueError):
        return _FORM
    if w.shape != (8,) or b.shape != (8,):
        return _FORM
    scores = np.outer(np.arange(8.0), w) + b  # (8, 8): a row for each h
    winners = scores.argmax(axis=1)
    ties = (scores == scores.max(axis=1, keepdims=True)).sum(axis=1) > 1
    wrong = np.flatnonzero((winners != np.arange(8)) | ties)
    if not len(wrong):
        return None
    h = int(wrong[0])
    hint = _SAME if np.ptp(w) == 0 else _FLAT if np.ptp(b) == 0 else _TANGENT
    return f"at h = {h} pattern {winners[h]} has the largest score{' (not alone)' if ties[h] else ''}. {hint}"


_k = np.arange(8.0)

CODE = Exercise(
    "mlp.one_number",
    (_k, -(_k**2) / 2),
    mistakes=(
        Mistake((_k, np.zeros(8)), _FLAT),
        Mistake((np.ones(8), _k), _SAME),
        Mistake((_k, -(_k**2)), _TANGENT),
        Mistake(np.arange(8), _FORM),
    ),
    explanation="The scores are tangents of a parabola: each is the highest near its own place.",
    examine=_examine_code,
)

EXERCISES = (PARAMETERS, PARITY, BUMP, PIECE, CODE)

QUIZ = {
    "In the two-unit network for XOR, what do the inputs (0, 1) and (1, 0) have in common after the hidden layer?": {
        "Nothing.": (False, "Both have the sum 1, and the hidden units see only the sum."),
        "They are the same point.": (True, "Both have the sum 1. The layer has laid one on the other."),
        "They lie on opposite sides of the line.": (False, "They have the same answer, so they must be on one side."),
    },
    "One input, one hidden layer of 20 ReLUs, one output. How many straight pieces can the curve have at most?": {
        "20": (False, "20 corners cut the line into one piece more."),
        "21": (True, "Each unit adds at most one corner."),
        "2 to the power 20": (False, "That takes depth: in one layer each unit switches at one place only."),
    },
    "What does the universal approximation theorem promise?": {
        "Training finds the function.": (False, "It says that good weights exist, and nothing of how to find them."),
        "With units enough, some weights come as close as you like on a bounded region.": (
            True,
            "Which weights, and how many units, it does not say.",
        ),
        "One hidden layer is better than two.": (False, "It says that one suffices, not that it is cheapest."),
    },
    "Random ReLU networks of 48 hidden units, in one layer or in six: which meet more pieces along a line?": {
        "The deep ones, by far.": (False, "They could if their weights were set for it. Random weights are not."),
        "They meet about as many, roughly one for each unit.": (
            True,
            "The number grows with the units, not exponentially with depth.",
        ),
        "The shallow ones, by far.": (False, "On the average the counts are close to each other."),
    },
    "A ReLU network was trained on inputs between -1 and 1. What is its curve like from 10 to 20?": {
        "It goes on as the data would.": (False, "No example ever told it how that would be."),
        "It is a straight line.": (True, "All corners lie behind: no unit switches any more."),
        "It is zero.": (False, "Units that are on stay on, and their sum has a slope."),
    },
}  # fmt: skip
