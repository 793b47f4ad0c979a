"""Exercises of the chapter on attention in recurrent networks."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._functions import softmax

_rng = np.random.default_rng(2015)


# ---------------------------------------------------------------------- 1: nothing for the padding
def _masked(scores, there):
    e = np.where(there, np.exp(scores), 0.0)
    return e / e.sum()


MASK = Exercise(
    "attention.mask",
    _masked,
    inputs=tuple((_rng.normal(size=s), np.arange(s) < n) for s, n in ((3, 2), (6, 4), (12, 5))),
    mistakes=(
        Mistake(lambda e, there: softmax(e), "The padding gets weight as well. It must get none."),
        Mistake(
            lambda e, there: softmax(e) * there,
            "These weights no longer add up to 1: what the padding had must go to the others.",
        ),
        Mistake(
            lambda e, there: softmax(e * there),
            "A score of 0 is no mask: its exponential is 1. It takes minus infinity.",
        ),
        Mistake(
            lambda e, there: there / there.sum(), "That is a mean over what is there. Let the scores have their say."
        ),
        Mistake(
            lambda e, there: softmax(np.where(there, -np.inf, e)),
            "The mask is upside down: `there` is true where there is text, and the padding gets all the weight.",
        ),
        Mistake(
            lambda e, there: np.where(there, np.exp(e), 0.0),
            "Padding has no weight here, but the others do not add up to 1: divide by their sum.",
        ),
        Mistake(
            lambda e, there: softmax(e[there]),
            "The padding must stay in the result, with the weight 0: as many weights as scores.",
        ),
    ),
)


# ---------------------------------------------------------------------- 2: one look
def _look(query, memory, W, U, v):
    return softmax(np.tanh(memory @ U.T + W @ query) @ v) @ memory


def _case(steps, units):
    shapes = ((units,), (steps, units), (units, units), (units, units), (units,))
    return tuple(_rng.normal(size=shape) for shape in shapes)


LOOK = Exercise(
    "attention.look",
    _look,
    inputs=(_case(2, 2), _case(5, 3), _case(9, 4)),
    mistakes=(
        Mistake(
            lambda q, m, W, U, v: softmax(np.tanh(m @ U.T + W @ q) @ v),
            "These are the weights, one for each position. The context is the memory, averaged with them.",
        ),
        Mistake(lambda q, m, W, U, v: softmax((m @ U.T + W @ q) @ v) @ m, "The tanh is missing."),
        Mistake(
            lambda q, m, W, U, v: softmax(np.tanh(m @ W.T + U @ q) @ v) @ m,
            "W belongs to the query and U to the memory; here they are exchanged.",
        ),
        Mistake(
            lambda q, m, W, U, v: np.tanh(m @ U.T + W @ q) @ v @ m,
            "The scores must go through softmax before they weigh.",
        ),
        Mistake(lambda q, m, W, U, v: softmax(m @ q) @ m, "That is the dot score. Here W, U and v are asked for."),
        Mistake(
            lambda q, m, W, U, v: softmax(np.tanh(m @ U.T + q @ W) @ v) @ m,
            "W h is W @ query; query @ W multiplies by the transpose of W.",
        ),
        Mistake(
            lambda q, m, W, U, v: softmax(np.tanh(m @ U + W @ q) @ v) @ m,
            "U is transposed: U m for each row of memory at once is memory @ U.T.",
        ),
        Mistake(
            lambda q, m, W, U, v: softmax(np.tanh(m @ U + q @ W) @ v) @ m,
            "Both maps are transposed: W @ query for the vector, memory @ U.T for the rows.",
        ),
        Mistake(
            lambda q, m, W, U, v: softmax(np.tanh(m @ U.T + W @ q) @ v)[:, None] * m,
            "The rows of memory are weighed, but not yet added up: sum over the positions.",
        ),
        Mistake(
            lambda q, m, W, U, v: softmax(np.tanh(m @ U.T + W @ q) @ v) @ (m @ U.T),
            "U serves the scores only. What is averaged is the memory itself.",
        ),
    ),
)

# ---------------------------------------------------------------------- 3: the best first step
GREEDY = Exercise(
    "attention.greedy",
    (0.2, 0.36),
    mistakes=(
        Mistake((0.5, 0.4), "Those are first letters. A word is as probable as the product over both of its letters."),
        Mistake((0.2, 0.2), "There is a more probable word, and it does not begin with the most probable letter."),
        Mistake((0.36, 0.36), "Greedy search takes the most probable first letter, a, and then has to live with it."),
        Mistake((0.36, 0.2), "The other way round: greedy first. Nothing can be more probable than the best."),
        Mistake((0.4, 0.9), "Those are second letters. A word has the probability of its first letter times that."),
        Mistake((0.9, 1.3), "Probabilities of consecutive letters are multiplied, not added."),
    ),
    tolerance=1e-6,
    explanation="Two beams would have kept b, and found it.",
)


# ---------------------------------------------------------------------- 4: one step of beam search
def _best(totals, letters):
    order = np.argsort(-totals.ravel(), kind="stable")[: len(totals)]
    return order // letters, order % letters, totals.ravel()[order]


def _step(scores, log_p):
    return _best(scores[:, None] + log_p, log_p.shape[1])


def _alone(scores, log_p):
    tokens = log_p.argmax(axis=1)
    return np.arange(len(scores)), tokens, scores + log_p.max(axis=1)


def _flat(scores, log_p):
    totals = (scores[:, None] + log_p).ravel()
    order = np.argsort(-totals)[: len(scores)]
    return order, order % log_p.shape[1], totals[order]


def _sorted_up(scores, log_p, which):
    totals = (scores[:, None] + log_p).ravel()
    order = np.argsort(totals)[which(len(scores))]
    return order // log_p.shape[1], order % log_p.shape[1], totals[order]


def _by_beams(scores, log_p):
    totals, beams = (scores[:, None] + log_p).ravel(), len(scores)
    order = np.argsort(-totals, kind="stable")[:beams]
    return order // beams, order % beams, totals[order]


def _own_step(scores, log_p):
    parents, letters, _ = _step(scores, log_p)
    return parents, letters, log_p[parents, letters]


def _beams(beams, letters):
    return np.sort(np.log(_rng.dirichlet(np.ones(beams))))[::-1] * 2, np.log(
        _rng.dirichlet(np.ones(letters), size=beams)
    )


BEAM = Exercise(
    "attention.beam",
    _step,
    inputs=(_beams(2, 3), _beams(3, 5), _beams(4, 4), _beams(5, 11)),
    mistakes=(
        Mistake(_alone, "Beams compete: a good beginning may have several successors, and a bad one none."),
        Mistake(lambda s, p: _best(p, p.shape[1]), "The beginnings count as well: add their scores."),
        Mistake(
            lambda s, p: _best(s[:, None] * p, p.shape[1]), "Logarithms of probabilities are added, not multiplied."
        ),
        Mistake(_flat, "These parents are places in the flat table. Divided by the number of letters they are beams."),
        Mistake(_by_beams, "A row of the table has as many places as there are letters: divide by log_p.shape[1]."),
        Mistake(
            lambda s, p: _sorted_up(s, p, lambda beams: slice(beams)),
            "Those are the worst ones: np.argsort sorts upward. Sort what has its sign changed.",
        ),
        Mistake(lambda s, p: _sorted_up(s, p, lambda beams: slice(-beams, None)), "The best one must come first."),
        Mistake(_own_step, "The new score is that of the whole beginning: add the score of its parent."),
        Mistake(
            lambda s, p: (*_step(s, p)[:2], np.exp(_step(s, p)[2])), "Logarithms are asked for, not the probabilities."
        ),
        Mistake(lambda s, p: tuple(_step(s, p)[part] for part in (1, 0, 2)), "First the beginnings, then the letters."),
        Mistake(lambda s, p: _step(s, p)[:2], "Three results are asked for: parents, letters and the new scores."),
    ),
)


# ---------------------------------------------------------------------- 5: what attention costs
def _extra(hidden, target):
    return 5 * hidden**2 + 3 * hidden + 1 + target * hidden


COST = Exercise(
    "attention.cost",
    _extra,
    inputs=((2, 3), (32, 13), (64, 11)),
    mistakes=(
        Mistake(
            lambda h, v: 2 * (h * h + h) + h + 1,
            "That is the score alone. The context goes into the cell and into the readout, and both grow.",
        ),
        Mistake(lambda h, v: 5 * h * h + 3 * h + 1, "The readout sees the context beside the state: V H numbers more."),
        Mistake(
            lambda h, v: 3 * h * h + 3 * h + 1 + v * h,
            "A GRU has three gates or candidates, each with a matrix for its input: 3 H H numbers more.",
        ),
        Mistake(
            lambda h, v: 2 * h * h + 3 * h + 1 + v * h,
            "The cell reads the context as well: each of its three input matrices has H columns more, 3 H H numbers.",
        ),
        Mistake(
            lambda h, v: 5 * h * h + 2 * h + v * h,
            "The third map of the score, v, is missing: H numbers and a bias.",
        ),
        Mistake(
            lambda h, v: 8 * h * h + 3 * h + 1 + v * h,
            "Only the cell's input has become wider, by H for each of three gates or candidates. Its state has not.",
        ),
        Mistake(lambda h, v: 5 * h * h + h + v * h, "The three linear maps of the score have biases: 2 H + 1 more."),
    ),
)

EXERCISES = (MASK, LOOK, GREEDY, BEAM, COST)

QUIZ = {
    "A network without attention translates short dates well and long ones badly. What is the likely reason?": {
        "Long sources are rare in training.": (False, "Possible, but the fall also comes where all lengths are alike."),
        "All it knows of the source must pass through one vector of fixed size.": (
            True,
            "The longer the source, the more has to be packed into it and unpacked from it.",
        ),
        "A GRU cannot read more than about ten characters.": (
            False,
            "It can. It must keep all of them until they are wanted.",
        ),
    },
    "What is teacher forcing?": {
        "In training the decoder reads the true last token, not the one it has chosen.": (
            True,
            "So a mistake does not spoil the rest of the example. In use there is no teacher.",
        ),
        "The decoder is punished for wrong tokens.": (False, "Every loss does that."),
        "The attention weights are given by a person.": (False, "Nobody gives them. They are learned with the rest."),
    },
    "For a source of 20 characters and an answer of 10, how many attention weights are there?": {
        "20": (False, "20 for each character of the answer."),
        "200": (True, "A row of 20, which add up to 1, for each of the 10."),
        "30": (False, "Each character of the answer weighs all characters of the source."),
    },
    "A batch holds sources of different lengths. What must be done with the scores of the padding?": {
        "Nothing: the network learns that it is empty.": (
            False,
            "Then an answer depends on how long the longest of its batch is.",
        ),
        "They are set to zero.": (False, "The exponential of zero is one, so padding would still be weighed."),
        "They are set to minus infinity, or nearly so, before softmax.": (True, "Then their weights are zero."),
    },
    "Beam search with five beams finds a more probable answer than greedy search. Is it a better one?": {
        "Yes, always.": (False, "More probable is what the model says. The model can be wrong."),
        "Not necessarily.": (
            True,
            "Where the model is good it often is; a bad model's favorite is no better than its second choice.",
        ),
        "No, greedy search is better.": (False, "In general it is not, but it is close where the model is sure."),
    },
}  # fmt: skip
