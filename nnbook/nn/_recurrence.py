"""What recurrent layers share: the order of the steps, products for all steps at once, one operation for a layer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from .._tensor import Array, Tensor, record
from .._threads import in_slices


class Weights(NamedTuple):
    """The parameters of one direction of a layer with G gates, or their gradients; gates stand below each other."""

    ih: Any = None  # (G H, I)
    hh: Any = None  # (G H, P)
    b_ih: Any = None  # (G H,)
    b_hh: Any = None  # (G H,)
    hr: Any = None  # (P, H), the projection of an LSTM


Back = Callable[[Array, Sequence[Array], bool], tuple[Array | None, Weights]]
Kernel = Callable[[Array, Sequence[slice], Array, Sequence[Array], Weights], Back]


# ---------------------------------------------------------------------- for the kernels
def by_gate(w: Array, gates: int) -> Array:
    """Weights (G H, K) as a matrix for each gate, (G, H, K); biases (G H,) as (G, 1, H). Views."""
    return w.reshape(gates, 1, -1) if w.ndim == 1 else w.reshape(gates, -1, w.shape[1])


def for_steps(w: Array, steps: Sequence[slice]) -> Array:
    """The matrix as it is, or, for many steps, a copy in order that starts at a cache line.

    OpenBLAS multiplies small matrices in half the time by a copy in order, and that a fifth faster for its start.
    """
    if len(steps) < 4:
        return w
    line = 64
    room = np.empty(w.nbytes + line, np.uint8)
    start = -room.ctypes.data % line
    copy = room[start : start + w.nbytes].view(w.dtype).reshape(w.shape)
    copy[...] = w
    return copy


def weight_gradient(da: Array, factor: Array) -> Array:
    """da (G, L, H) and what the weights were multiplied by, (L, K), as the weights' gradient (G H, K)."""
    return np.matmul(da.swapaxes(1, 2), factor).reshape(-1, factor.shape[1])


def bias_gradient(da: Array) -> Array:
    """da (G, L, H) summed over the rows, (G H,): as a product with ones, several times as fast as da.sum(1)."""
    return (np.ones(da.shape[1], da.dtype) @ da).reshape(-1)


def input_gradient(da: Array, w_ih: Array) -> Array:
    """da (G, L, H) and weights (G, H, I) as the input's gradient (L, I), summed over the gates."""
    return np.matmul(da, w_ih).sum(axis=0)


# ---------------------------------------------------------------------- a layer as one operation
def steps_of(batch_sizes: Sequence[int]) -> list[slice]:
    """The rows of each step, for steps with so many rows."""
    ends = list(accumulate(batch_sizes))
    return [slice(end - n, end) for n, end in zip(batch_sizes, ends, strict=True)]


def layer(
    kernel: Kernel, x: Tensor, batch_sizes: Sequence[int], states: Sequence[Tensor], directions: Sequence[Weights]
) -> tuple[Tensor, ...]:
    """One recurrent layer: x (L, I) and states (D, N, ...) -> y (L, D P) and the states after the last step.

    D directions, worked on at the same time; the second reads the steps from the last to the first. An axis of length 1
    may be missing from the states. All results are written into one array and cut out of it, so that one backward pass
    sees the gradients of all.
    """
    steps = steps_of(batch_sizes)
    shapes = [(len(x.array), len(directions) * states[0].array.shape[-1]), *(s.array.shape for s in states)]
    room = np.empty(sum(map(math.prod, shapes)), x.array.dtype)
    y, *running = _cut(room, shapes)
    for now, first in zip(running, states, strict=True):
        now[...] = first.array

    def parts(d: int, y: Array, states: Sequence[Array]) -> tuple[Array, list[Array]]:
        halves = np.split(y, len(directions), axis=1)
        return halves[d], [s.reshape(len(directions), batch_sizes[0], s.shape[-1])[d] for s in states]

    def forward(d: int) -> Back:
        arrays = Weights(*(p if p is None else p.array for p in directions[d]))
        return kernel(x.array, steps[:: 1 - 2 * d], *parts(d, y, running), arrays)

    backs = _for_each(forward, directions, len(x.array))

    def vjp(g: Array) -> list[Array | None]:
        dy, *dstates = _cut(g.copy(), shapes)

        def backward(d: int) -> tuple[Array | None, Weights]:
            return backs[d](*parts(d, dy, dstates), x.requires_grad)

        found = _for_each(backward, directions, len(x.array))
        dx = sum(part for part, _ in found) if x.requires_grad else None
        dw = [p for w, (_, found_w) in zip(directions, found, strict=True) for p in _present(found_w, w)]
        return [dx, *dstates, *dw]

    parameters = [p for w in directions for p in _present(w, w)]
    return _pieces(record(room, ((x, *states, *parameters), vjp)), shapes)


def _present(values: Weights, w: Weights) -> list[Any]:
    """The values for those parameters that the layer has."""
    return [value for value, p in zip(values, w, strict=True) if p is not None]


def _for_each(work: Callable[[int], Any], directions: Sequence[Weights], rows: int) -> list[Any]:
    """[work(0), work(1)], at the same time where there are threads for it."""
    size = rows * directions[0].hh.array.size  # every row meets every weight
    parts = in_slices(lambda part: [work(d) for d in range(part.start, part.stop)], len(directions), size)
    return [result for part in parts for result in part]


def _cut(flat: Array, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
    """Views of these shapes, one after the other."""
    ends = list(accumulate(map(math.prod, shapes)))
    return [flat[end - math.prod(shape) : end].reshape(shape) for shape, end in zip(shapes, ends, strict=True)]


def _pieces(flat: Tensor, shapes: Sequence[tuple[int, ...]]) -> tuple[Tensor, ...]:
    """The tensors of these shapes that lie in a flat one."""
    total = flat.array.size

    def back(k: int) -> Callable[[Array], Array]:
        def vjp(g: Array) -> Array:
            whole = np.zeros(total, g.dtype)
            _cut(whole, shapes)[k][...] = g
            return whole

        return vjp

    return tuple(record(part, (flat, back(k))) for k, part in enumerate(_cut(flat.array, shapes)))
