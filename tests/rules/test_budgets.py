"""Files and functions small enough to read whole. Going over is possible, with a reason that is written here."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

import nnbook.nn
from tests.rules.sources import PACKAGE, package_files, tree

MODEL_LINES, FILE_LINES, FUNCTION_LINES, KERNEL_LINES, CONSTRUCTOR_ARGUMENTS = 80, 300, 30, 70, 6

LONG_FILES = {
    "__init__.py": "a list of the public names, nothing to understand",
}
LONG_FUNCTIONS = {
    "nn/_lstm_kernel.py:lstm": "the recurrence and its way back through time, equation by equation, in one place",
    "nn/_gru_kernel.py:gru": "the same for the gated recurrent unit",
    "nn/batch_norm.py:_normalized": "batch normalization and its way back, shown whole in its chapter",
    "nn/group_norm.py:normalized_groups": "group and instance normalization and their way back",
    "nn/layer_norm.py:layer_norm": "layer normalization and its way back, each in slices for threads",
    "nn/attention.py:_attend": "attention and its derivative, equation by equation, in one place",
    "_graph.py:walk": "the one loop that everything hangs on; easier to follow whole",
}
WIDE_CONSTRUCTORS: dict[str, str] = {
    "RunningNorm": "what BatchNorm and InstanceNorm share: PyTorch's arguments of both",
    "_Network": "scikit-learn wants every hyperparameter of an estimator among its constructor's arguments",
    **dict.fromkeys(
        ["CapsNet", "SmallAlexNet", "VGG", "VisionTransformer"],
        "everything that makes a large network small enough for two cores, most of it by name alone",
    ),
    "EchoStateNetwork": "nothing in a reservoir is trained: its few numbers are all there is to choose",
    "_InstanceNorm": "other defaults than BatchNorm: PyTorch's arguments of InstanceNorm",
}


def relative(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", package_files(), ids=relative)
def test_files(path: Path):
    limit = MODEL_LINES if path.parent.name == "models" and path.name != "__init__.py" else FILE_LINES
    lines = len(path.read_text(encoding="utf-8").splitlines())
    over = lines > limit
    assert not over or relative(path) in LONG_FILES, f"{relative(path)} has {lines} lines, the limit is {limit}"
    assert over or relative(path) not in LONG_FILES, f"{relative(path)} needs no exception any more"


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function with its number of lines of code: without the signature and the docstring."""
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            yield node.name, body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", package_files(), ids=relative)
def test_functions(path: Path):
    for name, lines in functions(path):
        key = f"{relative(path)}:{name}"
        limit = KERNEL_LINES if key in LONG_FUNCTIONS else FUNCTION_LINES
        assert lines <= limit, f"{key} has {lines} lines of code, the limit is {limit}"


def test_no_exception_is_left_over():
    sizes = {f"{relative(p)}:{name}": lines for p in package_files() for name, lines in functions(p)}
    assert [key for key in LONG_FUNCTIONS if sizes.get(key, 0) <= FUNCTION_LINES] == []


def constructors() -> Iterator[tuple[str, list[str], str]]:
    """(class, arguments, file) for classes of ours; those that PyTorch has keep PyTorch's arguments."""
    for path in package_files():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ClassDef) or hasattr(torch.nn, node.name) or hasattr(torch.optim, node.name):
                continue
            if hasattr(torch.utils.data, node.name) or hasattr(torch.optim.lr_scheduler, node.name):
                continue
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name == "__init__":
                    a = part.args
                    yield node.name, [x.arg for x in (*a.posonlyargs, *a.args, *a.kwonlyargs)][1:], relative(path)


def test_constructors():
    wide = [f"{file}: {name}({', '.join(arguments)})" for name, arguments, file in constructors()
            if len(arguments) > CONSTRUCTOR_ARGUMENTS and name not in WIDE_CONSTRUCTORS]  # fmt: skip
    assert not wide, f"more than {CONSTRUCTOR_ARGUMENTS} arguments: {wide}"


def test_layers_of_pytorch_have_no_deep_base_classes():
    """A layer can be read in its own file and Module: at most two classes stand between them."""
    for name in nnbook.nn.__all__:
        cls = getattr(nnbook.nn, name)
        if inspect.isclass(cls) and issubclass(cls, nnbook.nn.Module):
            between = [c.__name__ for c in cls.__mro__[1:] if c not in (nnbook.nn.Module, object)]
            assert len(between) <= 2, f"{name}: {between}"
    assert importlib.import_module("nnbook.nn") is nnbook.nn
