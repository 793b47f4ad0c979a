"""What the figures of the chapter on overfitting show."""

import numpy as np

from nnbook.plots import overfitting as figures

GRID = np.linspace(-1, 1, 5)


def test_each_fit_is_drawn_with_the_truth_and_the_points():
    x, y = np.array([-0.5, 0.5]), np.array([1.0, -1.0])
    left, right = figures.fits(x, y, GRID, GRID**2, {"small": GRID, "wild": 100 * GRID}).axes
    assert [ax.get_title() for ax in (left, right)] == ["small", "wild"]
    truth, fit, points = left.lines
    np.testing.assert_array_equal(truth.get_ydata(), GRID**2)
    np.testing.assert_array_equal(fit.get_ydata(), GRID)
    np.testing.assert_array_equal(points.get_xydata(), np.column_stack([x, y]))
    assert np.abs(right.lines[1].get_ydata()).max() < 10  # cut far outside of what is seen
    assert left.get_ylim() == right.get_ylim()


def test_one_fit_fills_a_figure_of_its_own():
    (ax,) = figures.fit(GRID, GRID, GRID, GRID, GRID).axes
    assert len(ax.lines) == 3


def test_the_spread_shows_every_set_their_mean_and_the_truth():
    curves = np.stack([GRID, -GRID, 0.5 * GRID])
    (ax,) = figures.spread(GRID, GRID**2, {"three": curves}).axes
    assert len(ax.lines) == 5
    np.testing.assert_allclose(ax.lines[3].get_ydata(), GRID / 6)
    np.testing.assert_array_equal(ax.lines[4].get_ydata(), GRID**2)


def test_parts_of_the_error_stand_over_the_sizes_and_unknown_bias_is_left_out():
    sizes = [2, 10, 100]
    (ax,) = figures.parts(sizes, np.array([3, 2, np.nan]), np.array([1.0, 5, 90]), 1.0, 10).axes
    mark, variance, bias, noise = ax.lines
    assert set(mark.get_xdata()) == {10}
    np.testing.assert_array_equal(variance.get_ydata(), [1, 5, 90])
    np.testing.assert_array_equal(bias.get_ydata(), [3, 2, np.nan])
    assert set(noise.get_ydata()) == {1.0}
    assert ax.get_yscale() == ax.get_xscale() == "log"


def test_two_descents_show_means_and_ranges_and_the_rivals():
    test = np.array([[0.2, 0.4], [0.8, 1.0]])
    (ax,) = figures.two_descents([10, 100], test / 2, test, 100, {"rival": 0.3}).axes
    np.testing.assert_allclose(ax.lines[1].get_ydata(), [0.3, 0.9])
    np.testing.assert_allclose(ax.lines[2].get_ydata(), [0.15, 0.45])
    assert set(ax.lines[3].get_ydata()) == {0.3}
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["new digits", "training digits", "rival"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["10", "50", "100"]


def test_learning_by_heart_shows_training_labels_beside_new_digits():
    training = {kind: np.full((3, 2), value) for kind, value in (("a", 0.9), ("b", 0.8), ("c", 0.7))}
    test = {kind: accuracy / 2 for kind, accuracy in training.items()}
    left, right = figures.by_heart(training, test).axes
    np.testing.assert_array_equal(left.lines[0].get_xdata(), [1, 2, 3])
    np.testing.assert_allclose([line.get_ydata()[0] for line in right.lines], [0.45, 0.4, 0.35])


def test_more_data_has_a_curve_for_each_way_to_solve():
    (ax,) = figures.more_data([50, 100], {"as it is": np.array([0.3, 0.9]), "cut": np.array([0.3, 0.2])}).axes
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), [[50, 0.3], [100, 0.9]])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["50", "100"]
