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
        ce((2, 3), lambda t: t.tensor([0, 1]), lambda t: t.ones(3).double()), "found float64 in weight",
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
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Using a target size")
@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_what_is_not_supported_is_named():
    weight = nnbook.ones(3, requires_grad=True)
    with pytest.raises(NotImplementedError, match="weight that requires a gradient"):
        F.mse_loss(nnbook.ones(3), nnbook.ones(3), weight=weight)
    with pytest.raises(TypeError, match="mse_loss expects two Tensors, got Tensor and list"):
        F.mse_loss(nnbook.ones(3), [1, 2, 3])
    with pytest.raises(RuntimeError, match="got ndarray"):
        F.cross_entropy(np.ones((2, 3)), nnbook.tensor([0, 1]))
