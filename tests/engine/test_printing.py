"""A tensor prints as PyTorch prints it, to the character."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import nnbook
from tests.support import both, rng_for

CASES = """
torch.tensor([1.0, 2.0, 3.0])
torch.tensor([1.5, -2.25, 1e-3])
torch.tensor([1e-7, 1.0])
torch.tensor([1e9, 1.0])
torch.tensor([1e8, 1.0])
torch.tensor([123456.0, 0.5])
torch.tensor([0.5, 512.5])
torch.tensor([1.5, 1500.0])
torch.tensor([1e-4, 0.01])
torch.tensor([float('nan'), 1.0, float('inf')])
torch.tensor([float('nan'), 1.5, -float('inf')])
torch.tensor([float('inf')])
torch.tensor([float('nan')])
torch.tensor(3.0)
torch.tensor(3)
torch.tensor(-0.12345)
torch.tensor(1e-10)
torch.tensor(True)
torch.tensor([True, False])
torch.tensor([1, -20, 300])
torch.tensor([1, 2], dtype=torch.int32)
torch.tensor([1, 2], dtype=torch.uint8)
torch.tensor([0.1], dtype=torch.float64)
torch.tensor([])
torch.zeros(0, 3)
torch.zeros(2, 0, dtype=torch.int64)
torch.zeros(0, dtype=torch.float64)
torch.zeros(2, 2)
torch.ones(2, 3, 4)
torch.arange(24).reshape(2, 3, 4)
torch.arange(16.0).reshape(2, 2, 2, 2)
torch.arange(1000)
torch.arange(1001)
torch.arange(1200.0).reshape(30, 40)
torch.arange(2000.0).reshape(2, 1000) / 7
torch.arange(10000).reshape(10, 10, 10, 10)
torch.arange(50.0) / 3
torch.arange(30, dtype=torch.float64) * 1e5
torch.ones(3, requires_grad=True)
torch.ones(3, dtype=torch.float64, requires_grad=True)
torch.ones(3, 3, requires_grad=True) * 2
torch.ones(3, requires_grad=True).sum()
torch.ones(3, requires_grad=True).exp()
torch.ones(3, 3, requires_grad=True).tanh()
torch.arange(40.0, requires_grad=True)
torch.nn.Parameter(torch.ones(2, 2))
torch.Size([2, 3])
torch.zeros(2).shape
torch.tensor([1.0]).dtype
[torch.tensor(1.0), torch.tensor([2])]
""".strip().splitlines()


GRAPHS = """
x + 1
x - 1
x * x
x / 2
x @ x
x ** 2
x ** x
-x
x.sum()
x.sum(1)
x.mean()
x.mean(0)
x.exp()
x.log()
x.sqrt()
x.tan()
x.T
x[0]
x[1:]
x[[0]]
x.relu()
x.norm()
x.clone()
x.std()
x.view(4)
torch.nn.Linear(2, 3)(x).detach().shape
torch.nn.functional.relu(x)
torch.nn.functional.softmax(x, 1)
torch.nn.functional.mse_loss(x, x.detach())
torch.nn.functional.cross_entropy(x, torch.tensor([0, 1]))
torch.cat([x, x])
torch.stack([x, x])
torch.where(x > 1, x, 0.0)
""".strip().splitlines()


@pytest.mark.parametrize("code", GRAPHS)
def test_the_operation_that_made_it(code):
    both(
        lambda torch: repr(
            eval(code, {"torch": torch, "x": torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)})
        )
    )


OPTIONS = [
    "precision=2",
    "sci_mode=True",
    "sci_mode=False",
    "edgeitems=1, threshold=5",
    "linewidth=40",
    "profile='short'",
]


@pytest.mark.parametrize("options", [*OPTIONS, "profile='full'", "precision=6, sci_mode=True", "profile='default'"])
def test_set_printoptions(options):
    def program(torch):
        try:
            eval(f"torch.set_printoptions({options})", {"torch": torch})
            x = torch.arange(30.0).reshape(5, 6) / 7
            return (
                repr(x),
                repr(x * 1e6),
                repr(torch.arange(1200)),
                repr(torch.tensor(0.123456789)),
                repr(torch.ones(3)),
            )
        finally:
            torch.set_printoptions(profile="default")

    both(program)


@pytest.mark.parametrize("code", CASES)
def test_as_pytorch_prints(code):
    both(lambda torch: repr(eval(code, {"torch": torch})))
    both(lambda torch: str(eval(code, {"torch": torch})))


def test_random_numbers_of_many_magnitudes_and_shapes():
    rng = rng_for("printing")
    for _ in range(300):
        shape = tuple(rng.integers(1, 6, rng.integers(0, 4)))
        a = rng.normal(size=shape) * 10.0 ** rng.integers(-6, 10, shape if rng.random() < 0.3 else ())
        a = np.asarray(np.round(a, int(rng.integers(0, 5)))).astype(rng.choice(["float32", "float64"]))
        if rng.random() < 0.2 and a.size:
            a.flat[0] = rng.choice([np.nan, np.inf, -np.inf, 0.0, -0.0])
        assert repr(nnbook.tensor(a)) == repr(torch.tensor(a)), a.tolist()


@settings(max_examples=150, deadline=None)
@given(
    hnp.arrays(
        st.sampled_from([np.float32, np.float64, np.int64, np.bool_, np.uint8]),
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5),
    )
)
def test_any_array(a):
    assert repr(nnbook.tensor(a)) == repr(torch.tensor(a))


@pytest.mark.parametrize(
    "code", ["f'{x:.3f}'", "f'{x}'", "f'{x.item():.2e}'", "'%.2f' % x", "str(x)", "format(x, '.1f')"]
)
def test_formatting_of_a_number(code):
    both(lambda torch: eval(code, {"x": torch.tensor(3.14159)}))


SEVERAL = """x.max(1) x.min(0,keepdim=True) x.sort() x.topk(1) x.median(1) x.nanmedian(1) x.mode() x.kthvalue(1)
    x.cummax(1) x.cummin(1) x.aminmax() x[0,0].max(0) x[0,0].sort() x[0,0].topk(1) x[0,0].mode() torch.linalg.slogdet(x)
    torch.max(x,dim=-1)"""


@pytest.mark.parametrize("code", SEVERAL.split())
def test_several_results_print_under_their_names(code):
    numbers = [[4.0, 1.0], [2.0, 3.0]]
    ours, theirs = (repr(eval(code, {"torch": t, "x": t.tensor(numbers)})) for t in (nnbook, torch))
    assert ours == theirs
