"""Exercises of the chapter on gradient descent, mini-batches and the end of training."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1951)


# ---------------------------------------------------------------------- 1: how many steps
def _needed(kappa, share):
    return int(np.ceil(np.log(share) / np.log((kappa - 1) / (kappa + 1))))


STEPS_NEEDED = Exercise(
    "gradient_descent.steps_needed",
    _needed,
    inputs=((3.0, 0.1), (10.0, 0.01), (10.0, 0.5), (470.0, 1e-6), (2.0, 0.9)),
    mistakes=(
        Mistake(lambda kappa, share: _needed(kappa, share) - 1, "Round up: before that the distance is still longer."),
        Mistake(
            lambda kappa, share: float(np.log(share) / np.log((kappa - 1) / (kappa + 1))),
            "The formula is right. Steps come whole: round up.",
        ),
        Mistake(
            lambda kappa, share: int(np.ceil(np.log(share) / np.log(1 - 1 / kappa))),
            "1 - 1/kappa is the share at the rate 1 / largest eigenvalue, which is half of the largest stable rate.",
        ),
        Mistake(
            lambda kappa, share: int(np.ceil(np.log(share) / np.log((kappa - 1) / (kappa + 1)) / 2)),
            "That is for the loss, which falls with the square of the distance.",
        ),
        Mistake(
            lambda kappa, share: int(np.ceil(kappa / 2 * np.log(1 / share))),
            "That is the approximation for large kappa. Take the logarithm of (kappa - 1) / (kappa + 1) itself.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: one pass of SGD
def _pass(w, X, y, order, size, rate):
    for i in range(0, len(order), size):
        rows = order[i : i + size]
        w = w + rate * X[rows].T @ (y[rows] - X[rows] @ w) / len(rows)
    return w


def _summed(w, X, y, order, size, rate):
    for i in range(0, len(order), size):
        rows = order[i : i + size]
        w = w + rate * X[rows].T @ (y[rows] - X[rows] @ w)
    return w


def _by_size(w, X, y, order, size, rate):
    for i in range(0, len(order), size):
        rows = order[i : i + size]
        w = w + rate * X[rows].T @ (y[rows] - X[rows] @ w) / size
    return w


def _by_all(w, X, y, order, size, rate):
    for i in range(0, len(order), size):
        rows = order[i : i + size]
        w = w + rate * X[rows].T @ (y[rows] - X[rows] @ w) / len(y)
    return w


def _uphill(w, X, y, order, size, rate):
    return _pass(w, X, y, order, size, -rate)


def _last_dropped(w, X, y, order, size, rate):
    return _pass(w, X, y, order[: len(order) // size * size], size, rate)


def _unordered(w, X, y, order, size, rate):
    return _pass(w, X, y, np.arange(len(order)), size, rate)


def _same_start(w, X, y, order, size, rate):
    total = 0 * w
    for i in range(0, len(order), size):
        rows = order[i : i + size]
        total = total + X[rows].T @ (y[rows] - X[rows] @ w) / len(rows)
    return w + rate * total


def _passes():
    for n, d, size in ((4, 1, 2), (7, 2, 3), (20, 3, 8), (5, 2, 5), (6, 2, 1)):
        yield (
            _rng.normal(size=d), _rng.normal(size=(n, d)), _rng.normal(size=n), _rng.permutation(n), size, 0.1,
        )  # fmt: skip


SGD_PASS = Exercise(
    "gradient_descent.sgd_pass",
    _pass,
    inputs=tuple(_passes()),
    mistakes=(
        Mistake(_summed, "The loss is a mean over the batch: divide by the number of its examples."),
        Mistake(_by_size, "The last batch may be smaller: divide by the examples that it has."),
        Mistake(_uphill, "You step uphill: the error is the label minus the answer."),
        Mistake(_last_dropped, "The examples of the last, smaller batch were left out."),
        Mistake(
            lambda w, X, y, order, size, rate: _pass(w, X, y, order, size, 2 * rate),
            "Twice too far: the loss has a half in it, which the 2 of the derivative cancels.",
        ),
        Mistake(_by_all, "Divide by the examples of the batch, not by all N."),
        Mistake(_unordered, "Take the examples in the given order: rows = order[i : i + size]."),
        Mistake(_same_start, "Each batch's gradient is taken at the weights that the batch before it left."),
    ),
)

# ---------------------------------------------------------------------- 3: what the noise leaves
LEFT_OVER = Exercise(
    "gradient_descent.left_over",
    0.0025,
    mistakes=(
        Mistake(0.005, "That is for the larger batch alone. The rate counts, too."),
        Mistake(0.01, "That is for the smaller rate alone. The batch counts, too."),
        Mistake(0.04, "The larger batch makes the noise smaller, not larger."),
        Mistake(0.00125, "The rate enters once, not squared: what the walk forgets in a step shrinks with it."),
    ),
    tolerance=1e-4,
    explanation="A quarter of the noise from the batch, and half of that from the rate.",
)


# ---------------------------------------------------------------------- 4: a patient criterion
def _stops(losses, tol, patience):
    best, waited = np.inf, 0
    for k, value in enumerate(losses, 1):
        if value < best - tol:
            best, waited = value, 0
        else:
            waited += 1
        if waited >= patience:
            return k
    return len(losses)


def _against_the_last(losses, tol, patience):
    before, waited = np.inf, 0
    for k, value in enumerate(losses, 1):
        waited = 0 if value < before - tol else waited + 1
        before = value
        if waited >= patience:
            return k
    return len(losses)


def _never_reset(losses, tol, patience):
    best, waited = np.inf, 0
    for k, value in enumerate(losses, 1):
        if value < best - tol:
            best = value
        else:
            waited += 1
        if waited >= patience:
            return k
    return len(losses)


def _impatient(losses, tol, patience):
    return _stops(losses, tol, 1)


STOPS_AFTER = Exercise(
    "gradient_descent.stops_after",
    _stops,
    inputs=(
        ([1.0, 0.5, 0.6, 0.55, 0.5, 0.4], 0.0, 3),
        ([1.0, 0.9, 0.89, 0.88, 0.87, 0.86, 0.85], 0.05, 2),
        ([1.0, 0.8, 0.9, 0.7, 0.75, 0.6, 0.5], 0.0, 2),
        ([1.0, 0.9, 0.8, 0.7], 0.01, 2),
        ([1.0, 1.2, 0.5, 0.9, 0.8, 0.7, 0.6], 0.0, 3),
    ),
    mistakes=(
        Mistake(_against_the_last, "Compare with the best loss so far, not with the one before."),
        Mistake(_never_reset, "An improvement starts the waiting anew: so many passes in a row."),
        Mistake(
            lambda losses, tol, patience: _stops(losses, tol, patience + 1),
            "One pass too late: stop when `patience` passes have brought nothing, not when one more has.",
        ),
        Mistake(_impatient, "Wait for `patience` passes without an improvement before you stop."),
        Mistake(lambda losses, tol, patience: _stops(losses, 0.0, patience), "An improvement must be more than `tol`."),
        Mistake(
            lambda losses, tol, patience: _stops(losses, tol, patience) - 1,
            "Passes are counted from 1: the first entry of `losses` is pass 1.",
        ),
    ),
)

# ---------------------------------------------------------------------- 5: a schedule of one's own
_CURVES, _ENOUGH, _STEPS = np.array([1.0, 0.05]), 0.004, 2000
_HINTS = {
    "far": "The walk has not arrived: the rate is too small, or falls too fast for the flat direction.",
    "noise": "The walk trembles: towards the end the rate must be much smaller.",
    "wild": "The walk blows up: no rate may be above 2, the largest stable one.",
    "uphill": "A rate must be a positive number.",
}


def _walk(rate: Any) -> tuple[np.ndarray, np.ndarray]:
    """The squared mean of 50 walks' distances from the bottom, and their mean square, in both directions (2,)."""
    rng = np.random.default_rng(0)
    v = np.full((50, 2), 10.0)
    for t in range(_STEPS):
        noise = rng.normal(size=(50, 2)) / 2  # of single examples 1, so 1/2 for a batch of 4
        v = np.clip(v - float(rate(t)) * (_CURVES * v + noise), -1e6, 1e6)
    return v.mean(axis=0) ** 2, (v**2).mean(axis=0)


