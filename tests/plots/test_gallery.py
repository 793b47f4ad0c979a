"""What the figures of the gallery show: the way down a surface, a window on an image, a border between spirals."""

import matplotlib.pyplot as plt
import numpy as np

from nnbook.plots import convolution, descent, spirals
from nnbook.plots.style import powers_of_ten

RNG = np.random.default_rng(0)


def pixels(ax):
    (picture,) = ax.images
    return np.ma.filled(picture.get_array().astype(float), np.nan)


def test_descent_shows_the_way_and_the_loss_on_axes_that_do_not_move():
    way = np.array([[-9.0, 3.0], [-8.0, 0.0], [50.0, 50.0]])
    figure = descent.on_surface(lambda a, b: a**2 + b**2, way, np.array([100.0, 3.0, 1e9]), (-10, 10, -4, 4), 89)
    left, right = figure.axes
    np.testing.assert_array_equal(left.lines[0].get_xydata(), way)
    np.testing.assert_array_equal(left.lines[1].get_xydata(), way[-1:])
    assert (left.get_xlim(), left.get_ylim(), right.get_xlim()) == ((-10, 10), (-4, 4), (0, 89))
    np.testing.assert_array_equal(right.lines[0].get_ydata(), [100, 3, 1e4])
    assert right.get_title() == "loss 1.0e+09"
    assert len(left.collections) >= 1  # lines of equal loss


def test_stepping_marks_the_window_and_fills_the_map_up_to_it():
    image, kernel = RNG.random((5, 6)), np.array([[1.0, -1.0], [0.5, 0.0]])
    result = RNG.standard_normal((4, 5))
    figure = convolution.stepping(image, kernel, result, 7)  # row 1, column 2
    left, middle, right = figure.axes
    np.testing.assert_array_equal(pixels(left), image)
    assert left.patches[0].get_xy() == (1.5, 0.5)
    assert (left.patches[0].get_width(), right.patches[0].get_width()) == (2, 1)
    assert right.patches[0].get_xy() == (1.5, 0.5)
    shown = pixels(right)
    np.testing.assert_array_equal(shown.ravel()[:8], result.ravel()[:8])
    assert np.isnan(shown.ravel()[8:]).all()
    assert [text.get_text().split("\n")[1] for text in middle.texts] == ["×1", "×−1", "×0.5", "×0"]
    assert middle.texts[1].get_text().startswith(f"{image[1, 3]:.1f}")
    value = f"{result[1, 2]:.2f}".replace("-", "−")
    assert right.get_title() == f"map: {value}"
    told = convolution.step_in_words(image, kernel, result, 7)
    assert told.startswith("The window at row 2, column 3 ") and told.endswith(f"add up to {value}.")


def test_powers_of_ten_are_plain_text():
    _, ax = plt.subplots()
    ax.set(yscale="log", ylim=(1e-6, 1e6))
    powers_of_ten(ax.yaxis, [-6, 0, 6])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1e−6", "1e0", "1e6"]
    assert ax.yaxis.get_minorticklocs().size == 0


def test_the_border_is_drawn_behind_all_points():
    x, y = RNG.standard_normal((20, 2)).astype(np.float32), np.arange(20) % 2
    (ax,) = spirals.border(lambda places: places[:, 0], x, y, 0.975).axes
    assert ax.get_title() == "98% right" and ax.get_legend() is None
    places = np.concatenate([dots.get_offsets() for dots in ax.collections if len(dots.get_offsets()) == 10])
    assert {tuple(place) for place in places.tolist()} == {tuple(place) for place in x.tolist()}
    assert (pixels(ax)[:, 0] == 0).all() and (pixels(ax)[:, -1] == 1).all()
