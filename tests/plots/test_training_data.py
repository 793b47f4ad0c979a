"""What the figures of the chapter on training data show."""

import numpy as np
import pytest

from nnbook.plots import training_data as figures

RNG = np.random.default_rng(0)


def test_both_scales_have_axes_of_one_unit_and_show_every_point():
    points, y = RNG.normal(size=(12, 2)) * (1, 100), np.repeat([0, 1, 2], 4)
    raw, scaled = figures.two_scales(points, points / (1, 100), y, ("a", "b", "c"), ("alcohol", "proline")).axes
    for ax, shown in ((raw, points), (scaled, points / (1, 100))):
        assert np.ptp(ax.get_xlim()) == pytest.approx(np.ptp(ax.get_ylim()))
        np.testing.assert_allclose(np.concatenate([c.get_offsets() for c in ax.collections]), shown)
        assert ax.get_ylim()[0] < shown[:, 1].min() < shown[:, 1].max() < ax.get_ylim()[1]


def test_the_road_says_what_each_step_may_look_at():
    (ax,) = figures.road([("split", "first"), ("fit", "training set")]).axes
    assert [text.get_text() for text in ax.texts if text.get_text()] == ["split", "first", "fit", "training set"]


def test_splits_have_a_dot_for_each_split_of_each_model():
    results = {"none": {"net": [0.3, 0.4], "forest": [0.9, 1.0]}, "robust": {"net": [0.9, 0.8], "forest": [1.0, 1.0]}}
    (ax,) = figures.splits(results).axes
    assert [c.get_offsets()[:, 0].tolist() for c in ax.collections] == [[0.3, 0.4], [0.9, 1.0], [0.9, 0.8], [1.0, 1.0]]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["none", "robust"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["net", "forest"]


def test_seasons_put_weeks_in_the_order_of_the_year():
    times = np.array([1990.75, 1991.25, 1992.5])
    (ax,) = figures.seasons(times, np.array([1.0, 2, 3]), {"circle": np.array([4.0, 5, 6])}, 13).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[3, 5], [6, 6], [9, 4]])
    assert "13 weeks" in ax.get_ylabel()


def test_the_trade_marks_where_each_way_stands():
    curve = (np.array([0, 0.1, 1]), np.array([0.6, 0.9, 1]))
    (ax,) = figures.trade({"plain": curve}, {"as it is": (0.01, 0.7), "weights": (0.02, 0.8)}).axes
    np.testing.assert_array_equal(ax.lines[0].get_xydata().T, curve)
    assert [tuple(line.get_xydata()[0]) for line in ax.lines[1:]] == [(0.01, 0.7), (0.02, 0.8)]


def test_a_moved_image_has_bars_for_both_networks_and_the_right_one_stands_out():
    shares = np.eye(10)[7]
    picture, left, right = figures.moved(RNG.random((20, 20)), {"a": shares, "b": np.full(10, 0.1)}, 3).axes
    assert picture.images[0].get_array().shape == (20, 20)
    assert [bar.get_height() for bar in left.patches] == shares.tolist()
    colors = [bar.get_facecolor() for bar in right.patches]
    assert [color != colors[0] for color in colors] == [digit == 3 for digit in range(10)]
