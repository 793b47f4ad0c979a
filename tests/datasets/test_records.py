"""The records: what is shown of them, and how a series and a text become examples."""

import numpy as np
import pytest

from nnbook import datasets
from nnbook.datasets import Series, Split, Text


def ramp(n: int, columns: int = 1) -> Series:
    """Values that are their own place in time (plus 100 for each column)."""
    values = np.arange(n, dtype=np.float32)[:, None] + 100 * np.arange(columns, dtype=np.float32)
    return Series(values, np.arange(n, dtype=np.float64), tuple("abc"[:columns]), "step")


def test_empty_fields_are_not_shown():
    x, y = np.zeros((4, 2), np.float32), np.zeros((4, 1), np.float32)
    assert repr(Split(x, y, x[:1], y[:1])).splitlines() == [
        "Split:",
        "    x_train  float32 (4, 2)",
        "    y_train  float32 (4, 1)",
        "    x_test   float32 (1, 2)",
        "    y_test   float32 (1, 1)",
    ]


@pytest.mark.parametrize("lags", [1, 3, 9])
@pytest.mark.parametrize("horizon", [1, 4])
def test_a_series_becomes_windows_and_what_comes_after_them(lags, horizon):
    parts = ramp(50, columns=2).split(lags, horizon, test=0.2)
    for x, y in ((parts.x_train, parts.y_train), (parts.x_test, parts.y_test)):
        assert x.shape[1:] == (lags, 2)
        np.testing.assert_array_equal(np.diff(x, axis=1), np.ones((len(x), lags - 1, 2)))
        np.testing.assert_array_equal(y - x[:, -1], np.full(y.shape, horizon))
    np.testing.assert_array_equal(parts.y_test[:, 0], np.arange(40, 50))  # the same for all lags
    np.testing.assert_array_equal(parts.y_train[:, 0], np.arange(lags + horizon - 1, 40))
    parts.x_train[:] = -1
    assert parts.y_train.min() >= 0


def test_windows_with_a_gap_are_left_out():
    series = ramp(30)
    series.values[12] = np.nan
    parts = series.split(lags=3, test=0.2)
    assert np.isfinite(parts.x_train).all()
    np.testing.assert_array_equal(parts.y_train[:, 0], [*range(3, 12), *range(16, 24)])
    weeks = datasets.co2().split(lags=4)
    assert all(np.isfinite(part).all() for part in (weeks.x_train, weeks.y_train, weeks.x_test, weeks.y_test))


@pytest.mark.parametrize("options", [{"lags": 0}, {"horizon": 0}, {"lags": 40}, {"test": 0}, {"test": 1}])
def test_impossible_windows_are_refused(options):
    with pytest.raises(
        ValueError, match=r"of a series of 40 values: both parts must hold an example, and an example takes"
    ):
        ramp(40).split(**options)


def test_a_text_becomes_pieces_and_the_same_one_place_later():
    text = Text(np.arange(23), np.arange(23, 30), tuple(map(chr, range(65, 95))))
    parts = text.split(length=5)
    np.testing.assert_array_equal(parts.x_train, np.arange(20).reshape(4, 5))
    np.testing.assert_array_equal(parts.y_train, parts.x_train + 1)
    np.testing.assert_array_equal(parts.x_test, np.arange(23, 28)[None])
    assert parts.classes == parts.symbols == text.symbols
    parts.x_train[:] = 0
    assert parts.y_train.max() == text.train[20] == 20
    assert Text(np.arange(10), np.arange(10), tuple("abcdefghij")).split(3).x_train.shape == (
        3,
        3,
    )  # the last has a next
    assert Text(np.arange(9), np.arange(9), tuple("abcdefghi")).split(3).x_train.shape == (2, 3)  # the last has none
    for length in (0, 7):
        with pytest.raises(
            ValueError, match=rf"split\(length={length}\): a piece must have from 1 to 6 symbols, less than a"
        ):
            text.split(length)


def test_text_is_written_and_read():
    letters, words = datasets.letters_in_words(), datasets.simple_sentences()
    for text, written in ((letters, "starwind"), (words, "man eat cookie")):
        assert text.encode(written).dtype == np.int64
        assert text.decode(text.encode(written)) == written
        assert text.encode(text.decode(text.train[:50])).tolist() == text.train[:50].tolist()
    with pytest.raises(ValueError, match=r"encode: 'x' is none of the \d+ symbols of this text"):
        letters.encode("axe")
    with pytest.raises(ValueError, match=r"encode: 'woolly' is none of the 29 symbols"):
        words.encode("woolly mouse")
