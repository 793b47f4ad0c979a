"""Derivatives of functions: Jacobians, and products with them from the left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._graph import gradients, mode
from .._tensor import Tensor, wrap

__all__ = ["jacobian", "vjp"]


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """All derivatives of one output tensor of `func(*inputs)`: for an input (...) and an output (***), (***, ...).

    One backward pass for each element of the output. `vectorize` has no effect.
    """
    _supported("jacobian", create_graph, strict)
    if strategy != "reverse-mode":
        raise NotImplementedError(f"jacobian(strategy={strategy!r}) is not supported: use 'reverse-mode'")
    leaves, output, single = _traced(func, inputs)
    if not isinstance(output, Tensor):
        raise NotImplementedError("jacobian: a function with several outputs is not supported: call it for each one")
    rows: list[list[Any]] = [[] for _ in leaves]
    for k in range(output.array.size):
        seed = np.zeros(output.array.size, output.array.dtype)
        seed[k] = 1
        for row, g in zip(rows, _back(output, seed.reshape(output.array.shape), leaves), strict=True):
            row.append(g)
    full = [
        wrap(np.stack(row).reshape(output.array.shape + leaf.array.shape) if row else np.zeros((0, *leaf.array.shape)))
        for row, leaf in zip(rows, leaves, strict=True)
    ]
    return full[0] if single else tuple(full)


def vjp(func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> Any:
    """The output of `func(*inputs)`, and the gradients of the inputs for the weights v of the output."""
    _supported("vjp", create_graph, strict)
    leaves, output, single = _traced(func, inputs)
    if v is None:
        if output.array.size != 1:
            raise RuntimeError("The vector v can only be None if the user-provided function returns a single element.")
        v = wrap(np.ones_like(output.array))
    found = [wrap(g) for g in _back(output, v.array, leaves)]
    return wrap(output.array), found[0] if single else tuple(found)


def _supported(name: str, create_graph: bool, strict: bool) -> None:
    for option, asked in (("create_graph", create_graph), ("strict", strict)):
        if asked:
            raise NotImplementedError(
                f"autograd.functional.{name}({option}=True) is not supported: see nnbook.on_torch"
            )


def _traced(func: Callable[..., Any], inputs: Any) -> tuple[list[Tensor], Any, bool]:
    single = isinstance(inputs, Tensor)
    leaves = [wrap(t.array) for t in ((inputs,) if single else inputs)]
    for leaf in leaves:
        leaf.requires_grad = True
    recording, mode.recording = mode.recording, True
    try:
        return leaves, func(*leaves), single
    finally:
        mode.recording = recording


def _back(output: Tensor, weights: Any, leaves: list[Tensor]) -> list[Any]:
    if not output.requires_grad:
        return [np.zeros_like(leaf.array) for leaf in leaves]
    found = gradients([(output, weights)], leaves, True)
    return [np.zeros_like(leaf.array) if g is None else g for leaf, g in zip(leaves, found, strict=True)]
