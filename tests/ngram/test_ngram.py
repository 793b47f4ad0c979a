"""Counting what follows: the chances against sums written out, their total, draws, and errors that name the remedy."""

from collections import Counter

import numpy as np
import pytest

from nnbook.ngram import NGram

TEXT = [0, 1, 0, 2, 0, 1, 1, 0, 1, 0, 3, 0, 1]


def by_hand(text, before, symbol, vocabulary, order):
    """Witten and Bell's mixture, by looking through the whole text."""
    if order < 0:
        return 1 / vocabulary
    known = list(before[len(before) - order :]) if order else []
    after = Counter(text[i + order] for i in range(len(text) - order) if list(text[i : i + order]) == known)
    shorter = by_hand(text, before, symbol, vocabulary, order - 1)
    kinds, total = len(after), sum(after.values())
    return (after[symbol] + kinds * shorter) / (total + kinds) if kinds else shorter


@pytest.mark.parametrize("order", [0, 1, 2, 3])
def test_chances_are_those_by_hand(order):
    table = NGram(TEXT, 5, order)
    asked = [0, 1, 4, 0, 3, 3, 1, 0]  # 4 was never seen, 3 3 neither
    expected = [by_hand(TEXT, asked[:t], asked[t], 5, min(t, order)) for t in range(len(asked))]
    assert table.probabilities(asked) == pytest.approx(expected, rel=1e-12)
    for t in range(len(asked)):
        assert table.following(asked[:t])[asked[t]] == pytest.approx(expected[t], rel=1e-12)


@pytest.mark.parametrize("before", [[], [0], [4, 4], [0, 1, 0], [3, 0, 1, 0]])
def test_chances_of_all_symbols_add_up_to_one(before):
    p = NGram(TEXT, 5, 2).following(before)
    assert p.shape == (5,)
    assert p.min() > 0
    assert p.sum() == pytest.approx(1, rel=1e-12)


def test_bits_leave_out_what_has_too_little_before_it():
    table = NGram(TEXT, 4, 2)
    assert table.bits([0, 1, 0, 2]) == pytest.approx(-np.log2(table.probabilities([0, 1, 0, 2])[2:]).mean())
    assert NGram([], 8, 0).bits([1, 2, 3]) == 3.0  # nothing counted: all alike


def test_a_sample_goes_on_as_the_text_does():
    table = NGram([0, 1, 2] * 200, 3, 2)
    drawn = table.sample([0, 1], 40, np.random.default_rng(0))
    assert drawn.shape == (42,)
    assert drawn[:2].tolist() == [0, 1]
    assert (drawn == np.arange(42) % 3).mean() > 0.8
    assert drawn.tolist() == table.sample([0, 1], 40, np.random.default_rng(0)).tolist()


def test_a_short_text_has_no_long_runs():
    assert NGram([1], 4, 3).following([1]).argmax() == 1


def test_what_does_not_fit_is_named():
    with pytest.raises(ValueError, match=r"NGram\(vocabulary=104, order=9\).*Remedy: a lower order"):
        NGram([0], 104, 9)
    with pytest.raises(ValueError, match="order=-1"):
        NGram([0], 4, -1)
    with pytest.raises(ValueError, match=r"symbols from 0 to 4: they must be 0 to 3"):
        NGram([0, 4], 4, 1)
