"""Real measurements that come with scikit-learn: nothing is downloaded."""

from __future__ import annotations

import numpy as np

from .._extras import require
from .records import Examples, Split

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


def _table(bunch: dict) -> Examples:
    """scikit-learn's record as ours."""
    return Examples(
        x=np.array(bunch["data"], dtype=np.float32),
        y=np.array(bunch["target"], dtype=np.int64),
        classes=tuple(str(name) for name in bunch["target_names"]),
        features=tuple(str(name) for name in bunch["feature_names"]),
    )
