"""Exercises of the chapter on ADALINE, logistic and softmax regression."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._functions import sigmoid, softmax

_rng = np.random.default_rng(1960)


# ---------------------------------------------------------------------- 1: the delta rule
def _delta(w, b, x, y, rate):
    error = y - (w @ x + b)
    return w + rate * error * x, b + rate * error


def _after_sign(w, b, x, y, rate):
    error = y - np.sign(w @ x + b)
    return w + rate * error * x, b + rate * error


def _uphill(w, b, x, y, rate):
    error = (w @ x + b) - y
    return w + rate * error * x, b + rate * error


def _only_when_wrong(w, b, x, y, rate):
    return _delta(w, b, x, y, rate) if y * (w @ x + b) <= 0 else (w, b)


def _no_bias(w, b, x, y, rate):
    return _delta(w, b, x, y, rate)[0], b


def _no_rate(w, b, x, y, rate):
    return _delta(w, b, x, y, 1.0)


def _score_without_bias(w, b, x, y, rate):
    error = y - w @ x
    return w + rate * error * x, b + rate * error


def _bias_afterwards(w, b, x, y, rate):
    w = w + rate * (y - (w @ x + b)) * x
    return w, b + rate * (y - (w @ x + b))


def _twice(w, b, x, y, rate):
    return _delta(w, b, x, y, 2 * rate)


def _steps():
    yield np.zeros(2), 0.0, np.array([1.0, 2.0]), 1, 0.1
    yield np.array([1.0, 1.0]), 0.5, np.array([2.0, 1.0]), 1, 0.01  # right by too much
    for y in (1, -1, 1, -1):
        yield _rng.normal(size=4), float(_rng.normal()), _rng.normal(size=4), y, 0.05


DELTA = Exercise(
    "adaline.delta",
    _delta,
    inputs=tuple(_steps()),
    mistakes=(
        Mistake(_after_sign, "The error is that of the score, before the sign is taken."),
        Mistake(_uphill, "You step uphill. The error is the label minus the score."),
        Mistake(_only_when_wrong, "ADALINE corrects after every example, after right answers too."),
        Mistake(_no_bias, "The bias moves too: by the rate times the error."),
        Mistake(_no_rate, "Multiply the step by the rate, for the weights and for the bias."),
        Mistake(_score_without_bias, "The bias belongs to the score, w · x + b."),
        Mistake(_bias_afterwards, "Compute the error once, before anything moves, and use it for both."),
        Mistake(_twice, "The loss is half the squared error: the 2 of the derivative cancels."),
    ),
)


# ---------------------------------------------------------------------- 2: the largest stable rate
def _largest(X):
    rows = np.column_stack([X, np.ones(len(X))])
    return 2 / np.linalg.eigvalsh(rows.T @ rows / len(X))[-1]


def _without_ones(X):
    return 2 / np.linalg.eigvalsh(X.T @ X / len(X))[-1]


def _without_mean(X):
    return _largest(X) / len(X)


def _smallest(X):
    rows = np.column_stack([X, np.ones(len(X))])
    return 2 / np.linalg.eigvalsh(rows.T @ rows / len(X))[0]


LARGEST = Exercise(
    "adaline.largest_rate",
    _largest,
    inputs=tuple((_rng.normal(size=(n, d)) * 2 + 0.5,) for n, d in ((6, 1), (20, 2), (30, 5))),
    mistakes=(
        Mistake(_without_ones, "The bias learns too: append a column of ones."),
        Mistake(_without_mean, "The loss is a mean: divide the matrix by the number of examples."),
        Mistake(_smallest, "The steepest direction decides: take the largest eigenvalue."),
        Mistake(
            lambda X: _largest(X) / 2, "That is the fastest rate for the steepest direction; twice it is the limit."
        ),
    ),
)


# ---------------------------------------------------------------------- 3: the gradient of logistic regression
def _logistic(w, b, X, t):
    error = sigmoid(X @ w + b) - t
    return X.T @ error / len(t), error.mean()


def _downhill(w, b, X, y):
    grad_w, grad_b = _logistic(w, b, X, y)
    return -grad_w, -grad_b


def _summed(w, b, X, y):
    grad_w, grad_b = _logistic(w, b, X, y)
    return grad_w * len(y), grad_b * len(y)


def _of_score(w, b, X, y):
    error = X @ w + b - y
    return X.T @ error / len(y), error.mean()


def _of_square(w, b, X, y):
    p = sigmoid(X @ w + b)
    error = (p - y) * p * (1 - p)
    return X.T @ error / len(y), error.mean()


def _logistic_without_bias(w, b, X, y):
    return _logistic(w, 0.0, X, y)


def _bias_summed(w, b, X, y):
    grad_w, grad_b = _logistic(w, b, X, y)
    return grad_w, grad_b * len(y)


def _labeled(n, d):
    return _rng.normal(size=d), float(_rng.normal()), _rng.normal(size=(n, d)), np.arange(n) % 2


LOGISTIC = Exercise(
    "adaline.logistic_gradient",
    _logistic,
    inputs=(_labeled(1, 2), _labeled(8, 3), _labeled(25, 6)),
    mistakes=(
        Mistake(_downhill, "That is the direction of the step; the gradient points uphill."),
        Mistake(_summed, "The loss is a mean over the examples."),
        Mistake(_bias_summed, "The gradient of the bias is a mean, too."),
        Mistake(_logistic_without_bias, "The bias belongs to the score: X @ w + b."),
        Mistake(_of_score, "Squash the score first: the error is that of the probability."),
        Mistake(_of_square, "That is the gradient of the squared error. Here the factor p (1 - p) has canceled."),
    ),
)


# ---------------------------------------------------------------------- 4: softmax
def _over_columns(Z):
    return softmax(Z.T).T


def _plain_shares(Z):
    return Z / Z.sum(axis=1, keepdims=True)


def _unsafe(Z):
    e = np.exp(Z)
    return e / e.sum(axis=1, keepdims=True)


def _one_shift(Z):
    e = np.exp(Z - Z.max())
    return e / e.sum(axis=1, keepdims=True)


SOFTMAX = Exercise(
    "adaline.softmax",
    softmax,
    inputs=(
        (np.array([[0.0, 0.0], [1.0, 3.0]]),),
        (_rng.normal(size=(4, 3)),),
        (np.array([[1000.0, 1001.0, 999.0], [-1000.0, 2.0, 0.5], [1.0, 2.0, 3.0]]),),
    ),
    mistakes=(
        Mistake(_over_columns, "Each row must add up to 1: sum over the classes, axis 1."),
        Mistake(_plain_shares, "Exponentials first: scores may be negative."),
        Mistake(
            _unsafe, "For scores of 1000 the exponential is infinite. Subtract the largest score of each row first."
        ),
        Mistake(
            _one_shift, "Each row needs its own shift: the others may lie so far below that all they have is 0 / 0."
        ),
        Mistake(lambda Z: softmax(Z.reshape(1, -1)).reshape(Z.shape), "Here all rows together add up to 1."),
        Mistake(lambda Z: sigmoid(np.clip(Z, -500, 500)), "These are sigmoids, one by one: they do not add up to 1."),
    ),
)

# ---------------------------------------------------------------------- 5: what the loss begins with
FIRST_LOSS = Exercise(
    "adaline.first_loss",
    float(np.log(10)),
    mistakes=(
        Mistake(0.1, "That is the probability of each class. The loss is minus its logarithm."),
        Mistake(float(-np.log(10)), "The loss is minus the logarithm, so it is positive."),
        Mistake(1.0, "Minus the logarithm to the base 10; the loss takes the natural one."),
        Mistake(float(np.log2(10)), "That is the logarithm to the base 2; the loss takes the natural one."),
        Mistake(float(np.log(2)), "That is ln 2, for two classes. Here there are ten."),
        Mistake(0.9, "That is one minus the probability. The loss is minus its logarithm."),
    ),
    tolerance=1e-2,
    explanation="With all scores at 0 each class has the probability 1/10, and -ln(1/10) = ln 10.",
)  # fmt: skip

EXERCISES = (DELTA, LARGEST, LOGISTIC, SOFTMAX, FIRST_LOSS)

QUIZ = {
    "An example of label +1 has the score 3. What does the delta rule do?": {
        "Nothing, the answer is right.": (False, "That is the perceptron. The error 1 - 3 = -2 is not 0."),
        "It lowers the score.": (True, "The target is 1, so a score of 3 counts as an error of -2."),
        "It raises the score further.": (False, "Only a score below 1 is raised."),
    },
    "You double all features. What happens to the largest stable learning rate (bias aside)?": {
        "It is a quarter of what it was.": (True, "The eigenvalues are means of squares: they grow fourfold."),
        "It is half of what it was.": (False, "Squares enter, so a factor of 2 counts twice."),
        "It stays the same.": (False, "The bowl becomes steeper."),
    },
    "A logistic unit has the score 0. Which probability does it give?": {
        "0": (False, "The sigmoid of 0 is 1 / (1 + 1)."),
        "1/2": (True, "On the line the unit cannot say."),
        "It depends on the weights.": (False, "They are in the score already."),
    },
    "You add 5 to every score of a softmax. What happens to the probabilities?": {
        "Nothing.": (True, "Numerator and denominator are multiplied by the same number."),
        "All grow.": (False, "They must add up to 1."),
        "They come closer to each other.": (False, "Only the differences of the scores count."),
    },
    "Logistic regression is trained for longer and longer on separable classes. What happens to its weights?": {
        "They settle.": (False, "Longer weights make every probability better, without end."),
        "They grow without end, ever more slowly.": (True, "The line hardly moves, but the unit gets surer and surer."),
        "They go to 0.": (False, "Then every probability would be 1/2."),
    },
}
