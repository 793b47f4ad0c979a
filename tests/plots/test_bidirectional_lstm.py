"""The figures of the chapter on bidirectional LSTMs: batches of unequal lengths, what waiting brings."""

import numpy as np

from nnbook.plots import bidirectional_lstm as figures


def test_batches_have_a_cell_for_every_step_and_a_pass_for_every_sequence():
    left, right = figures.batch([3, 5], [4, 5]).axes
    assert len(left.patches) == 10  # two sequences, filled up to five
    assert [note.xyann[0] for note in left.texts] == [2.9, 4.9]
    assert all(note.xy[0] < note.xyann[0] for note in (*left.texts, *right.texts))
    assert left.get_title() == "in any order" and right.get_title() == "sorted"


def test_waiting_shows_each_curve_and_the_model_without_future():
    (ax,) = figures.waiting((0, 4), {"all": np.array([0.8, 0.9]), "calls": np.array([0.5, 0.9])}, 0.82).axes
    assert [list(line.get_ydata()) for line in ax.lines] == [[0.8, 0.9], [0.5, 0.9], [0.82, 0.82]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["all", "calls"]
