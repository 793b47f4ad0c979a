"""What single layers say of wrong input, their readable forms, dropout's statistics, the memory of a training step."""

from __future__ import annotations

import gc
import math
import tracemalloc

import numpy as np
import pytest

import nnbook
from nnbook import nn
from nnbook.nn import functional as F
from tests.support import assert_close, both, both_fail, rng_for

WRONG = {
    "images in a linear layer": (
        lambda t: t.nn.Linear(64, 10)(t.zeros(32, 8, 8)),
        "Linear(64, 10) got an input of shape (32, 8, 8): its last axis must be 64. "
        "Flattening an image? x.flatten(1)",
    ),
    "too many features": (lambda t: t.nn.Linear(3, 2)(t.zeros(5, 4)), "(5, 4): its last axis must be 3."),
    "a number in a linear layer": (lambda t: t.nn.Linear(3, 2)(t.zeros(())), "got an input of shape ()"),
    "another type": (
        lambda t: t.nn.Linear(3, 2)(t.zeros(5, 3).double()),
        "got float64 and float32: convert the input, x.to(weight.dtype), or the module, module.to(x.dtype)",
    ),
    "whole numbers": (lambda t: t.nn.Linear(3, 2)(t.zeros(5, 3).long()), "got int64 and float32"),
    "an array": (lambda t: t.nn.Linear(3, 2)(np.zeros((5, 3))), "argument 'input' must be"),
    "a weight of three axes": (
        lambda t: t.nn.functional.linear(t.zeros(2, 3), t.zeros(1, 2, 3), t.zeros(2)), "(1, 2, 3)",
    ),
    "Bilinear of other sizes": (lambda t: t.nn.Bilinear(2, 3, 4)(t.zeros(5, 3), t.zeros(5, 2)), "Bilinear(2, 3, 4)"),
    "Bilinear of nothing": (lambda t: t.nn.Bilinear(0, 3, 4), "in1_features must be > 0"),
    "slopes for other channels": (lambda t: t.nn.PReLU(3)(t.zeros(2, 4)), "weight must have 1 element or 4"),
    "half of an odd number": (lambda t: t.nn.GLU()(t.zeros(2, 3)), "dimension 1 is size 3: glu splits it in two"),
    "half of a number": (lambda t: t.nn.GLU()(t.zeros(())), "0-dimensional"),
    "softmax of an axis that is not there": (lambda t: t.nn.Softmax(2)(t.zeros(2, 3)), "got 2"),
    "softmax of whole numbers": (lambda t: t.nn.Softmax(0)(t.arange(3)), "not implemented for int64"),
    "another GELU": (lambda t: t.nn.GELU("erf")(t.zeros(2)), "must be either none or tanh"),
    "limits the wrong way round": (lambda t: t.nn.Hardtanh(1, -1), "max_val (-1) must be greater than min_val (1)"),
    "limits of the function": (lambda t: t.nn.functional.hardtanh(t.zeros(2), 1, -1), "cannot be greater than max_val"),
    "a probability above 1": (lambda t: t.nn.Dropout(1.5), "between 0 and 1, but got 1.5"),
    "a probability below 0": (lambda t: t.nn.functional.dropout(t.zeros(2), -0.1), "between 0 and 1, but got -0.1"),
    "unflatten to another size": (lambda t: t.nn.Unflatten(1, (2, 2))(t.zeros(2, 5)), "don't multiply up"),
    "unflatten to no sizes": (lambda t: t.nn.Unflatten(1, "ab"), "tuple"),
    "flatten the wrong way round": (lambda t: t.nn.Flatten(2, 1)(t.zeros(2, 2, 2)), "cannot come after"),
    "celu without alpha": (lambda t: t.nn.CELU(0.0)(t.zeros(2)), "alpha cannot be 0"),
    "a softmax of rows as images": (lambda t: t.nn.Softmax2d()(t.zeros(2, 3)), "3D or 4D, got 2D instead"),
    "shrinking outwards": (lambda t: t.nn.Softshrink(-1.0)(t.zeros(2)), "lambda must be at least 0, but found -1"),
    "shrinking whole numbers": (lambda t: t.nn.Hardshrink()(t.arange(3)), "hardshrink is not implemented for int64"),
    "shrinking whole numbers softly": (lambda t: t.nn.Softshrink()(t.arange(3)), "x.float()"),
    "slopes the wrong way round": (lambda t: t.nn.RReLU(0.5, 0.1)(t.ones(2)), "less than or equal to the upper bound"),
    "a number as channels": (lambda t: t.nn.Dropout1d()(t.ones(3)), "Expected 2D or 3D input, (C, L) or (N, C, L)"),
    "a row as channels": (
        lambda t: t.nn.functional.feature_alpha_dropout(t.ones(3), training=True), "at least 2 dimensions",
    ),
    "a share above 1 in alpha dropout": (lambda t: t.nn.functional.alpha_dropout(t.ones(3), 2.0), "between 0 and 1"),
    "a draw from whole numbers": (lambda t: t.nn.functional.gumbel_softmax(t.arange(3)), "floating point"),
    "in place on a leaf": (lambda t: t.nn.functional.relu_(t.ones(2, requires_grad=True)), "leaf"),
    "a parameter of whole numbers": (lambda t: t.nn.Parameter(t.arange(3)), "floating point"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_parameters_are_made_of_tensors():
    with pytest.raises(TypeError, match=r"Parameter expects a Tensor, got list: Parameter\(tensor\(...\)\)"):
        nn.Parameter([1.0])
    with pytest.raises(TypeError, match="Buffer expects a Tensor, got float"):
        nn.Buffer(1.0)


def test_dropout_of_rows_as_channels_is_refused():
    with pytest.raises(RuntimeError, match=r"dropout2d expected images .* got an input of shape \(4, 3\)"):
        nn.Dropout2d()(nnbook.zeros(4, 3))


def test_softmax_without_an_axis_warns_and_chooses_as_pytorch():
    for shape in [(3,), (2, 3), (2, 3, 4), (2, 3, 4, 5)]:
        x = rng_for("softmax").normal(size=shape)
        with pytest.warns(UserWarning, match="Implicit dimension choice for"):
            both(lambda t, x=x: (t.nn.Softmax()(t.tensor(x)), t.nn.LogSoftmax()(t.tensor(x))))


def test_old_names_of_limits():
    def program(t):
        layer = t.nn.Hardtanh(min_value=-2.0, max_value=3.0)
        return layer.min_val, layer.max_val, repr(layer)

    with pytest.warns(FutureWarning, match="is deprecated and renamed to"):
        both(program)


# ---------------------------------------------------------------------- readable forms of what is fused
def sigmoid(x):
    return 1 / (1 + (-x).exp())


def softplus(x):
    return (1 + x.exp()).log()


FORMS = {
    "softmin": (lambda x: F.softmin(x, 1), lambda x: (-x).exp() / (-x).exp().sum(1, keepdim=True)),
    "tanhshrink": (F.tanhshrink, lambda x: x - x.tanh()),
    "softshrink": (lambda x: F.softshrink(x, 0.3), lambda x: x.sign() * (x.abs() - 0.3).clamp(min=0)),
    "hardshrink": (lambda x: F.hardshrink(x, 0.3), lambda x: x * (x.abs() > 0.3).double()),
    "threshold": (lambda x: F.threshold(x, 0.3, 2.0), lambda x: nnbook.where(x > 0.3, x, 2.0)),
    "linear": (lambda x: F.linear(x, WEIGHT, BIAS), lambda x: x @ WEIGHT.T + BIAS),
    "softmax": (lambda x: F.softmax(x, 1), lambda x: x.exp() / x.exp().sum(1, keepdim=True)),
    "log_softmax": (lambda x: F.log_softmax(x, 0), lambda x: (x.exp() / x.exp().sum(0, keepdim=True)).log()),
    "silu": (F.silu, lambda x: x * sigmoid(x)),
    "mish": (F.mish, lambda x: x * softplus(x).tanh()),
    "softplus": (lambda x: F.softplus(x, beta=2), lambda x: softplus(2 * x) / 2),
    "logsigmoid": (F.logsigmoid, lambda x: sigmoid(x).log()),
    "softsign": (F.softsign, lambda x: x / (1 + x.abs())),
    "gelu": (F.gelu, lambda x: x * (1 + nnbook.erf(x / math.sqrt(2))) / 2),
    "gelu tanh": (
        lambda x: F.gelu(x, approximate="tanh"),
        lambda x: x / 2 * (1 + (math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)).tanh()),
    ),
    "glu": (lambda x: F.glu(x), lambda x: x[:, :2] * sigmoid(x[:, 2:])),
    "leaky_relu": (lambda x: F.leaky_relu(x, 0.2), lambda x: nnbook.where(x > 0, x, 0.2 * x)),
    "elu": (lambda x: F.elu(x, 1.5), lambda x: nnbook.where(x > 0, x, 1.5 * (x.exp() - 1))),
    "celu": (lambda x: F.celu(x, 2), lambda x: nnbook.where(x > 0, x, 2 * ((x / 2).exp() - 1))),
    "selu": (F.selu, lambda x: 1.0507009873554805 * F.elu(x, 1.6732632423543772)),
    "hardswish": (F.hardswish, lambda x: x * (x + 3).clamp(0, 6) / 6),
    "bilinear": (lambda x: F.bilinear(x, x * 2, CUBE), lambda x: nnbook.einsum("na,kab,nb->nk", x, CUBE, x * 2)),
}
WEIGHT, BIAS = (nnbook.tensor(rng_for("weights").normal(size=shape)) for shape in [(3, 4), (3,)])
CUBE = nnbook.tensor(rng_for("cube").normal(size=(2, 4, 4)))


@pytest.mark.parametrize("name", FORMS)
def test_readable_form(name):
    results = []
    for form in FORMS[name]:
        x = nnbook.tensor(rng_for(name).normal(size=(5, 4)) * 2, requires_grad=True)
        y = form(x)
        (y * nnbook.tensor(rng_for("cotangent").normal(size=y.shape))).sum().backward()
        results.append((y, x.grad))
    for fused, composed, what in zip(*results, ("value", "gradient"), strict=True):
        assert_close(fused, composed, 1e-11, what)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 3e-7), ("float64", 1e-15)])
