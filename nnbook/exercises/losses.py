"""Checkers for the exercises of the chapter on losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._graph import Array
from . import UNANSWERED, Exercise, Mistake

_rng = np.random.default_rng(1964)


# ---------------------------------------------------------------------- 1: two best answers
BEST_ANSWERS = Exercise(
    "losses.best_answers",
    (12.0, 6.0),
    mistakes=(
        Mistake((6.0, 12.0), "The other way round: squares pull towards the mean, absolute values towards the median."),
        Mistake((12.0, 12.0), "The sum of absolute values does not fall any further only where half lie on each side."),
        Mistake((6.0, 6.0), "The pulls of squared errors cancel at the mean, not at the median."),
        Mistake((12.0, 22.0), "The median is the middle number of the five in order, not halfway to the largest."),
    ),
    explanation="The 40 counts as it is for the mean; for the median it only counts as one number above.",
)


# ---------------------------------------------------------------------- 2: Huber's pull
def _pull(error: Array, delta: float) -> Array:
    return np.clip(error, -delta, delta)


PULL = Exercise(
    "losses.huber_pull",
    _pull,
    inputs=(
        (np.array([-3.0, -0.5, 0.0, 0.5, 3.0]), 1.0),
        (np.array([-3.0, -0.5, 0.0, 0.5, 3.0]), 2.0),
        (10 * _rng.standard_normal(20), 4.0),
    ),
    mistakes=(
        Mistake(lambda e, d: np.where(np.abs(e) < d, e, np.sign(e)), "Beyond delta the pull is delta, not 1."),
        Mistake(lambda e, d: np.clip(e, -1, 1), "Use the delta that is given: it is not always 1."),
        Mistake(lambda e, d: np.sign(e), "That is the absolute error's pull. Near 0 Huber's pull is the error itself."),
        Mistake(lambda e, d: np.where(np.abs(e) < d, e, d), "Large negative errors pull down: mind the sign."),
        Mistake(
            lambda e, d: np.where(np.abs(e) < d, e**2 / 2, d * (np.abs(e) - d / 2)),
            "That is the loss. The pull is its slope.",
        ),
        Mistake(lambda e, d: np.where(np.abs(e) < d, e, 0.0), "Huber's loss does not ignore large errors."),
    ),
)


# ---------------------------------------------------------------------- 3: yes or no, from scores
def _binary(z: Array, t: Array) -> Array:
    return np.logaddexp(0, z) - t * z


def _by_sigmoid(z: Array, t: Array) -> Array:
    p = 1 / (1 + np.exp(-z))
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


def _clipped(z: Array, t: Array) -> Array:
    p = np.clip(1 / (1 + np.exp(-np.clip(z, -500, 500))), 1e-7, 1 - 1e-7)
    return -(t * np.log(p) + (1 - t) * np.log(1 - p))


def _overflows(z: Array, t: Array) -> Array:
    with np.errstate(over="ignore"):
        return np.log(1 + np.exp(z)) - t * z


BINARY = Exercise(
    "losses.binary",
    _binary,
    inputs=(
        (np.array([0.0, 2.0, -2.0, 2.0]), np.array([1.0, 1.0, 1.0, 0.0])),
        (_rng.standard_normal(8), np.arange(8) % 2.0),
        (np.array([1000.0, -1000.0, 1000.0, -1000.0]), np.array([1.0, 0.0, 0.0, 1.0])),
    ),
    mistakes=(
        Mistake(_by_sigmoid, "For scores of 1000 the sigmoid is 1 and its logarithm's argument 0. Leave it out."),
        Mistake(_clipped, "Clipping hides the worst errors: a score of -1000 for a yes must cost 1000."),
        Mistake(_overflows, "e to the power 1000 is infinite: let logaddexp(0, z) take the logarithm of 1 + e^z."),
        Mistake(
            lambda z, t: np.logaddexp(0, z) - (1 - t) * z,
            "These are the losses of the other answer: exchange t and 1 - t.",
        ),
        Mistake(lambda z, t: np.mean(_binary(z, t)), "Return one loss for each example, not their mean."),
        Mistake(lambda z, t: np.logaddexp(0, -z), "That is the loss if all targets are 1: use t."),
        Mistake(lambda z, t: np.logaddexp(0, z) + t * z, "A higher score makes a yes cheaper: mind the sign."),
    ),
)


# ---------------------------------------------------------------------- 4: smoothed targets
def _smoothed(y: Array, classes: int, share: float) -> Array:
    return (1 - share) * np.eye(classes)[y] + share / classes


def _others_only(y: Array, classes: int, share: float) -> Array:
    one_hot = np.eye(classes)[y]
    return (1 - share) * one_hot + share / (classes - 1) * (1 - one_hot)


def _overwritten(y: Array, classes: int, share: float) -> Array:
    return np.where(np.eye(classes)[y] > 0, 1 - share, share / classes)


SMOOTHED = Exercise(
    "losses.smoothed",
    _smoothed,
    inputs=((np.array([1]), 2, 0.1), (np.array([0, 3, 2, 2]), 4, 0.2), (np.arange(10), 10, 0.1)),
    mistakes=(
        Mistake(
            _others_only, "The share goes to all classes, the right one too: it keeps 1 - share + share / classes."
        ),
        Mistake(lambda y, k, s: (1 - s) * np.eye(k)[y] + s, "Each class gets the share divided by the classes."),
        Mistake(lambda y, k, s: np.eye(k)[y] + s / k, "Rows must add up to 1: take the share from the right class."),
        Mistake(_overwritten, "The right class gets its part of the share, too. Do your rows add up to 1?"),
        Mistake(lambda y, k, s: (1 - s) * np.eye(k)[y], "The share that is taken away must be given to all classes."),
        Mistake(lambda y, k, s: np.eye(k)[y], "These are the targets before smoothing."),
    ),
)


# ---------------------------------------------------------------------- 5: how far from calibrated
def _calibration_error(confidence: Array, right: Array, bins: int) -> float:
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    found = [bin_of == k for k in range(bins) if (bin_of == k).any()]
    return float(sum(k.mean() * abs(confidence[k].mean() - right[k].mean()) for k in found))


def _unweighted(confidence: Array, right: Array, bins: int) -> float:
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    found = [bin_of == k for k in range(bins) if (bin_of == k).any()]
    return float(np.mean([abs(confidence[k].mean() - right[k].mean()) for k in found]))


def _signed(confidence: Array, right: Array, bins: int) -> float:
    return float(confidence.mean() - right.mean())


_EVEN = np.array([0.55, 0.58, 0.95, 0.97, 0.99, 1.0]), np.array([True, True, True, True, True, False])
_MANY = _rng.uniform(0.1, 1, 200), _rng.uniform(0, 1, 200) < 0.6


def _without_one(confidence: Array, right: Array, bins: int) -> float:
    below = confidence < 1
    return _calibration_error(confidence[below], right[below], bins) * float(below.mean())


CALIBRATION = Exercise(
    "losses.calibration_error",
    _calibration_error,
    inputs=((*_EVEN, 10), (*_MANY, 10), (*_MANY, 5)),
    mistakes=(
        Mistake(_unweighted, "Weight each bin by the share of answers in it."),
        Mistake(_without_one, "A confidence of exactly 1 falls out of your last bin."),
        Mistake(lambda c, r, b: len(c) * _calibration_error(c, r, b), "Weight by shares: divide the counts by N."),
        Mistake(_signed, "Take the difference in each bin first, without its sign: else too sure and too shy cancel."),
        Mistake(lambda c, r, b: float(np.mean(np.abs(c - r))), "Compare means over a bin, not single answers."),
        Mistake(lambda c, r, b: 1 - float(r.mean()), "That is the share of wrong answers. Compare it with the claims."),
    ),
)


# ---------------------------------------------------------------------- 6: a loss of one's own
_TARGETS = np.sort(np.random.default_rng(6).gamma(2.0, 5.0, 1001))
_GRID = np.linspace(0, 50, 2001)
_NOT_ARRAY = "The loss must give one number for each error: an array of the errors' shape, none of them negative."
_ZERO = "A right answer must cost nothing, and every other one something."


def _best_constant(loss: Callable[[Array], Any]) -> float:
    return float(_GRID[np.argmin([np.mean(loss(_TARGETS - answer)) for answer in _GRID])])


def _examine_late(loss: Any) -> str | None:
    """What is wrong with a loss whose best constant should have nine of ten targets below it, or None."""
    if not callable(loss):
        return f"a function of the errors is expected, got {loss!r:.40}: pass its name without calling it."
    errors = np.array([-2.0, -0.5, 0.0, 0.5, 2.0])
    values = loss(errors)
    if values is None or values is Ellipsis:
        return UNANSWERED
    if np.shape(values) != errors.shape or np.min(values) < 0:
        return f"not yet.\n  Hint: {_NOT_ARRAY}"
    if values[2] != 0 or np.delete(values, 2).min() <= 0:
        return f"not yet.\n  Hint: {_ZERO}"
    best = _best_constant(loss)
    below = float((best > _TARGETS).mean())
    if abs(below - 0.9) <= 0.01:
        return None
    return f"not yet: {100 * below:.0f} % of the targets lie below your loss's best answer.\n  Hint: {_side(below)}"


def _side(below: float) -> str:
    if below < 0.2:
        return "Turn it round: being too low (a positive error) is what must be dear."
    if below < 0.7:
        return "Nine are below and one above. At the best answer their pulls must cancel: how strong is each?"
    return "Close. Squares weigh the far ones more; try pulls of constant size on each side."


LATE = Exercise(
    "losses.nine_of_ten",
    lambda error: np.where(error > 0, 9 * error, -error),
    mistakes=(
        Mistake(np.abs, _side(0.5)),
        Mistake(lambda error: np.where(error > 0, error, -9 * error), _side(0.1)),
        Mistake(lambda error: np.where(error > 0, 9 * error**2, error**2), _side(0.8)),
        Mistake(lambda error: np.where(error > 0, 9 * error, error), _NOT_ARRAY),
        Mistake(lambda error: np.where(error > 0, 9 * error, 0 * error), _ZERO),
    ),
    explanation="Statisticians call it the quantile loss, or pinball loss.",
    examine=_examine_late,
)

EXERCISES = (BEST_ANSWERS, PULL, BINARY, SMOOTHED, CALIBRATION, LATE)

QUIZ = {
    "House prices, a few of them misprinted with one zero too many. Which loss do you try first?": {
        "Squared error": (False, "An error ten times as large pulls ten times as hard: the misprints decide."),
        "Huber's loss": (True, "Its pull stops growing where errors are larger than the usual ones."),
        "Cross-entropy": (False, "It is for classes, and prices are numbers."),
    },
    "You train with the mean absolute error. What will the network answer where targets scatter?": {
        "Their mean": (False, "That is what squared error asks for."),
        "Their median": (True, "As many targets above as below: there the pulls cancel."),
        "The most frequent one": (False, "No loss of this chapter asks for that."),
    },
    "A logistic unit says 0.98 and the right answer is 0. Which loss pulls it harder?": {
        "The squared error of its answer": (False, "Its pull holds the factor p (1 - p), here 0.02."),
        "Cross-entropy": (True, "Its pull is the error itself, 0.98."),
        "Both the same": (False, "They differ by the factor 2 p (1 - p)."),
    },
    "With hinge loss, what do examples do that are on the right side beyond the margin?": {
        "They pull a little": (False, "That is cross-entropy. A hinge's slope there is exactly 0."),
        "Nothing": (True, "So the line depends on the others alone."),
        "They push the line away": (False, "That is the squared error of the score."),
    },
    "A network's confidence is 0.95 on average, its accuracy 0.80. What mends it without more training?": {
        "Dividing its scores by a temperature above 1": (True, "The order of the classes stays, the confidence falls."),
        "Taking the class with the second highest score": (False, "Then it would be wrong nearly always."),
        "Subtracting 5 from all scores": (False, "A softmax does not notice what is added to all scores."),
    },
    "Cross-entropy with ten classes sinks to 1.46 and no further. What do you suspect?": {
        "A softmax before a loss that has one inside": (
            True,
            "Scores between 0 and 1 cannot say more than e / (e + 9) for the right class.",
        ),
        "The data are too hard": (False, "Possible, but this number is the giveaway."),
        "The learning rate is too small": (False, "Then the loss would still creep down."),
    },
}
