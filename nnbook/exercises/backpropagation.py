"""Checkers for the exercises of the chapter on backpropagation."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import float64, tensor
from .._graph import Array
from .._tensor import Tensor, record
from ..gradcheck import GradcheckError, gradcheck
from . import UNANSWERED, Exercise, Mistake
from ._functions import softmax

_rng = np.random.default_rng(0)


def _normal(*shape: int) -> Array:
    return _rng.standard_normal(shape)


# ---------------------------------------------------------------------- division
def _division(g: Array, a: Array, b: Array) -> tuple[Array, Array]:
    return g / b, -g * a / b**2


_DIVISIONS = [
    (np.array([1.0]), np.array([3.0]), np.array([2.0])),
    (_normal(4), _normal(4), _normal(4) + 3),
    (_normal(2, 3), _normal(2, 3), -np.abs(_normal(2, 3)) - 0.5),
    (np.zeros(3), _normal(3), _normal(3) + 4),
]


# ---------------------------------------------------------------------- softmax
def _softmax_vjp(g: Array, y: Array) -> Array:
    return y * (g - (g * y).sum(axis=1, keepdims=True))


_SOFTMAXES = [
    (np.array([[1.0, 0.0]]), np.array([[0.25, 0.75]])),
    (_normal(3, 4), softmax(_normal(3, 4))),
    (np.ones((2, 5)), softmax(_normal(2, 5))),
    (_normal(5, 2), softmax(10 * _normal(5, 2))),
]


# ---------------------------------------------------------------------- broadcasting undone
def _unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


_STRETCHED = [
    (_normal(4, 3), (3,)),
    (_normal(4, 3), (4, 1)),
    (_normal(4, 3), (4, 3)),
    (_normal(2, 4, 3), (1, 3)),
    (_normal(2, 4, 3), (2, 1, 1)),
    (_normal(5), ()),
    (_normal(1, 3), (3,)),
]


def _only_leading(g: Array, shape: tuple[int, ...]) -> Array:
    return g.sum(axis=tuple(range(g.ndim - len(shape))))


def _without_keepdims(g: Array, shape: tuple[int, ...]) -> Array:
    g = _only_leading(g, shape)
    return g.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1))


def _averaged(g: Array, shape: tuple[int, ...]) -> Array:
    g = g.mean(axis=tuple(range(g.ndim - len(shape))))
    return g.mean(axis=tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)


# ---------------------------------------------------------------------- cross-entropy, line by line
def _cross_entropy(Z: Array, y: Array, **wrong: bool) -> tuple[Array, ...]:
    rows = np.arange(len(y))
    E = np.exp(Z)
    S = E.sum(axis=1, keepdims=True)
    Q_grad = -1 / (E / S)[rows, y] / (1 if wrong.get("not_averaged") else len(y))
    P_grad = np.zeros_like(Z)
    P_grad[rows, y] = Q_grad
    S_grad = -(P_grad * E / S**2).sum(axis=1, keepdims=True) * (-1 if wrong.get("sign_of_s") else 1)
    E_grad = P_grad / S + (0 if wrong.get("e_used_once") else S_grad)
    return Q_grad, P_grad, S_grad, E_grad, E_grad * (1 if wrong.get("exp_forgotten") else E)


def _with(mistake: str) -> Any:
    return lambda Z, y: _cross_entropy(Z, y, **{mistake: True})


_SCORES = [
    (np.zeros((1, 2)), np.array([1])),
    (_normal(4, 3), np.array([0, 2, 1, 2])),
    (2 * _normal(3, 10), np.array([9, 0, 5])),
]


# ---------------------------------------------------------------------- an operation of one's own
_SHAPES = ((3,), (2, 4), (1, 1), (2, 3, 2))
_HISTORY = "The result has no history of its own: compute the value from x.array and return record(value, (x, vjp))."
_VJP = "The vjp is wrong: does it multiply by g, and is the slope right in every entry?"
_SHAPE = "The vjp must return an array of the shape of x."


def _examine_operation(operation: Any) -> str | None:
    """What is wrong with a new operation of the engine, or None: its gradient is compared with differences."""
    if not callable(operation):
        return f"a function of one tensor is expected, got {operation!r:.40}: pass its name without calling it."
    for shape in _SHAPES:
        x = tensor(np.random.default_rng(1).uniform(0.3, 1.7, shape), dtype=float64, requires_grad=True)
        try:
            result = operation(x)
            if result is None or result is Ellipsis:
                return UNANSWERED
            if not isinstance(result, Tensor) or not any(source is x for source, _ in result.grad_fn or ()):
                return f"not yet, for x of shape {shape}.\n  Hint: {_HISTORY}"
            gradcheck(operation, x)
        except GradcheckError as error:
            return f"not yet, for x of shape {shape}: {error}\n  Hint: {_VJP}"
        except Exception as error:  # noqa: BLE001 (whatever the reader's function raises is what the reader must hear of)
            hint = f"\n  Hint: {_SHAPE}" if "a vjp returned a gradient of shape" in str(error) else ""
            return f"your function raised {type(error).__name__} for x of shape {shape}:\n  {error}{hint}"
    return None


def _bump(x: Tensor) -> Tensor:
    y = np.exp(-(x.array**2))
    return record(y, (x, lambda g: -2 * x.array * y * g))


def _bump_without_g(x: Tensor) -> Tensor:
    y = np.exp(-(x.array**2))
    return record(y, (x, lambda g: -2 * x.array * y))


def _length_with_a_short_vjp(x: Tensor) -> Tensor:
    y = np.sqrt((x.array**2).sum(axis=-1, keepdims=True))
    return record(y, (x, lambda g: (g * x.array / y).sum(axis=-1)))


EXERCISES = (
    Exercise(
        "backpropagation.by_hand",
        (10.0, 6.0, -2.0),
        mistakes=[
            Mistake((4.0, 6.0, -2.0), "w is used in its own square as well: it gets w + w from there."),
            Mistake((6.0, 6.0, -2.0), "That is what the square of w alone sends back: through e comes more."),
            Mistake((7.0, 6.0, -2.0), "The square uses w twice, so it sends back w + w, not w."),
            Mistake((10.0, 6.0, 2.0), "The loss falls when y grows: y is subtracted."),
            Mistake((8.0, 3.0, -1.0), "The square of e = w x - y sends back e + e, since it uses e twice."),
        ],
    ),
    Exercise(
        "backpropagation.division",
        _division,
        _DIVISIONS,
        mistakes=[
            Mistake(lambda g, a, b: (g / b, g * a / b**2), "If b grows, the quotient falls (for positive a): a sign."),
            Mistake(lambda g, a, b: (1 / b, -a / b**2), "These are the slopes. Multiply them by what comes in, g."),
            Mistake(lambda g, a, b: (g / b, -g / b**2), "The quotient is a times 1 / b: the factor a is missing."),
            Mistake(lambda g, a, b: (g / b, -g * a / b), "The derivative of 1 / b is -1 / b**2."),
            Mistake(lambda g, a, b: (g * b, g * a), "These are the vjps of a product."),
        ],
    ),
    Exercise(
        "backpropagation.softmax",
        _softmax_vjp,
        _SOFTMAXES,
        mistakes=[
            Mistake(
                lambda g, y: g * y * (1 - y),
                "Each score changes all outputs of its row: terms with k != l are missing.",
            ),
            Mistake(lambda g, y: g - (g * y).sum(axis=1, keepdims=True), "The factor y in front is missing."),
            Mistake(lambda g, y: y * (g - (g * y).sum()), "Each row is a softmax of its own: sum along axis 1."),
            Mistake(lambda g, y: y * (g - g.sum(axis=1, keepdims=True)), "In the sum each g is weighted by its y."),
        ],
    ),
    Exercise(
        "backpropagation.unbroadcast",
        _unbroadcast,
        _STRETCHED,
        mistakes=[
            Mistake(_only_leading, "Axes of length 1 were stretched too."),
            Mistake(_without_keepdims, "An axis of length 1 must stay, with length 1: keepdims=True."),
            Mistake(_averaged, "A value that was used N times gets the sum of N gradients, not their mean."),
            Mistake(
                lambda g, shape: np.broadcast_to(g, g.shape), "g came back as it was: sum over what was stretched."
            ),
        ],
    ),
    Exercise(
        "backpropagation.order",
        "PQ",
        mistakes=[
            Mistake("P", "The order of age is one that works, but not the only one: check Q value by value."),
            Mistake("Q", "P is the order of age, from the newest to the oldest. It always works."),
            Mistake("QP", "These are the right letters; write them in alphabetical order."),
            Mistake("R", "In R, c is taken before f, which used it. P, the order of age, always works."),
            Mistake("PQR", "In R, c comes before f. But c is used by f, whose gradient is not known yet."),
            Mistake("PQS", "In S, a comes before c. But a is used by c, whose gradient is not known yet."),
            Mistake("PQRS", "A value may come when all that used it have been. Who uses c, and who uses a?"),
        ],
        explanation="Many orders work, and the order of age is the one that costs nothing to find.",
    ),
    Exercise(
        "backpropagation.cross_entropy",
        _cross_entropy,
        _SCORES,
        mistakes=[
            Mistake(_with("not_averaged"), "The loss is a mean over N: everything is divided by N."),
            Mistake(_with("sign_of_s"), "P = E / S falls when S grows: a sign."),
            Mistake(_with("e_used_once"), "E is used twice, in P and in S: add what both send back."),
            Mistake(_with("exp_forgotten"), "On the way through the exponential, multiply by its slope, E."),
        ],
    ),
    Exercise(
        "backpropagation.operation",
        _bump,
        mistakes=[
            Mistake(lambda x: (-x * x).exp(), _HISTORY),
            Mistake(_bump_without_g, _VJP),
            Mistake(_length_with_a_short_vjp, _SHAPE),
        ],
        explanation=f"The gradient agrees with finite differences at {len(_SHAPES)} shapes.",
        examine=_examine_operation,
    ),
)

QUIZ = {
    "A network has a million weights and one loss. How many backward sweeps give all gradients?": {
        "One": (True, "One sweep of reverse mode gives the derivatives of one output by everything."),
        "One for each layer": (False, "One sweep passes through all layers, from the loss to the first."),
        "A million": (False, "That is forward mode: one sweep for each input."),
    },
    "A value is used by three operations. What is its gradient?": {
        "The sum of what the three send back": (
            True,
            "A change reaches the loss along all three; used more than once means add.",
        ),
        "The product of what the three send back": (False, "Slopes multiply along one path. Different paths add."),
        "What the last of the three sends back": (
            False,
            "Then two ways on which a change reaches the loss would be forgotten.",
        ),
    },
    "A bias of shape (32,) was added to an array of shape (100, 32). How does its gradient come about?": {
        "By summing over the 100 rows": (
            True,
            "Every entry was used 100 times, and the result has the shape of the bias.",
        ),
        "By averaging over the 100 rows": (
            False,
            "Where a mean is meant, the loss contains it, and the incoming gradients are divided already.",
        ),
        "It is the incoming gradient, of shape (100, 32)": (False, "A gradient has the shape of its value."),
    },
    "Somebody forgets the transpose: `g @ B` for the vjp of `A @ B`. The test uses square matrices. And now?": {
        "No error is raised, and the numbers are wrong": (
            True,
            "Square matrices fit in any order, transposed or not. Test with three different lengths.",
        ),
        "NumPy raises an error": (False, "Not with square matrices: all shapes fit."),
        "Nothing, both are the same": (False, "Only if `B` is symmetric."),
    },
    "You call `backward()` in every step of training and forget to clear the gradients. What does each step use?": {
        "The sum of the gradients of all steps so far": (
            True,
            "Given values add up what arrives, by design. Clearing is the loop's business: `optimizer.zero_grad()`.",
        ),
        "The gradient of this step": (False, "That would need clearing: leaves add to the gradient they have."),
        "Nothing, an error is raised": (False, "Adding up is allowed, since large batches may be summed in parts."),
    },
    "On the symmetry task half of the networks failed with the paper's learning rate. Why?": {
        "The first steps were too long and drove the output into the flat end of its sigmoid": (
            True,
            "There every gradient must pass a factor that is nearly zero.",
        ),
        "They started in bad places": (False, "From the same first weights, steps half as long led to solutions."),
        "Two hidden units are too few": (
            False,
            "The networks that learned have two as well, and eight did worse at that rate.",
        ),
    },
}
