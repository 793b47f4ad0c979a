"""What the figures of the chapter on vision transformers show."""

import numpy as np
from matplotlib.colors import to_rgba

from nnbook.plots import vision_transformer as figures
from nnbook.plots.style import VERMILLION


def test_every_patch_stands_in_the_image_and_in_the_row_of_tokens():
    image = np.arange(64.0).reshape(8, 8) / 64
    (ax,) = figures.idea(image, 4).axes
    pieces = [np.asarray(shown.get_array()) for shown in ax.images]
    assert len(pieces) == 2 * 4
    for number, corner in enumerate((0, 0, 4, 4, 32, 32, 36, 36)):
        np.testing.assert_allclose(pieces[number][0, 0], corner / 64)
    assert "class token" in [text.get_text() for text in ax.texts]


def test_shares_are_means_of_the_seeds_in_bands():
    runs = {"ViT": np.array([[0.6, 0.8], [0.9, 0.9]]), "CNN": np.array([[0.9, 0.9], [1.0, 1.0]])}
    (ax,) = figures.by_images([100, 1000], runs, {"softmax": [0.8, 0.9]}).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[100, 0.7], [1000, 0.9]])
    band = ax.collections[0].get_paths()[0].vertices
    assert (band[:, 1].min(), band[:, 1].max()) == (0.6, 0.9)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["ViT", "CNN", "softmax"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["100", "1,000"]


def test_each_small_grid_lies_where_its_place_is():
    table = np.arange(16.0).reshape(4, 4) / 16
    left, right = figures.similarities({"before": table, "after": table.T}).axes[:2]
    canvas = np.ma.filled(left.images[0].get_array(), np.nan)
    np.testing.assert_allclose(canvas[:2, 3:], table[1].reshape(2, 2))
    np.testing.assert_allclose(canvas[3:, :2], table[2].reshape(2, 2))
    assert np.isnan(canvas[2]).all()
    assert np.isnan(canvas[:, 2]).all()
    assert (left.get_title(), right.get_title()) == ("before", "after")


def test_a_dot_for_each_head_and_a_line_for_even_looks():
    values = np.array([[3.0, 1.0], [2.0, 4.0], [5.0, 5.0]])
    (ax,) = figures.distances({"untrained": values, "trained": values + 1}, evenly=4.5).axes
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [1, 3, 2, 4, 5, 5])
    np.testing.assert_allclose(ax.lines[1].get_ydata(), [2, 4, 3, 5, 6, 6])
    assert list(np.round(ax.lines[0].get_xdata())) == [1, 1, 2, 2, 3, 3]
    assert ax.lines[2].get_ydata() == [4.5, 4.5]


def test_looking_shows_the_image_a_grid_for_each_layer_and_the_answer():
    weights = np.stack([np.full((4, 4), 0.1), np.eye(4) / 4])
    image, first, second, answer = figures.looking(np.zeros((8, 8)), weights, np.array([0.2, 0.7, 0.1])).axes
    assert image.images[0].get_array().shape == (8, 8)
    np.testing.assert_allclose(second.images[0].get_array(), weights[1])
    assert first.images[0].get_clim() == second.images[0].get_clim()
    assert [bar.get_height() for bar in answer.patches] == [0.2, 0.7, 0.1]
    assert answer.patches[1].get_facecolor() == to_rgba(VERMILLION)
