"""One definition, two engines: every model of the zoo is a genuine PyTorch module that compiles whole."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import warnings

import numpy as np
import pytest
import torch
import torch._dynamo

import nnbook.models
from nnbook.on_torch import on_torch
from tests.examples import ZOO, Example
from tests.running import backward, build, run, tensors_for
from tests.support import assert_same, is_tensor, leaves


def classes() -> list[type]:
    """Every public module class in nnbook/models."""
    found = []
    for info in pkgutil.iter_modules(nnbook.models.__path__):
        module = importlib.import_module(f"nnbook.models.{info.name}")
        for cls in vars(module).values():
            if inspect.isclass(cls) and issubclass(cls, nnbook.nn.Module) and cls.__module__ == module.__name__:
                found.append(cls)
    return found


def one_each() -> list[Example]:
    """The first example of each class."""
    return list({type(build(e, nnbook)).__name__: e for e in reversed(ZOO)}.values())[::-1]


def test_every_model_is_in_the_list_of_examples():
    """The classes that `nnbook.models` names; layers that belong to one model are tested with it."""
    enrolled = {type(build(e, nnbook)).__name__ for e in ZOO}
    public = {name for name in nnbook.models.__all__ if inspect.isclass(getattr(nnbook.models, name))}
    assert public <= {c.__name__ for c in classes()}
    assert public == enrolled


@pytest.mark.parametrize("cls", classes(), ids=lambda c: c.__name__)
def test_on_torch_gives_a_module_of_pytorch(cls):
    there = on_torch(cls)
    assert issubclass(there, torch.nn.Module)
    assert there.__name__ == cls.__name__
    assert inspect.getsource(there) == inspect.getsource(cls)
    assert on_torch(cls) is there


@pytest.mark.untraced  # the models' lines are covered by their parity
@pytest.mark.parametrize("example", ZOO, ids=str)
def test_no_graph_break(example: Example):
    module, tensors = build(example, torch), tensors_for(example, torch, "float64")
    torch.compiler.reset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of torch.compile's own machinery
        compiled = torch.compile(module, fullgraph=True, backend="eager")
        with torch._dynamo.config.patch(allow_rnn=True):  # PyTorch breaks graphs at its own RNNs unless told otherwise
            result = run(example, torch, tensors, compiled)
    expected = run(example, torch, tensors, module)
    assert_same(result, expected, 1e-10, "compiled")
    backward(example, torch, result)
    assert all(p.grad is not None for p in module.parameters())


@pytest.mark.parametrize("example", ZOO, ids=str)
def test_no_tensor_is_made_without_a_device(example: Example):
    """On the meta device there are no numbers: a tensor that forward() made on the CPU would not mix with the rest."""
    module = build(example, torch).to("meta")
    tensors = {k: t.to("meta") for k, t in tensors_for(example, torch, "float64").items()}
    made = [part for _, part in leaves(run(example, torch, tensors, module)) if is_tensor(part)]
    assert {tensor.device.type for tensor in made} == {"meta"}


class Whole(torch.nn.Module):
    """An example as one module: its inputs in, its result out."""

    def __init__(self, example: Example):
        super().__init__()
        self.example, self.layer = example, build(example, torch)

    def forward(self, *tensors):
        return run(self.example, torch, dict(zip(self.example.inputs, tensors)), self.layer)


@pytest.mark.untraced
@pytest.mark.parametrize("example", one_each(), ids=str)
def test_export(example: Example):
    """`torch.export` turns the model into one graph that needs no Python any more."""
    whole = Whole(example).eval()
    tensors = tuple(tensors_for(example, torch, "float64", requires_grad=False).values())
    expected = whole(*tensors)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of torch.export's own machinery
        warnings.filterwarnings("ignore", "The tensor attributes .*_flat_weights", UserWarning)  # its RNN's own list
        program = torch.export.export(whole, tensors)
    assert_same(program.module()(*tensors), expected, 1e-10, "exported")


@pytest.mark.parametrize("example", one_each(), ids=str)
def test_weights_there_and_back(example: Example):
    """A state crosses to PyTorch and comes back unchanged, names, shapes, types and all numbers."""
    ours, theirs = build(example, nnbook), build(example, torch)
    start = {name: value.numpy().copy() for name, value in ours.state_dict().items()}
    theirs.load_state_dict(ours.state_dict())
    other = build(example, nnbook)
    for value in other.state_dict().values():
        value.zero_()
    other.load_state_dict(theirs.state_dict())
    state = other.state_dict()
    assert list(state) == list(start) == list(theirs.state_dict())
    for name, value in start.items():
        assert np.array_equal(state[name].numpy(), value), name
        assert state[name].numpy().dtype == value.dtype, name
