"""Which names of PyTorch's a script uses that nnbook lacks, read from its syntax tree before anything is run.

The tree tells what `torch`, `nn`, `F` and other names stand for in each function, so chains such as `nn.Conv3d` can be
looked up. Local modules that the script imports are read, too. Left out are names that a script is prepared to miss:
those inside `try` with a handler for it, those it asks for with hasattr, and those of graphics cards, which scripts use
where there is one.
"""

from __future__ import annotations

import ast
import inspect
import io
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ._missing import remedy_for_package
from ._torch_import import module_at

_AT_RUN_TIME = ("cuda", "backends", "mps", "xpu", "distributed")
_PREPARED = {"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException"}
_ABSENT = object()
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Missing(NamedTuple):
    """One use of a name that is not there: `torch.nn.Conv3d`, or a package such as `torchvision`."""

    name: str
    file: Path
    line: int


def read(path: Path) -> str:
    """The text of a Python file, in the encoding that it declares."""
    with io.BytesIO(path.read_bytes()) as file:
        encoding, _ = tokenize.detect_encoding(file.readline)
    return path.read_text(encoding=encoding)


def missing_names(script: Path) -> list[Missing]:
    """Every use of a missing name in the script and in its local modules, in the order of the files."""
    found: list[Missing] = []
    waiting, seen = [script], set()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        try:
            tree = ast.parse(read(path), str(path))
        except (SyntaxError, UnicodeDecodeError):
            continue  # Python says so, if the module is really imported
        reader = _Reader(path, tree)
        reader.visit(tree)
        found += sorted(set(reader.missing), key=lambda use: (use.line, use.name))
        waiting += _local_modules(tree, path, script.parent)
    return found


def lookup(path: str) -> tuple[Any, str | None]:
    """(what `torch.<path>` is here, None), or (None, the part of the path that is missing)."""
    parts = path.split(".") if path else []
    value: Any = module_at("")
    for i, name in enumerate(parts):
        here = ".".join(parts[: i + 1])
        if inspect.ismodule(value):
            value = getattr(value, name, _ABSENT)
            if value is _ABSENT:
                value = module_at(here)
                if value is None:
                    return None, here
        elif inspect.isclass(value) and value.__module__.partition(".")[0] == "nnbook":
            if not hasattr(value, name):
                return None, here
            value = getattr(value, name)
        else:
            return None, None  # an attribute of a value: nobody knows
    return value, None


