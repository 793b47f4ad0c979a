"""The figures of the chapter on hierarchical networks: clocks, a signal that goes on, lines and their weight."""

import numpy as np
import pytest

from nnbook.plots import hierarchical_rnn as figures
from nnbook.plots.style import BLUE, VERMILLION, tint


def test_groups_are_filled_when_they_are_due():
    left, right = figures.clocks_and_levels((1, 3), steps=6).axes
    filled = [patch.get_facecolor()[:3] != (1, 1, 1) for patch in left.patches]
    assert filled == [True] * 6 + [True, False, False, True, False, False]
    assert [text.get_text() for text in left.texts][:1] == ["every 1"]
    assert len(right.patches) == 3 * 4 + 3 + 1  # words, lines, the answer


def test_gradients_are_shown_from_the_last_step_backwards():
    (ax,) = figures.arriving({"flat": np.array([1e-3, 1e-9]), "levels": np.array([1e-4, 1e-5])}).axes
    assert [list(line.get_ydata()) for line in ax.lines] == [[1e-3, 1e-9], [1e-4, 1e-5]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["flat", "levels"]
    assert ax.get_yscale() == "log"


def test_each_signal_has_a_panel_with_what_was_said_to_it():
    wave = np.sin(np.arange(8.0))
    panels = {"powers of two": (wave, {"clockwork": wave / 2}), "others": (wave, {"clockwork": -wave})}
    first, second = figures.continued(panels, fitted=4).axes
    assert first.get_title() == "powers of two" and second.get_title() == "others"
    np.testing.assert_allclose(second.lines[1].get_ydata(), -wave)
    assert [patch.get_width() for patch in first.patches] == [4]


def test_bars_by_rank_stand_beside_their_mean():
    (ax,) = figures.by_rank(np.array([0.3, 0.1, 0.05]), 0.15).axes
    assert [bar.get_height() for bar in ax.patches] == [0.3, 0.1, 0.05]
    assert list(ax.lines[0].get_ydata()) == [0.15, 0.15]


def test_lines_of_source_have_bars_in_proportion():
    (ax,) = figures.overlay(["import re", "x = 1"], np.array([0.5, -0.25]), "attention").axes
    first, second = ax.patches
    assert first.get_width() == pytest.approx(2 * second.get_width())
    assert first.get_facecolor()[:3] == pytest.approx(tint(BLUE, 0.5))
    assert second.get_facecolor()[:3] == pytest.approx(tint(VERMILLION, 0.5))
    assert [text.get_text() for text in ax.texts] == ["0.50", "import re", "-0.25", "x = 1"]
