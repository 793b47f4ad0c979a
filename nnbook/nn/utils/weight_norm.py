"""Weight normalization: the length and the direction of a weight are trained apart (Salimans & Kingma, 2016)."""

from __future__ import annotations

from typing import Any

from ..._tensor import Tensor
from ..module import Module
from ..parameter import Parameter
from ._reparametrized import Reparametrized, remove


class WeightNorm(Reparametrized):
    """Computes w = g * v / ||v||."""

    def __init__(self, name: str, dim: int | None):
        super().__init__(name)
        self.dim = dim

    def parts(self) -> list[str]:
        """The parameters g and v."""
        return [self.name + "_g", self.name + "_v"]

    def norm(self, v: Tensor) -> Tensor:
        """The length of v along all axes but `dim`, or along all."""
        if self.dim is None:
            return (v * v).sum().sqrt()
        others = [d for d in range(v.array.ndim) if d != self.dim % v.array.ndim]
        return (v * v).sum(others, keepdim=True).sqrt() if others else v.abs()  # sum([]) would be of all

    def compute(self, module: Module) -> Tensor:
        """g * v / ||v||."""
        g, v = (getattr(module, part) for part in self.parts())
        return v * (g / self.norm(v))


def weight_norm(module: Any, name: str = "weight", dim: int | None = 0) -> Any:
    """Replace the parameter `name` by its length `name_g` and its direction `name_v`: w = g * v / ||v||.

    There is one length for each index along `dim`, or one for all with None. Returns the module.
    """
    norm = WeightNorm(name, None if dim == -1 else dim)  # PyTorch's sign for "all"
    weight = norm.check(module)
    delattr(module, name)
    module.register_parameter(name + "_g", Parameter(norm.norm(weight.detach())))
    module.register_parameter(name + "_v", Parameter(weight.detach()))
    norm(module, ())
    module.register_forward_pre_hook(norm)
    return module


def remove_weight_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight one parameter again. Returns the module."""
    return remove(module, name, WeightNorm)