def _local_modules(tree: ast.Module, path: Path, folder: Path) -> Iterator[Path]:
    """The files beside the script that this one imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _files(folder, alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            base = folder if node.level == 0 else path.parents[node.level - 1]
            module = node.module.split(".") if node.module else []
            yield from _files(base, module)
            for alias in node.names:
                yield from _files(base, [*module, alias.name])


def _files(folder: Path, parts: list[str]) -> Iterator[Path]:
    for i in range(1, len(parts) + 1):
        place = folder.joinpath(*parts[:i])
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file():
                yield path


class _Reader(ast.NodeVisitor):
    """Walks one file with what its names stand for: dotted paths below `torch`, or None for anything else."""

    def __init__(self, path: Path, tree: ast.Module):
        self.path = path
        self.missing: list[Missing] = []
        self.scopes: list[dict[str, str | None]] = [{}]
        self.quiet = 0  # how many blocks are around that are prepared for missing names
        self.asked = {
            node.args[1].value
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("hasattr", "getattr") and len(node.args) > 1
            if isinstance(node.args[1], ast.Constant)
        }
        self._bind(tree.body)

    # ------------------------------------------------------------------ what names stand for
    def _bind(self, body: list[ast.stmt]) -> None:
        """Note what the imports and assignments of this scope bind; those of inner functions stay out."""
        for node in _own_nodes(body):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    package, _, inner = alias.name.partition(".")
                    bound = alias.asname or package
                    self.scopes[-1][bound] = (inner if alias.asname else "") if package == "torch" else None
            elif isinstance(node, ast.ImportFrom):
                self._bind_from(node)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
                self.scopes[-1].setdefault(node.id, None)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.scopes[-1][node.name] = None
        for node in _own_nodes(body):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                path = self._path(node.value)  # nn = torch.nn
                if path is not None and inspect.ismodule(lookup(path)[0]):
                    self.scopes[-1][node.targets[0].id] = path

    def _bind_from(self, node: ast.ImportFrom) -> None:
        package, _, inner = (node.module or "").partition(".")
        of_torch = package == "torch" and node.level == 0
        for alias in node.names:
            if alias.name == "*":
                names = getattr(lookup(inner)[0], "__all__", ()) if of_torch else ()
                self.scopes[-1].update({name: f"{inner}.{name}".lstrip(".") for name in names})
            else:
                self.scopes[-1][alias.asname or alias.name] = f"{inner}.{alias.name}".lstrip(".") if of_torch else None

    def _path(self, node: ast.expr) -> str | None:
        """`nn.functional.relu` for F.relu; None for what is not a chain of names that begins with one of torch's."""
        if isinstance(node, ast.Attribute):
            before = self._path(node.value)
            return None if before is None else f"{before}.{node.attr}".lstrip(".")
        if isinstance(node, ast.Name):
            for scope in reversed(self.scopes):
                if node.id in scope:
                    return scope[node.id]
        return None

    # ------------------------------------------------------------------ walking
    def _report(self, path: str, line: int) -> None:
        lacking = lookup(path)[1]
        if lacking is not None and not self.quiet and lacking.rpartition(".")[2] not in self.asked:
            self.missing.append(Missing(f"torch.{lacking}", self.path, line))

    def _report_package(self, name: str, line: int) -> None:
        if remedy_for_package(name) is not None and not self.quiet:
            self.missing.append(Missing(name.partition(".")[0], self.path, line))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            package, _, inner = alias.name.partition(".")
            if package == "torch":
                self._report(inner, node.lineno)
            else:
                self._report_package(alias.name, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        package, _, inner = (node.module or "").partition(".")
        if package == "torch" and node.level == 0:
            for alias in node.names:
                self._report(f"{inner}.{alias.name}".strip(".") if alias.name != "*" else inner, node.lineno)
        elif node.level == 0:
            self._report_package(package, node.lineno)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        path = self._path(node)
        if path is None:
            self.generic_visit(node)
        elif path.partition(".")[0] not in _AT_RUN_TIME:
            self._report(path, node.lineno)

    def _visit_function(self, node: Any) -> None:
        for part in (*getattr(node, "decorator_list", ()), *node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(part)
        arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg)
        for argument in filter(None, arguments):
            if argument.annotation is not None:
                self.visit(argument.annotation)
        if getattr(node, "returns", None) is not None:
            self.visit(node.returns)
        body = node.body if isinstance(node.body, list) else [ast.Expr(node.body)]
        self.scopes.append({argument.arg: None for argument in filter(None, arguments)})
        self._bind(body)
        self._visit_all(body)
        self.scopes.pop()

    visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _visit_function

    def visit_Try(self, node: ast.Try) -> None:
        prepared = any(_catches_missing(handler) for handler in node.handlers)
        self.quiet += prepared
        self._visit_all(node.body)
        self.quiet -= prepared
        self._visit_all([*node.handlers, *node.orelse, *node.finalbody])

    def visit_If(self, node: ast.If) -> None:
        for_checkers = ast.unparse(node.test).rpartition(".")[2] == "TYPE_CHECKING"
        self.quiet += for_checkers
        self._visit_all(node.body)
        self.quiet -= for_checkers
        self._visit_all([node.test, *node.orelse])

    def _visit_all(self, nodes: Sequence[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)


def _own_nodes(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of these statements in the order of the text, without what is inside functions."""
    waiting: list[ast.AST] = list(reversed(body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += reversed(list(ast.iter_child_nodes(node)))


def _catches_missing(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(ast.unparse(kind) in _PREPARED for kind in caught)