def test_error_function(dtype, tolerance):
    x = np.concatenate([np.linspace(-8, 8, 4001), np.geomspace(1e-30, 8, 500), [0.0, np.inf, -np.inf]]).astype(dtype)
    expected = np.array([math.erf(v) for v in x])
    got = nnbook.erf(nnbook.tensor(x)).array
    assert got.dtype == dtype
    np.testing.assert_allclose(got, expected, rtol=tolerance)
    assert np.isnan(nnbook.erf(nnbook.tensor([np.nan])).array).all()


EXTREME = [1e4, -1e4, 90.0, -90.0, 1e-30, 0.0]


@pytest.mark.parametrize(
    "name", ["softplus", "logsigmoid", "mish", "silu", "elu", "selu", "gelu", "sigmoid", "softsign"]
)
def test_extreme_values_stay_finite_and_are_pytorchs(name):
    def program(t):
        x = t.tensor(EXTREME, requires_grad=True)
        y = getattr(t.nn.functional, name)(x)
        y.sum().backward()
        return y.detach(), x.grad

    values, gradients = both(program, 1e-5)
    assert np.isfinite(values.array).all()
    assert np.isfinite(gradients.array).all()


# ---------------------------------------------------------------------- dropout
@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 1.0])
def test_dropout_keeps_the_mean_and_drops_the_share(p):
    nnbook.manual_seed(0)
    x = nnbook.ones(200, 100, requires_grad=True)
    y = nn.Dropout(p)(x)
    y.sum().backward()
    dropped = (y.array == 0).mean()
    assert dropped == pytest.approx(p, abs=0.02)
    assert y.array.mean() == pytest.approx(0 if p == 1 else 1, abs=0.03)
    assert np.array_equal(x.grad.array, y.array)  # what was dropped gets no gradient, what was kept the same factor
    assert y.array.dtype == np.float32


