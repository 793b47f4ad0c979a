"""What the figures of the chapter on GoogLeNet show."""

import numpy as np

from nnbook.plots import googlenet as figures


def test_the_module_has_four_paths_between_its_input_and_its_output():
    (ax,) = figures.module().axes
    words = [text.get_text() for text in ax.texts if text.get_text()]
    assert len(ax.patches) == 2 + 7
    assert (words.count("1 by 1"), words.count("3 by 3"), words.count("5 by 5")) == (4, 1, 1)


def test_shifts_are_means_over_the_seeds_with_a_line_for_guessing():
    (ax,) = figures.shifts([0, 1], {"mean": np.array([[0.8, 0.6], [0.6, 0.4]]), "linear": np.ones((1, 2))}).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[0, 0.7], [1, 0.5]])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["mean", "linear"]
    assert set(ax.lines[2].get_ydata()) == {0.1}


def test_gradients_have_a_row_for_each_beginning_and_a_color_for_each_loss():
    norms = {"0.01": np.array([[1e-9, 1e-3]]), "He": np.array([[1.0, 2.0]])}
    (ax,) = figures.gradients(norms, ["last", "head"]).axes
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0.01", "He"]
    assert [line.get_xdata()[0] for line in ax.lines] == [1e-9, 1.0, 1e-3, 2.0]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["last", "head"]


def test_the_squeeze_adds_up_its_two_layers():
    (ax,) = figures.squeeze(192, 16, 32, 5, 200_000).axes
    assert [bar.get_width() for bar in ax.patches] == [25 * 192 * 32, 192 * 16, 25 * 16 * 32]
    assert ax.patches[2].get_x() == 192 * 16
