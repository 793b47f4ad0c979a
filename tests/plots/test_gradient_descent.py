"""The figures of the chapter on gradient descent show the numbers that they are given."""

import numpy as np
import pytest
from matplotlib.quiver import Quiver

from nnbook.plots import gradient_descent as figures


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_unfinished_counts_steps_from_1_and_draws_where_weights_end():
    losses, way = np.linspace(1, 0.5, 100), np.linspace(0, 2, 100)
    left, right = figures.unfinished(losses, {"a": way, "b": -way}, [2.0, -2.0]).axes
    assert left.lines[0].get_xdata()[0] == 1 and left.lines[0].get_ydata().tolist() == losses.tolist()
    assert [line.get_ydata()[0] for line in right.lines[1::2]] == [2.0, -2.0]
    assert labels(right) == ["a", "b"]


def test_arrows_has_one_for_each_batch_and_a_thick_one_for_all():
    batches = {"1": np.ones((5, 2)), "16": np.ones((5, 2))}
    place = np.array([-1.0, 0.5])
    axes = figures.arrows(lambda a, b: a**2 + b**2, place, np.array([0.5, 0.1]), batches, (-2, 1, -1, 1)).axes
    assert [ax.get_title() for ax in axes] == ["1", "16"]
    for ax in axes:
        arrows = [c for c in ax.collections if isinstance(c, Quiver)]
        assert len(arrows) == 6
        assert (arrows[-1].U[0], arrows[-1].V[0]) == (0.5, 0.1) and arrows[-1].width > arrows[0].width
        assert arrows[0].XY[0].tolist() == place.tolist()


def test_factors_draws_what_was_measured_as_dots():
    at = np.array([0.2, 0.5])
    ax = figures.factors(at, np.array([0.9, 0.8]), (at, 1 - at)).axes[0]
    assert ax.lines[2].get_linestyle() == "None" and ax.lines[2].get_ydata().tolist() == [0.9, 0.8]
    assert labels(ax) == ["flattest direction", "steepest direction", "measured"]


def test_noise_has_steps_on_one_axis_and_the_theory_as_a_line_of_its_slope():
    left, right = figures.noise({"fixed": np.ones(4)}, 50, np.array([0.01, 0.1]), np.array([0.02, 0.2]), 2.0).axes
    assert left.lines[0].get_xdata().tolist() == [0, 50, 100, 150]
    theory = right.lines[0]
    assert (theory.get_ydata() / theory.get_xdata()).tolist() == pytest.approx([2.0, 2.0])


def test_sizes_counts_passes_and_steps():
    left, right = figures.sizes({"16": np.array([2.0, 1.0, 0.5])}, {"16": 90}).axes
    assert left.lines[0].get_xdata().tolist() == [0, 1, 2]
    assert right.lines[0].get_xdata().tolist() == [90, 180] and right.lines[0].get_ydata().tolist() == [1.0, 0.5]


def test_finder_marks_the_rate():
    rates = np.geomspace(1e-3, 10, 5)
    ax = figures.finder(rates, np.ones(5), np.ones(5), 0.3).axes[0]
    assert ax.lines[2].get_xdata() == [0.3, 0.3]
    assert len(labels(ax)) == 3
