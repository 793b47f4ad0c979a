"""The figures of the chapter on convolution; that of single steps is tested with the gallery's."""

import numpy as np

from nnbook.plots import convolution as figures

RNG = np.random.default_rng(0)


def pixels(ax):
    (picture,) = ax.images
    return np.asarray(picture.get_array())


def test_edges_show_the_photograph_and_its_maps():
    photo, signed, size = RNG.random((5, 6)), RNG.standard_normal((5, 6)), RNG.random((5, 6))
    axes = figures.edges(photo, {"upright": signed, "level": -signed, "both": size}).axes
    assert [ax.get_title() for ax in axes] == ["photograph", "upright", "level", "both"]
    np.testing.assert_array_equal(pixels(axes[2]), -signed)
    assert axes[0].images[0].get_cmap().name == "gray"
    low, high = axes[1].images[0].get_clim()
    assert low == -high == -np.abs(signed).max()


def test_by_shift_draws_the_means():
    right = {"a": np.array([[0.0, 1.0], [1.0, 1.0]]), "b": np.array([[0.2, 0.4]])}
    (ax,) = figures.by_shift([0, 1], right).axes
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.5, 1.0], [0.2, 0.4]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]


def test_stripes_show_both_phases():
    image = np.tile([0.0, 1.0], (4, 2))
    axes = figures.stripes(image, {"smaller": (image[:, ::2], np.roll(image, 1, axis=1)[:, ::2])}).axes
    assert [ax.get_title() for ax in axes[:2]] == ["stripes", "smaller"]
    np.testing.assert_array_equal(pixels(axes[2]), np.roll(image, 1, axis=1))
    assert (pixels(axes[1]).max(), pixels(axes[3]).min()) == (0, 1)


def test_moved_along_says_how_far_off_the_map_is():
    image, before, after = RNG.random((6, 6)), RNG.standard_normal((4, 4)), RNG.standard_normal((4, 4))
    axes = figures.moved_along(image, before, after, 0.256).axes
    for ax, values in zip(axes, (image, before, after), strict=True):
        np.testing.assert_array_equal(pixels(ax), values)
    assert axes[2].get_title() == "map that came: 26% off"


def test_rim_shows_all_maps_on_one_scale():
    maps = {"zeros": RNG.standard_normal((4, 4)), "copies": np.zeros((4, 4))}
    axes = figures.rim(maps).axes
    assert [ax.get_title() for ax in axes] == ["zeros", "copies"]
    assert axes[0].images[0].get_clim() == axes[1].images[0].get_clim()
