"""Running a PyTorch script on an engine, and writing down what it computed."""

from __future__ import annotations

import contextlib
import io
import random
import runpy
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

import nnbook
from nnbook._torch_import import standing_in
from tests.programs.dice import nnbook_dice
from tests.support import as_array, is_tensor

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass
class Record:
    """What a run leaves: its printed text, the tensors and numbers among its globals, every step of an optimizer."""

    printed: str = ""
    names: dict[str, Any] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)


def run(path: Path, engine: ModuleType) -> Record:
    """The script in float64, as `python script.py` would run it, with `engine` for torch."""
    record, text = Record(), io.StringIO()
    torch_or_nnbook = nnbook_dice() if engine is torch else standing_in()
    with _prepared(path, engine), torch_or_nnbook, watched(engine, record.steps), contextlib.redirect_stdout(text):
        left = runpy.run_path(str(path), run_name="__main__")
    record.printed = text.getvalue()
    record.names = {k: plain(v) for k, v in left.items() if not k.startswith("_") and plain(v) is not None}
    return record


@contextlib.contextmanager
def _prepared(path: Path, engine: ModuleType) -> Iterator[None]:
    """Seeds, arguments, element type; all put back afterwards."""
    nnbook.manual_seed(0)
    random.seed(0)
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setattr(sys, "argv", [str(path)])
        if engine is torch:
            warnings.simplefilter("ignore")
            patch.setattr(torch.cuda, "is_available", lambda: False)
        for each in (torch, nnbook):  # nnbook's too where it draws PyTorch's numbers
            each.set_default_dtype(each.float64)
        try:
            yield
        finally:
            for each in (torch, nnbook):
                each.set_default_dtype(each.float32)


@contextlib.contextmanager
def watched(engine: ModuleType, steps: list[dict[str, Any]]) -> Iterator[None]:
    """Inside the block, every `optimizer.step()` is written down: gradients before, parameters after."""

    def watch(optimizer: Any, *args: Any, **kwargs: Any) -> None:
        create(optimizer, *args, **kwargs)
        optimizer.register_step_pre_hook(lambda *_: steps.append({"gradients": gradients(optimizer)}))
        optimizer.register_step_post_hook(lambda *_: steps.append({"parameters": parameters(optimizer)}))

    create = engine.optim.Optimizer.__init__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.optim.Optimizer, "__init__", watch)
        yield


def parameters(optimizer: Any) -> list[Any]:
    """Copies of all that the optimizer trains."""
    return [as_array(p).copy() for group in optimizer.param_groups for p in group["params"]]


def gradients(optimizer: Any) -> list[Any]:
    """Copies of the gradients of all that the optimizer trains, None where there is none."""
    found = [p.grad for group in optimizer.param_groups for p in group["params"]]
    return [None if grad is None else as_array(grad).copy() for grad in found]


def plain(value: Any) -> Any:
    """Tensors, numbers, texts and modules (their state and gradients) as arrays, nested as they were; None: no data."""
    if is_tensor(value):
        grad = value.grad if value.is_leaf else None
        found = as_array(value).copy()
        return found if grad is None else {"value": found, "grad": as_array(grad).copy()}
    if isinstance(value, (torch.nn.Module, nnbook.nn.Module)):
        state = {name: as_array(t).copy() for name, t in value.state_dict().items()}
        grads = {n: None if p.grad is None else as_array(p.grad).copy() for n, p in value.named_parameters()}
        return {"state": state, "grads": grads, "training": value.training}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value if isinstance(value, (bool, int, float, str, np.ndarray, np.generic)) else None
