"""Schedules against PyTorch's: the rates of 30 epochs, resumed, jumped, with groups; and what wrong use says."""

from __future__ import annotations

import math
import pickle
import re
import warnings

import numpy as np
import pytest
import torch

import nnbook
from tests.support import both, both_fail

EPOCHS = 30

# Code that makes a schedule of the optimizer o.
SCHEDULES = [
    line.strip()
    for line in """
    StepLR(o, 4)
    StepLR(o, step_size=7, gamma=0.5)
    MultiStepLR(o, [3, 5, 5, 20])
    MultiStepLR(o, milestones=[10, 12], gamma=0.3)
    ExponentialLR(o, 0.9)
    ConstantLR(o)
    ConstantLR(o, factor=0.5, total_iters=9)
    ConstantLR(o, 1.0, 3)
    LinearLR(o)
    LinearLR(o, start_factor=0.1, end_factor=0.5, total_iters=12)
    LinearLR(o, 1.0, 0.0, 8)
    PolynomialLR(o)
    PolynomialLR(o, total_iters=11, power=2.0)
    LambdaLR(o, lambda epoch: 1 / (1 + epoch))
    LambdaLR(o, [lambda epoch: 0.95 ** epoch, lambda epoch: 0.5 ** (epoch // 3)])
    MultiplicativeLR(o, lambda epoch: 0.95 if epoch % 2 else 1.02)
    CosineAnnealingLR(o, 30)
    CosineAnnealingLR(o, T_max=7, eta_min=0.01)
    CosineAnnealingWarmRestarts(o, 5)
    CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2, eta_min=0.001)
    OneCycleLR(o, 0.5, total_steps=30)
    OneCycleLR(o, [0.5, 2.0], epochs=6, steps_per_epoch=5, pct_start=0.4, anneal_strategy="linear")
    OneCycleLR(o, 1.0, 40, three_phase=True, div_factor=10.0, final_div_factor=100.0, base_momentum=0.7)
    OneCycleLR(o, 1.0, 31, cycle_momentum=False)
    CyclicLR(o, 0.01, 0.1, step_size_up=4)
    CyclicLR(o, [0.01, 0.1], [0.1, 1.0], 3, 5, mode="triangular2", base_momentum=0.5, max_momentum=0.6)
    CyclicLR(o, 0.01, 0.1, 4, mode="exp_range", gamma=0.9, cycle_momentum=False)
    CyclicLR(o, 0.01, 0.1, 4, scale_fn=lambda x: 1 / x, scale_mode="cycle")
    CyclicLR(o, 0.01, 0.1, 4, scale_fn=lambda x: 0.99 ** x, scale_mode="iterations")
    SequentialLR(o, [s.LinearLR(o, 0.1, total_iters=5), s.CosineAnnealingLR(o, 20)], [5])
    SequentialLR(o, [s.ConstantLR(o), s.ExponentialLR(o, 0.9), s.StepLR(o, 3)], milestones=[4, 15])
    SequentialLR(o, [s.ExponentialLR(o, 0.5), s.MultiStepLR(o, [2, 4]), s.PolynomialLR(o, 6)], [3, 12])
    ChainedScheduler([s.ConstantLR(o, 0.1, 4), s.ExponentialLR(o, 0.9)])
    ChainedScheduler([s.LinearLR(o), s.StepLR(o, 4, 0.5), s.CosineAnnealingLR(o, 9)], optimizer=o)
    """.strip().splitlines()
]
OPTIMIZERS = {
    "SGD": lambda t, p: t.optim.SGD([{"params": p[0]}, {"params": p[1], "lr": 0.5}], lr=0.1, momentum=0.9),
    "Adam": lambda t, p: t.optim.Adam([{"params": p[0]}, {"params": p[1], "lr": 0.5}], lr=0.1),
}


def optimizer_of(t, kind="SGD"):
    return OPTIMIZERS[kind](t, [t.nn.Parameter(t.ones(2)) for _ in range(2)])


