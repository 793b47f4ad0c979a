"""Every derivative against finite differences in float64, and proof that the check sees wrong ones.

The second test breaks the derivative of each operation in an example's graph, one at a time and in several ways, and
requires that the comparison that the gradient check makes would catch every break that changes a gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import nnbook
from nnbook.gradcheck import GradcheckError, Problem, _compare_number
from tests.examples import EXAMPLES, Example
from tests.running import build, outputs_with_gradient, run, tensors_for

Array = np.ndarray[Any, Any]
EPS, ATOL, RTOL = 1e-6, 1e-7, 1e-5


def problem_of(example: Example) -> tuple[Problem, list[Any]]:
    """The example as a function to check, and the leaves whose gradients are checked: inputs and parameters."""
    module = build(example, nnbook)
    if module is not None and example.drops:
        module.eval()
    tensors = tensors_for(example, nnbook, "float64")
    leaves = [t for t in tensors.values() if t.requires_grad]
    leaves += list(module.parameters()) if module is not None else []

    def function(*_: Any) -> Any:
        return run(example, nnbook, tensors, module)

    return Problem(function, tuple(leaves), np.random.default_rng(0)), leaves


def has_gradient(example: Example) -> bool:
    """Whether there is anything to differentiate."""
    if example.random or example.by_rule or example.deep or not (example.differentiable() or example.layer):
        return False
    result = run(example, nnbook, tensors_for(example, nnbook, "float64"), build(example, nnbook))
    outputs = outputs_with_gradient(result)
    if any(t.dtype == nnbook.float32 for t in outputs):
        return False  # differences of float32 numbers say nothing
    return bool(outputs) and all(np.isfinite(t.array).all() for t in outputs)


DIFFERENTIABLE = [e for e in EXAMPLES if has_gradient(e)]


Check = tuple[int, Array, float]  # which leaf, a direction, the finite difference along it


def numeric(problem: Problem, leaves: list[Any]) -> list[Check]:
    """Two random directions for each leaf: along one alone, one wrong term in a thousand happens to have no share."""
    checks = []
    for i, t in enumerate(leaves):
        for _ in range(2):
            direction = np.asarray(problem.random.standard_normal(t.array.shape))
            checks.append((i, direction, problem.numeric(t, direction, EPS)))
    return checks


def compare(gradients: list[Array], checks: list[Check]) -> None:
    """As gradcheck does."""
    for i, direction, expected in checks:
        got = float((gradients[i] * direction).sum())
        _compare_number(i, direction.shape, expected, got, ATOL, RTOL)


def accepted(gradients: list[Array], checks: list[Check]) -> bool:
    """What the gradient check says of these gradients."""
    try:
        compare(gradients, checks)
    except GradcheckError:
        return False
    return True


@pytest.mark.parametrize("example", DIFFERENTIABLE, ids=str)
def test_gradient(example: Example):
    problem, leaves = problem_of(example)
    compare(problem.analytic(leaves), numeric(problem, leaves))


# ---------------------------------------------------------------------- mutations
def one_entry(g: Array) -> Array:
    changed = np.array(g)
    changed.reshape(-1)[changed.size // 2 :][:1] += 0.3
    return changed


MUTATIONS: dict[str, Callable[[Array], Array]] = {
    "zero": np.zeros_like,
    "sign": np.negative,
    "half": lambda g: g * 0.5,
    "1 % off": lambda g: g * 1.01,
    "one entry": one_entry,
    "permuted": lambda g: np.roll(g.reshape(-1), 1).reshape(g.shape),
    "reversed": lambda g: np.flip(g),
}


def broken(vjp: Callable[[Array], Any], part: int | None, mutate: Callable[[Array], Array]) -> Callable[[Array], Any]:
    """The vjp with one of its results changed."""

    def wrong(g: Array) -> Any:
        result = vjp(g)
        if part is None:
            return mutate(np.asarray(result))
        parts = list(result)
        if parts[part] is not None:
            parts[part] = mutate(np.asarray(parts[part]))
        return tuple(parts)

    return wrong


def operations(roots: list[Any]) -> list[Any]:
    """Every recorded operation behind the outputs, once."""
    found, stack = {}, list(roots)
    while stack:
        node = stack.pop()
        if id(node) not in found and node._inputs:
            found[id(node)] = node
            for source, _ in node._inputs:
                stack += source if isinstance(source, tuple) else (source,)
    return list(found.values())


def mutants(roots: list[Any]) -> Iterator[tuple[str, Any, tuple[Any, ...]]]:
    """(what is broken, node, its records with one vjp broken), for every operation, input and way of breaking.

    A derivative that the graph uses several times for the same shapes is broken at one of these places: its code is the
    same, and a network of twenty layers would only have the same break caught twenty times.
    """
    seen = set()
    for node in operations(roots):
        for k, (source, vjp) in enumerate(node._inputs):
            for part in range(len(source)) if isinstance(source, tuple) else (None,):
                broken_input = source if part is None else source[part]
                kind = (getattr(vjp, "__code__", vjp.__qualname__), k, part, node.shape, broken_input.shape)
                if not broken_input.requires_grad or kind in seen:
                    continue
                seen.add(kind)
                for name, mutate in MUTATIONS.items():
                    records = list(node._inputs)
                    records[k] = (source, broken(vjp, part, mutate))
                    yield (
                        f"{vjp.__qualname__.split('.')[0]}, input {k if part is None else part}: {name}",
                        node,
                        tuple(records),
                    )


CAUGHT = {"mutants": 0, "examples": 0}


@pytest.mark.parametrize("example", DIFFERENTIABLE, ids=str)
def test_every_break_of_a_derivative_is_caught(example: Example):
    problem, leaves = problem_of(example)
    right = problem.analytic(leaves, retain_graph=True)
    checks = numeric(problem, leaves)
    missed = []
    for name, node, records in mutants(problem.outputs):
        kept, node._inputs = node._inputs, records
        wrong = problem.analytic(leaves, retain_graph=True)
        node._inputs = kept
        if all(np.allclose(a, b, rtol=1e-9, atol=1e-12) for a, b in zip(wrong, right, strict=True)):
            continue  # not a break: zero stays zero, one number cannot be permuted
        CAUGHT["mutants"] += 1
        if accepted(wrong, checks):
            missed.append(name)
    CAUGHT["examples"] += 1
    assert not missed, f"the gradient check does not notice: {missed}"


def test_there_were_thousands_of_breaks():
    if CAUGHT["examples"] == len(DIFFERENTIABLE):  # the whole battery ran, in this process
        assert CAUGHT["mutants"] > 5000, CAUGHT
