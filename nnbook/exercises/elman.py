"""Exercises of the chapter on Elman networks."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(1990)

# ---------------------------------------------------------------------- 1: without knowing where a triple begins
_BLIND = "Where the bit cannot be known, the answer 2/3 is right half of the time: (1/9 + 4/9) / 2."

BLIND = Exercise(
    "elman.blind",
    (1 / 9, 5 / 18),
    mistakes=(
        Mistake((0.0, 0.25), "That is who knows where triples begin. This one answers 2/3 everywhere."),
        Mistake((0.0, 0.5), "That is who answers XOR with certainty. This one is sure to two thirds."),
        Mistake((1 / 9, 0.25), _BLIND),
        Mistake((1 / 9, 4 / 9), "The answer is not always wrong there: half of the time it is right, with 1/9."),
        Mistake((1 / 3, 0.5), "The errors must be squared."),
    ),
    tolerance=1e-3,
    explanation="Averaged over all bits that is 2/9, and no other answer than 2/3 comes lower.",
)


# ---------------------------------------------------------------------- 2: surprise
def _surprise(probabilities, letters):
    return -np.log2(probabilities[np.arange(len(letters)), letters])


SURPRISE = Exercise(
    "elman.surprise",
    _surprise,
    inputs=tuple((_rng.dirichlet(np.ones(v), size=t), _rng.integers(0, v, t)) for t, v in ((2, 2), (6, 4), (20, 16))),
    mistakes=(
        Mistake(lambda p, y: -np.log(p[np.arange(len(y)), y]), "That is in nats. Bits need the logarithm to base 2."),
        Mistake(lambda p, y: -np.log2(p.max(axis=1)), "Take the probability of the letter that came, not the largest."),
        Mistake(lambda p, y: np.log2(p[np.arange(len(y)), y]), "Minus the logarithm: surprise is never negative."),
        Mistake(lambda p, y: 1 - p[np.arange(len(y)), y], "Surprise is minus the logarithm of the probability."),
    ),
)


# ---------------------------------------------------------------------- 3: F1 of the boundaries
def _rates(surprise, starts, threshold):
    said = surprise > threshold
    hits = (said & starts).sum()
    return hits / max(said.sum(), 1), hits / starts.sum(), said


def _f1(surprise, starts, threshold):
    precision, recall, _ = _rates(surprise, starts, threshold)
    return 2 * precision * recall / (precision + recall)


_starts = [_rng.random(n) < 0.3 for n in (20, 100, 400)]
F1 = Exercise(
    "elman.f1",
    _f1,
    inputs=tuple((_rng.exponential(size=len(s)) + 1.5 * s, s, 1.2) for s in _starts),
    mistakes=(
        Mistake(lambda s, y, t: ((s > t) == y).mean(), "That is the accuracy: most letters start no word."),
        Mistake(lambda s, y, t: _rates(s, y, t)[0], "That is the share of what was said that is right: half of F1."),
        Mistake(lambda s, y, t: _rates(s, y, t)[1], "That is the recall, the share of starts that are found."),
        Mistake(
            lambda s, y, t: (_rates(s, y, t)[0] + _rates(s, y, t)[1]) / 2,
            "F1 is twice the product over the sum, not the mean: it is low if either is.",
        ),
    ),
)


# ---------------------------------------------------------------------- 4: the gradient of 1990
def _short(h, g):
    alpha = (1 - h[1:] ** 2) * g
    return alpha.T @ h[:-1]


def _through(h, g, U):
    total, delta = np.zeros(U.shape), np.zeros(len(U))
    for t in range(len(g), 0, -1):
        alpha = (1 - h[t] ** 2) * (g[t - 1] + delta)
        total += np.outer(alpha, h[t - 1])
        delta = U.T @ alpha
    return total


def _pair(steps, units):
    h = np.tanh(_rng.normal(size=(steps + 1, units)))
    h[0] = 0
    return h, _rng.normal(size=(steps, units))


SHORT = Exercise(
    "elman.short",
    _short,
    inputs=(_pair(2, 2), _pair(5, 3), _pair(20, 4)),
    mistakes=(
        Mistake(lambda h, g: g.T @ h[:-1], "The slope of tanh, 1 - h**2, is missing."),
        Mistake(lambda h, g: ((1 - h[1:] ** 2) * g).T @ h[1:], "U is multiplied by the context, the state before."),
        Mistake(
            lambda h, g: h[:-1].T @ ((1 - h[1:] ** 2) * g), "This is transposed: rows belong to the receiving unit."
        ),
        Mistake(
            lambda h, g: np.outer((1 - h[-1] ** 2) * g[-1], h[-2]), "Every step has an error of its own: add them all."
        ),
    ),
)


# ---------------------------------------------------------------------- 5: as low as it goes
def _floor(words):
    return np.log(len(words)) / np.mean([len(word) for word in words])


_LEXICA = (
    ["sea", "star"],
    ["a", "of", "the"],
    ["about", "air", "bird", "cold", "ear", "east", "gold", "hand"],
    ["aa", "bb", "cc", "dd"],
)
FLOOR = Exercise(
    "elman.floor",
    _floor,
    inputs=tuple((lexicon,) for lexicon in _LEXICA),
    mistakes=(
        Mistake(lambda words: np.log(len(words)), "That is per word. Per letter it is divided by the mean length."),
        Mistake(
            lambda words: np.log(len(set("".join(words)))),
            "That is guessing among all letters. Only the choice of the word is unknown.",
        ),
        Mistake(
            lambda words: np.log2(len(words)) / np.mean([len(w) for w in words]), "The loss is in nats, not in bits."
        ),
        Mistake(
            lambda words: np.mean([np.log(len(words)) / len(w) for w in words]),
            "In a long stream, divide the sum over words by the sum of letters; do not average the quotients.",
        ),
    ),
)

EXERCISES = (BLIND, SURPRISE, F1, SHORT, FLOOR)

QUIZ = {
    "What are context units?": {
        "Hidden units that are trained to remember.": (False, "Nothing in them is trained. They hold a copy."),
        "A copy of the hidden layer of the step before, read beside the next input.": (
            True,
            "The copy has fixed weights of 1. What it is good for is learned by those who read it.",
        ),
        "The last few inputs.": (False, "That would be a window. The copy holds what the network made of all inputs."),
    },
    "The error goes back a single step, as in 1990. What can such a network not learn?": {
        "To use what its context holds.": (False, "That it can: the weights from the context are trained."),
        "To put something into its state because it will be needed later.": (
            True,
            "For that the error of a later step would have to reach the earlier one.",
        ),
        "Anything that takes more than one step.": (
            False,
            "States carry the past along even so, and what is there can be used.",
        ),
    },
    "In temporal XOR, which mean squared error is the best possible at bits that start a triple?": {
        "0": (False, "They are random. Nobody can know them."),
        "0.25": (True, "The best answer to an even chance is one half, and its squared error is 0.25."),
        "0.5": (False, "That is the error of guessing 0 or 1 with certainty."),
    },
    "A trained network is surprised at a letter by more than 2 bits. What does it say about that letter?": {
        "It gave it a probability below one quarter.": (True, "Two bits are two halvings."),
        "It gave it a probability of 2 in 100.": (False, "Bits count halvings: 2 bits are one quarter."),
        "It is wrong.": (False, "At the start of a word nobody can know, and being surprised is right."),
    },
    "In pieces of a long stream the state is handed on. What must happen to it between the pieces?": {
        "It must be set to zero.": (False, "Then the network forgets where it is in the stream."),
        "It must be cut off from the computation that made it.": (
            True,
            "state.detach(): otherwise gradients go back into the piece before, which is finished.",
        ),
        "It must be divided by its length.": (False, "Nothing needs scaling: tanh keeps it between -1 and 1."),
    },
}  # fmt: skip