def schedule_of(t, code, optimizer):
    s = t.optim.lr_scheduler
    return eval("s." + code, {"s": s, "o": optimizer})


def values(t, optimizer):
    """What a schedule may change: rates and momentum."""
    keys = ("lr", "momentum", "betas")
    return [[group[key] for key in keys if key in group] for group in optimizer.param_groups]


def run(t, optimizer, scheduler, epochs):
    seen = []
    for _ in range(epochs):
        optimizer.step()
        scheduler.step()
        seen.append((values(t, optimizer), list(scheduler.get_last_lr())))
    return seen


@pytest.mark.parametrize("kind", OPTIMIZERS)
@pytest.mark.parametrize("code", SCHEDULES)
def test_the_rates_of_thirty_epochs(code, kind):
    def program(t):
        optimizer = optimizer_of(t, kind)
        scheduler = schedule_of(t, code, optimizer)
        start = values(t, optimizer), list(scheduler.get_last_lr())
        return start, run(t, optimizer, scheduler, EPOCHS), scheduler.state_dict().get("last_epoch", 0)

    both(program, 1e-12)


def test_every_schedule_is_among_them():
    used = set(re.findall(r"\w+LR|\w+Scheduler|\w+Restarts", " ".join(SCHEDULES)))
    assert set(nnbook.optim.lr_scheduler.__all__) - used == {"LRScheduler", "ReduceLROnPlateau"}


@pytest.mark.parametrize("code", SCHEDULES)
def test_interrupted_at_any_time_it_goes_on(code):
    straight = optimizer_of(nnbook)
    expected = run(nnbook, straight, schedule_of(nnbook, code, straight), EPOCHS)
    for stop in (1, 4, 17):
        first = optimizer_of(nnbook)
        scheduler = schedule_of(nnbook, code, first)
        run(nnbook, first, scheduler, stop)
        states = pickle.loads(pickle.dumps((first.state_dict(), scheduler.state_dict())))
        second = optimizer_of(nnbook)
        again = schedule_of(nnbook, code, second)
        second.load_state_dict(states[0])
        again.load_state_dict(states[1])
        assert again.get_last_lr() == scheduler.get_last_lr()
        assert run(nnbook, second, again, EPOCHS - stop) == expected[stop:]


@pytest.mark.parametrize("code", SCHEDULES)
def test_a_state_of_pytorchs_goes_on_here(code):
    theirs, ours = optimizer_of(torch), optimizer_of(nnbook)
    there, here = schedule_of(torch, code, theirs), schedule_of(nnbook, code, ours)
    run(torch, theirs, there, 8)
    ours.load_state_dict(theirs.state_dict())
    here.load_state_dict(there.state_dict())
    got = run(nnbook, ours, here, 10)
    for mine, expected in zip(got, run(torch, theirs, there, 10), strict=True):
        np.testing.assert_allclose(mine[1], expected[1], rtol=1e-12)


WITH_LAST_EPOCH = [c for c in SCHEDULES if not c.startswith(("SequentialLR", "ChainedScheduler", "Constant"))]


@pytest.mark.parametrize("code", WITH_LAST_EPOCH)
def test_resumed_by_the_number_of_the_last_epoch(code):
    """The older way: the optimizer's state is loaded, the schedule is told where it was."""

    def program(t):
        before = optimizer_of(t)
        run(t, before, schedule_of(t, code, before), 9)
        optimizer = optimizer_of(t)
        optimizer.load_state_dict(before.state_dict())
        resumed = schedule_of(t, code[:-1] + ", last_epoch=9)", optimizer)
        return values(t, optimizer), run(t, optimizer, resumed, 10)

    both(program, 1e-12)


