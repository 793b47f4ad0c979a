"""What the figures of the chapter on capsules show."""

import numpy as np
import pytest

from nnbook.plots import capsules as figures


def places(ax):
    return np.array([line.get_xydata()[0] for line in ax.lines])


def test_the_parts_of_a_house_vote_for_one_middle_and_mixed_parts_for_several():
    left, right = figures.votes().axes
    assert len(left.patches) == len(right.patches) == 3
    np.testing.assert_allclose(places(left), 0, atol=1e-12)
    mixed = places(right)
    assert min(np.linalg.norm(mixed[i] - mixed[j]) for i in range(3) for j in range(i)) > 0.5


def test_the_squash_is_steepest_where_the_dotted_line_stands():
    (ax,) = figures.squashing().axes
    length, slope, mark = ax.lines
    n, values = length.get_xydata().T
    np.testing.assert_allclose(np.gradient(values, n)[1:-1], slope.get_ydata()[1:-1], atol=1e-3)
    assert n[slope.get_ydata().argmax()] == pytest.approx(mark.get_xdata()[0], abs=0.02)


def test_readers_have_a_row_each_and_a_mark_a_seed():
    (ax,) = figures.readers({"pixels": ([0.9], [0.7]), "capsules": ([0.9, 0.95], [0.7, 0.72])}).axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["pixels", "capsules"]
    np.testing.assert_allclose(ax.lines[3].get_xydata(), [[0.7, 1], [0.72, 1]])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["translated", "affine"]


def test_rounds_have_entropy_on_the_left_and_shares_on_the_right():
    entropy = {"trained with 1": [[1.0, 0.8], [1.0, 0.7]], "trained with 3": [[1.0, 0.9]]}
    left, right = figures.rounds(entropy, {"trained with 1": [[0.7, 0.6]]}).axes
    np.testing.assert_allclose(left.lines[1].get_xydata(), [[1, 1.0], [2, 0.7]])
    np.testing.assert_allclose(right.lines[0].get_ydata(), [0.7, 0.6])
    assert [text.get_text() for text in left.get_legend().get_texts()] == list(entropy)