def test_dropout2d_drops_whole_channels():
    nnbook.manual_seed(0)
    for shape in [(40, 50, 3, 3), (500, 3, 3)]:
        y = nn.Dropout2d(0.5)(nnbook.ones(*shape)).array
        channels = y.reshape(-1, 9)
        assert set(np.unique(channels)) == {0.0, 2.0}
        assert (channels == channels[:, :1]).all()
        assert (channels[:, 0] == 0).mean() == pytest.approx(0.5, abs=0.05)


def test_dropout_in_evaluation_changes_nothing():
    x = nnbook.rand(3, 3)
    assert np.array_equal(nn.Dropout(0.9).eval()(x).array, x.array)
    assert np.array_equal(F.dropout(x, 1.0, training=False).array, x.array)


def test_dropout1d_drops_whole_channels():
    nnbook.manual_seed(0)
    for shape in [(40, 50, 9), (2000, 9)]:
        channels = nn.Dropout1d(0.5)(nnbook.ones(*shape)).array.reshape(-1, 9)
        assert set(np.unique(channels)) == {0.0, 2.0}
        assert (channels == channels[:, :1]).all()
        assert (channels[:, 0] == 0).mean() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("layer", [nn.AlphaDropout(0.3), nn.FeatureAlphaDropout(0.3)])
