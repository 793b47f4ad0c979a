"""Dates as people write them, to be translated into the form that computers write: a first task for attention."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from .records import Split

MONTHS = "january february march april may june july august september october november december"
DAYS = "monday tuesday wednesday thursday friday saturday sunday"
FIRST, LAST = date(1900, 1, 1).toordinal(), date(2099, 12, 31).toordinal()
FORMS = 7
SYMBOLS = ("", *" ,.", *"0123456789", *"abcdefghijklmnopqrstuvwxyz")
ISO = tuple("-0123456789")
LENGTH = len("wednesday, 30th of september 2099")


def dates(n_train: int = 8000, n_test: int = 1000, seed: int = 0) -> Split:
    """Dates in seven human forms and in ISO 8601: x (N, 33) characters, filled up with 0; y (N, 10) such as 1969-07-20.

    "20 july 1969", "july 20, 1969", "20 jul 1969", "sunday, 20th of july 1969", "20.7.1969", "1969, july the 20th" and
    "sun jul 20 1969", in equal shares, for days from 1900 to 2099. No day is in both parts, and none twice in one.
    Made with Python's datetime; the task is the book's.
    """
    days = LAST - FIRST + 1
    if n_train < 1 or n_test < 1 or n_train + n_test > days:
        raise ValueError(
            f"dates(n_train={n_train}, n_test={n_test}): each part takes a date, and together there are {days} days."
        )
    rng = np.random.default_rng(seed)
    drawn = rng.permutation(days)[: n_train + n_test] + FIRST
    form = rng.permutation(np.arange(len(drawn)) % FORMS)
    chosen = [date.fromordinal(int(day)) for day in drawn]
    x = _numbers([_written(day, int(k)) for day, k in zip(chosen, form)], SYMBOLS, LENGTH)
    y = _numbers([day.isoformat() for day in chosen], ISO, 10)
    return Split(x[:n_train], y[:n_train], x[n_train:], y[n_train:], classes=ISO, symbols=SYMBOLS)


def _written(day: date, form: int) -> str:
    """The day in one of the seven forms."""
    month, weekday = MONTHS.split()[day.month - 1], DAYS.split()[day.weekday()]
    number, year = day.day, day.year
    ending = "th" if 10 <= number <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return (
        f"{number} {month} {year}",
        f"{month} {number}, {year}",
        f"{number} {month[:3]} {year}",
        f"{weekday}, {number}{ending} of {month} {year}",
        f"{number}.{day.month}.{year}",
        f"{year}, {month} the {number}{ending}",
        f"{weekday[:3]} {month[:3]} {number:02d} {year}",
    )[form]


def _numbers(texts: Sequence[str], symbols: Sequence[str], length: int) -> np.ndarray:
    """Texts -> (N, length) int64 numbers of their characters, filled up with 0."""
    number = {symbol: i for i, symbol in enumerate(symbols)}
    table = np.zeros((len(texts), length), np.int64)
    for row, text in zip(table, texts):
        row[: len(text)] = [number[character] for character in text]
    return table
