"""Images side by side and confusion matrices: what stands where."""

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgba

from nnbook.plots import confusion, images, style


def drawn(figure):
    (picture,) = figure.axes[0].images
    return np.ma.filled(picture.get_array().astype(float), np.nan), picture


def test_images_stand_in_rows_and_all_share_one_scale():
    array = np.arange(5 * 2 * 3.0).reshape(5, 2, 3)
    figure = images(array, columns=3)
    mosaic, picture = drawn(figure)
    assert mosaic.shape == (2 + 1 + 2, 3 * 3 + 2)
    for i in range(5):
        top, left = i // 3 * 3, i % 3 * 4
        np.testing.assert_array_equal(mosaic[top : top + 2, left : left + 3], array[i])
    assert np.isnan(mosaic).sum() == mosaic.size - array.size
    assert picture.get_clim() == (0, 29)
    assert picture.get_cmap().name == style.IMAGES
    assert not figure.axes[0].axison
    width, height = figure.get_size_inches()
    assert height / width == pytest.approx(5 / 11)  # no empty page around them


def test_labels_stand_above_their_images():
    figure = images(np.zeros((4, 10, 10)), labels=[7, "a", 1, 2], columns=2)
    mosaic, _ = drawn(figure)
    texts = figure.axes[0].texts
    assert [text.get_text() for text in texts] == ["7", "a", "1", "2"]
    for text in texts:
        x, y = text.get_position()
        below = mosaic[int(y) + 1 :, int(x)]
        assert not np.isnan(below[0])
        assert np.isnan(mosaic[int(y), int(x)])
    assert min(text.get_fontsize() for text in texts) >= 10
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in texts]
    assert boxes[0].y0 > boxes[2].y1
    assert boxes[0].x1 < boxes[1].x0


@pytest.mark.parametrize("side", [8, 32])
def test_labels_do_not_run_into_the_row_above(side):
    figure = images(np.zeros((16, side, side)), labels=range(16))
    figure.canvas.draw()
    mosaic, _ = drawn(figure)
    ends = np.flatnonzero(
        np.diff(np.isnan(mosaic[:, 0]).astype(int)) == 1
    )  # the last row of pixels of the upper images
    bottom = figure.axes[0].transData.transform((0, ends[0] + 0.5))[1]
    for text in figure.axes[0].texts[8:]:
        assert text.get_window_extent().y1 < bottom


@pytest.mark.parametrize("shape", [(2, 4, 4), (2, 1, 4, 4)])
def test_tensors_and_a_channel_axis_are_taken(shape):
    mosaic, _ = drawn(images(torch.rand(shape, requires_grad=True)))
    assert mosaic.shape == (4, 9)


def test_limits_and_color_map_can_be_given():
    _, picture = drawn(images(np.ones((1, 2, 2)), limits=(-2, 2), cmap=style.SIGNED))
    assert picture.get_clim() == (-2, 2)
    assert picture.get_cmap().name == style.SIGNED


def test_color_images_keep_their_colors():
    array = np.random.default_rng(0).random((2, 3, 4, 5))
    picture = images(array).axes[0].images[0].get_array()
    assert picture.shape == (4, 11, 3)
    np.testing.assert_allclose(picture[:, 6:], array[1].transpose(1, 2, 0))
    np.testing.assert_array_equal(picture[:, 5], 1)


def test_wrong_images_are_named():
    with pytest.raises(
        ValueError, match=r"shape \(8, 8\): expected \(N, H, W\), .* A single image\? images\(image\[None\]\)"
    ):
        images(np.zeros((8, 8)))
    with pytest.raises(ValueError, match=r"shape \(2, 4, 8, 8\): expected"):
        images(np.zeros((2, 4, 8, 8)))
    with pytest.raises(ValueError, match=r"shape \(0, 8, 8\): there is no image in it"):
        images(np.zeros((0, 8, 8)))
    with pytest.raises(ValueError, match=r"2 images and 3 labels: one label per image, or none"):
        images(np.zeros((2, 8, 8)), [1, 2, 3])


def test_confusion_prints_every_count_where_it_belongs():
    matrix = np.array([[5, 1, 0], [2, 30, 3], [0, 4, 7]])
    figure = confusion(matrix, ["a", "b", "c"])
    (ax,) = figure.axes
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    assert {text.get_position(): text.get_text() for text in ax.texts} == {
        (column, row): str(matrix[row, column]) for row in range(3) for column in range(3)
    }
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b", "c"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b", "c"]


def test_confusion_counts_are_readable_on_every_shade():
    matrix = np.arange(100).reshape(10, 10)
    ax = confusion(matrix).axes[0]
    picture = ax.images[0]
    for text in ax.texts:
        column, row = text.get_position()
        shade = picture.cmap(picture.norm(matrix[row, column]))
        lights = sorted(np.dot(_linear(color), [0.2126, 0.7152, 0.0722]) + 0.05 for color in (shade, text.get_color()))
        assert lights[1] / lights[0] > 4.5, text.get_text()


def _linear(color):
    rgb = np.array(to_rgba(color))[:3]
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def test_confusion_shares_have_two_decimals():
    assert [text.get_text() for text in confusion([[0.75, 0.25], [1 / 3, 2 / 3]]).axes[0].texts] == [
        "0.75",
        "0.25",
        "0.33",
        "0.67",
    ]


def test_wrong_matrices_are_named():
    for shape in [(2, 3), (4,), (0, 0)]:
        with pytest.raises(
            ValueError, match=r"confusion got a matrix of shape .*: expected \(K, K\), a row and a column"
        ):
            confusion(np.zeros(shape))
    with pytest.raises(ValueError, match=r"confusion got 3 class names for a matrix of shape \(2, 2\)"):
        confusion(np.zeros((2, 2)), "abc")
