"""Optimizers against PyTorch's: every option, groups, saved state; and what they say of wrong use."""

from __future__ import annotations

import copy
import pickle
from itertools import product

import numpy as np
import pytest
import torch

import nnbook
from tests.support import both, both_fail, rng_for, to_torch

SHAPES = [(3, 4), (5,), (2, 3, 3), ()]


def parameters(t, dtype="float64"):
    rng = rng_for("parameters")
    return [t.nn.Parameter(t.tensor(rng.normal(size=shape).astype(dtype))) for shape in SHAPES]


def train(t, optimizer, params, steps=5, dtype="float64", seed="gradients"):
    """Steps along the same random gradients; in the second step the second parameter has none."""
    rng = rng_for(seed)
    for k in range(steps):
        optimizer.zero_grad()
        for i, p in enumerate(params):
            gradient = rng.normal(size=p.shape).astype(dtype)
            if (k, i) != (1, 1):
                p.grad = t.tensor(gradient)
        optimizer.step()


def result(make, **options):
    """The program: parameters and the optimizer's whole state after some steps."""

    def program(t):
        params = parameters(t, **options)
        optimizer = make(t, params)
        train(t, optimizer, params, **options)
        return [p.detach() for p in params], optimizer.state_dict(), repr(optimizer)

    return program


SGD = [
    {"momentum": momentum, "dampening": dampening, "weight_decay": decay, "nesterov": nesterov, "maximize": maximize}
    for momentum, dampening, decay, nesterov, maximize in product(
        (0, 0.9), (0, 0.3), (0, 0.1), (False, True), (False, True)
    )
    if not nesterov or (momentum and not dampening)
]
ADAM = [
    {"amsgrad": amsgrad, "weight_decay": decay, "maximize": maximize, "eps": eps}
    for amsgrad, decay, maximize, eps in product((False, True), (0, 0.1), (False, True), (1e-8, 1e-2))
]


@pytest.mark.parametrize("options", SGD, ids=str)
def test_sgd(options):
    both(result(lambda t, params: t.optim.SGD(params, lr=0.1, **options)), 1e-12)


@pytest.mark.parametrize("decoupled", [False, True])
@pytest.mark.parametrize("options", ADAM, ids=str)
def test_adam(options, decoupled):
    def make(t, params):
        return t.optim.Adam(params, lr=0.1, betas=(0.8, 0.95), decoupled_weight_decay=decoupled, **options)

    both(result(make), 1e-12)


@pytest.mark.parametrize("options", ADAM, ids=str)
def test_adamw(options):
    both(result(lambda t, params: t.optim.AdamW(params, lr=0.1, betas=(0.8, 0.95), **options)), 1e-12)


def test_defaults():
    both(result(lambda t, params: t.optim.SGD(params)), 1e-12)
    both(result(lambda t, params: t.optim.Adam(params)), 1e-12)
    both(result(lambda t, params: t.optim.AdamW(params)), 1e-12)


GROUPS = {
    "learning rates": lambda t, p: t.optim.SGD([{"params": p[:2], "lr": 0.5}, {"params": p[2:]}], lr=0.1),
    "a single tensor": lambda t, p: t.optim.Adam([{"params": p[0], "betas": (0.5, 0.5)}, {"params": iter(p[1:])}]),
    "names": lambda t, p: t.optim.SGD([(str(i), x) for i, x in enumerate(p)], lr=0.1),
    "a generator": lambda t, p: t.optim.SGD((x for x in p), lr=0.1, momentum=0.5),
    "a rate that is a tensor": lambda t, p: t.optim.Adam(p, lr=t.tensor(0.01)),
}


@pytest.mark.parametrize("name", GROUPS)
def test_parameter_groups(name):
    both(result(GROUPS[name]), 1e-6 if "tensor" in name else 1e-12)


def test_a_group_is_the_dictionary_that_was_given():
    def program(t):
        given = [{"params": parameters(t)[:2]}, {"params": parameters(t)[2], "lr": 0.5}]
        optimizer = t.optim.Adam(given, lr=0.1)
        given[1]["lr"] = 0.25
        same = [a is b for a, b in zip(given, optimizer.param_groups, strict=True)]
        return same, [list(group) for group in given], [len(group["params"]) for group in given], repr(optimizer)

    assert both(program)[0] == [True, True]


def test_groups_added_later_and_changed_rates():
    def program(t):
        params = parameters(t)
        optimizer = t.optim.SGD(params[:2], lr=0.1, momentum=0.9)
        train(t, optimizer, params)
        optimizer.add_param_group({"params": params[2:], "lr": 0.01})
        optimizer.param_groups[0]["lr"] *= 0.5
        train(t, optimizer, params)
        return [p.detach() for p in params], [g["lr"] for g in optimizer.param_groups]

    both(program, 1e-12)


