"""Exercises of the chapter on bidirectional LSTMs: sequences of unequal length, the price of waiting, the best path."""

from __future__ import annotations

import numpy as np

from . import Exercise, Mistake

_rng = np.random.default_rng(2005)


# ---------------------------------------------------------------------- 1: turn within the length
def _turn(x, lengths):
    found = x.copy()
    for row, n in zip(found, lengths, strict=True):
        row[:n] = row[:n][::-1].copy()
    return found


def _turn_all(x, lengths):
    return x[:, ::-1].copy()


def _turn_order(x, lengths):
    return x[::-1].copy()


def _padding_lost(x, lengths):
    return np.where(np.arange(x.shape[1]) < lengths[:, None], _turn(x, lengths), 0)


def _short_by_one(x, lengths):
    return _turn(x, lengths - 1)


def _rotated(x, lengths):
    found = x.copy()
    for row, n in zip(found, lengths, strict=True):
        row[:n] = np.roll(row[:n], 1)
    return found


def _padding_too(x, lengths):
    return _turn(_turn(x, lengths)[:, ::-1], x.shape[1] - lengths)[:, ::-1]


def _by_longest(x, lengths):
    return _turn(x, np.full(len(x), lengths.max()))


_LENGTHS = ((4, 2, 6), (5, 3), (1, 4, 3, 2))
TURN = Exercise(
    "bidirectional_lstm.turn",
    _turn,
    inputs=tuple((_rng.integers(1, 90, (len(n), max(n) + 1)), np.array(n)) for n in _LENGTHS),
    mistakes=(
        Mistake(_turn_all, "That brings the padding to the front, where the pass from the end would read it first."),
        Mistake(_turn_order, "That turns the order of the sequences in the batch. Turn the elements of each sequence."),
        Mistake(_padding_lost, "What stands in the padding, from the length on, stays as it was; it need not be 0."),
        Mistake(_short_by_one, "The first `n` elements are turned: row[:n] has n of them, none is to be taken off."),
        Mistake(_rotated, "The last element comes first, and then the one before it, and so on: row[:n][::-1]."),
        Mistake(_by_longest, "Each sequence has a length of its own."),
        Mistake(_padding_too, "The padding is turned, too. It stays as it was."),
        Mistake(lambda x, lengths: x, "Nothing is turned. `row = ...` only names a new array; `row[:n] = ...` writes."),
    ),
)


# ---------------------------------------------------------------------- 2: a loss without padding
def _real(losses, lengths):
    return np.arange(losses.shape[1]) < lengths[:, None]


def _loss(losses, lengths):
    return (losses * _real(losses, lengths)).sum() / lengths.sum()


def _mean_of_all(losses, lengths):
    return losses.mean()


def _masked_by_all(losses, lengths):
    return (losses * _real(losses, lengths)).mean()


def _mean_of_means(losses, lengths):
    return ((losses * _real(losses, lengths)).sum(1) / lengths).mean()


def _by_sequences(losses, lengths):
    return (losses * _real(losses, lengths)).sum() / len(losses)


def _one_too_many(losses, lengths):
    real = np.arange(losses.shape[1]) <= lengths[:, None]
    return (losses * real).sum() / real.sum()


def _only_sum(losses, lengths):
    return (losses * _real(losses, lengths)).sum()


