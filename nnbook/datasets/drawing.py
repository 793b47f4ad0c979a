"""What sets that are drawn at random share: a stream of random numbers for each part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Draw = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]


def streams(seed: int) -> tuple[np.random.Generator, np.random.Generator]:
    """A generator for the training and one for the test part: more of one leaves the other as it was."""
    return np.random.default_rng([seed, 0]), np.random.default_rng([seed, 1])


def both_parts(
    draw: Draw, n_train: int, n_test: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """x and y of the training part and of the test part, where `draw(rng, n)` gives n examples."""
    train, test = streams(seed)
    return *draw(train, n_train), *draw(test, n_test)
