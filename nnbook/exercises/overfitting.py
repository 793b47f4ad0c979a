"""Exercises of the chapter on overfitting."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1992)

# ---------------------------------------------------------------------- 1: what is wrong with this model?
DIAGNOSIS = Exercise(
    "overfitting.diagnosis",
    "UOGM",
    mistakes=(
        Mistake("OOGM", "Model 1 is as bad on its training data as on new data: it has not fitted even those."),
        Mistake("GOGM", "Model 1 has errors far above the 2 % that are possible, on the training data, too."),
        Mistake("UUGM", "Model 2 has no error on its training data and a large one on new data."),
        Mistake("UOOM", "Model 3 is within one percent of what is possible on new data. A gap alone is no harm."),
        Mistake("UOGG", "On new data model 4 does as well as a coin. Look at what its labels are."),
        Mistake("UOGO", "Model 4 has every wrong label right, so it has learned them by heart; new labels are "
                        "drawn by lot, too, and nobody can do better than chance."),
    ),
    explanation="Look at both numbers, and at what is possible at all.",
)  # fmt: skip


# ---------------------------------------------------------------------- 2: bias and variance from predictions
def _parts(predictions, truth):
    return float(((predictions.mean(axis=0) - truth) ** 2).mean()), float(predictions.var(axis=0).mean())


PARTS = Exercise(
    "overfitting.parts",
    _parts,
    inputs=(
        (np.array([[1.0, 2.0], [3.0, 2.0]]), np.array([0.0, 2.0])),
        (_rng.normal(size=(5, 4)), _rng.normal(size=4)),
        (np.array([[1.0], [2.0], [6.0]]), np.array([3.0])),
    ),
    mistakes=(
        Mistake(
            lambda p, t: (float(((p - t) ** 2).mean()), float(p.var(axis=0).mean())),
            "Your first number holds the variance, too. Take the mean over the training sets first, then the square.",
        ),
        Mistake(
            lambda p, t: (float((p.mean(axis=0) - t).mean() ** 2), float(p.var(axis=0).mean())),
            "Square at each input, then take the mean over the inputs: biases of both signs must not cancel.",
        ),
        Mistake(
            lambda p, t: (float(((p.mean(axis=0) - t) ** 2).mean()), float(p.var(axis=1).mean())),
            "The variance is over training sets, axis 0, for the same input; yours is over inputs.",
        ),
        Mistake(
            lambda p, t: (float(((p.mean(axis=0) - t) ** 2).mean()), float(p.var())),
            "p.var() mixes inputs and training sets. Take the variance over axis 0, then the mean over inputs.",
        ),
        Mistake(
            lambda p, t: (float(((p.mean(axis=0) - t) ** 2).mean()), float(p.var(axis=0, ddof=1).mean())),
            "Divide by the number of sets in the variance, not by one less.",
        ),
        Mistake(
            lambda p, t: (float(np.abs(p.mean(axis=0) - t).mean()), float(p.std(axis=0).mean())),
            "Both parts are squares: only squares add up to the squared error.",
        ),
    ),
)


# ---------------------------------------------------------------------- 3: the solution of least norm
def _least_norm(features, y):
    return features.T @ np.linalg.solve(features @ features.T, y)


LEAST_NORM = Exercise(
    "overfitting.least_norm",
    _least_norm,
    inputs=(
        (np.array([[1.0, 1.0]]), np.array([2.0])),
        (_rng.normal(size=(2, 4)), _rng.normal(size=2)),
        (_rng.normal(size=(3, 7)), _rng.normal(size=3)),
    ),
    mistakes=(
        Mistake(
            lambda features, y: np.linalg.solve(features @ features.T, y),
            "These are the N coefficients. The weights are the features' rows, added up with them.",
        ),
        Mistake(
            lambda features, y: features.T @ y,
            "The rows are not orthogonal: solve with the (N, N) matrix of their products in between.",
        ),
        Mistake(
            lambda features, y: features.T @ (features @ features.T) @ y,
            "The equation has the inverse of the (N, N) matrix. np.linalg.solve multiplies by it.",
        ),
        Mistake(
            lambda features, y: np.linalg.solve(features.T @ features, features.T @ y),
            "With more columns than rows the (P, P) matrix has no inverse. The (N, N) matrix of the equation has one.",
        ),
        Mistake(
            lambda features, y: features.T @ np.linalg.solve(features @ features.T + 0.1 * np.eye(len(y)), y),
            "Close, but this does not pass through the examples: add nothing to the matrix.",
        ),
        Mistake(
            lambda features, y: np.concatenate(
                [np.linalg.solve(features[:, : len(y)], y), np.zeros(features.shape[1] - len(y))]
            ),
            "This passes through the examples with the first N features. It is not the shortest that does.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: where the peak is
THRESHOLD = Exercise(
    "overfitting.threshold",
    240,
    mistakes=(
        Mistake(300, "In each of the five rounds one fifth of the examples is held out."),
        Mistake(60, "60 examples are held out in a round. Count those that are fitted."),
        Mistake(2400, "Each of the ten classes has its own weights and its own equation for each example."),
        Mistake(200, "That was the chapter's number of examples. Here there are others."),
    ),
    explanation="And the final model, fitted on all 300, has its peak at another place.",
)


# ---------------------------------------------------------------------- 5: how many labels are wrong
def _wrong(share, classes):
    return share * (1 - 1 / classes)


WRONG = Exercise(
    "overfitting.wrong",
    _wrong,
    inputs=((0.1, 10), (1.0, 10), (0.5, 2), (0.2, 4)),
    mistakes=(
        Mistake(lambda share, classes: share, "A label drawn by lot may be the right one by luck."),
        Mistake(lambda share, classes: share / classes, "That is the share that stays right by luck."),
        Mistake(lambda share, classes: 1 - share, "That is the share that is not drawn again."),
        Mistake(
            lambda share, classes: 1 - share * (1 - 1 / classes),
            "That is the share of right labels.",
        ),
    ),
)


# ---------------------------------------------------------------------- 6: no peak
_STILL = "Still above 0.2. Try a larger rtol, or another way to keep the weights small."
_SHARE = "The answer is a share of wrong answers, between 0 and 1."
_TOO_GOOD = "Below 0.04 with 200 noisy digits? Did you measure on digits that the model was fitted to?"


def _examine(answer: Any) -> str | None:
    error = float(answer)
    if not 0 <= error <= 1:
        return f"not {error:g}.\n  Hint: {_SHARE}"
    if error > 0.2:
        return f"{error:.2f} is too many.\n  Hint: {_STILL}"
    return f"{error:.3f} is too few.\n  Hint: {_TOO_GOOD}" if error < 0.04 else None


CALM = Exercise(
    "overfitting.calm",
    0.115,
    mistakes=(Mistake(0.85, _STILL), Mistake(11.5, _SHARE), Mistake(0.0, _TOO_GOOD)),
    examine=_examine,
    explanation="The peak is no law of nature: whoever keeps the weights small does not see it.",
)

EXERCISES = (DIAGNOSIS, PARTS, LEAST_NORM, THRESHOLD, WRONG, CALM)

QUIZ = {
    "A network has no error on its training data. What does that say of new data?": {
        "Nothing by itself.": (True, "Ours had none with true labels and none with labels drawn by lot."),
        "It overfits and will do badly.": (False, "With 4,000 features ours had no error and did best."),
        "It will do well.": (False, "With 200 features ours had no error and guessed."),
    },
    "You fit the same model to many training sets, and its predictions differ a lot. What is large?": {
        "The variance.": (True, "It is the spread of the predictions around their own mean."),
        "The bias.": (False, "That is how far their mean is from the truth."),
        "The noise.": (False, "Noise may cause it, but a model can be steady in spite of noise."),
    },
    "Where is the peak of the two descents?": {
        "Where the model can only just fit the training data.": (True, "There is one solution, and it strains."),
        "Where the model has the most weights.": (False, "There the error was lowest."),
        "Where the training error is largest.": (False, "At the peak it has just become zero."),
    },
    "Of the many weights that fit all the examples, which does gradient descent from zero find?": {
        "Those of the smallest norm.": (True, "It never leaves the span of the examples' features."),
        "Any, at random.": (False, "From zero it always ends in the same place."),
        "Those that are best on new data.": (False, "It has never seen new data. Small weights often do well."),
    },
    "You get twice as much data, and your model gets worse. What may have happened?": {
        "It now has about as many examples as weights.": (True, "It slid onto the peak. Cut or enlarge it."),
        "More data always make a model worse.": (False, "Away from the peak they help."),
        "Nothing: it must be a bug.": (False, "It may be one, but this happens without a bug, too."),
    },
}  # fmt: skip
