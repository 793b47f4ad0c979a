"""The arithmetic of a gated recurrent unit over a whole sequence, and its backward pass through time.

Letters and steps are those of `_lstm_kernel.py`, with P = H.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._tensor import Array
from ._recurrence import Back, Weights, gate_major, project, sigmoid_
from .linear import column_sums


def gru(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights) -> Back:
    """x (L, I) -> y (L, H), written into `y`; the state h (N, H) becomes that after the last step.

    With the gates r, z, n below each other in the rows of W and b (Cho et al., 2014; r multiplies n's recurrent term
    as a whole, bias included, as in cuDNN and PyTorch, and not h_(t-1) before it):

        r, z = sigmoid(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh)
        n = tanh(W_in x_t + b_in + r * (W_hn h_(t-1) + b_hn))
        h_t = (1 - z) * n + z * h_(t-1)
    """
    (h,) = states
    w_hh = gate_major(w.hh, 3)  # (3, H, H)
    gates = project(x, w.ih, 3)  # (3, L, H): for all steps in one product of matrices
    if w.b_ih is not None:
        gates += w.b_ih.reshape(3, 1, -1)
    h_before, inner = np.empty((2, *gates.shape[1:]), x.dtype)  # h_(t-1), W_hn h_(t-1) + b_hn
    for rows in steps:
        size = rows.stop - rows.start
        h_before[rows] = h_t = h[:size]
        a = gates[:, rows]  # (3, size, H)
        recurrent = h_t @ w_hh
        if w.b_hh is not None:
            recurrent += w.b_hh.reshape(3, 1, -1)
        a[:2] += recurrent[:2]
        sigmoid_(a[:2])
        r, z, n = a
        inner[rows] = recurrent[2]
        n += r * recurrent[2]
        np.tanh(n, out=n)
        h_t -= n
        h_t *= z
        h_t += n  # n + z (h - n)
        y[rows] = h_t

    def back(dy: Array, dstates: Sequence[Array], need_x: bool, need_w: bool) -> tuple[Array | None, Weights]:
        (dh,) = dstates  # running, too: from the last step to the first
        da = np.empty((len(x), 3, h.shape[1]), x.dtype)  # for W_hh h_(t-1) + b_hh
        da_n = np.empty_like(inner)  # for what the tanh is taken of: W_in x_t + b_in + ...
        for rows in reversed(steps):
            size = rows.stop - rows.start
            r, z, n = gates[:, rows]
            dh_t, da_t = dh[:size], da[rows]  # (size, H), (size, 3, H)
            dh_t += dy[rows]
            straight = dh_t * z  # to h_(t-1), past the gates
            dz = dh_t * (h_before[rows] - n)
            np.multiply(dh_t - straight, 1 - n * n, out=da_n[rows])
            np.multiply(da_n[rows] * inner[rows], r - r * r, out=da_t[:, 0])
            np.multiply(dz, z - z * z, out=da_t[:, 1])
            np.multiply(da_n[rows], r, out=da_t[:, 2])
            np.matmul(da_t.reshape(size, -1), w.hh, out=dh_t)
            dh_t += straight
        flat = da.reshape(len(x), -1)  # (L, 3 H)
        dw_hh, db_hh = (flat.T @ h_before, column_sums(flat)) if need_w else (None, None)
        da[:, 2] = da_n  # from here on for W_ih x_t + b_ih, which r does not multiply
        dx = flat @ w.ih if need_x else None
        dw_ih, db_ih = (flat.T @ x, column_sums(flat)) if need_w else (None, None)
        return dx, Weights(dw_ih, dw_hh, db_ih, db_hh)

    return back
