"""What may be wrong with a result, when no known mistake explains it: order, shape, sign, factor, summand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ._compare import difference, plain

FOLLOW = "Take the first input and follow it line by line with a pencil: print each step and compare."
Pairs = Sequence[tuple[np.ndarray, np.ndarray]]


def likely_cause(results: Sequence[Any], expected: Sequence[Any], tolerance: float) -> str:
    """How all results differ from what is expected in one and the same way, in words; else a way to find out."""
    for mended, told in _REARRANGED:
        if all(difference(mended(a, b), b, tolerance) is None for a, b in zip(results, expected)):
            return told
    if all(_are_of_one_length(a, b) for a, b in zip(results, expected)):
        return _of_parts(results, expected, tolerance)
    arrays = [(_numbers(result), _numbers(wanted)) for result, wanted in zip(results, expected)]
    pairs = [(a, b) for a, b in arrays if a is not None and b is not None and a.shape == b.shape]
    if len(pairs) < len(arrays) or sum(a.size for a, _ in pairs) < 2 or any(_is_broken(a, b) for a, b in pairs):
        return FOLLOW
    with np.errstate(all="ignore"):
        pairs = [(a, b) for a, b in pairs if a.size]
        return _of_signs(pairs, tolerance) or _of_factors(pairs) or _of_summands(pairs) or FOLLOW


def _are_of_one_length(result: Any, wanted: Any) -> bool:
    return isinstance(wanted, (tuple, list)) and isinstance(result, (tuple, list)) and len(result) == len(wanted)


def _of_parts(results: Sequence[Any], expected: Sequence[Any], tolerance: float) -> str:
    """The cause for the first part that is wrong in results of several parts."""
    for part in range(max(map(len, expected))):
        both = [(a[part], b[part]) for a, b in zip(results, expected) if part < len(b)]
        if any(difference(a, b, tolerance) is not None for a, b in both):
            cause = likely_cause([a for a, _ in both], [b for _, b in both], tolerance)
            return cause if cause == FOLLOW or len(expected[0]) == 1 else f"Of result {part + 1}: {cause}"
    return FOLLOW


def _of_signs(pairs: Pairs, tolerance: float) -> str | None:
    def near(change: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]) -> bool:
        changed = [change(a, b) for a, b in pairs]
        return all(np.allclose(a, b, rtol=tolerance, atol=tolerance) for a, b in changed)

    if near(lambda a, b: (-a, b)):
        return "Every number has the opposite sign."
    if near(lambda a, b: (abs(a), abs(b))):
        return "The sizes are right, some signs are not."
    return "Every number is 1 divided by what it should be." if near(lambda a, b: (a * b, np.ones_like(b))) else None


def _of_factors(pairs: Pairs) -> str | None:
    factors = [_constant(a / b) for a, b in pairs if b.any()]
    found = [f for f in factors if f is not None]
    if not found or len(found) < len(factors):
        return None
    if not any(found):
        return "Every number is 0."
    if np.allclose(found, 1):
        return None  # right but for rounding: nothing that a factor could say
    if np.allclose(found, found[0]):
        return f"Every number is {found[0]:.4g} times what it should be."
    if min(b.size for _, b in pairs) == 1:
        return None  # any two numbers differ by a factor
    told = ", ".join(f"{f:.4g}" for f in found[:3])
    return f"Each result is a multiple of the right one, by {told} ...: is it a sum in place of a mean, or the reverse?"


def _of_summands(pairs: Pairs) -> str | None:
    summands = [_constant(a - b) for a, b in pairs]
    first = summands[0]
    if first is None or any(s is None or not np.isclose(s, first) for s in summands):
        return None
    return f"Every number is {abs(first):.4g} too {'large' if first > 0 else 'small'}."


def _is_broken(result: np.ndarray, wanted: np.ndarray) -> bool:
    """Whether there is a NaN or an infinity where a number should be: what the others have in common misleads."""
    return bool((~np.isfinite(result) & np.isfinite(wanted)).any())


def _constant(values: np.ndarray) -> float | None:
    """The one value of all elements (of 0 / 0 none is known), or None."""
    known = values[~np.isnan(values)]
    return float(known[0]) if known.size and np.isfinite(known).all() and np.allclose(known, known[0]) else None


def _numbers(value: Any) -> np.ndarray | None:
    value = plain(value)
    if isinstance(value, (tuple, list)):
        return None
    array = np.asarray(value)
    return array.astype(np.float64).reshape(array.shape or (1,)) if array.dtype.kind in "iuf" else None


# ---------------------------------------------------------------------- the right numbers in the wrong places
def _reversed(result: Any, wanted: Any) -> Any:
    return tuple(reversed(result)) if isinstance(result, (tuple, list)) else result


def _transposed(result: Any, wanted: Any) -> Any:
    result = plain(result)
    return result.T if isinstance(result, np.ndarray) and result.ndim == 2 else result


def _reshaped(result: Any, wanted: Any) -> Any:
    result, wanted = plain(result), plain(wanted)
    if not isinstance(result, np.ndarray) or isinstance(wanted, (tuple, list)) or result.size != np.size(wanted):
        return result
    return result.reshape(np.shape(wanted))


_REARRANGED = (
    (_reversed, "These are the right results in the other order."),
    (_transposed, "This is the transpose of what is expected: rows and columns are exchanged."),
    (_reshaped, "The numbers are right, the shape is not: keepdims=True keeps an axis, reshape changes a shape."),
)
