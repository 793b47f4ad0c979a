"""One definition, two engines: every model of the zoo is a genuine PyTorch module that compiles whole."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import warnings

import pytest
import torch

import nnbook.models
from nnbook.on_torch import on_torch
from tests.examples import ZOO, Example
from tests.running import backward, build, run, tensors_for
from tests.support import assert_close


def classes() -> list[type]:
    """Every public module class in nnbook/models."""
    found = []
    for info in pkgutil.iter_modules(nnbook.models.__path__):
        module = importlib.import_module(f"nnbook.models.{info.name}")
        for cls in vars(module).values():
            if inspect.isclass(cls) and issubclass(cls, nnbook.nn.Module) and cls.__module__ == module.__name__:
                found.append(cls)
    return found


PARTS = {"Subsampling", "PartlyConnected"}  # layers of one model, tested with it


def test_every_model_is_in_the_list_of_examples():
    enrolled = {type(build(e, nnbook)).__name__ for e in ZOO}
    assert {c.__name__ for c in classes()} - PARTS == enrolled


@pytest.mark.parametrize("cls", classes(), ids=lambda c: c.__name__)
def test_on_torch_gives_a_module_of_pytorch(cls):
    there = on_torch(cls)
    assert issubclass(there, torch.nn.Module)
    assert there.__name__ == cls.__name__
    assert inspect.getsource(there) == inspect.getsource(cls)
    assert on_torch(cls) is there


@pytest.mark.parametrize("example", ZOO, ids=str)
def test_no_graph_break(example: Example):
    module, tensors = build(example, torch), tensors_for(example, torch, "float64")
    torch.compiler.reset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of torch.compile's own machinery
        compiled = torch.compile(module, fullgraph=True, backend="eager")
        result = run(example, torch, tensors, compiled)
    expected = run(example, torch, tensors, module)
    assert_close(result, expected, 1e-10, "compiled")
    backward(example, torch, result)
    assert all(p.grad is not None for p in module.parameters())


@pytest.mark.parametrize("example", ZOO, ids=str)
def test_no_tensor_is_made_without_a_device(example: Example):
    """On the meta device there are no numbers: a tensor that forward() made on the CPU would not mix with the rest."""
    module = build(example, torch).to("meta")
    tensors = {k: t.to("meta") for k, t in tensors_for(example, torch, "float64").items()}
    assert run(example, torch, tensors, module).device.type == "meta"
