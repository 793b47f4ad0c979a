"""Weights that are computed anew from other parameters before every forward."""

from __future__ import annotations

from typing import Any

from ..._tensor import Tensor
from ..module import Module
from ..parameter import Parameter


class Reparametrized:
    """A hook that computes `module.name` before every forward; subclasses say from what."""

    suffix = ""  # of the parameter that takes the place of the weight

    def __init__(self, name: str):
        self.name = name

    def compute(self, module: Module) -> Tensor:
        """The weight, from the parameters that stand for it."""
        raise NotImplementedError

    def parts(self) -> list[str]:
        """The names of what stands for the weight."""
        raise NotImplementedError

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute(module))

    def check(self, module: Module) -> Parameter:
        """The parameter that is to be replaced; errors if it is not there, or was replaced before."""
        weight = module._parameters.get(self.name)
        kind = type(self).__name__
        if any(isinstance(hook, type(self)) and hook.name == self.name for hook in _hooks(module)):
            raise RuntimeError(f"Cannot register two {kind} hooks on the same parameter {self.name}")
        if weight is None:
            known = ", ".join(name for name, p in module._parameters.items() if p is not None) or "none"
            raise ValueError(
                f"`{kind}` cannot be applied as {module!r} has no parameter `{self.name}`; it has: {known}"
            )
        return weight


def _hooks(module: Module) -> list[Any]:
    return [hook for hook, _, _ in module._forward_pre_hooks.values()]


def remove(module: Any, name: str, kind: type[Reparametrized]) -> Any:
    """Make the weight a parameter again, with the value that it has now."""
    for key, (hook, _, _) in list(module._forward_pre_hooks.items()):
        if isinstance(hook, kind) and hook.name == name:
            weight = hook.compute(module).detach()
            del module._forward_pre_hooks[key]
            delattr(module, name)
            for part in hook.parts():
                delattr(module, part)
            module.register_parameter(name, Parameter(weight))
            return module
    raise ValueError(f"{kind.__name__} of {name!r} not found in {module!r}")
