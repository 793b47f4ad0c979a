"""The figures of the chapter on momentum show the numbers that they are given."""

import numpy as np

from nnbook.plots import momentum as figures


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_steps_has_a_bar_for_each_component():
    above, below = figures.steps(np.array([1.0, 0.5]), np.array([2.0, -1.0])).axes
    assert [bar.get_height() for bar in above.patches] == [1.0, 0.5]
    assert [bar.get_height() for bar in below.patches] == [2.0, -1.0]
    assert (above.get_ylabel(), below.get_ylabel()) == ("along", "across")


def test_rest_begins_at_step_0():
    ax = figures.rest({"a": np.array([1.0, 0.5]), "b": np.array([1.0, -0.5])}).axes[0]
    assert ax.lines[0].get_xdata().tolist() == [0, 1] and ax.lines[1].get_ydata().tolist() == [1.0, -0.5]
    assert labels(ax) == ["a", "b"]


def test_needed_is_logarithmic_in_both():
    ax = figures.needed(np.array([10, 100]), {"gradient descent": np.array([60, 600])}).axes[0]
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.lines[0].get_ydata().tolist() == [60, 600]


def test_collapse_leaves_out_runs_worse_than_guessing():
    rates = np.array([0.1, 1.0, 10.0])
    left, right = figures.collapse(rates, {"16": {"0": np.array([0.5, 0.1, 40.0])}, "all": {"0": np.ones(3)}}).axes
    assert left.lines[0].get_xdata().tolist() == [0.1, 1.0] and len(right.lines[0].get_xdata()) == 3
    assert (left.get_title(), right.get_title()) == ("16", "all")
