"""What the figures of the chapter on weight penalties show."""

import numpy as np
import pytest

from nnbook.plots import weight_penalties as figures


def test_swings_show_a_column_of_dots_for_each_weight():
    weights = np.array([[1.0, -2], [3, 4], [5, 6]])
    left, right = figures.swings(["a", "b"], {"plain": weights, "calm": weights / 2}).axes
    assert [label.get_text() for label in left.get_xticklabels()] == ["a", "b"]
    np.testing.assert_array_equal(left.lines[1].get_ydata(), [1, 3, 5])
    np.testing.assert_array_equal(right.lines[2].get_ydata(), [-1, 2, 3])
    assert left.get_ylim() == right.get_ylim()


def test_budgets_draw_the_disc_and_the_diamond_through_their_ends():
    ends = {"L2": np.array([0.6, 0.8]), "L1": np.array([0.5, 0.0])}
    path = np.array([[0, 0], [0.2, 0.3]])
    disc, diamond, walk = figures.budgets(np.eye(2), np.array([1.0, 1.0]), ends, path).axes
    assert disc.patches[0].get_radius() == pytest.approx(1)
    assert diamond.patches[0].get_xy()[:, 0].max() == pytest.approx(0.5)
    np.testing.assert_array_equal(walk.lines[2].get_xydata(), path)


def test_paths_have_a_line_for_each_weight_and_a_panel_for_each_way():
    weights = np.arange(12.0).reshape(3, 4)
    strengths = np.array([0.1, 1, 10])
    panels = {"L2": (strengths, weights), "early stopping": (strengths, -weights)}
    left, right = figures.paths(list("abcd"), panels).axes
    np.testing.assert_array_equal(left.lines[2].get_ydata(), weights[:, 2])
    assert (left.get_xlabel(), right.get_xlabel()) == ("strength", "steps")
    assert [label.get_text() for label in left.get_xticklabels()] == ["0.1", "1", "10"]


def test_weights_are_bars_cut_at_the_edge_with_the_errors_above():
    (ax,) = figures.weights(["a", "b"], np.array([10.0, -99]), {"known": 0.5, "new": 0.61}).axes
    assert [bar.get_height() for bar in ax.patches] == [10, -45]
    assert ax.get_title() == "known 0.50, new 0.61"


def test_the_course_has_a_band_for_each_curve_and_a_line_where_to_stop():
    curves = {name: np.array([[0.2, 0.4], [0.6, 0.8]]) for name in ("training", "validation", "new")}
    (ax,) = figures.course([2, 4], curves, 3.5).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[2, 0.3], [4, 0.7]])
    assert set(ax.lines[3].get_xdata()) == {3.5}


def test_rivals_have_a_row_each_with_dots_and_mean():
    (ax,) = figures.rivals({"none": np.array([0.7, 0.8]), "L2": np.array([0.9])}, ("baseline", 0.75)).axes
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), [[0.7, 0], [0.8, 0]])
    np.testing.assert_allclose(ax.lines[1].get_xdata(), [0.75, 0.75])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["none", "L2"]
    assert len(figures.rivals({"a": np.array([0.5])}).axes[0].lines) == 2
