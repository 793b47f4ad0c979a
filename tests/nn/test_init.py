"""First values: the distributions, bounds and errors that PyTorch documents."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

import nnbook
from nnbook.nn import init
from tests.support import both_fail

LARGE = (400, 300)


def truncated(low, high):
    """Mean and standard deviation of the normal distribution cut off at both."""
    density = [math.exp(-(x**2) / 2) / math.sqrt(2 * math.pi) for x in (low, high)]
    share = (math.erf(high / math.sqrt(2)) - math.erf(low / math.sqrt(2))) / 2
    mean = (density[0] - density[1]) / share
    return mean, math.sqrt(1 + (low * density[0] - high * density[1]) / share - mean**2)


def filled(fill, shape=LARGE, dtype=None):
    nnbook.manual_seed(1)
    tensor = nnbook.empty(*shape, dtype=dtype)
    assert fill(tensor) is tensor
    return tensor.array


MOMENTS = {  # name: (fill, mean, standard deviation, smallest and largest value allowed)
    "uniform": (init.uniform_, 0.5, 1 / math.sqrt(12), 0, 1),
    "uniform in bounds": (lambda t: init.uniform_(t, -2, 4), 1, 6 / math.sqrt(12), -2, 4),
    "normal": (init.normal_, 0, 1, -6, 6),
    "normal moved": (lambda t: init.normal_(t, 3, 0.5), 3, 0.5, 0, 6),
    "xavier uniform": (init.xavier_uniform_, 0, math.sqrt(2 / 700), -math.sqrt(6 / 700), math.sqrt(6 / 700)),
    "xavier normal": (lambda t: init.xavier_normal_(t, 2), 0, 2 * math.sqrt(2 / 700), -1, 1),
    "kaiming uniform": (init.kaiming_uniform_, 0, math.sqrt(2 / 300), -math.sqrt(6 / 300), math.sqrt(6 / 300)),
    "kaiming normal": (
        lambda t: init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"), 0, math.sqrt(2 / 400), -1, 1,
    ),
    "kaiming with a slope": (lambda t: init.kaiming_normal_(t, a=1), 0, math.sqrt(1 / 300), -1, 1),
    "truncated": (init.trunc_normal_, *truncated(-2, 2), -2, 2),
    "truncated far from the mean": (lambda t: init.trunc_normal_(t, 0, 1, 2, 3), *truncated(2, 3), 2, 3),
}  # fmt: skip


@pytest.mark.parametrize("dtype", [nnbook.float32, nnbook.float64], ids=repr)
@pytest.mark.parametrize("name", MOMENTS)
def test_distribution(name, dtype):
    fill, mean, std, low, high = MOMENTS[name]
    a = filled(fill, dtype=dtype).astype(np.float64)
    assert abs(a.mean() - mean) < 5 * std / math.sqrt(a.size)
    assert a.std() == pytest.approx(std, rel=0.02)
    assert low <= a.min() < a.max() <= high


def test_fixed_values():
    assert (filled(init.zeros_) == 0).all()
    assert (filled(init.ones_) == 1).all()
    assert (filled(lambda t: init.constant_(t, 2.5)) == 2.5).all()
    assert np.array_equal(filled(init.eye_, (3, 4)), np.eye(3, 4, dtype=np.float32))


@pytest.mark.parametrize(("shape", "groups"), [((4, 3, 3), 1), ((6, 2, 3, 5), 3), ((4, 4, 2, 2, 2), 2), ((2, 5, 4), 1)])
def test_dirac_is_pytorchs(shape, groups):
    expected = torch.nn.init.dirac_(torch.empty(shape), groups)
    assert np.array_equal(filled(lambda t: init.dirac_(t, groups), shape), expected.numpy())


def test_dirac_passes_images_on():
    conv = nnbook.nn.Conv2d(3, 3, 5, padding=2, bias=False)
    init.dirac_(conv.weight)
    x = nnbook.randn(2, 3, 6, 6)
    assert np.array_equal(conv(x).array, x.array)


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 2, 3)])
def test_orthogonal(shape):
    rows = filled(lambda t: init.orthogonal_(t, gain=2), shape, nnbook.float64).reshape(shape[0], -1)
    if rows.shape[0] > rows.shape[1]:
        rows = rows.T
    np.testing.assert_allclose(rows @ rows.T, 4 * np.eye(len(rows)), atol=1e-12)


def test_orthogonal_matrices_are_all_equally_likely():
    """The factor Q that LAPACK returns is not: its first entry is negative whatever the seed."""
    nnbook.manual_seed(0)
    corners = [init.orthogonal_(nnbook.empty(4, 4)).array[0, 0] > 0 for _ in range(60)]
    assert 15 < sum(corners) < 45


def test_sparse():
    a = filled(lambda t: init.sparse_(t, 0.3, std=2.0), (10, 200))
    assert ((a == 0).sum(0) == 3).all()
    assert a[a != 0].std() == pytest.approx(2.0, rel=0.1)


@pytest.mark.parametrize(
    ("nonlinearity", "param"),
    [("linear", None), ("conv2d", None), ("conv_transpose3d", None), ("sigmoid", None), ("tanh", None), ("relu", None),
     ("selu", None), ("leaky_relu", None), ("leaky_relu", 0.3), ("leaky_relu", 1)],
)  # fmt: skip
def test_gain_is_pytorchs(nonlinearity, param):
    assert init.calculate_gain(nonlinearity, param) == torch.nn.init.calculate_gain(nonlinearity, param)


def test_a_generator_of_ones_own_and_nothing_recorded():
    fills = [
        init.uniform_,
        init.normal_,
        init.trunc_normal_,
        init.xavier_uniform_,
        init.kaiming_normal_,
        init.orthogonal_,
    ]
    for fill in fills:
        draws = []
        for seed in (1, 1, 2):
            generator = nnbook.Generator().manual_seed(seed)
            weight = nnbook.nn.Parameter(nnbook.empty(3, 4))
            draws.append(fill(weight, generator=generator).array.copy())
            assert weight.is_leaf
        assert np.array_equal(draws[0], draws[1])
        assert not np.array_equal(draws[0], draws[2])


def test_old_names_work_and_say_so():
    with pytest.warns(FutureWarning, match=r"`nn.init.xavier_uniform` is now deprecated"):
        init.xavier_uniform(nnbook.empty(3, 4))
    others = ["uniform", "normal", "constant", "eye", "dirac", "xavier_normal", "kaiming_uniform", "kaiming_normal"]
    for name in [*others, "orthogonal", "sparse"]:
        assert callable(getattr(init, name))


def test_empty_tensors_are_left_with_a_warning():
    with pytest.warns(UserWarning, match="no-op"):
        init.kaiming_uniform_(nnbook.empty(0, 3))
    with pytest.warns(UserWarning, match="no-op"):
        init.kaiming_normal_(nnbook.empty(0, 3))
    assert init.orthogonal_(nnbook.empty(0, 3)).array.shape == (0, 3)


def test_a_truncated_normal_that_cannot_be_met_warns():
    with pytest.warns(UserWarning, match="more than 2 std"):
        a = init.trunc_normal_(nnbook.empty(50), 0, 0.1, 1, 2).array
    assert (a >= 1).all()


WRONG = {
    "fan of a bias": (lambda t: t.nn.init.xavier_uniform_(t.empty(3)), "fewer than 2 dimensions"),
    "another mode": (lambda t: t.nn.init.kaiming_normal_(t.empty(3, 3), mode="fan"), "Mode fan not supported"),
    "another activation": (lambda t: t.nn.init.calculate_gain("gelu"), "Unsupported nonlinearity gelu"),
    "a slope that is no number": (lambda t: t.nn.init.calculate_gain("leaky_relu", True), "not a valid number"),
    "eye of a vector": (lambda t: t.nn.init.eye_(t.empty(3)), "Only tensors with 2 dimensions"),
    "sparse of a vector": (lambda t: t.nn.init.sparse_(t.empty(3), 0.1), "Only tensors with 2 dimensions"),
    "dirac of a matrix": (lambda t: t.nn.init.dirac_(t.empty(3, 3)), "3, 4, or 5 dimensions"),
    "dirac of odd groups": (lambda t: t.nn.init.dirac_(t.empty(3, 3, 3), 2), "must be divisible by groups"),
    "orthogonal of a vector": (lambda t: t.nn.init.orthogonal_(t.empty(3)), "2 or more dimensions"),
    "a negative deviation": (lambda t: t.nn.init.normal_(t.empty(3), 0, -1), "std >= 0.0"),
    "bounds the wrong way round": (lambda t: t.nn.init.uniform_(t.empty(3), 1, 0), "a=1, b=0"),
    "whole numbers": (lambda t: t.nn.init.normal_(t.empty(3, dtype=t.int64)), "int64"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_a_part_of_a_parameter():
    """As people set the forget gate's bias."""
    for engine in (nnbook, torch):
        bias = engine.nn.LSTM(2, 2).bias_ih_l0
        engine.nn.init.constant_(bias[2:4], 1.0)
        assert bias[2:4].tolist() == [1.0, 1.0]
        assert 1.0 not in bias[:2].tolist() + bias[4:].tolist()
        assert bias.is_leaf


LAYERS = [lambda t: t.nn.Linear(30, 20), lambda t: t.nn.Conv2d(4, 8, 3, groups=2), lambda t: t.nn.Bilinear(5, 6, 7)]


@pytest.mark.parametrize("build", LAYERS)
def test_layers_start_within_pytorchs_bounds(build):
    torch.manual_seed(0)
    nnbook.manual_seed(0)
    for ours, theirs in zip(build(nnbook).parameters(), build(torch).parameters(), strict=True):
        bound = theirs.abs().max().item()
        assert np.abs(ours.array).max() == pytest.approx(bound, rel=0.25 if ours.array.size < 50 else 0.08)
