"""The arithmetic of a long short-term memory over a whole sequence, and its backward pass through time.

Letters: N sequences, I inputs, H cells, P outputs (P = H without a projection). The inputs of all steps stand one step
under the other, in L rows. A step t is a slice of them, `rows`; where sequences differ in length, the longest come
first, and a step has n <= N rows, those of the first n sequences. A name with d is the derivative of the loss by what
it names: `dc` by c. Gates are the first axis of arrays: numbers that are worked on together lie together in memory.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._tensor import Array
from ._recurrence import Back, Weights, bias_gradient, by_gate, for_steps, input_gradient, weight_gradient


def lstm(x: Array, steps: Sequence[slice], y: Array, states: Sequence[Array], w: Weights) -> Back:
    """x (L, I) -> y (L, P), written into `y`; the states h (N, P) and c (N, H) become those after the last step.

    Hochreiter and Schmidhuber, 1997; the forget gate: Gers et al., 2000; the projection W_hr: Sak et al., 2014.
    """
    h, c = states
    w_ih, w_hh = by_gate(w.ih, 4), by_gate(w.hh, 4)  # (4, H, I), (4, H, P)
    gates = x @ w_ih.swapaxes(1, 2)  # (4, L, H): W_ih x_t for all steps in one product of matrices
    if w.b_ih is not None:
        gates += by_gate(w.b_ih + w.b_hh, 4)
    w_hh_t = for_steps(w_hh.swapaxes(1, 2), steps)  # (4, P, H)
    # sigmoid(a) = tanh(a / 2) / 2 + 1 / 2, so that one tanh serves i, f, g and o
    half = np.array([0.5, 0.5, 1, 0.5], x.dtype).reshape(4, 1, 1)
    rest = 1 - half
    h_before, c_before = np.empty((len(x), h.shape[1]), x.dtype), np.empty_like(gates[0])  # h_(t-1), c_(t-1)
    tanh_c = np.empty_like(c_before)

    for rows in steps:
        n = rows.stop - rows.start
        h_t, c_t, a = h[:n], c[:n], gates[:, rows]  # (n, P), (n, H), (4, n, H)
        h_before[rows], c_before[rows] = h_t, c_t
        a += h_t @ w_hh_t  # a = W_ih x_t + b_ih + W_hh h_(t-1) + b_hh
        a *= half
        np.tanh(a, out=a)
        a *= half
        a += rest
        i, f, g, o = a  # i, f, o = sigmoid(a), g = tanh(a)
        c_t *= f
        c_t += i * g  # c_t = f * c_(t-1) + i * g
        m = o * np.tanh(c_t, out=tanh_c[rows])
        h_t[...] = y[rows] = m if w.hr is None else m @ w.hr.T  # h_t = W_hr (o * tanh(c_t))

    def back(dy: Array, dstates: Sequence[Array], need_x: bool) -> tuple[Array | None, Weights]:
        dh, dc = dstates  # for the states after the last step; at the end, for those before the first
        i, f, g, o = gates
        # By sigmoid' = s (1 - s), tanh' = 1 - tanh^2: dc/da for i, f and g; dm/da for o, with m = o * tanh(c); dm/dc
        da = np.stack([g * i * (1 - i), c_before * f * (1 - f), i * (1 - g * g), tanh_c * o * (1 - o)])
        dm_dc = o * (1 - tanh_c * tanh_c)
        dh_after = None if w.hr is None else np.empty_like(h_before)
        w_hh_here = for_steps(w_hh, steps)
        for rows in reversed(steps):
            n = rows.stop - rows.start
            dh_t, dc_t, d = dh[:n], dc[:n], da[:, rows]  # (n, P), (n, H), (4, n, H)
            dh_t += dy[rows]  # h_t is an output, and the next step's h_(t-1)
            if dh_after is None:
                dm = dh_t
            else:
                dh_after[rows] = dh_t
                dm = dh_t @ w.hr  # (n, H)
            dc_t += dm * dm_dc[rows]
            d[:3] *= dc_t
            d[3] *= dm
            dc_t *= f[rows]  # from here on for c_(t-1)
            np.sum(d @ w_hh_here, axis=0, out=dh_t)  # for h_(t-1): W_hh^T da, summed over the gates
        db = bias_gradient(da)
        dw_hr = None if dh_after is None else dh_after.T @ (o * tanh_c)
        dw = Weights(weight_gradient(da, x), weight_gradient(da, h_before), db, db.copy(), dw_hr)
        return input_gradient(da, w_ih) if need_x else None, dw

    return back
