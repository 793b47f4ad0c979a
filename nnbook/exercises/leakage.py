"""Exercises of the chapter on leakage."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(2002)

# ---------------------------------------------------------------------- 1: which column could not be known
_MAY = {
    "A": "Age is known at admission: it may be used.",
    "B": "The blood pressure at admission is measured before the answer is wanted.",
    "E": "The pulse at admission is measured before the answer is wanted.",
}
_MUST = {
    "C": "One more: what is given during the stay is a consequence of the infection and comes too late.",
    "D": "One more: the length of the stay is known only when it is over.",
    "F": "One more: by the order in which files were closed their number gives the answer away.",
}


def _examine_columns(answer: Any) -> str | None:
    text = answer if isinstance(answer, str) else "".join(map(str, answer))
    letters = {letter for letter in text.upper() if letter.isalpha()}
    if strange := letters - {*_MAY, *_MUST}:
        return f"there is no column {min(strange)}: they are A to F."
    if wrong := sorted(letters & {*_MAY}):
        return f"not {text}.\n  Hint: {_MAY[wrong[0]]}"
    if missing := sorted({*_MUST} - letters):
        return f"not {text or 'none'}.\n  Hint: {_MUST[missing[0]]}"
    return None


KNOWN = Exercise(
    "leakage.columns",
    "CDF",
    mistakes=(
        Mistake("CD", _MUST["F"]),
        Mistake("CF", _MUST["D"]),
        Mistake("DF", _MUST["C"]),
        Mistake("ACDF", _MAY["A"]),
        Mistake("BCDF", _MAY["B"]),
        Mistake("CDEF", _MAY["E"]),
    ),
    examine=_examine_columns,
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
        Mistake(lambda n, d: np.sqrt(2 * np.log(d)) / n, "The examples stand under the root, too."),
        Mistake(lambda n, d: np.sqrt(2 * np.log2(d) / n), "The natural logarithm, not to the base 2."),
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


def _spread_of_all(X, y, train, k):
    a, b = X[train], y[train]
    distance = np.abs(a[b == 1].mean(axis=0) - a[b == 0].mean(axis=0))
    return np.sort(np.argsort(-distance / X.std(axis=0), kind="stable")[:k])


def _ranked(X, y, train, k):
    a, b = X[train], y[train]
    distance = np.abs(a[b == 1].mean(axis=0) - a[b == 0].mean(axis=0))
    return np.argsort(-distance / a.std(axis=0), kind="stable")


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
        Mistake(_spread_of_all, "The deviation is learned, too: from the rows in `train` alone."),
        Mistake(lambda X, y, train, k: _ranked(X, y, train, k)[:k], "The right columns: put them in rising order."),
        Mistake(lambda X, y, train, k: np.sort(_ranked(X, y, train, k)[-k:]), "These lie closest together."),
        Mistake(
            lambda X, y, train, k: X[:, _select(X, y, train, k)], "The numbers of the columns, not what is in them."
        ),
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
            lambda groups, test: np.sum(np.isin(groups[test], groups[~test])) / len(test),
            "A share of the *test* rows, not of all rows.",
        ),
        Mistake(
            lambda groups, test: np.isin(groups[test], groups[~test]),
            "One number: the mean of these, since True counts as 1.",
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
_HONEST = ("mean area", "mean smoothness", "mean texture", "worst area", "worst texture")


def prepared_masses() -> tuple[np.ndarray, list[str], np.ndarray]:
    """The breast masses for exercise 5: a table (569, 8), the names of its columns, and 1 for the malignant (569,)."""
    from nnbook import datasets

    masses = datasets.breast_cancer()
    order = np.argsort(masses.y, kind="stable")  # malignant first
    ill = (masses.y[order] == 0).astype(int)
    rng = np.random.default_rng(7)
    columns = dict(zip(masses.features, masses.x[order].T, strict=True)) | {
        "number": np.arange(len(ill)),
        "biopsy code": 17 + 31 * (ill == 0),
        "weeks of treatment": np.where(ill == 1, rng.integers(4, 30, len(ill)), 0),
    }
    names = sorted((*_LEAKS, *_HONEST), key=lambda name: name[::-1])  # in no order that tells
    return np.column_stack([columns[name] for name in names]), names, ill


def _examine(answer: Any) -> str | None:
    names = {answer} if isinstance(answer, str) else set(map(str, answer))
    if names == set(_LEAKS):
        return None
    if unknown := names - {*_LEAKS, *_HONEST}:
        return f"there is no column {min(unknown)!r}. Print `names`."
    if not names & set(_LEAKS):
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
