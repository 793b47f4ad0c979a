"""The figures of the chapter on recurrence: a loop unrolled, fans of gradients, forecasts, a cliff."""

import numpy as np

from nnbook.plots import rnn as figures

RNG = np.random.default_rng(0)


def test_series_shades_the_test_years_and_the_window_before_them():
    times = np.arange(1700.0, 1720)
    (ax,) = figures.series(times, RNG.random(20), 15, 4).axes
    assert [(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches] == [(1715, 1719), (1711, 1714)]


def test_unrolled_shows_every_step_with_its_numbers():
    (ax,) = figures.unrolled([1, 0, 1], np.array([[1, 0], [1, 0], [2, 1]]), [1, 1, 0]).axes
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    assert texts == ["$x_t$", "$h_t$", r"$\hat{y}_t$", "=", "1", "1, 0", "1", "0", "1, 0", "1", "1", "2, 1", "0"]
    assert len(ax.patches) == 4


def test_fans_have_a_line_for_each_seed_and_name_each_radius_once():
    runs = {"0.8": RNG.random((3, 5)), "1.2": RNG.random((3, 5))}
    axes = figures.fans({"linear": runs, "tanh": runs}).axes
    assert [ax.get_title() for ax in axes] == ["linear", "tanh"]
    assert [len(ax.lines) for ax in axes] == [6, 6]
    assert [text.get_text() for text in axes[0].get_legend().get_texts()] == ["0.8", "1.2"]


def test_fan_shows_the_power_law():
    (ax,) = figures.fan(RNG.random((2, 4)), 0.5, "radius 0.5").axes
    assert len(ax.lines) == 3 and ax.get_title() == "radius 0.5"
    np.testing.assert_allclose(ax.lines[-1].get_ydata(), [0.5, 0.25, 0.125, 0.0625])


def test_forecast_draws_every_answer():
    times = np.arange(5.0)
    (ax,) = figures.forecast(times, times, {"network": times + 1, "autoregression": times - 1}).axes
    assert [line.get_label() for line in ax.lines] == ["what came", "network", "autoregression"]
    assert ax.lines[2].get_ydata().tolist() == [-1, 0, 1, 2, 3]


def test_reach_shows_gradients_and_every_error():
    errors = {"a": np.array([[0.1, 0.2], [0.15, 0.16]]), "b": np.full((2, 2), 0.05)}
    left, right = figures.reach({"a": np.array([1, 0.1]), "b": np.array([1, 0.9])}, [10, 20], errors).axes
    assert [line.get_ydata().tolist() for line in left.lines] == [[1, 0.1], [1, 0.9]]
    assert right.lines[0].get_ydata().tolist() == [0.1, 0.2, 0.15, 0.16]
    assert right.lines[0].get_xdata().tolist() == [9, 9, 19, 19]
    assert right.lines[2].get_ydata() == [1 / 6, 1 / 6]


def test_cliff_ends_a_way_where_it_leaves_the_map():
    w, b = np.linspace(0, 4, 9), np.linspace(0, 2, 5)
    stays, leaves = np.array([[1, 1], [1, 1.5]]), np.array([[1, 1], [9, 9], [1, 1.0]])
    ax = figures.cliff(w, b, RNG.random((5, 9)), {"clipped": stays, "not": leaves}).axes[0]
    named = {line.get_label(): line.get_xydata().tolist() for line in ax.lines}
    assert named["clipped"] == stays.tolist() and named["not"] == [[1, 1], [9, 9]]
