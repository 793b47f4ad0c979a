"""Exercises of the chapter on GPT."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake
from ._functions import softmax

_rng = np.random.default_rng(2019)


# ---------------------------------------------------------------------- 1: bits a character
def _chosen(logits, tokens):
    return softmax(logits)[np.arange(len(tokens)), tokens]


def _bits(logits, tokens):
    return -np.log2(_chosen(logits, tokens)).mean()


def _text(length, vocabulary):
    return _rng.normal(size=(length, vocabulary)).round(1), _rng.integers(vocabulary, size=length)


BITS = Exercise(
    "gpt.bits",
    _bits,
    inputs=(_text(3, 4), _text(6, 5), (np.array([[800.0, 801.0], [0.0, 3.0], [1.0, 1.5]]), np.array([1, 0, 1]))),
    mistakes=(
        Mistake(lambda z, t: -np.log(_chosen(z, t)).mean(), "That is in nats. Bits need the logarithm to the base 2."),
        Mistake(lambda z, t: -np.log2(_chosen(z, t)).sum(), "The mean over the characters, not their sum."),
        Mistake(lambda z, t: np.log2(_chosen(z, t)).mean(), "Surprise is minus the logarithm of the chance."),
        Mistake(lambda z, t: -np.log2(_chosen(z, t).mean()), "First the logarithm of each chance, then the mean."),
        Mistake(lambda z, t: 2 ** _bits(z, t), "That is the perplexity, 2 to the power of the bits."),
        Mistake(lambda z, t: -z[np.arange(len(t)), t].mean(), "Logits are no chances yet: softmax comes first."),
        Mistake(lambda z, t: -np.log2(softmax(z, 0)[np.arange(len(t)), t] + 1e-9).mean(), "Softmax runs over axis 1."),
        Mistake(
            lambda z, t: -(softmax(z) * np.log2(softmax(z))).sum(1).mean(),
            "That is the entropy of the model's own chances. Surprise asks for the symbol that came.",
        ),
        Mistake(lambda z, t: -np.log2(softmax(z)).mean(), "Only the chance of the symbol that came counts."),
        Mistake(lambda z, t: -np.log2(softmax(z)[:, t]).mean(), "Row t goes with token t: [np.arange(T), tokens]."),
        Mistake(
            lambda z, t: np.nan if z.max() > 709 else _bits(z, t), "exp(800) is no number: take off the row's largest."
        ),
    ),
)


# ---------------------------------------------------------------------- 2: top-p
def _order(p):
    return np.argsort(-p, kind="stable")


def _cut(p, keep):
    kept = np.where(keep, p, 0.0)
    return kept / kept.sum()


def _keep(p, share, spare=0):
    order, keep = _order(p), np.zeros(len(p), bool)
    keep[order] = np.cumsum(p[order]) - p[order] < share - 1e-12
    keep[order[: spare + int(keep.sum())]] = True
    return keep


def _top_p(p, share):
    return _cut(p, _keep(p, share))


def _without_last(p, share):
    order, keep = _order(p), np.zeros(len(p), bool)
    keep[order] = np.cumsum(p[order]) <= share + 1e-12
    keep[order[0]] = True
    return _cut(p, keep)


TOP_P = Exercise(
    "gpt.top_p",
    _top_p,
    inputs=(
        (np.array([0.5, 0.3, 0.15, 0.05]), 0.7),
        (np.array([0.1, 0.6, 0.05, 0.25]), 0.9),
        (np.array([0.05, 0.05, 0.8, 0.1]), 0.6),
        (np.array([0.2, 0.35, 0.1, 0.05, 0.3]), 0.8),
    ),
    mistakes=(
        Mistake(
            _without_last,
            "The symbols that stay must have the share together: the one that carries them over it stays, too.",
        ),
        Mistake(lambda p, s: np.where(_keep(p, s), p, 0.0), "What stays must add up to 1 again."),
        Mistake(lambda p, s: _cut(p, _keep(p, s, spare=1)), "That keeps one symbol too many."),
        Mistake(lambda p, s: np.where(p >= s, p, 0.0), "The share is what the likeliest have together, not each."),
        Mistake(lambda p, s: p, "Nothing is cut: the unlikely symbols must get 0."),
        Mistake(
            lambda p, s: _cut(p, p >= p.max() * (1 - s)),
            "The share is of the sum of the likeliest, not a limit for each chance beside the largest.",
        ),
        Mistake(
            lambda p, s: _cut(p, (np.cumsum(p) - p) < s - 1e-12),
            "Begin with the likeliest: sort the chances first, and put the result back into the old order.",
        ),
        Mistake(lambda p, s: -np.sort(-_top_p(p, s)), "The result must be in the order of the symbols, not sorted."),
        Mistake(
            lambda p, s: softmax(np.where(_keep(p, s), p, -np.inf)),
            "Divide by the sum: a softmax over chances would change their ratios.",
        ),
        Mistake(
            lambda p, s: p ** (1 / s) / (p ** (1 / s)).sum(), "That is a temperature. Top-p cuts, and bends nothing."
        ),
    ),
)


# ---------------------------------------------------------------------- 3: parameters
def _count(vocabulary, context, width, depth):
    return (vocabulary + context) * width + depth * (12 * width**2 + 13 * width) + 2 * width


COUNT = Exercise(
    "gpt.count",
    _count,
    inputs=((104, 32, 64, 2), (50257, 1024, 768, 12), (20, 10, 8, 1)),
    mistakes=(
        Mistake(lambda v, c, e, d: _count(v, c, e, d) + v * e, "The readout is the embedding: it counts once."),
        Mistake(lambda v, c, e, d: _count(v, c, e, d) - c * e, "Positions have an embedding, too: a row each."),
        Mistake(lambda v, c, e, d: _count(v, c, e, d) - 2 * e, "There is one more norm at the end, with 2E numbers."),
        Mistake(
            lambda v, c, e, d: (v + c) * e + d * (12 * e**2 + 9 * e),
            "Each block has two norms, with a weight and a bias each: 4E numbers. And one stands at the end.",
        ),
        Mistake(
            lambda v, c, e, d: (v + c) * e + d * (12 * e**2 + 4 * e) + 2 * e,
            "The maps have biases: 3E + E in attention, 4E + E in the network.",
        ),
        Mistake(lambda v, c, e, d: _count(v, c, e, d) - 5 * d * e, "The network's maps have biases: 4E and E."),
        Mistake(lambda v, c, e, d: _count(v, c, e, d) - 4 * d * e, "The four maps of attention have biases: 4E."),
        Mistake(lambda v, c, e, d: _count(v, c, e, d) - 2 * d * e, "Each block has two norms, of 2E numbers each."),
        Mistake(lambda v, c, e, d: _count(v, c, e, d) + 2 * (d - 1) * e, "The norm at the end comes once."),
        Mistake(lambda v, c, e, d: (v + c) * e + d * 12 * e**2, "Biases and norms count, too."),
        Mistake(
            lambda v, c, e, d: (v + c) * e + (12 * e**2 + 13 * e) + 2 * e if d > 1 else -1,
            "Each of the blocks has its own weights: multiply by the depth.",
        ),
        Mistake(lambda v, c, e, d: _count(v, c, e, d) - d * (e**2 + e), "Attention has four maps: q, k, v and output."),
    ),
    explanation="For GPT-2 small 124,439,808.",
)


# ---------------------------------------------------------------------- 4: counting, with room for what is new
def _mix(counts, shorter):
    kinds = (counts > 0).sum()
    return (counts + kinds * shorter) / (counts.sum() + kinds) if kinds else shorter


def _mix_case(*counts):
    shorter = _rng.dirichlet(np.ones(len(counts))).round(2)
    shorter[-1] += 1 - shorter.sum()
    return np.array(counts, float), shorter


MIX = Exercise(
    "gpt.mix",
    _mix,
    inputs=(_mix_case(3, 0, 1), _mix_case(0, 7, 0, 0), _mix_case(5, 1, 0, 2, 0), _mix_case(0, 0, 0)),
    mistakes=(
        Mistake(
            lambda c, q: (c + (c > 0).sum() * q) / (c.sum() + max((c > 0).sum(), 1e-300)),
            "Where nothing was counted there is nothing to divide by: the shorter table decides.",
        ),
        Mistake(
            lambda c, q: c / c.sum() if c.sum() else q,
            "What never came would have no chance at all. Mix in the shorter table.",
        ),
        Mistake(
            lambda c, q: (c + 1) / (c + 1).sum(), "That is Laplace's rule, one more of each. Mix in the shorter table."
        ),
        Mistake(lambda c, q: (c + q) / (c.sum() + 1), "The shorter table weighs as much as there are kinds."),
        Mistake(lambda c, q: (c + len(c) * q) / (c.sum() + len(c)), "Count the kinds after this run, not all symbols."),
        Mistake(
            lambda c, q: (c + c.sum() * q) / (2 * c.sum()) if c.sum() else q, "The weight is the kinds, not the total."
        ),
        Mistake(lambda c, q: c + (c > 0).sum() * q if c.sum() else q, "Divide by total + kinds: chances add up to 1."),
        Mistake(lambda c, q: c + (c > 0).sum() * q, "Chances add up to 1: divide by total + kinds."),
        Mistake(lambda c, q: (c + (c > 0).sum() * q) / max(c.sum(), 1), "Divide by total + kinds, not by the total."),
        Mistake(lambda c, q: _mix(c, 1 / len(c) if c.any() else q), "Mixed in is the shorter table, not 1 / V."),
        Mistake(
            lambda c, q: np.where(c > 0, c / max(c.sum(), 1), q),
            "The shorter table is mixed in everywhere, or the chances add up to more than 1.",
        ),
        Mistake(
            lambda c, q: (c + (c == 1).sum() * q) / max(c.sum() + (c == 1).sum(), 1e-300) if c.sum() else q,
            "Kinds are all symbols with a count, not those that were seen once.",
        ),
    ),
)


# ---------------------------------------------------------------------- 5: is it an induction head?
def _successors(tokens):
    same = np.zeros((len(tokens), len(tokens)), bool)
    same[:, 1:] = tokens[:, None] == tokens[None, :-1]
    return np.tril(same)  # row t: places s <= t whose predecessor is the token at t


def _score(weights, tokens, mask=None):
    mask = _successors(tokens) if mask is None else mask
    rows = mask.any(1)
    return (weights * mask).sum(1)[rows].mean()


def _head(*tokens):
    scores = np.where(np.tri(len(tokens), dtype=bool), _rng.normal(size=(len(tokens),) * 2), -np.inf)
    return softmax(scores), np.array(tokens)


def _same(tokens):
    return np.tril(tokens[:, None] == tokens[None, :], -1)


def _before(tokens):
    same = np.zeros((len(tokens), len(tokens)), bool)
    same[:, :-1] = tokens[:, None] == tokens[None, 1:]
    return np.tril(same, -2)


SCORE = Exercise(
    "gpt.score",
    _score,
    inputs=(_head(2, 0, 1, 2, 0, 1), _head(0, 3, 1, 0, 3, 1, 0), _head(1, 2, 1, 1, 3, 2)),
    mistakes=(
        Mistake(
            lambda w, t: _score(w, t, _same(t)),
            "That is the weight on the same token. An induction head looks at the one after it.",
        ),
        Mistake(lambda w, t: _score(w, t, _before(t)), "One place after the same token, not one before."),
        Mistake(
            lambda w, t: (w * _successors(t)).sum(1).mean(),
            "Only places whose token came before count in the mean: the others have nothing to look at.",
        ),
        Mistake(
            lambda w, t: (w * _successors(t)).sum() / _successors(t).sum(),
            "A place may have several such tokens: their weights add up. The mean is over places.",
        ),
        Mistake(
            lambda w, t: np.where(_successors(t), w, 0).max(1)[_successors(t).any(1)].mean(),
            "If the token came several times, the weights on all its successors add up.",
        ),
        Mistake(
            lambda w, t: _score(w, t, np.tril(_successors(t), -1)),
            "Place t itself counts, too, if the token before it is the same.",
        ),
        Mistake(
            lambda w, t: np.mean([r[m].mean() for r, m in zip(w, _successors(t), strict=True) if m.any()]),
            "The weights of one place add up: sum, not mean, within a row.",
        ),
        Mistake(lambda w, t: _score(w.T, t), "Row t of the weights is where place t looks: add along axis 1."),
        Mistake(
            lambda w, t: np.diag(w, -1).mean(), "That is the weight on the place before: the head of the layer below."
        ),
    ),
)

EXERCISES = (BITS, TOP_P, COUNT, MIX, SCORE)

QUIZ = {
    "A model gives every one of 8 symbols the same chance. How many bits a character is that?": {
        "8": (False, "8 is its perplexity."),
        "3": (True, "The logarithm of 8 to the base 2."),
        "1 / 8": (False, "That is the chance."),
    },
    "What is kept in a key-value cache?": {
        "The text that has been written.": (False, "It is kept, too, but it is not the cache."),
        "Keys and values of all earlier tokens, in every block.": (True, "Earlier queries are not needed again."),
        "The attention weights.": (False, "Each new token has weights of its own."),
    },
    "Why may keys and values be kept?": {
        "They hardly change.": (False, "They do not change at all."),
        "Nothing that comes later acts on an earlier token.": (True, "Without the causal mask one token would."),
        "Because weights are shared between input and output.": (False, "That has nothing to do with it."),
    },
    "At temperature 0.5, what becomes of chances 0.8 and 0.2?": {
        "0.8 and 0.2: only the entropy changes.": (False, "The entropy is a number made of the chances."),
        "0.94 and 0.06": (True, "They are squared, 0.64 and 0.04, and divided by their sum."),
        "0.4 and 0.1": (False, "These do not add up to 1. Logits are divided, not chances."),
    },
    "What does an induction head do?": {
        "It looks at the token before.": (False, "A head below it does that, and it is needed for the second."),
        "It looks at what followed the same token earlier.": (True, "And hands it over as a guess of what comes next."),
        "It counts how often each token came.": (False, "That needs no second layer."),
    },
    "One model has 1.9 bits a character, another 2.4. Is the first the better writer?": {
        "Yes: fewer bits are better.": (False, "Of the next character it knows more. Writing is another test."),
        "It foretells the next character better.": (True, "If both had the same text, and as much of it in sight."),
        "No: fewer bits are worse.": (False, "A bit less is a chance twice as high."),
    },
}  # fmt: skip
