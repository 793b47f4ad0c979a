"""The figures of the chapter on autoencoders: sizes of layers, losses from starts, errors by size, maps of codes."""

import numpy as np

from nnbook.plots import autoencoders as figures

RNG = np.random.default_rng(0)


def test_hourglass_names_its_parts_and_sizes():
    (ax,) = figures.hourglass([64, 8, 2]).axes
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    assert texts == ["64", "8", "2", "8", "64", "input", "code", "copy", "encoder", "decoder"]
    heights = [patch.get_height() for patch in ax.patches]
    assert heights[2] == min(heights) and heights == heights[::-1]


def test_escapes_draw_a_line_for_each_start_and_for_each_level():
    (ax,) = figures.escapes({"a": [3.0, 1.0], "b": [2.0, 1.0]}, {"best": 1.0}).axes
    assert [list(line.get_ydata()) for line in ax.lines] == [[3.0, 1.0], [2.0, 1.0], [1.0, 1.0]]
    assert [text.get_text() for text in ax.texts] == ["best"]


def test_by_size_puts_every_seed_over_the_size_of_its_code():
    (ax,) = figures.by_size([3.0, 2.0, 1.0], {"deep": {1: [1.5, 1.4], 2: [0.5]}}).axes
    drawn = {line.get_label(): (list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines}
    assert drawn == {"PCA": ([0, 1, 2], [3.0, 2.0, 1.0]), "deep": ([1, 1, 2], [1.5, 1.4, 0.5])}


def test_maps_show_every_digit_at_its_median():
    codes, y = RNG.normal(size=(50, 2)), np.arange(50) % 10
    for ax in figures.maps({"PCA": codes, "deep": -codes}, y).axes:
        assert [text.get_text() for text in ax.texts] == [str(digit) for digit in range(10)]
        assert sum(len(line.get_xdata()) for line in ax.lines) == 50
    assert np.allclose(ax.texts[3].get_position(), np.median(-codes[y == 3], axis=0))


def test_walk_marks_the_place_and_shows_the_picture():
    image = RNG.random((8, 8))
    left, right = figures.walk(np.zeros((10, 2)), (0.5, -0.5), image, (-1, 1, -2, 2)).axes
    assert [list(line.get_xydata()[0]) for line in left.lines] == [[0.5, -0.5]]
    assert np.allclose(right.images[0].get_array(), image) and left.get_ylim() == (-2, 2)
