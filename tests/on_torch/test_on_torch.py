"""Crossing to PyTorch: which classes, which errors, and weights either way."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

import numpy as np
import pytest
import torch

import nnbook
from nnbook import nn
from nnbook.models import MLP, LeNet5
from nnbook.models.lenet import Subsampling
from nnbook.models.lenet import squash as squash_of_lenet
from nnbook.on_torch import on_torch


def test_it_is_the_same_file_on_pytorch():
    there = on_torch(LeNet5)
    assert issubclass(there, torch.nn.Module)
    assert not issubclass(there, nn.Module)
    assert there.__module__ == "nnbook.on_torch.models.lenet"
    assert on_torch(LeNet5) is there is on_torch(there)
    assert issubclass(on_torch(Subsampling), torch.nn.Module)
    assert repr(there()) == repr(LeNet5())


class OwnModel(nn.Module):
    """A class that no file of nnbook.models defines."""


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (OwnModel, r"the class \S*OwnModel"),
        (nn.Linear, r"the class nnbook.nn.linear.Linear"),
        (torch.nn.Linear, r"the class torch.nn.modules.linear.Linear"),
        (nn.functional.relu, r"the function nnbook.nn.rectifiers.relu"),
        (partial(nn.Linear, 2), r"the class nnbook.nn.linear.Linear"),
        ("LeNet5", "a str"),
        (
            MLP([2, 1]),
            r"a MLP. For a trained model: on_torch\(LeNet5\)\(\).load_state_dict\(model.state_dict\(\)\)",
        ),
    ],
)
def test_what_is_no_class_of_the_zoo_is_refused(model, message):
    with pytest.raises(
        TypeError,
        match=r"on_torch expects a class of nnbook.models, such as on_torch\(LeNet5\), a function or a partial of it, "
        r"got " + message,
    ):
        on_torch(model)


def test_functions_and_partials_cross_with_what_they_are_given():
    narrow = partial(MLP, [2, 3, 1], activation=nn.Tanh)
    there = on_torch(narrow)
    assert isinstance(there, partial)
    assert repr(there()) == repr(narrow())
    assert type(there().layers[1]) is torch.nn.Tanh
    assert type(on_torch(partial(MLP, sizes=[2, 1]))()) is on_torch(MLP)
    assert on_torch(partial(LeNet5, classes=3))().classifier[-1].out_features == 3
    squash = on_torch(squash_of_lenet)
    assert squash is on_torch(squash)
    np.testing.assert_allclose(squash(torch.ones(2)).numpy(), squash_of_lenet(nnbook.ones(2)).numpy(), rtol=1e-6)


def test_weights_cross_by_state_dict_either_way():
    ours, theirs = MLP([3, 4, 2]), on_torch(MLP)([3, 4, 2])
    assert repr(theirs.load_state_dict(ours.state_dict())) == "<All keys matched successfully>"
    for name, value in theirs.state_dict().items():
        assert np.array_equal(value.numpy(), ours.state_dict()[name].array)
        assert value.data_ptr() != ours.state_dict()[name].array.ctypes.data
    with torch.no_grad():
        for p in theirs.parameters():
            p.mul_(2)
    ours.load_state_dict(theirs.state_dict())
    for name, value in theirs.state_dict().items():
        assert np.array_equal(value.numpy(), ours.state_dict()[name].array)


def test_a_state_that_does_not_fit_is_pytorchs_error():
    with pytest.raises(RuntimeError, match=r"size mismatch for layers\.0\.weight"):
        on_torch(MLP)([3, 5, 2]).load_state_dict(MLP([3, 4, 2]).state_dict())


def test_channels_last_memory_crosses_too():
    image = nnbook.tensor(np.arange(12.0).reshape(1, 2, 2, 3)).permute(0, 3, 1, 2)
    assert np.array_equal(torch.empty(1, 3, 2, 2).double().copy_(image).numpy(), image.array)


def test_anything_else_of_pytorch_names_the_remedy():
    with pytest.raises(TypeError, match=r"got a tensor of nnbook: convert it with torch.from_numpy\(x.numpy\(\)\)"):
        torch.sin(nnbook.ones(2))
    with pytest.raises(TypeError):
        torch.ones(2) + nnbook.ones(2)


def test_without_pytorch_the_extra_is_named():
    """A fresh interpreter in which torch cannot be imported."""
    code = "import sys; sys.modules['torch'] = None\nimport nnbook.models\nimport nnbook.on_torch"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "ModuleNotFoundError: nnbook.on_torch needs the package torch" in run.stderr
    assert 'pip install "nnbook[torch]"' in run.stderr