def _examine_schedule(rate: Any) -> str | None:
    if not callable(rate):
        return "a function is expected that takes the number of a step and returns a rate."
    rates = [rate(t) for t in (0, 1, 10, 1000, _STEPS - 1)]
    if any(r is None or r is Ellipsis for r in rates):
        return "not answered yet. Fill in the function, return the result, and run the cell again."
    if not all(r > 0 for r in rates):
        return f"the rates begin with {rates[0]:g}.\n  Hint: {_HINTS['uphill']}"
    mean, square = _walk(rate)
    left = float((_CURVES * square).sum() / 2)
    if left < _ENOUGH:
        return None
    cause = "wild" if left > 1e4 else "far" if (_CURVES * mean).sum() > (_CURVES * square).sum() / 2 else "noise"
    return f"a loss of {left:.2g} is left, not below {_ENOUGH}.\n  Hint: {_HINTS[cause]}"


SCHEDULE = Exercise(
    "gradient_descent.schedule",
    lambda t: 0.8 / (1 + t / 30),
    mistakes=(
        Mistake(lambda t: 0.5, _HINTS["noise"]),
        Mistake(lambda t: 0.001, _HINTS["far"]),
        Mistake(lambda t: 2.5, _HINTS["wild"]),
        Mistake(lambda t: -0.1, _HINTS["uphill"]),
    ),
    examine=_examine_schedule,
    explanation="Far away a large rate, near the bottom a small one.",
)

