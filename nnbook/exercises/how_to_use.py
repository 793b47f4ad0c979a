"""Exercises of the first chapter, which shows how exercises work."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(754)


# ---------------------------------------------------------------------- 1: the gap between two runs
def _gap(a, b):
    return np.max(np.abs(a - b)) / np.max(np.abs(b))


def _absolute(a, b):
    return np.max(np.abs(a - b))


def _signed(a, b):
    return np.max(a - b) / np.max(np.abs(b))


def _mean(a, b):
    return np.mean(np.abs(a - b)) / np.max(np.abs(b))


def _by_entry(a, b):
    return np.max(np.abs(a - b) / np.abs(b))


def _pairs():
    """Two runs that nearly agree, as vectors and as matrices; a falls below b at its largest difference."""
    yield np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 4.0])
    yield np.array([[5.0, -8.0]]), np.array([[5.5, -8.0]])
    for shape in ((6,), (3, 4), (16, 4)):
        b = _rng.normal(size=shape)
        yield b - 1e-3 * _rng.random(shape), b


GAP = Exercise(
    "how_to_use.gap",
    _gap,
    inputs=tuple(_pairs()),
    mistakes=(
        Mistake(_absolute, "That is the difference itself. Divide by the largest size in b."),
        Mistake(_signed, "A difference can be negative, and then it counts as much: take its size."),
        Mistake(_mean, "That is the mean of the differences. One weight that is far off should be noticed."),
        Mistake(_by_entry, "You divide each difference by its own entry: an entry near 0 would spoil the comparison."),
    ),
)


# ---------------------------------------------------------------------- 2: the step after 1
STEP = Exercise(
    "how_to_use.step",
    -23,
    mistakes=(
        Mistake(-24, "Half of the step is where rounding turns up or down. The step itself is twice that."),
        Mistake(-52, "That is float64, which has 52 binary digits after the point."),
        Mistake(23, "Close: the step is smaller than 1, so the exponent is negative."),
        Mistake(-7, "That would be the exponent of 10. Which power of 2 is it?"),
    ),
    explanation="float32 keeps 23 binary digits after the point, about 7 decimal ones.",
)

EXERCISES = (GAP, STEP)

QUIZ = {
    "You run a chapter on your laptop, and a training loss differs from the page in the ninth digit. Why?": {
        "The seed was not set.": (False, "Then it would differ in the first digit."),
        "Your processor adds in another order.": (True, "Sums of rounded numbers depend on their order."),
        "Something is wrong with your installation.": (False, "Nine digits is more than float32 can hold."),
    },
    "A cell prints a claim, and then an error. What happened?": {
        "The statement does not hold for what was measured.": (True, "A claim that fails stops the notebook."),
        "The statement is not in the paper.": (False, "A claim is judged by what the cell measured."),
    },
}
