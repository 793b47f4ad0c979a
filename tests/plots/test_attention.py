"""The figures of the chapter on attention: encoder and decoder, shares by pass, place and length, an alignment."""

import numpy as np
import pytest

from nnbook.plots import attention as figures

SHARES = {"without": np.array([0.0, 0.1, 0.2]), "with": np.array([0.5, 0.9, 1.0])}


def test_architectures_show_what_is_read_and_what_is_written():
    left, right = figures.architectures().axes
    for ax in (left, right):
        texts = [text.get_text() for text in ax.texts if text.get_text()]
        assert [t for t in texts if len(t) == 1] == list("july07-")
    assert len(left.patches) == len(right.patches) == 7
    assert len(right.lines) == 5  # a line from each state, and the mean


@pytest.mark.parametrize("draw", [figures.by_pass, lambda shares: figures.by_length([2, 3, 4], shares)])
def test_shares_are_drawn_as_curves(draw):
    (ax,) = draw(SHARES).axes
    assert {line.get_label(): list(line.get_ydata()) for line in ax.lines} == {k: list(v) for k, v in SHARES.items()}


def test_by_place_has_a_bar_for_each_network_and_place():
    (ax,) = figures.by_place(SHARES, list("y-d")).axes
    assert [bar.get_height() for bar in ax.patches] == [0.0, 0.1, 0.2, 0.5, 0.9, 1.0]
    assert [label.get_text() for label in ax.get_xticklabels()] == list("y-d")


@pytest.mark.parametrize("title", [None, "after 3 passes"])
def test_alignment_names_rows_and_columns(title):
    weights = np.array([[0.75, 0.25, 0.0], [0.0, 0.5, 0.5]])
    (ax,) = figures.alignment(weights, "a b", "xy", title).axes
    assert (ax.images[0].get_array() == weights).all()
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "\N{OPEN BOX}", "b"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["x", "y"]
    assert ax.get_title() == (title or "")