def test_alpha_dropout_keeps_mean_and_variance(layer):
    nnbook.manual_seed(0)
    x = nnbook.randn(300, 200, 3)
    x.requires_grad_()
    y = layer(x)
    assert y.array.mean() == pytest.approx(0, abs=0.02)
    assert y.array.var() == pytest.approx(1, abs=0.02)
    y.sum().backward()
    dropped = x.grad.array == 0
    assert dropped.mean() == pytest.approx(0.3, abs=0.02)
    assert np.unique(y.array[dropped]).size == 1
    assert (dropped == dropped[:, :, :1]).all() == isinstance(layer, nn.FeatureAlphaDropout)
    both(lambda t: t.nn.functional.alpha_dropout(t.ones(3), 1.0, True))


def test_random_slopes_lie_between_the_bounds():
    nnbook.manual_seed(0)
    x = -nnbook.ones(10_000)
    x.requires_grad_()
    y = nn.RReLU(0.2, 0.6)(x)
    y.sum().backward()
    assert np.array_equal(-y.array, x.grad.array)
    assert 0.2 <= x.grad.array.min() < 0.21
    assert 0.59 < x.grad.array.max() <= 0.6
    assert x.grad.array.mean() == pytest.approx(0.4, abs=0.01)


def test_draws_from_the_softmax_have_its_shares():
    nnbook.manual_seed(0)
    shares = np.array([0.1, 0.2, 0.7])
    logits = nnbook.tensor(np.log(shares)).expand(20_000, 3).clone().requires_grad_()
    drawn = F.gumbel_softmax(logits, hard=True)
    assert set(np.unique(drawn.array.round(12))) == {0.0, 1.0}
    assert np.abs(drawn.array.mean(0) - shares).max() < 0.02
    drawn[:, 0].sum().backward()
    assert np.abs(logits.grad.array).max() > 0  # the soft draw's gradient
    with pytest.warns(UserWarning, match="`eps` parameter is deprecated"):
        both(lambda t: t.nn.functional.gumbel_softmax(t.ones(2, 3), eps=1e-3).shape)


