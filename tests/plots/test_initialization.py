"""What the figures of the chapter on initialization show."""

import numpy as np

from nnbook.plots import initialization as figures

CALM = figures.Depth(np.array([1.0, 0.5, 0.2]), np.array([0.97, 0.96, 0.95]), np.array([0.0, 0.01, 0.02]))
LOST = figures.Depth(np.array([1.0, 1e-9, 0.0]), np.array([0.97, 0.5, 0.1]), np.array([0.0, 0.5, 0.95]))


def test_accuracy_by_depth_has_a_band_and_a_baseline():
    (ax,) = figures.by_depth([2, 30], {"SGD": np.array([[0.9, 1.0], [0.1, 0.1]])}, 0.97).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[2, 0.95], [30, 0.1]])
    assert set(ax.lines[1].get_ydata()) == {0.97} and len(ax.collections) == 1


def test_fans_show_five_inputs_and_three_users_with_their_way_back():
    left, right = figures.fans().axes
    assert (len(left.texts), len(right.texts)) == (5, 6), "arrows; on the right there and back"
    assert (len(left.lines), len(right.lines)) == (6, 4), "circles"


def test_histograms_are_scaled_to_their_peak_and_pile_up_at_the_edges():
    layers = {1: np.array([-5.0, 0.01, 0.01]), 30: np.zeros(4)}
    figure = figures.histograms({"old": (layers, layers), "new": (layers, layers)})
    assert len(figure.axes) == 4 and figure.axes[2].get_ylabel() == "new"
    first, last = figure.axes[0].lines
    assert (first.get_ydata()[0], first.get_ydata().max()) == (0.5, 1)
    assert last.get_ydata().sum() == 1, "a spike"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["layer 1", "layer 30"]


def test_courses_stand_side_by_side_with_the_baseline():
    runs = {"He": np.array([[0.1, 0.2], [0.5, 0.7]])}
    left, right = figures.courses({"plain": runs, "Adam": runs}, 0.97).axes
    np.testing.assert_allclose(left.lines[0].get_xydata(), [[0, 0.15], [1, 0.6]])
    assert set(right.lines[1].get_ydata()) == {0.97} and right.get_title() == "Adam"


def test_luck_shows_shares_of_networks_and_bears_a_network_without_signal():
    (ax,) = figures.luck({16: np.array([0.0, 1.0, 1.0, 1.0]), 64: np.ones(4)}, depth=30).axes
    heights, _, _ = ax.patches[0].get_data()
    assert heights[0] == 0.25 and heights.sum() == 1
    assert "30 layers" in ax.get_xlabel()


def test_angles_have_a_panel_for_each_network():
    figure = figures.angles({"a": CALM, "b": LOST})
    copies, strangers = figure.axes[1].lines
    np.testing.assert_array_equal(copies.get_ydata(), LOST.copies)
    np.testing.assert_array_equal(strangers.get_ydata(), LOST.strangers)
    assert [ax.get_title() for ax in figure.axes] == ["a", "b"]


def test_size_and_angle_keeps_a_lost_signal_in_sight():
    left, right = figures.size_and_angle(LOST).axes
    np.testing.assert_array_equal(left.lines[0].get_ydata(), [1, 1e-9, 1e-12])
    assert left.get_yscale() == "log" and len(right.lines) == 2
    assert right.get_legend() is None and len(right.figure.legends) == 1  # beside the lines, not on them


def test_the_picture_in_words():
    assert figures.in_words(CALM) == (
        "After 2 layers the signal is of a size between 0.1 and 10; an image and its noisy copy are nearly parallel, "
        "two different images at a wide angle."
    )
    assert "is lost" in figures.in_words(LOST) and "images nearly parallel" in figures.in_words(LOST)
    large = figures.Depth(np.array([1e9]), np.array([0.5]), np.array([0.5]))
    assert "far too large" in figures.in_words(large) and "in between" in figures.in_words(large)
