"""The figures of the chapter on Elman networks: copied units, cycles of errors, surprises at letters."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from nnbook.plots import elman as figures

STARTS = np.array([True, False, True, False])


def test_architecture_names_its_parts():
    (ax,) = figures.architecture().axes
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    assert texts == ["input", "context", "hidden", "output", "copied,\none step later"]


def test_cycle_repeats_the_errors_of_a_triple():
    (ax,) = figures.cycle({"full": np.array([0.25, 0.0, 0.25])}, steps=6).axes
    assert ax.lines[0].get_ydata().tolist() == [0.25, 0.0, 0.25, 0.25, 0.0, 0.25]
    assert ax.lines[0].get_xdata().tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("titled", [False, True])
def test_surprises_mark_the_letters_that_start_a_word(titled):
    values = np.array([4.0, 1, 5, 0.5])
    arguments = (list("seaw"), values, STARTS, 2.0)
    (ax,) = (figures.frame(*arguments, "10 steps") if titled else figures.surprises(*arguments)).axes
    assert [label.get_text() for label in ax.get_xticklabels()] == list("seaw")
    marked = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert marked["a word starts here"] == [4, 5] and marked["inside a word"] == [1, 0.5]
    assert ax.get_title() == ("10 steps" if titled else "")


def test_tree_colors_a_branch_by_the_one_kind_of_its_words():
    words, kinds = ["see", "cat", "eat", "dog"], ["verb", "noun", "verb", "noun"]
    links = np.array([[1, 3, 0.2, 2], [0, 2, 0.3, 2], [4, 5, 1.0, 4]])
    (ax,) = figures.tree(links, words, kinds).axes
    assert sorted(label.get_text() for label in ax.get_yticklabels()) == sorted(words)
    shade = {label.get_text(): label.get_color() for label in ax.get_yticklabels()}
    assert shade["cat"] == shade["dog"] == figures.BLUE and shade["see"] == shade["eat"] == figures.VERMILLION
    branches = {color for group in ax.collections for color in map(tuple, group.get_colors())}
    assert branches == {to_rgba(color) for color in (figures.BLUE, figures.VERMILLION, figures.BASELINE)}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["verb", "noun"]
