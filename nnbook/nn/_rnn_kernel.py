"""The arithmetic of a plain recurrent network over a whole sequence, and its backward pass through time.

Letters and steps are those of `_lstm_kernel.py`, with P = H.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._tensor import Array
from ._recurrence import Back, Weights, for_steps
from .linear import column_sums


def rnn_tanh(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights) -> Back:
    """x (L, I) -> y (L, H): h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh) (Elman, 1990)."""
    return _rnn(x, steps, y, states, w, relu=False)


def rnn_relu(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights) -> Back:
    """x (L, I) -> y (L, H): h_t = max(0, W_ih x_t + b_ih + W_hh h_(t-1) + b_hh)."""
    return _rnn(x, steps, y, states, w, relu=True)


def _rnn(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights, relu: bool) -> Back:
    """Writes into `y`; the state h (N, H) becomes that after the last step."""
    (h,) = states
    hidden = x @ w.ih.T  # (L, H): W_ih x_t for all steps in one product of matrices
    if w.b_ih is not None:
        hidden += w.b_ih + w.b_hh
    w_hh_t = for_steps(w.hh.T, steps)
    h_before = np.empty_like(hidden)  # h_(t-1)
    for rows in steps:
        n = rows.stop - rows.start
        h_before[rows] = h[:n]
        a = hidden[rows]  # (n, H)
        a += h[:n] @ w_hh_t
        np.clip(a, 0, np.inf, out=a) if relu else np.tanh(a, out=a)
        h[:n] = y[rows] = a

    def back(dy: Array, dstates: Sequence[Array], need_x: bool) -> tuple[Array | None, Weights]:
        (dh,) = dstates  # for the state after the last step; at the end, for that before the first
        da = (hidden > 0).astype(x.dtype) if relu else 1 - hidden * hidden  # dh/da
        w_hh = for_steps(w.hh, steps)
        for rows in reversed(steps):
            dh_t, d = dh[: rows.stop - rows.start], da[rows]  # (n, H)
            dh_t += dy[rows]  # h_t is an output, and the next step's h_(t-1)
            d *= dh_t
            np.matmul(d, w_hh, out=dh_t)  # for h_(t-1): W_hh^T da
        db = column_sums(da)
        return da @ w.ih if need_x else None, Weights(da.T @ x, da.T @ h_before, db, db.copy())

    return back