@pytest.mark.parametrize(
    "make", [lambda t, p: t.optim.SGD(p, 0.1, 0.9), lambda t, p: t.optim.Adam(p, 0.1, amsgrad=True)]
)
def test_state_crosses_the_engines(make):
    """Train on PyTorch, go on here: the same as going on there."""
    theirs, ours = parameters(torch), parameters(nnbook)
    there, here = make(torch, theirs), make(nnbook, ours)
    train(torch, there, theirs)
    here.load_state_dict(there.state_dict())
    for mine, original in zip(ours, theirs, strict=True):
        mine.array[...] = original.detach().numpy()
    train(torch, there, theirs, seed="more")
    train(nnbook, here, ours, seed="more")
    for mine, original in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.array, original.detach().numpy(), rtol=1e-12)


EVERY = {
    "SGD": {"momentum": 0.9}, "Adagrad": {}, "RMSprop": {"momentum": 0.5, "centered": True}, "Adadelta": {}, "Adam": {},
    "AdamW": {"amsgrad": True}, "NAdam": {}, "Adamax": {}, "Rprop": {},
}  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_state_goes_on_in_pytorch(name):
    """Train here, go on in PyTorch: the same as going on here."""
    ours, theirs = parameters(nnbook), parameters(torch)
    here, there = (getattr(t.optim, name)(p, lr=0.1, **EVERY[name]) for t, p in ((nnbook, ours), (torch, theirs)))
    train(nnbook, here, ours)
    there.load_state_dict(to_torch(here.state_dict()))
    for original, copied in zip(ours, theirs, strict=True):
        copied.data = to_torch(original).detach()
    train(nnbook, here, ours, seed="more")
    train(torch, there, theirs, seed="more")
    for mine, other in zip(ours, theirs, strict=True):
        # PyTorch reads NAdam's product of momenta, a float32, into a float64
        np.testing.assert_allclose(mine.array, other.detach().numpy(), rtol=1e-6 if name == "NAdam" else 1e-10)


def test_every_optimizer_is_among_them():
    assert set(EVERY) == set(nnbook.optim.__all__) - {"Optimizer", "lr_scheduler"}


def test_loaded_state_is_a_copy():
    params = parameters(nnbook)
    optimizer = nnbook.optim.Adam(params)
    train(nnbook, optimizer, params)
    state = optimizer.state_dict()
    other = nnbook.optim.Adam(parameters(nnbook))
    other.load_state_dict(state)
    before = state["state"][0]["exp_avg"].array.copy()
    train(nnbook, other, list(other.param_groups[0]["params"]))
    assert np.array_equal(state["state"][0]["exp_avg"].array, before)


def test_zero_grad():
    def program(t):
        params = parameters(t)
        optimizer = t.optim.SGD(params)
        params[0].grad = t.ones(3, 4).double()
        optimizer.zero_grad(set_to_none=False)
        zeros = params[0].grad.clone()
        optimizer.zero_grad()
        return zeros, [p.grad is None for p in params]

    both(program)


def test_a_closure_is_evaluated_with_gradients_and_its_loss_returned():
    def program(t):
        p = t.nn.Parameter(t.ones(2))
        optimizer = t.optim.SGD([p], lr=0.1)

        def closure():
            optimizer.zero_grad()
            loss = (p * p).sum()
            loss.backward()
            return loss

        with t.no_grad():
            losses = [optimizer.step(closure).item() for _ in range(3)]
        return losses, p.detach(), optimizer.step() is None

    both(program, 1e-6)


@pytest.mark.parametrize("name", ["Adam", "NAdam"])
def test_numbers_beside_parameters_are_of_the_default_type(name):
    """NAdam's running product then has PyTorch's digits, to the last."""

    def program(t):
        t.set_default_dtype(t.float64)
        try:
            params, saved, _ = result(lambda t, params: getattr(t.optim, name)(params))(t)
            return params, [sorted(state.items()) for state in saved["state"].values()]
        finally:
            t.set_default_dtype(t.float32)

    both(program, 1e-13)


@pytest.mark.parametrize(
    "make", [lambda p: nnbook.optim.SGD(p, np.float64(0.1), 0.9, weight_decay=np.float64(0.1)), nnbook.optim.Adam]
)
def test_float32_stays_float32(make):
    params = parameters(nnbook, "float32")
    optimizer = make(params)
    train(nnbook, optimizer, params, dtype="float32")
    assert {p.array.dtype for p in params} == {np.dtype("float32")}
    assert {v.array.dtype for s in optimizer.state.values() for v in s.values()} == {np.dtype("float32")}


