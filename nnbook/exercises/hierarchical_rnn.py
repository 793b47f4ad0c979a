"""Exercises of the chapter on hierarchical networks: clocks, their weights, attention with a mask, surprises."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._functions import softmax

_rng = np.random.default_rng(2014)


# ---------------------------------------------------------------------- 1: which groups are due
def _due(steps, periods):
    return np.arange(steps)[:, None] % np.array(periods) == 0


def _from_one(steps, periods):
    return np.arange(1, steps + 1)[:, None] % np.array(periods) == 0


def _at_least(steps, periods):
    return np.arange(steps)[:, None] >= np.array(periods)


def _turned_modulo(steps, periods):
    with np.errstate(divide="ignore"):
        return np.array(periods) % np.maximum(np.arange(steps)[:, None], 1) == 0


def _numbered(steps, periods):
    return np.arange(steps)[:, None] // np.array(periods)


DUE = Exercise(
    "hierarchical_rnn.due",
    _due,
    inputs=((6, (1, 2, 4)), (9, (1, 3)), (5, (2, 3, 7, 1)), (4, (1, 2, 4, 8))),
    mistakes=(
        Mistake(_from_one, "Steps are counted from 0: at step 0 every group is due, since 0 divided by P leaves 0."),
        Mistake(lambda s, p: ~_due(s, p), "That is the opposite: where a group keeps its values. Due is remainder 0."),
        Mistake(lambda s, p: _due(s, p).T, "One row for each step, one column for each group: (T, G)."),
        Mistake(_at_least, "A group is due whenever its period divides the step, and not from that step on."),
        Mistake(_turned_modulo, "It is the step that is divided by the period: t % P, not P % t."),
        Mistake(_numbered, "That is how often a group has been due. Asked is whether it is due: remainder 0."),
        Mistake(lambda s, p: np.arange(s)[:, None] % np.array(p), "That is the remainder: compare it with 0."),
        Mistake(lambda s, p: _due(s + 1, p), "One row too many: the last step is `steps` - 1."),
        Mistake(lambda s, p: _due(s, p) & (np.arange(s) > 0)[:, None], "At step 0 every group is due: 0 % P is 0."),
        Mistake(lambda s, p: _due(s, 2 ** np.arange(len(p))), "The periods are given, and not always powers of two."),
        Mistake(lambda s, p: np.arange(s)[:, None] >> np.arange(len(p)) & 1, "Those are the binary digits of t."),
        Mistake(lambda s, p: _due(s, sorted(p)), "The columns stand in the order in which the periods are given."),
        Mistake(lambda s, p: _due(s, p).sum(1), "That is how many groups are due. Asked is which: a table (T, G)."),
        Mistake(
            lambda s, p: [np.flatnonzero(row).tolist() for row in _due(s, p)],
            "Those are the groups that are due. Return a table (T, G) of truth values in the place of lists.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: the weights of a clockwork network
def _weights(groups, units, features):
    return units**2 * groups * (groups + 1) // 2 + groups * units * (features + 1)


def _input_part(groups, units, features):
    return groups * units * (features + 1)


WEIGHTS = Exercise(
    "hierarchical_rnn.weights",
    _weights,
    inputs=((6, 4, 1), (1, 5, 3), (3, 2, 7), (9, 1, 2)),
    mistakes=(
        Mistake(
            lambda g, k, d: (g * k) ** 2 + _input_part(g, k, d),
            "That counts a full matrix. A group reads from itself and from slower groups only.",
        ),
        Mistake(
            lambda g, k, d: k**2 * g * (g - 1) // 2 + _input_part(g, k, d),
            "A group reads from itself, too: there are G (G + 1) / 2 blocks, and not G (G - 1) / 2.",
        ),
        Mistake(
            lambda g, k, d: k**2 * g + _input_part(g, k, d),
            "Only the blocks of the groups themselves are counted. Add those that lead from slower groups.",
        ),
        Mistake(
            lambda g, k, d: k**2 * g * (g + 1) // 2 + g * k * d, "The biases are missing: one for each unit."
        ),
        Mistake(lambda g, k, d: k**2 * g * (g + 1) // 2, "The weights of the input and the biases are missing."),
        Mistake(
            lambda g, k, d: k * g * (g + 1) // 2 + _input_part(g, k, d),
            "A block leads from k units to k units: it has k * k weights.",
        ),
        Mistake(
            lambda g, k, d: g * (g + 1) // 2 + _input_part(g, k, d),
            "Each of the G (G + 1) / 2 blocks has k * k weights.",
        ),
        Mistake(
            lambda g, k, d: g * k * (g * k + 1) // 2 + _input_part(g, k, d),
            "It is whole blocks that are left out. Within a group every unit reads from every other.",
        ),
        Mistake(lambda g, k, d: _weights(g, k, d) + g * k + 1, "The readout is to be left out."),
        Mistake(lambda g, k, d: _weights(g, k, d) + g * k, "One bias for each unit, and not two."),
        Mistake(lambda g, k, d: _weights(g, k, d) - g * k + g, "A bias belongs to a unit, and not to a group."),
        Mistake(lambda g, k, d: _weights(g, k, d) - g * k * d, "The weights of the input are missing: D a unit."),
        Mistake(lambda g, k, d: k**2 * g * (g + 1) + _input_part(g, k, d), "There are G (G + 1) / 2 blocks: half."),
        Mistake(
            lambda g, k, d: g // 2 * (g + 1) * k**2 + _input_part(g, k, d),
            "g // 2 rounds down where G is odd. Multiply first: g * (g + 1) // 2.",
        ),
        Mistake(lambda g, k, d: (g * k) ** 2 / 2 + _input_part(g, k, d), "All G blocks on the diagonal are in use."),
    ),
)  # fmt: skip


# ---------------------------------------------------------------------- 3: attention with a mask
def _scores(h, v):
    return np.tanh(h) @ v


def _pool(h, v, there):
    return softmax(np.where(there, _scores(h, v), -np.inf)) @ h


def _masked_late(h, v, there):
    return (softmax(_scores(h, v)) * there) @ h


def _zero_scores(h, v, there):
    return softmax(_scores(h, v) * there) @ h


def _plain_mean(h, v, there):
    return h[there].mean(0)


def _no_softmax(h, v, there):
    return (_scores(h, v) * there) @ h


def _squashed(h, v, there):
    return softmax(np.where(there, _scores(h, v), -np.inf)) @ np.tanh(h)


POOL = Exercise(
    "hierarchical_rnn.pool",
    _pool,
    inputs=tuple(
        (_rng.normal(size=(s, k)).round(2), 2 * _rng.normal(size=k).round(2), np.arange(s) < n)
        for s, k, n in ((4, 3, 3), (6, 2, 2), (5, 4, 1))
    ),
    mistakes=(
        Mistake(lambda h, v, there: softmax(_scores(h, v)) @ h, "Padding is attended to. Give it a score of -inf."),
        Mistake(
            _masked_late,
            "Masked after the softmax, the weights no longer add up to 1. Mask the scores, before it.",
        ),
        Mistake(
            _zero_scores, "A score of 0 is not a weight of 0: exp(0) is 1. Padding needs a score of -inf."
        ),
        Mistake(_plain_mean, "That is the plain mean of the lines that are there. Weigh them by the softmax."),
        Mistake(_no_softmax, "The scores are used as weights. Put them through the softmax first."),
        Mistake(_squashed, "The tanh is for the scores only. The mean is taken of h itself."),
        Mistake(
            lambda h, v, there: softmax(np.where(there, h @ v, -np.inf)) @ h, "The tanh of h is missing in the scores."
        ),
        Mistake(
            lambda h, v, there: softmax(np.where(there, _scores(h, v), -np.inf)),
            "Those are the weights (S,). Asked for is the mean that they give: weights @ h, (H,).",
        ),
        Mistake(
            lambda h, v, there: softmax(np.where(there, -np.inf, _scores(h, v))) @ h if not there.all() else 0 * v,
            "The mask is turned round: `there` is True where a line is, and these keep their score.",
        ),
        Mistake(
            lambda h, v, there: softmax(np.where(there, np.tanh(h @ v), -np.inf)) @ h,
            "The tanh is taken of h, before the product with v: tanh(h) @ v.",
        ),
        Mistake(lambda h, v, there: h[there].sum(0), "That is the plain sum. Weigh the lines by the softmax."),
        Mistake(lambda h, v, there: h.mean(0), "That is the plain mean, padding too. Weigh by the softmax."),
        Mistake(lambda h, v, there: _pool(h, v, there) / len(h), "The weights add up to 1: take a sum, no mean."),
        Mistake(lambda h, v, there: np.exp(_scores(h, v)) * there @ h, "Divide by the sum of the exponentials."),
        Mistake(
            lambda h, v, there: h[np.where(there, _scores(h, v), -np.inf).argmax()],
            "That is the line with the highest score alone. All lines count, with their weights.",
        ),
        Mistake(
            lambda h, v, there: softmax(np.where(there, _scores(h, v), -np.inf))[:, None] * h,
            "Add the weighted lines up, over the lines: (H,).",
        ),
    ),
)  # fmt: skip


# ---------------------------------------------------------------------- 4: what was not expected
def _surprises(x, guess):
    return np.array([0, *(t for t in range(1, len(x)) if guess[x[t - 1]] != x[t])])


def _off_by_one(x, guess):
    return np.array([0, *(t - 1 for t in range(1, len(x)) if guess[x[t - 1]] != x[t])])


_STREAMS = tuple((_rng.integers(0, k, n), _rng.integers(0, k, k)) for k, n in ((3, 9), (2, 12), (4, 15)))
SURPRISES = Exercise(
    "hierarchical_rnn.surprises",
    _surprises,
    inputs=_STREAMS,
    mistakes=(
        Mistake(lambda x, g: _surprises(x, g)[1:], "Step 0 has nothing before it to be guessed from: it is kept, too."),
        Mistake(
            lambda x, g: np.array([0, *(t for t in range(1, len(x)) if g[x[t - 1]] == x[t])]),
            "Those are the steps that were expected. Keep the others.",
        ),
        Mistake(
            lambda x, g: np.array([0, *(t for t in range(1, len(x)) if g[x[t]] != x[t])]),
            "guess[x[t]] is the guess for step t + 1. Step t is guessed from the one before: guess[x[t - 1]].",
        ),
        Mistake(_off_by_one, "Return the steps that surprise, t, and not those from which they were guessed, t - 1."),
        Mistake(lambda x, g: x[_surprises(x, g)], "Those are the symbols. Return the steps at which they come."),
        Mistake(
            lambda x, g: np.concatenate([[True], g[x[:-1]] != x[1:]]),
            "That says of each step whether it is kept. Return the numbers of those steps: np.flatnonzero.",
        ),
        Mistake(
            lambda x, g: np.flatnonzero(g[x[:-1]] != x[1:]),
            "x[1:] begins with step 1, so 1 is to be added to its places; and step 0 is kept, too.",
        ),
        Mistake(lambda x, g: len(_surprises(x, g)), "That is how many there are. Return which steps they are."),
        Mistake(
            lambda x, g: np.array([0, *(1 + np.flatnonzero(x[:-1] != x[1:]))]),
            "Those are the steps at which the symbol changes. Compare with the guess: guess[x[t - 1]].",
        ),
        Mistake(
            lambda x, g: np.flatnonzero(g[np.roll(x, 1)] != x),
            "x[-1] is the last symbol. Step 0 has none before it, and is always kept.",
        ),
        Mistake(lambda x, g: np.flatnonzero(g[x] != x), "Step t is guessed from the step before: guess[x[t - 1]]."),
        Mistake(lambda x, g: _surprises(x, g) + 1, "Steps are counted from 0."),
        Mistake(lambda x, g: [(t, x[t]) for t in _surprises(x, g)], "The steps alone are asked for, without symbols."),
    ),
    explanation="From these steps and their symbols, with the same table, the whole stream can be written again.",
)

EXERCISES = (DUE, WEIGHTS, POOL, SURPRISES)

QUIZ = {
    "A group of a clockwork network has period 16. A gradient travels 64 steps back through it. Through "
    "how many tanh does it go?": {
        "64": (False, "Where the group keeps its values the gradient is handed on unchanged."),
        "4": (True, "The group is computed only every 16 steps."),
        "16": (False, "That is the period. It is computed 64 / 16 times."),
    },
    "An Elman network was told the number of the step in binary. It wrote the signals better than the clockwork "
    "network. What follows?": {
        "That a number for each step is enough for this task.": (True, "A network without memory could do it, too."),
        "That its clocks explain all that the clockwork network gains.": (
            False,
            "They begin again after 32 steps. Told only that much, the Elman network was far behind.",
        ),
        "That Elman networks remember well.": (False, "Without the clock the same network wrote nearly nothing."),
    },
    "A network writes the 128 values that it was trained on almost without an error. How do you find out whether it "
    "has understood the signal?": {
        "Train it longer.": (False, "The error on the same values gets smaller, and tells no more."),
        "Let it go on, and compare with the true continuation.": (
            True,
            "With periods other than those of the clocks it went wrong at once.",
        ),
        "Count its parameters.": (False, "Networks of equal size did both."),
    },
    "144 letters are read in lines of 12, by one network for the letters and one for the lines. What gets shorter?": {
        "The longest way of a gradient: from 144 steps to 24.": (True, "At most 12 in a line, and 12 over the lines."),
        "The number of letters that are read.": (False, "Each letter is still read, once."),
        "The list of parameters.": (False, "There are two networks now in the place of one."),
    },
    "A bag of words beats a hierarchical attention network on a task. What is the likely reason?": {
        "Attention has a bug.": (False, "Possible; but look at the data first."),
        "Which words there are tells nearly all, and there is too little data to learn more.": (
            True,
            "Shuffling the lines changed nothing: their order was not used.",
        ),
        "Bags of words have more parameters.": (False, "The one of this chapter had fewer."),
    },
    "The line with the most attention is marked on a page as the reason for an answer. How far is that justified?": {
        "Fully: the weights are what the network looked at.": (
            False,
            "In most chunks removing another line changed the answer more.",
        ),
        "Not at all: attention is random.": (False, "Removing it cost more than removing a line at random."),
        "As a hint, to be checked by removing the line.": (True, "It was better than chance, and often wrong."),
    },
}  # fmt: skip
