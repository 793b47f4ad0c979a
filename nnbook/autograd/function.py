"""Operations with a derivative of one's own: a subclass of Function with `forward` and `backward`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .._graph import Array, mode
from .._tensor import Tensor, record, wrap

__all__ = ["Function"]


class Context:
    """What `forward` hands on to `backward`: saved tensors, and any attributes that are set on it."""

    def __init__(self, needs_input_grad: tuple[bool, ...]):
        self.needs_input_grad = needs_input_grad
        self.saved_tensors: tuple[Any, ...] = ()
        self.materialize_grads = True
        self.non_differentiable: tuple[Tensor, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors for `backward`, where they are `ctx.saved_tensors`."""
        self.saved_tensors = tensors

    def mark_non_differentiable(self, *args: Tensor) -> None:
        """These outputs require no gradient."""
        self.non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Whether `backward` gets zeros (True) or None for outputs that no gradient reached."""
        self.materialize_grads = value

    def mark_dirty(self, *args: Tensor) -> None:
        """Inputs that `forward` changed in place: not supported."""
        raise NotImplementedError("ctx.mark_dirty: changing an input in place is not supported: return a new tensor")


class Function:
    """An operation with its own derivative: `forward(ctx, *inputs)`, `backward(ctx, *gradients)`, used by `apply`.

    `backward` returns one gradient (or None) for each input of `forward`. The other form works too, in which
    `forward(*inputs)` has no context and `setup_context(ctx, inputs, output)` fills it.
    """

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """The value, computed from the inputs; nothing is recorded inside."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """Save what `backward` needs, where `forward` takes no context."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradients of the inputs, from those of the outputs."""
        raise NotImplementedError("You must implement the backward method for your custom autograd.Function.")

    vjp = backward

    @classmethod
    def apply(cls, *args: Any) -> Any:
        """The result of `forward` as a tensor (or several) of the graph."""
        ctx = Context(tuple(isinstance(a, Tensor) and a.requires_grad for a in args))
        recording, mode.recording = mode.recording, False
        try:
            if cls.setup_context is Function.setup_context:
                result = cls.forward(ctx, *args)
            else:
                result = cls.forward(*args)
                cls.setup_context(ctx, args, result)
        finally:
            mode.recording = recording
        tensors = tuple(a for a in args if isinstance(a, Tensor))
        backward = functools.partial(_gradients, cls, ctx, [isinstance(a, Tensor) for a in args])
        if isinstance(result, Tensor):
            return _one_output(ctx, backward, tensors, result)
        if not isinstance(result, (tuple, list)):
            return result
        return _several_outputs(ctx, backward, tensors, tuple(result))


Backward = Callable[[tuple[Any, ...]], tuple[Array | None, ...]]


def _one_output(ctx: Context, backward: Backward, inputs: tuple[Tensor, ...], result: Tensor) -> Tensor:
    if result.array.dtype.kind != "f" or any(result is t for t in ctx.non_differentiable):
        return wrap(result.array)
    return record(result.array, (inputs, lambda g: backward((wrap(g),))))


def _several_outputs(
    ctx: Context, backward: Backward, inputs: tuple[Tensor, ...], results: tuple[Any, ...]
) -> tuple[Any, ...]:
    """The outputs as parts of one long hidden tensor, so that `backward` is called once, with all gradients."""
    differentiable = [
        isinstance(t, Tensor) and t.array.dtype.kind == "f" and not any(t is n for n in ctx.non_differentiable)
        for t in results
    ]
    parts = [t.array for t, yes in zip(results, differentiable, strict=True) if yes]
    if not parts:
        return results
    ends = np.cumsum([a.size for a in parts])
    reached = [False] * len(parts)

    def back(g: Array) -> tuple[Array | None, ...]:
        pieces = iter(zip(np.split(g, ends[:-1]), parts, reached, strict=True))
        grads = [_piece(ctx, *next(pieces)) if yes else None for yes in differentiable]
        reached[:] = [False] * len(parts)
        return backward(tuple(grads))

    hidden = record(np.concatenate([a.reshape(-1) for a in parts]), (inputs, back))
    tensors = iter([_part(hidden, a, int(end), reached, i) for i, (a, end) in enumerate(zip(parts, ends, strict=True))])
    return tuple(next(tensors) if yes else t for t, yes in zip(results, differentiable, strict=True))


def _part(hidden: Tensor, value: Array, end: int, reached: list[bool], i: int) -> Tensor:
    length, kind = hidden.array.shape, hidden.array.dtype

    def back(g: Array) -> Array:
        reached[i] = True
        whole = np.zeros(length, kind)
        whole[end - g.size : end] = g.reshape(-1)
        return whole

    return record(value, (hidden, back))


def _piece(ctx: Context, g: Array, like: Array, reached: bool) -> Tensor | None:
    if not reached and not ctx.materialize_grads:
        return None
    return wrap(g.reshape(like.shape).astype(like.dtype))


def _gradients(
    cls: type[Function], ctx: Context, are_tensors: list[bool], grads: tuple[Any, ...]
) -> tuple[Array | None, ...]:
    """What `backward` returns, as one array or None for each input that is a tensor."""
    recording, mode.recording = mode.recording, False
    try:
        returned = cls.backward(ctx, *grads)
    finally:
        mode.recording = recording
    listed = list(returned) if isinstance(returned, (tuple, list)) else [returned]
    n = len(are_tensors)
    if len(listed) < n or any(g is not None for g in listed[n:]):
        raise RuntimeError(
            f"function {cls.__name__}Backward returned an incorrect number of gradients "
            f"(expected {n}, got {len(listed)})"
        )
    found: list[Array | None] = []
    for is_tensor, g in zip(are_tensors, listed, strict=False):
        if is_tensor:
            array = None if g is None else g.array
            found.append(array.copy() if array is not None and any(array is f for f in found) else array)
    return tuple(found)
