"""Traps in tests: two of one name, a comparison that asserts nothing, a test that is skipped or cannot fail."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.rules.sources import ROOT, files_of_tests, tree

FILES = [p for p in files_of_tests() if p.name.startswith("test_")]
SKIPS = {f"pytest.{name}" for name in ("skip", "importorskip", "mark.skip", "mark.skipif", "mark.xfail")}
MAY_SKIP = {"browser.py": "no Chromium on this machine", "conftest.py": "cells that need a GPU"}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(node: ast.AST) -> list[ast.FunctionDef]:
    return [n for n in ast.walk(node) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]


@pytest.mark.parametrize("path", files_of_tests(), ids=relative)
def test_no_function_is_defined_twice(path: Path):
    for scope in [tree(path), *(n for n in ast.walk(tree(path)) if isinstance(n, ast.ClassDef))]:
        names = Counter(
            n.name for n in scope.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        )
        twice = [name for name, count in names.items() if count > 1]
        assert not twice, f"{relative(path)}: {twice} defined twice, only the last one runs"


@pytest.mark.parametrize("path", files_of_tests(), ids=relative)
def test_no_comparison_without_assert(path: Path):
    found = [
        f"{relative(path)}:{n.lineno}: {ast.unparse(n)}"
        for n in ast.walk(tree(path))
        if isinstance(n, ast.Expr) and (isinstance(n.value, (ast.Compare, ast.BoolOp)) or forgotten(n.value))
        if not inside_raises(tree(path), n)
    ]
    assert not found, "\n".join(found)


def forgotten(value: ast.expr) -> bool:
    """A call that only returns whether two things are close."""
    return isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in (
        "allclose",
        "array_equal",
        "isclose",
    )


def inside_raises(module: ast.Module, node: ast.AST) -> bool:
    """Whether the statement stands in `with pytest.raises(...)`, where it is the error that counts."""
    return any(
        isinstance(w, ast.With) and "raises" in ast.unparse(w.items[0]) and node in list(ast.walk(w))
        for w in ast.walk(module)
    )


CHECKING = (
    "assert",
    "raises",
    "warns",
    "both",
    "check",
    "compare",
    "agree",
    "fail",
    "verify",
    "expect",
    "same",
    "wait_for",
)


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_every_test_can_fail(path: Path):
    """It asserts, or calls something whose name says that it does."""
    for function in functions(tree(path)):
        if function.name.startswith("test_"):
            calls = [ast.unparse(n.func) for n in ast.walk(function) if isinstance(n, ast.Call)]
            checked = any(isinstance(n, (ast.Assert, ast.Raise)) for n in ast.walk(function))
            checked = checked or any(word in call for call in calls for word in CHECKING)
            assert checked or "raises" in (ast.get_docstring(function) or ast.unparse(function)), (
                f"{relative(path)}:{function.lineno} {function.name} asserts nothing"
            )


@pytest.mark.parametrize("path", files_of_tests(), ids=relative)
def test_nothing_is_skipped(path: Path):
    uses = [n.func for n in ast.walk(tree(path)) if isinstance(n, ast.Call)]
    uses += [d for f in functions(tree(path)) for d in f.decorator_list]
    skips = [name for name in map(ast.unparse, uses) if name in SKIPS]
    assert not skips or path.name in MAY_SKIP, f"{relative(path)}: {skips}"


def test_the_rules_see_what_they_look_for():
    module = ast.parse("def test_a():\n    x == 1\n    np.allclose(a, b)\n    with pytest.raises(E):\n        x == 2\n")
    lines = [
        n.lineno
        for n in ast.walk(module)
        if isinstance(n, ast.Expr)
        and (isinstance(n.value, ast.Compare) or forgotten(n.value))
        and not inside_raises(module, n)
    ]
    assert lines == [2, 3]
