"""What the figures of the chapter on scaling show."""

import numpy as np
import pytest

from nnbook.plots import scaling as figures


def test_demand_marks_what_lies_beyond_the_line():
    memory, time = figures.demand(["small", "large"], [2, 112], [29, 1620]).axes
    for ax, fits, beyond in ((memory, 2, 112), (time, 29, 1620)):
        circles, squares, limit = ax.lines
        assert circles.get_marker() == "o" and list(circles.get_xdata()) == [fits]
        assert squares.get_marker() == "s" and list(squares.get_xdata()) == [beyond]
        assert limit.get_xdata()[0] == {112: 80, 1620: 30}[beyond]
    assert [label.get_text() for label in memory.get_yticklabels()] == ["small", "large"]


def test_copies_have_rows_of_their_own_and_one_mean():
    (ax,) = figures.copies(3).axes
    words = [text.get_text() for text in ax.texts if text.get_text()]
    assert {"rows 1", "rows 2", "rows 3", "gradient 3"} <= set(words)
    assert words.count("network") == words.count("same step") == 3
    assert words.count("mean of all gradients, on every process") == 1


def test_ring_adds_above_and_copies_below():
    rounds = [np.full((2, 2), 1.0), np.array([[1.0, 2.0], [2.0, 1.0]]), np.full((2, 2), 2.0)]
    panels = [ax for ax in figures.ring(rounds).axes if ax.texts]
    assert [ax.get_title() for ax in panels] == ["start", "add, round 1", "copy, round 2"]
    assert [text.get_text() for text in panels[1].texts] == ["1", "2", "2", "1"]
    assert [text.get_weight() for text in panels[1].texts] == ["normal", "bold", "bold", "normal"]


def test_bits_has_runs_on_the_left_and_ends_on_the_right():
    runs, ends = {"kept": np.array([2.0, 1.0])}, {"scaled": np.array([0.1, 0.2])}
    left, right = figures.bits(runs, [0, 6], ends, 2.3).axes
    np.testing.assert_allclose(left.lines[0].get_xydata(), [[1, 2], [2, 1]])
    np.testing.assert_allclose(right.lines[0].get_xydata(), [[0, 0.1], [6, 0.2]])
    assert set(right.lines[1].get_ydata()) == {2.3}


def test_speedups_by_gpus_with_the_best_number():
    (ax,) = figures.speedups([1, 4, 16], {"ring": [1, 3, 2]}, best=6).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[1, 1], [4, 3], [16, 2]])
    assert ax.lines[1].get_xdata()[0] == 6


@pytest.mark.parametrize(("weights", "title"), [(0.5, "4.5 GB on each GPU: fits into 80 GB"),
                                                (90, "94 GB on each GPU: does not fit into 80 GB")])  # fmt: skip
def test_a_forecast_stacks_the_memory_and_splits_the_time(weights, title):
    top, bottom = figures.forecast({"parameters": weights, "gradients": 1, "optimizer": 3}, 0.4, "words").axes
    assert top.get_title(loc="left") == title and bottom.get_title(loc="left") == "words"
    assert [bar.get_x() for bar in top.patches] == [0, weights, weights + 1]
    assert [bar.get_width() for bar in bottom.patches] == [0.4, 0.6]
    assert [text.get_text() for text in top.figure.legends[0].get_texts()] == ["parameters", "gradients", "optimizer"]
