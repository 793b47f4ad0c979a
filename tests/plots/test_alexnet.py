"""What the figures of the chapter on AlexNet show."""

import numpy as np

from nnbook.plots import alexnet as figures


def test_tricks_show_slopes_and_windows():
    left, right = figures.tricks().axes
    relu, tanh = left.lines
    assert set(relu.get_ydata()) == {0, 1} and tanh.get_ydata().max() == 1
    spans = [line.get_xdata() for line in right.lines]
    assert [round(b - a, 1) for a, b in spans] == [1.9] * 3 + [2.9] * 3
    assert [a for a, _ in spans] == [0, 2, 4, 0, 2, 4]
    assert {line.get_linestyle() for line in right.lines} == {"-"}


def test_the_race_has_a_panel_a_recipe_and_a_line_a_seed():
    curves = {"ReLU": [[0.9, 0.5], [0.8, 0.4]], "tanh": [[0.9, 0.2]]}
    left, right = figures.race({"then": curves, "now": curves}, 0.25, 20).axes
    assert (left.get_title(), right.get_title()) == ("then", "now")
    np.testing.assert_allclose(left.lines[1].get_xydata(), [[20, 0.8], [40, 0.4]])
    assert set(left.lines[3].get_ydata()) == {0.25}
    assert [text.get_text() for text in left.get_legend().get_texts()] == ["ReLU", "tanh"]


def test_the_ablation_has_a_row_for_each_set_of_tricks():
    (ax,) = figures.ablation({"none": ([1.0, 1.0], [0.3, 0.4]), "dropout": ([0.9], [0.5])}).axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["none", "dropout"]
    np.testing.assert_allclose(ax.lines[1].get_xdata(), [0.3, 0.4])
    np.testing.assert_allclose(ax.lines[2].get_xdata(), [0.9])
