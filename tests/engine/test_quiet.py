"""Where numbers overflow or are undefined, PyTorch says nothing, and neither does nnbook; NumPy's own warnings stay."""

from __future__ import annotations

import threading
import warnings

import numpy as np
import pytest

import nnbook
from tests.support import both

EXTREME = """
x + x
x - 3 * x
x * x
x / 0
x / x
x % 0
x @ x
x ** 2
x ** 3
x ** 5
x ** x
x.exp()
x.log()
x.sqrt()
x.sin()
x.tan()
x.sum()
x.mean()
x.var()
x.prod()
x.cumsum(0)
x.cumprod(0)
x.norm()
x.square().sum()
x.softmax(0)
x.log_softmax(0)
x.logsumexp(0)
x.sigmoid()
x.tanh()
x.expm1()
x.reciprocal()
x.rsqrt()
x.exp2()
x.sinh()
x.hypot(x)
x.logit()
x.acosh()
x.double().float() * 1e30
(x * 1e30).outer(x)
torch.nn.functional.softplus(x)
x.mul_(1e30)
""".strip().splitlines()


@pytest.mark.parametrize("code", EXTREME)
def test_overflow_and_undefined_values_do_not_warn(code):
    def program(torch):
        leaf = torch.tensor([3e38, -3e38, 0.0, float("inf"), float("nan"), -1.0], requires_grad=True)
        y = eval(code, {"torch": torch, "x": leaf * 1})
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            y.backward(torch.ones_like(y))
        return y.isnan(), y.isinf()

    both(program)


def test_conversions_of_what_does_not_fit_do_not_warn():
    x = nnbook.tensor([float("nan"), float("inf"), 1e300], dtype=nnbook.float64)
    assert x.float().isinf().tolist() == [False, True, True]
    assert x.long().dtype == nnbook.int64


def test_numpys_own_settings_stay_and_threads_are_quiet_too():
    nnbook.tensor([3e38]) * 10
    with pytest.warns(RuntimeWarning, match="overflow"):
        np.float32(3e38) * np.float32(10)
    found = []

    def work():
        with warnings.catch_warnings(record=True) as caught:
            nnbook.tensor([3e38]) * 10
        found.extend(caught)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == []
