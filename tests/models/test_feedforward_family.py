"""ADALINE, radial basis functions, experts, reservoirs: what each must be beside its numbers."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

import nnbook
from nnbook import datasets, models, nn
from nnbook.models.echo_state import spectral_radius
from nnbook.models.rbf import common_width, nearest_widths
from tests.support import assert_close

RNG = np.random.default_rng(0)


def tensor(array):
    return nnbook.tensor(np.asarray(array, np.float64))


# ---------------------------------------------------------------------- ADALINE
def test_the_delta_rule():
    x, y = RNG.standard_normal((6, 3)), RNG.standard_normal(6)
    model = models.Adaline(3).double()
    w, b, errors = np.zeros(3), 0.0, []
    for row, target in zip(x, y):
        error = target - (row @ w + b)
        errors.append(error**2)
        w, b = w + 0.1 * error * row, b + 0.1 * error
    assert model.learn(tensor(x), tensor(y), rate=0.1) == pytest.approx(np.mean(errors))
    assert_close(model.weight, w, 1e-12, "weight")
    assert model.bias.item() == pytest.approx(b)


def test_many_small_steps_lead_to_least_squares():
    x = RNG.standard_normal((40, 2))
    y = x @ [1.0, -2.0] + 0.5 + 0.1 * RNG.standard_normal(40)
    model = models.Adaline(2).double()
    for _ in range(60):
        model.learn(tensor(x), tensor(y), rate=0.01)
    expected = np.linalg.lstsq(np.c_[x, np.ones(40)], y, rcond=None)[0]
    np.testing.assert_allclose([*model.weight.tolist(), model.bias.item()], expected, atol=0.01)


# ---------------------------------------------------------------------- radial basis functions
def test_the_responses_are_bells_around_the_centers():
    centers, widths = tensor([[0.0, 0.0], [1.0, 2.0]]), tensor([1.0, 3.0])
    model = models.RBFNetwork(centers, widths)
    phi = model.responses(centers).detach().numpy()
    np.testing.assert_allclose(phi, [[1, np.exp(-5 / 18)], [np.exp(-5 / 2), 1]])
    assert model.readout.weight.dtype == nnbook.float64


@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_the_readout_is_the_ridge_solution(ridge):
    x, y = RNG.uniform(-1, 1, (50, 2)), RNG.standard_normal((50, 3))
    model = models.RBFNetwork(tensor(x[:8]), 0.7, outputs=3)
    model.solve(tensor(x), tensor(y), ridge)
    phi = model.responses(tensor(x)).detach().numpy()
    centered = phi - phi.mean(0)
    weight = np.linalg.solve(centered.T @ centered + ridge * np.eye(8), centered.T @ (y - y.mean(0)))
    assert_close(model.readout.weight, weight.T, 1e-9, "weight")
    np.testing.assert_allclose(model(tensor(x)).detach().numpy().mean(0), y.mean(0), atol=1e-9)


def test_with_a_center_on_each_example_it_passes_through_all():
    x = np.linspace(0, 1, 12)[:, None]
    y = np.sin(9 * x)
    model = models.RBFNetwork(tensor(x), 0.1)
    model.solve(tensor(x), tensor(y), ridge=1e-12)
    np.testing.assert_allclose(model(tensor(x)).detach().numpy(), y, atol=1e-5)
    far = model(tensor([[50.0]])).item()
    assert far == pytest.approx(model.readout.bias.item())  # it knows nothing there


def test_widths():
    centers = tensor([[0.0], [1.0], [3.0], [10.0]])
    assert nearest_widths(centers, neighbors=2).tolist() == [2.0, 1.5, 2.5, 8.0]
    assert nearest_widths(centers, neighbors=1, overlap=2.0).tolist() == [2.0, 2.0, 4.0, 14.0]
    assert float(common_width(centers)) == pytest.approx(10 / np.sqrt(8))


def test_a_chaotic_series_85_steps_ahead():
    """Moody & Darken's task: 50 units leave less than half of the error that a linear map leaves."""
    series = datasets.mackey_glass(6000)
    values = series.values[:, 0].astype(np.float64)
    lags = np.stack([values[18 - lag : -85 - lag] for lag in (0, 6, 12, 18)], 1)[: 6000 - 18 - 85]
    goal = values[18 + 85 :]
    x, y, x_test, y_test = lags[:3000], goal[:3000], lags[3500:5500], goal[3500:5500]
    centers = KMeans(50, n_init=1, random_state=0, max_iter=50).fit(x).cluster_centers_
    model = models.RBFNetwork(tensor(centers), nearest_widths(tensor(centers), 2, overlap=4.0))
    model.solve(tensor(x), tensor(y))
    error = model(tensor(x_test))[:, 0].detach().numpy() - y_test
    design, test = (np.c_[a, np.ones(len(a))] for a in (x, x_test))
    linear = test @ np.linalg.lstsq(design, y, rcond=None)[0] - y_test
    assert np.sqrt((error**2).mean() / y_test.var()) < 0.5 * np.sqrt((linear**2).mean() / y_test.var())
    assert np.sqrt((error**2).mean() / y_test.var()) < 0.3


