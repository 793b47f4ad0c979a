"""Errors are teaching material, so each message is read by a test: its words stand in a table or a `match`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.sources import PACKAGE, package_files, tree

TESTS = Path(__file__).parents[1]
ENGINE = [p for p in package_files() if p.relative_to(PACKAGE).parts[0] not in ("exercises", "plots", "interactive")]
ENOUGH = 14  # characters in a row that a test and a message share


def words(text: str) -> str:
    """The text with one space between words, without a pattern's backslashes."""
    return re.sub(r"\s+", " ", re.sub(r"\\([^\w\s])", r"\1", text))


def literals(node: ast.AST) -> Iterator[str]:
    """The texts written in a piece of code; neighbors that Python joins are one."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield words(part.value)


def read_by_tests() -> set[str]:
    """Every run of so many characters in the texts of the tests."""
    runs: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        if path != Path(__file__):
            for text in literals(ast.parse(path.read_text(encoding="utf-8"))):
                runs.update(text[i : i + ENOUGH] for i in range(len(text) - ENOUGH + 1))
    return runs


READ = read_by_tests()


def messages(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(line, pieces of the message) of every error that a file raises with words of its own."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            pieces = [text for argument in node.exc.args for text in literals(argument) if len(text) >= ENOUGH]
            if pieces:
                yield node.lineno, pieces


@pytest.mark.parametrize("path", [p for p in ENGINE if any(messages(p))], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_message_is_read_by_a_test(path: Path):
    unread = [
        f"{path.relative_to(PACKAGE)}:{line} {pieces}"
        for line, pieces in messages(path)
        if not any(piece[i : i + ENOUGH] in READ for piece in pieces for i in range(len(piece) - ENOUGH + 1))
    ]
    assert not unread, "no test reads these messages:\n" + "\n".join(unread)
