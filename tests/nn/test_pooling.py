"""Pooling: any geometry against PyTorch, and against NumPy's definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from nnbook.nn import functional as F
from tests.nn.test_convolution import both_ways
from tests.support import both, both_fail, rng_for


@st.composite
def windows(draw):
    """An image and arguments of a pooling with at least one output; values are often equal."""
    kernel = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
    stride = draw(st.one_of(st.none(), st.tuples(st.integers(1, 4), st.integers(1, 4))))
    dilation = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    sizes = [draw(st.integers(d * (k - 1) + 1, d * (k - 1) + 6)) for d, k in zip(dilation, kernel, strict=True)]
    rng = rng_for("image")
    x = rng.integers(0, 4, (2, 3, *sizes)).astype(float) if draw(st.booleans()) else rng.normal(size=(2, 3, *sizes))
    return x, kernel, stride, padding, dilation, draw(st.booleans())


@settings(max_examples=120, deadline=None)
@given(windows(), st.booleans())
def test_max_pooling(window, unbatched):
    x, kernel, stride, padding, dilation, ceil_mode = window
    x = x[0] if unbatched else x
    options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    both_ways(lambda t, a: t.nn.functional.max_pool2d(a, kernel, **options), x)
    both(lambda t: t.nn.functional.max_pool2d(t.tensor(x), kernel, **options, return_indices=True)[1])


@settings(max_examples=120, deadline=None)
@given(windows(), st.booleans(), st.sampled_from([None, 1, 5, -2]), st.booleans())
def test_average_pooling(window, count_include_pad, divisor_override, unbatched):
    x, kernel, stride, padding, _, ceil_mode = window
    options = (kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)
    both_ways(lambda t, a: t.nn.functional.avg_pool2d(a, *options), x[0] if unbatched else x)


@settings(max_examples=60, deadline=None)
@given(st.tuples(st.integers(1, 7), st.integers(1, 7)), st.tuples(*[st.one_of(st.none(), st.integers(1, 9))] * 2))
def test_adaptive_pooling(sizes, output_size):
    x = rng_for("adaptive").integers(0, 5, (2, 3, *sizes)).astype(float)
    both_ways(lambda t, a: t.nn.functional.adaptive_avg_pool2d(a, output_size), x)
    both_ways(lambda t, a: t.nn.functional.adaptive_max_pool2d(a, output_size), x)
    both(lambda t: t.nn.functional.adaptive_max_pool2d(t.tensor(x), output_size, True)[1])


@settings(max_examples=60, deadline=None)
@given(windows(), st.booleans(), st.booleans())
def test_pooling_of_sequences(window, unbatched, count_include_pad):
    x, (_, kernel), stride, (_, padding), (_, dilation), ceil_mode = window
    x, stride = (x[0] if unbatched else x)[..., 0, :], stride and stride[1]
    options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    both_ways(lambda t, a: t.nn.functional.max_pool1d(a, kernel, **options), x)
    both(lambda t: t.nn.functional.max_pool1d(t.tensor(x), kernel, **options, return_indices=True)[1])
    means = (kernel, stride, padding, ceil_mode, count_include_pad)
    both_ways(lambda t, a: t.nn.functional.avg_pool1d(a, *means), x)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9))
def test_adaptive_pooling_of_sequences(length, output_size):
    x = rng_for("adaptive").integers(0, 5, (2, 3, length)).astype(float)
    both_ways(lambda t, a: t.nn.functional.adaptive_avg_pool1d(a, output_size), x)
    both_ways(lambda t, a: t.nn.functional.adaptive_max_pool1d(a, output_size), x)
    both(lambda t: t.nn.functional.adaptive_max_pool1d(t.tensor(x), output_size, True)[1])


def test_negative_sums_keep_their_sign_in_pooling_by_a_norm():
    both_ways(lambda t, a: t.nn.functional.lp_pool2d(a, 1, 2), rng_for("norm").normal(size=(2, 3, 4, 4)))


def test_unpooling_puts_values_back():
    x = nnbook.randn(2, 3, 6, 8)
    values, places = F.max_pool2d(x, 2, return_indices=True)
    back = F.max_unpool2d(values, places, 2)
    assert np.array_equal(F.max_pool2d(back.abs(), 2).array, values.abs().array)
    assert np.array_equal(back.array[back.array != 0], x.array[back.array != 0])


def test_definition():
    x = rng_for("definition").normal(size=(2, 3, 6, 8))
    blocks = x.reshape(2, 3, 3, 2, 4, 2)
    assert np.array_equal(F.max_pool2d(nnbook.tensor(x), 2).array, blocks.max((3, 5)))
    np.testing.assert_allclose(F.avg_pool2d(nnbook.tensor(x), 2).array, blocks.mean((3, 5)), rtol=1e-12)
    np.testing.assert_allclose(F.adaptive_avg_pool2d(nnbook.tensor(x), 1).array[..., 0, 0], x.mean((2, 3)), rtol=1e-12)


def test_indices_find_the_values_again():
    x = nnbook.tensor(rng_for("indices").normal(size=(2, 3, 7, 7)))
    values, places = F.max_pool2d(x, 3, 2, 1, return_indices=True)
    found = x.flatten(2).gather(2, places.flatten(2)).view(*values.shape)
    assert np.array_equal(found.array, values.array)


def test_whole_numbers():
    both(lambda t: t.nn.functional.max_pool2d(t.arange(16).reshape(1, 4, 4), 3, padding=1))


WRONG = {
    "a row": (lambda t: t.nn.MaxPool2d(2)(t.zeros(3, 4)), "max_pool2d expected images (N, C, H, W)"),
    "too small": (lambda t: t.nn.MaxPool2d(3)(t.zeros(1, 1, 2, 2)), "images of 2 x 2 are smaller than the window"),
    "much padding": (lambda t: t.nn.MaxPool2d(2, padding=2)(t.zeros(1, 1, 4, 4)), "at most half of the kernel size"),
    "stride 0": (lambda t: t.nn.AvgPool2d(2, stride=0)(t.zeros(1, 1, 4, 4)), "must be at least 1"),
    "divisor 0": (lambda t: t.nn.AvgPool2d(2, divisor_override=0)(t.zeros(1, 1, 4, 4)), "divisor must be not zero"),
    "three sizes": (lambda t: t.nn.AdaptiveAvgPool2d((1, 2, 3))(t.zeros(1, 1, 4, 4)), "must be a number or a pair"),
    "a negative size": (lambda t: t.nn.AdaptiveMaxPool2d(-1)(t.zeros(1, 1, 4, 4)), "got -1"),
    "short sequences": (
        lambda t: t.nn.MaxPool1d(3)(t.zeros(1, 1, 2)), "sequences of length 2 are smaller than the window of 3",
    ),
    "an image for a sequence": (lambda t: t.nn.AvgPool1d(2)(t.zeros(1, 1, 4, 4)), "expected sequences (N, C, L)"),
    "indices of another shape": (
        lambda t: t.nn.MaxUnpool2d(2)(t.zeros(1, 1, 2, 2), t.zeros(1, 1, 2, 1).long()),
        "indices must be an int64 tensor of the shape of the values, (1, 1, 2, 2)",
    ),
    "indices beyond": (
        lambda t: t.nn.MaxUnpool2d(2)(t.zeros(1, 1, 1, 1), t.full((1, 1, 1, 1), 4)), "found an invalid max index, 4",
    ),
    "an output size that cannot be": (
        lambda t: t.nn.MaxUnpool2d(2)(t.zeros(1, 1, 2, 2), t.zeros(1, 1, 2, 2).long(), output_size=(7, 4)),
        "the last less than the stride (2, 2) away from (4, 4), got (7, 4)",
    ),
    "a row for adaptive": (lambda t: t.nn.AdaptiveAvgPool2d(2)(t.zeros(3, 4)), "expected images (N, C, H, W)"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])
