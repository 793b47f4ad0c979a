"""The figures of the chapters on bidirectional networks: two passes, tags of a line of code, accuracy by place."""

import numpy as np

from nnbook.datasets.python_text import KINDS, kinds
from nnbook.plots import bidirectional_rnn as figures
from nnbook.plots.style import INK

LINE = "if f(s): # if"


def _boxes(ax):
    """Every box as (row, first character, one past the last), in the order of drawing."""
    return [
        (round(p.get_y() - 0.1), round(p.get_x()), round(p.get_x() + p.get_width())) for p in ax.patches
    ]  # fmt: skip


def test_passes_run_both_ways():
    (ax,) = figures.passes("abc").axes
    level = [note for note in ax.texts if getattr(note, "arrow_patch", None) and note.xy[1] == note.xyann[1]]
    ways = [np.sign(note.xy[0] - note.xyann[0]) for note in level]
    assert sorted(ways) == [-1, -1, 1, 1]  # two steps each way between three letters
    assert len(ax.patches) == 9


def test_tags_show_runs_and_underline_what_is_wrong():
    truth = kinds(LINE)
    wrong = truth.copy()
    wrong[3] = KINDS.index("name")
    (ax,) = figures.tags(LINE, {"truth": truth, "guess": wrong}, KINDS).axes
    assert (1, 0, 2) in _boxes(ax) and (1, 9, 13) in _boxes(ax)
    (line,) = ax.lines
    assert line.get_color() == INK and 3 < line.get_xdata()[0] < line.get_xdata()[1] < 4
    texts = [text.get_text() for text in ax.texts]
    assert texts[: len(LINE)] == list(LINE) and texts[-1].startswith("k keyword") and "c call" in texts[-1]
    assert "number" not in texts[-1]


def test_tags_of_what_is_not_read_are_left_out():
    truth = kinds(LINE)
    (ax,) = figures.tags(LINE, {"truth": truth, "guess": truth}, KINDS, read=2).axes
    assert [box for box in _boxes(ax) if box[0] == 2] == [(2, 0, 2)]
    assert ax.texts[1].get_color() == INK and ax.texts[2].get_color() != INK


def test_by_place_has_a_line_for_each_model():
    found = {"forward": np.array([0.5, 0.6]), "both": np.array([0.8, 0.9])}
    (ax,) = figures.by_place((1, 2), found, "place in the word").axes
    assert [list(line.get_ydata()) for line in ax.lines] == [[0.5, 0.6], [0.8, 0.9]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["forward", "both"]
    assert ax.get_xlabel() == "place in the word"


def test_recalls_have_a_dot_for_each_kind_and_model():
    (ax,) = figures.recalls(("name", "call"), {"forward": [0.9, 0.1], "both": [0.95, 0.9]}).axes
    assert [list(line.get_xdata()) for line in ax.lines] == [[0.9, 0.1], [0.95, 0.9]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["name", "call"]
