"""Exercises of the chapter on weight penalties and early stopping."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._accuracy import NO_SHARE, accuracy_between

_rng = np.random.default_rng(1970)


# ---------------------------------------------------------------------- 1: one step with decay
def _step(w, gradient, rate, strength):
    return w - rate * (gradient + strength * w)


STEP = Exercise(
    "weight_penalties.step",
    _step,
    inputs=(
        (np.array([1.0, -2.0]), np.array([0.0, 0.0]), 0.1, 0.5),
        (np.array([1.0, -2.0]), np.array([3.0, 1.0]), 0.1, 0.0),
        (_rng.normal(size=4), _rng.normal(size=4), 0.05, 2.0),
    ),
    mistakes=(
        Mistake(
            lambda w, gradient, rate, strength: w - rate * (gradient - strength * w),
            "The sign: the penalty's gradient is + strength * w, and a step goes against it. Weights should shrink.",
        ),
        Mistake(
            lambda w, gradient, rate, strength: w - rate * gradient - strength * w,
            "The penalty is part of the loss, so its gradient is multiplied by the rate, too.",
        ),
        Mistake(
            lambda w, gradient, rate, strength: w - rate * (gradient + 2 * strength * w),
            "The penalty is half the sum of the squares; the 2 of its derivative cancels.",
        ),
        Mistake(
            lambda w, gradient, rate, strength: w - rate * (gradient + strength * np.sign(w)),
            "That is the step of L1, which takes the same amount from every weight.",
        ),
        Mistake(
            lambda w, gradient, rate, strength: (1 - rate * strength) * w + rate * gradient,
            "The share is right. The step itself goes against the gradient.",
        ),
        Mistake(
            lambda w, gradient, rate, strength: (1 - rate * strength) * (w - rate * gradient),
            "The share is taken from the old weights alone, not from the step.",
        ),
        Mistake(
            lambda w, gradient, rate, strength: w - rate * (gradient + strength / 2 * w),
            "The derivative of strength / 2 times the square is strength * w: the half is gone.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: the soft threshold
def _soft(w, amount):
    return np.sign(w) * np.maximum(np.abs(w) - amount, 0)


SOFT = Exercise(
    "weight_penalties.soft",
    _soft,
    inputs=(
        (np.array([3.0, -3.0, 0.5, -0.5, 0.0]), 1.0),
        (np.array([0.2, -1.5, 4.0]), 0.3),
        (_rng.normal(size=6), 0.7),
    ),
    mistakes=(
        Mistake(
            lambda w, amount: w - amount * np.sign(w),
            "A weight smaller than the amount must stop at zero; yours jumps to the other side.",
        ),
        Mistake(
            lambda w, amount: np.where(np.abs(w) > amount, w, 0.0),
            "Large weights are to be shortened by the amount as well, not kept as they are.",
        ),
        Mistake(
            lambda w, amount: np.maximum(w - amount, 0),
            "Negative weights are shortened towards zero, too. Treat the size and put the sign back.",
        ),
        Mistake(
            lambda w, amount: np.where(np.abs(w) > amount, w - amount, 0.0),
            "A negative weight moves towards zero by going up. Treat the size and put the sign back.",
        ),
        Mistake(
            lambda w, amount: np.sign(w) * np.minimum(np.abs(w) - amount, 0),
            "A size that has become negative is to be replaced by 0: the larger of the two.",
        ),
        Mistake(
            lambda w, amount: w * (1 - amount),
            "That takes a share of each weight, as L2 does. L1 takes the same amount from each.",
        ),
    ),
)


# ---------------------------------------------------------------------- 3: what is left along the eigenvectors
def _left(eigenvalues, strength):
    return eigenvalues / (eigenvalues + strength)


LEFT = Exercise(
    "weight_penalties.left",
    _left,
    inputs=(
        (np.array([4.0, 1.0, 0.25]), 1.0),
        (np.array([4.2, 0.007]), 0.1),
        (np.array([2.0, 3.0]), 0.0),
    ),
    mistakes=(
        Mistake(
            lambda eigenvalues, strength: strength / (eigenvalues + strength),
            "That is the share which the penalty takes. Asked is the share that is left.",
        ),
        Mistake(
            lambda eigenvalues, strength: 1 / (eigenvalues + strength),
            "Compare with the solution without a penalty: without strength everything must be left, a share of 1.",
        ),
        Mistake(
            lambda eigenvalues, strength: np.where(
                eigenvalues == strength,
                np.inf,
                eigenvalues / np.where(eigenvalues == strength, 1, eigenvalues - strength),
            ),
            "The penalty makes the bowl steeper: its strength is added to the eigenvalue.",
        ),
        Mistake(
            lambda eigenvalues, strength: 1 - strength * np.ones_like(eigenvalues),
            "Not all directions lose the same share: steep ones, of large eigenvalue, lose little.",
        ),
    ),
)

# ---------------------------------------------------------------------- 4: steps and strength
STRENGTH = Exercise(
    "weight_penalties.strength",
    0.2,
    mistakes=(
        Mistake(5.0, "That is rate times steps. The strength is one over it: more steps, less penalty."),
        Mistake(0.002, "The rate enters, too: steps half as long get half as far."),
        Mistake(50000.0, "Steps divided by the rate? Long walks are many steps *times* their length."),
        Mistake(0.00002, "Rate divided by steps: turn the rate around."),
    ),
    explanation="A walk of total length 5, rate times steps, is worth a strength of about 1/5.",
)


# ---------------------------------------------------------------------- 5: patience
def _stopped(values, patience):
    best, at = -np.inf, 0
    for epoch, value in enumerate(values, 1):
        if value > best:
            best, at = value, epoch
        elif epoch - at >= patience:
            break
    return at


def _without_patience(values, patience):
    return int(np.argmax(values)) + 1


def _from_zero(values, patience):
    return _stopped(values, patience) - 1


def _end(values, patience):
    best, at = -np.inf, 0
    for epoch, value in enumerate(values, 1):
        if value > best:
            best, at = value, epoch
        elif epoch - at >= patience:
            return epoch
    return len(values)


def _one_epoch_more(values, patience):
    return _stopped(values, patience + 1)


def _equal_is_better(values, patience):
    best, at = values[0], 1
    for epoch, value in enumerate(values, 1):
        if value >= best:
            best, at = value, epoch
        elif epoch - at >= patience:
            break
    return at


def _any_rise(values, patience):
    at, waited = 1, 0
    for epoch in range(1, len(values)):
        if values[epoch] > values[epoch - 1]:
            at, waited = epoch + 1, 0
        else:
            waited += 1
            if waited >= patience:
                break
    return at


PATIENCE = Exercise(
    "weight_penalties.patience",
    _stopped,
    inputs=(
        ([0.5, 0.6, 0.7, 0.65, 0.66, 0.6, 0.9], 3),
        ([0.5, 0.6, 0.7, 0.65, 0.66, 0.6, 0.9], 4),
        ([0.5, 0.4, 0.45, 0.6, 0.6, 0.6], 2),
        ([0.1, 0.2, 0.3], 5),
        ([0.5, 0.7, 0.6, 0.65, 0.62, 0.6], 2),
        ([0.5, 0.6, 0.6, 0.5, 0.55, 0.5, 0.9], 2),
        ([0.5, 0.6, 0.55, 0.5, 0.7], 2),
    ),
    mistakes=(
        Mistake(_without_patience, "You look at all epochs. Training ended before the later ones came."),
        Mistake(_from_zero, "Epochs are counted from 1."),
        Mistake(_end, "That is the epoch in which training ends. Asked is the one whose weights are kept."),
        Mistake(_one_epoch_more, "With a patience of 2 the second epoch in a row without a better value is the last."),
        Mistake(_equal_is_better, "An equal value is not better: the first of them is kept."),
        Mistake(_any_rise, "Compare with the best value so far, not with that of the epoch before."),
    ),
)

# ---------------------------------------------------------------------- 6: learn from noisy labels
_LOW = "Not above 0.8 yet. Stop early by the validation digits, or penalize more strongly; or do both."
_HIGH = "More than 0.95 from 150 noisy labels? Check that no test image was used in training."

NOISY = Exercise(
    "weight_penalties.noisy",
    0.84,
    mistakes=(Mistake(0.74, _LOW), Mistake(84, NO_SHARE), Mistake(0.99, _HIGH)),
    examine=accuracy_between(0.8, 0.95, low=_LOW, high=_HIGH),
    explanation="Compare it with softmax regression before you are proud of it.",
)

EXERCISES = (STEP, SOFT, LEFT, STRENGTH, PATIENCE, NOISY)

QUIZ = {
    "You want a model that uses few of 200 measurements. Which penalty?": {
        "L1.": (True, "It takes the same amount from every weight, so the useless ones end at exactly zero."),
        "L2.": (False, "It takes a share of each weight: small ones become smaller, never zero."),
        "Early stopping.": (False, "It leaves all weights small, but hardly any at zero."),
    },
    "Which directions of the weights does L2 shrink most?": {
        "Those in which the examples hardly differ.": (True, "There the data say little, and noise says much."),
        "Those of the largest weights only.": (False, "What counts is the eigenvalue of the direction."),
        "All by the same share.": (False, "The share left is eigenvalue / (eigenvalue + strength)."),
    },
    "Somebody gives the body weight in grams instead of kilograms. What does an L2 penalty do?": {
        "It now hardly touches that column.": (True, "Its weight became 1,000 times smaller, its penalty a million."),
        "Nothing changes.": (False, "Without a penalty nothing would; with one the units count. Standardize."),
        "It removes the column.": (False, "The other way around: a column in large units would suffer."),
    },
    "Twenty percent of your labels are wrong. What helped our network most?": {
        "Stopping early.": (True, "It was good before it had learned the wrong labels by heart."),
        "L1, because it removes wrong labels.": (False, "It removes weights; the labels stay."),
        "Training longer.": (False, "Then it learned the wrong labels, all of them."),
    },
    "Why choose the strength on validation examples, not on training examples?": {
        "On the training examples a strength of 0 always wins.": (True, "Any penalty makes the training error larger."),
        "Because they are fewer.": (False, "That is a drawback, not the reason."),
        "Because the penalty needs fresh noise.": (False, "No noise is needed."),
    },
}  # fmt: skip
