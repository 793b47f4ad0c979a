"""Exercises of the chapter on autoencoders."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._functions import sigmoid

_rng = np.random.default_rng(1989)


# ---------------------------------------------------------------------- 1: PCA there and back
def _directions(X):
    """Eigenvectors of the covariance as columns, the largest eigenvalue first."""
    return np.linalg.eigh(np.cov(X.T, bias=True))[1][:, ::-1]


def _copied(X, V, middle=None):
    """Copies of X through the columns of V, around the mean of each feature."""
    m = X.mean(axis=0) if middle is None else middle
    return (X - m) @ V @ V.T + m


def _rebuilt(X, k):
    return _copied(X, _directions(X)[:, :k])


def _around(X, k, middle):
    return _copied(X, np.linalg.eigh((X - middle).T @ (X - middle))[1][:, -k:], middle)


def _spread(N, D):
    return _rng.normal(size=(N, D)) @ _rng.normal(size=(D, D)) + 3 * _rng.normal(size=D)


REBUILT = Exercise(
    "autoencoders.rebuilt",
    _rebuilt,
    inputs=((_spread(20, 3), 1), (_spread(30, 5), 2), (_spread(40, 6), 4)),
    mistakes=(
        Mistake(
            lambda X, k: _copied(X, _directions(X)[:, :k], 0.0),
            "Subtract the mean of each feature before you project, and add it again at the end.",
        ),
        Mistake(lambda X, k: _rebuilt(X, k) - X.mean(axis=0), "The mean is missing in the copy: add it at the end."),
        Mistake(
            lambda X, k: _copied(X, _directions(X)[:, ::-1][:, :k]),
            "np.linalg.eigh sorts from the smallest eigenvalue to the largest: take the last k columns.",
        ),
        Mistake(
            lambda X, k: _copied(X, _directions(X)[:, ::-1][:, k:]),
            "Those are the columns from number k on. The last k are [:, -k:].",
        ),
        Mistake(
            lambda X, k: _copied(X, _directions(X)[:k].T),
            "The eigenvectors are the columns of what np.linalg.eigh returns, not its rows.",
        ),
        Mistake(
            lambda X, k: _copied(X, np.linalg.svd(X - X.mean(axis=0))[2][:, :k]),
            "The last array of np.linalg.svd has the directions as rows: take its first k rows, transposed.",
        ),
        Mistake(
            lambda X, k: (X - X.mean(axis=0)) @ _directions(X)[:, :k],
            "These are the codes, (N, k). The copy is (N, D): multiply by the directions once more.",
        ),
        Mistake(lambda X, k: _around(X, k, 0.0), "These are directions of X itself. Subtract the mean first."),
        Mistake(
            lambda X, k: _around(X, k, X.mean()), "That is one mean of all numbers. Each feature has its own: axis=0."
        ),
        Mistake(
            lambda X, k: _around(X, k, X.mean(axis=1, keepdims=True)),
            "That is the mean of each example. The mean of each feature is axis=0.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: the largest angle between two subspaces
def _cosines(A, B):
    return np.linalg.svd(np.linalg.qr(A)[0].T @ np.linalg.qr(B)[0])[1]


def _largest_angle(A, B):
    return np.degrees(np.arccos(np.clip(_cosines(A, B).min(), 0, 1)))


def _not_orthogonal(A, B):
    unit_A, unit_B = A / np.linalg.norm(A, axis=0), B / np.linalg.norm(B, axis=0)
    return np.degrees(np.arccos(np.clip(np.linalg.svd(unit_A.T @ unit_B)[1].min(), 0, 1)))


def _column_by_column(A, B):
    Q, R = np.linalg.qr(A)[0], np.linalg.qr(B)[0]
    return np.degrees(np.arccos(np.clip(abs((Q * R).sum(axis=0)).min(), 0, 1)))


ANGLE = Exercise(
    "autoencoders.angle",
    _largest_angle,
    inputs=tuple((_rng.normal(size=(D, k)), _rng.normal(size=(D, k))) for D, k in ((5, 2), (8, 3), (12, 2))),
    mistakes=(
        Mistake(
            lambda A, B: np.degrees(np.arccos(_cosines(A, B).max())),
            "The largest angle has the smallest singular value.",
        ),
        Mistake(lambda A, B: np.degrees(np.arccos(_cosines(A, B))), "Those are all the angles. Return the largest."),
        Mistake(lambda A, B: np.arccos(_cosines(A, B).min()), "That is in radians: np.degrees."),
        Mistake(
            lambda A, B: np.degrees(np.arccos(np.linalg.svd(A.T @ B)[1].min())),
            "Make the columns orthogonal and of length 1 first, both of A and of B: np.linalg.qr.",
        ),
        Mistake(
            lambda A, B: _largest_angle(A[:, :1], B[:, :1]),
            "One direction of each is not enough: the same subspace has many first columns.",
        ),
        Mistake(_not_orthogonal, "Columns of length 1 are not enough: they must be orthogonal, too. np.linalg.qr."),
        Mistake(lambda A, B: _cosines(A, B).min(), "The singular values are cosines: np.arccos, then np.degrees."),
        Mistake(
            _column_by_column,
            "Columns need not match one by one, only what they span. Take singular values of the whole product.",
        ),
    ),
    tolerance=1e-5,
)


# ---------------------------------------------------------------------- 3: the contractive penalty
def _slopes(W, b, x):
    h = sigmoid(W @ x + b)
    return h * (1 - h)


def _jacobian(W, b, x):
    return _slopes(W, b, x)[:, None] * W


def _contractive(W, b, x):
    return (_jacobian(W, b, x) ** 2).sum()


CONTRACTIVE = Exercise(
    "autoencoders.contractive",
    _contractive,
    inputs=tuple((_rng.normal(size=(k, D)), _rng.normal(size=k), _rng.random(D)) for k, D in ((1, 3), (4, 3), (5, 8))),
    mistakes=(
        Mistake(
            lambda W, b, x: (_slopes(W, b, x) * (W**2).sum(axis=1)).sum(),
            "The slope h * (1 - h) is part of each entry of the Jacobian, so it is squared, too.",
        ),
        Mistake(
            lambda W, b, x: (_slopes(W, b, x) ** 2).sum(),
            "That is the slope by the score. By the input each entry has the weight as a factor.",
        ),
        Mistake(lambda W, b, x: np.sqrt(_contractive(W, b, x)), "The penalty is the sum of squares, without the root."),
        Mistake(lambda W, b, x: _contractive(W, 0 * b, x), "The bias is missing in the score of the code units."),
        Mistake(
            lambda W, b, x: ((1 - sigmoid(W @ x + b) ** 2) ** 2 @ W**2).sum(),
            "1 - h ** 2 is the slope of tanh. That of the sigmoid is h * (1 - h).",
        ),
        Mistake(
            lambda W, b, x: _jacobian(W, b, x).sum(),
            "Square each entry of the Jacobian before you sum: entries of both signs would cancel.",
        ),
        Mistake(
            lambda W, b, x: (_jacobian(W, b, x).sum(axis=1) ** 2).sum(),
            "That squares the sum over the weights of a unit. Square each weight, then sum.",
        ),
        Mistake(
            lambda W, b, x: (_slopes(W, b, x) ** 2).sum() * (W**2).sum(),
            "Each unit has its own slope: multiply it by the weights of that unit, then sum over the units.",
        ),
        Mistake(_jacobian, "That is the Jacobian (k, D) itself. The penalty is the sum of its squared entries."),
    ),
)


# ---------------------------------------------------------------------- 4: one number for a circle
_FORM = "Give two functions, (encode, decode): from points (N, 2) to codes (N,), and from codes (N,) to points (N, 2)."
_ONE = "The code must be one number for each point: shape (N,)."
_SIDES = (
    "Two points of the circle come back at the same place: one coordinate does not tell its two halves apart. "
    "np.arctan2 looks at the signs of both."
)
_OPPOSITE = (
    "Half of the points come back on the opposite side: a quotient is the same for x and -x. np.arctan2(second, first) "
    "looks at the signs of both."
)
_DEGREES = "np.cos and np.sin take radians, and this code is in degrees."
_SWAPPED = "The coordinates are exchanged: the first is the cosine of the angle, the second the sine."
_ELSE = "Which number tells where on the circle a point is?"
_angles = _rng.uniform(-np.pi, np.pi, 40)
_CIRCLE = np.stack([np.cos(_angles), np.sin(_angles)], axis=1)


def _signs(copy: np.ndarray, of_radians: Any) -> list[tuple[str, bool]]:
    """Hints, and whether each is what the copies ask for; the first that fits is given."""
    same = np.isclose(copy, _CIRCLE, atol=1e-6).all(axis=0)
    return [
        (_SIDES, bool(same.any())),
        (_OPPOSITE, np.allclose(abs(copy), abs(_CIRCLE), atol=1e-6)),
        (_SWAPPED, np.allclose(copy[:, ::-1], _CIRCLE, atol=1e-6)),
        (_DEGREES, np.shape(of_radians) == _CIRCLE.shape and np.allclose(of_radians, _CIRCLE, atol=1e-6)),
    ]


def _examine_circle(answer: Any) -> str | None:
    if not isinstance(answer, (tuple, list)) or len(answer) != 2 or not all(map(callable, answer)):
        return _FORM
    code = np.asarray(answer[0](_CIRCLE.copy()), float)
    if code.shape != (len(_CIRCLE),):
        return f"the code has the shape {code.shape}. {_ONE}"
    copy = np.asarray(answer[1](code.copy()), float)
    if copy.shape != _CIRCLE.shape:
        return f"the copy has the shape {copy.shape}, not (N, 2). {_FORM}"
    if np.allclose(copy, _CIRCLE, atol=1e-6):
        return None
    error = np.mean((copy - _CIRCLE) ** 2)
    hint = next((hint for hint, fits in _signs(copy, answer[1](np.radians(code))) if fits), _ELSE)
    return f"the error of a coordinate is {error:.3f}; the best straight line has about 0.25.\n  Hint: {hint}"


def _angle_of(x):
    return np.arctan2(x[:, 1], x[:, 0])


def _on_circle(h):
    return np.stack([np.cos(h), np.sin(h)], axis=1)


CIRCLE = Exercise(
    "autoencoders.circle",
    (_angle_of, _on_circle),
    mistakes=(
        Mistake((lambda x: np.arccos(x[:, 0]), _on_circle), _SIDES),
        Mistake((lambda x: np.arctan(x[:, 1] / x[:, 0]), _on_circle), _OPPOSITE),
        Mistake((lambda x: np.degrees(_angle_of(x)), _on_circle), _DEGREES),
        Mistake((_angle_of, lambda h: np.stack([np.sin(h), np.cos(h)], axis=1)), _SWAPPED),
        Mistake((lambda x: x.sum(axis=1), lambda h: np.stack([h / 2, h / 2], axis=1)), _ELSE),
        Mistake((lambda x: x, _on_circle), _ONE),
        Mistake(_angle_of, _FORM),
    ),
    explanation="One number is enough, but the code jumps where the angle turns from pi to -pi: neighbors are torn.",
    examine=_examine_circle,
)

EXERCISES = (REBUILT, ANGLE, CONTRACTIVE, CIRCLE)

QUIZ = {
    "A linear autoencoder with a code of k numbers was trained to the end. What do its units compute?": {
        "The first k principal components, one each.": (
            False,
            "Only together: what they span is that subspace. Single units are any basis of it.",
        ),
        "Some basis of the space that the first k principal components span.": (
            True,
            "The error depends on the subspace alone, and so does what descent finds.",
        ),
        "Something else from every start.": (False, "The units do differ. What they span does not."),
    },
    "Baldi and Hornik's theorem says that the linear autoencoder's error": {
        "is convex.": (False, "It is not: there are saddle points, one for each other choice of components."),
        "has local minima, which good starts avoid.": (False, "Every minimum is as good as the best one."),
        "has no local minimum that is worse than the best, but saddle points.": (
            True,
            "Near one of them descent is slow, as a plateau of the loss shows.",
        ),
    },
    "Why does a code with more numbers than the input need something else, such as noise?": {
        "The network would be too slow.": (False, "Cost is not the point."),
        "It can copy the input through and learn nothing about the data.": (
            True,
            "Zero error is then no achievement. Noise, or a penalty, makes copying a bad answer.",
        ),
        "It has more weights than examples.": (False, "Here a network with few examples still copies new ones well."),
    },
    "A denoising autoencoder is compared with filters. Which comparison is fair?": {
        "With a filter whose strength was chosen on training images.": (
            True,
            "So both were fitted to the same images, and both are judged on others.",
        ),
        "With the noisy image itself.": (False, "That is the trivial baseline. It says too little."),
        "With the filter at its default strength.": (False, "A baseline that nobody tuned loses to anything."),
    },
    "On pieces of photographs a linear filter did as well as the denoising network. What does that say?": {
        "There is nothing beyond the covariances to find.": (
            False,
            "Two Wiener filters, one for smooth and one for rough pieces, leave little more than half of the error.",
        ),
        "This network, after this training, found little beyond the covariances.": (
            True,
            "There was more: two linear filters in place of one, or a larger network trained for longer, find it.",
        ),
        "Photographs cannot be denoised.": (False, "Both removed about two thirds of the noise."),
    },
}  # fmt: skip
