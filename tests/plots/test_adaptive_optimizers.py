"""The figures of the chapter on adaptive optimizers show the numbers that they are given."""

import numpy as np

from nnbook.plots import adaptive_optimizers as figures


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_rare_has_a_dot_for_each_feature():
    ax = figures.rare(np.array([10, 100]), {"SGD": np.array([0.2, 0.9]), "AdaGrad": np.ones(2)}).axes[0]
    assert ax.lines[0].get_xdata().tolist() == [10, 100] and ax.lines[0].get_ydata().tolist() == [0.2, 0.9]
    assert labels(ax) == ["SGD", "AdaGrad"]


def test_memories_draws_the_gradient_above_its_rates():
    above, below = figures.memories(np.ones(5), {"AdaGrad": np.full(5, 0.1)}).axes
    assert above.lines[0].get_ydata().tolist() == [1.0] * 5 and below.lines[0].get_ydata().tolist() == [0.1] * 5


def test_first_steps_counts_from_1():
    ax = figures.first_steps({"with": np.ones(3)}).axes[0]
    assert ax.lines[0].get_xdata().tolist() == [1, 2, 3]


def test_race_leaves_out_what_was_lost_and_rings_the_default():
    rates = np.array([0.01, 0.1, 1.0])
    ax = figures.race({"Adam": (rates, np.array([0.5, 0.1, 40.0]))}, {"Adam": 0.01}).axes[0]
    line, ring = ax.lines
    assert line.get_xdata().tolist() == [0.01, 0.1]
    assert (ring.get_xdata().tolist(), ring.get_ydata().tolist()) == ([0.01], [0.5])


def test_schedules_and_online_have_a_line_for_each_name():
    ax = figures.schedules({"cosine": np.array([1.0, 0.5])}).axes[0]
    assert ax.lines[0].get_ydata().tolist() == [1.0, 0.5] and labels(ax) == ["cosine"]
    ax = figures.online({"Adam": np.array([0.0, 0.5])}).axes[0]
    assert ax.lines[0].get_xdata().tolist() == [0, 10] and labels(ax) == ["Adam"]
