"""Switching the recording of graphs on and off, and gradients as a function (`nnbook.autograd`)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np

from .._graph import gradients, mode, roots_of
from .._tensor import Tensor, backward, wrap
from ..gradcheck import gradcheck as _gradcheck
from . import functional
from .function import Function

__all__ = [
    "Function",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "functional",
    "grad",
    "gradcheck",
    "inference_mode",
    "no_grad",
    "set_grad_enabled",
]

F = TypeVar("F", bound=Callable[..., Any])


def is_grad_enabled() -> bool:
    """Whether operations are being recorded (in this thread)."""
    return mode.recording


class _GradMode:
    """A context manager and decorator that sets whether operations are recorded, and puts it back."""

    def __init__(self, recording: bool):
        self.recording = recording
        self.before: list[bool] = []

    def __enter__(self) -> None:
        self.before.append(mode.recording)
        mode.recording = self.recording

    def __exit__(self, *error: object) -> None:
        mode.recording = self.before.pop()

    def __call__(self, function: F) -> F:
        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with _GradMode(self.recording):
                return function(*args, **kwargs)

        return inside  # type: ignore[return-value]


class no_grad(_GradMode):
    """`with no_grad():` computes without recording: faster, and the results require no gradients."""

    def __init__(self, orig_func: Any = None):
        super().__init__(False)

    def __new__(cls, orig_func: Any = None) -> Any:
        return super().__new__(cls) if orig_func is None else cls()(orig_func)  # the form `@no_grad` without brackets


class enable_grad(_GradMode):
    """`with enable_grad():` records again, inside a `no_grad` block."""

    def __init__(self, orig_func: Any = None):
        super().__init__(True)

    def __new__(cls, orig_func: Any = None) -> Any:
        return super().__new__(cls) if orig_func is None else cls()(orig_func)


class set_grad_enabled(_GradMode):
    """`set_grad_enabled(mode)` switches recording at once; as a context manager it switches back at the end."""

    def __init__(self, mode: bool):
        super().__init__(bool(mode))
        super().__enter__()

    def __enter__(self) -> None:
        mode.recording = self.recording

    def __exit__(self, *error: object) -> None:
        mode.recording = self.before[-1]

    def __call__(self, function: F) -> F:
        mode.recording = self.before[-1]  # as a decorator it switches inside the function only
        return super().__call__(function)


class inference_mode(_GradMode):
    """`with inference_mode():` computes without recording (here the same as `no_grad`)."""

    def __init__(self, mode: Any = True):
        super().__init__(not mode)

    def __new__(cls, mode: Any = True) -> Any:
        return super().__new__(cls) if isinstance(mode, bool) else cls()(mode)


class detect_anomaly:
    """Inside the block, the first operation that makes a NaN, forwards or backwards, raises and says where it is."""

    def __init__(self, check_nan: bool = True):
        self.check_nan = check_nan

    def __enter__(self) -> None:
        self.before = mode.anomaly
        mode.anomaly = self.check_nan

    def __exit__(self, *error: object) -> None:
        mode.anomaly = self.before


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of the sum of `outputs` (weighted by `grad_outputs`) for each of `inputs`; no `.grad` is touched.

    RuntimeError where an input has no part in the outputs, unless `allow_unused` (None) or `materialize_grads` (0).
    """
    refused = {
        "create_graph=True": create_graph,
        "only_inputs=False": not only_inputs,
        "is_grads_batched=True": is_grads_batched,
    }
    for option in (name for name, asked in refused.items() if asked):
        raise NotImplementedError(f"autograd.grad: {option} is not supported: see nnbook.on_torch")
    wanted = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    for i, t in enumerate(wanted):
        if not t.requires_grad:
            raise RuntimeError(
                f"autograd.grad: input {i} does not require grad: set requires_grad=True before computing"
            )
    found = gradients(roots_of(outputs, grad_outputs), wanted, bool(retain_graph))
    if materialize_grads:
        found = [np.zeros_like(t.array) if g is None else g for t, g in zip(wanted, found, strict=True)]
    elif not allow_unused and any(g is None for g in found):
        raise RuntimeError(
            f"autograd.grad: input {[g is None for g in found].index(True)} was not used to compute the outputs: "
            "leave it out, or pass allow_unused=True"
        )
    return tuple(None if g is None else wrap(g) for g in found)


def Variable(data: Tensor, requires_grad: bool = False) -> Tensor:
    """What tensors with gradients were called before 2018: returns a tensor that shares the data."""
    out = wrap(data.array)
    out.requires_grad = requires_grad
    return out


def gradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    *,
    eps: float = 1e-06,
    atol: float = 1e-05,
    rtol: float = 0.001,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether the gradients of `func(*inputs)` agree with finite differences, every entry; float64 inputs.

    The options from `nondet_tol` on have no effect, except `fast_mode`, which checks one random direction for each
    input instead of every entry; forward mode and batched gradients raise NotImplementedError.
    """
    refused = {"check_batched_grad": check_batched_grad, "check_batched_forward_grad": check_batched_forward_grad}
    for name in [n for n, asked in (refused | {"check_forward_ad": check_forward_ad}).items() if asked]:
        raise NotImplementedError(f"gradcheck({name}=True) is not supported: see nnbook.on_torch")
    return _gradcheck(func, inputs, eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception, full=not fast_mode)
