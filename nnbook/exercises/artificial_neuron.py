"""Exercises of the chapter on the artificial neuron."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1943)


# ---------------------------------------------------------------------- 1: a layer of units
def _layer(W, b, X):
    return (X @ W.T + b > 0).astype(int)


def _layers():
    """The gates on the four corners, with scores of exactly 0 among them, and random layers."""
    square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    yield np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([-1.5, -0.5]), square
    yield np.array([[1.0, -1.0], [2.0, 1.0]]), np.array([0.0, -2.0]), square
    for n, d, k in ((1, 3, 3), (5, 3, 3), (6, 2, 4)):
        yield _rng.normal(size=(k, d)), _rng.normal(size=k), _rng.normal(size=(n, d))


LAYER = Exercise(
    "artificial_neuron.layer",
    _layer,
    inputs=tuple(_layers()),
    mistakes=(
        Mistake(lambda W, b, X: (X @ W.T > 0).astype(int), "The bias is missing: add b to each row of scores."),
        Mistake(lambda W, b, X: (X @ W.T + b >= 0).astype(int), "A score of exactly 0 gives 0: the unit is silent."),
        Mistake(lambda W, b, X: np.where(X @ W.T + b > 0, 1, -1), "Silent is 0 here, not -1."),
        Mistake(lambda W, b, X: np.sign(X @ W.T + b), "np.sign gives -1, 0 or 1; the answer is 1 or 0."),
        Mistake(lambda W, b, X: X @ W.T + b > 0, "These are truth values: .astype(int) makes 1 and 0 of them."),
        Mistake(lambda W, b, X: X @ W.T + b, "These are the scores; answer 1 where one is positive, else 0."),
        Mistake(lambda W, b, X: (X @ W.T - b > 0).astype(int), "The bias is added, not subtracted."),
    ),
)


# ---------------------------------------------------------------------- 2: one gate by hand
_CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
_SHAPE = "Give three numbers: (w1, w2, b)."


def _examine_gate(answer: Any) -> str | None:
    try:
        numbers = np.asarray(answer, dtype=float).ravel()
    except (TypeError, ValueError):
        return _SHAPE
    if numbers.shape != (3,):
        return _SHAPE
    w1, w2, b = numbers
    for x1, x2 in _CORNERS:
        z, wanted = w1 * x1 + w2 * x2 + b, int(x1 == 1 and x2 == 0)
        if int(z > 0) != wanted:
            return f"for the input ({x1}, {x2}) the unit should say {wanted}, but its score is {z:g}. {_GATE[x1, x2]}"
    return None


_GATE = {
    (0, 0): "The score of (0, 0) is the bias alone: it must not be positive.",
    (0, 1): "The second input speaks against it, or at most not for it.",
    (1, 0): "The first input alone must lift the score above 0.",
    (1, 1): "The second input must be able to silence the first: its weight is negative.",
}

GATE = Exercise(
    "artificial_neuron.gate",
    (1.0, -1.0, -0.5),
    mistakes=(
        Mistake((1.0, 1.0, -1.5), _GATE[1, 0]),
        Mistake((1.0, -1.0, 0.5), _GATE[0, 0]),
        Mistake((1.0, 0.0, -0.5), _GATE[1, 1]),
        Mistake((-1.0, 1.0, -0.5), _GATE[0, 1]),
        Mistake((1.0, -1.0), _SHAPE),
    ),
    explanation="Exchange the two weights, and the unit answers 1 to (0, 1) alone.",
    examine=_examine_gate,
)


# ---------------------------------------------------------------------- 3: a unit from two means
def _template(X, y):
    ones, zeros = X[y == 1].mean(axis=0), X[y == 0].mean(axis=0)
    return ones - zeros, (zeros @ zeros - ones @ ones) / 2


def _with(scale):
    def answer(X, y):
        w, b = _template(X, y)
        return w, scale * b

    return answer


def _swapped(X, y):
    w, b = _template(X, y)
    return -w, -b


def _sums(X, y):
    ones, zeros = X[y == 1].sum(axis=0), X[y == 0].sum(axis=0)
    return ones - zeros, (zeros @ zeros - ones @ ones) / 2


def _doubled(X, y):
    w, b = _template(X, y)
    return 2 * w, 2 * b


def _rooted(X, y):
    ones, zeros = X[y == 1].mean(axis=0), X[y == 0].mean(axis=0)
    return ones - zeros, (np.linalg.norm(zeros) - np.linalg.norm(ones)) / 2


def _one_mean(X, y):
    ones, zeros = X[y == 1].mean(), X[y == 0].mean()
    return ones - zeros, (zeros**2 - ones**2) / 2


def _clouds():
    yield np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 2.0]]), np.array([0, 1, 1])
    for n, d in ((7, 1), (12, 3), (30, 5)):
        y = np.arange(n) % 3 // 2  # 0, 0, 1: unequal classes
        yield _rng.normal(size=(n, d)) + 2 * y[:, None], y


TEMPLATE = Exercise(
    "artificial_neuron.template",
    _template,
    inputs=tuple(_clouds()),
    mistakes=(
        Mistake(_with(-1.0), "The bias has the wrong sign: it takes back what a long mean adds."),
        Mistake(_with(2.0), "Half of the difference of the squared lengths is the bias."),
        Mistake(_with(0.0), "Without a bias the line runs through the origin, not halfway between the means."),
        Mistake(_swapped, "The classes are exchanged: the score must be positive near the mean of class 1."),
        Mistake(_doubled, "This unit gives the same answers; the equation has half of it."),
        Mistake(_rooted, "The lengths are squared in the bias: m @ m, without a root."),
        Mistake(_one_mean, "A mean image has D numbers: X[y == 1].mean(axis=0)."),
        Mistake(_sums, "Take the means of the classes, not the sums."),
    ),
)

# ---------------------------------------------------------------------- 4: how many numbers
PARAMETERS = Exercise(
    "artificial_neuron.parameters",
    2260,
    mistakes=(
        Mistake(2220, "These are the weights. Each of the 30 + 10 units has a bias besides."),
        Mistake(2230, "The hidden units have a bias, too."),
        Mistake(19200, "The two layers are added, not multiplied: 64 x 30 weights, then 30 x 10."),
        Mistake(2250, "The output units have a bias, too."),
        Mistake(2324, "An input is a number that comes in: it has no bias."),
        Mistake(104, "These are the inputs and units. Count a number for each arrow between them, and the biases."),
    ),
    explanation="64 x 30 + 30 for the hidden layer, 30 x 10 + 10 for the output layer.",
)  # fmt: skip


# ---------------------------------------------------------------------- 5: a network that adds
_PARTS = "Give four arrays: W1 (H, 3), b1 (H,), W2 (2, H), b2 (2,)."
_CARRY = "The carry, the second output, is 1 where at least two inputs are."
_SUM = "The sum, the first output, is 1 where one input is, or all three."
_DEAD = "Every output is 0: compare the biases with the sums of the weights."


def _examine_adder(answer: Any) -> str | None:
    try:
        W1, b1, W2, b2 = (np.asarray(part, dtype=float) for part in answer)
        X = np.array([[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)], dtype=float)
        out = (((X @ W1.T + b1 > 0) @ W2.T + b2) > 0).astype(int)
    except (TypeError, ValueError):
        return _PARTS
    if W1.shape[1:] != (3,) or out.shape != (8, 2):
        return _PARTS
    if not out.any():
        return _DEAD
    total = X.sum(axis=1).astype(int)
    for wanted, column, hint in ((total // 2, 1, _CARRY), (total % 2, 0, _SUM)):
        wrong = np.flatnonzero(out[:, column] != wanted)
        if len(wrong):
            row = X[wrong[0]].astype(int).tolist()
            return f"for the input {row} this output is {out[wrong[0], column]}. {hint}"
    return None


_W1, _b1 = np.ones((3, 3)), np.array([-0.5, -1.5, -2.5])
_ADDER = (_W1, _b1, np.array([[1.0, -1.0, 1.0], [0.0, 1.0, 0.0]]), np.array([-0.5, -0.5]))

ADDER = Exercise(
    "artificial_neuron.adder",
    _ADDER,
    mistakes=(
        Mistake((_W1, _b1, _ADDER[2][::-1], _ADDER[3]), _CARRY),
        Mistake((_W1, _b1, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]), _ADDER[3]), _SUM),
        Mistake((_W1, _b1 - 3, _ADDER[2], _ADDER[3]), _DEAD),
        Mistake((_W1, _b1), _PARTS),
    ),
    explanation="Three hidden units are enough, and with two it cannot be done.",
    examine=_examine_adder,
)

EXERCISES = (LAYER, GATE, TEMPLATE, PARAMETERS, ADDER)

QUIZ = {
    "You multiply all weights and the bias of a unit by 10. What happens to its answers?": {
        "None changes.": (True, "Every score is 10 times as large and has the sign it had: the line stays."),
        "The line moves away from the origin.": (False, "Its distance is -b / |w|, and both have grown tenfold."),
        "The unit says 1 more often.": (False, "A negative score becomes more negative, not positive."),
    },
    "A unit has weights (3, 4) and bias -10. How far from the origin is its line?": {
        "10": (False, "Divide by the length of the weights, which is 5."),
        "2": (True, "10 / 5: the bias in units of the length of the weights."),
        "0.5": (False, "It is the other way round: the bias divided by the length."),
    },
    "What does a unit without a bias answer when all inputs are 0?": {
        "0, whatever its weights are.": (True, "Its score is 0, and only a positive score gives 1."),
        "It depends on the weights.": (False, "Each weight is multiplied by 0."),
        "1 if the weights are positive.": (False, "Positive weights times 0 are still 0."),
    },
    "Four inputs, and a function that is 1 where an even number of them is 1. Can one unit compute it?": {
        "Yes, with large weights.": (
            False,
            "Hold two inputs fixed and look at the other two.",
        ),
        "No.": (True, "Hold two inputs at 0: what is left is the opposite of exclusive or, which no line can do."),
        "Only with a bias.": (False, "The proof for exclusive or has a bias in it."),
    },
    "Why can a second layer do what one unit cannot?": {
        "It has more weights.": (
            False,
            "A single unit with many weights still draws one plane.",
        ),
        "It sees the answers of units in place of the inputs, and there a line may be enough.": (
            True,
            "The hidden units put the examples to other places: for exclusive or, two of the four corners become one.",
        ),
        "It computes more precisely.": (False, "Precision plays no part: the corners are 0 and 1."),
    },
}
