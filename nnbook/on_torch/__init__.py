"""The book's models on PyTorch: the same files, imported a second time where `from .. import nn` finds `torch.nn`.

    from nnbook.models import LeNet5
    from nnbook.on_torch import on_torch

    model = on_torch(LeNet5)()                       # a torch.nn.Module, for GPUs, torch.compile, DDP, torch.export
    model.load_state_dict(trained_here.state_dict()) # weights cross by state_dict, either way

Importing this package lets PyTorch read nnbook's tensors where it copies from them (`copy_`, which `load_state_dict`
uses).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .. import models as _models  # `models` becomes the second import of the same files
from .._extras import require
from .._tensor import Tensor

torch = require("torch", "torch", "nnbook.on_torch")

__all__ = ["on_torch"]


def __getattr__(name: str) -> Any:
    """What a model file imports by `from .. import nn, cat` is PyTorch's."""
    return getattr(torch, name)


def on_torch(model: type) -> type:
    """The same class on PyTorch: for a class of nnbook.models the `torch.nn.Module` that its file defines there."""
    if isinstance(model, type) and issubclass(model, torch.nn.Module) and model.__module__.startswith(__name__):
        return model
    home = _models.__name__ + "."
    if not isinstance(model, type) or not model.__module__.startswith(home):
        what = (
            f"the class {model.__module__}.{model.__qualname__}"
            if isinstance(model, type)
            else f"a {type(model).__name__}"
        )
        raise TypeError(
            f"on_torch expects a class of nnbook.models, such as on_torch(LeNet5), got {what}. For a trained model: "
            "on_torch(LeNet5)().load_state_dict(model.state_dict())"
        )
    there = import_module(f"{__name__}.models.{model.__module__.removeprefix(home)}")
    return getattr(there, model.__qualname__)


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