@pytest.mark.parametrize("code", [c for c in SCHEDULES if not c.startswith(("SequentialLR", "ChainedScheduler"))])
@pytest.mark.filterwarnings("ignore:The epoch parameter")
def test_a_jump_to_an_epoch(code):
    def program(t):
        optimizer = optimizer_of(t)
        scheduler = schedule_of(t, code, optimizer)
        optimizer.step()
        seen = []
        for epoch in (3, 12, 0, 5):
            scheduler.step(epoch)
            seen.append(list(scheduler.get_last_lr()))
        return seen

    both(program, 1e-12)


def test_warm_restarts_take_fractions_of_epochs():
    def program(t):
        optimizer = optimizer_of(t)
        scheduler = t.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 4, 2)
        seen = []
        for step in range(60):
            scheduler.step(step / 4)
            seen.append((scheduler.get_last_lr(), scheduler.last_epoch))
        return seen

    both(program, 1e-12)


# ---------------------------------------------------------------------- results that stop getting better
PLATEAU = [
    "",
    "factor=0.5, patience=2",
    "mode='max', patience=1",
    "patience=1, threshold=0.1, threshold_mode='abs'",
    "mode='max', patience=0, threshold=0.05, threshold_mode='abs'",
    "patience=1, cooldown=3",
    "patience=0, min_lr=0.04",
    "patience=0, min_lr=[0.01, 0.2], eps=1e-3",
    "patience=2, threshold=0.3",
]


@pytest.mark.parametrize("options", PLATEAU)
def test_plateaus(options):
    results = [1.0, 0.9, 0.95, 0.89, 0.9, 0.91, 0.9, 0.7, 0.7, 0.71, 0.72, 0.6, 0.61, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]

    def program(t):
        optimizer = optimizer_of(t)
        scheduler = eval(f"make(o, {options})", {"make": t.optim.lr_scheduler.ReduceLROnPlateau, "o": optimizer})
        seen = []
        for i, result in enumerate(results):
            scheduler.step(t.tensor(result) if i % 2 else result)
            seen.append(
                (values(t, optimizer), scheduler.get_last_lr(), scheduler.num_bad_epochs, scheduler.in_cooldown)
            )
        again = t.optim.lr_scheduler.ReduceLROnPlateau(optimizer)
        again.load_state_dict(scheduler.state_dict())
        for result in results:
            again.step(result)
        return seen, values(t, optimizer), again.best, again.last_epoch

    both(program, 1e-7)


def test_a_plateau_after_a_group_was_added():
    def program(t):
        optimizer = optimizer_of(t)
        scheduler = t.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, min_lr=0.02)
        optimizer.add_param_group({"params": t.nn.Parameter(t.ones(1)), "lr": 0.3})
        scheduler.step(1.0)
        scheduler.step(1.0)
        return values(t, optimizer)

    both(program)


def test_a_plateau_told_which_epoch_it_is():
    scheduler = nnbook.optim.lr_scheduler.ReduceLROnPlateau(optimizer_of(nnbook))
    with pytest.warns(UserWarning, match="The epoch parameter"):
        scheduler.step(1.0, epoch=7)
    assert scheduler.last_epoch == 7


# ---------------------------------------------------------------------- around it
def test_a_rate_changed_by_hand_keeps_its_proportion():
    def program(t):
        optimizer = optimizer_of(t)
        scheduler = t.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
        run(t, optimizer, scheduler, 3)
        optimizer.param_groups[0]["lr"] *= 0.5
        return run(t, optimizer, scheduler, 3)

    both(program, 1e-12)


def test_a_rate_that_is_a_tensor_stays_the_same_tensor():
    def program(t):
        rate = t.tensor(0.5)
        optimizer = t.optim.SGD([t.nn.Parameter(t.ones(2))], lr=rate)
        scheduler = t.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
        before = scheduler.get_last_lr()[0]
        optimizer.step()
        scheduler.step()
        return rate, optimizer.param_groups[0]["lr"] is rate, before, scheduler.get_last_lr()[0]

    both(program, 1e-6)


