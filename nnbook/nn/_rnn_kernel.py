"""The arithmetic of a plain recurrent network over a whole sequence, and its backward pass through time.

Letters and steps are those of `_lstm_kernel.py`, with P = H.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._tensor import Array
from ._recurrence import Back, Weights
from .linear import column_sums


def rnn_tanh(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights) -> Back:
    """The recurrence with tanh: see `_rnn`."""
    return _rnn(x, steps, y, states, w, relu=False)


def rnn_relu(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights) -> Back:
    """The recurrence with max(0, .): see `_rnn`."""
    return _rnn(x, steps, y, states, w, relu=True)


def _rnn(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights, relu: bool) -> Back:
    """x (L, I) -> y (L, H), written into `y`; the state h (N, H) becomes that after the last step (Elman, 1990).

    h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), or the larger of that argument and 0.
    """
    (h,) = states
    w_hh = np.ascontiguousarray(w.hh.T)  # a product with this copy takes half the time of one with the view
    hidden = x @ w.ih.T  # (L, H): for all steps in one product of matrices
    if w.b_ih is not None:
        hidden += w.b_ih + w.b_hh
    h_before = np.empty_like(hidden)  # h_(t-1)
    for rows in steps:
        n = rows.stop - rows.start
        h_before[rows] = h[:n]
        a = hidden[rows]  # (n, H)
        a += h[:n] @ w_hh
        np.maximum(a, 0, out=a) if relu else np.tanh(a, out=a)
        h[:n] = y[rows] = a

    def back(dy: Array, dstates: Sequence[Array], need_x: bool, need_w: bool) -> tuple[Array | None, Weights]:
        (dh,) = dstates  # running, too: from the last step to the first
        da = np.empty_like(hidden)  # for what tanh or max is taken of
        for rows in reversed(steps):
            dh_t, h_t = dh[: rows.stop - rows.start], hidden[rows]  # (n, H)
            dh_t += dy[rows]
            np.multiply(dh_t, h_t > 0 if relu else 1 - h_t * h_t, out=da[rows])
            np.matmul(da[rows], w.hh, out=dh_t)
        dx = da @ w.ih if need_x else None
        if not need_w:
            return dx, Weights()
        db = column_sums(da)
        return dx, Weights(da.T @ x, da.T @ h_before, db, db.copy())

    return back
