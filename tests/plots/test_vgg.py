"""What the figures of the chapter on VGG show."""

import numpy as np

from nnbook.plots import vgg as figures


def test_both_stacks_of_windows_begin_with_25_pixels_and_end_with_one():
    left, right = figures.windows().axes
    assert [len(ax.patches) for ax in (left, right)] == [25 + 1, 25 + 9 + 1]
    assert left.texts[0].get_text() == "25 weights"


def test_signals_have_a_line_for_each_beginning():
    (ax,) = figures.signals({"0.01": np.array([0.1, 0.001]), "He": np.array([1.0, 2.0])}).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[1, 0.1], [2, 0.001]])
    assert ax.get_yscale() == "log"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["0.01", "He"]
