"""Products of matrices, each beside its derivative."""

from __future__ import annotations

import string
from typing import Any

import numpy as np

from .._graph import Array, mode
from .._tensor import Tensor, record
from ._operands import as_operand
from .diagonals import diagonal


def _operands(name: str, input: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    a, b = as_operand(input), as_operand(other)
    if a.array.dtype != b.array.dtype:
        raise RuntimeError(
            f"{name}: expected both operands to have the same dtype, but got {a.dtype.name} and {b.dtype.name}: "
            "convert one, y.to(x.dtype)"
        )
    return a, b


def _turned(a: Array) -> Array:
    return a.swapaxes(-1, -2)


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """Matrix product of (..., n, k) and (..., k, m): (..., n, m). Vectors: rows on the left, columns on the right."""
    a, b = _operands("matmul", input, other)
    x, y = a.array, b.array
    if x.ndim == 0 or y.ndim == 0:
        raise RuntimeError(
            f"matmul: both operands need at least one axis, got shapes {x.shape} and {y.shape}: use * to scale"
        )
    if x.shape[-1] != y.shape[-2 if y.ndim > 1 else 0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({_shape(x)} and {_shape(y)}): the last axis of the first "
            f"must be as long as the {'first' if y.ndim == 1 else 'second to last'} axis of the second"
        )
    if x.ndim == 2 and y.ndim == 2:
        return record(mode.quiet(np.matmul, x, y), (a, lambda g: g @ y.T), (b, lambda g: x.T @ g))
    return _general_product(a, b)


def _shape(a: Array) -> str:
    return "x".join(map(str, a.shape))


def _general_product(a: Tensor, b: Tensor) -> Tensor:
    x, y = a.array, b.array
    rows = x[None] if x.ndim == 1 else x
    columns = y[:, None] if y.ndim == 1 else y

    def full(g: Array) -> Array:
        g = np.expand_dims(g, -1) if y.ndim == 1 else g
        return np.expand_dims(g, -2) if x.ndim == 1 else g

    def to_rows(g: Array) -> Array:
        d = full(g) @ _turned(columns)
        return d.sum(tuple(range(d.ndim - 2)))[0] if x.ndim == 1 else d

    def to_columns(g: Array) -> Array:
        d = _turned(rows) @ full(g)
        return d.sum(tuple(range(d.ndim - 2)))[:, 0] if y.ndim == 1 else d

    return record(mode.quiet(np.matmul, x, y), (a, to_rows), (b, to_columns))


def _with_axes(name: str, input: Tensor, mat2: Tensor, n: int) -> Tensor:
    for x in (input, mat2):
        if as_operand(x).array.ndim != n:
            raise RuntimeError(
                f"{name}: expected tensors of {n} axes, got shape {tuple(x.shape)}: matmul (@) takes any"
            )
    return matmul(input, mat2)


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """Product of two matrices (n, k) and (k, m): (n, m)."""
    return _with_axes("mm", input, mat2, 2)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """Products of a batch of matrices (N, n, k) and (N, k, m): (N, n, m)."""
    if len(input.shape) == len(mat2.shape) == 3 and input.shape[0] != mat2.shape[0]:
        raise RuntimeError(
            f"bmm: batches of {input.shape[0]} and {mat2.shape[0]} matrices: both must have the same number"
        )
    return _with_axes("bmm", input, mat2, 3)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """Product of a matrix (n, k) and a vector (k): (n)."""
    if as_operand(input).array.ndim != 2 or as_operand(vec).array.ndim != 1:
        raise RuntimeError(
            f"mv: expected a matrix and a vector, got shapes {tuple(input.shape)} and {tuple(vec.shape)}"
        )
    return matmul(input, vec)


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """Sum of products of two vectors (k) and (k)."""
    return _with_axes("dot", input, tensor, 1)


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """All products of two vectors (n) and (m): (n, m)."""
    a, b = _operands("outer", input, vec2)
    if a.array.ndim != 1 or b.array.ndim != 1:
        raise RuntimeError(f"outer: expected two vectors, got shapes {tuple(a.shape)} and {tuple(b.shape)}")
    x, y = a.array, b.array
    return record(mode.quiet(np.outer, x, y), (a, lambda g: g @ y), (b, lambda g: x @ g))


def einsum(equation: str, *operands: Any) -> Tensor:
    """Einstein summation: `einsum("ij,jk->ik", a, b)` is a matrix product; letters missing on the right are summed.

    A letter that stands twice in one operand means its diagonal: `einsum("ii->", a)` is the trace.
    """
    tensors = operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands
    inputs, output = _subscripts(equation, [as_operand(t).array for t in tensors])
    pairs = [_on_diagonal(t, letters) for t, letters in zip(tensors, inputs, strict=True)]
    tensors, inputs = [t for t, _ in pairs], [letters for _, letters in pairs]
    arrays = [t.array for t in tensors]
    y = np.einsum(",".join(inputs) + "->" + output, *arrays, optimize=len(arrays) > 2)

    def back(i: int) -> Any:
        def vjp(g: Array) -> Array:
            others = [arrays[j] for j in range(len(arrays)) if j != i]
            names = [inputs[j] for j in range(len(arrays)) if j != i]
            reachable = "".join(c for c in inputs[i] if c in output or any(c in n for n in names))
            part = np.einsum(",".join([output, *names]) + "->" + reachable, g, *others, optimize=len(others) > 1)
            lone = tuple(k for k, c in enumerate(inputs[i]) if c not in reachable)  # summed on their own: spread again
            part = np.expand_dims(part, lone)
            shape = [arrays[i].shape[k] if k in lone else n for k, n in enumerate(part.shape)]
            return np.broadcast_to(part, shape)

        return vjp

    return record(np.asarray(y), *((t, back(i)) for i, t in enumerate(tensors)))


def _on_diagonal(t: Tensor, letters: str) -> tuple[Tensor, str]:
    """The operand and its letters, each of which stands there once: of a repeated one, the diagonal."""
    for letter in letters:
        if letters.count(letter) > 1:
            first = letters.index(letter)
            second = letters.index(letter, first + 1)
            lengths = t.array.shape[first], t.array.shape[second]
            if lengths[0] != lengths[1]:
                raise RuntimeError(
                    f"einsum: {letter!r} stands for axes of different lengths, {lengths[0]} and {lengths[1]}"
                )
            rest = letters[:first] + letters[first + 1 : second] + letters[second + 1 :]
            return _on_diagonal(diagonal(t, 0, first, second), rest + letter)
    return t, letters


def _subscripts(equation: str, arrays: list[Array]) -> tuple[list[str], str]:
    """The letters of each operand and of the result, with `...` written out and an implicit result made explicit."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    inputs = left.split(",")
    if len(inputs) != len(arrays):
        raise RuntimeError(f"einsum({equation!r}): {len(inputs)} operands are named, {len(arrays)} were given")
    free = [c for c in string.ascii_letters if c not in equation]
    widest = max(a.ndim - len(s.replace("...", "")) for s, a in zip(inputs, arrays, strict=True))
    ellipsis = "".join(free[: max(widest, 0)])
    explicit = []
    for s, a in zip(inputs, arrays, strict=True):
        named = s.replace("...", "")
        letters = s.replace("...", ellipsis[len(ellipsis) - (a.ndim - len(named)) :] if "..." in s else "")
        if len(letters) != a.ndim:
            raise RuntimeError(f"einsum({equation!r}): operand {s!r} has {a.ndim} axes, {len(letters)} are named")
        explicit.append(letters)
    if not arrow:
        together = "".join(explicit)
        right = "..." + "".join(sorted(c for c in set(together) if together.count(c) == 1 and c not in ellipsis))
    return explicit, right.replace("...", ellipsis)
