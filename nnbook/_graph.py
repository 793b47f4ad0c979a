"""The way back: from a result through the records of its graph to the leaves, newest record first.

A record is a pair `(input, vjp)`, or `((input, ...), vjp)` with a vjp that returns a tuple. What a tensor was computed
from is older than itself, so the creation order is a topological order: a sort replaces the usual depth-first search,
there is no recursion, and a graph may be of any depth.
"""

from __future__ import annotations

import contextvars
import threading
import traceback
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ._saved import settled

Array = np.ndarray[Any, Any]
Vjp = Callable[[Array], Any]
Pair = tuple[Any, Vjp]

FREED: tuple[Pair, ...] = ((None, lambda g: g),)  # stands in for the records of a graph that was walked and freed


class _Mode(threading.local):
    """What is switched on in this thread, and `quiet(ufunc, a, b)`: NumPy's function without its warnings.

    PyTorch says nothing where a number overflows or is divided by zero. `np.errstate` would cost as much as a small
    operation; running in a context in which it has been set costs a fiftieth of that.
    """

    recording = True
    anomaly = False

    def __init__(self) -> None:
        context = contextvars.Context()
        context.run(np.seterr, all="ignore")
        self.quiet = context.run


mode = _Mode()  # of each thread, as in PyTorch


def roots_of(tensors: Any, weights: Any) -> list[tuple[Any, Array]]:
    """Pairs of tensor and gradient to start from, checked."""
    tensors = (tensors,) if hasattr(tensors, "_needs_grad") else tuple(tensors)
    weights = (weights,) * len(tensors) if weights is None or hasattr(weights, "_needs_grad") else tuple(weights)
    roots = []
    for t, weight in zip(tensors, weights, strict=True):
        if not t._needs_grad:
            raise RuntimeError(
                "backward() was called on a tensor that does not require grad and was not computed from one that does: "
                "set requires_grad=True on an input, and do not compute under no_grad()"
            )
        if weight is None:
            if t.array.size != 1:
                raise RuntimeError(
                    f"grad can be implicitly created only for scalar outputs; this one has shape {t.array.shape}: "
                    "reduce it to one number first (loss.mean()), or pass backward(gradient)"
                )
            weight = np.ones_like(t.array)
        else:
            weight = weight.array if hasattr(weight, "_needs_grad") else np.asarray(weight)
            if weight.shape != t.array.shape:
                raise RuntimeError(
                    f"the gradient has shape {weight.shape}, the tensor {t.array.shape}: they must be the same"
                )
        roots.append((t, weight))
    return roots


def gradients(roots: list[tuple[Any, Array]], wanted: Iterable[Any], retain_graph: bool) -> list[Array | None]:
    """The gradients of the roots for the wanted tensors, None where there is no path; `.grad` stays as it is."""
    targets = list(wanted)
    found: dict[int, Array] = {}

    def keep(t: Any, g: Array, shared: bool) -> None:
        found[t._order] = g.copy() if shared else g

    walk(roots, retain_graph, keep, {t._order for t in targets})
    return [found.get(t._order) for t in targets]


