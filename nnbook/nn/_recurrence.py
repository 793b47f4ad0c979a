"""What recurrent layers share: the order of the steps, products for all steps at once, one operation for a layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from .._tensor import Array, Tensor, record


class Weights(NamedTuple):
    """The parameters of one direction of a layer with G gates, or their gradients; gates stand below each other."""

    ih: Any = None  # (G H, I)
    hh: Any = None  # (G H, P)
    b_ih: Any = None  # (G H,)
    b_hh: Any = None  # (G H,)
    hr: Any = None  # (P, H), the projection of an LSTM


Back = Callable[[Array, Sequence[Array], bool, bool], tuple[Array | None, Weights]]
Kernel = Callable[[Array, Sequence[slice], Array, Sequence[Array], Weights], Back]


# ---------------------------------------------------------------------- for the kernels
def gate_major(w: Array, gates: int) -> Array:
    """W (G H, P) as one transposed matrix for each gate, (G, P, H): results of a gate then lie together in memory.

    Activations take half the time that way, and products with a copy half of those with a transposed view.
    """
    return np.ascontiguousarray(w.reshape(gates, -1, w.shape[1]).swapaxes(1, 2))


def project(x: Array, w: Array, gates: int) -> Array:
    """W x for every gate and every row: (L, I) -> (G, L, H)."""
    return np.matmul(x, gate_major(w, gates))


def sigmoid_(a: Array) -> None:
    """In place, through a tanh, which NumPy computes faster than exp: sigmoid(a) = (1 + tanh(a / 2)) / 2."""
    a *= 0.5
    np.tanh(a, out=a)
    a *= 0.5
    a += 0.5


# ---------------------------------------------------------------------- a layer as one operation
def steps_of(batch_sizes: Sequence[int]) -> list[slice]:
    """The rows of each step, for steps with so many rows."""
    ends = list(accumulate(batch_sizes))
    return [slice(end - n, end) for n, end in zip(batch_sizes, ends, strict=True)]


def layer(
    kernel: Kernel, x: Tensor, batch_sizes: Sequence[int], states: Sequence[Tensor], directions: Sequence[Weights]
) -> tuple[Tensor, ...]:
    """One recurrent layer: x (L, I) and states (D, N, ...) -> y (L, D P) and the states after the last step.

    D directions: the second one reads the steps from the last to the first. All results are written into one array,
    and are cut out of it, so that one backward pass sees the gradients of all.
    """
    steps = steps_of(batch_sizes)
    orders = [steps, steps[::-1]][: len(directions)]
    shapes = [(len(x.array), len(directions) * states[0].array.shape[2]), *(s.array.shape for s in states)]
    room = np.empty(sum(map(_size, shapes)), x.array.dtype)
    y, *running = _cut(room, shapes)
    for values, first in zip(running, states, strict=True):
        values[...] = first.array
    arrays = [Weights(*(p if p is None else p.array for p in w)) for w in directions]
    backs = [
        kernel(x.array, order, y_part, [s[d] for s in running], w)
        for d, (order, y_part, w) in enumerate(zip(orders, np.split(y, len(directions), axis=1), arrays, strict=True))
    ]
    parameters = [p for w in directions for p in w if p is not None]
    need_x, need_w = x.requires_grad, any(p.requires_grad for p in parameters)

    def vjp(g: Array) -> list[Array | None]:
        dy, *rest = _cut(g, shapes)
        dstates = [part.copy() for part in rest]
        dy_parts = np.split(dy, len(directions), axis=1)
        found = [
            back(dy_part, [s[d] for s in dstates], need_x, need_w)
            for d, (back, dy_part) in enumerate(zip(backs, dy_parts, strict=True))
        ]
        dx = sum(part for part, _ in found) if need_x else None
        dw = [g for w, (_, dw) in zip(directions, found, strict=True) for p, g in zip(w, dw) if p is not None]
        return [dx, *dstates, *dw]

    return _pieces(record(room, ((x, *states, *parameters), vjp)), shapes)


def _size(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape))


def _cut(flat: Array, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
    """Views of these shapes, one after the other."""
    ends = list(accumulate(map(_size, shapes)))
    return [flat[end - _size(shape) : end].reshape(shape) for shape, end in zip(shapes, ends, strict=True)]


def _pieces(flat: Tensor, shapes: Sequence[tuple[int, ...]]) -> tuple[Tensor, ...]:
    """The tensors of these shapes that lie in a flat one."""

    def back(k: int) -> Callable[[Array], Array]:
        def vjp(g: Array) -> Array:
            whole = np.zeros(sum(map(_size, shapes)), g.dtype)
            _cut(whole, shapes)[k][...] = g
            return whole

        return vjp

    return tuple(record(part, (flat, back(k))) for k, part in enumerate(_cut(flat.array, shapes)))
