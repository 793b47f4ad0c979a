"""Every optimizer takes PyTorch's steps, saves and restores its state, and trains any float parameter."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
import torch

import nnbook
from tests.examples import OPTIMIZERS, Example
from tests.running import names_for
from tests.support import TOLERANCE, assert_close, rng_for

STEPS = 6


def parameters(engine, dtype: str) -> list:
    """A matrix, a vector, a single number, and one that gets no gradient."""
    rng = rng_for("parameters")
    shapes = [(3, 4), (4,), (), (2,)]
    return [engine.tensor(rng.normal(size=s), dtype=getattr(engine, dtype), requires_grad=True) for s in shapes]


def loss_of(engine, p: list, step: int):
    """A problem whose gradients differ from step to step, in size and sign."""
    x = engine.tensor(rng_for(f"batch {step}").normal(size=(5, 3)), dtype=p[0].dtype)
    return ((x @ p[0] + p[1]).tanh() * p[2] - 0.3).pow(2).mean() + p[1].abs().sum() * 0.1


def optimizer_of(example: Example, engine, p: list):
    return eval(example.code, names_for(engine) | {"p": p})


def steps(engine, optimizer, p: list, numbers: range, closure: bool = False) -> list[float]:
    losses = []
    for step in numbers:

        def compute():
            optimizer.zero_grad()
            loss = loss_of(engine, p, step)  # noqa: B023
            loss.backward()
            return loss

        losses.append(float((optimizer.step(compute) if closure else step_after(compute, optimizer)).detach()))
    return losses


def step_after(compute, optimizer):
    loss = compute()
    optimizer.step()
    return loss


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("example", OPTIMIZERS, ids=str)
def test_steps_are_pytorchs(example: Example, dtype: str):
    ours, theirs = parameters(nnbook, dtype), parameters(torch, dtype)
    optimizers = [optimizer_of(example, e, p) for e, p in ((nnbook, ours), (torch, theirs))]
    for engine, optimizer, p in zip((nnbook, torch), optimizers, (ours, theirs), strict=True):
        steps(engine, optimizer, p, range(STEPS))
    for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
        assert_close(a, b, 10 * TOLERANCE[dtype], f"parameter {i} after {STEPS} steps")
    states = [o.state_dict() for o in optimizers]
    for mine, other in zip(*(s["param_groups"] for s in states), strict=True):
        assert {k: mine[k] for k in other} == other, "param_groups"
    assert states[0]["state"].keys() == states[1]["state"].keys()
    for number, entries in states[1]["state"].items():
        assert {k for k, v in states[0]["state"][number].items() if v is not None} == {
            k for k, v in entries.items() if v is not None
        }
        for name, value in entries.items():
            if value is not None:
                assert_close(
                    states[0]["state"][number][name], value, 10 * TOLERANCE[dtype], f"state[{number}][{name!r}]"
                )


@pytest.mark.parametrize("saved_by", ["nnbook", "torch", "pickle", "deepcopy"])
@pytest.mark.parametrize("example", OPTIMIZERS, ids=str)
def test_interrupted_training_goes_on_to_the_same_numbers(example: Example, saved_by: str):
    engine = torch if saved_by == "torch" else nnbook
    straight, first = parameters(nnbook, "float64"), parameters(engine, "float64")
    steps(nnbook, optimizer_of(example, nnbook, straight), straight, range(STEPS))
    before = optimizer_of(example, engine, first)
    steps(engine, before, first, range(3))
    state = before.state_dict()
    state = pickle.loads(pickle.dumps(state)) if saved_by == "pickle" else copy.deepcopy(state)
    second = [nnbook.tensor(p.detach().numpy(), requires_grad=True) for p in first]
    after = optimizer_of(example, nnbook, second)
    after.load_state_dict(state)
    steps(nnbook, after, second, range(3, STEPS))
    for i, (a, b) in enumerate(zip(second, straight, strict=True)):
        assert np.allclose(a.array, b.array, rtol=1e-9), f"parameter {i}"


@pytest.mark.parametrize("example", OPTIMIZERS, ids=str)
def test_float32_stays_float32_and_memory_stays_put(example: Example):
    p = parameters(nnbook, "float32")
    arrays = [t.array for t in p]
    optimizer = optimizer_of(example, nnbook, p)
    steps(nnbook, optimizer, p, range(2))
    assert {t.array.dtype.name for t in p} == {"float32"}
    assert all(t.array is a for t, a in zip(p, arrays, strict=True)), (
        "a parameter's memory was replaced: views of it are stale"
    )
    found = {str(v.array.dtype) for s in optimizer.state.values() for v in s.values() if isinstance(v, nnbook.Tensor)}
    assert found <= {"float32"}


@pytest.mark.parametrize("example", OPTIMIZERS[:2] + OPTIMIZERS[8:10], ids=str)
def test_a_closure_and_a_plain_step_are_the_same(example: Example):
    plain, closed = parameters(nnbook, "float64"), parameters(nnbook, "float64")
    a = steps(nnbook, optimizer_of(example, nnbook, plain), plain, range(3))
    b = steps(nnbook, optimizer_of(example, nnbook, closed), closed, range(3), closure=True)
    assert a == b


@pytest.mark.parametrize("example", OPTIMIZERS, ids=str)
def test_printed_as_pytorch_prints(example: Example):
    assert repr(optimizer_of(example, nnbook, parameters(nnbook, "float64"))) == repr(
        optimizer_of(example, torch, parameters(torch, "float64"))
    )


def test_zero_grad_forgets_or_fills():
    p = parameters(nnbook, "float32")
    optimizer = nnbook.optim.SGD(p, lr=0.1)
    loss_of(nnbook, p, 0).backward()
    optimizer.zero_grad(set_to_none=False)
    assert (p[0].grad.array == 0).all()
    optimizer.zero_grad()
    assert p[0].grad is None