# ---------------------------------------------------------------------- memory
def test_memory_is_back_after_a_training_step_without_the_garbage_collector():
    model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 15 * 15, 10))
    optimizer, loss = nnbook.optim.Adam(model.parameters()), nn.CrossEntropyLoss()
    x, y = nnbook.randn(64, 1, 32, 32), nnbook.randint(0, 10, (64,))

    def step():
        optimizer.zero_grad()
        loss(model(x), y).backward()
        optimizer.step()

    step()
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(3):
            step()
        grown = tracemalloc.get_traced_memory()[0] - before
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
        gc.enable()
    gradients = sum(p.array.nbytes for p in model.parameters())
    assert grown < gradients + 50_000  # the last step's gradients are all that is kept
    assert peak > 64 * 8 * 30 * 30 * 4  # the check sees arrays: one convolution's output alone is that large


def test_parameters_and_buffers_print_as_in_pytorch():
    both(lambda t: repr(t.nn.Parameter(t.ones(2))))
    both(lambda t: repr(t.nn.Parameter(t.ones(2), requires_grad=False)))
    both(lambda t: tuple(t.nn.Parameter().shape))
    both(lambda t: repr(t.nn.Buffer(t.ones(2))))


REPRS = """
    Linear(3, 4)|Linear(3, 4, bias=False)|Bilinear(2, 3, 4)|Identity(5, x=3)|Flatten()|Unflatten(1, (2, 3))
    Conv2d(3, 4, 3)|Conv2d(4, 4, (3, 5), 2, 1, 2, 2, False, "reflect")|Conv2d(3, 4, 3, padding="same")
    MaxPool2d(2)|MaxPool2d((3, 2), 1, 1, 2, True, True)|AvgPool2d(3)|AvgPool2d((3, 2), 1, 1, True, False, 5)
    AdaptiveAvgPool2d(1)|AdaptiveAvgPool2d((None, 3))|AdaptiveMaxPool2d((2, 3), True)|Dropout()|Dropout2d(0.3, True)
    ReLU()|ReLU(True)|ReLU6()|LeakyReLU()|LeakyReLU(0.3, True)|PReLU()|PReLU(4)|ELU()|ELU(2.0, True)|SELU()|SELU(True)
    CELU()|CELU(2.0, True)|GELU()|GELU("tanh")|SiLU()|SiLU(True)|Mish()|Mish(True)|Softplus()|Softplus(2.0, 5.0)
    Softsign()|Sigmoid()|Tanh()|Hardtanh()|Hardtanh(-2.0, 3.0, True)|Hardswish()|Hardswish(True)|Hardsigmoid()|GLU()
    GLU(1)|Softmax()|Softmax(1)|LogSoftmax(dim=-1)|LogSigmoid()|MSELoss()|L1Loss(reduction="sum")|CrossEntropyLoss()
    Hardshrink()|Softshrink(0.2)|Tanhshrink()|Threshold(0.1, 20)|Threshold(0.1, 20.0, True)|RReLU()
    RReLU(0.1, 0.2, True)|Softmin(1)|Softmax2d()|Dropout1d(0.1)|AlphaDropout()|FeatureAlphaDropout(0.2, True)
    LayerNorm(3)|LayerNorm((2, 3))|BatchNorm1d(3)|BatchNorm2d(3, momentum=None, affine=False)
    GroupNorm(2, 4, bias=False)|InstanceNorm1d(3)|RMSNorm(3)|InstanceNorm2d(3, affine=True, track_running_stats=True)
    LocalResponseNorm(3)|Embedding(3, 2)|Embedding(3, 2, 1, 2.0)
    Embedding(3, 2, norm_type=1.0, scale_grad_by_freq=True)|HuberLoss()|KLDivLoss()|MultiMarginLoss()
    CosineSimilarity()|PairwiseDistance()|TripletMarginLoss()|TripletMarginWithDistanceLoss()|GaussianNLLLoss()
    CrossEntropyLoss(ignore_index=3)|NLLLoss()|BCELoss()|BCEWithLogitsLoss()|Module()
"""


@pytest.mark.parametrize("expression", [e.strip() for line in REPRS.strip().splitlines() for e in line.split("|")])
def test_layers_print_as_in_pytorch(expression):
    both(lambda t: repr(eval(f"t.nn.{expression}", {"t": t})))
