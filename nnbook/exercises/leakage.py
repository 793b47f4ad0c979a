"""Exercises of the chapter on leakage."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(2002)

# ---------------------------------------------------------------------- 1: which column could not be known
KNOWN = Exercise(
    "leakage.columns",
    "CDF",
    mistakes=(
        Mistake("CD", "One more: by the order in which files were closed their number gives the answer away."),
        Mistake("CF", "The length of the stay is known only when it is over."),
        Mistake("DF", "What is given during the stay is a consequence of the infection: it comes too late."),
        Mistake("ACDF", "Age is known at admission: it may be used."),
        Mistake("CDEF", "The pulse at admission is measured before the answer is wanted."),
    ),
    explanation="What is not known at the moment of the prediction, or says in which order the rows were made, leaks.",
)  # fmt: skip


# ---------------------------------------------------------------------- 2: the largest correlation by chance
def _largest(examples, features):
    return np.sqrt(2 * np.log(features) / examples)


LARGEST = Exercise(
    "leakage.largest",
    _largest,
    inputs=((100, 5000), (50, 100), (10_000, 1_000_000), (40, 2)),
    mistakes=(
        Mistake(lambda n, d: np.sqrt(2 * np.log(n) / d), "Features and examples have changed places."),
        Mistake(lambda n, d: 2 * np.log(d) / n, "The root is missing."),
        Mistake(lambda n, d: np.sqrt(np.log(d) / n), "A factor 2 is missing under the root."),
        Mistake(lambda n, d: np.sqrt(2 * np.log10(d) / n), "The natural logarithm: np.log."),
    ),
)


# ---------------------------------------------------------------------- 3: features from training rows alone
def _select(X, y, train, k):
    a, b = X[train], y[train]
    distance = np.abs(a[b == 1].mean(axis=0) - a[b == 0].mean(axis=0))
    return np.sort(np.argsort(-distance / a.std(axis=0), kind="stable")[:k])


def _from_all(X, y, train, k):
    return _select(X, y, np.arange(len(y)), k)


def _from_test(X, y, train, k):
    return _select(X, y, np.setdiff1d(np.arange(len(y)), train), k)


def _one_sided(X, y, train, k):
    a, b = X[train], y[train]
    distance = a[b == 1].mean(axis=0) - a[b == 0].mean(axis=0)
    return np.sort(np.argsort(-distance / a.std(axis=0), kind="stable")[:k])


def _unscaled(X, y, train, k):
    a, b = X[train], y[train]
    distance = np.abs(a[b == 1].mean(axis=0) - a[b == 0].mean(axis=0))
    return np.sort(np.argsort(-distance, kind="stable")[:k])


def _case(n, d, k):
    scale = _rng.uniform(0.2, 5, d)
    return _rng.normal(size=(n, d)) * scale, np.arange(n) % 2, np.sort(_rng.permutation(n)[: n // 2 + 2]), k


SELECT = Exercise(
    "leakage.select",
    _select,
    inputs=(_case(12, 20, 3), _case(16, 30, 5), _case(10, 12, 1), _case(20, 40, 4)),
    mistakes=(
        Mistake(_from_all, "That is the leak: select from the rows in `train` alone."),
        Mistake(_from_test, "These are the features that the *test* rows like best."),
        Mistake(_one_sided, "A feature that is lower in class 1 is as good: take the absolute value."),
        Mistake(_unscaled, "Divide each distance by the feature's deviation: its unit must not matter."),
    ),
)


# ---------------------------------------------------------------------- 4: groups stay together
GROUPS = Exercise(
    "leakage.overlap",
    lambda groups, test: np.mean(np.isin(groups[test], groups[~test])),
    inputs=(
        (np.array([1, 1, 2, 2]), np.array([True, False, True, False])),
        (np.array([7, 7, 8, 9]), np.array([True, True, False, False])),
        (np.array([1, 2, 2, 3, 3, 3]), np.array([True, True, False, True, True, False])),
        (_rng.integers(0, 9, 30), np.arange(30) % 3 == 0),
    ),
    mistakes=(
        Mistake(
            lambda groups, test: np.mean(np.isin(groups[~test], groups[test])), "Of the *test* rows, not the others."
        ),
        Mistake(lambda groups, test: np.sum(np.isin(groups[test], groups[~test])), "A share, not a number."),
        Mistake(
            lambda groups, test: np.mean(np.isin(np.unique(groups[test]), groups[~test])),
            "Count rows, not groups: a group with many rows weighs more.",
        ),
        Mistake(
            lambda groups, test: np.mean(~np.isin(groups[test], groups[~test])), "That is the share that is clean."
        ),
    ),
)


# ---------------------------------------------------------------------- 5: find the leak
_MISSED = "Three columns leak. Try each alone: a single column that tells the classes apart perfectly is too good."
_TOO_MANY = "Some of these are honest: a column may be good without being a leak. Look at when it is known."
_NONE = "Ask of each column when it was written down: before the diagnosis, or after it?"
_LEAKS = ("biopsy code", "number", "weeks of treatment")


def _examine(answer: Any) -> str | None:
    names = {answer} if isinstance(answer, str) else set(map(str, answer))
    if names == set(_LEAKS):
        return None
    if len(names) and not names & set(_LEAKS):
        return f"none of these leaks.\n  Hint: {_NONE}"
    if names - set(_LEAKS):
        return f"not all of these leak.\n  Hint: {_TOO_MANY}"
    return f"these leak, and there are more.\n  Hint: {_MISSED}"


FIND = Exercise(
    "leakage.find",
    _LEAKS,
    mistakes=(
        Mistake(("number",), _MISSED),
        Mistake((*_LEAKS, "mean area"), _TOO_MANY),
        Mistake(("worst texture",), _NONE),
    ),
    examine=_examine,
    explanation="One gives the rows' order, one comes after the diagnosis, one is the diagnosis in other letters.",
)

EXERCISES = (KNOWN, LARGEST, SELECT, GROUPS, FIND)

QUIZ = {
    "The 20 best of 5,000 noise columns are chosen with all labels, then cross-validated. What comes out?": {
        "About 50 %, since it is noise.": (False, "The test labels had a say in the choice: they are seen again."),
        "Far more than 50 %.": (True, "By chance 20 columns agree with the labels, those of the test rows too."),
        "Less than 50 %.": (False, "The choice favors columns that agree with the test labels."),
    },
    "Your network is right about 99.8 % of a task that experts find hard. What first?": {
        "Publish.": (False, "Too good is the commonest symptom of a leak."),
        "Look for the feature that does it.": (
            True,
            "Train on one column at a time; often one is enough, and should not.",
        ),
        "Train longer.": (False, "It would change nothing about where the knowledge comes from."),
    },
    "Each of 60 drawings was copied ten times with small shifts, and then the rows were split at random. What leaks?": {
        "The copies: nearly every test row has a brother in training.": (True, "Split by drawing, then copy."),
        "Nothing: no row occurs twice.": (False, "Copies differ in pixels, not in what is to be learned."),
        "The labels.": (False, "They are where they belong. The rows are not independent."),
    },
    "You tried 1,000 networks and report the best one's accuracy on the test set. What is wrong?": {
        "Nothing, if each was trained properly.": (
            False,
            "The choice is learning, too, and learned from the test set.",
        ),
        "It is the luckiest of 1,000.": (True, "On new examples it falls back: choose by a validation set."),
        "1,000 is too few.": (False, "The more are tried, the larger the luck."),
    },
    "Does it help against leaks to write the preparation as a pipeline?": {
        "Against those in the preparation.": (True, "It learns each step from the training part. It knows no groups."),
        "Against all.": (False, "Copies, columns from the future and repeated peeking go through it unseen."),
        "Against none.": (False, "Selecting inside it is what took 0.9 back to 0.5 here."),
    },
}