def test_a_schedule_of_ones_own():
    def program(t):
        class Warmup(t.optim.lr_scheduler.LRScheduler):
            def __init__(self, optimizer, steps, last_epoch=-1):
                self.steps = steps
                super().__init__(optimizer, last_epoch)

            def get_lr(self):
                return [base * min(1.0, (self.last_epoch + 1) / self.steps) for base in self.base_lrs]

        optimizer = optimizer_of(t)
        return run(t, optimizer, Warmup(optimizer, 5), 10)

    both(program, 1e-12)


class Fading:
    """A function with a state."""

    def __init__(self, share):
        self.share = share

    def __call__(self, x):
        return self.share**x


@pytest.mark.parametrize(
    "make",
    [
        lambda t, o, f: t.optim.lr_scheduler.LambdaLR(o, f),
        lambda t, o, f: t.optim.lr_scheduler.MultiplicativeLR(o, [f, f]),
        lambda t, o, f: t.optim.lr_scheduler.CyclicLR(o, 0.1, 1.0, 3, scale_fn=f, scale_mode="iterations"),
    ],
)
def test_functions_that_are_objects_are_saved_with_their_attributes(make):
    def program(t):
        optimizer = optimizer_of(t)
        scheduler = make(t, optimizer, Fading(0.9))
        run(t, optimizer, scheduler, 2)
        again = make(t, optimizer, Fading(0.1))
        again.load_state_dict(scheduler.state_dict())
        return run(t, optimizer, again, 3)

    both(program, 1e-12)


def test_a_step_of_the_schedule_before_one_of_the_optimizer_warns():
    for t in (nnbook, torch):
        optimizer = optimizer_of(t)
        scheduler = t.optim.lr_scheduler.StepLR(optimizer, 1)
        with pytest.warns(UserWarning, match=r"lr_scheduler.step\(\)` before `optimizer.step\(\)"):
            scheduler.step()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            optimizer.step()
            scheduler.step()


def test_the_deprecated_argument_warns():
    optimizer = optimizer_of(nnbook)
    scheduler = nnbook.optim.lr_scheduler.StepLR(optimizer, 1)
    optimizer.step()
    with pytest.warns(UserWarning, match="The epoch parameter in"):
        scheduler.step(3)


