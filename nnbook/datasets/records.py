"""The kinds of answer that a data set gives: examples, examples in two parts, series of measurements, and text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

import numpy as np


def _nothing() -> np.ndarray:
    return np.empty(0, np.int64)


def _brief(value: object) -> str:
    """An array as its type and shape, a long tuple as its ends, a number in four digits."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    if isinstance(value, tuple) and len(value) > 4:
        return f"({value[0]!r}, {value[1]!r}, ..., {value[-1]!r})"
    return f"{value:.4g}" if isinstance(value, float) else repr(value)


def _is_empty(value: object) -> bool:
    return isinstance(value, (tuple, np.ndarray)) and len(value) == 0


@dataclass(frozen=True, eq=False, repr=False)
class _Record:
    """Named fields, shown by their shapes: nobody wants 100,000 numbers on the screen. Empty ones are left out."""

    def __repr__(self) -> str:
        filled = {f.name: getattr(self, f.name) for f in fields(self) if not _is_empty(getattr(self, f.name))}
        width = max(map(len, filled))
        lines = (f"    {name:{width}}  {_brief(value)}" for name, value in filled.items())
        return "\n".join([f"{type(self).__name__}:", *lines])


@dataclass(frozen=True, eq=False, repr=False)
class Examples(_Record):
    """A table of examples and their labels: x is (N, D) float32, y is (N,) int64, y[i] numbers a name in `classes`.

    `features` names the D columns of x.
    """

    x: np.ndarray
    y: np.ndarray
    classes: tuple[str, ...]
    features: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Regression(_Record):
    """A table of examples and the numbers to predict from them: x is (N, D) float32, y is (N, K) float32.

    `features` names the D columns of x, `targets` the K columns of y, with their units where they have one. K is often
    1, and y is a column all the same: a network's output is one, and (N,) minus (N, 1) would be an (N, N) table.
    """

    x: np.ndarray
    y: np.ndarray
    features: tuple[str, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Split(_Record):
    """Examples in a training and a test part: `x_train`, `y_train`, `x_test`, `y_test`, the first axis N.

    x is float32 (images are (N, C, H, W), sequences (N, T, D)), or int64 where `symbols` says what the numbers stand
    for: characters or words, number 0 the empty text "" if sequences are filled up to one length. y is int64 and
    numbers the names in `classes`, or it is float32 and `classes` is empty. In sequences of labels, (N, T), -100 marks
    places without one: cross_entropy leaves them out.

    `source_train` and `source_test`, (N,) int64, say what each example was made of: the row in the original table, or
    the number of the file. No number is in both. They are empty where nothing is made of anything.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    classes: tuple[str, ...] = ()
    source_train: np.ndarray = field(default_factory=_nothing)
    source_test: np.ndarray = field(default_factory=_nothing)
    symbols: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Series(_Record):
    """Measurements in the order of time: `values` (T, D) float32, NaN where one is missing, at `times` (T,) float64.

    `names` says what the D columns are and their units, `clock` what `times` counts.
    """

    values: np.ndarray
    times: np.ndarray
    names: tuple[str, ...]
    clock: str

    def split(self, lags: int = 10, horizon: int = 1, test: float = 0.2) -> Split:
        """Forecasting as examples: x (N, lags, D) consecutive values, y (N, D) those `horizon` steps after the last.

        The y of the test part are the last `test` share of the series, those of the training part all before: nothing
        is learned from the future. The first x of the test part reach back into the training part, as in a forecast
        that is made today; so the y do not change with `lags`, and models with other memories are compared on the
        same numbers. Examples with a missing value are left out.
        """
        total = len(self.values)
        first = lags + horizon - 1  # the first value that has such a past
        cut = total - round(test * total)
        if lags < 1 or horizon < 1 or not first < cut < total:
            raise ValueError(
                f"split(lags={lags}, horizon={horizon}, test={test}) of a series of {total} values: both parts must "
                f"hold an example, and an example takes lags + horizon = {lags + horizon} values."
            )
        windows = np.lib.stride_tricks.sliding_window_view(self.values, lags, axis=0).swapaxes(1, 2)
        target = np.arange(first, total)
        x, y = windows[target - first], self.values[target]
        whole = np.isfinite(x).all(axis=(1, 2)) & np.isfinite(y).all(axis=1)
        train, test_part = whole & (target < cut), whole & (target >= cut)
        return Split(x[train], y[train], x[test_part], y[test_part])


@dataclass(frozen=True, eq=False, repr=False)
class Text(_Record):
    """A text, or another stream of symbols, as numbers: `train` and `test`, (T,) int64, number the names in `symbols`.

    Symbols are characters, or words. `starts_train` and `starts_test`, (T,) bool, are true where a unit begins (a word
    in a stream of letters, a sentence in a stream of words), and empty where that is not told.
    """

    train: np.ndarray
    test: np.ndarray
    symbols: tuple[str, ...]
    starts_train: np.ndarray = field(default_factory=_nothing)
    starts_test: np.ndarray = field(default_factory=_nothing)

    @property
    def _between(self) -> str:
        """What stands between two symbols: a space between words."""
        return " " if max(map(len, self.symbols)) > 1 else ""

    def decode(self, numbers: Iterable[int]) -> str:
        """(T,) numbers -> the text."""
        return self._between.join(self.symbols[int(i)] for i in numbers)

    def encode(self, text: str) -> np.ndarray:
        """The text -> (T,) int64 numbers. ValueError for a symbol that is not in `symbols`."""
        number = {symbol: i for i, symbol in enumerate(self.symbols)}
        pieces = text.split() if self._between else text
        if strange := sorted(set(pieces) - set(number)):
            raise ValueError(f"encode: {strange[0]!r} is none of the {len(self.symbols)} symbols of this text.")
        return np.array([number[piece] for piece in pieces], dtype=np.int64)

    def split(self, length: int = 64) -> Split:
        """Prediction of the next symbol as examples: x (N, length) numbers, y (N, length) those one place later.

        Pieces of `length` symbols, one after the other; what is left at the end of a part is dropped.
        """
        least = min(len(self.train), len(self.test))
        if not 1 <= length < least:
            raise ValueError(
                f"split(length={length}): a piece must have from 1 to {least - 1} symbols, less than a part has."
            )
        (x, y), (x_test, y_test) = (_pieces(part, length) for part in (self.train, self.test))
        return Split(x, y, x_test, y_test, classes=self.symbols, symbols=self.symbols)


def _pieces(numbers: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """(T,) numbers -> (N, length) pieces, and the same one place later."""
    n = (len(numbers) - 1) // length * length
    return numbers[:n].reshape(-1, length).copy(), numbers[1 : n + 1].reshape(-1, length).copy()
