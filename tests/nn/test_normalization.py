"""Normalization: any shapes and options against PyTorch, readable forms, memory orders, running statistics, errors."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from nnbook import nn
from nnbook.nn import functional as F
from tests.nn.test_convolution import both_ways
from tests.support import assert_close, both, both_fail, rng_for

SHAPES = st.sampled_from([(5, 4), (3, 4, 2), (2, 4, 3, 2), (1, 4, 3), (4, 2, 1, 5), (3, 6, 2, 1)])
EPS = st.sampled_from([1e-5, 0.1])


@st.composite
def normalizations(draw):
    """An input (N, C, ...), a weight and a bias (C,) or None, and how the input lies in memory."""
    shape, rng = draw(SHAPES), rng_for("normalizations")
    x = rng.normal(size=shape) * draw(st.sampled_from([1.0, 100.0])) + draw(st.sampled_from([0.0, 30.0]))
    weight, bias = (rng.normal(size=shape[1]) if draw(st.booleans()) else None for _ in range(2))
    return x, weight, bias, draw(st.booleans())


def arranged(t, x, channels_last):
    """x as it is, or as convolution leaves it: a view of memory in which the channels are neighbors."""
    if not channels_last or x.ndim < 3:
        return x
    axes = (0, *range(2, x.ndim), 1)
    return x.permute(axes).contiguous().permute(0, x.ndim - 1, *range(1, x.ndim - 1))


def given_tensors(engine, *arrays):
    return [None if a is None else engine.tensor(a.copy()) for a in arrays]


@settings(max_examples=80, deadline=None)
@given(normalizations(), EPS, st.booleans(), st.sampled_from([0.1, 0.0, 1.0]))
def test_batch_norm(problem, eps, training, momentum):
    x, weight, bias, channels_last = problem
    rng, arrays = rng_for("running"), [a for a in (weight, bias) if a is not None]
    mean, var = rng.normal(size=x.shape[1]), rng.uniform(0.5, 2, x.shape[1])
    moved = []

    def program(t, x, *affine):
        affine = list(affine)
        w, b = (None if a is None else affine.pop(0) for a in (weight, bias))
        running = given_tensors(t, mean, var)
        y = t.nn.functional.batch_norm(arranged(t, x, channels_last), *running, w, b, training, momentum, eps)
        moved.append(running)
        return y

    both_ways(program, x, *arrays, tolerance=1e-9)
    for ours, theirs in zip(*moved, strict=True):
        assert_close(ours, theirs, 1e-10, "running statistics")


@settings(max_examples=60, deadline=None)
@given(normalizations(), EPS, st.sampled_from([1, 2]))
def test_group_and_instance_norm(problem, eps, groups):
    x, weight, bias, channels_last = problem
    arrays = [a for a in (weight, bias) if a is not None]
    if weight is None and bias is not None:
        weight, bias, arrays = bias, None, arrays  # PyTorch's group norm fails backwards with a bias alone

    def program(t, x, *affine):
        w, b = [*affine, None, None][:2]
        y = t.nn.functional.group_norm(arranged(t, x, channels_last), groups, w, b, eps)
        if np.prod(x.shape[2:]) > 1:
            y = t.cat([y, t.nn.functional.instance_norm(arranged(t, x, channels_last), None, None, w, b, eps=eps)])
        return y

    both_ways(program, x, *arrays, tolerance=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([(3,), (2, 3), (4, 1, 3), (0, 3), (2, 0), (2, 3, 4)]), st.integers(1, 3), EPS, st.booleans())
def test_layer_and_rms_norm(shape, axes, eps, affine):
    over = shape[-axes:]
    rng = rng_for("layer norm")
    x, weight, bias = rng.normal(size=shape), rng.normal(size=over), rng.normal(size=over)
    arrays = (x, weight, bias) if affine else (x,)

    def program(t, x, w=None, b=None):
        norms = t.nn.functional.layer_norm(x, over, w, b, eps), t.nn.functional.rms_norm(x, over, w, eps)
        return norms[0] * 2 + norms[1]

    both_ways(program, *arrays, tolerance=1e-9)


# ---------------------------------------------------------------------- readable forms
def standard(x, dims, eps=1e-5):
    centered = x - x.mean(dims, keepdim=True)
    return centered / ((centered * centered).mean(dims, keepdim=True) + eps).sqrt()


def window_means(x, size):
    padded = F.pad(x * x, (0, 0, size // 2, (size - 1) // 2))
    return sum(padded[:, i : i + x.shape[1]] for i in range(size)) / size


W, B = (nnbook.tensor(rng_for("affine").normal(size=(6, 1))) for _ in range(2))
FORMS = {
    "batch_norm": (
        lambda x: F.batch_norm(x, None, None, W[:, 0], B[:, 0], training=True),
        lambda x: standard(x, (0, 2)) * W + B,
    ),
    "layer_norm": (
        lambda x: F.layer_norm(x, (6, 5), W.expand(6, 5), B.expand(6, 5)), lambda x: standard(x, (1, 2)) * W + B,
    ),
    "group_norm": (
        lambda x: F.group_norm(x, 3, W[:, 0], B[:, 0]),
        lambda x: standard(x.reshape(4, 3, 2, 5), (2, 3)).reshape(4, 6, 5) * W + B,
    ),
    "instance_norm": (lambda x: F.instance_norm(x), lambda x: standard(x, 2)),
    "rms_norm": (lambda x: F.rms_norm(x, (5,), eps=0.1), lambda x: x / ((x * x).mean(2, keepdim=True) + 0.1).sqrt()),
    "local_response_norm": (
        lambda x: F.local_response_norm(x, 3, 0.5, 0.7, 2.0), lambda x: x / (2 + 0.5 * window_means(x, 3)) ** 0.7,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_readable_form(name):
    results = []
    for form in FORMS[name]:
        x = nnbook.tensor(rng_for(name).normal(size=(4, 6, 5)), requires_grad=True)
        y = form(x)
        (y * nnbook.tensor(rng_for("cotangent").normal(size=(4, 6, 5)))).sum().backward()
        results.append((y, x.grad))
    for fused, composed, what in zip(*results, ("value", "gradient"), strict=True):
        assert_close(fused, composed, 1e-11, what)


# ---------------------------------------------------------------------- memory
def test_channels_last_stays_channels_last():
    """What convolution leaves in channels-last memory goes through batch norm and back without being reordered."""
    x = nnbook.randn(2, 5, 6, 3).permute(0, 3, 1, 2).requires_grad_()
    assert not x.array.flags.c_contiguous
    y = nn.BatchNorm2d(3)(x)
    assert y.array.transpose(0, 2, 3, 1).flags.c_contiguous
    (_, vjp), *_ = y._inputs
    assert vjp(y.array)[0].transpose(0, 2, 3, 1).flags.c_contiguous
    plain = nn.BatchNorm2d(3)(nnbook.randn(2, 3, 5, 6))
    assert plain.array.flags.c_contiguous


@pytest.mark.parametrize("name", ["BatchNorm2d(3)", "GroupNorm(1, 3)", "LayerNorm((3, 20, 20))", "InstanceNorm2d(3)"])
def test_a_far_mean_keeps_the_digits_of_float32(name):
    """Deviations are taken before they are squared: a mean of 1000 costs three digits, not six."""
    x = rng_for("far").normal(size=(4, 3, 20, 20)) + 1000
    exact, single = (eval(f"nn.{name}")(nnbook.tensor(x.astype(kind)).float()) for kind in ("float64", "float32"))
    expected = eval(f"torch.nn.{name}")(torch.tensor(x.astype("float32")).double().float())
    assert_close(single, expected, 2e-4, name)
    assert np.abs(exact.array - single.array).max() < 1e-3


@pytest.mark.parametrize("code", ["LayerNorm(64)", "GELU()", "BatchNorm1d(64)"])
def test_two_threads_give_the_same(code):
    threads, results = nnbook.get_num_threads(), []
    try:
        for n in (1, 2):
            nnbook.set_num_threads(n)
            layer = eval(f"nn.{code}").double()
            x = nnbook.tensor(rng_for("threads").normal(size=(4096, 64)), requires_grad=True)
            y = layer(x)
            y.backward(nnbook.tensor(rng_for("cotangent").normal(size=y.shape)))
            results.append([y, x.grad, *(p.grad for p in layer.parameters())])
    finally:
        nnbook.set_num_threads(threads)
    for i, (one, two) in enumerate(zip(*results, strict=True)):
        assert_close(one, two, 1e-12, f"{code}, {i}")


# ---------------------------------------------------------------------- running statistics
@pytest.mark.parametrize("momentum", [0.1, None, 1.0])
def test_statistics_follow_the_batches_and_are_used_in_evaluation(momentum):
    def program(t):
        layer = t.nn.BatchNorm1d(3, momentum=momentum).double()
        rng = rng_for("batches")
        for n in (4, 7, 2):
            layer(t.tensor(rng.normal(2, 3, (n, 3))))
        layer.eval()
        before = layer.running_mean.clone()
        y = layer(t.tensor(rng.normal(size=(1, 3))))
        return y, layer.running_mean, layer.running_var, layer.num_batches_tracked, before

    results = both(program)
    assert results[3].item() == 3
    assert np.array_equal(results[1].array, results[4].array)


def test_the_average_of_all_batches():
    layer, batches = nn.BatchNorm1d(2, momentum=None), nnbook.randn(5, 10, 2)
    for batch in batches:
        layer(batch)
    assert_close(layer.running_mean, batches.mean((0, 1)), 1e-5, "mean")
    layer.reset_running_stats()
    assert layer.running_mean.tolist() == [0, 0]
    assert layer.running_var.tolist() == [1, 1]
    assert layer.num_batches_tracked.item() == 0


def test_switching_statistics_off_afterwards():
    def program(t):
        layer = t.nn.BatchNorm1d(3).double()
        layer.track_running_stats = False
        y = layer(t.tensor(rng_for("off").normal(size=(4, 3))))
        return y, layer.running_mean, layer.num_batches_tracked.item() * 0

    both(program)


def test_an_empty_batch_changes_nothing():
    def program(t):
        layer = t.nn.BatchNorm2d(2)
        y = layer(t.zeros(0, 2, 3, 3))
        y.sum().backward()
        return y, layer.running_mean, layer.running_var, layer.weight.grad

    both(program)


def test_frozen_parameters_and_inputs_cost_no_gradient():
    layer, x = nn.BatchNorm2d(3), nnbook.randn(2, 3, 4, 4)
    y = layer(x)
    (_, vjp), *_ = y._inputs
    assert vjp(y.array)[0] is None
    (_, vjp), *_ = nn.LayerNorm(4)(x)._inputs
    assert vjp(y.array)[0] is None


# ---------------------------------------------------------------------- wrong use
def norm(name, *arguments, **options):
    return lambda t: getattr(t.nn.functional, name)(*(a(t) if callable(a) else a for a in arguments), **options)


def rows(*shape):
    return lambda t: t.ones(*shape)


WRONG = {
    "images in BatchNorm1d": (lambda t: t.nn.BatchNorm1d(3)(t.zeros(2, 3, 4, 4)), "Images? BatchNorm2d"),
    "rows in BatchNorm2d": (lambda t: t.nn.BatchNorm2d(3)(t.zeros(2, 3)), "Rows? BatchNorm1d"),
    "one image in BatchNorm2d": (lambda t: t.nn.BatchNorm2d(3)(t.zeros(3, 4, 4)), "x.unsqueeze(0)"),
    "other channels": (
        lambda t: t.nn.BatchNorm2d(3)(t.zeros(2, 4, 5, 5)), "running_mean should contain 4 elements not 3",
    ),
    "other weights": (norm("batch_norm", rows(2, 3), None, None, rows(2), training=True), "weight should contain 3"),
    "a batch of one": (
        lambda t: t.nn.BatchNorm1d(3)(t.zeros(1, 3)),
        "Expected more than 1 value per channel when training, got input size torch.Size([1, 3]): one value has no "
        "variance. A last batch of 1? DataLoader(drop_last=True). Not training? model.eval()",
    ),
    "no statistics": (norm("batch_norm", rows(2, 3), None, None), "must be defined in evaluation mode"),
    "half of the statistics": (
        norm("batch_norm", rows(2, 3), rows(3), None, training=True), "either both be None or neither be None",
    ),
    "no variance at all": (norm("batch_norm", rows(2, 3), None, None, training=True, eps=0.0), "positive during"),
    "a negative eps": (
        norm("batch_norm", rows(2, 3), rows(3), rows(3), eps=-1.0),
        "batch_norm eps must be non-negative, but got -1",
    ),
    "another type": (lambda t: t.nn.BatchNorm1d(3)(t.zeros(2, 3).double()), "got float64 and float32"),
    "whole numbers": (norm("batch_norm", lambda t: t.arange(6).reshape(2, 3), None, None, training=True), "int64"),
    "LayerNorm over another length": (
        lambda t: t.nn.LayerNorm(4)(t.zeros(2, 3)),
        "Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2, 3]",
    ),
    "LayerNorm of channels": (lambda t: t.nn.LayerNorm(3)(t.zeros(2, 3, 5)), "Channels first? x.movedim(1, -1)"),
    "a number as shape": (norm("layer_norm", rows(2, 3), 3), "must be tuple of ints, not int: (3,)"),
    "no shape": (norm("layer_norm", rows(2, 3), ()), "at least 1-dimensional"),
    "a weight of another shape": (norm("layer_norm", rows(2, 3), (3,), rows(2)), "weight of shape [2]"),
    "LayerNorm of whole numbers": (norm("layer_norm", lambda t: t.arange(3), (3,)), "not implemented for int64"),
    "RMSNorm over another length": (norm("rms_norm", rows(2, 3), (4,)), "rms_norm: Given normalized_shape=[4]"),
    "groups that do not divide": (lambda t: t.nn.GroupNorm(3, 4), "(4) must be divisible by num_groups (3)"),
    "groups that do not divide the input": (norm("group_norm", rows(2, 4), 3), "divisible by num_groups"),
    "groups of one number": (norm("group_norm", rows(1, 4), 4), "4 groups of one number each have no variance"),
    "groups of a row": (norm("group_norm", rows(4), 2), "one row? x.unsqueeze(0)"),
    "instances of one number": (norm("instance_norm", rows(2, 3, 1)), "more than 1 spatial element"),
    "no statistics of instances": (norm("instance_norm", rows(2, 3, 4), use_input_stats=False), "to be defined when"),
    "images in InstanceNorm1d": (
        lambda t: t.nn.InstanceNorm1d(3)(t.zeros(2, 3, 4, 4)), "InstanceNorm1d takes (N, C, L) or (C, L), got shape",
    ),
    "other channels of instances": (
        lambda t: t.nn.InstanceNorm2d(3, affine=True)(t.zeros(2, 4, 5, 5)), "to match num_features (3), but got: 4.",
    ),
    "rows in LocalResponseNorm": (lambda t: t.nn.LocalResponseNorm(2)(t.zeros(2, 3)), "got 2 dimensions"),
    "no channels": (norm("local_response_norm", rows(2, 3, 4), 0), "kernel size should be greater than zero"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_instances_of_other_channels_only_warn_without_weights():
    with pytest.warns(UserWarning, match="does not match num_features"):
        both(lambda t: t.nn.InstanceNorm1d(3)(t.tensor(rng_for("channels").normal(size=(2, 4, 5)))))
