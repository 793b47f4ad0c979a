"""The figures of the chapter on the artificial neuron: lines where scores are zero, the right corners filled."""

import numpy as np
import pytest
from matplotlib.collections import PathCollection

from nnbook.plots import artificial_neuron as figures

AND, OR, NAND = ((1, 1), -1.5), ((1, 1), -0.5), ((-1, -1), 1.5)


def drawn_points(ax):
    """The points of each scatter, in the order in which they were drawn."""
    return [c.get_offsets().data.tolist() for c in ax.collections if isinstance(c, PathCollection)]


def is_on(line, weight, bias):
    return all(np.dot(weight, point) + bias == pytest.approx(0) for point in (line.get_xy1(), line.get_xy2()))


def test_every_function_of_two_inputs_has_its_own_name():
    names = {figures.name_of([i >> k & 1 for k in (3, 2, 1, 0)]) for i in range(16)}
    assert len(names) == 16
    assert figures.name_of(figures.answers(*AND)) == "AND"
    assert figures.name_of(figures.answers(*OR)) == "OR"
    assert figures.name_of(figures.answers((1, -1), -0.5)) == "x₁ AND NOT x₂"
    assert figures.name_of([0, 1, 1, 0]) == "XOR"


def test_diagram_names_all_parts():
    texts = {text.get_text() for text in figures.diagram().axes[0].texts}
    assert {"$x_1$", "$x_2$", "$w_1$", "$w_2$", "$b$", "sum", "$z$", "step", r"$\hat y$"} <= texts


def test_rules_draw_both_classes_and_one_line_for_each_unit():
    x, y = np.array([[10.0, 2.0], [20.0, 4.0], [30.0, 9.0]]), np.array([0, 0, 1])
    units = {"long": ((1, 0), -25.0), "both": ((1, 1), -30.0)}
    (ax,) = figures.rules(x, y, units, ("A", "B"), "mm").axes
    first, second = drawn_points(ax)
    assert np.abs(np.array(first) - x[:2]).max() <= 0.25 and np.abs(np.array(second) - x[2:]).max() <= 0.25
    for line, unit in zip(ax.lines, units.values(), strict=True):
        assert is_on(line, *unit)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["A", "B", "long", "both"]


def test_geometry_shifts_the_line_and_turns_it():
    axes = figures.geometry((0.8, 0.6), -1.0).axes
    slopes = []
    for ax, count in zip(axes, (1, 2, 2), strict=True):
        lines = [line for line in ax.lines if hasattr(line, "get_xy1")]
        assert len(lines) == count  # where something changed, the first line is there dotted
        (x0, y0), (x1, y1) = lines[-1].get_xy1(), lines[-1].get_xy2()
        slopes.append(np.arctan2(y1 - y0, x1 - x0))
    assert slopes[0] == pytest.approx(slopes[1]) and abs(slopes[0] - slopes[2]) > 0.1


def test_gates_fill_the_corners_that_should_be_one_and_draw_no_line_without_a_unit():
    left, right = figures.gates({"AND": AND}, {"AND": [0, 0, 0, 1], "XOR": [0, 1, 1, 0]}).axes
    assert [ax.get_title() for ax in (left, right)] == ["AND", "XOR"]
    assert drawn_points(left)[-2:] == [[[0, 0], [0, 1], [1, 0]], [[1, 1]]]
    assert drawn_points(right) == [[[0, 0], [1, 1]], [[0, 1], [1, 0]]]
    assert is_on(left.lines[0], *AND) and not right.lines


def test_corners_names_the_function_also_where_there_is_no_line():
    (ax,) = figures.corners(*OR).axes
    assert ax.get_title() == "OR" and is_on(ax.lines[0], *OR)
    (ax,) = figures.corners((0, 0), 0.5).axes
    assert ax.get_title() == "always" and not ax.lines and ax.patches  # all of it is tinted
    (ax,) = figures.corners((0, 0), -0.5).axes
    assert ax.get_title() == "never" and not ax.patches


def test_two_layers_moves_the_corners():
    left, right = figures.two_layers([OR, NAND], AND, [0, 1, 1, 0]).axes
    assert drawn_points(left) == [[[0, 0], [1, 1]], [[0, 1], [1, 0]]]
    assert drawn_points(right)[-2:] == [[[0, 1], [1, 0]], [[1, 1], [1, 1]]]
    assert {text.get_text() for text in right.texts} == {"(0, 0)", "(1, 1)", "(0, 1)\n(1, 0)"}


def test_counts_tell_counted_from_quoted():
    (ax,) = figures.counts(range(1, 4), [4, 14, 104], counted=2).axes
    possible, computed, counted, quoted = ax.lines
    assert list(possible.get_ydata()) == [4, 16, 256] and list(computed.get_ydata()) == [4, 14, 104]
    assert list(counted.get_ydata()) == [4, 14] and list(quoted.get_ydata()) == [104]
    assert quoted.get_markerfacecolor() == "white"


def test_template_shows_the_difference_and_both_histograms():
    means = np.zeros((2, 2)), np.array([[0.0, 1.0], [0.5, 0.0]])
    axes = figures.template(means, (np.array([-2.0, -1.0]), np.array([1.0, 3.0])), ("3", "8")).axes
    assert [ax.get_title() for ax in axes] == ["mean 3", "mean 8", "weights", ""]
    assert axes[2].images[0].get_array().tolist() == means[1].tolist()
    assert axes[2].images[0].get_clim() == (-1.0, 1.0)  # 0 is in the middle of the colors
    assert sum(patch.get_height() for patch in axes[3].patches) == 4
