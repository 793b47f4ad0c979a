"""Exercises of the chapter on mixtures of experts."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._functions import softmax

_rng = np.random.default_rng(1991)


# ---------------------------------------------------------------------- 1: responsibilities
def _density(miss, spread):
    return np.exp(-(miss**2) / (2 * spread**2))


def _responsible(shares, miss, spread):
    return softmax(np.log(shares) - miss**2 / (2 * spread**2))


def _quotient(shares, miss, spread):
    parts = shares * _density(miss, spread)
    with np.errstate(invalid="ignore"):
        return parts / parts.sum()


def _no_gate(shares, miss, spread):
    return softmax(-(miss**2) / (2 * spread**2))


def _not_shared(shares, miss, spread):
    return shares * _density(miss, spread)


def _grows(shares, miss, spread):
    return softmax(np.log(shares) + miss**2 / (2 * spread**2))


def _absolute(shares, miss, spread):
    return softmax(np.log(shares) - np.abs(miss) / (2 * spread**2))


def _shares_as_scores(shares, miss, spread):
    return softmax(shares - miss**2 / (2 * spread**2))


RESPONSIBLE = Exercise(
    "mixture_of_experts.responsible",
    _responsible,
    inputs=(
        (np.array([0.5, 0.5]), np.array([0.1, 1.0]), 0.5),
        (np.array([0.7, 0.2, 0.1]), np.array([1.2, -0.4, 0.1]), 0.8),
        (np.array([0.9, 0.05, 0.05]), np.array([5.0, -4.0, 6.0]), 0.05),
    ),
    mistakes=(
        Mistake(
            _quotient,
            "With a small spread all densities are 0 in floating point. Work with logarithms, and subtract the "
            "largest before exp.",
        ),
        Mistake(_no_gate, "The gate's shares are missing: who was likely before the answer is still a bit likelier."),
        Mistake(lambda g, e, s: g * softmax(-((e / s) ** 2) / 2), "First times the shares, then divide by the sum."),
        Mistake(_not_shared, "Divide by the sum: the responsibilities of all experts add up to 1."),
        Mistake(_grows, "The expert with the largest error comes out as the most responsible: a sign is missing."),
        Mistake(_absolute, "The error is squared."),
        Mistake(
            lambda g, e, s: _responsible(g, e, s / np.sqrt(2)), "Below the line stands 2 s squared: a 2 is missing."
        ),
        Mistake(lambda g, miss, s: _responsible(g, miss, np.sqrt(s)), "The spread is squared, too."),
        Mistake(_shares_as_scores, "The shares are probabilities already: take their logarithm before you add."),
    ),
)


# ---------------------------------------------------------------------- 2: what an expert feels
def _pulls(shares, opinions, y, spread):
    h = _responsible(shares, y - opinions, spread)
    return 2 * shares * (shares @ opinions - y), h * (opinions - y) / spread**2


def _own_error(shares, opinions, y, spread):
    return 2 * shares * (opinions - y), _pulls(shares, opinions, y, spread)[1]


def _gate_for_h(shares, opinions, y, spread):
    return _pulls(shares, opinions, y, spread)[0], shares * (opinions - y) / spread**2


def _uphill(shares, opinions, y, spread):
    a, b = _pulls(shares, opinions, y, spread)
    return -a, -b


def _blend_both(shares, opinions, y, spread):
    a, _ = _pulls(shares, opinions, y, spread)
    return a, _responsible(shares, y - opinions, spread) * (shares @ opinions - y) / spread**2


def _no_spread(shares, opinions, y, spread):
    a, b = _pulls(shares, opinions, y, spread)
    return a, b * spread**2


def _no_two(shares, opinions, y, spread):
    a, b = _pulls(shares, opinions, y, spread)
    return a / 2, b


PULLS = Exercise(
    "mixture_of_experts.pulls",
    _pulls,
    inputs=tuple((softmax(_rng.normal(size=k)), _rng.normal(size=k), float(_rng.normal()), 0.6) for k in (2, 3, 5)),
    mistakes=(
        Mistake(_own_error, "The cooperative loss knows only the error of the blend, shares @ opinions."),
        Mistake(_gate_for_h, "In the competitive gradient the weight is the responsibility h, not the gate's share."),
        Mistake(_uphill, "Both signs are turned: an opinion above y has a positive gradient."),
        Mistake(_blend_both, "In the competitive gradient each expert answers for its own error, opinions - y."),
        Mistake(_no_spread, "The competitive gradient is divided by spread ** 2."),
        Mistake(lambda g, o, y, s: (_pulls(g, o, y, s)[0], (o - y) / s**2), "Each own error is weighted by its h."),
        Mistake(lambda g, o, y, s: (2 * g * (o.mean() - y), _pulls(g, o, y, s)[1]), "The blend is shares @ opinions."),
        Mistake(
            lambda shares, opinions, y, spread: (
                np.full(len(shares), 2 * (shares @ opinions - y)),
                _pulls(shares, opinions, y, spread)[1],
            ),
            "In the cooperative gradient each expert feels the error times its share.",
        ),
        Mistake(_no_two, "The derivative of a square has a factor 2: (y - blend) ** 2."),
    ),
)


# ---------------------------------------------------------------------- 3: a line through weighted examples
def _line(x, y, h):
    mx, my = (h * x).sum() / h.sum(), (h * y).sum() / h.sum()
    slope = (h * (x - mx) * (y - my)).sum() / (h * (x - mx) ** 2).sum()
    return np.array([slope, my - slope * mx])


def _unweighted(x, y, h):
    return _line(x, y, np.ones_like(h))


def _squared(x, y, h):
    return _line(x, y, h**2)


def _plain_means(x, y, h):
    slope = (h * (x - x.mean()) * (y - y.mean())).sum() / (h * (x - x.mean()) ** 2).sum()
    return np.array([slope, y.mean() - slope * x.mean()])


def _through_zero(x, y, h):
    return np.array([(h * x * y).sum() / (h * x**2).sum(), 0.0])


def _scaled_examples(x, y, h):
    return _unweighted(h * x, h * y, h)


def _swapped(x, y, h):
    return _line(x, y, h)[::-1]


def _hard(x, y, h):
    return _line(x, y, (h > 0.5) + 0.0)


def _weighted(n):
    x = _rng.uniform(-1, 1, n)
    return x, np.where(x > 0, 2 * x - 1, 0.5 - x) + 0.1 * _rng.normal(size=n), np.clip(0.5 + x, 0.02, 0.98)


LINE = Exercise(
    "mixture_of_experts.line",
    _line,
    inputs=(_weighted(8), _weighted(20), _weighted(50)),
    mistakes=(
        Mistake(_unweighted, "The responsibilities are not used: each example counts h times."),
        Mistake(_squared, "Each error counts h times, not h squared. If you multiply rows of both sides, use sqrt(h)."),
        Mistake(_plain_means, "The means must be weighted as well: (h * x).sum() / h.sum()."),
        Mistake(_through_zero, "The line needs an offset. Take the weighted means away before you fit the slope."),
        Mistake(_scaled_examples, "Do not scale the examples. It is their squared errors that h multiplies."),
        Mistake(_swapped, "The slope comes first, then the offset."),
        Mistake(lambda x, y, h: _line(x, y / h, h), "The weights are on the inputs alone. They belong to both sides."),
        Mistake(
            lambda x, y, h: _unweighted(x, h * y, h), "The weights are on the answers alone; both sides need them."
        ),
        Mistake(
            lambda x, y, h: np.linalg.lstsq(np.c_[x, np.ones_like(x)] * np.sqrt(h)[:, None], y, rcond=None)[0],
            "The rows of the inputs are multiplied, y is not. Both sides need sqrt(h).",
        ),
        Mistake(_hard, "Every example counts with its share h; do not round it to 0 or 1."),
    ),
)


# ---------------------------------------------------------------------- 4: the chosen few
def _chosen(scores, k):
    kept = np.argsort(-scores)[:k]
    shares = np.zeros(len(scores))
    shares[kept] = softmax(scores[kept])
    return shares


def _zeros_in(scores, k):
    kept = np.argsort(-scores)[:k]
    return softmax(np.where(np.isin(np.arange(len(scores)), kept), scores, 0.0))


def _not_renewed(scores, k):
    return np.where(_chosen(scores, k) > 0, softmax(scores), 0.0)


def _lowest(scores, k):
    kept = np.argsort(scores)[:k]
    shares = np.zeros(len(scores))
    shares[kept] = softmax(scores[kept])
    return shares


def _sorted(scores, k):
    return -np.sort(-_chosen(scores, k))


def _even(scores, k):
    return (_chosen(scores, k) > 0) / k


def _only_kept(scores, k):
    return softmax(scores[np.argsort(-scores)[:k]])


CHOSEN = Exercise(
    "mixture_of_experts.chosen",
    _chosen,
    inputs=(
        (np.array([0.5, 2.0, -1.0, 1.5]), 2),
        (_rng.normal(size=6), 3),
        (_rng.normal(size=8) - 3, 2),
    ),
    mistakes=(
        Mistake(_zeros_in, "A score of 0 still gets a share, exp(0). The others must count as minus infinity."),
        Mistake(_not_renewed, "The shares of the chosen must add up to 1: take the softmax of their scores alone."),
        Mistake(_lowest, "Those are the experts with the lowest scores."),
        Mistake(_sorted, "Each share belongs at the place of its expert; do not sort the result."),
        Mistake(_even, "The chosen share by softmax of their scores, not equally."),
        Mistake(lambda scores, k: softmax(scores), "These are the shares of all experts: only `k` are kept."),
        Mistake(lambda scores, k: _chosen(scores, k + 1), "One expert too many is kept."),
        Mistake(lambda scores, k: _chosen(scores, k - 1), "One expert too few is kept: is it > where >= is needed?"),
        Mistake(
            lambda s, k: s * (_chosen(s, k) > 0) / s[_chosen(s, k) > 0].sum(), "Take the softmax of the kept ones."
        ),
        Mistake(_only_kept, "Return a share for every expert, 0 for those that are not chosen."),
    ),
    explanation="With k = 1 the share is 1 whatever the score: then no gradient reaches the gate.",
)

EXERCISES = (RESPONSIBLE, PULLS, LINE, CHOSEN)

QUIZ = {
    "Under the cooperative loss, what does an expert learn from an example?": {
        "What the answer is.": (False, "It never sees its own error, only that of the blend."),
        "How to mend what the blend of all experts gets wrong.": (
            True,
            "So its part depends on all the others, and changes whenever they do.",
        ),
        "Nothing, if its share is largest.": (False, "The larger its share, the more it is asked to change."),
    },
    "What is the responsibility of an expert, in contrast to the gate's share?": {
        "The share before the answer is known.": (False, "That is the gate's share: it sees only x."),
        "The share once the answer is known.": (True, "Gate times density at y, divided by the sum over experts."),
        "The error of the expert.": (False, "The error enters it, but so does the gate's share."),
    },
    "Why is one step of EM for linear experts a linear system?": {
        "Because the gate is linear.": (False, "The gate has a softmax; it takes steps of its own."),
        "With responsibilities fixed, each expert fits a weighted least squares line.": (
            True,
            "The sum of logarithms has been replaced by a weighted sum of squares.",
        ),
        "Because the loss is a bowl.": (False, "It is not: some starts end in worse places than others."),
    },
    "Eight starts of EM end at different losses. How do you choose?": {
        "By the test error.": (False, "Then the test set has been used for training."),
        "By the loss on the training set, or on examples held out.": (
            True,
            "Starts that got stuck are seen in the training loss already.",
        ),
        "Average their answers.": (False, "A start that got stuck would spoil the mean."),
    },
    "A sparse layer asks its single best expert, with weight softmax over the chosen. What trains the gate?": {
        "The loss of the task.": (False, "The softmax of one score is 1: its derivative is 0."),
        "Nothing but the balance loss.": (
            True,
            "Some layers weigh the one expert with its share among all, so that a gradient reaches the gate.",
        ),
        "The choice itself, by its derivative.": (False, "A choice jumps: its derivative is 0 wherever it exists."),
    },
}  # fmt: skip
