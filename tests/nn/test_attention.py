"""Attention: any mask against PyTorch, its readable form, its properties, and what it says of wrong arguments."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from nnbook.gradcheck import gradcheck
from nnbook.nn import functional as F
from tests.nn.test_convolution import both_ways
from tests.support import assert_close, both, both_fail, rng_for

INF = float("inf")


# ---------------------------------------------------------------------- any shapes
def stretchable(draw, shape):
    """A shape that broadcasts to this one: some axes are 1, some of the first are left out."""
    sizes = [n if draw(st.booleans()) else 1 for n in shape]
    return tuple(sizes[draw(st.integers(0, len(shape))) :])


@st.composite
def attentions(draw):
    """Query, key and value with leading axes that broadcast, and a mask or None."""
    batch = draw(st.lists(st.integers(1, 3), max_size=3))
    length, source, width, value_width = (draw(st.integers(1, 4)) for _ in range(4))
    rng = rng_for("attentions")
    leads = [stretchable(draw, batch) for _ in range(3)]
    sizes = [(length, width), (source, width), (source, value_width)]
    arrays = [rng.normal(size=(*lead, *size)) for lead, size in zip(leads, sizes, strict=True)]
    scores = (*np.broadcast_shapes(*leads[:2]), length, source)
    kind = draw(st.sampled_from(["none", "causal", "boolean", "added", "some -inf"]))
    mask = np.asarray(rng.normal(size=stretchable(draw, scores)))
    if kind == "boolean":
        mask = np.asarray(mask > 0)
    elif kind == "some -inf":
        mask = np.asarray(np.where(mask > 1, -INF, mask))
    return arrays, (None if kind in ("none", "causal") else mask), kind == "causal"


@settings(max_examples=200, deadline=None)
@given(attentions(), st.sampled_from([None, 0.5, -3.0]))
def test_any_shapes_and_masks(attention, scale):
    arrays, mask, causal = attention

    def program(t, *inputs):
        q, k, v, *others = inputs
        given = others[0] if others else None
        if mask is not None and mask.dtype == bool:
            given = t.tensor(mask)
        if given is not None and len(given.shape) < 2 and t is torch:
            given = given.expand(q.shape[-2], k.shape[-2])  # PyTorch wants two axes in some of its forms
        return t.nn.functional.scaled_dot_product_attention(q, k, v, given, 0.0, causal, scale=scale)

    both_ways(program, *arrays, *([mask] if mask is not None and mask.dtype != bool else []))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.booleans(), st.booleans())
def test_heads_that_share_keys(groups, shared, source, causal, masked):
    rng = rng_for("groups")
    q, k, v = (
        rng.normal(size=(2, heads, n, 3)) for heads, n in [(groups * shared, 2), (shared, source), (shared, source)]
    )
    mask = rng.normal(size=(groups * shared, 1, source)) if masked and not causal else None
    both_ways(
        lambda t, *x: t.nn.functional.scaled_dot_product_attention(
            *x, None if mask is None else t.tensor(mask), is_causal=causal, enable_gqa=True
        ),
        q, k, v,
    )  # fmt: skip


# ---------------------------------------------------------------------- the readable form
def composed(query, key, value, mask=None, causal=False, scale=None):
    """The equation in plain operations of tensors."""
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    scores = query @ key.transpose(-2, -1) * scale
    if causal:
        mask = nnbook.ones(scores.shape[-2:]).tril() > 0
    if mask is not None:
        scores = scores.masked_fill(~mask, -INF) if mask.dtype == nnbook.bool else scores + mask
    return scores.softmax(-1) @ value


@pytest.mark.parametrize("form", ["plain", "causal", "mask", "bias", "scale"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_readable_form(form, dtype):
    """The fused operation is this composition, value and gradients."""
    rng = rng_for("readable " + form)
    arrays = [rng.normal(size=shape) for shape in [(2, 3, 5, 4), (2, 3, 6, 4), (2, 3, 6, 2), (5, 6)]]
    weights = rng.normal(size=(2, 3, 5, 2))
    results = []
    for fused in (True, False):
        q, k, v, bias = (nnbook.tensor(a, dtype=getattr(nnbook, dtype), requires_grad=True) for a in arrays)
        mask = {"mask": nnbook.tensor(arrays[3] > -0.5), "bias": bias}.get(form)
        scale = 0.3 if form == "scale" else None
        if fused:
            y = F.scaled_dot_product_attention(q, k, v, mask, is_causal=form == "causal", scale=scale)
        else:
            y = composed(q, k, v, mask, form == "causal", scale)
        y.backward(nnbook.tensor(weights, dtype=y.dtype))
        results.append([y, *(t.grad for t in (q, k, v, bias) if t.grad is not None)])
    assert len(results[0]) == len(results[1]) == (5 if form == "bias" else 4)
    for a, b in zip(*results, strict=True):
        assert_close(a, b, 1e-12 if dtype == "float64" else 2e-6, form)


# ---------------------------------------------------------------------- far from 1, masked, empty
HIDDEN = np.array([[True, False, True, True], [False] * 4, [True] * 4])


@pytest.mark.parametrize("width", [2, 5])
@pytest.mark.parametrize("form", ["boolean", "-inf", "-inf in a batch"])
def test_a_query_that_may_look_nowhere_gets_zeros(form, width):
    def program(t, q, k, v):
        mask = t.tensor(HIDDEN)
        if form != "boolean":
            mask = t.zeros(3, 4, dtype=t.float64).masked_fill(~mask, -INF)
        mask = mask.expand(2, 1, 3, 4) if "batch" in form else mask
        y = t.nn.functional.scaled_dot_product_attention(q, k, v, mask)
        assert (y[:, :, 1] == 0).all()
        return y

    rng = rng_for("nowhere")
    both_ways(program, rng.normal(size=(2, 2, 3, 2)), rng.normal(size=(2, 2, 4, 2)), rng.normal(size=(2, 2, 4, width)))


@pytest.mark.parametrize("factor", [1e3, 1e15])
def test_scores_far_apart_stay_finite(factor):
    x = nnbook.randn(4, 3, requires_grad=True)
    y = F.scaled_dot_product_attention(x * factor, x * factor, x)
    y.sum().backward()
    assert np.isfinite(y.array).all()
    assert np.isfinite(x.grad.array).all()
    assert_close(F.scaled_dot_product_attention(x * factor, x * factor, x).detach(), y.detach(), 0, "again")


@pytest.mark.parametrize("bad", [INF, -INF, float("nan")])
def test_infinite_scores_are_nan_as_in_pytorch(bad):
    def program(t):
        q = t.tensor([[1.0, bad], [1.0, 2.0]])
        return t.nn.functional.scaled_dot_product_attention(q, t.ones(3, 2), t.ones(3, 2))

    both(program)


def test_no_keys_give_zeros():
    both(lambda t: t.nn.functional.scaled_dot_product_attention(t.ones(2, 3, 4), t.ones(2, 0, 4), t.ones(2, 0, 5)))
    both(lambda t: t.nn.functional.scaled_dot_product_attention(t.ones(0, 3, 4), t.ones(0, 2, 4), t.ones(0, 2, 5)))
    both(lambda t: t.nn.functional.scaled_dot_product_attention(t.ones(3, 0), t.ones(2, 0), t.eye(2)))


# ---------------------------------------------------------------------- what attention is
def heads(*shape, seed=0):
    nnbook.manual_seed(seed)
    return [nnbook.randn(2, 2, *shape, dtype=nnbook.float64) for _ in range(3)]


def test_causal_attention_does_not_look_ahead():
    """What comes after place i changes nothing at i: neither value nor gradient gets there."""
    q, k, v = heads(6, 4)
    before = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    for t in (q, k, v):
        t[:, :, 4:] = 100.0
    after = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    assert np.array_equal(before.array[:, :, :4], after.array[:, :, :4])
    assert not np.allclose(before.array[:, :, 4:], after.array[:, :, 4:])
    k.requires_grad_()
    F.scaled_dot_product_attention(q, k, v, is_causal=True)[:, :, 2].sum().backward()
    assert (k.grad.array[:, :, 3:] == 0).all()
    assert (k.grad.array[:, :, :3] != 0).all()


def test_attention_knows_no_order():
    """Queries in another order give the results in that order; keys in another order give the same results."""
    q, k, v = heads(6, 4)
    order = nnbook.tensor([3, 0, 5, 1, 4, 2])
    y = F.scaled_dot_product_attention(q, k, v)
    assert_close(F.scaled_dot_product_attention(q[:, :, order], k, v), y[:, :, order], 1e-12, "queries")
    assert_close(F.scaled_dot_product_attention(q, k[:, :, order], v[:, :, order]), y, 1e-12, "keys")


def test_shares_are_an_average():
    q, k, v = heads(6, 4)
    assert_close(F.scaled_dot_product_attention(q, k, v * 0 + 3), v * 0 + 3, 1e-12, "of equal values")
    assert_close(F.scaled_dot_product_attention(q * 0, k, v), v.mean(2, keepdim=True).expand(v.shape), 1e-12, "equal")


def test_the_result_lies_in_memory_as_the_query():
    """Heads that are a view of (N, T, heads, d) give a result whose heads can be joined without a copy."""
    x = nnbook.randn(2, 5, 3, 4)
    y = F.scaled_dot_product_attention(x.transpose(1, 2), x.transpose(1, 2), x.transpose(1, 2))
    assert y.array.transpose(0, 2, 1, 3).flags.c_contiguous


# ---------------------------------------------------------------------- dropout, threads
def test_dropout_repeats_under_a_seed_and_keeps_the_mean():
    q, k, v = heads(40, 4)
    results = []
    for seed in (0, 0, 1):
        nnbook.manual_seed(seed)
        results.append(F.scaled_dot_product_attention(q, k, v * 0 + 1, dropout_p=0.4).array)
    assert np.array_equal(results[0], results[1])
    assert not np.array_equal(results[0], results[2])
    assert abs(results[0].mean() - 1) < 0.05
    assert (F.scaled_dot_product_attention(q, k, v, dropout_p=1.0).array == 0).all()


def test_dropout_is_of_the_shares():
    """With the identity for values the result is the shares: each is 0, or what it was divided by 1 - p."""
    q, k, _ = heads(5, 4)
    values = nnbook.eye(5, dtype=nnbook.float64).expand(2, 2, 5, 5)
    whole, dropped = (F.scaled_dot_product_attention(q, k, values, dropout_p=p).array for p in (0.0, 0.25))
    kept = dropped != 0
    assert 0.5 < kept.mean() < 0.95
    assert np.allclose(dropped[kept], whole[kept] / 0.75)


def test_gradients_under_dropout():
    """Against finite differences, with the same seed for every evaluation."""
    q, k, v = (t.requires_grad_() for t in heads(3, 2))

    def program(*inputs):
        nnbook.manual_seed(7)
        return F.scaled_dot_product_attention(*inputs, dropout_p=0.3)

    assert gradcheck(program, (q, k, v))


@pytest.mark.parametrize("form", ["causal", "bias", "dropout"])
def test_threads_change_no_digit_that_matters(form):
    results = []
    threads = nnbook.get_num_threads()
    for n in (1, 2, 3):
        nnbook.set_num_threads(n)
        try:
            q, k, v = (t.detach().requires_grad_() for t in heads(100, 8))
            nnbook.manual_seed(3)
            bias = nnbook.randn(100, 100, dtype=nnbook.float64, requires_grad=True) if form == "bias" else None
            y = F.scaled_dot_product_attention(q, k, v, bias, 0.2 if form == "dropout" else 0.0, form == "causal")
            (y * y).sum().backward()
            results.append([y, q.grad, k.grad, v.grad, *([] if bias is None else [bias.grad])])
        finally:
            nnbook.set_num_threads(threads)
    for one, other in [(results[0], results[1]), (results[0], results[2])]:
        for a, b in zip(one, other, strict=True):
            assert_close(a, b, 1e-12, form)


# ---------------------------------------------------------------------- what it says of wrong arguments
def attend(*shapes, **options):
    def program(t):
        made = {name: make(t) if callable(make) else make for name, make in options.items()}
        return t.nn.functional.scaled_dot_product_attention(*(t.ones(*s) for s in shapes), **made)

    return program


SAME = [(2, 3, 4), (2, 5, 4), (2, 5, 4)]
WRONG = [
    (attend((4,), (4,), (4,)), "query must have at least 2 axes (length, width)"),
    (attend((3, 4), (5, 2), (5, 4)), "query and key are multiplied, so their last axes must be the same (4, 2)"),
    (attend((3, 4), (5, 4), (6, 4)), "there must be as many keys as values, axis -2 is 5 and 6"),
    (attend((2, 3, 4), (3, 5, 4), (3, 5, 4)), "all axes before the last two must be the same, or 1."),
    (attend((1, 4, 3, 2), (1, 2, 5, 2), (1, 2, 5, 2)), "Query heads that share key heads? enable_gqa=True"),
    (attend((4, 3, 2), (3, 5, 2), (3, 5, 2), enable_gqa=True), "the 3 heads of key must divide the 4 heads of query"),
    (attend((3, 4), (5, 4), (5, 4), enable_gqa=True), "enable_gqa needs heads on axis -3, got key of shape (5, 4)"),
    (attend(*SAME, attn_mask=lambda t: t.ones(3, 5), is_causal=True), "is_causal=True is a mask of its own"),
    (attend(*SAME, attn_mask=lambda t: t.ones(2, 5)), "attn_mask of shape (2, 5) does not broadcast to the scores"),
    (attend(*SAME, attn_mask=lambda t: t.ones(3, 2, 3, 5)), "attn_mask of shape (3, 2, 3, 5) does not broadcast"),
    (attend(*SAME, attn_mask=lambda t: t.ones(3, 5).long()), "True where a query may look is attn_mask.bool()"),
    (attend(*SAME, attn_mask=lambda t: t.ones(3, 5).double()), "expected attn_mask to be bool, float32 or float32"),
    (attend(*SAME, attn_mask=[[True]]), "attn_mask must be a Tensor, got list"),
    (attend(*SAME, dropout_p=1.5), "dropout probability has to be between 0 and 1, but got 1.5"),
    (
        lambda t: t.nn.functional.scaled_dot_product_attention(t.ones(3, 4).double(), t.ones(5, 4), t.ones(5, 4)),
        "expected query, key and value of the same floating point dtype, but got float64, float32, float32",
    ),
    (
        lambda t: t.nn.functional.scaled_dot_product_attention(*[t.ones(3, 3).long()] * 3),
        "convert with x.float()",
    ),
    (
        lambda t: t.nn.functional.scaled_dot_product_attention([[1.0]], t.ones(5, 1), t.ones(5, 1)),
        "query must be a Tensor, got list: convert it with tensor(...)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("program", "message"), WRONG, ids=[message for _, message in WRONG])
def test_messages(program, message):
    both_fail(program, message)


def test_a_length_that_pytorch_does_not_check():
    """With four axes PyTorch reads past the values or ignores some; here it is an error."""
    with pytest.raises(RuntimeError, match="there must be as many keys as values"):
        F.scaled_dot_product_attention(nnbook.ones(1, 1, 3, 2), nnbook.ones(1, 1, 4, 2), nnbook.ones(1, 1, 3, 2))
