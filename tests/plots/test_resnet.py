"""What the figures of the chapter on residual networks show."""

import numpy as np

from nnbook.plots import resnet as figures


def test_blocks_add_where_there_is_a_shortcut():
    plain, residual, before = figures.blocks().axes
    rows = [[text.get_text() for text in ax.texts if text.get_text()] for ax in (plain, residual, before)]
    assert "+" not in rows[0]
    assert rows[1][-4:-1] == ["+", "ReLU", "x"] and rows[2][-3:] == ["+", "x", "pre-activation"]
    for ax in (residual, before):
        shortcut = ax.lines[-1].get_ydata()
        plus = next(text for text in ax.texts if text.get_text() == "+")
        assert shortcut[-1] == plus.get_position()[1]


def test_loss_by_depth_has_bands_and_the_loss_of_guessing():
    runs = {"plain": np.array([[1.0, 2.0], [2.0, 2.2]]), "residual": np.array([[0.5, 0.7], [0.1, 0.3]])}
    (ax,) = figures.by_depth([8, 56], runs, 2.3).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[8, 1.5], [56, 2.1]])
    assert set(ax.lines[2].get_ydata()) == {2.3} and len(ax.collections) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["plain", "residual"]


def test_gradients_show_sizes_by_layer_and_directions_by_depth():
    norms = {"plain": np.array([100.0, 1.0]), "residual": np.array([2.0, 1.0])}
    cosines = {"plain": np.array([[0.8], [0.0]]), "residual": np.array([[0.9], [0.5]])}
    left, right = figures.gradients(norms, cosines, [8, 56]).axes
    np.testing.assert_allclose(left.lines[0].get_xydata(), [[1, 100], [2, 1]])
    assert left.get_yscale() == "log"
    np.testing.assert_allclose(right.lines[1].get_xydata(), [[8, 0.9], [56, 0.5]])


def test_lesions_stand_from_the_first_block_to_the_last():
    (ax,) = figures.lesions({"plain": np.array([0.1, 0.2, 0.3])}, {"plain": 0.9}).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[0, 0.1], [0.5, 0.2], [1, 0.3]])
    assert set(ax.lines[1].get_ydata()) == {0.9}


def test_paths_are_shares():
    (ax,) = figures.paths(np.array([1, 2, 1]), np.array([6.0, 3.0, 1.0])).axes
    gradient, number = ax.containers
    np.testing.assert_allclose([bar.get_height() for bar in gradient], [0.6, 0.3, 0.1])
    np.testing.assert_allclose([bar.get_height() for bar in number], [0.25, 0.5, 0.25])


def test_a_walk_has_mean_zero_and_spread_one_even_on_the_level():
    top, bottom = figures.walk(np.array([1.0, 3.0]), np.zeros(2)).axes
    np.testing.assert_allclose(top.lines[0].get_ydata(), [-1, 1])
    np.testing.assert_allclose(bottom.lines[0].get_ydata(), [0, 0])
