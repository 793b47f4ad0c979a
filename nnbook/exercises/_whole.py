"""Reading the answers that describe a network in whole numbers, for exercises with more than one right answer."""

from __future__ import annotations

from typing import Any

import numpy as np


def whole_numbers(answer: Any) -> list[int] | None:
    """What was given as a list, if it is one row (or array) of whole numbers from 1; None if it is anything else."""
    try:
        numbers = np.asarray(answer)
    except ValueError:  # rows of different lengths
        return None
    whole = numbers.ndim == 1 and numbers.dtype.kind in "iu"
    return numbers.tolist() if whole and (numbers > 0).all() else None
