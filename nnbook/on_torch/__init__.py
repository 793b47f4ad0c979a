"""The book's models on PyTorch: the same files, imported a second time where `from .. import nn` finds `torch.nn`.

    from nnbook.models import LeNet5
    from nnbook.on_torch import on_torch

    model = on_torch(LeNet5)()                       # a torch.nn.Module, for GPUs, torch.compile, DDP, torch.export
    model.load_state_dict(trained_here.state_dict()) # weights cross by state_dict, either way

Importing this package lets PyTorch read nnbook's tensors where it copies from them (`copy_`, which `load_state_dict`
uses).
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from types import FunctionType
from typing import Any

from .. import models as _models  # `models` becomes the second import of the same files
from .._extras import require
from .._tensor import Tensor

torch = require("torch", "torch", "nnbook.on_torch")

__all__ = ["on_torch"]

_HOME = _models.__name__ + "."
_LAYERS = "nnbook.nn."


def __getattr__(name: str) -> Any:
    """What a model file imports by `from .. import nn, cat` is PyTorch's."""
    return getattr(torch, name)


def on_torch(model: Any) -> Any:
    """The same model on PyTorch: for a class of nnbook.models the `torch.nn.Module` that its file defines there.

    A function of nnbook.models gives the function that makes the PyTorch model, and `functools.partial` of either, as
    the named sizes are (`ResNet18`), a partial of its counterpart.
    """
    if isinstance(model, partial):
        arguments = [_crossed(value) for value in model.args]
        return partial(on_torch(model.func), *arguments, **{k: _crossed(v) for k, v in model.keywords.items()})
    name = getattr(model, "__module__", "") if isinstance(model, type | FunctionType) else ""
    if name.startswith(f"{__name__}.models."):
        return model
    if not name.startswith(_HOME):
        kind = "the class" if isinstance(model, type) else "the function"
        what = f"{kind} {name}.{model.__qualname__}" if name else f"a {type(model).__name__}"
        raise TypeError(
            f"on_torch expects a class of nnbook.models, such as on_torch(LeNet5), a function or a partial of it, "
            f"got {what}. For a trained model: on_torch(LeNet5)().load_state_dict(model.state_dict())"
        )
    return getattr(import_module(f"{__name__}.models.{name.removeprefix(_HOME)}"), model.__qualname__)


def _crossed(value: Any) -> Any:
    """An argument on PyTorch: classes and functions of the engine and of the models become PyTorch's."""
    name = getattr(value, "__module__", "") if isinstance(value, type | FunctionType) else ""
    if name.startswith(_HOME):
        return on_torch(value)
    return getattr(torch.nn, value.__name__) if name.startswith(_LAYERS) else value


def _called_by_torch(cls: type, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
    """PyTorch's protocol for foreign tensors (`__torch_function__`): copying from ours is allowed, and nothing else."""
    if func is not torch.Tensor.copy_:
        raise TypeError(
            f"{getattr(func, '__name__', func)} of PyTorch got a tensor of nnbook: convert it with "
            "torch.from_numpy(x.numpy())"
        )
    target, source, *rest = args
    return target.copy_(torch.from_numpy(source.detach().numpy()), *rest, **(kwargs or {}))


Tensor.__torch_function__ = classmethod(_called_by_torch)  # type: ignore[attr-defined]
