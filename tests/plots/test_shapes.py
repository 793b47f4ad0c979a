"""What the figures of the chapter on shapes show: entries and their copies, why shapes clash, where nan begins."""

import numpy as np
import pytest

from nnbook.plots import shapes as figures

COLUMN, ROW = np.array([[10.0], [20.0], [30.0]]), np.arange(1.0, 5.0)


def texts(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("a", [(), (4,), (3,), (3, 1), (1, 4), (3, 4), (2, 1, 4)])
@pytest.mark.parametrize("b", [(), (4,), (3,), (3, 1), (2, 3, 4)])
def test_a_reason_is_given_where_numpy_fails_and_only_there(a, b):
    try:
        np.broadcast_shapes(a, b)
    except ValueError:
        assert figures.reason(a, b) is not None
    else:
        assert figures.reason(a, b) is None


def test_the_reason_names_the_axis_and_the_lengths():
    assert figures.reason((3, 4), (2, 4)) == "axis −2: 3 against 2, and neither is 1"


def test_broadcasting_tells_entries_from_copies_and_draws_the_sum():
    (ax,) = figures.broadcasting(COLUMN, ROW).axes
    assert ax.get_title(loc="left") == "(3, 1) + (4,) gives (3, 4)"
    white = [box.get_facecolor()[:3] == (1, 1, 1) for box in ax.patches]
    assert white[:12] == 3 * [False, True, True, True], "of the column, three entries are its own"
    assert white[12:24] == 4 * [False] + 8 * [True]
    assert white[24:] == 12 * [False]
    sums = [text for text in texts(ax) if text.isdigit()][24:]
    assert sums == [f"{x + y:g}" for x in (10, 20, 30) for y in (1, 2, 3, 4)]
    assert {"(3, 1)", "(4,)", "(3, 4)"} <= set(texts(ax))


def test_shapes_that_clash_are_drawn_as_they_are():
    (ax,) = figures.broadcasting(ROW, ROW[:3]).axes
    assert ax.get_title(loc="left") == "axis −1: 4 against 3, and neither is 1"
    assert len(ax.patches) == 7 and "ValueError" in texts(ax)


def test_words_say_the_sums_or_the_reason():
    assert figures.in_words(COLUMN[:2], ROW[:2]) == "(2, 1) + (2,) gives (2, 2): 11, 12; 21, 22."
    assert figures.in_words(ROW, ROW[:3]).endswith("do not go together: axis −1: 4 against 3, and neither is 1.")
    assert figures.in_words(np.array(10.0), np.array(1.0)) == "() + () gives (): 11."


def test_overflow_writes_nan_into_every_gap():
    z = np.arange(-5.0, 6.0)
    gaps = np.where(np.abs(z) > 2, np.nan, 0.7)
    first, second = figures.overflow(z, {"naive": gaps, "stable": np.full(11, 0.7)}).axes
    assert [(t.get_text(), t.get_position()[0]) for t in first.texts] == [("nan", -4.0), ("nan", 4.0)]
    assert texts(second) == []
    assert first.get_title(loc="left") == "naive"


def test_lost_axis_marks_the_least_of_both():
    s = np.linspace(0, 1, 11)
    (ax,) = figures.lost_axis(s, 4 * (1 - s) ** 2, 4 * (1 + s**2), 4.0).axes
    marked = [line.get_xydata()[0].tolist() for line in ax.lines[2:]]
    assert marked == [[1.0, 0.0], [0.0, 1.0]]
