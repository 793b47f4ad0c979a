"""Exercises of the chapter on normalization."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._accuracy import NO_SHARE, accuracy_between

_rng = np.random.default_rng(2016)
EPS = 1e-5

# ---------------------------------------------------------------------- 1: a batch of two
PAIR = Exercise(
    "normalization.pair",
    (-1.0, 1.0),
    tolerance=1e-3,
    mistakes=(
        Mistake((-2.0, 2.0), "That is the distance from the mean, 5. Divide by the standard deviation, too."),
        Mistake((-0.5, 0.5), "The standard deviation is 2, the variance 4: divide by the first."),
        Mistake((-0.707, 0.707), "In training batch norm divides the squares by N, not by N - 1."),
        Mistake((1.0, -1.0), "The order: 3 lies below the mean."),
        Mistake((3.0, 7.0), "These are the scores. Subtract their mean and divide by their standard deviation."),
    ),
    explanation="And it is so for any two scores: a batch of two hands on who is greater, and nothing else.",
)


# ---------------------------------------------------------------------- 2: forwards
def _forward(Z, gamma, beta):
    hat = (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + EPS)
    return gamma * hat + beta


def _wrong_forward(Z, gamma, beta, axis=0, ddof=0, root=True, order="last"):
    keep = axis == 1
    variance = Z.var(axis=axis, ddof=ddof, keepdims=keep) + EPS
    hat = (Z - Z.mean(axis=axis, keepdims=keep)) / (np.sqrt(variance) if root else variance)
    return gamma * (hat + beta) if order == "first" else gamma * hat + beta


def _forwards(**how):
    return lambda Z, gamma, beta: _wrong_forward(Z, gamma, beta, **how)


def _batch(n, units):
    return 3 * _rng.normal(size=(n, units)) + 1, _rng.normal(size=units), _rng.normal(size=units)


FORWARD = Exercise(
    "normalization.forward",
    _forward,
    inputs=(
        (np.array([[0.0, 1.0], [2.0, 5.0], [4.0, 9.0]]), np.array([1.0, 2.0]), np.array([0.0, 10.0])),
        _batch(5, 5),
        _batch(8, 3),
    ),
    mistakes=(
        Mistake(
            _forwards(axis=1),
            "You normalized each row, which is layer norm. Here each column is a unit with its own mean.",
        ),
        Mistake(_forwards(ddof=1), "In training the variance has N in its denominator; N - 1 is for the running one."),
        Mistake(_forwards(root=False), "Divide by the root of the variance, not by the variance."),
        Mistake(_forwards(order="first"), "First the scale, then the shift: gamma does not multiply beta."),
        Mistake(lambda Z, gamma, beta: _forward(Z, 1, 0), "The scale and the shift are missing."),
        Mistake(lambda Z, gamma, beta: _forward(Z, beta, gamma), "gamma is the scale, beta the shift."),
        Mistake(
            lambda Z, gamma, beta: (Z - Z.mean(axis=0)) / Z.std(axis=0) * gamma + beta,
            "Nearly: add the tiny 1e-5 to the variance, under the root.",
        ),
        Mistake(
            lambda Z, gamma, beta: (Z - Z.mean(axis=0)) / (Z.std(axis=0) + EPS) * gamma + beta,
            "Nearly: the tiny 1e-5 is added to the variance, under the root, not to the standard deviation.",
        ),
        Mistake(lambda Z, gamma, beta: (Z - Z.mean(axis=0)) * gamma + beta, "Divide by the root of the variance."),
        Mistake(
            lambda Z, gamma, beta: Z / np.sqrt(Z.var(axis=0) + EPS) * gamma + beta,
            "Subtract each unit's mean before you divide.",
        ),
        Mistake(
            lambda Z, gamma, beta: (Z - Z.mean()) / np.sqrt(Z.var() + EPS) * gamma + beta,
            "You took one mean over the whole array. Each unit has its own: axis=0.",
        ),
    ),
)


# ---------------------------------------------------------------------- 3: backwards
def _hat(Z):
    scale = np.sqrt(Z.var(axis=0) + EPS)
    return (Z - Z.mean(axis=0)) / scale, scale


def _backward(Z, G):
    hat, scale = _hat(Z)
    return (G - G.mean(axis=0) - hat * (G * hat).mean(axis=0)) / scale


def _without_variance(Z, G):
    return (G - G.mean(axis=0)) / _hat(Z)[1]


def _without_mean(Z, G):
    hat, scale = _hat(Z)
    return (G - hat * (G * hat).mean(axis=0)) / scale


def _added(Z, G):
    hat, scale = _hat(Z)
    return (G - G.mean(axis=0) + hat * (G * hat).mean(axis=0)) / scale


def _with_scores(Z, G):
    return (G - G.mean(axis=0) - Z * (G * Z).mean(axis=0)) / _hat(Z)[1]


def _with_sums(Z, G):
    hat, scale = _hat(Z)
    return (G - G.sum(axis=0) - hat * (G * hat).sum(axis=0)) / scale


BACKWARD = Exercise(
    "normalization.backward",
    _backward,
    inputs=tuple((2 * _rng.normal(size=s) + 1, _rng.normal(size=s)) for s in ((4, 1), (6, 3), (9, 2))),
    mistakes=(
        Mistake(
            lambda Z, G: G / _hat(Z)[1], "That is the direct way alone. A score also moves the mean and the variance."
        ),
        Mistake(_without_variance, "The way through the variance is missing: subtract hat * mean(G * hat)."),
        Mistake(_without_mean, "The way through the mean is missing: subtract mean(G)."),
        Mistake(_added, "The sign: both ways, through the mean and through the variance, are subtracted."),
        Mistake(_with_scores, "The way through the variance has the normalized scores in it, not Z itself."),
        Mistake(_with_sums, "Means over the batch, not sums: each example moves the mean by 1/N of its own move."),
        Mistake(
            lambda Z, G: _backward(Z, G) * _hat(Z)[1],
            "The slope 1 / scale is missing: larger scores, smaller gradients.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: folding it away
def _fold(W, b, gamma, beta, mean, var):
    slope = gamma / np.sqrt(var + EPS)
    return W * slope[:, None], (b - mean) * slope + beta


def _folding(kind):
    def fold(W, b, gamma, beta, mean, var):
        slope = gamma / (var + EPS if kind == "variance" else np.sqrt(var + EPS))
        bias = {
            "bias lost": beta - mean * slope,
            "bias whole": b - mean * slope + beta,
            "mean added": (b + mean) * slope + beta,
            "bias kept": b,
            "shift": (b - mean) * slope,
        }
        return W * (slope if kind == "columns" else slope[:, None]), bias.get(kind, (b - mean) * slope + beta)

    return fold


def _layer(n):
    return _rng.normal(size=(n, n)), *_rng.normal(size=(4, n)), _rng.uniform(0.5, 4, size=n)


FOLD = Exercise(
    "normalization.fold",
    _fold,
    inputs=(
        (np.eye(2), np.zeros(2), np.ones(2), np.zeros(2), np.array([1.0, 2.0]), np.array([4.0, 9.0])),
        _layer(3),
        _layer(5),
    ),
    mistakes=(
        Mistake(_folding("columns"), "A row of W belongs to a unit: scale rows, with slope[:, None]."),
        Mistake(_folding("bias lost"), "The layer's own bias is lost: it is normalized along with the rest."),
        Mistake(_folding("bias whole"), "The layer's bias is scaled, too: (b - mean) times the slope."),
        Mistake(
            _folding("mean added"),
            "The sign: batch norm subtracts the mean from the layer's score, and so from its bias.",
        ),
        Mistake(
            _folding("bias kept"),
            "The bias changes as well: put the layer's formula into that of batch norm and sort what has no x.",
        ),
        Mistake(
            lambda W, b, gamma, beta, mean, var: _fold(W, b, np.ones_like(gamma), beta, mean, var),
            "The scale gamma is missing.",
        ),
        Mistake(_folding("variance"), "Divide by the root of the variance."),
        Mistake(_folding("shift"), "The shift beta is missing."),
    ),
)


# ---------------------------------------------------------------------- 5: running statistics
def _running(mean, var, Z, momentum):
    return (1 - momentum) * mean + momentum * Z.mean(axis=0), (1 - momentum) * var + momentum * Z.var(axis=0, ddof=1)


def _moving(center, spread, fade=1):
    return lambda mean, var, Z, momentum: (
        (1 - fade * momentum) * mean + momentum * center(Z),
        (1 - fade * momentum) * var + momentum * spread(Z),
    )


def _center(Z):
    return Z.mean(axis=0)


RUNNING = Exercise(
    "normalization.running",
    _running,
    inputs=(
        (np.zeros(1), np.ones(1), np.array([[1.0], [3.0]]), 0.1),
        (_rng.normal(size=3), _rng.uniform(1, 2, size=3), _rng.normal(size=(6, 3)), 0.1),
        (_rng.normal(size=2), _rng.uniform(1, 2, size=2), _rng.normal(size=(4, 2)), 0.3),
    ),
    mistakes=(
        Mistake(
            _moving(_center, lambda Z: Z.var(axis=0)),
            "The running variance is an estimate for all images: N - 1 in the denominator, ddof=1.",
        ),
        Mistake(
            lambda mean, var, Z, momentum: _running(mean, var, Z, 1 - momentum),
            "The other way around: momentum is the share of the new batch. (In some libraries it is that of the old.)",
        ),
        Mistake(_moving(_center, lambda Z: Z.std(axis=0, ddof=1)), "Variances are averaged, not standard deviations."),
        Mistake(
            _moving(_center, lambda Z: Z.var(axis=0, ddof=1), fade=0),
            "The old values have to fade: multiply them by 1 - momentum.",
        ),
        Mistake(_moving(np.mean, lambda Z: Z.var(ddof=1)), "Each unit has its own mean and variance: axis=0."),
        Mistake(
            lambda mean, var, Z, momentum: _running(mean, var, Z, 1.0),
            "These are the batch's own. Only a share of them, momentum, enters the running ones.",
        ),
    ),
)

# ---------------------------------------------------------------------- 6: twenty layers
_FEW = "Below 0.85. Which of the three panels has a cell for 20 layers that learns? Take its rate and more passes."
_LEAK = "All right on new digits? Check that you measured on x_test, and not on images the network has seen."

TWENTY = Exercise(
    "normalization.twenty",
    0.92,
    mistakes=(Mistake(0.7, _FEW), Mistake(92, NO_SHARE), Mistake(1.0, _LEAK)),
    examine=accuracy_between(0.85, 0.995, low=_FEW, high=_LEAK),
    explanation="Twenty layers of ReLUs learn by plain steps when each unit's scores are standardized.",
)

EXERCISES = (PAIR, FORWARD, BACKWARD, FOLD, RUNNING, TWENTY)

QUIZ = {
    "Over what does batch norm take its mean in training?": {
        "For each unit, over the examples of the mini-batch.": (True, "A column of the (N, units) array of scores."),
        "For each example, over the units of the layer.": (False, "That is layer norm: a row."),
        "For each unit, over all training images.": (False, "Too dear in each step; the running mean comes near it."),
    },
    "Your classifier with batch norm read 95 % of new images. Today they came sorted, and it read 12 %. Why?": {
        "It was still in training mode.": (
            True,
            "Then each batch is its own measure. In a batch of one class, what the class has in common is subtracted.",
        ),
        "Sorted images are harder.": (False, "In evaluation mode their order makes no difference."),
        "It has learned the images by heart.": (False, "Then new images would be hard in any order."),
    },
    "A linear layer stands directly before batch norm. What does its bias do?": {
        "Nothing: the mean takes it away again.": (True, "So leave it out, bias=False; beta does its work."),
        "It shifts the normalized scores.": (False, "It shifts the scores and their mean alike."),
        "It speeds up learning.": (False, "Its gradient is zero, always."),
    },
    "You double all weights of a layer before batch norm. What becomes of their gradient?": {
        "It is halved.": (True, "The output is the same as before, so a change of the same size means half as much."),
        "It is doubled.": (False, "That would be so after the normalization."),
        "Nothing.": (False, "The output does not change, but the slope by the weights does."),
    },
    "You want to train with one example at a time. Which of the two can you use?": {
        "Layer norm.": (True, "It needs only the one example's own units."),
        "Batch norm.": (False, "One number has no variance: it raises an error in training."),
        "Both.": (False, "Batch norm needs company."),
    },
}
