"""What every layer, loss and model must do beside being right once: learn, switch modes, be copied and repeated."""

from __future__ import annotations

import copy
import io
import pickle
import re

import numpy as np
import pytest
import torch

import nnbook
from tests.docstrings import contradictions, matches, shapes_in
from tests.examples import EXAMPLES, Example
from tests.running import backward, build, run, tensors_for, twins
from tests.support import TOLERANCE, assert_close, assert_same, is_tensor, leaves

LAYERS = [e for e in EXAMPLES if e.layer]
TRAINED = [e for e in LAYERS if any(p.requires_grad for p in build(e, nnbook).parameters())]
RANDOM = [e for e in EXAMPLES if e.random or e.drops]
ids = {"ids": str}


def values(result) -> list[np.ndarray]:
    return [leaf.array.copy() if is_tensor(leaf) else np.asarray(leaf) for _, leaf in leaves(result)]


def train(example: Example, engine, module, steps: int) -> None:
    """Some steps of gradient descent on randomly weighted outputs."""
    optimizer = engine.optim.SGD(module.parameters(), lr=0.05)
    for _ in range(steps):
        optimizer.zero_grad()
        result = run(example, engine, tensors_for(example, engine, "float64"), module)
        backward(example, engine, result)
        optimizer.step()


@pytest.mark.parametrize("example", [e for e in TRAINED if not e.drops], **ids)
def test_second_and_third_training_step(example: Example):
    modules = twins(example, "float64")
    before = values(modules[0].state_dict())
    for engine, module in zip((nnbook, torch), modules, strict=True):
        train(example, engine, module, 3)
    for (name, ours), theirs in zip(modules[0].named_parameters(), modules[1].parameters(), strict=True):
        # Normalization over two rows, layer upon layer, makes much of the last digits in three steps.
        assert_close(ours, theirs, 1e-5 if example.deep else 1e-9, f"{name} after three steps", 1.0 * example.deep)
    if all(0 not in a.shape for a in example.arrays().values()):
        after = values(modules[0].state_dict())
        assert any((a != b).any() for a, b in zip(before, after, strict=True)), "nothing was learnt"


@pytest.mark.parametrize("example", LAYERS, **ids)
def test_train_and_eval(example: Example):
    layer = build(example, nnbook)
    assert layer.training
    assert layer.eval() is layer
    assert [m.training for m in layer.modules()] == [False] * len(list(layer.modules()))
    tensors = tensors_for(example, nnbook, "float64")
    first, second = (values(run(example, nnbook, tensors, layer)) for _ in range(2))
    assert all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in zip(first, second, strict=True))
    assert layer.train() is layer
    assert all(m.training for m in layer.modules())


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.drops], **ids)
def test_what_drops_does_so_only_while_training(example: Example):
    layer, tensors = build(example, nnbook), tensors_for(example, nnbook, "float64")
    dropped = run(example, nnbook, tensors, layer)
    assert (dropped.array == 0).any()
    assert (run(example, nnbook, tensors, layer.eval()).array != 0).all()


@pytest.mark.parametrize("example", RANDOM, **ids)
def test_random_results_have_pytorchs_shapes_and_repeat_under_a_seed(example: Example):
    results = []
    for engine, seed in ((torch, 0), (nnbook, 0), (nnbook, 0), (nnbook, 1)):
        module, tensors = build(example, engine, "float32"), tensors_for(example, engine, "float32")
        engine.manual_seed(seed)
        results.append(run(example, engine, tensors, module))
    theirs, ours, again, other = results
    assert tuple(ours.shape) == tuple(theirs.shape)
    assert repr(ours.dtype) == repr(theirs.dtype)
    assert np.array_equal(ours.array, again.array)
    if ours.array.size >= 3 and "generator" not in example.code and "1.0)" not in example.code[-6:]:
        assert not np.array_equal(ours.array, other.array), "another seed gave the same numbers"


def same_outputs(example: Example, a, b) -> None:
    tensors = tensors_for(example, nnbook, "float64")
    assert_same(run(example, nnbook, tensors, a.eval()), run(example, nnbook, tensors, b.eval()), 0)


@pytest.mark.parametrize("example", LAYERS, **ids)
def test_copies_and_pickles(example: Example):
    layer = build(example, nnbook)
    for twin in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert type(twin) is type(layer)
        assert repr(twin) == repr(layer)
        assert [n for n, _ in twin.named_parameters()] == [n for n, _ in layer.named_parameters()]
        same_outputs(example, layer, twin)
        before = values(layer.state_dict())
        with nnbook.no_grad():
            for p in (*twin.parameters(), *twin.buffers()):
                p.fill_(0)
        assert all(np.array_equal(a, b) for a, b in zip(before, values(layer.state_dict()), strict=True)), (
            "shared memory"
        )


