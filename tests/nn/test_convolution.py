"""Convolution and padding: any geometry against PyTorch, and against the five lines that define them."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from nnbook.nn import _correlation
from nnbook.nn import functional as F
from tests.support import assert_close, both_fail, rng_for


def both_ways(run, *arrays, tolerance=1e-10, what=""):
    """`run(engine, *tensors)` on both engines: the same values, and the same gradients for random weights of them."""
    results = []
    for engine in (nnbook, torch):
        tensors = [engine.tensor(a.copy(), requires_grad=a.dtype.kind == "f") for a in arrays]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Using padding='same'")
            value = run(engine, *tensors)
        weights = rng_for("weights").normal(size=tuple(value.shape)).astype(arrays[0].dtype)
        if weights.size:
            (value * engine.tensor(weights)).sum().backward()
        results.append([value, *(t.grad for t in tensors)])
    for i, (ours, theirs) in enumerate(zip(*results, strict=True)):
        if theirs is None:
            assert ours is None
        else:
            name = f"{what} {'output' if i == 0 else f'gradient {i - 1}'}"
            assert ours.array.dtype == theirs.detach().numpy().dtype, name
            expected = theirs.detach().numpy()
            near = tolerance * max(1, np.abs(expected).mean() if expected.size else 0)
            np.testing.assert_allclose(ours.array, expected, tolerance, near, err_msg=name)


pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def geometries(draw):
    """Arguments of a convolution that has at least one output."""
    groups, kernel, stride = draw(st.integers(1, 3)), draw(pairs), draw(pairs)
    dilation = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    padding = draw(st.one_of(st.sampled_from(["same", "valid"]), st.tuples(st.integers(0, 3), st.integers(0, 3))))
    if padding == "same":
        stride = (1, 1)
    around = (0, 0) if isinstance(padding, str) else padding
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    height, width = (draw(st.integers(max(1, r - 2 * p), r + 5)) for r, p in zip(reach, around, strict=True))
    inputs, outputs = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    x = rng_for("x").normal(size=(draw(st.integers(1, 3)), inputs, height, width))
    w = rng_for("w").normal(size=(outputs, inputs // groups, *kernel))
    b = rng_for("b").normal(size=outputs)
    return (x, w, b), {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}


@settings(max_examples=120, deadline=None)
@given(geometries(), st.booleans(), st.booleans())
def test_any_geometry(geometry, unbatched, small_blocks):
    (x, w, b), options = geometry
    block, _correlation.BLOCK = _correlation.BLOCK, 50 if small_blocks else _correlation.BLOCK
    try:
        both_ways(lambda t, *args: t.nn.functional.conv2d(*args, **options), x[0] if unbatched else x, w, b)
    finally:
        _correlation.BLOCK = block


@settings(max_examples=80, deadline=None)
@given(geometries(), st.booleans(), st.booleans())
def test_any_geometry_of_sequences(geometry, unbatched, small_blocks):
    (x, w, b), options = geometry
    x, w = x[:, :, 0], w[:, :, 0]  # one axis less
    options = {k: v if isinstance(v, (int, str)) else v[1:] for k, v in options.items()}
    block, _correlation.BLOCK = _correlation.BLOCK, 50 if small_blocks else _correlation.BLOCK
    try:
        both_ways(lambda t, *args: t.nn.functional.conv1d(*args, **options), x[0] if unbatched else x, w, b)
    finally:
        _correlation.BLOCK = block


@pytest.mark.parametrize("groups", [1, 2, 4, 12, 24])
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), (2, 1), (1, 2), (3, 2)])
def test_groups(groups, stride, dilation):
    """One group, two bundles, one bundle, depthwise with two outputs each, depthwise."""
    rng = rng_for("groups")
    x, w = rng.normal(size=(2, groups * (24 // groups), 9, 12)), rng.normal(size=(24, 24 // groups, 3, 3))
    x, w = (x[:, :12], w[:, :1]) if groups == 12 else (x, w)
    both_ways(lambda t, *a: t.nn.functional.conv2d(*a, None, stride, 1, dilation, groups), x, w)


def test_results_as_large_as_the_image_with_a_stride():
    rng = rng_for("stride")
    x, w = rng.normal(size=(2, 2, 4, 4)), rng.normal(size=(3, 2, 3, 3))
    both_ways(lambda t, *args: t.nn.functional.conv2d(*args, stride=2, padding=3), x, w)


@pytest.mark.parametrize("channels", [1, 8])
def test_float32_in_blocks(channels):
    rng = rng_for("large")
    x, w = rng.normal(size=(5, channels, 20, 20)), rng.normal(size=(4, channels, 5, 5))
    arrays = x.astype(np.float32), w.astype(np.float32)
    both_ways(lambda t, *args: t.nn.functional.conv2d(*args, padding=2), *arrays, tolerance=1e-5)


def test_definition():
    """Output (n, o, i, j) sums weight (o, c, u, v) times image (n, c, i + u, j + v): the readable form."""
    rng = rng_for("definition")
    x, w, b = rng.normal(size=(2, 3, 6, 7)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 2), axis=(2, 3))  # (N, C, H', W', kh, kw)
    expected = np.einsum("nchwuv,ocuv->nohw", windows, w) + b[:, None, None]
    assert_close(F.conv2d(*map(nnbook.tensor, (x, w, b))), expected, 1e-12, "convolution")


@pytest.mark.parametrize("layer", ["Conv2d(16, 16, 3, 1, 1)", "Conv2d(16, 16, 3, 2, 1, groups=16)", "MaxPool2d(2)"])
def test_threads_change_the_last_digits_at_most(layer):
    """With one thread a step repeats bit for bit; with three the sums over the batch have other parts."""
    threads = nnbook.get_num_threads()
    results = []
    try:
        for number in (1, 1, 3):
            nnbook.set_num_threads(number)
            nnbook.manual_seed(0)
            module = eval(f"nnbook.nn.{layer}")
            x = nnbook.randn(16, 16, 16, 16, requires_grad=True)
            y = module(x)
            (y * y).sum().backward()
            results.append([y.array, x.grad.array, *(p.grad.array for p in module.parameters())])
    finally:
        nnbook.set_num_threads(threads)
    for once, again, threaded in zip(*results, strict=True):
        assert np.array_equal(once, again)
        np.testing.assert_allclose(threaded, once, rtol=1e-5, atol=1e-4)


def test_memory_order_of_the_input_does_not_matter():
    x = rng_for("order").normal(size=(2, 6, 5, 3))
    layer = nnbook.nn.Conv2d(3, 4, 3, padding=1).double()
    channels_last = nnbook.tensor(x).permute(0, 3, 1, 2)
    assert np.array_equal(layer(channels_last).array, layer(nnbook.tensor(channels_last.array.copy())).array)


def test_results_can_be_viewed_as_in_pytorch():
    y = nnbook.nn.MaxPool2d(2)(nnbook.nn.Conv2d(1, 2, 3)(nnbook.rand(2, 1, 8, 8)))
    assert np.array_equal(y.view(2, -1).array, y.flatten(1).array)
    assert np.array_equal(y[0].view(-1).array, y[0].flatten().array)


# ---------------------------------------------------------------------- padding
@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_constant_padding(shape, data):
    axes = data.draw(st.integers(1, len(shape)))
    border = []
    for n in reversed(shape[-axes:]):
        before = data.draw(st.integers(-n, 3))
        border += [before, data.draw(st.integers(-(n + min(before, 0)), 3))]
    value = data.draw(st.sampled_from([None, 0, 1.5]))
    x = rng_for("pad").normal(size=shape)
    both_ways(lambda t, a: t.nn.functional.pad(a, border, value=value), x)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["reflect", "replicate", "circular"]), st.integers(1, 3), st.integers(1, 2), st.data())
def test_copying_padding(mode, axes, others, data):
    shape = [2] * others + [data.draw(st.integers(2, 4)) for _ in range(axes)]
    most = {"reflect": -1, "circular": 0, "replicate": 3}[mode]
    border = [data.draw(st.integers(0, n + most)) for n in reversed(shape[-axes:]) for _ in range(2)]
    x = rng_for("pad").normal(size=shape)
    both_ways(lambda t, a: t.nn.functional.pad(a, border, mode=mode), x)


# ---------------------------------------------------------------------- errors
def conv(t, shape, *args, **kwargs):
    return t.nn.Conv2d(*args, **kwargs)(t.zeros(*shape))


WRONG = {
    "channels last": (
        lambda t: conv(t, (8, 32, 32, 3), 3, 16, 3),
        "Conv2d(3, 16, ...) got an input of shape (8, 32, 32, 3): axis 1 must be 3 channels. "
        "Images with channels last? x.permute(0, 3, 1, 2)",
    ),
    "one image with channels last": (lambda t: conv(t, (32, 32, 3), 3, 16, 3), "x.permute(2, 0, 1)"),
    "gray images without channels": (
        lambda t: conv(t, (8, 28, 28), 1, 6, 5),
        "axis 0 must be 1 channel. Gray images without a channel axis? x.unsqueeze(1)",
    ),
    "a row": (lambda t: conv(t, (8, 28), 1, 6, 5), "expected images (N, C, H, W)"),
    "too small": (lambda t: conv(t, (1, 1, 4, 4), 1, 6, 5), "got images of 4 x 4: with this padding they are smaller"),
    "another type": (lambda t: t.nn.Conv2d(1, 1, 1)(t.zeros(1, 1, 2, 2).double()), "float64 and float32"),
    "stride 0": (lambda t: conv(t, (1, 1, 4, 4), 1, 1, 1, stride=0), "stride and dilation must be at least 1"),
    "negative padding": (lambda t: conv(t, (1, 1, 4, 4), 1, 1, 1, padding=-1), "negative padding is not supported"),
    "same with a stride": (lambda t: t.nn.Conv2d(1, 1, 3, 2, "same"), "not supported for strided convolutions"),
    "same with a stride, as a function": (
        lambda t: t.nn.functional.conv2d(t.zeros(1, 1, 3, 3), t.zeros(1, 1, 3, 3), None, 2, "same"),
        "not supported for strided convolutions",
    ),
    "another padding": (lambda t: t.nn.Conv2d(1, 1, 3, padding="full"), "'valid', 'same'"),
    "another padding, as a function": (
        lambda t: t.nn.functional.conv2d(t.zeros(1, 1, 3, 3), t.zeros(1, 1, 3, 3), padding="full"), "'full'",
    ),
    "another padding mode": (lambda t: t.nn.Conv2d(1, 1, 3, padding_mode="mirror"), "'mirror'"),
    "groups that do not divide inputs": (lambda t: t.nn.Conv2d(3, 4, 3, groups=2), "in_channels must be divisible"),
    "groups that do not divide outputs": (lambda t: t.nn.Conv2d(4, 3, 3, groups=2), "out_channels must be divisible"),
    "no groups": (lambda t: t.nn.Conv2d(4, 4, 3, groups=0), "groups must be a positive integer"),
    "sequences with channels last": (
        lambda t: t.nn.Conv1d(3, 4, 3)(t.zeros(8, 20, 3)),
        "Conv1d(3, 4, ...) got an input of shape (8, 20, 3): axis 1 must be 3 channels. "
        "Sequences with channels last? x.permute(0, 2, 1)",
    ),
    "sequences without channels": (
        lambda t: t.nn.Conv1d(1, 4, 3)(t.zeros(8, 20)), "Sequences without a channel axis? x.unsqueeze(1)",
    ),
    "short sequences": (
        lambda t: t.nn.Conv1d(1, 1, 5)(t.zeros(1, 1, 4)),
        "got sequences of length 4: with this padding they are smaller than the kernel of 5 (dilation (1,))",
    ),
    "an image as a sequence": (
        lambda t: t.nn.Conv1d(1, 1, 5)(t.zeros(1, 1, 4, 4)), "conv1d expected sequences (N, C, L), or one sequence",
    ),
    "a weight of four axes": (
        lambda t: t.nn.functional.conv1d(t.zeros(1, 1, 3), t.zeros(1, 1, 3, 3)),
        "conv1d: weight must have the shape (O, C / groups, k), got (1, 1, 3, 3)",
    ),
    "a weight of three axes": (
        lambda t: t.nn.functional.conv2d(t.zeros(1, 1, 3, 3), t.zeros(1, 3, 3)), "weight must have the shape",
    ),
    "groups of the function": (
        lambda t: t.nn.functional.conv2d(t.zeros(1, 4, 3, 3), t.zeros(3, 2, 3, 3), groups=2), "2 groups",
    ),
    "an odd number of borders": (lambda t: t.nn.functional.pad(t.zeros(2), (1, 2, 3)), "two numbers for each"),
    "too many borders": (lambda t: t.nn.functional.pad(t.zeros(2), (1, 2, 3, 4)), "two numbers for each padded axis"),
    "another mode of pad": (lambda t: t.nn.functional.pad(t.zeros(2, 2), (1, 1), mode="mirror"), "mirror"),
    "a value with a mode": (
        lambda t: t.nn.functional.pad(t.zeros(1, 2, 2), (1, 1), "circular", 3), "doesn't take in value argument",
    ),
    "reflecting too far": (
        lambda t: t.nn.functional.pad(t.zeros(1, 2, 2), (2, 0), "reflect"),
        "0 to 1 elements on each side of axis 2 of length 2, got 2 and 0",
    ),
    "around more than once": (lambda t: t.nn.functional.pad(t.zeros(1, 2, 2), (3, 0), "circular"), "0 to 2 elements"),
    "cropping too much": (lambda t: t.nn.functional.pad(t.zeros(2), (-2, -1)), "cannot be cropped"),
    "axes that are not there": (lambda t: t.nn.functional.pad(t.zeros(2), (1, 1), "replicate"), "one or two axes more"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_sizes_that_are_no_numbers():
    with pytest.raises(TypeError, match=r"Conv2d: kernel_size must be an integer or a pair .*, got '3'"):
        nnbook.nn.Conv2d(1, 1, "3")
    with pytest.raises(TypeError, match=r"Conv1d: stride must be an integer, or a tuple of one integer, got \(1, 2\)"):
        nnbook.nn.Conv1d(1, 1, 3, (1, 2))
    with pytest.raises(TypeError, match=r"conv1d expects a Tensor, got list: convert it with tensor"):
        nnbook.nn.Conv1d(1, 1, 3)([1.0])
    with pytest.raises(TypeError, match=r"conv2d expects a Tensor, got ndarray"):
        nnbook.nn.Conv2d(1, 1, 3)(np.zeros((1, 1, 3, 3)))
