"""The figures of the chapter on ADALINE: points by class, lines where scores are zero, losses by their formulas."""

import numpy as np
import pytest
from matplotlib.collections import PathCollection

from nnbook.plots import adaline as figures

X = np.array([[1.0, 0.5], [2.0, 1.0], [-1.0, -0.5], [5.0, 5.0]])
Y = np.array([1, 1, -1, 1])
LINE = (np.array([1.0, 2.0]), -0.5)


def drawn_points(ax):
    return [c.get_offsets().data.tolist() for c in ax.collections if isinstance(c, PathCollection)]


def is_on(line, weight, bias):
    return all(weight @ np.array(point) + bias == pytest.approx(0) for point in (line.get_xy1(), line.get_xy2()))


def test_lines_draw_both_classes_and_the_lines_by_name():
    (ax,) = figures.lines(X, Y, {"one": LINE, "two": (LINE[0], 1.0)}, ("no", "yes"), ("a", "b")).axes
    assert drawn_points(ax) == [X[Y < 0].tolist(), X[Y > 0].tolist()]
    assert is_on(ax.lines[0], *LINE) and is_on(ax.lines[1], LINE[0], 1.0)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["no", "yes", "one", "two"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("a", "b")


def test_charges_are_those_of_the_losses():
    counting, squared, entropy = figures.charges().axes[0].lines
    score = counting.get_xdata()
    assert counting.get_ydata()[score <= 0].min() == 1 and counting.get_ydata()[score > 0].max() == 0
    assert squared.get_ydata()[np.argmin(abs(score - 1))] == pytest.approx(0)
    assert entropy.get_ydata()[np.argmin(abs(score))] == pytest.approx(np.log(2))


def test_stability_tells_what_converges_from_what_blows_up_and_cuts_it_off():
    steps = np.arange(40.0)
    falling, rising = figures.stability({0.5: 0.5**steps, 1.5: 2**steps}).axes[0].lines
    assert falling.get_linestyle() == "-" and rising.get_linestyle() == "--"
    assert len(falling.get_ydata()) == 31  # 2^-30 is the first below the axis
    assert rising.get_ydata().max() == 1024  # the first above it
    everything = figures.stability({0.99: np.full(40, 0.1)}).axes[0].lines[0]
    assert len(everything.get_ydata()) == 40


def test_pulled_rings_the_last_points_in_every_panel():
    panels = {"A": {"without": LINE, "with": LINE}, "B": {"without": LINE, "with": LINE}}
    axes = figures.pulled(X, Y, 1, panels).axes
    assert [ax.get_title() for ax in axes] == ["A", "B"]
    for ax in axes:
        assert drawn_points(ax)[-1] == [[5.0, 5.0]] and len(ax.lines) == 2
    assert [text.get_text() for text in axes[0].get_legend().get_texts()] == ["without", "with"]
