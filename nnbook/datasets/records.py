"""The two kinds of answer that a data set gives: examples, and examples split into training and test."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np


def _brief(value: object) -> str:
    """An array as its type and shape, a long tuple as its ends, a number in four digits."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    if isinstance(value, tuple) and len(value) > 4:
        return f"({value[0]!r}, {value[1]!r}, ..., {value[-1]!r})"
    return f"{value:.4g}" if isinstance(value, float) else repr(value)


@dataclass(frozen=True, eq=False, repr=False)
class _Record:
    """Named fields, shown by their shapes: nobody wants 100,000 numbers on the screen."""

    def __repr__(self) -> str:
        width = max(len(field.name) for field in fields(self))
        lines = (f"    {field.name:{width}}  {_brief(getattr(self, field.name))}" for field in fields(self))
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
class Split(_Record):
    """Images in a training and a test part: x is (N, 1, H, W) float32 from 0 to 1, y is (N,) int64.

    `source_train` and `source_test`, (N,) int64, say from which original image each one comes: the row in
    scikit-learn's table. No row is in both, whatever was done to the images afterwards.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    classes: tuple[str, ...]
    source_train: np.ndarray
    source_test: np.ndarray
