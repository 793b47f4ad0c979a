"""`import torch` that finds nnbook: the modules of PyTorch's that are here, under PyTorch's names."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from ._missing import remedy, remedy_for_package

# Modules that PyTorch divides into files that programs import by name: all of theirs is in one module here.
_WHOLE = ("nn.modules", "nn.parallel", "nn.init", "utils.data", "autograd", "optim.lr_scheduler", "jit", "random")


def module_at(path: str) -> ModuleType | None:
    """nnbook's module for `torch.<path>`; None if there is none."""
    name = f"nnbook.{path}".rstrip(".")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise  # something else is missing
    for whole in _WHOLE:
        if f"{path}.".startswith(f"{whole}."):
            return module_at("nn" if whole == "nn.modules" else whole)
    return None


class _Existing(Loader):
    """Loads a module by handing over one that is there."""

    def __init__(self, module: ModuleType):
        self.module, self.spec = module, module.__spec__

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self.module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self.spec  # the import system wrote PyTorch's name there


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, inner = fullname.partition(".")
        if package == "torch":
            module = module_at(inner)
            if module is None:
                raise ModuleNotFoundError(f"nnbook has no {fullname}: {remedy(inner)}", name=fullname)
            return ModuleSpec(fullname, _Existing(module), is_package=True)
        advice = remedy_for_package(fullname)
        if advice is not None:
            raise ModuleNotFoundError(f"{package} needs PyTorch itself: {advice}", name=fullname)
        return None


def _is_of_torch(name: str) -> bool:
    return name.partition(".")[0] == "torch" or remedy_for_package(name) is not None


@contextmanager
def standing_in() -> Iterator[None]:
    """Inside the block `import torch` gives nnbook; what was imported of PyTorch is put back afterwards."""
    finder = _Finder()
    hidden: dict[str, Any] = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_of_torch(name)}
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if _is_of_torch(name)]:
            del sys.modules[name]
        sys.modules.update(hidden)
