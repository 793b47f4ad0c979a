"""Accuracy, against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from nnbook.training.metrics import accuracy


def test_accuracy_is_scikit_learns(bench):
    rng = np.random.default_rng(0)
    scores, labels = rng.standard_normal((50, 4)).astype(np.float32), rng.integers(4, size=50)
    expected = accuracy_score(labels, scores.argmax(axis=1))
    assert accuracy(bench.tensor(scores), bench.tensor(labels)) == expected
    assert accuracy(scores, labels) == expected
    assert type(accuracy(scores, labels)) is float


def test_accuracy_counts_every_position_of_a_sequence():
    scores = np.zeros((2, 3, 4))
    scores[:, 1] = 1
    labels = np.array([[1, 1, 1, 0], [1, 2, 2, 2]])
    assert accuracy(scores, labels) == 0.5


def test_accuracy_needs_a_score_per_class_and_a_label_per_row():
    with pytest.raises(
        ValueError, match=r"output of shape \(5, 1\): axis 1 must have one score per class, at least 2\."
    ):
        accuracy(np.zeros((5, 1)), np.zeros(5))
    with pytest.raises(ValueError, match=r"output of shape \(5,\): .* Write a metric: lambda output, target:"):
        accuracy(np.zeros(5), np.zeros(5))
    message = (
        r"output of shape \(5, 2\) and a target of shape \(5, 1\): the target must hold one label per row, shape \(5,\)"
    )
    with pytest.raises(ValueError, match=message):
        accuracy(np.zeros((5, 2)), np.zeros((5, 1)))
