"""Shapes in docstrings: `(N, C, H, W) images -> (N, K) logits` read and compared with what happens."""

from __future__ import annotations

import re
from typing import Any

Shape = tuple[str, ...]
Form = tuple[list[Shape], Shape]  # the inputs' shapes, the output's
BRACKETS = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")


def shapes_in(docstring: str) -> list[Form] | None:
    """The forms that the first paragraph names, None if it names none. Words between the shapes are for the reader.

    ", or" separates alternatives, on both sides of the arrow.
    """
    first = " ".join(docstring.split("\n\n")[0].split())
    left, arrow, right = first.partition("->")
    if not arrow:
        return None
    inputs, outputs = (list(filter(None, map(shapes_of, side.split(", or ")))) for side in (left, right))
    forms = [(shapes, results[0]) for shapes in inputs for results in outputs]
    if "same without N" in first:
        forms += [([shape[1:] for shape in shapes], result[1:]) for shapes, result in forms]
    return forms or None


def shapes_of(text: str) -> list[Shape]:
    """All shapes in a piece of text."""
    return [shape for shape in map(letters, BRACKETS.findall(text)) if shape is not None]


def letters(text: str) -> Shape | None:
    """The axes of a shape: `N, C, H/2` -> ("N", "C", "H/2"); None if the brackets hold something else."""
    parts = tuple(p.strip() for p in text.split(",") if p.strip())
    axis = re.compile(r"(\.\.\.|\*?[A-Za-z_]\w*'?|\d+|\d* ?[A-Za-z_]\w*(\[-?\d\])?( ?[*/] ?\w+)*)$")
    return parts if all(axis.match(p) for p in parts) else None


def matches(shapes: list[Shape], actual: list[tuple[int, ...]], bound: dict[str, Any], layer: Any) -> bool:
    """Whether these shapes are of this form: one letter means one length; attributes of the layer have their value.

    `bound` has the letters' lengths so far and gets the new ones.
    """
    if len(shapes) > len(actual):
        return False
    return all(fits(shape, tuple(lengths), bound, layer) for shape, lengths in zip(shapes, actual, strict=False))


def fits(shape: Shape, actual: tuple[int, ...], bound: dict[str, Any], layer: Any) -> bool:
    """Bind the letters of one shape. `...` stands for any axes, the same everywhere; `*name` for the layer's."""
    rest = next((i for i, axis in enumerate(shape) if axis == "..." or axis.startswith("*")), None)
    if rest is not None:
        missing = len(actual) - (len(shape) - 1)
        if missing < 0:
            return False
        middle = actual[rest : rest + missing]
        if shape[rest] == "...":
            expected = bound.setdefault("...", middle)
        else:
            lengths = getattr(layer, shape[rest][1:])
            lengths = lengths if isinstance(lengths, (tuple, list)) else (lengths,) * missing
            expected = tuple(n if e is None else e for n, e in zip(middle, lengths, strict=True))
        if expected != middle:
            return False
        shape, actual = shape[:rest] + shape[rest + 1 :], actual[:rest] + actual[rest + missing :]
    if len(shape) != len(actual):
        return False
    return all(axis_fits(axis, length, bound, layer) for axis, length in zip(shape, actual, strict=True))


def axis_fits(axis: str, length: int, bound: dict[str, Any], layer: Any) -> bool:
    """Compare one axis; a single unknown letter, as in `2 D` or `H`, gets the length that makes it right."""
    if axis.endswith("'"):
        return bool(bound.setdefault(axis, length) == length)
    code = re.sub(r"(\d) *([A-Za-z])", r"\1*\2", axis).replace("/", "//")
    names = set(re.findall(r"[A-Za-z_]\w*", code))
    known = {n: getattr(layer, n) for n in names if isinstance(getattr(layer, n, None), (int, list, tuple))} | bound
    unknown = names - set(known)
    if len(unknown) > 1 or (
        "[" in code and unknown
    ):  # C*H*W, or sizes[0] that the layer does not keep: itself a letter
        return bool(bound.setdefault(axis, length) == length)
    if not unknown:
        return bool(eval(code, {"__builtins__": {}}, known) == length)
    letter = unknown.pop()
    for guess in range(length + 1):
        if eval(code, {"__builtins__": {}}, {**known, letter: guess}) == length:
            bound[letter] = guess
            return True
    return False


def contradictions(bound: dict[str, Any]) -> list[str]:
    """Products such as C*H*W that do not fit the lengths that their letters got elsewhere."""
    letters_only = {k: v for k, v in bound.items() if k.isidentifier()}
    products = [k for k in bound if "*" in k and set(re.findall(r"[A-Za-z_]\w*", k)) <= set(letters_only)]
    return [p for p in products if eval(p, {"__builtins__": {}}, letters_only) != bound[p]]
