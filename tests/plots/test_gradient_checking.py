"""The figures of the chapter on gradient checking: slopes, medians, crosses and the marked step where they belong."""

import numpy as np
import pytest

from nnbook.plots import gradient_checking as figures

STEPS = np.array([1e-6, 1e-4, 1e-2])


def test_runs_have_a_panel_for_each_program():
    axes = figures.runs({"A": np.array([2.3, 1.0]), "B": np.array([2.3, 2.3])}, guessing=2.3).axes
    assert [ax.texts[0].get_text() for ax in axes[:2]] == ["A", "B"]
    assert axes[0].lines[0].get_ydata().tolist() == [2.3, 1.0] and axes[1].lines[1].get_ydata()[0] == 2.3
    assert len(axes) == 8 and not axes[2].axison


def test_secants_have_the_slopes_of_both_differences():
    grid = np.linspace(-1, 2, 301)
    (ax,) = figures.secants(grid**2, grid, at=0.5, step=0.5, slope=1.0).axes
    slopes = {line.get_label(): np.polyfit(*line.get_data(), 1)[0] for line in ax.lines[1:4]}
    assert slopes == pytest.approx({"tangent": 1, "central difference": 1, "one-sided difference": 1.5})


def test_errors_draw_medians_and_the_step_of_theory():
    values = np.array([[1e-3, 1e-5, 1e-4], [1e-8, 1e-8, 1e-8], [1e-2, 1e-1, 1.0]])
    (ax,) = figures.errors(STEPS, {"central": values}, best=1e-5).axes
    assert ax.lines[0].get_ydata() == pytest.approx([1e-4, 1e-8, 1e-1])
    assert ax.lines[1].get_xdata()[0] == 1e-5


def test_catalog_crosses_what_failed():
    passed = np.array([[True, False], [True, True]])
    (ax,) = figures.catalog(["A", "B"], ["first loss", "differences"], passed).axes
    assert [text.get_text() for text in ax.texts] == ["", "×", "", ""]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["first loss", "differences"]


def test_under_the_glass_marks_this_step_and_joins_its_two_points():
    step, offsets = 1e-4, np.linspace(-2e-4, 2e-4, 41)
    left, right = figures.under_the_glass(offsets, 3 * offsets + 1, step, 3.0, STEPS, np.array([1.0, 1e-6, 1e-2])).axes
    joined = left.lines[2]
    np.testing.assert_allclose(joined.get_xdata(), [-1, 1], atol=1e-9)
    assert np.diff(joined.get_ydata()) == pytest.approx(1.0)
    assert right.lines[1].get_xdata()[0] == 1e-4 and right.lines[1].get_ydata()[0] == 1e-6
