"""How near two vectors are, in angle and in length, and vectors brought to length 1."""

from __future__ import annotations

from typing import Any

from .._tensor import Tensor
from ..ops._operands import pair
from ..ops.pointwise import clamp
from ..ops.reduction import norm
from .module import Module


class CosineSimilarity(Module):
    """(..., D), (..., D) -> (...): x1 . x2 / (|x1| |x2|), the cosine of the angle, along `dim` (here the last axis)."""

    def __init__(self, dim: int = 1, eps: float = 1e-08):
        super().__init__()
        self.dim, self.eps = dim, eps

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    """(..., D), (..., D) -> (...): (sum of |x1 - x2 + eps|^p)^(1/p), the p-norm of the differences."""

    def __init__(self, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False):
        super().__init__()
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1: Tensor, x2: Tensor) -> Tensor:
        return pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-08) -> Tensor:
    """x1 . x2 / (|x1| |x2|) along `dim`, from -1 to 1; lengths below `eps` count as `eps`."""
    if eps < 0:
        raise RuntimeError(f"cosine_similarity: eps must be non-negative, got {eps}")
    a, b = pair(x1, x2)
    lengths = [at_least(norm(v, 2, dim, keepdim=True), eps) for v in (a, b)]
    return ((a / lengths[0]) * (b / lengths[1])).sum(dim)


def at_least(x: Tensor, least: float) -> Tensor:
    """x, but not below `least`; its derivative stays 1 there, as PyTorch has it where it guards a division."""
    missing = clamp(x.detach(), min=least) - x.detach()
    return x + missing if missing.array.any() else x


def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False) -> Tensor:
    """The p-norm of x1 - x2 + eps over the last axis: (..., D), (..., D) -> (...)."""
    return norm(x1 - x2 + eps, p, -1, keepdim)


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Any = None) -> Tensor:
    """The vectors along `dim` divided by their p-norm, or by `eps` where that is larger."""
    if out is not None:
        raise NotImplementedError("normalize(out=...) is not supported: assign the result")
    return input / clamp(norm(input, p, dim, keepdim=True), min=eps)
