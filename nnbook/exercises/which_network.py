"""Exercises of the chapter on which network for which data."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Exercise, Mistake
from ._accuracy import accuracy_between

_rng = np.random.default_rng(1996)


# ---------------------------------------------------------------------- 1: one currency
def _wrong(answers, truth):
    return np.mean(np.asarray(answers) != np.asarray(truth))


def _share(answers, truth, known):
    return 1 - _wrong(answers, truth) / np.mean(np.asarray(truth) != np.bincount(known).argmax())


def _classes(n, shares):
    return _rng.choice(len(shares), n, p=shares)


_DEALS = [(_classes(20, (0.2, 0.5, 0.3)), _classes(30, (0.2, 0.3, 0.5))) for _ in range(3)]

SHARE = Exercise(
    "which_network.share",
    _share,
    inputs=(
        *((np.where(_rng.random(20) < 0.6, truth, 0), truth, known) for truth, known in _DEALS),
        (np.array([1, 0, 1, 1]), np.array([0, 1, 0, 0]), np.array([0, 0, 1])),
    ),
    mistakes=(
        Mistake(lambda a, t, k: 1 - _wrong(a, t), "That is the accuracy. The trivial answer's should count as 0."),
        Mistake(
            lambda a, t, k: 1 - _wrong(a, t) / np.mean(t != np.bincount(t).argmax()),
            "The most frequent class of the training part, `known`: that of the test part is not known in time.",
        ),
        Mistake(
            lambda a, t, k: 1 - _wrong(a, t) / np.mean(k != np.bincount(k).argmax()),
            "The trivial answer comes from `known`, but its loss is measured on `truth`, like the model's.",
        ),
        Mistake(lambda a, t, k: _share(a, t, k) - 1, "The quotient is taken from 1: no error gives 1."),
        Mistake(
            lambda a, t, k: np.mean(t != np.bincount(k).argmax()) - _wrong(a, t),
            "That is the gain over the trivial answer; divide it by the loss of the trivial answer.",
        ),
        Mistake(
            lambda a, t, k: 1 - np.mean((a - t) ** 2) / np.mean((k.mean() - t) ** 2),
            "Class numbers are names: count the wrong answers, do not square differences.",
        ),
        Mistake(lambda a, t, k: max(_share(a, t, k), 0.0), "Below 0 is possible, and says something: harm."),
        Mistake(lambda a, t, k: 1 - _share(a, t, k), "That is the quotient L / L_0; the share is 1 minus it."),
        Mistake(
            lambda a, t, k: 1 - (1 - _wrong(a, t)) / np.mean(t == np.bincount(k).argmax()),
            "The losses are shares of wrong answers, not of right ones.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: a lead or a tie
def _rest(table):
    table = np.asarray(table)
    return table - table.mean(1, keepdims=True) - table.mean(0) + table.mean()


def _difference(table, t, rest=None, free=None, factor=2):
    M, R = np.shape(table)
    rest = _rest(table) if rest is None else rest
    free = (M - 1) * (R - 1) if free is None else free
    return t * np.sqrt((rest**2).sum() / free * factor / R)


def _with_draws(table, t):
    return _difference(table, t, rest=table - table.mean(1, keepdims=True))


DIFFERENCE = Exercise(
    "which_network.difference",
    _difference,
    inputs=tuple(
        (_rng.uniform(0.2, 0.9, (m, 1)) + _rng.normal(0, 0.05, (m, r)) + _rng.normal(0, 0.1, r), t)
        for m, r, t in ((2, 3, 4.3), (5, 3, 2.31), (4, 6, 2.13))
    ),
    mistakes=(
        Mistake(_with_draws, "Take out the draws' means as well: some draws are easier for everybody."),
        Mistake(
            lambda x, t: _difference(x, t, rest=x - x.mean(0)),
            "Take out the candidates' means as well: that they differ is no noise.",
        ),
        Mistake(
            lambda x, t: _difference(x, t, rest=x - x.mean(1, keepdims=True) - x.mean(0)),
            "Both means hold the mean of all: it was taken out twice, add it once.",
        ),
        Mistake(lambda x, t: _difference(x, t, free=x.size), "Divide by (M - 1)(R - 1), the degrees of freedom."),
        Mistake(
            lambda x, t: _difference(x, t, factor=1),
            "A difference of two means: both are noisy, so it is 2 / R under the root.",
        ),
        Mistake(
            lambda x, t: _difference(x, t, factor=2 * x.shape[1]),
            "The means are of R draws: divide by R under the root.",
        ),
        Mistake(lambda x, t: _difference(x, t) / t, "The factor t is missing."),
        Mistake(lambda x, t: _difference(x, t, factor=2 * x.shape[1] / x.shape[0]), "R counts draws, not candidates."),
        Mistake(lambda x, t: _difference(x, t) ** 2 / t, "The root is missing: a variance is no share."),
        Mistake(
            lambda x, t: _difference(x, t, free=x.shape[0] * (x.shape[1] - 1)),
            "The draws' means were taken out, too: that leaves (M - 1)(R - 1) degrees of freedom.",
        ),
    ),
)


# ---------------------------------------------------------------------- 3: the front
def _front(shares, spent):
    s, c = np.asarray(shares), np.asarray(spent)
    no_worse = (s >= s[:, None]) & (c <= c[:, None])
    return ~(no_worse & ((s > s[:, None]) | (c < c[:, None]))).any(axis=1)


def _strict(shares, spent):
    s, c = np.asarray(shares), np.asarray(spent)
    return ~((s > s[:, None]) & (c < c[:, None])).any(axis=1)


def _loose(shares, spent):
    s, c = np.asarray(shares), np.asarray(spent)
    no_worse = (s >= s[:, None]) & (c <= c[:, None])
    return no_worse.sum(axis=1) == 1


FRONT = Exercise(
    "which_network.front",
    _front,
    inputs=(
        (np.array([0.9, 0.8, 0.7, 0.95]), np.array([100, 10, 20, 1000])),
        (np.array([0.5, 0.5, 0.5, 0.4]), np.array([5, 7, 5, 1])),
        (_rng.random(8), _rng.integers(1, 50, 8)),
        (_rng.random(12).round(1), _rng.integers(1, 9, 12)),
    ),
    mistakes=(
        Mistake(lambda s, c: ~_front(s, c), "Those are the candidates off the front."),
        Mistake(lambda s, c: np.flatnonzero(_front(s, c)), "Return M booleans, not the numbers of the candidates."),
        Mistake(_strict, "Equal in one and better in the other is enough to be beaten."),
        Mistake(_loose, "Two candidates that are equal in both do not beat each other: both stand on the front."),
        Mistake(lambda s, c: s == s.max(), "The best is on the front, and so may be cheaper ones."),
        Mistake(lambda s, c: c == c.min(), "The cheapest is on the front, and so may be better ones."),
        Mistake(lambda s, c: _front(-s, c), "A high share is good: the sign of one comparison is turned."),
        Mistake(lambda s, c: _front(s, -c), "A low cost is good: the sign of one comparison is turned."),
    ),
)

# ---------------------------------------------------------------------- 4: what to try first
_WHY = (
    "(1) A table, many columns without meaning for the answer: who hardly noticed twenty columns of noise?",
    "(2) The same thing can lie anywhere on a grid.",
    "(3) Forwards only, with a small memory that must last: a state with gates. Attention would keep all inputs.",
    "(4) A name is looked up by what it says, wherever it stands.",
    "(5) Few numbers, no noise, examples lie densely: who was good on the series?",
)


def _examine_kinds(answer: Any) -> str | None:
    text = answer if isinstance(answer, str) else "".join(map(str, answer))
    letters = "".join(letter for letter in text.upper() if letter.isalpha())
    if len(letters) != 5 or set(letters) - set("TCGAN"):
        return f"not {text!r}: five letters are expected, each T, C, G, A or N."
    wrong = [why for letter, right, why in zip(letters, "TCGAN", _WHY, strict=True) if letter != right]
    return f"not {text!r}.\n  Hint: {wrong[0]}" if wrong else None


KINDS = Exercise(
    "which_network.kinds",
    "TCGAN",
    mistakes=(
        Mistake("NCGAN", _WHY[0]),
        Mistake("TTGAN", _WHY[1]),
        Mistake("TCAAN", _WHY[2]),
        Mistake("TCGGN", _WHY[3]),
        Mistake("TCGAA", _WHY[4]),
        Mistake("TCGA", "five letters are expected, each T, C, G, A or N."),
    ),
    examine=_examine_kinds,
    explanation="Whether the guess was right only a comparison on the data can tell.",
)


# ---------------------------------------------------------------------- 5: multiply-adds
def _products(T, C, H, K, E):
    return 3 * T * H * (C + H) + H * K, 4 * T * E**2 + 2 * T**2 * E


PRODUCTS = Exercise(
    "which_network.products",
    _products,
    inputs=((1, 1, 1, 1, 1), (20, 2, 20, 1, 24), (7, 12, 20, 6, 24), (100, 64, 64, 10, 64)),
    mistakes=(
        Mistake(
            lambda T, C, H, K, E: (4 * T * H * (C + H) + H * K, _products(T, C, H, K, E)[1]),
            "Four blocks of weights are those of an LSTM; a GRU has two gates and a candidate.",
        ),
        Mistake(
            lambda T, C, H, K, E: (3 * T * H * (C + H) + T * H * K, _products(T, C, H, K, E)[1]),
            "The readout answers once, from the last state.",
        ),
        Mistake(
            lambda T, C, H, K, E: (3 * T * H * C + H * K, _products(T, C, H, K, E)[1]),
            "The state is multiplied, too: each step takes C inputs and H states.",
        ),
        Mistake(
            lambda T, C, H, K, E: (_products(T, C, H, K, E)[0], 4 * T * E**2 + T**2 * E),
            "Pairs of places cost twice: once for the scores, once for the weighted sums.",
        ),
        Mistake(
            lambda T, C, H, K, E: (_products(T, C, H, K, E)[0], 3 * T * E**2 + 2 * T**2 * E),
            "The last projection is missing: with the three before it that makes four.",
        ),
        Mistake(
            lambda T, C, H, K, E: (_products(T, C, H, K, E)[0], 4 * E**2 + 2 * T**2 * E),
            "Every place is projected: the factor T is missing.",
        ),
        Mistake(
            lambda T, C, H, K, E: (3 * T * H * (C + H), _products(T, C, H, K, E)[1]),
            "The readout is missing: H times K, once.",
        ),
        Mistake(
            lambda T, C, H, K, E: (2 * T * H * (C + H) + H * K, _products(T, C, H, K, E)[1]),
            "The candidate state needs a block of weights of its own, like each of the two gates.",
        ),
        Mistake(lambda *sizes: _products(*sizes)[::-1], "The GRU's number comes first."),
        Mistake(lambda *sizes: _products(*sizes)[0], "Return both numbers, the GRU's and that of attention."),
    ),
)

# ---------------------------------------------------------------------- 6: a candidate of your own
_LOW = "Not there yet. Put a bell on every example, about half as wide as the values spread."
_FAR = "A linear model comes as far. The law is not linear: bells, products of values, or far more steps."
_HIGH = "Better than one in ten thousand? Look whether test examples, or values after the 84 steps, got into training."

OWN = Exercise(
    "which_network.own",
    0.998,
    mistakes=(
        Mistake(0.99, _LOW),
        Mistake(0.7, _FAR),
        Mistake(1.0, _HIGH),
        Mistake(99.8, "A share of the way is at most 1."),
        Mistake(-0.2, "Below 0 is worse than the trivial answer. Were the values standardized?"),
    ),
    examine=lambda answer: _examine_own(answer),
    explanation="On a smooth law without noise, solving beats training.",
)


def _examine_own(answer: Any) -> str | None:
    share = float(answer)
    if share > 1:
        return f"not {share:g}.\n  Hint: A share of the way is at most 1."
    if share < 0:
        return f"not {share:g}.\n  Hint: Below 0 is worse than the trivial answer. Were the values standardized?"
    if share < 0.9:
        return f"{share:.3f} is not there yet.\n  Hint: {_FAR}"
    return accuracy_between(0.995, 0.9999, low=_LOW, high=_HIGH, digits=4)(share)


EXERCISES = (SHARE, DIFFERENCE, FRONT, KINDS, PRODUCTS, OWN)

QUIZ = {
    "Averaged over all functions of three bits, which learner is right most often on inputs it has not seen?": {
        "The nearest neighbor.": (False, "For each function on which it is right there is one on which it is wrong."),
        "None: all are right half of the time.": (True, "An advantage needs a belief that fits the functions."),
        "The one with the most parameters.": (False, "Parameters do not tell it what was not shown."),
    },
    "You shuffle the pixels of all images with one permutation and train anew. A CNN's score does not change. So": {
        "the CNN did not use neighborhood.": (True, "Its belief was broken and nothing was lost: an MLP may do."),
        "the CNN has learned the permutation.": (False, "Its windows still join pixels that do not belong together."),
        "the data have too few images.": (False, "That may be, but then both scores would be poor, not alike."),
    },
    "Two candidates differ by 0.03, the least significant difference is 0.07. What do you report?": {
        "The better one wins.": (False, "With other draws the order may well be the other one."),
        "A tie: this experiment cannot tell them apart.": (True, "Take the cheaper one, or make more draws."),
        "They are equally good.": (False, "That was not shown: a difference of 0.03 may be real."),
    },
    "Why did twenty columns of noise hurt neighbors, bells and the MLP?": {
        "They look at all columns at once.": (True, "Distances and sums take in the noise; a threshold looks at one."),
        "They have fewer parameters than trees.": (False, "The neighbors keep all examples; size is not the point."),
        "The columns were not standardized.": (False, "They were, like the others."),
    },
    "The GRU was among the last on the series, and with more steps among the first. So tables of scores": {
        "show what the budget allowed.": (True, "A score belongs to a candidate *and* to what was spent on it."),
        "should list GRUs first for series.": (False, "Bells were as good, solved for in one step."),
        "are luck.": (False, "All three draws of 150 steps were alike; six times the steps was no luck."),
    },
}
