"""Functions that a module calls on the way back, with the gradients of its inputs and outputs.

To see them all at one time, the inputs of the module pass through one vector, and its outputs through another: the way
back of such a vector runs once, when all that depends on it is known. It costs two copies, where hooks are registered.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np

from .._tensor import Array, RemovableHandle, Tensor, record, wrap

Gradients = tuple[Tensor | None, ...]


def register(self: Any, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
    """Call `hook(module, grad_input, grad_output)` when the gradients of the module's inputs are known.

    Both are tuples; entries are None where no gradient is needed. What the hook returns, if not None, replaces the
    gradients of the inputs.
    """
    return _add(self._backward_hooks, hook, prepend)


def register_before(self: Any, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
    """Call `hook(module, grad_output)` before the way back; what it returns, if not None, replaces `grad_output`."""
    return _add(self._backward_pre_hooks, hook, prepend)


def _add(hooks: dict[int, Any], hook: Callable[..., Any], prepend: bool) -> RemovableHandle:
    handle = RemovableHandle(hooks, hook)
    if prepend:
        others = {key: hooks.pop(key) for key in list(hooks) if key != handle.id}
        hooks.update(others)
    return handle


def forward(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """`module.forward`, whose inputs and outputs are watched on the way back."""
    grad_output: Gradients = ()
    watched = any(isinstance(a, Tensor) and a.requires_grad for a in args)

    def left_at_outputs(gradients: Gradients) -> Gradients:
        nonlocal grad_output
        for hook in list(module._backward_pre_hooks.values()):
            gradients = _replaced(hook(module, gradients), gradients, "output")
        grad_output = gradients
        if not watched:  # the way back ends inside: nothing arrives at the inputs
            arrived_at_inputs((None,) * len(args))
        return gradients

    def arrived_at_inputs(gradients: Gradients) -> Gradients:
        for hook in list(module._backward_hooks.values()):
            gradients = _replaced(hook(module, gradients, grad_output), gradients, "input")
        return gradients

    result = module.forward(*_watch(args, arrived_at_inputs), **kwargs)
    if isinstance(result, Tensor):
        return _watch((result,), left_at_outputs)[0]
    if isinstance(result, tuple) and type(result) is tuple:
        return _watch(result, left_at_outputs)
    return result


def _replaced(changed: Any, gradients: Gradients, word: str) -> Gradients:
    if changed is None:
        return gradients
    changed = changed if isinstance(changed, tuple) else (changed,)
    if len(changed) != len(gradients):
        raise RuntimeError(
            f"Backward hook returned an invalid number of grad_{word}, got {len(changed)}, but expected "
            f"{len(gradients)}"
        )
    return changed


def _watch(values: tuple[Any, ...], see: Callable[[Gradients], Gradients]) -> tuple[Any, ...]:
    """The same values; on the way back `see` gets the gradients of all of them at once and returns those to use."""
    places = [i for i, v in enumerate(values) if isinstance(v, Tensor) and v.requires_grad]
    if not places:
        return values
    tensors = tuple(values[i] for i in places)
    ends = list(accumulate(t.array.size for t in tensors))

    def way_back(g: Array) -> tuple[Array | None, ...]:
        pieces = np.split(g, ends[:-1])
        seen: list[Tensor | None] = [None] * len(values)
        for i, t, piece in zip(places, tensors, pieces, strict=True):
            seen[i] = wrap(piece.reshape(t.array.shape).astype(t.array.dtype, copy=False))
        used = see(tuple(seen))
        return tuple(None if (t := used[i]) is None else t.array for i in places)

    bundle = record(np.concatenate([t.array.reshape(-1) for t in tensors]), (tensors, way_back))
    out = list(values)
    for i, t, end in zip(places, tensors, ends, strict=True):
        out[i] = _piece(bundle, slice(end - t.array.size, end), t.array)
    return tuple(out)


def _piece(bundle: Tensor, place: slice, original: Array) -> Tensor:
    def way_back(g: Array) -> Array:
        full = np.zeros(bundle.array.shape, bundle.array.dtype)
        full[place] = g.reshape(-1)
        return full

    value = bundle.array[place].reshape(original.shape).astype(original.dtype, copy=False)
    return record(value, (bundle, way_back))
