"""Is a backward pass right? It is compared with central finite differences.

For a function f of one number, (f(x + eps) - f(x - eps)) / (2 eps) misses the derivative by a term of order eps^2. The
same holds along any direction v. So a random weighting c of the outputs (the cotangent) and a random direction v turn
the check of a whole Jacobian J into the check of one number, c^T J v. With `c = 1`, which is what
`out.sum().backward()` does, a broken softmax passes: its outputs always sum to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress
from typing import Any

import numpy as np

from ._graph import Array, gradients, mode
from ._tensor import Tensor

__all__ = ["GradcheckError", "gradcheck"]


class GradcheckError(RuntimeError):
    """A gradient differs from the finite difference; the message names the input, what was expected and what came."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    full: bool = False,
    seed: int = 0,
) -> bool:
    """Compare the gradients of `func(*inputs)` with finite differences: True, or a GradcheckError for the first wrong.

    Every input that requires grad is checked and must be float64. The outputs are weighted at random and each input is
    moved along one random direction; `full=True` moves every entry by itself instead and reports the worst one. A value
    passes if it is within `atol + rtol * |expected|`. Inputs are moved in place, so the parameters of a layer can be
    checked too: `gradcheck(lambda x, *_: layer(x), (x, *layer.parameters()))`. With `raise_exception=False` a wrong
    gradient returns False. ValueError for inputs or outputs that cannot be checked.
    """
    arguments = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    checked = _checked(arguments)
    try:
        problem = Problem(func, arguments, np.random.default_rng(seed))
        analytic = problem.analytic(list(checked.values()))
        for (i, t), gradient in zip(checked.items(), analytic, strict=True):
            if full:
                _compare_entries(i, gradient, problem.entries(t, eps), atol, rtol)
            else:
                direction = np.asarray(problem.random.standard_normal(t.array.shape))
                expected, got = problem.numeric(t, direction, eps), float((gradient * direction).sum())
                _compare_number(i, gradient.shape, expected, got, atol, rtol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


class Problem:
    """A function at one point, its outputs weighted at random: one number, whose derivatives can be had in two ways."""

    def __init__(self, func: Callable[..., Any], arguments: tuple[Any, ...], random: np.random.Generator):
        self.func, self.arguments, self.random = func, arguments, random
        with _recording(True):
            tensors = _tensors(func(*arguments))
        self.differentiable = [t.requires_grad for t in tensors]
        self.outputs = list(compress(tensors, self.differentiable))
        if not self.outputs:
            raise ValueError(
                "gradcheck: no output of func requires grad, so there is no gradient to check: "
                "func must return a floating point tensor that was computed from the inputs (no detach(), no numpy())"
            )
        self.weights = [np.asarray(random.standard_normal(t.array.shape), t.array.dtype) for t in self.outputs]
        first = float(sum((t.array * w).sum() for t, w in zip(self.outputs, self.weights, strict=True)))
        if first != self._value() and np.isfinite(first):
            raise GradcheckError(
                "func gave different results for the same inputs, so differences mean nothing: "
                "switch random parts off (dropout: layer.eval()), or seed inside func"
            )

    def analytic(self, inputs: list[Tensor], retain_graph: bool = False) -> list[Array]:
        """The gradients by the backward pass, zeros where there is no path."""
        found = gradients(list(zip(self.outputs, self.weights, strict=True)), inputs, retain_graph)
        return [np.zeros_like(t.array) if g is None else g for t, g in zip(inputs, found, strict=True)]

    def numeric(self, t: Tensor, direction: Array, eps: float) -> float:
        """The derivative along a direction by a central difference."""
        kept = t.array.copy()
        try:
            np.add(kept, eps * direction, out=t.array)
            above = self._value()
            np.subtract(kept, eps * direction, out=t.array)
            below = self._value()
        finally:
            t.array[...] = kept
        return (above - below) / (2 * eps)

    def entries(self, t: Tensor, eps: float) -> Array:
        """The whole gradient by differences, an entry at a time."""
        expected = np.zeros_like(t.array)
        for index in np.ndindex(t.array.shape):
            direction = np.zeros_like(t.array)
            direction[index] = 1
            expected[index] = self.numeric(t, direction, eps)
        return expected

    def _value(self) -> float:
        with _recording(False):
            outputs = compress(_tensors(self.func(*self.arguments)), self.differentiable)
        return float(sum((t.array * w).sum() for t, w in zip(outputs, self.weights, strict=True)))


@contextmanager
def _recording(on: bool) -> Iterator[None]:
    before, mode.recording = mode.recording, on
    try:
        yield
    finally:
        mode.recording = before


def _checked(arguments: tuple[Any, ...]) -> dict[int, Tensor]:
    """The inputs that require grad, by position."""
    checked = {i: t for i, t in enumerate(arguments) if isinstance(t, Tensor) and t.requires_grad}
    if not checked:
        raise ValueError("gradcheck expects at least one input that requires grad, and none does: x.requires_grad_()")
    for i, t in checked.items():
        if t.array.dtype != np.float64:
            raise ValueError(
                f"gradcheck: input {i} is {t.dtype.name} and must be float64, because a difference of two float32 "
                "numbers has too few correct digits: x.double(), layer.double()"
            )
    return checked


def _tensors(result: Any) -> list[Tensor]:
    """The floating point tensors of a result, however it is nested."""
    if isinstance(result, Tensor):
        return [result] if result.array.dtype.kind == "f" else []
    if isinstance(result, dict):
        result = result.values()
    elif not isinstance(result, (tuple, list)):
        return []
    return [t for part in result for t in _tensors(part)]


def _compare_number(i: int, shape: tuple[int, ...], expected: float, got: float, atol: float, rtol: float) -> None:
    allowed = atol + rtol * abs(expected)
    if not abs(got - expected) <= allowed:  # written so that a NaN fails
        raise GradcheckError(
            f"gradient of input {i}, shape {tuple(shape)}: along a random direction finite differences expect "
            f"{expected:.8g}, backward got {got:.8g} (allowed difference {allowed:.1g}); full=True finds the entry"
        )


def _compare_entries(i: int, got: Array, expected: Array, atol: float, rtol: float) -> None:
    excess = np.abs(got - expected) - (atol + rtol * np.abs(expected))
    wrong = ~(excess <= 0)
    if wrong.any():
        worst = np.unravel_index(np.argmax(np.where(np.isnan(excess), np.inf, excess)), got.shape)
        entry = tuple(int(k) for k in worst)
        raise GradcheckError(
            f"gradient of input {i}, shape {got.shape}: {int(wrong.sum())} of {got.size} entries are wrong, the worst "
            f"at {entry}: finite differences expect {expected[worst]:.8g}, backward got {got[worst]:.8g}"
        )
