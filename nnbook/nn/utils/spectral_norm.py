"""Spectral normalization: a weight divided by its largest singular value (Miyato et al., 2018)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..._tensor import Array, Tensor
from ...ops.sampling import randn
from ..module import Module
from ._reparametrized import Reparametrized, remove


class SpectralNorm(Reparametrized):
    """Computes w / sigma with sigma = u^T w v, where u and v follow w by power iteration while training."""

    def __init__(self, name: str, n_power_iterations: int, eps: float, dim: int):
        super().__init__(name)
        self.n_power_iterations, self.eps, self.dim = n_power_iterations, eps, dim

    def parts(self) -> list[str]:
        """The parameter w and the vectors u and v."""
        return [self.name + "_orig", self.name + "_u", self.name + "_v"]

    def matrix(self, weight: Tensor) -> Tensor:
        """The weight with the axis `dim` as rows and all others as columns."""
        axes = [self.dim, *(d for d in range(weight.array.ndim) if d != self.dim)]
        return weight.permute(axes).reshape(weight.array.shape[self.dim], -1)

    def unit(self, a: Array) -> Array:
        """The vector at length 1."""
        return a / max(float(np.linalg.norm(a)), self.eps)

    def compute(self, module: Module, iterate: bool = False) -> Tensor:
        """w / sigma, after a few steps of power iteration if `iterate`."""
        weight, u, v = (getattr(module, part) for part in self.parts())
        matrix = self.matrix(weight)
        for _ in range(self.n_power_iterations if iterate else 0):
            v.array[...] = self.unit(matrix.array.T @ u.array)
            u.array[...] = self.unit(matrix.array @ v.array)
        sigma = u.clone() @ (matrix @ v.clone())  # copies: the next forward writes into u and v
        return weight / sigma

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute(module, iterate=module.training))


def spectral_norm(
    module: Any, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Any:
    """Replace the parameter `name` by `name_orig`, of which the weight is w_orig / sigma(w_orig). Returns the module.

    sigma, the largest singular value, is followed by `n_power_iterations` steps in every training forward; the vectors
    are the buffers `name_u` and `name_v`. `dim` is the axis of the outputs: 0, of transposed convolutions 1.
    """
    if dim is None:
        dim = 1 if type(module).__name__.startswith("ConvTranspose") else 0
    norm = SpectralNorm(name, n_power_iterations, eps, dim)
    weight = norm.check(module)
    rows, columns = norm.matrix(weight.detach()).array.shape
    delattr(module, name)
    module.register_parameter(name + "_orig", weight)
    setattr(module, name, weight.detach())
    for letter, size in (("u", rows), ("v", columns)):
        start = randn(size, dtype=weight.dtype)
        start.array[...] = norm.unit(start.array)
        module.register_buffer(f"{name}_{letter}", start)
    module.register_forward_pre_hook(norm)
    return module


def remove_spectral_norm(module: Any, name: str = "weight") -> Any:
    """Make the weight one parameter again. Returns the module."""
    return remove(module, name, SpectralNorm)
