"""The figures of the chapter on echo state networks."""

import numpy as np

from nnbook.plots import echo_state as figures


def test_series_is_dashed_from_where_it_is_to_be_foretold():
    (ax,) = figures.series(np.arange(10.0), 6).axes
    known, unknown, here = ax.lines
    assert list(known.get_xdata()) == [0, 1, 2, 3, 4, 5, 6] and list(unknown.get_xdata()) == [6, 7, 8, 9]
    assert unknown.get_linestyle() == "--" and list(here.get_xdata()) == [6, 6]


def test_reservoir_has_its_units_and_an_arrow_from_each_to_the_output():
    (ax,) = figures.reservoir(units=10).axes
    assert {"input", "output"} < {text.get_text() for text in ax.texts}
    assert sum(type(patch).__name__ == "Circle" for patch in ax.patches) == 10
    assert sum(getattr(text, "xy", None) == (6.98, 1.6) for text in ax.texts) == 10


def test_forgetting_has_a_panel_for_each_input_and_a_line_for_each_radius():
    runs = {"0.5": np.array([1.0, 0.0]), "1.5": np.array([1.0, 2.0])}
    left, right = figures.forgetting({"silence": runs, "series": runs}).axes
    assert [left.get_title(), right.get_title()] == ["silence", "series"]
    assert list(left.lines[0].get_ydata()) == [1.0, 1e-16] and len(right.lines) == 2
    (legend,) = left.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["0.5", "1.5"]


def test_remembered_counts_steps_from_one():
    (ax,) = figures.remembered({"small": np.array([1.0, 0.5, 0.0])}).axes
    assert list(ax.lines[0].get_xdata()) == [1, 2, 3] and ax.get_ylabel() == "share that is remembered"


def test_sizes_have_a_dot_for_each_seed_and_a_line_through_the_medians():
    runs = {"echo": {100: [0.1, 0.3, 0.2], 400: [0.01]}}
    (ax,) = figures.sizes(runs, {"mean": 1.0, "line": 0.5}, (80, 500)).axes
    assert list(ax.lines[0].get_ydata()) == [0.1, 0.3, 0.2] and list(ax.lines[2].get_ydata()) == [0.2, 0.01]
    assert [(text.get_text(), text.get_va()) for text in ax.texts] == [("mean", "bottom"), ("line", "top")]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["100", "400"]


def test_sweep_keeps_what_runs_away_at_the_upper_edge():
    far = np.array([[0.1, 1e30], [np.nan, 0.2]])
    (ax,) = figures.sweep([0.5, 1.0], far / far, far).axes
    hollow = [line for line in ax.lines if line.get_markerfacecolor() == "white" and len(line.get_xdata())]
    assert [list(line.get_ydata()) for line in hollow[-2:]] == [[10.0], [10.0]]


def test_alone_shows_both_and_their_distance_even_of_numbers_that_ran_away():
    above, below = figures.alone(np.zeros(4), np.array([0.1, 0.5, 1e40, np.nan]), "title").axes
    assert above.get_title() == "title" and np.isnan(above.lines[1].get_ydata()[2:]).all()
    np.testing.assert_allclose(below.lines[0].get_ydata(), [0.1, 0.5, 1e3, 1e3])
