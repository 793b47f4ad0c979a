"""Everything public says what it is; layers, losses and models say their shapes, models and data sets their source."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nnbook import datasets
from tests.docstrings import shapes_in
from tests.rules.sources import PACKAGE, module_of, package_files, tree

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
# Methods that every module or figure has, whose meaning their class tells.
UNDERSTOOD = {"forward", "extra_repr"}
YEAR = re.compile(r"\b(18|19|20)\d\d\b")


def relative(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def public_definitions(path: Path) -> Iterator[tuple[str, Definition]]:
    """Classes, functions and methods without a leading underscore, with their dotted names."""
    if any(part.startswith("_") and part != "__init__.py" for part in path.relative_to(PACKAGE).parts):
        return
    for node in tree(path).body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node.name, node
            interface = any("Protocol" in ast.unparse(b) for b in getattr(node, "bases", ()))
            for part in node.body if isinstance(node, ast.ClassDef) and not interface else ():
                if isinstance(part, ast.FunctionDef) and not part.name.startswith("_") and not is_variant(part):
                    yield f"{node.name}.{part.name}", part


def is_variant(function: ast.FunctionDef) -> bool:
    """A setter or an overload: the getter or the implementation has the docstring."""
    return any(ast.unparse(d).endswith((".setter", "overload")) for d in function.decorator_list)


@pytest.mark.parametrize("path", package_files(), ids=relative)
def test_everything_public_has_a_docstring(path: Path):
    assert ast.get_docstring(tree(path)), f"{relative(path)} does not say what it is about"
    missing = [
        f"{relative(path)}:{node.lineno} {name}"
        for name, node in public_definitions(path)
        if not ast.get_docstring(node) and name.rpartition(".")[2] not in UNDERSTOOD
    ]
    assert not missing, "no docstring:\n" + "\n".join(missing)


@pytest.mark.parametrize("path", package_files(), ids=relative)
def test_docstrings_start_with_a_sentence(path: Path):
    for name, node in public_definitions(path):
        text = ast.get_docstring(node)
        if text is not None:
            first = text.split("\n\n")[0].strip()
            assert first.endswith((".", ":", ")", "?")), (
                f"{relative(path)}:{node.lineno} {name}: {first!r} is no sentence"
            )


def modules_with_forward() -> Iterator[tuple[Path, ast.ClassDef]]:
    """Public classes with a `forward`: layers, losses, models."""
    for path in package_files():
        if module_of(path).partition(".")[0] in ("nn", "models"):
            for _, node in public_definitions(path):
                if isinstance(node, ast.ClassDef) and any(getattr(part, "name", "") == "forward" for part in node.body):
                    yield path, node


WITHOUT_SHAPES = {
    "Module": "the base class",
    "DataParallel": "what goes in depends on the module",
    "Sequential": "what goes in depends on the first layer",
    "Loss": "the base class",
}


@pytest.mark.parametrize(("path", "node"), list(modules_with_forward()), ids=lambda x: getattr(x, "name", ""))
def test_layers_losses_and_models_say_their_shapes(path: Path, node: ast.ClassDef):
    found = shapes_in(ast.get_docstring(node) or "")
    place = f"{relative(path)}:{node.lineno} {node.name}"
    assert found or node.name in WITHOUT_SHAPES, f"{place}: the docstring must start `(N, D) inputs -> (N, K) logits`"


@pytest.mark.parametrize("path", sorted((PACKAGE / "models").glob("[!_]*.py")), ids=relative)
def test_models_say_their_source(path: Path):
    assert YEAR.search(ast.get_docstring(tree(path)) or ""), f"{relative(path)}: name the paper, with its year"


SETS = [n for n in datasets.__all__ if n != "load" and inspect.isfunction(getattr(datasets, n))]


@pytest.mark.parametrize("name", SETS)
def test_data_sets_say_shapes_and_source(name: str):
    function = getattr(datasets, name)
    text = inspect.getdoc(function) or ""
    about = text + (inspect.getmodule(function).__doc__ or "")
    assert re.search(r"\((\w[\w^]*,( \w+,?)*)\)", text), f"{name}: no shapes such as (1797, 1, 8, 8)"
    assert YEAR.search(about) or "made" in about.lower(), f"{name}: who collected it, and when? Or is it made here?"
