"""What the figures of the chapter on dropout show."""

import numpy as np

from nnbook.plots import dropout as figures


def test_a_thinned_network_has_fewer_lines_and_crosses_where_units_are_gone():
    masks = {"all": [np.ones(3)], "thinned": [np.array([1, 0, 1])]}
    full, thin = figures.thinned(masks, (2, 3, 1)).axes

    def count(ax, marker):
        return sum(line.get_marker() == marker for line in ax.lines)

    assert [count(ax, "o") for ax in (full, thin)] == [6, 6]
    assert [count(ax, "x") for ax in (full, thin)] == [0, 1]
    assert [count(ax, "None") for ax in (full, thin)] == [9, 6]


def test_rates_have_a_curve_for_each_network():
    (ax,) = figures.rates([0, 0.5], {"wide": np.array([[0.6, 0.8], [0.8, 0.9]]), "narrow": np.ones((2, 2))}).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[0, 0.7], [0.5, 0.85]])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["wide", "narrow"]


def test_doubt_stands_against_the_angle():
    (ax,) = figures.doubt([0, 90], {"accuracy": np.array([[1.0], [0.1]]), "spread": np.array([[0.1], [0.2]])}).axes
    np.testing.assert_allclose(ax.lines[1].get_xydata(), [[0, 0.1], [90, 0.2]])


def test_passes_show_the_image_and_every_probability_with_the_mean():
    probabilities = np.array([[0.2, 0.8], [0.4, 0.6]])
    image, dots = figures.passes(np.eye(8), probabilities).axes
    np.testing.assert_array_equal(image.images[0].get_array(), np.eye(8))
    np.testing.assert_array_equal(dots.lines[0].get_ydata(), probabilities.ravel())
    np.testing.assert_allclose(dots.lines[1].get_ydata(), [0.3, 0.7])