@np.errstate(all="ignore")  # an overflow gives inf, in silence, as in PyTorch
def walk(
    roots: list[tuple[Any, Array]],
    retain_graph: bool,
    deliver: Callable[[Any, Array, bool], None],
    targets: set[int] | None = None,
) -> None:
    """Carry gradients from the roots to the leaves, newest record first, and free the records on the way.

    `deliver(tensor, gradient, shared)` is called for every leaf and for inner tensors with `retain_grad`; given
    `targets` (orders of tensors), for those and for nothing else. The budget of the function is spent on the one loop
    that everything else in the package hangs on: it is easier to follow whole.
    """
    history = _history([t for t, _ in roots])
    grads: dict[int, Array] = {}
    shared: set[int] = set()  # orders whose gradient array somebody else may hold too
    for t, g in roots:
        grads[t._order] = grads[t._order] + g if t._order in grads else g
        shared.add(t._order)
    for node in history:
        if node._order not in grads:
            continue
        g = grads.pop(node._order)
        inputs = node._inputs
        if node._extra is not None:
            g = node._run_hooks(g)
        if targets is not None:
            if node._order in targets:
                deliver(node, g, True)
        elif not inputs or (node._extra is not None and "retain" in node._extra):
            deliver(node, g, node._order in shared or bool(inputs))
        if not retain_graph and inputs:
            node._inputs = FREED
        for source, vjp in inputs:
            if type(source) is tuple:
                if not any(s._needs_grad for s in source):
                    continue
                parts = zip(source, vjp(g), strict=True)
            elif source._needs_grad:
                parts = ((source, vjp(g)),)  # type: ignore[assignment]
            else:
                continue
            for s, part in parts:
                if not s._needs_grad or part is None:
                    continue
                if part.shape != s.array.shape or part.dtype is not s.array.dtype:
                    part = sum_to(part, s.array)
                order = s._order
                if order in grads:
                    grads[order] = grads[order] + part
                    shared.discard(order)
                else:
                    grads[order] = part
                    if part is g or part.base is not None:
                        shared.add(order)
                if mode.anomaly:
                    check_finite(node, part, "backward")


def _history(roots: list[Any]) -> list[Any]:
    """Every tensor that requires a gradient and that the roots depend on, newest first, without recursion."""
    seen = {t._order: t for t in roots}
    stack = list(roots)
    checked: set[int] = set()  # nodes whose inputs were written into after they were used, where that does no harm
    while stack:
        node = stack.pop()
        if node._inputs is FREED:
            raise RuntimeError(
                "trying to backward through the graph a second time: its records were freed by the first backward(). "
                "Compute the loss again, or call the first backward(retain_graph=True)"
            )
        written = False
        for source, _ in node._inputs:
            for s in source if type(source) is tuple else (source,):
                if s._order > node._order and node._order not in checked:
                    written = True
                elif s._needs_grad and s._order not in seen:
                    seen[s._order] = s
                    stack.append(s)
        if written:
            node._inputs = settled(node)
            checked.add(node._order)
            stack.append(node)  # once more, with what its inputs were then
    newest_first = [seen[order] for order in sorted(seen, reverse=True)]
    if checked:  # a leaf that was written into is newer than what was computed from it
        newest_first.sort(key=lambda t: not t._inputs)
    return newest_first


def sum_to(g: Array, like: Array) -> Array:
    """Undo broadcasting: sum `g` over the axes along which `like` was stretched, in the element type of `like`."""
    if g.ndim > like.ndim:
        g = g.sum(axis=tuple(range(g.ndim - like.ndim)))
    stretched = tuple(i for i, n in enumerate(like.shape) if n == 1 and g.shape[i] != 1)
    if stretched:
        g = g.sum(axis=stretched, keepdims=True)
    if g.shape != like.shape:
        raise RuntimeError(f"a vjp returned a gradient of shape {g.shape} for an input of shape {like.shape}")
    return g if g.dtype == like.dtype else g.astype(like.dtype)


def notes_of(t: Any) -> dict[str, Any]:
    """Rare things a tensor carries: hooks, `retain`, and with detect_anomaly the place in the code it was made at."""
    if t._extra is None:
        t._extra = {}
    return t._extra


def check_finite(node: Any, values: Array, direction: str) -> None:
    """For detect_anomaly: note where a tensor was made, and raise at the first NaN."""
    if direction == "forward":
        notes_of(node)["made"] = "".join(traceback.format_stack(limit=12)[:-2])
    if values.dtype.kind == "f" and np.isnan(values).any():
        raise RuntimeError(
            f"detect_anomaly: a NaN appeared in the {direction} pass of the operation recorded here (a tensor of shape "
            f"{values.shape}):\n{notes_of(node).get('made', '  (it was computed outside detect_anomaly)')}"
        )
