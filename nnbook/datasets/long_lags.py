"""Sequences that are made so that what matters lies far back: tests of a network's memory."""

from __future__ import annotations

import numpy as np

from .drawing import both_parts
from .records import Split

COPIED, LETTERS = 10, "abcdefgh"  # of the copy task: the length of the text, and what it is made of


def adding(steps: int = 60, n_train: int = 10_000, n_test: int = 1_000, seed: int = 0) -> Split:
    """Add the two marked numbers: x (N, steps, 2), a number from 0 to 1 and a mark, 0 or 1; y (N, 1) their sum.

    One mark stands in the first half, one in the second. Answering 1, the mean, gives a mean squared error of 1/6,
    0.167. After Hochreiter and Schmidhuber, "Long short-term memory" (1997), in the form used since: numbers from 0 to
    1 and not from -1 to 1, the sum not rescaled, all sequences of one length.
    """
    _check("adding", steps, 2, n_train, n_test)

    def draw(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
        x = np.zeros((n, steps, 2), np.float32)
        x[:, :, 0] = rng.random((n, steps), dtype=np.float32)
        row, half = np.arange(n), steps // 2
        x[row, rng.integers(half, size=n), 1] = 1
        x[row, rng.integers(half, steps, size=n), 1] = 1
        return x, (x[:, :, 0] * x[:, :, 1]).sum(axis=1, keepdims=True)

    return Split(*both_parts(draw, n_train, n_test, seed))


def copy(steps: int = 50, n_train: int = 10_000, n_test: int = 1_000, seed: int = 0) -> Split:
    """Repeat ten letters after a pause: x (N, T) symbols; y (N, T), blanks and then the ten letters; T is steps + 20.

    x is ten random letters of eight, steps - 1 blanks, a mark that says "now", and ten more blanks; y is blank up to
    the mark, and then the ten letters in their order. Without memory one can only guess them: the cross-entropy is then
    10 ln 8 / (steps + 20). After Hochreiter and Schmidhuber (1997), in the form of Arjovsky, Shah and Bengio, "Unitary
    evolution recurrent neural networks" (2016). Symbol 0 is the blank, the last symbol the mark, which y never holds.
    """
    _check("copy", steps, 1, n_train, n_test)

    def draw(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
        x, y = np.zeros((2, n, steps + 2 * COPIED), np.int64)
        x[:, :COPIED] = y[:, -COPIED:] = rng.integers(1, len(LETTERS) + 1, (n, COPIED))
        x[:, -COPIED - 1] = len(LETTERS) + 1
        return x, y

    classes = ("-", *LETTERS)
    return Split(*both_parts(draw, n_train, n_test, seed), classes=classes, symbols=(*classes, "!"))


def temporal_order(steps: int = 100, n_train: int = 10_000, n_test: int = 1_000, seed: int = 0) -> Split:
    """Which came first: x (N, steps) symbols, mostly noise, but X or Y in two places; y (N,) XX, XY, YX or YY.

    x starts with E and ends with B; in between are random letters a, b, c, d, one X or Y after a tenth to a fifth of
    the steps and one after five to six tenths. After Hochreiter and Schmidhuber, "Long short-term memory" (1997), task
    6a, where the lengths vary from 100 to 110; here all are equal, and other lengths are scaled.
    """
    _check("temporal_order", steps, 10, n_train, n_test)

    def draw(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
        x, row = rng.integers(4, size=(n, steps)), np.arange(n)
        first, second = rng.integers(2, size=(2, n))
        x[row, rng.integers(steps // 10, steps // 5 + 1, size=n)] = 4 + first
        x[row, rng.integers(steps // 2, steps * 3 // 5 + 1, size=n)] = 4 + second
        x[:, 0], x[:, -1] = 6, 7
        return x, 2 * first + second

    classes, symbols = ("XX", "XY", "YX", "YY"), ("a", "b", "c", "d", "X", "Y", "E", "B")
    return Split(*both_parts(draw, n_train, n_test, seed), classes=classes, symbols=symbols)


def parity(steps: int = 20, n_train: int = 10_000, n_test: int = 1_000, seed: int = 0) -> Split:
    """Count to two: x (N, steps, 1) random zeros and ones; y (N,), whether the number of ones is even or odd.

    Every bit matters, and changing any one changes the answer. For a network that keeps a state one bit of memory is
    enough; a network without needs the whole row at once (Minsky and Papert, "Perceptrons", 1969). Made at random, so
    with few steps the same row can be in both parts.
    """
    _check("parity", steps, 1, n_train, n_test)

    def draw(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
        bits = rng.integers(2, size=(n, steps))
        return bits[:, :, None].astype(np.float32), bits.sum(axis=1) % 2

    return Split(*both_parts(draw, n_train, n_test, seed), classes=("even", "odd"))


def _check(name: str, steps: int, least: int, n_train: int, n_test: int) -> None:
    if steps < least or n_train < 1 or n_test < 1:
        raise ValueError(
            f"{name}(steps={steps}, n_train={n_train}, n_test={n_test}): there must be at least {least} steps, and a "
            f"sequence in each part."
        )