WRONG = {
    "the model in place of the optimizer": ("s.StepLR(t.nn.Linear(1, 1), 1)", "Linear is not an Optimizer"),
    "a plateau of no optimizer": ("s.ReduceLROnPlateau(1)", "int is not an Optimizer"),
    "a cycle of no optimizer": ("s.OneCycleLR(1, 0.1, 3)", "int is not an Optimizer"),
    "resumed from nothing": ("s.StepLR(o, 1, last_epoch=3)", "param 'initial_lr' is not specified in param_groups[0]"),
    "too few functions": ("s.LambdaLR(o, [abs])", "Expected 2 lr_lambdas, but got 1"),
    "a number as a function": ("s.MultiplicativeLR(o, 0.5)", "lr_lambda should be a function, but got float"),
    "a factor above 1": ("s.ConstantLR(o, 1.5)", "expected to be between 0 and 1, got 1.5"),
    "a start at 0": ("s.LinearLR(o, 0)", "greater than 0 and less or equal to 1, got 0"),
    "an end above 1": ("s.LinearLR(o, 1.0, 2.0)", "Ending multiplicative factor expected to be between 0 and 1, got 2"),
    "a run of no epochs": ("s.CosineAnnealingWarmRestarts(o, 0)", "Expected positive integer T_0, but got 0"),
    "runs that shrink": ("s.CosineAnnealingWarmRestarts(o, 5, 0)", "Expected integer T_mult >= 1, but got 0"),
    "a smallest rate that is text": ("s.CosineAnnealingWarmRestarts(o, 5, 1, '0')", "Expected float or int eta_min"),
    "a negative epoch": ("s.CosineAnnealingWarmRestarts(o, 5).step(-1)", "Expected non-negative epoch, but got -1"),
    "no number of steps": ("s.OneCycleLR(o, 0.1)", "either total_steps OR (epochs AND steps_per_epoch)"),
    "no steps": ("s.OneCycleLR(o, 0.1, 0)", "Expected positive integer total_steps, but got 0"),
    "half an epoch": ("s.OneCycleLR(o, 0.1, epochs=0.5, steps_per_epoch=3)", "Expected positive integer epochs"),
    "steps below 0": ("s.OneCycleLR(o, 0.1, epochs=1, steps_per_epoch=-3)", "positive integer steps_per_epoch"),
    "a share above 1": ("s.OneCycleLR(o, 0.1, 9, pct_start=1.5)", "Expected float between 0 and 1 pct_start"),
    "a way that is not there": ("s.OneCycleLR(o, 0.1, 9, anneal_strategy='x')", "'cos' or 'linear', instead got x"),
    "too many rates": ("s.OneCycleLR(o, [1.0] * 3, 9)", "max_lr has 3 values, param_groups has 2"),
    "a momentum that is not there": ("s.OneCycleLR(r, 0.1, 9)", "optimizer must support momentum or beta1"),
    "a mode that is not there": ("s.CyclicLR(o, 0.1, 1.0, mode='round')", "mode is invalid and scale_fn is None"),
    "a factor that is none": ("s.ReduceLROnPlateau(o, factor=1.0)", "Factor should be < 1.0"),
    "a direction that is not there": ("s.ReduceLROnPlateau(o, 'up')", "mode up is unknown! 'min' for a loss"),
    "a threshold that is not there": ("s.ReduceLROnPlateau(o, threshold_mode='x')", "threshold mode x is unknown!"),
    "too few smallest rates": ("s.ReduceLROnPlateau(o, min_lr=[0.1])", "expected 2 min_lrs, got 1"),
    "no schedules": ("s.SequentialLR(o, [], [])", "expects at least one scheduler, but got no scheduler"),
    "no schedules chained": ("s.ChainedScheduler([])", "expects at least one scheduler"),
    "schedules that are none": ("s.SequentialLR(o, [1], [])", "at index 0 should have `optimizer` as its attribute"),
    "a plateau in a sequence": (
        "s.SequentialLR(o, [s.ReduceLROnPlateau(o)], [])", "SequentialLR does not support `ReduceLROnPlateau`",
    ),
    "schedules of two optimizers": (
        "s.ChainedScheduler([s.StepLR(o, 1), s.StepLR(r, 1)])", "all schedulers to belong to the same optimizer",
    ),
    "too many milestones": ("s.SequentialLR(o, [s.StepLR(o, 1)], [1])", "number of schedulers 1 and the number of"),
    "no get_lr": ("s.LRScheduler(o)", "LRScheduler does not say how to get the rates"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    code, message = WRONG[name]

    def program(t):
        rprop = t.optim.Rprop([t.nn.Parameter(t.ones(1))])
        eval(code, {"t": t, "s": t.optim.lr_scheduler, "o": optimizer_of(t), "r": rprop})

    both_fail(program, message)


def test_too_many_steps_of_one_cycle():
    def program(t):
        optimizer = optimizer_of(t)
        run(t, optimizer, t.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, 3), 5)

    both_fail(program, "Tried to step 4 times. The specified number of total steps is 3")


def test_a_plateau_whose_list_of_smallest_rates_is_too_short():
    def program(t):
        optimizer = optimizer_of(t)
        scheduler = t.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, min_lr=[0.1, 0.1])
        optimizer.add_param_group({"params": t.nn.Parameter(t.ones(1))})
        scheduler.step(1.0)
        scheduler.step(math.inf)

    both_fail(program, "differs from when `ReduceLROnPlateau` was initialized (2)")
