"""Transposed convolution: any geometry against PyTorch, and against what it is the transpose of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from nnbook.nn import functional as F
from tests.nn.test_convolution import both_ways
from tests.support import both_fail, rng_for


@st.composite
def geometries(draw, axes):
    """Arguments of a transposed convolution that has at least one output."""
    each = st.tuples(*[st.integers(1, 3)] * axes)
    groups, kernel, stride, dilation = draw(st.integers(1, 3)), draw(each), draw(each), draw(each)
    sizes = draw(st.tuples(*[st.integers(1, 5)] * axes))
    extra = tuple(draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True))
    least = zip(sizes, kernel, stride, dilation, extra, strict=True)
    spare = [(n - 1) * s + d * (k - 1) + e for n, k, s, d, e in least]  # what padding may take away
    padding = tuple(draw(st.integers(0, min(4, n // 2))) for n in spare)
    inputs, outputs = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    x = rng_for("x").normal(size=(draw(st.integers(1, 3)), inputs, *sizes))
    w = rng_for("w").normal(size=(inputs, outputs // groups, *kernel))
    return (x, w, rng_for("b").normal(size=outputs)), {
        "stride": stride, "padding": padding, "output_padding": extra, "groups": groups, "dilation": dilation,
    }  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(geometries(2), st.booleans())
def test_any_geometry(geometry, unbatched):
    (x, w, b), options = geometry
    both_ways(lambda t, *args: t.nn.functional.conv_transpose2d(*args, **options), x[0] if unbatched else x, w, b)


@settings(max_examples=60, deadline=None)
@given(geometries(1), st.booleans())
def test_any_geometry_of_sequences(geometry, unbatched):
    (x, w, b), options = geometry
    both_ways(lambda t, *args: t.nn.functional.conv_transpose1d(*args, **options), x[0] if unbatched else x, w, b)


def test_it_is_the_transpose_of_a_convolution():
    """<conv(x), y> = <x, conv_transpose(y)> for the same weight: as linear maps they are transposes."""
    rng = rng_for("transpose")
    x, y, w = rng.normal(size=(2, 3, 9, 8)), rng.normal(size=(2, 5, 5, 5)), rng.normal(size=(5, 3, 3, 2))
    there = F.conv2d(nnbook.tensor(x), nnbook.tensor(w), stride=2, padding=1).array
    back = F.conv_transpose2d(nnbook.tensor(y), nnbook.tensor(w), stride=2, padding=1).array
    assert np.isclose((there * y).sum(), (x * back).sum())


def transposed(t, shape, *args, axes=2, output_size=None, **kwargs):
    return getattr(t.nn, f"ConvTranspose{axes}d")(*args, **kwargs)(t.zeros(*shape), output_size)


WRONG = {
    "channels": (
        lambda t: transposed(t, (1, 3, 4, 4), 4, 5, 2),
        "ConvTranspose2d(4, 5, ...) got an input of shape (1, 3, 4, 4): axis 1 must be 4 channels",
    ),
    "channels of a sequence": (lambda t: transposed(t, (3, 4), 4, 5, 2, axes=1), "axis 0 must be 4 channels"),
    "a row": (lambda t: transposed(t, (3, 4), 3, 5, 2), "expected images (N, C, H, W)"),
    "an image": (lambda t: transposed(t, (1, 3, 4, 4), 3, 5, 2, axes=1), "expected sequences (N, C, L)"),
    "much output padding": (
        lambda t: transposed(t, (1, 1, 4, 4), 1, 1, 3, stride=2, output_padding=2),
        "output padding must be smaller than either stride or dilation",
    ),
    "negative padding": (lambda t: transposed(t, (1, 1, 4, 4), 1, 1, 3, padding=-1), "negative padding is not"),
    "nothing is left": (
        lambda t: transposed(t, (1, 1, 2, 2), 1, 1, 2, padding=2),
        "the result would have -1 x -1 pixels",
    ),
    "stride 0": (lambda t: transposed(t, (1, 1, 4, 4), 1, 1, 3, stride=0), "stride and dilation must be at least 1"),
    "another padding mode": (
        lambda t: t.nn.ConvTranspose2d(1, 1, 3, padding_mode="reflect"),
        'Only "zeros" padding mode is supported for ConvTranspose2d',
    ),
    "a size that cannot be": (
        lambda t: transposed(t, (1, 1, 4, 4), 1, 1, 3, stride=2, output_size=(9, 11)),
        "requested an output size of [9, 11], but valid sizes range from [9, 9] to [10, 10]",
    ),
    "a size of three": (
        lambda t: transposed(t, (1, 1, 4, 4), 1, 1, 3, stride=2, output_size=(1, 9, 9)),
        "output_size must have 2 or 4 elements",
    ),
    "a weight of three axes": (
        lambda t: t.nn.functional.conv_transpose2d(t.zeros(1, 1, 3, 3), t.zeros(1, 3, 3)),
        "weight must have the shape (C, O / groups, kh, kw)",
    ),
    "groups of the function": (
        lambda t: t.nn.functional.conv_transpose2d(t.zeros(1, 3, 3, 3), t.zeros(3, 2, 3, 3), groups=2),
        "3 input channels cannot be divided into 2 groups",
    ),
    "another type": (lambda t: t.nn.ConvTranspose2d(1, 1, 1)(t.zeros(1, 1, 2, 2).double()), "float64 and float32"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_padding_is_a_number():
    with pytest.raises(TypeError, match="ConvTranspose2d: padding must be a number or a pair, got 'same'"):
        nnbook.nn.ConvTranspose2d(1, 1, 3, padding="same")
