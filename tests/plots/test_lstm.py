"""The figures of the chapter on LSTM: marked numbers, a cell, fading gradients, errors at lags, gates at work."""

import numpy as np
import pytest

from nnbook.plots import lstm as figures

RNG = np.random.default_rng(0)
NUMBERS, MARKS = np.array([0.5, 0.2, 0.9, 0.4]), np.array([0, 1, 0, 1])


def test_marked_points_at_the_marked_numbers():
    (ax,) = figures.marked(NUMBERS, MARKS).axes
    assert [patch.get_height() for patch in ax.patches] == NUMBERS.tolist()
    assert ax.lines[0].get_xdata().tolist() == [1, 3]


def test_cell_names_its_states_and_gates():
    (ax,) = figures.cell().axes
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    assert {"$f_t$", "$i_t$", "$g_t$", "$o_t$", "$c_{t-1}$", "$c_t$", "$h_t$", "tanh"} < set(texts)
    assert texts.count("×") == 3 and texts.count("+") == 1


def test_fading_has_a_line_for_each_network():
    (ax,) = figures.fading({"plain": np.array([1, 0.1]), "LSTM": np.array([1, 0.9])}).axes
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 0.1], [1, 0.9]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["plain", "LSTM"]


def test_learning_shows_smoothed_losses_and_every_error():
    errors = {"plain": np.array([[0.1, 0.2]]), "LSTM": np.array([[0.01, 0.02], [0.03, 0.04]])}
    curves = {"plain": np.full(30, 0.5), "LSTM": np.arange(25.0)}
    left, right = figures.learning(curves, {"plain": (20,), "LSTM": (20, 40)}, errors).axes
    assert left.lines[0].get_ydata() == pytest.approx([0.5] * 6)
    assert left.lines[1].get_ydata() == pytest.approx([12]) and left.lines[1].get_xdata().tolist() == [25]
    assert right.lines[0].get_xdata().tolist() == [19, 19]
    assert right.lines[1].get_ydata().tolist() == [0.01, 0.02, 0.03, 0.04]
    assert right.get_xticks().tolist() == [20, 40]


@pytest.mark.parametrize("title", [None, "after 10 steps"])
def test_gates_show_what_is_read_the_gates_and_the_state(title):
    trace = {"input": RNG.random(4), "forget": RNG.random(4), "cell": RNG.normal(size=4)}
    read, gates, cell = figures.gates(NUMBERS, MARKS, trace, ("input", "forget"), title=title).axes
    assert [line.get_label() for line in gates.lines] == ["input", "forget"]
    assert cell.lines[0].get_ydata().tolist() == trace["cell"].tolist() and cell.get_ylabel() == "cell"
    assert read.get_title() == (title or "")


def test_steps_needed_tells_learned_from_not_learned():
    (ax,) = figures.steps_needed({"all gates": [100, 200], "no gate": [600]}, limit=600).axes
    marks = [(line.get_xdata()[0], line.get_marker()) for line in ax.lines[:3]]
    assert marks == [(100, "o"), (200, "o"), (600, "X")]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["all gates", "no gate"]


def test_overflow_draws_both_streams():
    (ax,) = figures.overflow({"held": np.array([1.0, 2]), "gated": np.array([1.0, 1])}).axes
    assert [line.get_ydata().tolist() for line in ax.lines] == [[1, 2], [1, 1]]
    assert ax.lines[0].get_xdata().tolist() == [1, 2]
