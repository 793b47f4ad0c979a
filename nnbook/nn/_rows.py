"""Adding up rows that belong to the same index: what an embedding's table gets back."""

from __future__ import annotations

import numpy as np

from .._tensor import Array

PIECE = 16


def sum_rows(rows: Array, index: Array, size: int) -> Array:
    """The (size, D) table whose row i is the sum of those of `rows` (n, D) whose `index` (n,) is i.

    `np.add.at` adds number by number. Here rows of one index are brought together by sorting and cut into pieces of at
    most 16; round k adds the k-th row of every piece, whole rows at once: 2 to 3 times as fast on 2048 rows.
    """
    n, table = len(index), np.zeros((size, rows.shape[1]), rows.dtype)
    if n < 512:  # sorting is not worth it
        add_at(table, index, rows)
        return table
    order = np.argsort(index.astype(np.uint16) if size <= 1 << 16 else index, kind="stable")  # short ones sort faster
    ordered = index[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    lengths, distinct = np.diff(starts, append=n), len(starts)
    if lengths.max() > PIECE:
        place = np.arange(n) - np.repeat(starts, lengths)
        starts = np.flatnonzero(place % PIECE == 0)
        lengths = np.diff(starts, append=n)
    longest_first = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[longest_first], lengths[longest_first]
    sums = np.take(rows, order[starts], axis=0)
    for k in range(1, lengths[0]):
        some = starts[: np.searchsorted(-lengths, -k)]  # the pieces longer than k
        sums[: len(some)] += np.take(rows, order[some + k], axis=0)
    if len(starts) == distinct:
        table[ordered[starts]] = sums
    else:
        add_at(table, ordered[starts], sums)
    return table


def add_at(table: Array, index: Array, rows: Array) -> None:
    """table[index[i]] += rows[i] for every i. On single numbers `np.add.at` is 5 times as fast as on rows."""
    cells = (index * rows.shape[1])[:, None] + np.arange(rows.shape[1])
    np.add.at(table.reshape(-1), cells.reshape(-1), rows.reshape(-1))
