"""Exercises of the chapter on the perceptron."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1958)


# ---------------------------------------------------------------------- 1: one correction
def _corrected(w, b, x, y):
    return (w + y * x, b + y) if y * (w @ x + b) <= 0 else (w, b)


def _always(w, b, x, y):
    return w + y * x, b + y


def _only_when_wrong(w, b, x, y):
    return (w + y * x, b + y) if y * (w @ x + b) < 0 else (w, b)


def _without_bias(w, b, x, y):
    return (w + y * x, b) if y * (w @ x + b) <= 0 else (w, b)


def _without_label(w, b, x, y):
    return (w + x, b + 1) if y * (w @ x + b) <= 0 else (w, b)


def _away(w, b, x, y):
    return (w - y * x, b - y) if y * (w @ x + b) <= 0 else (w, b)


def _twice(w, b, x, y):
    gap = y - np.sign(w @ x + b)
    return w + gap * x, b + gap


def _truth(w, b, x, y):
    return (w + y * x, b + y) if bool(w @ x + b > 0) != y else (w, b)


def _examples():
    """Right, wrong, and undecided scores for both labels; one start at zero."""
    yield np.zeros(2), 0.0, np.array([1.0, 2.0]), 1
    yield np.zeros(3), 0.0, np.array([1.0, -2.0, 0.5]), -1
    yield np.array([1.0, 1.0]), -3.0, np.array([1.0, 2.0]), -1
    for y in (1, -1, 1, -1):
        yield _rng.normal(size=4), float(_rng.normal()), _rng.normal(size=4), y


CORRECTED = Exercise(
    "perceptron.corrected",
    _corrected,
    inputs=tuple(_examples()),
    mistakes=(
        Mistake(_always, "You change the weights after right answers, too. The rule acts only if y z <= 0."),
        Mistake(_only_when_wrong, "A score of exactly 0 counts as a mistake. From zero weights you would never move."),
        Mistake(_without_bias, "The bias learns, too: it is the weight of an input that is always 1."),
        Mistake(_without_label, "Multiply by the label: an example of class -1 is subtracted."),
        Mistake(_twice, "y minus the sign is 2 y after a wrong answer: twice as far as the rule goes."),
        Mistake(_truth, "A truth value is never -1: the answer is wrong where y z <= 0."),
        Mistake(_away, "You move away from the example. Compute the new score: it should be better, by |x|^2 + 1."),
    ),
)


# ---------------------------------------------------------------------- 2 and 3: margin and bound
def _margin(w, b, X, y):
    return np.min(y * (X @ w + b)) / np.linalg.norm(w)


def _most_mistakes(w, b, X, y):
    u, rows = np.append(w, b), np.column_stack([X, np.ones(len(X))])
    return (np.linalg.norm(rows, axis=1).max() * np.linalg.norm(u) / np.min(y * (rows @ u))) ** 2


def _separated(n, d, wrong=0):
    """A line and points; all on their side but `wrong` of them."""
    w, b = _rng.normal(size=d), float(_rng.normal())
    X = _rng.normal(size=(n, d))
    y = np.where(X @ w + b > 0, 1, -1)
    y[:wrong] *= -1
    return w, b, X, y


MARGIN = Exercise(
    "perceptron.margin",
    _margin,
    inputs=(
        (np.array([3.0, 4.0]), 0.0, np.array([[1.0, 0.0], [-2.0, -1.0]]), np.array([1, -1])),
        (np.array([2.0]), -1.0, np.array([[1.0]]), np.array([1])),
        *(_separated(12, d) for d in (2, 5)),
        _separated(12, 3, wrong=2),
    ),
    mistakes=(
        Mistake(lambda w, b, X, y: np.min(y * (X @ w + b)), "Divide by the length of w: doubling w moves no line."),
        Mistake(
            lambda w, b, X, y: np.min(np.abs(X @ w + b)) / np.linalg.norm(w),
            "Use the label, not the absolute value: on the wrong side the margin is negative.",
        ),
        Mistake(
            lambda w, b, X, y: np.min(y * (X @ w + b)) / np.linalg.norm(np.append(w, b)),
            "Distances in the plane take the length of w alone. (The proof's margin has b in it.)",
        ),
        Mistake(lambda w, b, X, y: np.min(y * (X @ w)) / np.linalg.norm(w), "The bias is missing from the score."),
        Mistake(
            lambda w, b, X, y: np.max(y * (X @ w + b)) / np.linalg.norm(w),
            "That is the example farthest from the line: take the smallest.",
        ),
        Mistake(lambda w, b, X, y: y * (X @ w + b) / np.linalg.norm(w), "These are all distances: take the smallest."),
    ),
)  # fmt: skip


def _not_of_length_1(w, b, X, y):
    rows = np.column_stack([X, np.ones(len(X))])
    return (np.linalg.norm(rows, axis=1).max() / np.min(y * (rows @ np.append(w, b)))) ** 2


def _one_for_b(w, b, X, y):
    return _most_mistakes(w, 1.0, X, y)


def _one_length(w, b, X, y):
    rows = np.column_stack([X, np.ones(len(X))])
    return _most_mistakes(w, b, X, y) * np.square(rows).sum() / np.square(rows).sum(axis=1).max()


MOST_MISTAKES = Exercise(
    "perceptron.most_mistakes",
    _most_mistakes,
    inputs=(
        (np.array([1.0, 0.0]), 0.0, np.array([[2.0, 0.0], [-1.0, 1.0]]), np.array([1, -1])),
        *(_separated(n, d) for n, d in ((1, 1), (10, 2), (30, 6))),
    ),
    mistakes=(
        Mistake(lambda w, b, X, y: np.sqrt(_most_mistakes(w, b, X, y)), "The bound is the square of R / margin."),
        Mistake(
            lambda w, b, X, y: (np.linalg.norm(X, axis=1).max() / _margin(w, b, X, y)) ** 2,
            "Both lengths belong to the space with one more coordinate: (x, 1) and (w, b).",
        ),
        Mistake(
            lambda w, b, X, y: _most_mistakes(w, b, X, y) * (1 - 1 / (1 + np.square(X).sum(axis=1).max())),
            "R is the length of (x, 1), so its square is one more than that of x.",
        ),
        Mistake(
            lambda w, b, X, y: _most_mistakes(w, b, X, y) * (w @ w) / (w @ w + b * b),
            "Divide the scores by the length of (w, b): u must have length 1 with the bias in it.",
        ),
        Mistake(_not_of_length_1, "u has length 1: divide (w, b) by its own length."),
        Mistake(_one_for_b, "Append the 1 to the examples, and the bias b to the weights."),
        Mistake(_one_length, "R is the length of one example, the longest: axis=1 in the norm, then the largest."),
    ),
)

# ---------------------------------------------------------------------- 4: the learning rate
LEARNING_RATE = Exercise(
    "perceptron.learning_rate",
    "same",
    mistakes=(
        Mistake("fewer", "Write down the first correction with and without the factor."),
        Mistake("more", "Smaller steps, but smaller weights, too: compare the signs of the scores."),
        Mistake("Same", "That is it; write it in small letters, as in the question."),
    ),
    explanation="From zero, all weights are multiplied by 0.1, and no score changes its sign.",
)  # fmt: skip


# ---------------------------------------------------------------------- 5: several classes
def _multiclass(W, x, k, right=1, wrong=-1, always=False):
    chosen = int(np.argmax(W @ x))
    out = W.copy()
    if chosen != k or always:
        out[k] += right * x
        out[chosen] += wrong * x
    return out


def _all_others(W, x, k):
    out = W - x if np.argmax(W @ x) != k else W.copy()
    if np.argmax(W @ x) != k:
        out[k] = W[k] + x
    return out


def _by_own_score(W, x, k):
    out = W.copy()
    if W[k] @ x <= 0:
        out[k] += x
        out[int(np.argmax(W @ x))] -= x
    return out


MULTICLASS = Exercise(
    "perceptron.multiclass",
    _multiclass,
    inputs=(
        (np.zeros((3, 2)), np.array([1.0, 2.0]), 2),
        (np.zeros((3, 2)), np.array([1.0, 2.0]), 0),
        (np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([3.0, 1.0]), 0),
        *((_rng.normal(size=(5, 4)), _rng.normal(size=4), k) for k in range(5)),
    ),
    mistakes=(
        Mistake(lambda W, x, k: _multiclass(W, x, k, wrong=0), "The wrongly chosen row must lose the example."),
        Mistake(lambda W, x, k: _multiclass(W, x, k, right=0), "Add the example to the row of the right class, too."),
        Mistake(lambda W, x, k: _multiclass(W, x, k, right=-1, wrong=1), "The signs are exchanged."),
        Mistake(_all_others, "Only the row that was chosen is corrected downwards, not all the others."),
        Mistake(_by_own_score, "A mistake is a wrong choice: compare the class with the largest score with k."),
    ),
)  # fmt: skip

EXERCISES = (CORRECTED, MARGIN, MOST_MISTAKES, LEARNING_RATE, MULTICLASS)

QUIZ = {
    "The score of an example of class -1 is -0.2. What does the rule do?": {
        "It subtracts the example from the weights.": (
            False,
            "Label and score have the same sign: the answer is right.",
        ),
        "Nothing.": (True, "A right answer changes nothing, however narrow it was."),
        "It adds 0.2 times the example.": (False, "The size of the score plays no part; ADALINE will use it."),
    },
    "You list every example of a separable set twice. What happens to the bound?": {
        "It stays the same.": (True, "Neither the radius nor the margin has changed."),
        "It doubles.": (False, "The number of examples does not appear in the bound."),
        "It is divided by 4.": (False, "That would need a doubled margin."),
    },
    "You multiply all inputs, the constant 1 of the bias among them, by 10. How many mistakes are made?": {
        "Fewer, because the margin is 10 times as wide.": (False, "The radius is 10 times as large as well."),
        "As many as before.": (True, "Every score is 100 times as large and has the sign it had."),
        "More, because the steps are too large.": (False, "Starting from zero, the size of the steps changes no sign."),
    },
    "A perceptron has made mistakes in each of 10,000 passes. What do you know?": {
        "No line separates the classes.": (False, "It may be a very narrow margin, or features far from zero."),
        "Its margin is small compared with the radius, or there is none.": (
            True,
            "10,000 mistakes and more mean a margin of at most a hundredth of the radius, or no line at all.",
        ),
        "There is a bug.": (False, "There may be, but slow progress alone does not show it."),
    },
}
