"""Resizing, windows as columns, rearranging: any size against PyTorch, and what undoes what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import nnbook
from nnbook.nn import functional as F
from tests.nn.test_convolution import both_ways
from tests.support import both_fail, rng_for

NEAREST = ["nearest", "nearest-exact"]
MODES = {1: [*NEAREST, "linear", "area"], 2: [*NEAREST, "bilinear", "bicubic", "area"]}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([1, 2]), st.data())
def test_interpolation_to_any_size(axes, data):
    mode = data.draw(st.sampled_from(MODES[axes]))
    x = rng_for("x").normal(size=(2, 3, *(data.draw(st.integers(1, 7)) for _ in range(axes))))
    options = {"mode": mode}
    if data.draw(st.booleans()):
        options["size"] = tuple(data.draw(st.integers(1, 9)) for _ in range(axes))
    else:
        factors = st.sampled_from([0.3, 0.5, 0.75, 1, 1.1, 1.5, 2, 2.4, 3])
        options["scale_factor"] = tuple(max(data.draw(factors), 1 / n) for n in x.shape[2:])
        options["recompute_scale_factor"] = data.draw(st.sampled_from([None, True, False]))
    if mode not in (*NEAREST, "area"):
        options["align_corners"] = data.draw(st.sampled_from([None, True, False]))
    if mode in (*NEAREST, "bicubic"):
        # Where a length stays or doubles although the factor is neither 1 nor 2, PyTorch's result depends on the memory
        # order of the images, and its backward pass is not that of its forward pass.
        factors = zip(x.shape[2:], options.get("scale_factor", ()), strict=False)
        assume(not any((int(n * f) == n and f != 1) or (int(n * f) == 2 * n and f != 2) for n, f in factors))
    both_ways(lambda t, a: t.nn.functional.interpolate(a, **options), x)


def test_float32_rounds_as_pytorch_does():
    """Which pixel is nearest depends on the rounding of a product: in the precision of the images."""
    x = np.arange(97, dtype=np.float32).reshape(1, 1, 97)
    for length in (7, 31, 61, 100, 150, 291):
        for mode in ("nearest", "nearest-exact", "linear"):
            both_ways(lambda t, a, n=length, m=mode: t.nn.functional.interpolate(a, n, mode=m), x, tolerance=1e-5)


def test_a_length_that_stays_is_as_it_was():
    x = rng_for("stays").normal(size=(1, 2, 4))
    both_ways(lambda t, a: t.nn.functional.interpolate(a, scale_factor=1.1, mode="linear"), x)


def test_what_is_not_finite_stays_where_it_is():
    x = np.zeros((1, 1, 2, 2))
    x[0, 0, 0, 0] = np.inf
    y = F.interpolate(nnbook.tensor(x), scale_factor=2).array
    assert np.isinf(y[0, 0, :2, :2]).all()
    assert np.isfinite(y).sum() == 12


def test_a_plane_stays_a_plane():
    """Linear interpolation of values that rise evenly has no error, corners on corners."""
    plane = np.add.outer(np.arange(4.0), 2 * np.arange(5.0))
    y = F.interpolate(nnbook.tensor(plane[None, None]), size=(7, 9), mode="bilinear", align_corners=True).array[0, 0]
    np.testing.assert_allclose(y, np.add.outer(np.linspace(0, 3, 7), 2 * np.linspace(0, 4, 9)), atol=1e-12)


# ---------------------------------------------------------------------- windows as columns
pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@settings(max_examples=80, deadline=None)
@given(pairs, pairs, pairs, st.tuples(st.integers(0, 2), st.integers(0, 2)), st.data())
def test_unfold_and_fold(kernel, stride, dilation, padding, data):
    sizes = []
    for k, d, p in zip(kernel, dilation, padding, strict=True):
        least = d * (k - 1) + 1 - 2 * p
        sizes.append(data.draw(st.integers(max(1, least), max(1, least) + 4)))
    x = rng_for("x").normal(size=(2, 3, *sizes))
    options = (kernel, dilation, padding, stride)
    both_ways(lambda t, a: t.nn.functional.unfold(a, *options), x)
    columns = F.unfold(nnbook.tensor(x), *options).array
    both_ways(lambda t, a: t.nn.functional.fold(a, tuple(sizes), *options), columns)


def test_a_convolution_is_a_product_with_the_columns():
    rng = rng_for("columns")
    x, w = nnbook.tensor(rng.normal(size=(2, 3, 6, 5))), nnbook.tensor(rng.normal(size=(4, 3, 3, 2)))
    product = w.flatten(1) @ F.unfold(x, (3, 2), padding=1, stride=2)
    np.testing.assert_allclose(product.array, F.conv2d(x, w, stride=2, padding=1).flatten(2).array, atol=1e-12)


def test_shuffling_undoes_unshuffling():
    x = nnbook.randn(2, 3, 4, 6)
    assert np.array_equal(F.pixel_shuffle(F.pixel_unshuffle(x, 2), 2).array, x.array)
    mixed = F.channel_shuffle(nnbook.arange(6.0).reshape(1, 6, 1), 2)
    assert mixed.flatten().tolist() == [0, 3, 1, 4, 2, 5]
    assert np.array_equal(F.channel_shuffle(mixed, 3).flatten().array, np.arange(6.0))


# ---------------------------------------------------------------------- errors
def resize(t, shape, *args, **kwargs):
    return t.nn.functional.interpolate(t.zeros(*shape), *args, **kwargs)


IMAGE = (1, 1, 4, 4)
WRONG = {
    "size and scale": (lambda t: resize(t, IMAGE, 2, 2), "only one of size or scale_factor should be defined"),
    "neither": (lambda t: resize(t, IMAGE), "either size or scale_factor should be defined"),
    "three sizes": (lambda t: resize(t, IMAGE, (1, 2, 3)), "size must be a number or one for each of the 2 axes"),
    "three factors": (lambda t: resize(t, IMAGE, None, (1, 2, 3)), "scale_factor must be a number or one for each"),
    "half a pixel": (lambda t: resize(t, IMAGE, (2, 1.5)), "interpolate: size must be of integers, got (2, 1.5)"),
    "no pixel": (lambda t: resize(t, IMAGE, None, 0.1), "Input and output sizes should be greater than 0"),
    "corners of nearest": (lambda t: resize(t, IMAGE, 2, align_corners=True), "align_corners is for the modes linear"),
    "recomputing a size": (
        lambda t: resize(t, IMAGE, 2, recompute_scale_factor=True), "not meaningful with an explicit size",
    ),
    "another mode": (lambda t: resize(t, IMAGE, 2, mode="cubic"), "interpolate: mode must be one of"),
    "linear images": (lambda t: resize(t, IMAGE, 2, mode="linear"), "takes sequences (N, C, L), got an input of shape"),
    "bilinear sequences": (lambda t: resize(t, (1, 1, 4), 2, mode="bilinear"), "takes images (N, C, H, W), got"),
    "a matrix": (lambda t: resize(t, (4, 4), 2), "takes sequences (N, C, L) or images (N, C, H, W), got"),
    "a large window": (lambda t: t.nn.Unfold(5)(t.zeros(*IMAGE)), "4 x 4 are smaller than the window of 5 x 5"),
    "a window of 0": (lambda t: t.nn.Unfold(2, stride=0)(t.zeros(*IMAGE)), "stride must be at least 1 and padding"),
    "folding an image": (lambda t: t.nn.Fold(4, 2)(t.zeros(*IMAGE)), "fold expected windows (N, C * kh * kw, L)"),
    "rows to fold": (lambda t: t.nn.Fold(4, 2)(t.zeros(1, 6, 9)), "axis 1 is 6 long, which cannot be divided"),
    "columns to fold": (
        lambda t: t.nn.Fold(4, 2)(t.zeros(1, 8, 8)),
        "images of 4 x 4 have 3 x 3 = 9 windows of 2 x 2 with this geometry, but axis 2 of the input is 8 long",
    ),
    "shuffling 6 channels": (
        lambda t: t.nn.PixelShuffle(2)(t.zeros(1, 6, 2, 2)), "6 channels cannot be divided by the square of",
    ),
    "unshuffling odd images": (
        lambda t: t.nn.PixelUnshuffle(2)(t.zeros(1, 1, 4, 3)), "4 x 3 cannot be divided by downscale_factor 2",
    ),
    "shuffling a matrix": (lambda t: t.nn.PixelShuffle(2)(t.zeros(4, 4)), "expects (..., C, H, W) with three axes"),
    "factor 0": (lambda t: t.nn.PixelShuffle(0)(t.zeros(*IMAGE)), "expects a positive upscale_factor, got 0"),
    "groups of channels": (
        lambda t: t.nn.ChannelShuffle(2)(t.zeros(1, 3, 2)), "3 channels cannot be divided into 2 groups",
    ),
    "channels of a matrix": (
        lambda t: t.nn.functional.channel_shuffle(t.zeros(4, 4), 2), "channel_shuffle expects (N, C, ...) with three",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_what_is_not_there():
    with pytest.raises(NotImplementedError, match="interpolate: antialias=True is not supported"):
        F.interpolate(nnbook.zeros(*IMAGE), 2, mode="bilinear", antialias=True)
    with pytest.raises(TypeError, match="interpolate expects a Tensor, got ndarray: convert it"):
        F.interpolate(np.zeros(IMAGE), 2)
    with pytest.raises(RuntimeError, match=r"unfold expected images \(N, C, H, W\)"):
        F.unfold(nnbook.zeros(4, 4), 2)
