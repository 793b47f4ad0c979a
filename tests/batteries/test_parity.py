"""Every example gives the results of PyTorch: values, types, all gradients, state, in float64 and float32."""

from __future__ import annotations

import pytest
import torch

import nnbook
from tests.examples import EXAMPLES, Example
from tests.running import backward, outputs_with_gradient, run, tensors_for, twins
from tests.support import TOLERANCE, assert_close, assert_same

COMPARED = [e for e in EXAMPLES if not e.random]


@pytest.mark.parametrize(
    ("example", "dtype"),
    [(e, dtype) for e in COMPARED for dtype in (["float64"] if e.deep else ["float64", "float32"])],
    ids=str,
)
def test_same_as_pytorch(example: Example, dtype: str):
    tolerance = TOLERANCE[dtype]
    modules = twins(example, dtype)
    results, tensors = [], []
    for engine, module in zip((nnbook, torch), modules, strict=True):
        if module is not None and example.drops:
            module.eval()
        inputs = tensors_for(example, engine, dtype)
        result = run(example, engine, inputs, module)
        backward(example, engine, result)
        results.append(result)
        tensors.append(inputs)
    assert_same(*results, tolerance)
    differentiable = [len(outputs_with_gradient(r)) for r in results]
    assert differentiable[0] == differentiable[1], f"{differentiable} outputs require a gradient"
    compare_gradients(tensors[0], tensors[1], tolerance)
    if modules[0] is not None:
        ours, theirs = (dict(m.named_parameters()) for m in modules)
        compare_gradients(ours, theirs, tolerance, scale_of(theirs) if made_of_layers(modules[1]) else 0.0)
        compare_states(*modules, tolerance)


def made_of_layers(module):
    """Whether gradients pass through several layers on their way to a parameter, and carry the rounding of all."""
    return sum(bool(list(part.parameters(recurse=False))) for part in module.modules()) > 1


def scale_of(parameters):
    """The mean size of all gradients: that of a bias before a normalization is 0 but for what rounding leaves."""
    return float(torch.cat([p.grad.abs().flatten() for p in parameters.values() if p.grad is not None]).mean())


def compare_gradients(ours, theirs, tolerance, least=0.0):
    assert list(ours) == list(theirs)
    for name, t in theirs.items():
        if t.requires_grad and t.is_leaf:
            assert (ours[name].grad is None) == (t.grad is None), f"{name}: one engine has a gradient, the other none"
            if t.grad is not None:
                assert_close(ours[name].grad, t.grad, tolerance, f"gradient of {name}", least)


def compare_states(ours, theirs, tolerance):
    """After a forward pass: the same entries in the same order, running statistics included."""
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for name, value in theirs.state_dict().items():
        assert_close(ours.state_dict()[name], value, tolerance, f"state_dict()[{name!r}]")
