"""Exercises of the chapter on model selection."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._accuracy import NO_SHARE, accuracy_between

_rng = np.random.default_rng(1974)


# ---------------------------------------------------------------------- 1: deal into folds


FOLDS = Exercise(
    "model_selection.folds",
    lambda n, k: np.repeat(np.arange(k), [n // k + (i < n % k) for i in range(k)]),
    inputs=((6, 3), (7, 3), (10, 4), (5, 5)),
    mistakes=(
        Mistake(lambda n, k: np.arange(n) % k, "That deals them out in turn; here a fold is a block of neighbors."),
        Mistake(lambda n, k: np.arange(n) // (n // k), "Where k does not divide n, a fold too many appears."),
        Mistake(
            lambda n, k: np.minimum(np.arange(n) // (n // k), k - 1),
            "All that is left over went into the last fold: give one more each to the first ones.",
        ),
        Mistake(
            lambda n, k: np.arange(n) // -(-n // k),
            "Only the first n % k folds are larger: here others are, and the last one is small.",
        ),
        Mistake(lambda n, k: np.array_split(np.arange(n), k), "One number for each example, (n,): its fold."),
        Mistake(lambda n, k: np.arange(n) * k // n, "The larger folds must come first, as with scikit-learn's KFold."),
    ),
)


# ---------------------------------------------------------------------- 2: an interval for an accuracy
def _wilson(right, n):
    a, z2 = right / n, 1.96**2
    half = 1.96 * np.sqrt(a * (1 - a) / n + z2 / (4 * n**2))
    return (a + z2 / (2 * n) - half) / (1 + z2 / n), (a + z2 / (2 * n) + half) / (1 + z2 / n)


def _naive(right, n, z=1.96):
    a = right / n
    half = z * np.sqrt(a * (1 - a) / n)
    return a - half, a + half


def _around(right, n, under):
    a, z2 = right / n, 1.96**2
    middle, half, whole = a + z2 / (2 * n), 1.96 * np.sqrt(a * (1 - a) / n + under), 1 + z2 / n
    return (middle - half) / whole, (middle + half) / whole


def _without_end(right, n):
    return _around(right, n, 0)


def _too_wide(right, n):
    return _around(right, n, 1.96**2 / (4 * n))


WILSON = Exercise(
    "model_selection.wilson",
    _wilson,
    inputs=((54, 54), (50, 54), (0, 10), (930, 1000)),
    tolerance=1e-4,  # scipy's z is 1.95996
    mistakes=(
        Mistake(_naive, "That is the simple interval, which has the width 0 when all are right."),
        Mistake(
            lambda r, n: tuple(v * (1 + 1.96**2 / n) for v in _wilson(r, n)), "The division by 1 + z^2 / n is missing."
        ),
        Mistake(_without_end, "The term z^2 / (4 n^2) under the root is missing."),
        Mistake(_too_wide, "Under the root it is z^2 / (4 n^2): n is squared, too."),
        Mistake(lambda r, n: _wilson(r, n)[0], "Return both ends, the lower one first."),
        Mistake(lambda r, n: _wilson(r, n)[::-1], "The lower end comes first."),
        Mistake(lambda r, n: _wilson(r / n, n), "The first argument is the number of right answers, not their share."),
    ),
)


# ---------------------------------------------------------------------- 3: how many trials
def _trials(share, sure):
    return int(np.ceil(np.log(1 - sure) / np.log(1 - share)))


TRIALS = Exercise(
    "model_selection.trials",
    _trials,
    inputs=((0.05, 0.95), (0.2, 0.6), (0.01, 0.99), (0.5, 0.5)),
    mistakes=(
        Mistake(lambda s, c: int(np.ceil(1 / s)), "So many are right on average; some searches are unlucky."),
        Mistake(lambda s, c: np.log(1 - c) / np.log(1 - s), "A number of trials is whole: round up."),
        Mistake(lambda s, c: int(np.ceil(np.log(c) / np.log(1 - s))), "All fail with probability 1 - sure, not sure."),
        Mistake(lambda s, c: int(np.log(1 - c) / np.log(1 - s)), "Round up, not down: fewer would not suffice."),
        Mistake(lambda s, c: int(np.log(1 - c) / np.log(1 - s)) + 1, "One too many where the number is whole already."),
        Mistake(lambda s, c: _trials(c, s), "`share` and `sure` have changed places."),
    ),
)

# ---------------------------------------------------------------------- 4: which kind of folds
_WHY = (
    "(1) Several pictures of one patient belong together: grouped.",
    "(2) Two in a hundred: chance would leave folds with none. Stratify.",
    "(3) Tomorrow is not known today: the test lies after the training.",
    "(4) Settings are chosen *and* the result is reported: one loop for each.",
)


def _examine_kinds(answer: Any) -> str | None:
    text = answer if isinstance(answer, str) else "".join(map(str, answer))
    letters = "".join(letter for letter in text.upper() if letter.isalpha())
    if len(letters) != 4 or set(letters) - set("KSGTN"):
        return f"not {text!r}: four letters are expected, each K, S, G, T or N."
    wrong = [why for letter, right, why in zip(letters, "GSTN", _WHY, strict=True) if letter != right]
    return f"not {text!r}.\n  Hint: {wrong[0]}" if wrong else None


KINDS = Exercise(
    "model_selection.kinds",
    "GSTN",
    mistakes=(
        Mistake("SSTN", _WHY[0]),
        Mistake("GKTN", _WHY[1]),
        Mistake("GSKN", _WHY[2]),
        Mistake("GSTK", _WHY[3]),
    ),
    examine=_examine_kinds,
    explanation="The question is always: what will be new when the model is used?",
)

# ---------------------------------------------------------------------- 5: a search of your own
_FEW = "Below 0.94. Give the rate a logarithmic range and the units a wide one, and try some twenty."
_LEAK = "Nearly all right? Report the accuracy on x_new, which the search must not have seen."

SEARCH = Exercise(
    "model_selection.search",
    0.95,
    mistakes=(Mistake(0.9, _FEW), Mistake(95, NO_SHARE), Mistake(1.0, _LEAK)),
    examine=accuracy_between(0.94, 0.998, low=_FEW, high=_LEAK, digits=3),
    explanation="Chosen by cross-validation, reported on images the search never saw.",
)

EXERCISES = (FOLDS, WILSON, TRIALS, KINDS, SEARCH)

QUIZ = {
    "What does 5-fold cross-validation estimate?": {
        "How good the way of training is, from four fifths of the data.": (True, "Five models were tested, none kept."),
        "How good the fifth of the five models is.": (False, "Each is tested on one fold only, and then thrown away."),
        "The accuracy on the training set.": (False, "No example is tested by a model that has seen it."),
    },
    "Five folds give 0.90, 0.95, 0.92, 0.97, 0.91. Is their spread over root 5 the error of the mean?": {
        "No: it is often too small.": (
            True,
            "The five training sets share most examples, so the five are not independent.",
        ),
        "Yes, as with any five numbers.": (
            False,
            "Any two of the models have three quarters of their examples in common.",
        ),
        "No: it is always ten times too large.": (False, "If anything it is too small."),
    },
    "You chose the best of 50 settings by cross-validation. Its accuracy there is 0.81. On new data expect": {
        "0.81.": (False, "Of fifty numbers with luck in them you took the largest."),
        "Rather less.": (True, "Report it with a loop around the search, or on a test set."),
        "Rather more, after training on all data.": (
            False,
            "That helps a little, and usually less than luck flattered.",
        ),
    },
    "Nine values each of two hyperparameters, or 81 random pairs. One of the two matters. What is tried of it?": {
        "9 values by the grid, 81 at random.": (True, "The grid repeats each of its nine values nine times."),
        "81 by both.": (False, "The grid has only nine different values in each direction."),
        "9 by both.": (False, "Random pairs hardly ever repeat a value."),
    },
    "A network forecasts tomorrow. In a random split it was tested on days between training days. The result is": {
        "about right.": (False, "It had yesterday *and* the day after tomorrow: to interpolate is easier."),
        "too good.": (True, "In use there is no day after tomorrow. Test on what comes after the training."),
        "too bad.": (False, "It is the future that is harder."),
    },
}
