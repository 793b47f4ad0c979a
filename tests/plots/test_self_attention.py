"""The figures of the chapter on self-attention: looks back, a dictionary, positions, widths, maps."""

import numpy as np

from nnbook.plots import self_attention as figures

RNG = np.random.default_rng(0)


def test_text_marks_the_place_and_ends_each_arc_at_what_is_looked_at():
    (ax,) = figures.text(["a", "3", "b", "a", "?"], 3, [(3, 1)]).axes
    assert [t.get_text() for t in ax.texts] == ["a", "3", "b", "a", "?"]
    assert [t.get_color() == ax.texts[3].get_color() for t in ax.texts] == [False, False, False, True, False]
    arc, head = ax.lines
    assert arc.get_xdata()[[0, -1]].tolist() == [3, 1] and head.get_xdata() == [1]


def test_dictionary_has_a_bar_for_each_weight():
    (ax,) = figures.dictionary([("a", "3"), ("b", "7")], "b", np.array([0.25, 0.75]), "7").axes
    bars = [p for p in ax.patches if p.get_y() == 0.95]
    np.testing.assert_allclose([b.get_height() for b in bars], [0.3, 0.9])
    texts = [t.get_text() for t in ax.texts]
    assert {"a", "b", "3", "7", "0.25", "0.75", "query: b", "answer: 7"} <= set(texts)


def test_positions_compare_one_place_with_all():
    table = np.eye(4)
    left, right, _ = figures.positions(table, 2).axes
    assert right.lines[0].get_ydata().tolist() == [0, 0, 1, 0]
    assert left.get_xlim() == (0, 4)


def test_scaling_draws_both_ways_in_both_panels():
    values = {"plain": np.array([4.0, 8]), "scaled": np.ones(2)}
    left, right = figures.scaling([4, 8], values, values).axes
    assert [line.get_ydata().tolist() for line in left.lines] == [[4, 8], [1, 1]]
    assert left.get_xscale() == right.get_yscale() == "log"


def test_accuracies_have_a_row_of_seeds_for_each_model():
    (ax,) = figures.accuracies({"a": np.array([0.7, 0.75]), "b": np.ones(2)}, 0.75, "limit").axes
    rows = [line for line in ax.lines if line.get_marker() not in ("None", "")]
    assert [line.get_xydata().tolist() for line in rows] == [[[0.7, 0], [0.75, 0]], [[1, 1], [1, 1]]]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]


def test_maps_label_both_axes_with_the_tokens():
    left, right = figures.maps(["a", "3"], {"first": np.eye(2), "second": np.ones((2, 2))}).axes
    assert [t.get_text() for t in left.get_xticklabels()] == ["a", "3"] and right.get_title() == "second"
    assert left.yaxis_inverted()


def test_looking_shows_each_layer_and_grays_what_is_to_come():
    first, second = figures.looking(["a", "3", "b"], [np.array([0.4, 0.6, 0]), np.array([1, 0, 0])], 1, "at 3").axes
    assert [b.get_height() for b in first.patches] == [0.4, 0.6, 0] and first.get_title() == "at 3"
    colors = [t.get_color() for t in second.get_xticklabels()]
    assert len(set(colors)) == 3
