"""The arithmetic of a long short-term memory over a whole sequence, and its backward pass through time.

Letters: N sequences, I inputs, H cells, P outputs (P = H without a projection), L rows: the inputs of all steps, one
step under the other. A step t is a slice of these rows, `rows`, with n <= N of them: where sequences differ in length,
the longest come first, and the first n of the running states `h` and `c` take part. `d` means the derivative of the
loss: `dc` is that for c.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._tensor import Array
from ._recurrence import Back, Weights, gate_major, project, sigmoid_
from .linear import column_sums


def lstm(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights) -> Back:
    """x (L, I) -> y (L, P), written into `y`; the states h (N, P) and c (N, H) become those after the last step.

    With the gates i, f, g, o below each other in the rows of W and b (Hochreiter and Schmidhuber, 1997; the forget gate
    f: Gers et al., 2000; the projection W_hr: Sak et al., 2014):

        i, f, o = sigmoid(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh),    g = tanh(the same)
        c_t = f * c_(t-1) + i * g
        h_t = W_hr (o * tanh(c_t)),    or without W_hr
    """
    h, c = states
    w_hh = gate_major(w.hh, 4)  # (4, P, H)
    gates = project(x, w.ih, 4)  # (4, L, H): for all steps in one product of matrices
    if w.b_ih is not None:
        gates += (w.b_ih + w.b_hh).reshape(4, 1, -1)
    h_before = np.empty((len(x), h.shape[1]), x.dtype)  # h_(t-1)
    c_before, tanh_c = np.empty((2, *gates.shape[1:]), x.dtype)
    for rows in steps:
        n = rows.stop - rows.start
        h_before[rows], c_before[rows] = h[:n], c[:n]
        a = gates[:, rows]  # (4, n, H)
        a += h[:n] @ w_hh
        i, f, g, o = a
        sigmoid_(a[:2])
        np.tanh(g, out=g)
        sigmoid_(o)
        c[:n] = f * c[:n] + i * g
        np.tanh(c[:n], out=tanh_c[rows])
        m = o * tanh_c[rows]
        h[:n] = m if w.hr is None else m @ w.hr.T
        y[rows] = h[:n]

    def back(dy: Array, dstates: Sequence[Array], need_x: bool, need_w: bool) -> tuple[Array | None, Weights]:
        dh, dc = dstates  # running, too: from the last step to the first
        da = np.empty((len(x), 4, c.shape[1]), x.dtype)  # for what the sigmoids and tanh are taken of
        dh_after = np.empty_like(h_before) if w.hr is not None else None
        for rows in reversed(steps):
            n = rows.stop - rows.start
            i, f, g, o = a = gates[:, rows]
            dh_t, dc_t = dh[:n], dc[:n]
            dh_t += dy[rows]
            dm = dh_t
            if dh_after is not None:
                dh_after[rows] = dh_t
                dm = dh_t @ w.hr  # (n, H)
            dc_t += dm * o * (1 - tanh_c[rows] ** 2)
            slope = a * a
            np.subtract(a[:2], slope[:2], out=slope[:2])  # of a sigmoid s: s (1 - s)
            np.subtract(1, slope[2], out=slope[2])  # of tanh: 1 - tanh^2
            np.subtract(o, slope[3], out=slope[3])
            da_t = da[rows]  # (n, 4, H)
            np.multiply(dc_t * g, slope[0], out=da_t[:, 0])
            np.multiply(dc_t * c_before[rows], slope[1], out=da_t[:, 1])
            np.multiply(dc_t * i, slope[2], out=da_t[:, 2])
            np.multiply(dm * tanh_c[rows], slope[3], out=da_t[:, 3])
            dc_t *= f
            np.matmul(da_t.reshape(n, -1), w.hh, out=dh_t)
        flat = da.reshape(len(x), -1)  # (L, 4 H)
        dx = flat @ w.ih if need_x else None
        if not need_w:
            return dx, Weights()
        db = column_sums(flat)
        dw_hr = None if dh_after is None else dh_after.T @ (gates[3] * tanh_c)
        return dx, Weights(flat.T @ x, flat.T @ h_before, db, db.copy(), dw_hr)

    return back
