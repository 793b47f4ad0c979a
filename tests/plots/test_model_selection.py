"""What the figures of the chapter on model selection show."""

import numpy as np

from nnbook.plots import model_selection as figures


def test_two_models_are_joined_split_by_split():
    first, second = np.array([0.9, 0.7, 0.8]), np.array([0.8, 0.9, 0.8])
    (ax,) = figures.two_models(first, second, ("a", "b")).axes
    np.testing.assert_allclose(ax.lines[0].get_ydata() - ax.lines[1].get_ydata(), [-0.2, 0, 0.1])


def test_folds_have_a_row_for_each_fold_and_strips_above():
    table = np.array([[2, 1, 1, 0], [1, 2, 1, 0]])
    strip, kind = figures.folds({"two folds": table}, {"class": np.array([0, 1, 2, 3])}).axes
    np.testing.assert_array_equal(kind.images[0].get_array(), table)
    np.testing.assert_array_equal(strip.images[0].get_array(), [[0, 1, 0, 1]])
    assert (strip.get_ylabel(), kind.get_ylabel()) == ("class", "two folds")


def test_by_folds_shows_the_mean_the_bias_and_the_whole_error():
    truth = np.array([0.8, 0.8])
    left, right = figures.by_folds({2: np.array([0.7, 0.9]), 5: np.array([0.7, 0.7])}, truth).axes
    np.testing.assert_allclose(left.lines[0].get_ydata(), [0.8, 0.7])
    np.testing.assert_allclose(right.lines[0].get_ydata(), [0.1, 0.1])
    np.testing.assert_allclose(right.lines[1].get_ydata(), [0, 0.1], atol=1e-12)


def test_forecasts_begin_where_they_are_told():
    times = np.arange(4.0)
    (ax,) = figures.forecasts(times, times, {"net": (times[2:], times[:2])}, 2.0).axes
    np.testing.assert_array_equal(ax.lines[1].get_xydata(), [[2, 0], [3, 1]])
    assert set(ax.lines[2].get_xdata()) == {2.0}


def test_curves_show_training_and_held_out():
    train, held_out = np.ones((2, 3)), np.array([[0.5, 0.6, 0.7], [0.8, 0.8, 0.8]])
    left, right = figures.curves(
        {"examples": ([10, 20], {"net": (train, held_out)}), "units": ([1, 2], {"net": (train, train)})}
    ).axes
    np.testing.assert_allclose(left.lines[1].get_xydata(), [[10, 0.6], [20, 0.8]])
    assert [label.get_text() for label in right.get_xticklabels()] == ["1", "2"]


def test_search_shows_trials_and_their_shadows():
    trials = np.array([[-1.0, 0], [1, -2]])
    (ax,) = figures.search(trials, np.array([0.9, 0.95]), ("C", "gamma"), (0.8, 1)).axes
    np.testing.assert_array_equal(ax.collections[0].get_offsets(), trials)
    np.testing.assert_array_equal(ax.lines[0].get_xdata(), trials[:, 0])
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), trials[:, 1])
    assert ax.get_title() == "2 trials, best 0.95"