# ---------------------------------------------------------------------- experts
def test_the_competitive_loss_is_the_density_of_a_mixture():
    nnbook.manual_seed(0)
    model, x, y = models.MixtureOfExperts(2, 2, 3).double(), RNG.standard_normal((4, 2)), RNG.standard_normal((4, 2))
    nn.init.constant_(model.log_spread, np.log(0.7))
    gate = model.gate(tensor(x)).softmax(1).detach().numpy()
    means = model.opinions(tensor(x)).detach().numpy()
    parts = gate * np.exp(-((y[:, None] - means) ** 2).sum(2) / (2 * 0.49)) / (2 * np.pi * 0.49)
    assert model.competitive_loss(tensor(x), tensor(y)).item() == pytest.approx(-np.log(parts.sum(1)).mean())
    shares = model.responsibilities(tensor(x), tensor(y)).detach().numpy()
    np.testing.assert_allclose(shares, parts / parts.sum(1, keepdims=True))
    blend = (gate[:, :, None] * means).sum(1)
    assert model.cooperative_loss(tensor(x), tensor(y)).item() == pytest.approx(((y - blend) ** 2).sum(1).mean())


def test_experts_that_compete_divide_a_surface_in_pieces():
    data = datasets.voronoi_linear()
    x, y = nnbook.from_numpy(data.x_train), nnbook.from_numpy(data.y_train)
    errors = {}
    for kind in ("competitive", "cooperative"):
        nnbook.manual_seed(1)
        model = models.MixtureOfExperts(2, experts=4)
        optimizer = nnbook.optim.Adam(model.parameters(), lr=0.02)
        for _ in range(600):
            optimizer.zero_grad()
            getattr(model, f"{kind}_loss")(x, y).backward()
            optimizer.step()
        errors[kind] = float(((model(x) - y) ** 2).mean())
    assert errors["competitive"] < 0.6 * errors["cooperative"]


def test_a_hierarchy_of_one_group_is_a_mixture():
    nnbook.manual_seed(0)
    model, x, y = models.HierarchicalMixture(2, 1, groups=1, experts=3), nnbook.randn(5, 2), nnbook.randn(5, 1)
    assert_close(model(x), model.groups[0](x), 1e-5, "outputs")
    assert_close(model.competitive_loss(x, y), model.groups[0].competitive_loss(x, y), 1e-5, "loss")


def test_sparse_experts_ask_so_many():
    nnbook.manual_seed(0)
    x = nnbook.randn(50, 4)
    for chosen in (1, 2, 3):
        model = models.SparseExperts(4, 2, experts=3, hidden=5, chosen=chosen)
        shares = model.shares(x).detach().numpy()
        assert ((shares > 0).sum(1) == chosen).all()
        np.testing.assert_allclose(shares.sum(1), 1, rtol=1e-6)
        best = model.gate(x).detach().numpy().argsort(1)[:, -chosen:]
        assert (np.take_along_axis(shares, best, 1) > 0).all()
    dense = model.gate(x).softmax(1).unsqueeze(2) * nnbook.stack([expert(x) for expert in model.experts], 1)
    assert_close(model(x), dense.sum(1), 1e-5, "all chosen")
    with pytest.raises(ValueError, match=r"SparseExperts\(experts=3, chosen=4\): chosen must be from 1 to 3"):
        models.SparseExperts(4, 2, experts=3, chosen=4)


