"""Running an example on an engine: its inputs as tensors, its module, its result, its gradients."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import torch

import nnbook
from tests.examples import Example
from tests.support import leaves, rng_for

ENGINES = {"nnbook": nnbook, "torch": torch}


def names_for(engine: Any) -> dict[str, Any]:
    """What the names in an example's code mean."""
    names = {"torch": engine, "nn": engine.nn, "F": engine.nn.functional, "optim": engine.optim, "np": np}
    return names | {"models": Models(engine)}


class Models:
    """`models.lenet.LeNet5(...)`: the class of the zoo on this engine."""

    def __init__(self, engine: ModuleType, path: str = ""):
        self.engine, self.path = engine, path

    def __getattr__(self, name: str) -> Any:
        package = "nnbook.models" if self.engine is nnbook else "nnbook.on_torch.models"
        module = __import__(f"{package}.{name}", fromlist=["_"])
        return module


def tensors_for(example: Example, engine: Any, dtype: str, requires_grad: bool = True) -> dict[str, Any]:
    """The inputs as tensors, the floating point ones of this type."""
    wanted = example.differentiable() if requires_grad else []
    tensors = {}
    for name, a in example.arrays().items():
        kind = getattr(engine, dtype if a.dtype.kind == "f" else str(a.dtype))
        tensors[name] = engine.tensor(a.tolist(), dtype=kind).reshape(a.shape)
        if name in wanted:
            tensors[name].requires_grad_()
    return tensors


def build(example: Example, engine: Any, dtype: str = "float64") -> Any:
    """The example's module with parameters of this type, drawn under a seed; None if it has none."""
    if not example.layer:
        return None
    engine.manual_seed(1)
    module = eval(example.layer, names_for(engine))
    return module.to(getattr(engine, dtype))


def twins(example: Example, dtype: str) -> tuple[Any, Any]:
    """The module on both engines with the same parameters."""
    ours = build(example, nnbook, dtype)
    theirs = build(example, torch, dtype)
    if ours is not None:
        theirs.load_state_dict({k: torch.tensor(v.numpy().copy()) for k, v in ours.state_dict().items()})
    return ours, theirs


def run(example: Example, engine: Any, tensors: dict[str, Any], module: Any = None) -> Any:
    """The result of the example's code."""
    names = names_for(engine) | tensors | {"layer": module}
    *statements, expression = example.code.split("; ")
    for statement in statements:
        exec(statement, names)
    return eval(expression, names)


def outputs_with_gradient(result: Any) -> list[Any]:
    """The tensors of a result that require a gradient."""
    return [t for _, t in leaves(result) if getattr(t, "requires_grad", False)]


def backward(example: Example, engine: Any, result: Any) -> None:
    """Carry random gradients from all outputs back to the leaves."""
    rng = rng_for("cotangents of " + example.code)
    outputs = outputs_with_gradient(result)
    weights = [engine.tensor(rng.normal(size=tuple(t.shape)).tolist(), dtype=t.dtype).reshape(t.shape) for t in outputs]
    if outputs:
        engine.autograd.backward(outputs, weights)
