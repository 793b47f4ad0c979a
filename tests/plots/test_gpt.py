"""The figures of the chapter on GPT: the loop, surprise by character and by place, chances, heads, copies."""

import numpy as np
import pytest

from nnbook.plots import gpt as figures


def test_loop_names_its_steps_in_order():
    (ax,) = figures.loop().axes
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    assert texts == [*figures.STEPS, "it joins the text"]
    assert len(ax.patches) == len(figures.STEPS)


def test_surprise_writes_every_character_on_its_field():
    ax = figures.surprise("ab c\nd", np.arange(6.0), width=4).axes[0]
    assert [text.get_text() for text in ax.texts] == ["a", "b", "·", "c", "¶", "d"]
    assert [text.get_position() for text in ax.texts][3:] == [(3, 0), (0, 1), (1, 1)]
    table = np.ma.filled(ax.images[0].get_array(), -1)
    assert table.tolist() == [[0, 1, 2, 3], [4, 5, -1, -1]]


def test_by_place_counts_from_one_character_read():
    (ax,) = figures.by_place({"GPT": np.array([4.0, 3.0]), "4-gram": np.array([3.5, 2.5])}).axes
    assert [list(line.get_xdata()) for line in ax.lines] == [[1, 2], [1, 2]]
    assert [list(line.get_ydata()) for line in ax.lines] == [[4.0, 3.0], [3.5, 2.5]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["GPT", "4-gram"]


def test_chances_are_in_order_with_the_entropy_of_all():
    (ax,) = figures.chances(np.array([0.25, 0.5, 0.0, 0.25]), ["a", " ", "c", "\n"], "as it is").axes
    assert [bar.get_height() for bar in ax.patches] == [0.5, 0.25, 0.25, 0.0]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["space", "a", "line", "c"]
    assert ax.get_title() == "as it is: 1.5 bits, 3 possible"


def test_chances_of_one_symbol_have_no_entropy():
    (ax,) = figures.chances(np.array([0.0, 1.0]), ["a", "b"], "sure", most=1).axes
    assert len(ax.patches) == 1
    assert ax.get_title() == "sure: 0.0 bits, 1 possible"


def test_heads_are_a_dot_for_each_network():
    (ax,) = figures.heads({"two layers": ([0.8, 0.2], [0.6, 0.1]), "one layer": ([0.3], [0.0])}).axes
    assert [(list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines] == [
        ([0.8, 0.2], [0.6, 0.1]),
        ([0.3], [0.0]),
    ]


def test_copies_draw_a_line_for_each_source():
    (ax,) = figures.copies({"GPT": [0.5, 0.1], "new text": [0.6, 0.3]}, (8, 16)).axes
    assert [list(line.get_ydata()) for line in ax.lines[:2]] == [[0.5, 0.1], [0.6, 0.3]]
    assert list(ax.lines[0].get_xdata()) == [8, 16]
    assert ax.get_xticks() == pytest.approx([8, 16])


def test_written_breaks_lines_and_shows_their_ends():
    (ax,) = figures.written({"GPT": "abc\ndefg", "counts": "$x$"}, width=4).axes
    assert [text.get_text() for text in ax.texts] == ["GPT", "abc¶", "defg", "counts", r"\$x\$"]
    assert [text.get_fontweight() for text in ax.texts] == ["bold", "normal", "normal", "bold", "normal"]
