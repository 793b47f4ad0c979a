"""Sets that are made: truth tables, symmetry, clouds with a known margin, moons, spirals."""

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from nnbook import datasets


def separable(x, y) -> bool:
    """Whether some w, b have sign * (x @ w + b) >= 1 for all rows: a linear program without an objective."""
    sign = 2.0 * y - 1
    rows = np.hstack([x, np.ones((len(x), 1))]) * sign[:, None]
    return linprog(np.zeros(rows.shape[1]), A_ub=-rows, b_ub=-np.ones(len(x)), bounds=(None, None)).status == 0


def test_gates_have_the_truth_tables_of_logic():
    table = {name: "".join(map(str, gate.y)) for name, gate in datasets.gates().items()}
    assert table == {"AND": "0001", "OR": "0111", "NAND": "1110", "NOR": "1000", "XOR": "0110"}
    for gate in datasets.gates().values():
        assert gate.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_a_line_separates_every_gate_but_xor():
    assert {name for name, gate in datasets.gates().items() if not separable(gate.x, gate.y)} == {"XOR"}
    assert not separable(datasets.xor().x, datasets.xor().y)


def test_gates_do_not_share_their_inputs():
    gates = datasets.gates()
    gates["AND"].x[:] = 9
    assert gates["OR"].x.max() == 1


@pytest.mark.parametrize(("bits", "symmetric"), [(2, 2), (5, 8), (6, 8), (8, 16)])
def test_symmetry_holds_every_row_once_and_marks_those_that_read_the_same_backwards(bits, symmetric):
    d = datasets.symmetry(bits)
    rows = ["".join(str(int(v)) for v in row) for row in d.x]
    assert rows == [format(i, f"0{bits}b") for i in range(2**bits)]
    assert [int(row == row[::-1]) for row in rows] == d.y.tolist()
    assert d.y.sum() == symmetric


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    ("n", "margin", "features"), [(2, 0.3, 2), (21, 0.05, 2), (100, 0.1, 2), (60, 0.5, 5), (10, 1.0, 1)]
)
def test_the_clouds_have_the_margin_they_promise_and_no_line_has_a_larger_one(seed, n, margin, features):
    d = datasets.two_clouds(n, margin, seed=seed, features=features)
    x, sign = d.x.astype(float), 2 * d.y - 1
    distance = sign * (x @ d.weight + d.bias)
    assert np.linalg.norm(d.weight) == pytest.approx(1)
    assert (distance >= d.margin).all()
    assert d.margin == pytest.approx(margin, rel=1e-5)
    assert np.linalg.norm(x, axis=1).max() == d.radius
    assert abs(np.bincount(d.y) - n / 2).max() <= 0.5
    assert n < 10 or (d.y[:-2] == d.y[2:]).mean() < 0.9  # in random order, not class after class in turn
    best = SVC(kernel="linear", C=1e8, tol=1e-6).fit(x, d.y)  # its margin is the largest there is
    assert 1 / np.linalg.norm(best.coef_) == pytest.approx(d.margin, rel=1e-3)


@pytest.mark.parametrize("seed", range(20))
def test_a_perceptron_stays_within_novikoffs_bound(seed):
    d = datasets.two_clouds(40, 0.2, seed=seed)
    weight, mistakes, passes = np.zeros(3), 0, 0
    rows = np.hstack([d.x, np.ones((40, 1))]) * (2 * d.y - 1)[:, None]
    while (rows @ weight <= 0).any():
        passes += 1
        for row in rows:
            if row @ weight <= 0:
                weight += row
                mistakes += 1
    assert passes > 0
    assert mistakes <= d.most_mistakes
    longest, gap = np.linalg.norm(rows, axis=1).max(), (rows @ [*d.weight, d.bias]).min() / np.hypot(1, d.bias)
    assert d.most_mistakes == pytest.approx((longest / gap) ** 2, rel=1e-6)


def test_moons_are_two_half_circles():
    d = datasets.moons(300, noise=0)
    np.testing.assert_array_equal(np.bincount(d.y), [150, 150])
    upper, lower = d.x[d.y == 0], d.x[d.y == 1] - [1, 0.5]
    np.testing.assert_allclose(np.linalg.norm(upper, axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(lower, axis=1), 1, rtol=1e-6)
    assert upper[:, 1].min() > -1e-6
    assert lower[:, 1].max() < 1e-6
    assert not separable(d.x, d.y)
    assert 0.08 < np.std(datasets.moons(5000, noise=0.1).x - datasets.moons(5000, noise=0).x) < 0.12


@pytest.mark.parametrize("turns", [1.0, 3.0])
def test_spirals_wind_as_often_as_asked_and_one_is_the_other_turned_by_half_a_circle(turns):
    d = datasets.spirals(2000, turns=turns, noise=0)
    np.testing.assert_array_equal(np.bincount(d.y), [1000, 1000])
    curves = []
    for label in (0, 1):
        curve = d.x[d.y == label]
        curves.append(curve[np.argsort(np.linalg.norm(curve, axis=1))])
    np.testing.assert_allclose(curves[0], -curves[1], atol=1e-6)
    angle = np.unwrap(np.arctan2(*curves[0].T[::-1]))
    assert (angle[-1] - angle[0]) / (2 * np.pi) == pytest.approx(turns, rel=0.01)
    assert np.linalg.norm(curves[0][-1]) == pytest.approx(1)
    assert np.diff(d.y).any()


def test_spirals_can_be_told_apart_by_their_neighbors_but_not_by_a_line():
    d = datasets.spirals(400)
    assert not separable(d.x, d.y)
    assert KNeighborsClassifier(1).fit(d.x[:200], d.y[:200]).score(d.x[200:], d.y[200:]) > 0.95
