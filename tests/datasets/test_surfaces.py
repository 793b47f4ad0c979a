"""Points with numbers: the functions are those of the docstrings."""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsRegressor

from nnbook import datasets


def test_voronoi_linear_is_linear_in_each_piece():
    d = datasets.voronoi_linear(pieces=5, noise=0.0)
    for x, y, piece in ((d.x_train, d.y_train, d.piece_train), (d.x_test, d.y_test, d.piece_test)):
        nearest = np.linalg.norm(x[:, None].astype(float) - d.centers, axis=2).argmin(axis=1)
        np.testing.assert_array_equal(piece, nearest)
        for k in range(5):
            np.testing.assert_allclose(y[piece == k, 0], x[piece == k] @ d.weights[k] + d.biases[k], atol=1e-5)
    assert LinearRegression().fit(d.x_train, d.y_train).score(d.x_test, d.y_test) < 0.9  # there are jumps
    assert -1 <= d.x_train.min() < -0.9 < 0.9 < d.x_train.max() <= 1


def test_a_world_can_be_sampled_often():
    one, other, elsewhere = (datasets.voronoi_linear(seed=s, world=w) for s, w in ((0, 7), (1, 7), (0, 8)))
    np.testing.assert_array_equal(one.centers, other.centers)
    assert not np.array_equal(one.x_train, other.x_train)
    assert not np.array_equal(one.centers, elsewhere.centers)
    noise = datasets.voronoi_linear(noise=0.2).y_test - datasets.voronoi_linear(noise=0.0).y_test
    assert noise.std() == pytest.approx(0.2, rel=0.1)


def test_friedman1_uses_five_of_its_ten_numbers():
    d = datasets.friedman1(noise=0.0)
    x = d.x.astype(float)
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    np.testing.assert_allclose(d.y[:, 0], y, rtol=1e-5)
    assert 0 <= d.x.min() < d.x.max() <= 1


def test_swiss_roll_is_rolled_up():
    d = datasets.swiss_roll(n=1500)
    angle = d.y[:, 0].astype(float)
    np.testing.assert_allclose(d.x[:, 0], angle * np.cos(angle), atol=1e-4)
    np.testing.assert_allclose(d.x[:, 2], angle * np.sin(angle), atol=1e-4)
    assert 1.5 * np.pi <= angle.min() < angle.max() <= 4.5 * np.pi
    flat = PCA(2).fit_transform(d.x)
    assert KNeighborsRegressor(5).fit(d.x[:1000], d.y[:1000]).score(d.x[1000:], d.y[1000:]) > 0.97
    assert LinearRegression().fit(flat[:1000], d.y[:1000]).score(flat[1000:], d.y[1000:]) < 0.5


def test_circles_are_told_apart_by_the_distance_from_the_center():
    d = datasets.circles(noise=0.0)
    np.testing.assert_allclose(np.linalg.norm(d.x, axis=1), np.where(d.y == 0, 1, 0.5), rtol=1e-6)
    assert d.classes == ("outer", "inner")
    noise = datasets.circles(4000, noise=0.1).x - datasets.circles(4000, noise=0.0).x
    assert noise.std() == pytest.approx(0.1, rel=0.05)


def test_the_ring_has_its_clouds_in_equal_shares():
    d = datasets.ring_of_gaussians(n=803, modes=8, radius=3.0, noise=0.02)
    counts = np.bincount(d.y)
    assert counts.max() - counts.min() <= 1
    for k in range(8):
        center = 3 * np.array([np.cos(np.pi * k / 4), np.sin(np.pi * k / 4)])
        np.testing.assert_allclose(d.x[d.y == k].mean(axis=0), center, atol=0.01)
        assert d.x[d.y == k].std(axis=0) == pytest.approx([0.02, 0.02], rel=0.3)
    assert (d.y[:-1] == d.y[1:]).mean() < 0.25  # in random order
