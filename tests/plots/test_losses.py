"""The figures of the chapter on losses: lines, minima, pulls, bands and bins where the numbers say they are."""

import numpy as np
import pytest

from nnbook.plots import losses as figures

X, Y = np.array([20.0, 25.0, 30.0]), np.array([100.0, 2000.0, 300.0])


def names(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_slipped_keeps_what_is_too_high_at_the_edge():
    (ax,) = figures.slipped(X, Y, np.array([False, True, False]), {"line": (2.0, 1.0)}, top=700).axes
    right, inside, above = (c.get_offsets().data.tolist() for c in ax.collections)
    assert right == [[20, 100], [30, 300]] and inside == [] and above == [[25, 700]]
    assert ax.lines[0].get_xydata().tolist() == [[20, 41], [30, 61]]
    assert "line" in names(ax)


def test_constants_mark_the_lowest_place_of_each_loss():
    grid = np.linspace(0, 4, 41)
    axes = figures.constants(np.array([1.0, 3.0]), {"a": (grid - 2) ** 2, "b": abs(grid - 1)}, grid).axes
    assert [ax.get_title() for ax in axes] == ["a", "b"]
    assert [ax.lines[1].get_xdata()[0] for ax in axes] == pytest.approx([2, 1])


def test_costs_draw_losses_left_and_pulls_right():
    grid = np.linspace(-1, 1, 5)
    left, right = figures.costs(grid, {"squared": (grid**2, 2 * grid)}, "error").axes
    assert left.lines[0].get_ydata().tolist() == (grid**2).tolist()
    assert right.lines[0].get_ydata().tolist() == (2 * grid).tolist()
    assert names(left) == ["squared"] and left.get_xlabel() == "error"


def test_plateau_has_a_panel_for_each_start():
    runs = {"squared": np.array([0.9, 0.8]), "cross-entropy": np.array([0.9, 0.1])}
    axes = figures.plateau({"near": runs, "far": runs}).axes
    assert [ax.get_title() for ax in axes] == ["near", "far"]
    assert [line.get_ydata().tolist() for line in axes[1].lines] == [[0.9, 0.8], [0.9, 0.1]]


def test_contaminated_draws_means_between_the_extremes_of_the_seeds():
    (ax,) = figures.contaminated([0, 0.1], {"squared": np.array([[1.0, 3.0], [4.0, 8.0]])}, trivial=5).axes
    assert ax.lines[0].get_xydata().tolist() == [[0, 2], [10, 6]]
    assert ax.lines[1].get_ydata()[0] == 5
    band = ax.collections[0].get_paths()[0].vertices
    assert band[:, 1].min() == 1 and band[:, 1].max() == 8


def test_reliability_puts_each_bin_at_its_confidence_and_its_share():
    confidence, right = np.array([0.62, 0.68, 0.95, 1.0]), np.array([True, False, True, True])
    (ax,) = figures.reliability({"network": (confidence, right)}).axes
    np.testing.assert_allclose(ax.collections[0].get_offsets(), [[0.65, 0.5], [0.975, 1.0]])


def test_pulled_line_gives_the_share_of_the_last_point():
    charges = {"squared": np.array([1.0, 3.0]), "absolute": np.array([1.0, 1.0])}
    left, right = figures.pulled_line(X[:2], Y[:2], {"squared": (1, 0), "absolute": (0, 1)}, charges).axes
    assert [bar.get_width() for bar in right.patches] == [75, 50]
    assert names(left) == ["squared", "absolute"]
