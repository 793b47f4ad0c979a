"""The package's source files as syntax trees."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "nnbook"


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def package_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def files_of_tests() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


def module_of(path: Path) -> str:
    """`ops.reduction` for nnbook/ops/reduction.py, `ops` for its __init__.py, "" for nnbook/__init__.py."""
    parts = list(path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[tuple[int, str, bool]]:
    """(line, module, whether it is one of nnbook's) for every import in the file, wherever it stands."""
    package = list(path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name.removeprefix("nnbook."), name.name.partition(".")[0] == "nnbook"
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            yield node.lineno, module.removeprefix("nnbook").lstrip("."), module.partition(".")[0] == "nnbook"
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] + (node.module or "").split(".") * bool(node.module)
            for name in node.names:
                yield node.lineno, as_module([*base, name.name]), True


def as_module(parts: list[str]) -> str:
    """The longest part of a dotted path that is a file of the package: the rest are names inside it."""
    while parts:
        place = PACKAGE.joinpath(*parts)
        if place.is_dir() or place.with_suffix(".py").exists() or place.with_suffix(".pyi").exists():
            break
        parts = parts[:-1]
    return ".".join(parts)


def is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names
