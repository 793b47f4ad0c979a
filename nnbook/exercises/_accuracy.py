"""Judging an accuracy that a reader reached: a share, high enough, and not too good to be true."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

NO_SHARE = "An accuracy is a share of right answers, between 0 and 1."


def accuracy_between(least: float, most: float, *, low: str, high: str, digits: int = 2) -> Callable[[Any], str | None]:
    """An examiner of answers: below `least` it gives the hint `low`, above `most` the hint `high`."""

    def examine(answer: Any) -> str | None:
        accuracy = float(answer)
        if not 0 <= accuracy <= 1:
            return f"not {accuracy:g}.\n  Hint: {NO_SHARE}"
        if accuracy < least:
            return f"{accuracy:.{digits}f} is not there yet.\n  Hint: {low}"
        return f"{accuracy:.3f} is too good.\n  Hint: {high}" if accuracy > most else None

    return examine
