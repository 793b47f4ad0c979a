"""The figures of the chapter on adversarial networks: what is drawn, where, and under which name."""

import numpy as np

from nnbook.plots import gan as figures


def test_players_has_both_networks_and_the_slope_that_comes_back():
    (ax,) = figures.players().axes
    words = [text.get_text() for text in ax.texts]
    assert {"generator", "discriminator", "noise z", "real examples", "made examples"} <= set(words)
    assert len(ax.patches) == 5
    back = ax.lines[0].get_xdata()
    assert back[0] > back[-1]  # from the discriminator to the generator


def test_clouds_put_points_where_they_are_and_rings_on_the_centers():
    centers = np.array([[2.0, 0.0], [0.0, 2.0]])
    points = np.tile([[2.0, -1.0]], (9, 1))
    figure = figures.clouds({"a": {"here": points, "there": -points}, "b": {"x": points, "y": points}}, centers)
    assert len(figure.axes) == 4
    here = figure.axes[0]
    counts = here.images[0].get_array()
    row, column = np.unravel_index(counts.argmax(), counts.shape)
    assert counts.max() == 3  # the root of nine
    assert (row, column) == (16, 40)  # 48 squares from -3 to 3, row 0 lowest
    assert here.get_title() == "here"
    assert here.get_ylabel() == "a"
    assert np.array_equal(np.transpose(here.lines[0].get_data()), centers)


def test_best_draws_densities_above_and_chances_below():
    x = np.linspace(-1, 1, 5)
    above, below = figures.best(x, {"real": x + 1, "made": 1 - x}, {"exact": x**2, "learned": x**4}).axes
    assert [line.get_label() for line in above.lines] == ["real", "made"]
    assert [line.get_label() for line in below.lines[:2]] == ["exact", "learned"]
    assert np.array_equal(below.lines[1].get_ydata(), x**4)


def test_judged_has_a_marker_for_each_seed_within_the_axes():
    (ax,) = figures.judged({"one": ([8, 3], [0.9, 0.5]), "two": ([0, 1], [0.0, 0.1])}, 8).axes
    assert [line.get_label() for line in ax.lines] == ["one", "two"]
    assert np.allclose(ax.lines[0].get_xdata(), [8, 3], atol=0.3)
    assert list(ax.lines[1].get_ydata()) == [0.0, 0.1]
    assert ax.get_xlim()[1] >= 8.2


def test_orbit_shows_the_way_and_its_distance_from_rest():
    way = np.array([[3.0, 4.0], [0.0, 2.0]])
    left, right = figures.orbit(way, 6.0).axes
    assert np.array_equal(np.transpose(left.lines[0].get_data()), way)
    assert list(right.lines[0].get_ydata()) == [5.0, 2.0]
    assert left.get_xlim() == (-6.0, 6.0)