EXERCISES = (STEPS_NEEDED, SGD_PASS, LEFT_OVER, STOPS_AFTER, SCHEDULE)

QUIZ = {
    "The condition number of a bowl goes from 10 to 1,000. What does gradient descent need at its best rate?": {
        "About 10 times the steps.": (False, "That would be the square root, which momentum achieves."),
        "About 100 times the steps.": (True, "The number of steps is in proportion to the condition number."),
        "As many steps, if the rate is chosen well.": (False, "The best rate was assumed; the walls limit it."),
    },
    "How much better is the gradient of 64 random examples than that of 16?": {
        "Its typical error is a quarter.": (False, "The mean squared error is a quarter; its root is a half."),
        "Its typical error is half as large.": (True, "The error falls with the square root of the batch size."),
        "It points in the right direction, the other one in a wrong one.": (
            False,
            "Both are right on average, and both are off in a single draw.",
        ),
    },
    "SGD with a fixed rate: the loss has fallen and now trembles around a value. What lowers it?": {
        "More steps.": (False, "What the walk forgets in a step, the noise brings back; that goes on for ever."),
        "A smaller rate, or a larger batch.": (True, "What remains is in proportion to rate / batch size."),
        "A larger rate.": (False, "Then more remains."),
    },
    "Training stops because the loss fell by less than the tolerance. What do you know?": {
        "That the loss is near its lowest.": (False, "With a tiny rate it falls by little everywhere."),
        "That the last step, or pass, achieved little.": (True, "Why it did, is to be found out."),
        "That the gradient is small.": (False, "The step is the rate times the gradient; the rate may be small."),
    },
    "Why is one pass in batches of 16 worth more than one step with all 1,437 images?": {
        "The gradient of 16 images is more exact.": (False, "It is much less exact."),
        "It makes 90 steps, and each is nearly as good.": (True, "And every step starts from where the last ended."),
        "Small batches need no learning rate.": (False, "They do, and often a smaller one."),
    },
}
