"""Exercises of the chapter on self-attention."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._functions import softmax

_rng = np.random.default_rng(2017)


# ---------------------------------------------------------------------- 1: the weights
def _scores(q, k):
    return q @ k.T / np.sqrt(q.shape[1])


def _weights(q, k):
    return softmax(_scores(q, k))


def _pair(t, s, d):
    return 2 * _rng.normal(size=(t, d)), 2 * _rng.normal(size=(s, d))


WEIGHTS = Exercise(
    "self_attention.weights",
    _weights,
    inputs=(_pair(2, 3, 4), _pair(5, 5, 2), _pair(1, 6, 16)),
    mistakes=(
        Mistake(lambda q, k: softmax(q @ k.T), "The scores must be divided by the square root of the width."),
        Mistake(lambda q, k: softmax(q @ k.T / q.shape[1]), "Divide by the root of the width, not by the width."),
        Mistake(
            lambda q, k: softmax(q @ k.T / np.sqrt(q.shape[1]), axis=0),
            "Rows must add up to 1, one for each query: softmax goes along the last axis, over keys.",
        ),
        Mistake(
            lambda q, k: softmax(q @ k.T / np.sqrt(len(k))),
            "The square root is that of the width d, the last axis of q, not of the number of keys.",
        ),
        Mistake(lambda q, k: q @ k.T / np.sqrt(q.shape[1]), "These are the scores. Softmax makes weights of them."),
        Mistake(
            lambda q, k: np.exp(_scores(q, k)) / np.exp(_scores(q, k)).sum(),
            "The weights of all queries together add up to 1 here. Each row must do so by itself.",
        ),
        Mistake(
            lambda q, k: np.exp(_scores(q, k)), "Divide the exponentials by the sum of their row, so that it becomes 1."
        ),
        Mistake(
            lambda q, k: _weights(k, q), "Queries ask, keys are asked: the scores are q @ k.T, a row for each query."
        ),
        Mistake(
            lambda q, k: softmax(q @ k.T / np.sqrt(q.shape[1])).T,
            "Row t belongs to query t: the shape is (T, S), and rows add up to 1.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: no look into the future
def _causal(q, k, v, least=0, axis=-1, power=0.5):
    s = q @ k.T / q.shape[1] ** power
    return softmax(np.where(np.tri(len(q), k=least, dtype=bool), s, -np.inf), axis) @ v


def _masked_after(q, k, v):
    return np.tril(_weights(q, k)) @ v


def _zeros_as_scores(q, k, v):
    return softmax(np.tril(q @ k.T / np.sqrt(q.shape[1]))) @ v


def _future_only(q, k, v):
    s = q @ k.T / np.sqrt(q.shape[1])
    return softmax(np.where(np.tri(len(q), dtype=bool).T, s, -np.inf)) @ v


def _triple(t, d, e):
    return _rng.normal(size=(t, d)), _rng.normal(size=(t, d)), _rng.normal(size=(t, e))


CAUSAL = Exercise(
    "self_attention.causal",
    _causal,
    inputs=(_triple(3, 2, 2), _triple(5, 4, 3), _triple(8, 16, 1)),
    mistakes=(
        Mistake(
            _masked_after,
            "The weights were cut after softmax, so rows no longer add up to 1: what is left out keeps its share "
            "of the denominator. Set the scores to -inf before softmax.",
        ),
        Mistake(
            _zeros_as_scores,
            "A score of 0 is no ban: exp(0) is 1. What must not be looked at needs the score -inf.",
        ),
        Mistake(_future_only, "The mask is upside down: place t may look at places 0 to t, not t and later."),
        Mistake(
            lambda q, k, v: _causal(q, k, v, least=1), "Place t sees one place too many, t + 1: the answer itself."
        ),
        Mistake(
            lambda q, k, v: _causal(q, k, v, axis=0),
            "Softmax goes along the last axis, over keys, so that each row adds up to 1.",
        ),
        Mistake(
            lambda q, k, v: _causal(q, k, v, power=0.0), "The scores must be divided by the square root of the width."
        ),
        Mistake(lambda q, k, v: _causal(q, k, v, power=1.0), "Divide by the root of the width, not by the width."),
        Mistake(
            lambda q, k, v: _causal(q, k, np.eye(len(q))),
            "These are the weights. The outputs are the values, averaged with them.",
        ),
        Mistake(lambda q, k, v: np.tril(_scores(q, k)) @ v, "The scores must go through softmax before they weigh."),
        Mistake(
            lambda q, k, v: _causal(q, k, v, least=-1), "Place 0 sees nothing, and 0 / 0 is nan: t may look at itself."
        ),
        Mistake(lambda q, k, v: _weights(q, k) @ v, "No mask was applied: place 0 must see nothing but itself."),
    ),
)


# ---------------------------------------------------------------------- 3: back through softmax
def _back(a, da):
    return a * (da - (a * da).sum(axis=1, keepdims=True))


def _rows(t, s):
    return softmax(_rng.normal(size=(t, s))), _rng.normal(size=(t, s))


BACK = Exercise(
    "self_attention.back",
    _back,
    inputs=(_rows(1, 3), _rows(4, 4), _rows(3, 7)),
    mistakes=(
        Mistake(
            lambda a, da: a * da,
            "That treats the weights of a row as independent. They add up to 1: raising one lowers the others, "
            "which is the sum that must be subtracted.",
        ),
        Mistake(
            lambda a, da: a * (1 - a) * da, "That is the Jacobian's diagonal alone; the terms -a_s a_r are missing."
        ),
        Mistake(
            lambda a, da: a * (da - da.mean(axis=1, keepdims=True)),
            "What is subtracted is the mean weighted by a, (a * da).sum, not the plain mean.",
        ),
        Mistake(
            lambda a, da: a * (da - (a * da).sum()),
            "The sum is taken for each row by itself: axis=1, keepdims=True.",
        ),
        Mistake(
            lambda a, da: a * (da - (a * da).sum(axis=0, keepdims=True)),
            "The sum runs over the keys of one query, axis 1, not over the queries.",
        ),
        Mistake(lambda a, da: da - (a * da).sum(axis=1, keepdims=True), "The factor a in front is missing."),
        Mistake(
            lambda a, da: a * da - (a * da).sum(axis=1, keepdims=True),
            "The factor a belongs to both terms: a * (da - sum), not a * da - sum.",
        ),
        Mistake(
            lambda a, da: a * (da - da.sum(axis=1, keepdims=True)),
            "What is subtracted is the mean weighted by a, (a * da).sum, not the plain sum.",
        ),
        Mistake(
            lambda a, da: a * (da + (a * da).sum(axis=1, keepdims=True)),
            "The mean is subtracted: raising one weight lowers the others.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: positions
def _sinusoids(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(length, width)


def _halves(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def _by_column(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(width) / width)
    return np.where(np.arange(width) % 2, np.cos(angles), np.sin(angles))


def _table(length, width, first=0, step=2.0, turned=False, rate=1.0):
    angles = rate * (first + np.arange(length))[:, None] / 10000 ** (step * np.arange(width // 2) / width)
    pair = [np.sin(angles), np.cos(angles)]
    return np.stack(pair[::-1] if turned else pair, axis=2).reshape(length, width)


SINUSOIDS = Exercise(
    "self_attention.sinusoids",
    _sinusoids,
    inputs=((4, 2), (10, 6), (50, 16)),
    mistakes=(
        Mistake(_halves, "The right numbers in another order: sine and cosine of one rate stand next to each other."),
        Mistake(lambda t, e: _table(t, e, first=1), "The first place is 0: its sines are 0 and its cosines are 1."),
        Mistake(lambda t, e: _table(t, e, step=1.0), "The exponent of pair i is 2i / E, here it is i / E."),
        Mistake(lambda t, e: _table(t, e, step=-2.0), "The rates must fall: the exponent of 10000 is negative."),
        Mistake(
            _by_column, "Sine and cosine of a pair have the same rate: columns 2i and 2i + 1 both take the exponent 2i."
        ),
        Mistake(
            lambda t, e: _table(t, e, rate=2 * np.pi), "The angles are the rates times t, without a factor of 2 pi."
        ),
        Mistake(lambda t, e: _table(t, e, turned=True), "Sine comes first, at even numbers, then cosine."),
    ),
)

# ---------------------------------------------------------------------- 5: a head that looks one place back
_P = _sinusoids(48, 32)
_TURN_FORM = "Give a matrix of shape (32, 32), of finite numbers."
_TURN_SELF = "Each place looks at itself, as by the identity: it is most like itself. Turn each pair first."
_TURN_NEXT = "Each place looks at the next one. Turn the other way: transpose the blocks."
_TURN_SOFT = "It looks the right way, but at neighbors as well. Multiply the matrix by a larger number."
_TURN_ELSE = "Build it of 2 by 2 blocks, one for each rate, as in the equation of the shift."


def _one_back(strength=30.0, sign=1.0):
    rates = 10000 ** (-np.arange(0, 32, 2) / 32)
    m = np.zeros((32, 32))
    for i, rate in enumerate(rates):
        c, s = np.cos(rate), sign * np.sin(rate)
        m[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return strength * m


def _examine_turn(answer: Any) -> str | None:
    m = np.asarray(answer, dtype=float)
    if m.shape != (32, 32) or not np.isfinite(m).all():
        return _TURN_FORM
    a = softmax(_P @ m @ _P.T / np.sqrt(32))
    inside = np.arange(1, 47)
    worst = a[inside, inside - 1].min()
    if worst >= 0.9:
        return None
    most = np.bincount(a[inside].argmax(axis=1) - inside + 48).argmax() - 48
    hint = {-1: _TURN_SOFT, 0: _TURN_SELF, 1: _TURN_NEXT}.get(int(most), _TURN_ELSE)
    return f"the least weight that a place gives to the one before it is {worst:.2f}, and should be 0.9. {hint}"


ONE_BACK = Exercise(
    "self_attention.one_back",
    _one_back(100.0),
    mistakes=(
        Mistake(100 * np.eye(32), _TURN_SELF),
        Mistake(_one_back(100.0, -1.0), _TURN_NEXT),
        Mistake(_one_back(5.0), _TURN_SOFT),
        Mistake(np.eye(16), _TURN_FORM),
    ),
    explanation="A shift by one place is a turn of each pair, so a head can look one place back from anywhere.",
    examine=_examine_turn,
)

EXERCISES = (WEIGHTS, CAUSAL, BACK, SINUSOIDS, ONE_BACK)

QUIZ = {
    "Why are scores divided by the square root of the width?": {
        "So that they add up to 1.": (False, "Softmax does that, whatever the scores are."),
        "So that their spread does not grow with the width, and softmax starts out undecided.": (
            True,
            "A dot product of d independent numbers of variance 1 has variance d, so its size is about the root of d.",
        ),
        "So that multiplying is cheaper.": (False, "It is one more multiplication, if a cheap one."),
    },
    "The tokens of a row are shuffled before self-attention without a mask and without positions. The outputs are": {
        "the same.": (False, "Each token keeps its output, but the outputs are shuffled as the tokens were."),
        "shuffled in the same way.": (True, "That is permutation equivariance. A mean over places is then the same."),
        "entirely different.": (False, "No weight knows a place, so nothing but the order can change."),
    },
    "A row of attention weights is 0.98 for one key and nearly 0 for the rest. The gradient at its scores is": {
        "small.": (True, "Each entry has the factor a, and where a is near 1 the mean is nearly da itself."),
        "large, since the decision is clear.": (False, "A clear decision hardly moves when its scores move a little."),
        "the same as for even weights.": (False, "The Jacobian, a_s (1 if s = r) - a_s a_r, depends on the weights."),
    },
    "A boolean mask is True on and below the diagonal. Where does it forbid to look ahead?": {
        "In scaled_dot_product_attention and in nn.MultiheadAttention.": (
            False,
            "The two read True in opposite ways; in nn.MultiheadAttention True forbids.",
        ),
        "In scaled_dot_product_attention.": (True, "There True is where a query may look."),
        "In nn.MultiheadAttention.": (False, "There True is where a query may NOT look: only the future is seen."),
    },
    "A text becomes four times as long. The weights of one head, as numbers in memory, become": {
        "four times as many.": (False, "There is one for each pair of places."),
        "sixteen times as many.": (True, "T queries times T keys. Code that never stores them all avoids it."),
        "not more.": (False, "The parameters stay. The weights of attention are computed for every pair of places."),
    },
}  # fmt: skip