def test_a_run_repeats_bit_for_bit():
    runs = []
    for _ in range(2):
        params = parameters(nnbook, "float32")
        train(nnbook, nnbook.optim.Adam(params, 0.1), params, dtype="float32", steps=20)
        runs.append([p.array.tobytes() for p in params])
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    "options", [{"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}, {"weight_decay": 0.5}], ids=str
)
def test_gradients_are_left_alone(options):
    """Also if nobody forgets them: the second step finds the same gradient."""

    def program(t):
        p = t.nn.Parameter(t.ones(2).double())
        p.grad = t.ones(2).double()
        optimizer = t.optim.SGD([p], 0.1, **options)
        optimizer.step()
        optimizer.step()
        return p.grad, p.detach()

    both(program, 1e-12)


def test_a_graph_notices_the_step():
    p = nnbook.nn.Parameter(nnbook.ones(2))
    for optimizer in (nnbook.optim.SGD([p], 0.1), nnbook.optim.Adam([p])):
        loss = (p * p).sum()
        p.grad = nnbook.ones(2)
        optimizer.step()
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            loss.backward()


def one(t):
    return [t.nn.Parameter(t.ones(2))]


WRONG = {
    "no parameters": (lambda t: t.optim.SGD([]), "optimizer got an empty parameter list"),
    "a generator used up": (lambda t: t.optim.SGD(iter(())), "was the generator used up before?"),
    "a tensor": (lambda t: t.optim.SGD(t.ones(2)), "an iterable of Tensors or dicts, but got"),
    "numbers": (lambda t: t.optim.SGD([1.0]), "can only optimize Tensors, but one of the params is"),
    "a set": (lambda t: t.optim.SGD([{"params": set(one(t))}]), "ordered collections"),
    "a group that is a list": (lambda t: t.optim.SGD(one(t)).add_param_group([1]), "must be a dict, but got list"),
    "a computed tensor": (lambda t: t.optim.SGD([one(t)[0] * 2]), "can't optimize a non-leaf Tensor"),
    "one parameter in two groups": (
        lambda t: (lambda p: t.optim.SGD([{"params": p}, {"params": p}]))(one(t)), "group: one of shape (2,) does",
    ),
    "a negative rate": (lambda t: t.optim.SGD(one(t), lr=-1), "Invalid learning rate"),
    "a negative momentum": (lambda t: t.optim.SGD(one(t), momentum=-1), "Invalid momentum value: -1"),
    "a negative decay": (lambda t: t.optim.Adam(one(t), weight_decay=-1), "Invalid weight_decay value: -1"),
    "a negative epsilon": (lambda t: t.optim.Adam(one(t), eps=-1), "Invalid epsilon value: -1"),
    "a beta of 1": (lambda t: t.optim.Adam(one(t), betas=(0.9, 1.0)), "Invalid beta parameter at index 1: 1.0"),
    "several rates": (lambda t: t.optim.Adam(one(t), lr=t.ones(2)), "Tensor lr must be 1-element, got shape (2,)"),
    "a negative alpha": (lambda t: t.optim.RMSprop(one(t), alpha=-1), "Invalid alpha value: -1"),
    "a negative decay of the rate": (lambda t: t.optim.Adagrad(one(t), lr_decay=-1), "Invalid lr_decay value: -1"),
    "a negative start": (
        lambda t: t.optim.Adagrad(one(t), initial_accumulator_value=-1), "Invalid initial_accumulator_value value: -1",
    ),
    "a negative rho": (lambda t: t.optim.Adadelta(one(t), rho=-1), "Invalid rho value: -1"),
    "a rho above 1": (lambda t: t.optim.Adadelta(one(t), rho=1.5), "Invalid rho value: 1.5: it must be from 0 to 1"),
    "a negative momentum decay": (lambda t: t.optim.NAdam(one(t), momentum_decay=-1), "Invalid momentum_decay value"),
    "a beta below 0": (lambda t: t.optim.Adamax(one(t), betas=(-0.1, 0.9)), "Invalid beta parameter at index 0: -0.1"),
    "steps that grow only": (lambda t: t.optim.Rprop(one(t), etas=(1.1, 1.2)), "Invalid eta values: 1.1, 1.2"),
    "Nesterov without momentum": (lambda t: t.optim.SGD(one(t), nesterov=True), "zero dampening, got momentum=0"),
    "state with other groups": (
        lambda t: t.optim.SGD(one(t)).load_state_dict({"state": {}, "param_groups": []}), "different number",
    ),
    "state with other sizes": (
        lambda t: t.optim.SGD(one(t)).load_state_dict(t.optim.SGD(one(t) + one(t)).state_dict()), "match the size",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_an_optimizer_without_a_step_of_its_own_says_so():
    p = one(nnbook)[0]
    p.grad = nnbook.ones(2)
    with pytest.raises(NotImplementedError, match="Optimizer does not say how to make a step"):
        nnbook.optim.Optimizer([p], {}).step()


def test_parameters_named_twice_in_a_group_warn():
    p = one(nnbook)[0]
    with pytest.warns(UserWarning, match="duplicate parameters"):
        nnbook.optim.SGD([p, p])


ALL = [getattr(nnbook.optim, name) for name in nnbook.optim.__all__ if name not in ("Optimizer", "lr_scheduler")]


@pytest.mark.parametrize("make", ALL)
def test_what_is_not_supported_is_named(make):
    with pytest.raises(NotImplementedError, match="differentiable=True"):
        make(one(nnbook), differentiable=True)
    assert make(one(nnbook), foreach=True).param_groups[0]["foreach"]  # accepted, without effect


@pytest.mark.parametrize("make", ALL)
def test_a_negative_rate_is_refused_by_every_optimizer(make):
    with pytest.raises(ValueError, match=r"Invalid learning rate: -0\.5: it must be at least 0"):
        make(one(nnbook), lr=-0.5)


def test_hooks_are_called_around_a_step_until_they_are_removed():
    def program(t):
        p = t.nn.Parameter(t.ones(2))
        p.grad = t.ones(2)
        optimizer, seen = t.optim.SGD([p], lr=0.5), []
        before = optimizer.register_step_pre_hook(lambda o, args, kwargs: seen.append(("before", p[0].item())))
        after = optimizer.register_step_post_hook(lambda o, args, kwargs: seen.append(("after", p[0].item())))
        optimizer.step()
        before.remove()
        optimizer.step()
        after.remove()
        optimizer.step()
        return seen

    both(program)


def test_a_hook_may_change_what_step_gets():
    def program(t):
        optimizer = t.optim.SGD(one(t), lr=0.5)
        optimizer.register_step_pre_hook(lambda o, args, kwargs: (args, {"closure": lambda: "from the hook"}))
        return optimizer.step()

    both(program)


def test_an_optimizer_of_ones_own_writes_its_step():
    """In the style in which people write them: options in the groups, `step` under no_grad, state by parameter."""

    def program(t):
        class Momentum(t.optim.Optimizer):
            def __init__(self, params, lr=0.1, momentum=0.5):
                super().__init__(params, {"lr": lr, "momentum": momentum})

            @t.no_grad()
            def step(self, closure=None):
                for group in self.param_groups:
                    for p in group["params"]:
                        if p.grad is None:
                            continue
                        state = self.state[p]
                        if len(state) == 0:
                            state["velocity"] = t.zeros_like(p)
                        state["velocity"].mul_(group["momentum"]).add_(p.grad)
                        p.sub_(group["lr"] * state["velocity"])

        params = parameters(t)
        optimizer = Momentum(params, lr=0.2)
        train(t, optimizer, params)
        return [p.detach() for p in params], optimizer.state_dict(), repr(optimizer)

    both(program)


def test_a_required_option_must_be_given():
    from nnbook.optim.optimizer import required

    with pytest.raises(ValueError, match="didn't specify a value of required optimization parameter lr"):
        nnbook.optim.Optimizer(one(nnbook), {"lr": required})
    assert nnbook.optim.Optimizer([{"params": one(nnbook), "lr": 1}], {"lr": required}).param_groups[0]["lr"] == 1
    assert repr(required) == "<required parameter>"


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_of_optimizers_go_on_alone(copied):
    params = parameters(nnbook)
    optimizer = nnbook.optim.Adam(params)
    train(nnbook, optimizer, params)
    twin = copied(optimizer)
    theirs = twin.param_groups[0]["params"]
    train(nnbook, twin, theirs, seed="more")
    assert not np.array_equal(theirs[0].array, params[0].array)
    train(nnbook, optimizer, params, seed="more")
    assert np.array_equal(theirs[0].array, params[0].array)


def test_a_rate_that_is_pytorchs_tensor_is_read():
    p, q = one(torch), one(nnbook)
    there, here = torch.optim.Adam(p, lr=torch.tensor(0.25)), nnbook.optim.Adam(q)
    here.load_state_dict(there.state_dict())
    assert isinstance(here.param_groups[0]["lr"], nnbook.Tensor)
    assert here.param_groups[0]["lr"].item() == 0.25
