"""Comparing answers of any kind (tensors, arrays, numbers, texts, tuples) and showing them in few characters."""

from __future__ import annotations

from typing import Any

import numpy as np

_SHOWN = 6  # elements along each axis


def plain(value: Any) -> Any:
    """Tensors of either engine as NumPy arrays, also those in a tuple or list, the rest as it is."""
    if isinstance(value, (tuple, list)):
        return (tuple if isinstance(value, tuple) else list)(plain(each) for each in value)
    return value.detach().numpy() if hasattr(value, "detach") else value


def difference(got: Any, expected: Any, tolerance: float) -> str | None:
    """What is different, in words, or None where both agree."""
    got, expected = plain(got), plain(expected)
    if isinstance(expected, (tuple, list)):
        return (_of_numerals if _is_numeric(expected) else _of_sequences)(got, expected, tolerance)
    if isinstance(expected, (str, bytes, dict, set)) or callable(expected):
        return None if type(got) is type(expected) and got == expected else "These are not the same."
    got = _of_rows(got)
    if not _is_numeric(got):
        return f"A number or an array is expected, not {type(got).__name__}."
    return _of_numbers(np.asarray(got), np.asarray(expected), tolerance)


def _of_numerals(got: Any, expected: tuple | list, tolerance: float) -> str | None:
    """What is different from a tuple or list of single numbers; an array of them is as good."""
    if isinstance(got, (tuple, list)) and len(got) != len(expected):
        return f"The length should be {len(expected)}, not {len(got)}."
    if isinstance(got, (tuple, list)) and not _is_numeric(got):
        return _of_sequences(got, expected, tolerance)
    if not _is_numeric(got):
        return f"A {type(expected).__name__} is expected, not {type(got).__name__}."
    if np.ndim(got) == 0:
        return f"{len(expected)} numbers are expected, one came."
    return _of_numbers(np.asarray(got), np.asarray(expected), tolerance)


def _is_numeric(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(_is_numeric(v) and np.ndim(plain(v)) == 0 for v in value)
    return isinstance(value, (bool, int, float, np.generic, np.ndarray)) and np.asarray(value).dtype.kind in "biuf"


def _of_rows(value: Any) -> Any:
    """Lists of lists of numbers as the array that they would make; whatever is none as it is."""
    if not isinstance(value, (tuple, list)) or not any(isinstance(row, (tuple, list, np.ndarray)) for row in value):
        return value
    try:
        array = np.array(value)
    except ValueError:  # rows of different lengths
        return value
    return array if array.dtype.kind in "biuf" else value


def _of_sequences(got: Any, expected: Any, tolerance: float) -> str | None:
    if not isinstance(got, (tuple, list)) or len(got) != len(expected):
        came = f"{len(got)}" if isinstance(got, (tuple, list)) else f"one {type(got).__name__}"
        return f"{len(expected)} results are expected, {came} came."
    for number, (a, b) in enumerate(zip(got, expected, strict=True), 1):
        wrong = difference(a, b, tolerance)
        if wrong is not None:
            return f"Result {number} of {len(expected)}: {wrong}"
    return None


def _of_numbers(got: np.ndarray, expected: np.ndarray, tolerance: float) -> str | None:
    if got.shape != expected.shape:
        return f"The shape should be {expected.shape}, not {got.shape}."
    if (got.dtype.kind == "b") != (expected.dtype.kind == "b"):
        wanted = "truth values are" if expected.dtype.kind == "b" else "numbers are"
        return f"{wanted.capitalize()} expected, not {got.dtype}."
    if np.isnan(got).any() and not np.isnan(expected).any():
        return "There is a NaN in it: a division 0 / 0, or inf - inf, or the logarithm of a negative number."
    with np.errstate(all="ignore"):
        near = np.isclose(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
    if near.all():
        return None
    if near.ndim == 0:
        return "The value is different."
    count = int((~near).sum())
    return f"{count} of {near.size} elements {'is' if count == 1 else 'are'} different."


def show(value: Any, digits: int = 0) -> str:
    """A value in few characters, on one line; numbers with `digits`, or with as many as are easy to read."""
    value = plain(value)
    if isinstance(value, np.ndarray) and value.ndim:
        with np.printoptions(precision=digits or 4, threshold=_SHOWN**2, edgeitems=2, suppress=not digits):
            text = " ".join(np.array2string(value, separator=", ").split())
        return text if value.size <= _SHOWN**2 else f"{text}, an array of shape {value.shape}"
    if isinstance(value, tuple):
        return "(" + ", ".join(show(v, digits) for v in value) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, (float, np.floating)) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        return f"{float(value):.{digits or 6}g}"
    if callable(value):
        return f"the function {getattr(value, '__name__', value)}"
    text = repr(value.item() if isinstance(value, (np.generic, np.ndarray)) else value)
    return text if len(text) <= 80 else text[:77] + "..."


def show_both(expected: Any, got: Any) -> tuple[str, str]:
    """Two different values, with enough digits to see that they differ."""
    digits = 16 if difference(got, expected, 1e-4) is None else 0
    return show(expected, digits), show(got, digits)
