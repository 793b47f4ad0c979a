"""Far from 1: as exact as PyTorch, relative to each value, and no NaN or overflow where PyTorch has none."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import nnbook
from tests.examples import lines
from tests.running import names_for
from tests.support import TOLERANCE, as_array, assert_close

SIZES = np.concatenate([[0.0], np.logspace(-7, 2.2, 47)])
BOTH_SIGNS = np.concatenate([-SIZES[::-1], SIZES])
EVERYWHERE = """
    torch.{exp|expm1|sin|cos|tanh|sigmoid|square|abs|sign|relu|floor|round}(x)
    F.{softplus|logsigmoid|silu|mish|elu|selu|celu|tanh|hardswish|hardsigmoid|softsign|leaky_relu|relu6|sigmoid}(x)
    {F.hardshrink(x)|F.softshrink(x)|F.threshold(x, 0.5, 2.0)}
"""
ABOVE_0 = "torch.{log|log2|log10|log1p|sqrt|rsqrt|reciprocal}(x)"


def assert_relative(got, expected, tolerance, smallest, what):
    """Each value by itself; what is smaller than `smallest` may differ by that much."""
    wrong = ~np.isclose(got, expected, rtol=tolerance, atol=smallest, equal_nan=True)
    assert not wrong.any(), f"{what}: {got[wrong][:4]}, PyTorch has {expected[wrong][:4]}"


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("code", lines(EVERYWHERE) + lines(ABOVE_0))
def test_every_value_is_relatively_right(code, dtype):
    """1e-5 of the value itself in float32, be it 1e-30: a loss often takes its logarithm."""
    numbers = (SIZES[1:] if code in lines(ABOVE_0) else BOTH_SIGNS).astype(dtype)
    values, gradients = [], []
    for engine in (nnbook, torch):
        x = engine.tensor(numbers, requires_grad=True)
        y = eval(code, names_for(engine) | {"x": x})
        y.backward(engine.ones_like(y))
        values.append(y.detach().numpy())
        gradients.append(x.grad.numpy())
    info = np.finfo(dtype)
    assert_relative(*values, TOLERANCE[dtype], info.tiny, code)
    # Terms of a derivative cancel where it goes through 0, so that only digits relative to 1 are left.
    assert_relative(*gradients, TOLERANCE[dtype], 20 * info.eps, f"derivative of {code}")


@pytest.mark.parametrize("code", lines("{F.gelu(x)|F.gelu(x, approximate='tanh')|torch.sigmoid(x)}"))
def test_tails(code):
    """Where 1 + erf(x) has no digits left: right relative to 1, which is all that PyTorch is itself."""
    x = BOTH_SIGNS.astype("float32")
    ours, theirs = (eval(code, names_for(e) | {"x": e.tensor(x)}).numpy() for e in (nnbook, torch))
    assert np.allclose(ours, theirs, rtol=1e-6, atol=1e-6)


INF = float("inf")
LOGITS = [
    *([1e4, 0.0, -1e4], [-1e4, -1e4, -1e4], [88.0, 89.0, 90.0], [700.0, 0.0, 1.0], [1e30, -1e30, 0.0], [0.0, 0.0, 0.0]),
    *([-INF, 0.0, 1.0], [-200.0, -201.0, -202.0], [1e-30, 2e-30, 0.0]),
]
STABLE = """
    torch.logsumexp(x, 1)
    {torch.sigmoid|torch.tanh|F.logsigmoid|F.softplus|F.gelu|F.silu|F.mish|F.elu|F.selu|F.hardswish|F.softsign}(x)
    F.{softmax|log_softmax}(x, 1)
    F.gelu(x, approximate='tanh')
    F.cross_entropy(x, torch.tensor([{0|1}]){|, label_smoothing=0.1})
    F.cross_entropy(x, torch.tensor([[0.2, 0.3, 0.5]]))
    F.binary_cross_entropy_with_logits(x, torch.tensor([[0.0, 1.0, 0.5]]))
    x.norm()
    (x - x.amax()).exp()
"""


@pytest.mark.parametrize("logits", LOGITS, ids=str)
@pytest.mark.parametrize("code", lines(STABLE))
def test_extreme_inputs(code, logits):
    results = []
    with np.errstate(all="ignore"):  # NumPy warns where infinities meet; PyTorch is silent
        for engine in (nnbook, torch):
            x = engine.tensor([logits], requires_grad=True)
            y = eval(code, names_for(engine) | {"x": x})
            y.backward(engine.ones_like(y))
            results.append((as_array(y), as_array(x.grad)))
    for what, ours, theirs in zip(("value", "gradient"), *results, strict=True):
        expected = np.where(np.isnan(theirs), ours, theirs)  # where PyTorch has no number, any is welcome
        assert_relative(ours, expected, 2e-5, 1e-6, f"{what} of {code} at {logits}")


AT_ZERO = """
    x.{std()|var(0)|prod()|norm()|norm(1)|norm(3)|norm(dim=0)|sqrt()|abs()|pow(0.5)|pow(2)|pow(0)|relu()|sign()}
    (x * x).mean().sqrt()
"""


@pytest.mark.parametrize("code", lines(AT_ZERO))
def test_gradients_at_zero(code):
    """Infinities and NaN where PyTorch has them, zeros where PyTorch has zeros."""
    results = []
    with np.errstate(all="ignore"):
        for engine in (nnbook, torch):
            x = engine.zeros(3, dtype=engine.float64, requires_grad=True)
            eval(code, {"x": x}).sum().backward()
            results.append(x.grad)
    assert_close(*results, 1e-10, code)


QUIET = "{x / y|x % y|y ** -1|x ** y|x.log()|x.sqrt()|x.log1p()|x.rsqrt()|torch.where(y > 0, x.log(), x)}"


@pytest.mark.parametrize("code", lines(QUIET))
def test_divisions_by_zero_and_undefined_values_do_not_warn(code):
    results = []
    for engine in (nnbook, torch):
        x = engine.tensor([1.0, -1.0, 0.0, 2.0], requires_grad=True)
        y = engine.tensor([0.0, 0.0, 0.0, 1.0])
        out = eval(code, {"torch": engine, "x": x, "y": y})
        if out.requires_grad:
            out.backward(engine.ones_like(out))
        results.append((out, x.grad))
    (ours, our_grad), (theirs, their_grad) = results
    assert_close(ours, theirs, 1e-6, code)
    if their_grad is not None:
        assert_close(our_grad, their_grad, 1e-6, f"gradient of {code}")
