"""Data sets, nearly all there without a network: real ones that came with other packages, and ones that are made.

Each function returns named NumPy fields, float32 values and int64 labels, made afresh for every call: write into them
as you like. Random ones are the same for the same seed. Most real data need scikit-learn: pip install "nnbook[data]".

Four sets are downloaded when their function is called, and only then: mnist, fashion_mnist, cifar10, tiny_shakespeare.
They are kept in the folder that the environment variable NNBOOK_DATA names, else in the system's folder for caches.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from .affine import affine_digits
from .bundled import breast_cancer, diabetes, digits, iris, linnerud, wine
from .calendar_dates import dates
from .cluttered import cluttered_digits
from .downloads import cifar10, fashion_mnist, mnist, tiny_shakespeare
from .dynamics import lorenz, mackey_glass, narma10, sine_mix
from .long_lags import adding, copy, parity, temporal_order
from .measured import co2, sunspots
from .photographs import patches
from .python_text import code_lines, code_tokens, pydoc_text
from .reber_strings import Strings, reber
from .records import Examples, Regression, Series, Split, Text
from .streams import letters_in_words, simple_sentences, temporal_xor
from .surfaces import Pieces, friedman1, swiss_roll, voronoi_linear
from .toy import Clouds, circles, gates, moons, ring_of_gaussians, spirals, symmetry, two_clouds, xor

_FUNCTIONS: tuple[Callable[..., Any], ...] = (
    adding, affine_digits, breast_cancer, cifar10, circles, cluttered_digits, co2, code_lines, code_tokens, copy, dates,
    diabetes, digits, fashion_mnist, friedman1, gates, iris, letters_in_words, linnerud, lorenz, mackey_glass, mnist,
    moons, narma10, parity, patches, pydoc_text, reber, ring_of_gaussians, simple_sentences, sine_mix, spirals,
    sunspots, swiss_roll, symmetry, temporal_order, temporal_xor, tiny_shakespeare, two_clouds, voronoi_linear, wine,
    xor,
)  # fmt: skip
_SETS = {function.__name__: function for function in _FUNCTIONS}

__all__ = [
    "Clouds", "Examples", "Pieces", "Regression", "Series", "Split", "Strings", "Text",
    "adding", "affine_digits", "breast_cancer", "cifar10", "circles", "cluttered_digits", "co2", "code_lines",
    "code_tokens", "copy", "dates", "diabetes", "digits", "fashion_mnist", "friedman1", "gates", "iris",
    "letters_in_words", "linnerud", "load", "lorenz", "mackey_glass", "mnist", "moons", "narma10", "parity", "patches",
    "pydoc_text", "reber", "ring_of_gaussians", "simple_sentences", "sine_mix", "spirals", "sunspots", "swiss_roll",
    "symmetry", "temporal_order", "temporal_xor", "tiny_shakespeare", "two_clouds", "voronoi_linear", "wine", "xor",
]  # fmt: skip


def load(name: str, **options: Any) -> Any:
    """The data set with this name: load("digits", seed=1) is digits(seed=1).

    Shapes, units and source are in the docstrings of the functions.
    """
    if name not in _SETS:
        close = get_close_matches(name, _SETS, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"load({name!r}): there is no data set of this name.{hint} Known names: {', '.join(_SETS)}.")
    return _SETS[name](**options)
