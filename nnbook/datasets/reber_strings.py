"""Strings of the grammar that Reber made in 1967 to see how people learn rules without being told them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .records import Split

LETTERS = ("", *"BTPSXVE")
# Where each letter leads from each state; the ways out of a state are equally likely. In the last state comes E.
PATHS = ({"T": 1, "P": 2}, {"S": 1, "X": 3}, {"T": 2, "V": 4}, {"X": 2, "S": 5}, {"P": 3, "V": 5}, {"E": 6})
NO_LETTER = -100  # the label that cross_entropy leaves out


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Strings(Split):
    """Strings of a grammar: `allowed_train` and `allowed_test`, (N, T, K) bool, mark the letters that may come next.

    x and y are as in Split: letters, and the letters that did come next. A network has learned the grammar when its
    likeliest letters are the allowed ones.
    """

    allowed_train: np.ndarray
    allowed_test: np.ndarray


def reber(n_train: int = 1000, n_test: int = 200, embedded: bool = False, seed: int = 0) -> Strings:
    """Reber's grammar: x (N, T) letters of strings such as BTXSE, filled up with 0; y (N, T) the next letters, or -100.

    Which letters may follow depends on the state, and so on more than the last letter: `allowed_train` and
    `allowed_test` (N, T, 8). With `embedded=True` a string stands between two letters that are equal, both T or both P
    (BT BTXSE TE): to foretell the second the network must remember the first through a string of any length. No string
    of the test part is in the training part. Made as in Cleeremans, Servan-Schreiber and McClelland, "Finite state
    automata and simple recurrent networks" (1989); the embedded form as in Hochreiter and Schmidhuber (1997).
    """
    if n_train < 2 or n_test < 2:
        raise ValueError(f"reber(n_train={n_train}, n_test={n_test}): both parts need at least 2 strings.")
    rng = np.random.default_rng(seed)
    train = [_string(rng, embedded) for _ in range(n_train)]
    known = {letters for letters, _ in train}
    test: list[tuple[str, list[str]]] = []
    while len(test) < n_test:
        letters, allowed = _string(rng, embedded)
        if letters not in known:
            test.append((letters, allowed))
    length = max(len(letters) for letters, _ in train + test) - 1
    (x, y, may), (x_test, y_test, may_test) = (_table(part, length) for part in (train, test))
    return Strings(x, y, x_test, y_test, LETTERS, symbols=LETTERS, allowed_train=may, allowed_test=may_test)


def _string(rng: np.random.Generator, embedded: bool) -> tuple[str, list[str]]:
    """A string, and for each letter but the last those that may come next."""
    letters, allowed, state = "B", [], 0
    while state < len(PATHS):
        ways = PATHS[state]
        letter = "".join(ways)[rng.integers(len(ways))]
        letters, state = letters + letter, ways[letter]
        allowed.append("".join(ways))
    if not embedded:
        return letters, allowed
    outer = "TP"[rng.integers(2)]
    return f"B{outer}{letters}{outer}E", ["TP", "B", *allowed, outer, "E"]


def _table(strings: list[tuple[str, list[str]]], length: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The strings as (N, length) letters and next letters, and (N, length, K) allowed ones."""
    number = {letter: i for i, letter in enumerate(LETTERS)}
    x = np.zeros((len(strings), length), np.int64)
    y = np.full_like(x, NO_LETTER)
    may = np.zeros((*x.shape, len(LETTERS)), bool)
    for i, (letters, allowed) in enumerate(strings):
        numbers = [number[letter] for letter in letters]
        x[i, : len(numbers) - 1], y[i, : len(numbers) - 1] = numbers[:-1], numbers[1:]
        for t, possible in enumerate(allowed):
            may[i, t, [number[letter] for letter in possible]] = True
    return x, y, may