LOSS = Exercise(
    "bidirectional_lstm.loss",
    _loss,
    inputs=tuple((_rng.gamma(2.0, size=(len(n), max(n) + 2)).round(3), np.array(n)) for n in _LENGTHS),
    mistakes=(
        Mistake(_mean_of_all, "The padding is counted. Only steps before each length are real."),
        Mistake(
            _masked_by_all, "The sum is right, but it is divided by all places. Divide by the number of real steps."
        ),
        Mistake(_mean_of_means, "In a mean of means a step of a short sequence weighs more than one of a long one."),
        Mistake(_by_sequences, "The sum is divided by the number of sequences. Divide by the number of real steps."),
        Mistake(_one_too_many, "Step `length` is padding already: counting begins at 0, so t < length."),
        Mistake(_only_sum, "That is the sum. Divide it by the number of real steps."),
        Mistake(lambda losses, lengths: losses.sum() / lengths.sum(), "The sum still contains the padding."),
        Mistake(lambda x, n: _only_sum(x, n - 1) / n.sum(), "The last real step, length - 1, is missing from the sum."),
        Mistake(lambda x, n: _only_sum(x, n + 1) / n.sum(), "Step `length` is padding already: counting begins at 0."),
        Mistake(
            lambda losses, lengths: (losses * _real(losses, lengths)).sum(1) / lengths,
            "That is a mean for each sequence. One number is asked for, of all real steps of the batch together.",
        ),
    ),
)


# ---------------------------------------------------------------------- 3: what waiting costs
def _price(m, k):
    return (m - 1) / 2 + k, (m + k) / m