@pytest.mark.parametrize("example", LAYERS, **ids)
def test_state_crosses_in_both_directions_strictly(example: Example):
    ours, theirs = build(example, nnbook), build(example, torch)
    result = ours.load_state_dict(theirs.state_dict())
    assert (list(result.missing_keys), list(result.unexpected_keys)) == ([], [])
    for name, value in theirs.state_dict().items():
        assert_close(ours.state_dict()[name], value, 0, name)
    arrays = {name: t.numpy() for name, t in ours.state_dict().items()}
    build(example, nnbook).load_state_dict(arrays)


@pytest.mark.parametrize("example", [e for e in LAYERS if not e.layer.startswith("models")], **ids)
def test_printed_as_pytorch_prints(example: Example):
    assert repr(build(example, nnbook)) == repr(build(example, torch))


# What goes in depends on what they hold.
NO_FORM = {"Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict", "DataParallel"}
EXAMPLES_OF: dict[type, list[Example]] = {}
for _example in LAYERS:
    EXAMPLES_OF.setdefault(type(build(_example, nnbook)), []).append(_example)
CLASSES = sorted((c for c in EXAMPLES_OF if c.__name__ not in NO_FORM), key=lambda c: c.__name__)


@pytest.mark.parametrize("cls", CLASSES, ids=lambda c: c.__name__)
def test_shapes_are_those_of_the_docstring(cls):
    """Wherever the inputs have the shapes that the docstring names, the output has, too; one example at least has."""
    forms = shapes_in(cls.__doc__ or "")
    assert forms, f"the first paragraph of {cls.__name__} names no shapes: (N, D) -> (N, K)"
    covered = 0
    for example in EXAMPLES_OF[cls]:
        layer = build(example, nnbook)
        another_axis = "..." in str(forms) and getattr(layer, "dim", -1) != -1
        if getattr(layer, "reduction", "mean") == "none" or another_axis:
            continue
        tensors = tensors_for(example, nnbook, "float64")
        inputs = [tuple(t.shape) for t in tensors.values()]
        output = next(tuple(t.shape) for _, t in leaves(run(example, nnbook, tensors, layer)) if is_tensor(t))
        results = []
        for shapes, result in forms:
            bound: dict[str, object] = {}
            if matches(shapes, inputs, bound, layer):
                results.append((result, matches([result], [output], bound, layer) and not contradictions(bound)))
        assert not results or any(right for _, right in results), f"{example}: {inputs} -> {output}, not {results}"
        covered += len(results)
    assert covered, f"no example has the input shapes of {forms}"


# ---------------------------------------------------------------------- element types
DOUBLE = re.compile(r"float64|DoubleTensor|float_power|\.double\(")  # these say that they make float64


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e.random and not DOUBLE.search(e.code)], **ids)
def test_float32_stays_float32(example: Example):
    module, tensors = build(example, nnbook, "float32"), tensors_for(example, nnbook, "float32")
    optimizer = None
    if module is not None and list(module.parameters()):
        optimizer = nnbook.optim.Adam(module.parameters(), lr=0.01, weight_decay=0.1)
    result = run(example, nnbook, tensors, module)
    backward(example, nnbook, result)
    if optimizer is not None:
        optimizer.step()
        arrays = [t for state in optimizer.state.values() for t in state.values()]
        found = [*module.parameters(), *module.buffers(), *arrays]
    else:
        found = []
    found += [t for _, t in leaves(result) if is_tensor(t)] + [
        t.grad for t in (*tensors.values(), *found) if t.grad is not None
    ]
    wide = [tuple(t.shape) for t in found if t.dtype == nnbook.float64 and "double()" not in example.code]
    assert not wide, f"float64 appeared in tensors of shape {wide}"


def test_a_module_can_be_saved_as_numpy_and_read_back():
    layer = nnbook.nn.Linear(3, 2)
    file = io.BytesIO()
    np.savez(file, **{k: v.numpy() for k, v in layer.state_dict().items()})
    file.seek(0)
    twin = nnbook.nn.Linear(3, 2)
    twin.load_state_dict(dict(np.load(file)))
    assert_close(twin.weight, layer.weight, 0, "weight")
    assert TOLERANCE["float64"] == 1e-10
