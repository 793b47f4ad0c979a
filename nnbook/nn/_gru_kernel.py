"""The arithmetic of a gated recurrent unit over a whole sequence, and its backward pass through time.

Letters, steps and the order of axes are those of `_lstm_kernel.py`, with P = H.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._tensor import Array
from ._recurrence import Back, Weights, bias_gradient, by_gate, for_steps, input_gradient, weight_gradient


def gru(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights) -> Back:
    """x (L, I) -> y (L, H), written into `y`; the state h (N, H) becomes that after the last step (Cho et al., 2014).

    As in cuDNN and PyTorch, r multiplies the whole recurrent term of n; in the paper it multiplies h before W_hn.
    """
    (h,) = states
    w_ih, w_hh = by_gate(w.ih, 3), by_gate(w.hh, 3)  # (3, H, I), (3, H, H)
    gates = x @ w_ih.swapaxes(1, 2)  # (3, L, H): W_ih x_t for all steps in one product of matrices
    bias = np.zeros((3, 1, 1), x.dtype)
    if w.b_ih is not None:
        gates += by_gate(w.b_ih, 3)
        bias = by_gate(w.b_hh, 3)  # (3, 1, H)
    w_hh_t = for_steps(w_hh.swapaxes(1, 2), steps)
    h_before, recurrent_n = np.empty((2, *gates.shape[1:]), x.dtype)  # h_(t-1), W_hn h_(t-1) + b_hn

    for rows in steps:
        size = rows.stop - rows.start
        h_t, a = h[:size], gates[:, rows]  # (size, H), (3, size, H)
        h_before[rows] = h_t
        recurrent = h_t @ w_hh_t
        recurrent += bias
        recurrent_n[rows] = recurrent[2]
        r_z = a[:2]  # sigmoid(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), where sigmoid(a) = tanh(a / 2) / 2 + 1 / 2
        r_z += recurrent[:2]
        r_z *= 0.5
        np.tanh(r_z, out=r_z)
        r_z *= 0.5
        r_z += 0.5
        r, z, n = a
        n += r * recurrent[2]
        np.tanh(n, out=n)  # n = tanh(W_in x_t + b_in + r * (W_hn h_(t-1) + b_hn))
        h_t -= n
        h_t *= z
        h_t += n  # h_t = (1 - z) * n + z * h_(t-1)
        y[rows] = h_t

    def back(dy: Array, dstates: Sequence[Array], need_x: bool) -> tuple[Array | None, Weights]:
        (dh,) = dstates  # for the state after the last step; at the end, for that before the first
        r, z, n = gates
        # By sigmoid' = s (1 - s), tanh' = 1 - tanh^2: dh_t/da for n's argument; for each gate's W_hh h_(t-1) + b_hh
        da_n = (1 - z) * (1 - n * n)
        da = np.stack([da_n * recurrent_n * r * (1 - r), (h_before - n) * z * (1 - z), da_n * r])
        w_hh_here = for_steps(w_hh, steps)
        for rows in reversed(steps):
            dh_t, d = dh[: rows.stop - rows.start], da[:, rows]  # (size, H), (3, size, H)
            dh_t += dy[rows]  # h_t is an output, and the next step's h_(t-1)
            d *= dh_t
            da_n[rows] *= dh_t
            dh_t *= z[rows]  # for h_(t-1): past the gates,
            dh_t += np.sum(d @ w_hh_here, axis=0)  # and through them, W_hh^T da
        dw_hh, db_hh = weight_gradient(da, h_before), bias_gradient(da)
        da[2] = da_n  # from here on for W_ih x_t + b_ih: n's part is not multiplied by r
        dw = Weights(weight_gradient(da, x), dw_hh, bias_gradient(da), db_hh)
        return input_gradient(da, w_ih) if need_x else None, dw

    return back
