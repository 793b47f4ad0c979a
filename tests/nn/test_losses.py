"""Losses: any shapes and options against PyTorch, their readable forms, and what they say of wrong targets."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from nnbook.nn import functional as F
from tests.nn.test_convolution import both_ways
from tests.support import assert_close, both, both_fail, rng_for

REDUCTIONS = st.sampled_from(["mean", "sum", "none"])


@st.composite
def classifications(draw):
    """Scores (N, K, ...) or (K,), labels for them, and class weights or None."""
    classes, inner = draw(st.integers(1, 4)), draw(st.lists(st.integers(1, 3), max_size=2))
    shape = draw(st.sampled_from([(classes,), (draw(st.integers(1, 4)), classes, *inner)]))
    rng = rng_for("scores")
    labels = rng.integers(0, classes, shape[:1] + shape[2:] if len(shape) > 1 else ())
    weight = draw(st.sampled_from([None, rng.uniform(0.1, 2, classes)]))
    return rng.normal(size=shape) * draw(st.sampled_from([1.0, 50.0])), labels, weight


def weighted(engine, weight):
    return None if weight is None else engine.tensor(weight)


@settings(max_examples=150, deadline=None)
@given(classifications(), REDUCTIONS, st.sampled_from([-100, 0, 1]), st.sampled_from([0.0, 0.1, 1.0]))
def test_cross_entropy_of_labels(classification, reduction, ignore_index, smoothing):
    scores, labels, weight = classification
    options = {"reduction": reduction, "ignore_index": ignore_index}
    both_ways(
        lambda t, x, y: t.nn.functional.cross_entropy(x, y, weighted(t, weight), label_smoothing=smoothing, **options),
        scores, labels,
    )  # fmt: skip
    both_ways(lambda t, x, y: t.nn.functional.nll_loss(x, y, weighted(t, weight), **options), scores, labels)


@settings(max_examples=100, deadline=None)
@given(classifications(), REDUCTIONS, st.sampled_from([0.0, 0.1, 1.0]))
def test_cross_entropy_of_probabilities(classification, reduction, smoothing):
    scores, _, weight = classification
    options = {"reduction": reduction, "label_smoothing": smoothing}
    probabilities = rng_for("probabilities").uniform(size=scores.shape)
    both_ways(
        lambda t, x, y: t.nn.functional.cross_entropy(x, y, weighted(t, weight), **options), scores, probabilities
    )


def test_labels_that_are_ignored_may_be_anything_else():
    scores, labels = rng_for("ignored").normal(size=(4, 3)), np.array([0, -100, 2, -100])
    scores[1] = np.inf
    both_ways(lambda t, x, y: t.nn.functional.cross_entropy(x, y, reduction="none"), scores, labels)


def test_scores_in_another_memory_order():
    scores, labels = rng_for("order").normal(size=(3, 5)), np.array([0, 2, 1, 1, 0])
    both_ways(lambda t, x, y: t.nn.functional.cross_entropy(x.T, y, label_smoothing=0.1), scores, labels)


def test_bytes_as_labels():
    both(lambda t: t.nn.functional.cross_entropy(t.eye(3).double(), t.tensor([0, 1, 1], dtype=t.uint8)))


def test_scores_far_apart_stay_finite():
    x = nnbook.tensor([[1000.0, -1000.0]], requires_grad=True)
    loss = F.cross_entropy(x, nnbook.tensor([1]))
    loss.backward()
    assert loss.item() == 2000
    assert x.grad.tolist() == [[1, -1]]


def test_readable_forms():
    """The fused losses are these compositions, values and gradients."""
    rng = rng_for("forms")
    scores, labels, target = rng.normal(size=(6, 4)), rng.integers(0, 4, 6), rng.normal(size=(6, 4))
    yes = rng.uniform(size=(6, 4))
    is_yes, is_no = nnbook.tensor(yes), nnbook.tensor(1 - yes)
    forms = [
        (lambda x: F.cross_entropy(x, nnbook.tensor(labels)), lambda x: -F.log_softmax(x, 1)[range(6), labels].mean()),
        (lambda x: F.nll_loss(x, nnbook.tensor(labels)), lambda x: -x[range(6), labels].mean()),
        (lambda x: F.mse_loss(x, nnbook.tensor(target)), lambda x: ((x - nnbook.tensor(target)) ** 2).mean()),
        (lambda x: F.l1_loss(x, nnbook.tensor(target)), lambda x: (x - nnbook.tensor(target)).abs().mean()),
        (
            lambda x: F.binary_cross_entropy_with_logits(x, is_yes),
            lambda x: -(is_yes * x.sigmoid().log() + is_no * (1 - x.sigmoid()).log()).mean(),
        ),
    ]
    for fused, composed in forms:
        results = []
        for form in (fused, composed):
            x = nnbook.tensor(scores, requires_grad=True)
            loss = form(x)
            loss.backward()
            results.append((loss, x.grad))
        assert_close(results[0][0], results[1][0], 1e-12, "value")
        assert_close(results[0][1], results[1][1], 1e-12, "gradient")


@settings(max_examples=60, deadline=None)
@given(REDUCTIONS, st.booleans(), st.sampled_from([(4,), (2, 3), (), (0, 2)]))
def test_losses_of_numbers(reduction, weighed, shape):
    rng = rng_for("numbers")
    x, y, weight = rng.normal(size=shape), rng.normal(size=shape), rng.uniform(0.1, 2, shape)
    for name in ("mse_loss", "l1_loss"):
        both_ways(
            lambda t, a, b, name=name: getattr(t.nn.functional, name)(
                a, b, reduction=reduction, weight=t.tensor(weight) if weighed else None
            ),
            x, y,
        )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(REDUCTIONS, st.booleans(), st.booleans(), st.sampled_from([1.0, 200.0]))
def test_binary_losses(reduction, weighed, pos_weighed, scale):
    rng = rng_for("binary")
    logits, target, weight, positive = (rng.normal(size=(3, 4)) * scale, *rng.uniform(0.1, 1, (3, 3, 4)))
    both_ways(
        lambda t, a, b: t.nn.functional.binary_cross_entropy_with_logits(
            a, b, weighted(t, weight) if weighed else None, reduction=reduction,
            pos_weight=t.tensor(positive[0]) if pos_weighed else None,
        ),
        logits, target,
    )  # fmt: skip
    both_ways(
        lambda t, a, b: t.nn.functional.binary_cross_entropy(
            a, b, weighted(t, weight) if weighed else None, reduction=reduction
        ),
        rng.uniform(0.01, 0.99, (3, 4)), target,
    )  # fmt: skip


def test_a_right_answer_keeps_the_digits_of_its_small_loss():
    logits = np.array([[9.0, 15.0, -12.0]], np.float32)
    answers = np.array([[1.0, 1.0, 0.0]], np.float32)
    both_ways(
        lambda t, x: t.nn.functional.binary_cross_entropy_with_logits(x, t.tensor(answers), reduction="none"),
        logits, tolerance=1e-5,
    )  # fmt: skip
    loss = F.binary_cross_entropy_with_logits(nnbook.tensor(logits), nnbook.tensor(answers), reduction="none").array
    np.testing.assert_allclose(loss[0], np.log1p(np.exp(-np.abs(logits[0].astype(float)))), rtol=1e-5)


def test_certain_and_wrong_is_not_infinite():
    certain, answers = np.array([0.0, 1, 0.5]), np.array([0.5, 0.25, 1])
    both_ways(lambda t, x, y: t.nn.functional.binary_cross_entropy(x, y.detach()), certain, answers)


@pytest.mark.parametrize("size_average", [True, False, None])
@pytest.mark.parametrize("reduce", [True, False])
def test_old_names_of_the_reduction(size_average, reduce):
    def program(t):
        loss = t.nn.MSELoss(size_average, reduce)
        return loss.reduction, loss(t.ones(3), t.zeros(3))

    with pytest.warns(UserWarning, match="reduction='"):
        both(program)


def test_shapes_that_broadcast_warn():
    def program(t):
        return t.nn.functional.mse_loss(t.ones(4, 1), t.zeros(4)), t.nn.functional.l1_loss(t.ones(4, 1), t.zeros(4))

    with pytest.warns(UserWarning, match="likely lead to incorrect results due to broadcasting"):
        both(program)


# ---------------------------------------------------------------------- the other losses
WIDTHS = st.sampled_from([0.1, 1.0, 3.0])
SHAPES = st.sampled_from([(4,), (2, 3), (), (0, 2), (2, 1, 3)])


@settings(max_examples=60, deadline=None)
@given(REDUCTIONS, SHAPES, WIDTHS, st.booleans())
def test_robust_losses(reduction, shape, width, weighed):
    rng = rng_for("robust")
    x, y, weight = rng.normal(size=shape) * 2, rng.normal(size=shape), rng.uniform(0.1, 2, shape)
    both_ways(lambda t, a, b: t.nn.functional.smooth_l1_loss(a, b, reduction=reduction, beta=width), x, y)
    both_ways(
        lambda t, a, b: t.nn.functional.huber_loss(
            a, b, reduction=reduction, delta=width, weight=t.tensor(weight) if weighed else None
        ),
        x, y,
    )  # fmt: skip


@pytest.mark.filterwarnings("ignore:reduction")
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["mean", "sum", "none", "batchmean"]), SHAPES, st.booleans(), st.booleans())
def test_divergence(reduction, shape, log_target, broadcast):
    rng = rng_for("divergence")
    x, y = rng.normal(size=shape), rng.uniform(0.01, 2, shape[1:] if broadcast else shape)
    options = {"reduction": reduction, "log_target": log_target}
    if reduction == "batchmean" and 0 in shape:
        return  # a division by nothing: PyTorch has NaN
    both_ways(lambda t, a, b: t.nn.functional.kl_div(a, b, **options), x, y)
    certain = np.where(rng.random(shape) < 0.5, 0.0, 1.0)
    both_ways(lambda t, a: t.nn.functional.kl_div(a, t.tensor(certain), reduction=reduction), x)


@settings(max_examples=60, deadline=None)
@given(REDUCTIONS, SHAPES, st.booleans(), st.booleans())
def test_likelihoods(reduction, shape, log_input, full):
    rng = rng_for("likelihoods")
    x, counts, var = rng.uniform(0.2, 3, shape), rng.integers(0, 6, shape) * 1.0, rng.uniform(0.1, 2, shape)
    both_ways(
        lambda t, a: t.nn.functional.poisson_nll_loss(a, t.tensor(counts), log_input, full, reduction=reduction), x
    )
    both_ways(lambda t, a, b, v: t.nn.functional.gaussian_nll_loss(a, b, v, full, reduction=reduction), x, x * 2, var)


@settings(max_examples=60, deadline=None)
@given(REDUCTIONS, SHAPES, st.sampled_from([0.0, 0.7, -0.5]))
def test_margins(reduction, shape, margin):
    rng = rng_for("margins")
    x, y, sign = rng.normal(size=shape), rng.normal(size=shape), np.where(rng.random(shape) < 0.5, -1.0, 1.0)
    options = {"margin": margin, "reduction": reduction}
    both_ways(lambda t, a: t.nn.functional.hinge_embedding_loss(a, t.tensor(sign), **options), x)
    both_ways(lambda t, a, b: t.nn.functional.margin_ranking_loss(a, b, t.tensor(sign), **options), x, y)
    both_ways(lambda t, a: t.nn.functional.soft_margin_loss(a, t.tensor(sign), reduction=reduction), x * 100)


@settings(max_examples=80, deadline=None)
@given(classifications(), REDUCTIONS, st.sampled_from([1, 2]), st.sampled_from([1.0, 0.3]))
def test_margins_of_several_classes(classification, reduction, p, margin):
    scores, labels, weight = classification
    if scores.ndim <= 2:
        both_ways(
            lambda t, x, y: t.nn.functional.multi_margin_loss(
                x, y, p, margin, weighted(t, weight), reduction=reduction
            ),
            scores, labels,
        )  # fmt: skip
    chances = rng_for("chances").uniform(size=scores.shape)
    both_ways(
        lambda t, x, y: t.nn.functional.multilabel_soft_margin_loss(x, y, reduction=reduction), scores, chances,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(REDUCTIONS, st.sampled_from([(4, 3), (1, 5), (3,)]), st.sampled_from([1.0, 2.0, 3.0]), st.booleans())
def test_losses_of_distances(reduction, shape, p, swap):
    rng = rng_for("distances")
    x, y, z = rng.normal(size=(3, *shape))
    sign = np.where(rng.random(shape[:-1]) < 0.5, -1, 1)
    both_ways(
        lambda t, a, b: t.nn.functional.cosine_embedding_loss(a, b, t.tensor(sign), 0.2, reduction=reduction), x, y
    )
    options = {"p": p, "swap": swap, "reduction": reduction}
    both_ways(lambda t, a, b, c: t.nn.functional.triplet_margin_loss(a, b, c, 0.5, **options), x, y, z)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([(4, 3), (2, 3, 2), (1, 1)]), st.sampled_from([0, 1, -1]), st.sampled_from([0.5, 1, 2, 3.5]))
def test_distances(shape, dim, p):
    rng = rng_for("two")
    x, y = rng.normal(size=shape), rng.normal(size=shape)
    both_ways(lambda t, a, b: t.nn.functional.cosine_similarity(a, b, dim), x, y)
    both_ways(lambda t, a, b: t.nn.functional.pairwise_distance(a, b, p), x, y)
    both_ways(lambda t, a: t.nn.functional.normalize(a, p, dim), x)


def test_vectors_of_length_zero():
    zero, one = np.zeros((2, 3)), np.ones((2, 3))
    both_ways(lambda t, a, b: t.nn.functional.cosine_similarity(a, b), zero, one)
    both_ways(lambda t, a: t.nn.functional.normalize(a), zero)
    both_ways(lambda t, a, b: t.nn.functional.pairwise_distance(a, b), one, one)
    both_ways(lambda t, a, b: t.nn.functional.cosine_embedding_loss(a, b, t.tensor([1, -1])), zero, one)


def test_the_mean_of_a_divergence_warns():
    with pytest.warns(UserWarning, match="'batchmean' divides"):
        both(lambda t: t.nn.functional.kl_div(t.zeros(2, 3), t.ones(2, 3)))


def test_readable_forms_of_the_other_losses():
    rng = rng_for("other forms")
    scores, labels, target = rng.normal(size=(6, 4)), rng.integers(0, 4, 6), nnbook.tensor(rng.normal(size=(6, 4)))
    sign = target.sign()

    def margin_loss(x):
        gaps = (1 - x[range(6), labels].unsqueeze(1) + x).clamp(min=0)
        gaps = gaps * (1 - F.one_hot(nnbook.tensor(labels), 4))
        return (gaps * gaps).sum(1).mean() / 4

    def robust(x):
        e = x - target
        return nnbook.where(e.abs() < 0.5, e * e / 2, 0.5 * (e.abs() - 0.25)).mean()

    forms = [
        (lambda x: F.huber_loss(x, target, delta=0.5), robust),
        (lambda x: F.smooth_l1_loss(x, target, beta=0.5), lambda x: robust(x) / 0.5),
        (lambda x: F.multi_margin_loss(x, nnbook.tensor(labels), 2), margin_loss),
        (lambda x: F.soft_margin_loss(x, sign), lambda x: (1 + (-sign * x).exp()).log().mean()),
        (
            lambda x: F.kl_div(x, target.exp(), reduction="batchmean"),
            lambda x: (target.exp() * (target - x)).sum() / 6,
        ),
    ]
    for fused, composed in forms:
        results = []
        for form in (fused, composed):
            x = nnbook.tensor(scores, requires_grad=True)
            loss = form(x)
            loss.backward()
            results.append((loss, x.grad))
        assert_close(results[0][0], results[1][0], 1e-12, "value")
        assert_close(results[0][1], results[1][1], 1e-12, "gradient")


# ---------------------------------------------------------------------- wrong targets
def ce(scores, *labels, **options):
    return lambda t: t.nn.functional.cross_entropy(t.zeros(*scores), *(make(t) for make in labels), **options)


WRONG = {
    "a label too large": (
        ce((4, 3), lambda t: t.tensor([0, 1, 2, 3])),
        "Target 3 is out of bounds: cross_entropy got scores of 3 classes, so labels are 0 to 2",
    ),
    "a negative label": (ce((2, 3), lambda t: t.tensor([0, -1])), "Target -1 is out of bounds"),
    "a label too large beside an ignored one": (
        ce((2, 3), lambda t: t.tensor([-100, 5])), "Target 5 is out of bounds",
    ),
    "labels as floats": (ce((2, 3), lambda t: t.zeros(2)), "got float32: labels are whole numbers, target.long()"),
    "labels as int32": (ce((2, 3), lambda t: t.zeros(2, dtype=t.int32)), "expected target dtype to be int64 or uint8"),
    "too few labels": (ce((4, 3), lambda t: t.tensor([0, 1])), "scores of shape (4, 3) need labels of shape (4,)"),
    "labels in a column": (
        ce((4, 3), lambda t: t.zeros(4, 1, dtype=t.int64)), "Labels with an axis too many? target.squeeze(-1)",
    ),
    "classes last": (
        ce((2, 5, 3), lambda t: t.zeros(2, 5, dtype=t.int64)),
        "Classes last? loss(logits.flatten(0, -2), target.flatten())",
    ),
    "whole numbers as probabilities": (
        ce((2, 3), lambda t: t.zeros(2, 3, dtype=t.int64)), "Expected floating point type for target",
    ),
    "ignoring with probabilities": (ce((2, 3), lambda t: t.zeros(2, 3), ignore_index=1), "it picks out labels"),
    "weights for other classes": (
        ce((2, 3), lambda t: t.tensor([0, 1]), lambda t: t.ones(4)), "for all 3 classes or no classes",
    ),
    "weights of another type": (
        ce((2, 3), lambda t: t.tensor([0, 1]), lambda t: t.ones(3).double()),
        "cross_entropy: expected scalar type float32 but found float64",
    ),
    "smoothing beyond 1": (ce((2, 3), lambda t: t.tensor([0, 1]), label_smoothing=1.5), "0.0 and 1.0. Got: 1.5"),
    "another reduction": (ce((2, 3), lambda t: t.tensor([0, 1]), reduction="avg"), "choose 'mean', 'sum' or 'none'"),
    "scores that are whole numbers": (
        lambda t: t.nn.functional.cross_entropy(t.ones(2, 3, dtype=t.int64), t.tensor([0, 1])), "for scores of int64",
    ),
    "sizes that do not broadcast": (
        lambda t: t.nn.functional.l1_loss(t.ones(2, 3), t.ones(2, 2)), "shapes (2, 3) and (2, 2) do not broadcast",
    ),
    "whole numbers": (lambda t: t.nn.functional.mse_loss(t.arange(3), t.arange(3)), "not implemented for int64"),
    "weights of another shape": (
        lambda t: t.nn.functional.mse_loss(t.ones(3), t.ones(3), weight=t.ones(2)), "must have the same size",
    ),
    "a column against a row": (
        lambda t: t.nn.BCEWithLogitsLoss()(t.ones(4, 1), t.ones(4)), "An output of one column? output.squeeze(1)",
    ),
    "scores for probabilities": (
        lambda t: t.nn.BCELoss()(t.tensor([1.5]), t.tensor([1.0])), "use binary_cross_entropy_with_logits for scores",
    ),
    "answers as whole numbers": (
        lambda t: t.nn.BCELoss()(t.tensor([0.5]), t.tensor([1])), "found dtype int64 but expected float32",
    ),
    "a class too large": (
        lambda t: t.nn.MultiMarginLoss()(t.zeros(2, 3), t.tensor([0, 3])),
        "target out of range: 3, but the scores are of 3 classes, so labels are 0 to 2",
    ),
    "a negative class": (lambda t: t.nn.MultiMarginLoss()(t.zeros(2, 3), t.tensor([0, -1])), "out of range: -1"),
    "too few classes": (lambda t: t.nn.MultiMarginLoss()(t.zeros(2, 3), t.tensor([0])), "Expected target size [2]"),
    "classes as floats": (lambda t: t.nn.MultiMarginLoss()(t.zeros(2, 3), t.zeros(2)), "target.long()"),
    "scores of three axes": (
        lambda t: t.nn.MultiMarginLoss()(t.zeros(2, 3, 4), t.zeros(2).long()), "(N, K) or (K,), but got: [2, 3, 4]",
    ),
    "the third power": (lambda t: t.nn.MultiMarginLoss(p=3), "only p == 1 and p == 2 supported, got 3"),
    "a matrix of class weights": (lambda t: t.nn.MultiMarginLoss(weight=t.ones(2, 2)), "1D tensor, got 2D instead"),
    "class weights for others": (
        lambda t: t.nn.MultiMarginLoss(weight=t.ones(2))(t.zeros(2, 3), t.tensor([0, 1])),
        "inconsistent weight size, expected 3 but got [2]",
    ),
    "a negative beta": (lambda t: t.nn.functional.smooth_l1_loss(t.ones(2), t.ones(2), beta=-1.0), "negative values"),
    "no delta": (lambda t: t.nn.functional.huber_loss(t.ones(2), t.ones(2), delta=0.0), "non-positive values"),
    "weights of errors of another shape": (
        lambda t: t.nn.functional.huber_loss(t.ones(2), t.ones(2), weight=t.ones(3)), "must have the same size",
    ),
    "whole numbers as a distribution": (
        lambda t: t.nn.functional.kl_div(t.zeros(2), t.ones(2).long(), reduction="sum"), "Integral inputs",
    ),
    "another reduction of a divergence": (lambda t: t.nn.functional.kl_div(t.zeros(2), t.ones(2), reduction="avg"), ""),
    "a ranking of other axes": (
        lambda t: t.nn.MarginRankingLoss()(t.ones(2, 3), t.ones(2, 3), t.ones(3)), "should have same dimension",
    ),
    "one answer for many vectors": (
        lambda t: t.nn.CosineEmbeddingLoss()(t.ones(2, 3), t.ones(2, 3), t.tensor(1)),
        "0D target tensor expects 1D input tensors, but found inputs with sizes [2, 3] and [2, 3]",
    ),
    "no margin": (lambda t: t.nn.TripletMarginLoss(margin=0.0), "expected margin to be greater than 0, got 0.0"),
    "no margin in the function": (
        lambda t: t.nn.functional.triplet_margin_loss(*[t.ones(2, 3)] * 3, margin=0.0), "margin must be greater than 0",
    ),
    "triplets of other axes": (
        lambda t: t.nn.TripletMarginLoss()(t.ones(2, 3), t.ones(3), t.ones(2, 3)), "anchor 2D, positive 1D",
    ),
    "variances of another shape": (
        lambda t: t.nn.GaussianNLLLoss()(t.ones(2, 3), t.ones(2, 3), t.ones(3)), "var is of incorrect size (3,)",
    ),
    "negative variances": (
        lambda t: t.nn.GaussianNLLLoss()(t.ones(2), t.ones(2), -t.ones(2)), "pass log_var.exp()",
    ),
    "a negative variance": (
        lambda t: t.nn.GaussianNLLLoss()(t.ones(2), t.ones(2), -1.0), "var has negative entry/entries",
    ),
    "an angle with a negative limit": (
        lambda t: t.nn.functional.cosine_similarity(t.ones(1, 2), t.ones(1, 2), eps=-1.0), "must be non-negative",
    ),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Using a target size")
@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_what_is_not_supported_is_named():
    weight = nnbook.ones(3, requires_grad=True)
    with pytest.raises(NotImplementedError, match="weight that requires a gradient"):
        F.mse_loss(nnbook.ones(3), nnbook.ones(3), weight=weight)
    with pytest.raises(NotImplementedError, match=r"normalize\(out=...\) is not supported"):
        F.normalize(nnbook.ones(2, 3), out=nnbook.ones(2, 3))
    with pytest.raises(TypeError, match="mse_loss expects two Tensors, got Tensor and list"):
        F.mse_loss(nnbook.ones(3), [1, 2, 3])
    with pytest.raises(RuntimeError, match="got ndarray"):
        F.cross_entropy(np.ones((2, 3)), nnbook.tensor([0, 1]))
