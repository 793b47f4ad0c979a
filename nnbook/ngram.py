"""Counting what follows: the classical model of text, against which the book's language models are held."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._graph import Array

__all__ = ["NGram"]


class NGram:
    """Chances of the next symbol from how often it followed the last `order` in a text (T,) of whole numbers.

    Each table of counts is mixed with that for runs shorter by a symbol: with `kinds` different symbols in `total`
    places after what was read, p = (count + kinds * shorter p) / (total + kinds). So a table weighs more the more often
    it saw the run and the fewer surprises came after it; below all is 1 / vocabulary (Witten & Bell, 1991, method C).
    ValueError for a symbol outside of 0 to vocabulary - 1, or for runs with no room in a whole number of 8 bytes.
    """

    def __init__(self, text: Any, vocabulary: int, order: int):
        if order < 0 or vocabulary < 1 or vocabulary ** (order + 1) >= 2**63:
            raise ValueError(
                f"NGram(vocabulary={vocabulary}, order={order}): order must be 0 or more, vocabulary ** (order + 1) "
                "below 2 ** 63, so that a run fits into a whole number. Remedy: a lower order"
            )
        self.vocabulary, self.order, self.tables = vocabulary, order, []
        text = self._checked(text)
        for n in range(order + 1):
            runs, times = np.unique(self._runs(text, n), return_counts=True)
            self.tables.append((runs, times, np.concatenate([[0], np.cumsum(times)])))

    def _checked(self, text: Any) -> Array:
        """The text as an array, if all its symbols are in the vocabulary."""
        text = np.asarray(text, np.int64)
        if text.size and not 0 <= text.min() <= text.max() < self.vocabulary:
            raise ValueError(
                f"NGram(vocabulary={self.vocabulary}) got symbols from {text.min()} to {text.max()}: "
                f"they must be 0 to {self.vocabulary - 1}"
            )
        return text

    def _runs(self, text: Array, n: int) -> Array:
        """Every run of n + 1 symbols as one number, whose digits they are."""
        size = max(len(text) - n, 0)
        digits = (text[j : j + size] * self.vocabulary ** (n - j) for j in range(n + 1))
        return sum(digits, np.zeros(size, np.int64))

    def probabilities(self, text: Any) -> Array:
        """(T,) symbols -> (T,) chances that each was given, after those before it; the first ones know fewer."""
        text = self._checked(text)
        p = np.full(len(text), 1 / self.vocabulary)
        for n, (runs, times, sums) in enumerate(self.tables):
            if len(runs) == 0:  # a text shorter than the run
                break
            asked = self._runs(text, n)
            begin = asked - asked % self.vocabulary
            low, high = np.searchsorted(runs, begin), np.searchsorted(runs, begin + self.vocabulary)
            at = np.searchsorted(runs, asked).clip(max=len(runs) - 1)
            count = np.where(runs[at] == asked, times[at], 0)
            kinds, total = high - low, sums[high] - sums[low]
            mixed = (count + kinds * p[n:]) / np.maximum(total + kinds, 1)
            p[n:] = np.where(kinds > 0, mixed, p[n:])
        return p

    def bits(self, text: Any) -> float:
        """The mean surprise at a symbol of the text, -log2 of its chance, but for the first `order` ones."""
        return float(-np.log2(self.probabilities(text)[self.order :]).mean())

    def following(self, before: Any) -> Array:
        """(T,) symbols -> (vocabulary,) chances of each symbol to come next."""
        known = self._checked(before[max(len(before) - self.order, 0) :])
        p = np.full(self.vocabulary, 1 / self.vocabulary)
        for n in range(len(known) + 1):
            runs, times, _ = self.tables[n]
            begin = int(self._runs(np.append(known[len(known) - n :], 0), n)[0])
            low, high = np.searchsorted(runs, (begin, begin + self.vocabulary))
            if high > low:
                p *= high - low
                p[runs[low:high] - begin] += times[low:high]
                p /= p.sum()
        return p

    def sample(self, before: Any, length: int, rng: np.random.Generator) -> Array:
        """(T,) symbols -> (T + length,), each new one drawn by the chances that `following` gives."""
        text = [int(symbol) for symbol in before]
        for _ in range(length):
            text.append(int(rng.choice(self.vocabulary, p=self.following(text))))
        return np.array(text, np.int64)