PRICE = Exercise(
    "bidirectional_lstm.price",
    _price,
    inputs=((1, 0), (1, 8), (8, 8), (16, 4), (5, 2)),
    mistakes=(
        Mistake(
            lambda m, k: (m - 1 + k, (m + k) / m),
            "That is the longest delay, of the block's first step. The last one waits for k steps only. Take the mean.",
        ),
        Mistake(
            lambda m, k: (m / 2 + k, (m + k) / m),
            "The delays within a block are 0, 1, ..., m - 1, without the k: their mean is (m - 1) / 2.",
        ),
        Mistake(lambda m, k: (k, (m + k) / m), "A step waits for the rest of its block, too, and not only for the k."),
        Mistake(
            lambda m, k: ((m - 1) / 2, (m + k) / m), "All of the block waits for k further steps: add k to the delay."
        ),
        Mistake(
            lambda m, k: ((m - 1) / 2 + k, k + 1),
            "k + 1 is the price if every step is answered by itself. Here one pass over m + k steps gives m answers.",
        ),
        Mistake(
            lambda m, k: ((m - 1) / 2 + k, m + k),
            "That is the price of a block. It is shared by the block's m answers.",
        ),
        Mistake(lambda m, k: ((m + k) / m, (m - 1) / 2 + k), "The delay comes first, then the steps for one answer."),
        Mistake(
            lambda m, k: ((m - 1) // 2 + k, (m + k) / m), "A mean need not be a whole number: divide by /, not //."
        ),
        Mistake(
            lambda m, k: ((m - 1 + k) / 2, (m + k) / m), "No step waits less than k: take the mean of k to m - 1 + k."
        ),
        Mistake(lambda m, k: (m * (m - 1) / 2 + m * k, (m + k) / m), "That is the sum of the m delays: take the mean."),
    ),
)


# ---------------------------------------------------------------------- 4: the best path
def _path(scores, moves):
    return _search(scores, moves, 0, (-1, 1))


def _search(scores, moves, axis, shape):
    total, came_from = scores[0], []
    for step in scores[1:]:
        ways = total.reshape(shape) + moves
        came_from.append(ways.argmax(axis))
        total = ways.max(axis) + step
    path = [total.argmax()]
    for best in reversed(came_from):
        path.append(best[path[-1]])
    return np.array(path[::-1])


def _each_alone(scores, moves):
    return scores.argmax(1)


def _greedy(scores, moves):
    path = [scores[0].argmax()]
    for step in scores[1:]:
        path.append((moves[path[-1]] + step).argmax())
    return np.array(path)


def _transposed(scores, moves):
    return _path(scores, moves.T)


def _no_way_back(scores, moves):
    total, path = scores[0], [scores[0].argmax()]
    for step in scores[1:]:
        total = (total[:, None] + moves).max(0) + step
        path.append(total.argmax())
    return np.array(path)


def _from_the_end(scores, moves):
    return _path(scores, moves)[::-1]


def _without_last(scores, moves):
    return _path(np.concatenate([scores[:-1], np.zeros_like(scores[:1])]), moves)


PATH = Exercise(
    "bidirectional_lstm.path",
    _path,
    inputs=tuple((_rng.normal(size=(t, k)).round(2), 1.5 * _rng.normal(size=(k, k)).round(2))
                 for t, k in ((4, 2), (7, 3), (12, 4), (9, 3))),
    mistakes=(
        Mistake(_each_alone, "That takes the best kind at each step and ignores the moves."),
        Mistake(
            _greedy,
            "That decides step by step and never takes anything back. A kind that is second best now may lead to a "
            "better path: keep the best way to *every* kind.",
        ),
        Mistake(_transposed, "moves[j, k] goes from j (row) to k (column). Yours goes the other way."),
        Mistake(
            _no_way_back,
            "The sums are right, but the best kind at a step need not lie on the path that is best in the end. Note "
            "for each kind where its best way came from, and walk back from the last step.",
        ),
        Mistake(_from_the_end, "The path is walked from its end: turn it round before you return it."),
        Mistake(_without_last, "The scores of the last step are missing."),
        Mistake(
            lambda scores, moves: _search(scores, moves, 0, -1),
            "The sum so far belongs to the kind that one comes from, a row of `moves`: total[:, None] + moves.",
        ),
        Mistake(
            lambda scores, moves: _search(scores, moves, 1, (-1, 1)),
            "The best way *to* a kind is the largest in its column: max and argmax over axis 0.",
        ),
        Mistake(
            lambda scores, moves: _path(np.concatenate([scores[:1], 0 * scores[1:]]), moves),
            "After the first step only moves are added. Add each step's scores, too.",
        ),
    ),
    explanation="K * K ways for each of T - 1 moves, in place of K ** T paths: the method is called Viterbi's.",
)  # fmt: skip

EXERCISES = (TURN, LOSS, PRICE, PATH)

QUIZ = {
    "A batch holds sequences of unequal length, filled up at the end. What breaks a bidirectional network "
    "that does not know the lengths?": {
        "The pass from the end reads the padding first.": (
            True,
            "Its states are no longer those of the sequence alone.",
        ),
        "The pass from the start reads the padding first.": (False, "It comes to it last, when all is answered."),
        "Nothing, if the padding is zero.": (False, "Zeros, too, move the state of a network: it has biases."),
    },
    "Why sort sequences by length before they are put into batches?": {
        "The network learns short ones first.": (False, "Batches can still come in any order."),
        "Less has to be filled up.": (True, "A batch is as long as its longest sequence."),
        "The backward pass needs it.": (False, "It needs the lengths, in whatever order."),
    },
    "The accuracy of a tagger rises when batches are sorted less well. What is the likely reason?": {
        "Padding is counted as right answers.": (True, "There is more of it then, and it is easy."),
        "Unsorted batches have smaller gradients.": (False, "Accuracy is measured without gradients."),
        "Longer batches give more context.": (False, "Padding is no context."),
    },
    "Deep in a long string a network still answers string. Does it remember the quote?": {
        "Yes: the quote is all that makes it a string.": (
            False,
            "It is what makes it one, but the words may give it away. Here they did.",
        ),
        "One cannot tell before the quote is taken away and the network asked again.": (
            True,
            "Without the quote most answers stayed; without the sign of a comment they changed.",
        ),
        "No: nothing can be kept so long.": (False, "The sign of a comment was kept as long."),
    },
    "A stream is to be tagged with at most 10 steps of delay. What do you try first?": {
        "A bidirectional network on all that has come so far, with no look-ahead.": (
            False,
            "Here it was worse than a forward LSTM, and found hardly any calls.",
        ),
        "Measure how accuracy grows with the look-ahead, then blocks with m - 1 + k = 10.": (
            True,
            "The task says how far one must look, the equation what it costs.",
        ),
        "A forward network; everything else is forbidden.": (False, "A short delay is allowed, and may bring a lot."),
    },
}  # fmt: skip
