"""Exercises of the chapter on radial basis functions."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._functions import softmax

_rng = np.random.default_rng(1988)


# ---------------------------------------------------------------------- 1: the bells
def _squares(x, centers):
    return ((x - centers) ** 2).sum(axis=1)


def _bells(x, centers, widths):
    return np.exp(-_squares(x, centers) / (2 * widths**2))


BELLS = Exercise(
    "rbf.bells",
    _bells,
    inputs=tuple(
        (_rng.normal(size=d), _rng.normal(size=(m, d)), _rng.uniform(0.4, 2, m)) for m, d in ((1, 1), (3, 2), (6, 4))
    ),
    mistakes=(
        Mistake(
            lambda x, c, w: np.exp(-_squares(x, c) / w**2),
            "The 2 is missing: the squared distance is divided by 2 * widths ** 2.",
        ),
        Mistake(
            lambda x, c, w: np.exp(-np.sqrt(_squares(x, c)) / (2 * w**2)),
            "The distance is squared: no square root.",
        ),
        Mistake(lambda x, c, widths: np.exp(-_squares(x, c) / (2 * widths)), "The width is squared as well."),
        Mistake(
            lambda x, c, w: np.exp(_squares(x, c) / (2 * w**2)),
            "That grows with the distance. A minus sign is missing in the exponent.",
        ),
        Mistake(
            lambda x, c, w: _bells(x, c, w) / (w * np.sqrt(2 * np.pi)),
            "A unit is 1 at its center. The factor of a probability density does not belong here.",
        ),
        Mistake(
            lambda x, c, w: np.exp(-((x - c) ** 2).sum() / (2 * w**2)),
            "Sum the squares over the D coordinates only (axis=1), so that each center keeps its own distance.",
        ),
        Mistake(
            lambda x, c, w: np.exp(-_squares(x, c) / 2 * w**2),
            "a / 2 * b multiplies by b. Brackets are missing: / (2 * widths ** 2).",
        ),
        Mistake(
            lambda x, c, w: -_squares(x, c) / (2 * w**2),
            "That is the exponent. The response is exp of it, between 0 and 1.",
        ),
        Mistake(
            lambda x, c, w: softmax(-_squares(x, c) / (2 * w**2)),
            "A response does not depend on the other units: nothing is divided by a sum here.",
        ),
        Mistake(
            lambda x, c, w: np.exp(-((x - c) ** 2).mean(axis=1) / (2 * w**2)),
            "The squared distance is the sum over the coordinates, not their mean.",
        ),
        Mistake(
            lambda x, c, w: np.exp(-((x - c).sum(axis=1) ** 2) / (2 * w**2)),
            "Square the differences before you sum over the coordinates; else they cancel out.",
        ),
        Mistake(lambda x, c, w: _bells(x, c, w).sum(), "Return one response for each unit, not their sum."),
    ),
)


# ---------------------------------------------------------------------- 2: one round of k-means
def _apart(x, centers):
    return ((x[:, None] - centers) ** 2).sum(axis=2)  # (N, M)


def _gather(scores, x, centers):
    """The mean of the examples (N, D) that have their largest of the scores (N, M) at each center; 0 for none."""
    ours = np.eye(len(centers))[scores.argmax(axis=1)]
    return ours.T @ x / np.maximum(ours.sum(axis=0), 1)[:, None]


def _each(take, x, centers):
    nearest = _apart(x, centers).argmin(axis=1)
    return np.stack([take(x[nearest == j], centers[j]) for j in range(len(centers))])


def _round(x, centers):
    return _each(lambda mine, _: mine.mean(axis=0), x, centers)


def _crowd(n, m):
    centers = 3 * _rng.normal(size=(m, 2))
    return centers[np.arange(n) % m] + 1.5 * _rng.normal(size=(n, 2)), centers


ROUND = Exercise(
    "rbf.round",
    _round,
    inputs=(_crowd(20, 2), _crowd(40, 3), _crowd(60, 5)),
    mistakes=(
        Mistake(
            lambda x, c: (c + _round(x, c)) / 2,
            "A center goes all the way to the mean of its examples, not half of it.",
        ),
        Mistake(
            lambda x, c: x[_apart(x, c).argmin(axis=0)],
            "That is the example nearest to each center. Wanted is the mean of all its own.",
        ),
        Mistake(
            lambda x, c: _gather(_apart(x, c), x, c),
            "Each example belongs to its nearest center: argmin, not argmax.",
        ),
        Mistake(
            lambda x, c: _each(lambda mine, _: mine.sum(axis=0), x, c),
            "Divide by the number of examples: the mean, not the sum.",
        ),
        Mistake(
            lambda x, c: _gather(-np.abs((x[:, None] - c).sum(axis=2)), x, c),
            "Square the differences before you sum over the coordinates; else they cancel out.",
        ),
        Mistake(
            lambda x, c: _each(lambda mine, _: np.median(mine, axis=0), x, c),
            "The new center is the mean of its examples, not their median.",
        ),
        Mistake(
            lambda x, c: _apart(x, c).argmin(axis=1),
            "That is which center each example belongs to. Now take the mean of the examples of each center.",
        ),
        Mistake(
            lambda x, c: _each(lambda mine, _: mine.mean(), x, c),
            "Mean over the examples only (axis=0): each coordinate has its own.",
        ),
        Mistake(
            lambda x, c: _gather(x @ c.T, x, c),
            "The scalar product alone favors long centers: take |c|^2 / 2 off before you look for the largest.",
        ),
        Mistake(
            lambda x, c: _each(lambda mine, old: np.vstack([mine, old]).mean(axis=0), x, c),
            "The old center is not one of the examples: leave it out of the mean.",
        ),
    ),
)

# ---------------------------------------------------------------------- 3: XOR
_XOR_FORM = "Give three numbers: the two weights and the bias."
_XOR_EVEN = "The two centers play the same part, and (0, 1) lies as far from one as from the other: equal weights."
_XOR_SIGN = "Near a center the answer must be low: the weights are negative, and the bias is above 0."
_XOR_SCALE = "Write the two equations, for (0, 0) and for (0, 1), with w for both weights, and subtract them."
_X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
_PHI = np.stack([np.exp(-((_X - c) ** 2).sum(axis=1)) for c in ([0.0, 0.0], [1.0, 1.0])], axis=1)
_W = float(1 / (2 * np.exp(-1) - 1 - np.exp(-2)))
_B = float(-_W * (1 + np.exp(-2)))


def _examine_xor(answer: Any) -> str | None:
    try:
        a, b, c = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return _XOR_FORM
    said = _PHI @ [a, b] + c
    wrong = np.abs(said - [0, 1, 1, 0])
    if wrong.max() < 0.02:
        return None
    hint = _XOR_EVEN if abs(a - b) > 0.02 else _XOR_SIGN if a > 0 else _XOR_SCALE
    k = int(wrong.argmax())
    return f"at ({_X[k][0]:.0f}, {_X[k][1]:.0f}) the answer is {said[k]:.2f}. {hint}"


XOR = Exercise(
    "rbf.xor",
    (_W, _W, _B),
    mistakes=(
        Mistake((_W, -_W, 0.0), _XOR_EVEN),
        Mistake((1.0, 1.0, 0.0), _XOR_SIGN),
        Mistake((-1.0, -1.0, 1.0), _XOR_SCALE),
        Mistake((_W, _W), _XOR_FORM),
    ),
    explanation="Two bells, both turned down, on the corners that are to be 0.",
    examine=_examine_xor,
)


# ---------------------------------------------------------------------- 4: shares
def _shares(x, centers, width):
    return softmax(-_squares(x, centers) / (2 * width**2))


def _plain_quotient(x, centers, width):
    bells = _bells(x, centers, width)
    with np.errstate(invalid="ignore"):
        return bells / bells.sum()


def _guarded(x, centers, width):
    bells = _bells(x, centers, width)
    return bells / (bells.sum() + 1e-12)


def _not_divided(x, centers, width):
    exponents = -_squares(x, centers) / (2 * width**2)
    return np.exp(exponents - exponents.max())


def _equal_where_lost(x, centers, width):
    bells = _bells(x, centers, width)
    return bells / bells.sum() if bells.sum() > 0 else np.full(len(centers), 1 / len(centers))


SHARES = Exercise(
    "rbf.shares",
    _shares,
    inputs=(
        (np.array([0.2]), np.array([[0.0], [1.0], [2.0]]), 0.5),
        (_rng.normal(size=3), _rng.normal(size=(5, 3)), 1.3),
        (np.array([90.0, 5.0]), np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), 0.7),
    ),
    mistakes=(
        Mistake(
            _plain_quotient,
            "Far from all centers every bell is 0 in floating point, and 0 / 0 is no share. Subtract the largest "
            "exponent from all exponents first.",
        ),
        Mistake(_guarded, "A small number in the denominator hides 0 / 0, but the shares no longer add up to 1."),
        Mistake(
            lambda x, c, w: softmax(_squares(x, c) / (2 * w**2)),
            "That gives the largest share to the farthest center: a minus sign is missing.",
        ),
        Mistake(
            lambda x, c, w: softmax(-np.sqrt(_squares(x, c)) / (2 * w**2)),
            "The distance is squared: no square root.",
        ),
        Mistake(lambda x, c, width: softmax(-_squares(x, c) / width**2), "The 2 of 2 * width ** 2 is missing."),
        Mistake(
            lambda x, c, w: softmax(c @ x / w**2),
            "The scalar product alone ignores how long each center is: take |c|^2 / 2 off before you divide.",
        ),
        Mistake(
            _bells,
            "Those are the responses. Divide them by their sum.",
        ),
        Mistake(
            lambda x, c, w: softmax(_bells(x, c, w)),
            "The softmax is of the exponents, not of the responses: exp was taken twice.",
        ),
        Mistake(_not_divided, "The largest is 1 now. Divide by the sum of all."),
        Mistake(lambda x, c, width: softmax(-_squares(x, c) / (2 * width)), "The width is squared as well."),
        Mistake(
            lambda x, c, w: softmax(-_squares(x, c) / 2 * w**2),
            "a / 2 * b multiplies by b. Brackets are missing: / (2 * width ** 2).",
        ),
        Mistake(
            _equal_where_lost,
            "Where all responses round to 0, the shares are not equal: the nearest center still has most. Subtract the "
            "largest exponent from all exponents first.",
        ),
    ),
    explanation="Shares by nearness: what a network does with them is the weighted mean of its weights.",
)

EXERCISES = (BELLS, ROUND, XOR, SHARES)

QUIZ = {
    "What makes a radial basis function network quick to fit?": {
        "It has no hidden layer.": (False, "It has one: the bells. Without them the model would be linear."),
        "Its hidden layer is placed first, and then the answer is linear in what is left.": (
            True,
            "Centers and widths are set, and the output weights come from one linear system.",
        ),
        "Its units are local, so its gradients are larger.": (False, "No gradient is followed at all."),
    },
    "Each of 500 noisy examples gets a unit of its own, and the width is small. What is the training error?": {
        "Zero, and that says little.": (True, "It passes through every example and its noise. Check on new ones."),
        "About that of the noise.": (False, "That would be so with far fewer units, or with a strong ridge."),
        "Large, since 500 units cannot be trained.": (False, "They are not trained but solved for."),
    },
    "What does a network of bells, without normalization, say far away from all centers?": {
        "It goes on in a straight line.": (False, "That is a ReLU network. Bells fade."),
        "Its bias.": (True, "All responses are near 0 there. They also tell that nothing is known."),
        "What the nearest center says.": (False, "That is so if responses are normalized to shares."),
    },
    "Why do inputs of noise hurt this network more than boosted trees?": {
        "They add weights that must be learned.": (False, "The number of output weights stays the same."),
        "They count in every distance, as much as the inputs that matter.": (
            True,
            "Who is near is decided by noise. A tree can leave an input out.",
        ),
        "They make the linear system unsolvable.": (False, "It is solved as before; the fit is worse."),
    },
    "What did k-means add here, compared with centers drawn from the examples?": {
        "It halved the error at every width.": (False, "Only at narrow widths was there a gain worth having."),
        "Little, once the width was well chosen.": (True, "The width mattered more than the places."),
        "It made the fit independent of the seed.": (False, "It begins from random examples, too."),
    },
}  # fmt: skip
