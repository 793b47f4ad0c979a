"""Data sets that are there without a network: real ones that come with scikit-learn, and ones that are made.

Each function returns named NumPy fields, float32 values and int64 labels, made afresh for every call: write into them
as you like. Random ones are the same for the same seed. Real data need scikit-learn: pip install "nnbook[data]".
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from .bundled import breast_cancer, digits, iris
from .cluttered import cluttered_digits
from .records import Examples, Split
from .toy import Clouds, gates, moons, spirals, symmetry, two_clouds, xor

__all__ = [
    "Clouds",
    "Examples",
    "Split",
    "breast_cancer",
    "cluttered_digits",
    "digits",
    "gates",
    "iris",
    "load",
    "moons",
    "spirals",
    "symmetry",
    "two_clouds",
    "xor",
]

_SETS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (breast_cancer, cluttered_digits, digits, gates, iris, moons, spirals, symmetry, two_clouds, xor)
}


def load(name: str, **options: Any) -> Any:
    """The data set with this name: load("digits", seed=1) is digits(seed=1).

    Shapes, units and source are in the docstrings of the functions.
    """
    if name not in _SETS:
        close = get_close_matches(name, _SETS, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"load({name!r}): there is no data set of this name.{hint} Known names: {', '.join(_SETS)}.")
    return _SETS[name](**options)