def test_the_balance_loss_is_least_where_all_are_asked():
    model = models.SparseExperts(4, 1, experts=4, chosen=1)
    nn.init.eye_(model.gate.weight)
    even = 50 * nnbook.eye(4)
    assert model.balance_loss(even).item() == pytest.approx(1.0)
    assert model.balance_loss(even[:1].expand(4, 4)).item() == pytest.approx(4.0)
    two = models.SparseExperts(4, 1, experts=4, chosen=2)
    nn.init.zeros_(two.gate.weight)
    assert two.balance_loss(even).item() == pytest.approx(1.0)


# ---------------------------------------------------------------------- reservoirs
@pytest.mark.parametrize("size", [5, 100])
def test_the_spectral_radius(size):
    weight = RNG.standard_normal((size, size))
    expected = np.abs(np.linalg.eigvals(weight)).max()
    assert spectral_radius(tensor(weight)).item() == pytest.approx(expected, rel=1e-3)
    nnbook.manual_seed(0)
    model = models.EchoStateNetwork(1, size, 1, radius=0.8, density=0.5)
    assert np.abs(np.linalg.eigvals(model.weight.numpy())).max() == pytest.approx(0.8, rel=1e-3)
    assert 0.35 < (model.weight != 0).double().mean().item() < 0.65


def test_what_was_before_fades():
    nnbook.manual_seed(0)
    inputs = nnbook.randn(1, 200, 1).double()
    for radius, fades in ((0.8, True), (3.0, False)):
        model = models.EchoStateNetwork(1, 50, 1, radius=radius, scale=0.1).double()
        ends = [model.states(inputs, 0.5 * nnbook.randn(1, 50).double())[:, -1] for _ in range(2)]
        assert (float((ends[0] - ends[1]).abs().max()) < 1e-6) == fades


def test_states_leak():
    nnbook.manual_seed(0)
    model = models.EchoStateNetwork(2, 6, 1, leak=0.3, density=0.5).double()
    u, state = tensor(RNG.standard_normal((1, 2))), tensor(RNG.standard_normal((1, 6)))
    w, w_in, b = model.weight.numpy(), model.input_weight.numpy(), model.bias.numpy()
    expected = 0.7 * state.numpy() + 0.3 * np.tanh(state.numpy() @ w.T + u.numpy() @ w_in.T + b)
    assert_close(model.step(u, state), expected, 1e-12, "state")


def test_a_reservoir_goes_on_with_mackey_glass():
    series = np.tanh(datasets.mackey_glass(2600).values.astype(np.float64) - 1)
    nnbook.manual_seed(0)
    model = models.EchoStateNetwork(1, 300, 1, radius=0.9, density=0.05).double()
    u = tensor(series[None, :2500])
    state = model.solve(u[:, :-1], u[:, 1:], ridge=1e-9)
    heard = model.generate(u[:, -1], state, 84)[0, :, 0].numpy()
    assert np.sqrt(((heard - series[2500:2584, 0]) ** 2).mean() / series.var()) < 0.05
    seen = np.c_[np.ones(2399), series[100:2499], model.states(u[:, :-1])[0, 100:].numpy()]
    expected = np.linalg.solve(seen.T @ seen + 1e-9 * np.eye(302), seen.T @ series[101:2500])[:, 0]
    got = np.r_[model.readout.bias.detach().numpy(), model.readout.weight.detach().numpy()[0]]
    np.testing.assert_allclose(seen @ got, seen @ expected, atol=1e-6)


def test_a_reservoir_without_loops_is_refused():
    with pytest.raises(
        ValueError, match=r"EchoStateNetwork\(units=3, density=0\) has no loop that could echo: raise one"
    ):
        models.EchoStateNetwork(1, 3, 1, density=0)
