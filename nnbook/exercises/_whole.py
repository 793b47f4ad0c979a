"""Reading the answers that describe a network in whole numbers, for exercises with more than one right answer."""

from __future__ import annotations

from numbers import Integral
from typing import Any


def whole_numbers(answer: Any) -> list[int] | None:
    """A list, tuple or array of whole numbers from 1 as a list of them; None for anything else."""
    numbers = getattr(answer, "tolist", lambda: answer)()  # an array will do
    if not isinstance(numbers, (list, tuple)) or not all(isinstance(n, Integral) and int(n) > 0 for n in numbers):
        return None
    return [int(n) for n in numbers]
