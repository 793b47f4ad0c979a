"""What the figures of the perceptron chapter show: the right points on the right sides, lines where scores are zero."""

import numpy as np
import pytest

import nnbook
from nnbook.models.perceptron import Perceptron
from nnbook.plots import perceptron as figures

X = np.array([[3.0, 1.0], [2.0, 2.0], [-3.0, -1.0], [-1.0, -2.0]])
Y = np.array([1, 1, -1, -1])


def drawn_points(ax):
    return [collection.get_offsets().data for collection in ax.collections]


def test_plane_draws_each_class_in_its_own_look():
    figure = figures.plane(X, Y, names=("A", "B"), unit="cm")
    (ax,) = figure.axes
    positive, negative = drawn_points(ax)
    assert positive.tolist() == X[:2].tolist() and negative.tolist() == X[2:].tolist()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["A", "B"]
    assert ax.get_xlabel() == "length (cm)"
    looks = [(tuple(c.get_facecolor()[0][:3]), c.get_paths()[0].vertices.shape) for c in ax.collections]
    assert looks[0] != looks[1]


def test_line_counts_and_circles_what_is_on_the_wrong_side():
    figure = figures.line(X, Y, np.array([1.0, 0.0]), -2.5)  # the positive side is length > 2.5: one point is missed
    (ax,) = figure.axes
    assert ax.get_title() == "1 of 4 on the wrong side"
    assert drawn_points(ax)[2].tolist() == [[2.0, 2.0]]
    tinted = ax.patches[0].get_xy()
    assert tinted[:, 0].min() == pytest.approx(2.5)


def test_line_tints_nothing_when_everything_is_negative():
    figure = figures.line(X, Y, np.array([1.0, 0.0]), -100.0)
    assert not figure.axes[0].patches


def test_update_shows_the_two_lines_of_the_two_units():
    before, after = Perceptron(2), Perceptron(2)
    before.load_state_dict({"weight": np.array([0.0, 1.0]), "bias": np.array(-1.5)})
    after.load_state_dict({"weight": np.array([1.0, 0.0]), "bias": np.array(0.0)})
    figure = figures.update(before, after, X, Y, 0)
    titles = [ax.get_title() for ax in figure.axes]
    assert titles == ["before the correction", "after the correction"]
    lines = ((np.array([0.0, 1.0]), -1.5), (np.array([1.0, 0.0]), 0.0))
    for ax, (weight, bias) in zip(figure.axes, lines, strict=True):
        (boundary,) = ax.lines
        for point in (boundary.get_xy1(), boundary.get_xy2()):
            assert np.dot(weight, point) + bias == pytest.approx(0)


def test_growth_marks_where_the_limits_meet():
    figure = figures.growth(np.array([0.5, 1.0]), np.array([1.0, 1.5]), radius=2.0, margin=0.5)
    (ax,) = figure.axes
    assert any(text.get_text() == "no more than 16" for text in ax.texts)
    meeting = ax.lines[-1].get_xydata()[0]
    assert meeting.tolist() == [16.0, 8.0]  # margin * M = radius * sqrt(M)


def test_bound_draws_one_dot_for_each_set_and_the_diagonal():
    figure = figures.bound(np.array([10.0, 100.0]), np.array([0, 50]))
    (ax,) = figure.axes
    assert drawn_points(ax)[0].tolist() == [[10.0, 1.0], [100.0, 50.0]]  # no mistakes are drawn as one on this axis
    assert np.array_equal(*ax.lines[0].get_data())


def test_accuracy_by_pass_has_one_panel_for_each_kind():
    figure = figures.accuracy_by_pass({"last": [[0.5, 0.6], [0.7, 0.8]], "averaged": [[0.9, 0.9]]}, 0.95)
    assert [ax.get_title() for ax in figure.axes] == ["last", "averaged"]
    assert [len(ax.lines) for ax in figure.axes] == [3, 2]  # the curves and the baseline
    assert figure.axes[0].lines[1].get_ydata().tolist() == [0.7, 0.8]
    assert set(figure.axes[1].lines[-1].get_ydata()) == {0.95}


def test_weights_of_the_engine_are_accepted():
    unit = Perceptron(2).double()
    unit.learn(nnbook.tensor(X[:1]), nnbook.tensor(Y[:1]))
    assert figures.update(unit, unit, X, Y, 0).axes
