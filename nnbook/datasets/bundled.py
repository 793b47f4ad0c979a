"""Real measurements that come with scikit-learn: nothing is downloaded."""

from __future__ import annotations

import numpy as np

from .._extras import require
from .records import Examples, Regression, Split

DIGITS = tuple("0123456789")


def digits(test_size: int = 360, seed: int = 0) -> Split:
    """1,797 handwritten digits as images of 8x8 pixels: x (N, 1, 8, 8), 0 for paper to 1 for ink, in steps of 1/16.

    The split is drawn by `seed` and stratified: each class has its share of the `test_size` test images. Source: the
    test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak, UCI repository, 1998), 32x32 bitmaps
    of which each 4x4 block was counted (0 to 16). Thirteen people wrote them. Who wrote which is not recorded, so one
    person's digits lie on both sides of the split: accuracy on the test part is for known hands, not for strangers.
    """
    table = require("sklearn.datasets", "data", "datasets.digits").load_digits()
    x = (table.images / 16).astype(np.float32)[:, None]
    y = table.target.astype(np.int64)
    train, test = _stratified(y, test_size, seed)
    return Split(x[train], y[train], x[test], y[test], DIGITS, train, test)


def _stratified(y: np.ndarray, test_size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The row numbers of a training and a test part with the same shares of every class."""
    classes = len(np.unique(y))
    if not classes <= test_size <= len(y) - classes:
        raise ValueError(
            f"digits(test_size={test_size}): the test part must hold from {classes} to {len(y) - classes} "
            f"of the {len(y)} images, so that each class is in both parts. The default is 360."
        )
    split = require("sklearn.model_selection", "data", "datasets.digits").train_test_split
    train, test = split(np.arange(len(y)), test_size=test_size, stratify=y, random_state=seed)
    return train.astype(np.int64), test.astype(np.int64)


def iris() -> Examples:
    """150 iris flowers: x (150, 4), length and width of sepal and petal in centimeters; y, 50 flowers of each species.

    Class 0 (setosa) can be separated from the rest by a straight line, classes 1 and 2 not from one another. Source:
    measured by Anderson, published by Fisher ("The use of multiple measurements in taxonomic problems", 1936), as
    scikit-learn has it. Rows are sorted by species: shuffle before you split.
    """
    return _table(require("sklearn.datasets", "data", "datasets.iris").load_iris())


def breast_cancer() -> Examples:
    """569 breast masses: x (569, 30), shapes of cell nuclei in an image; y, 0 malignant (212) or 1 benign (357).

    Ten measurements (radius, texture, area ...), each as its mean over the nuclei, its standard error and the mean of
    its three largest values. The source names no units. The columns' standard deviations run from 0.003 to 569:
    standardize them. Source: Wolberg, Street and Mangasarian, "Breast Cancer Wisconsin (Diagnostic)", UCI repository,
    1995, as scikit-learn has it.
    """
    return _table(require("sklearn.datasets", "data", "datasets.breast_cancer").load_breast_cancer())


def wine() -> Examples:
    """178 Italian wines: x (178, 13), a chemical analysis; y, which of 3 cultivars of grape (59, 71 and 48 wines).

    Alcohol, acids, ash, phenols, color, proline ...; the source names no units. Values run from 0.13 to 1,680, and the
    largest column, proline, drowns the others until x is standardized. Source: Forina and others, "PARVUS", UCI
    repository, used by Aeberhard, Coomans and de Vel (1992), as scikit-learn has it. Rows are sorted by class: shuffle
    before you split.
    """
    return _table(require("sklearn.datasets", "data", "datasets.wine").load_wine())


def diabetes() -> Regression:
    """442 people with diabetes: x (442, 10), age, sex, body and blood; y (442, 1), how far the disease went in a year.

    In the units of the source, and not as scikit-learn returns it by default, scaled over all rows (those of your test
    part, too): age in years, sex 1 or 2, bmi the body mass index, bp the mean blood pressure, s1 to s6 measurements of
    the blood serum. y runs from 25 to 346 and has no unit. Source: Efron, Hastie, Johnstone and Tibshirani, "Least
    angle regression" (2004), as scikit-learn has it.
    """
    bunch = require("sklearn.datasets", "data", "datasets.diabetes").load_diabetes(scaled=False)
    return _numbers(bunch, ("disease progression after one year",))


def linnerud() -> Regression:
    """20 men in a fitness club: x (20, 3), what they can do; y (20, 3), weight, waist and pulse.

    To look at: 20 rows are too few to learn from. x counts chin-ups, sit-ups and jumps; the source names no units of y
    (pounds and inches, by their size, and beats a minute). Source: Linnerud, as printed in Tenenhaus, "La regression
    PLS" (1998), as scikit-learn has it.
    """
    bunch = require("sklearn.datasets", "data", "datasets.linnerud").load_linnerud()
    return _numbers(bunch, tuple(str(name) for name in bunch["target_names"]))


def _table(bunch: dict) -> Examples:
    """scikit-learn's record as ours."""
    return Examples(
        x=np.array(bunch["data"], dtype=np.float32),
        y=np.array(bunch["target"], dtype=np.int64),
        classes=tuple(str(name) for name in bunch["target_names"]),
        features=tuple(str(name) for name in bunch["feature_names"]),
    )


def _numbers(bunch: dict, targets: tuple[str, ...]) -> Regression:
    """scikit-learn's record of a regression as ours."""
    return Regression(
        x=np.array(bunch["data"], dtype=np.float32),
        y=np.array(bunch["target"], dtype=np.float32).reshape(len(bunch["data"]), -1),
        features=tuple(str(name) for name in bunch["feature_names"]),
        targets=targets,
    )
