"""Keeping gradients from growing too large (Pascanu, Mikolov & Bengio, 2013)."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator

import numpy as np

from ..._tensor import Array, Tensor, wrap

Tensors = Tensor | Iterable[Tensor]


def _listed(tensors: Tensors) -> list[Tensor]:
    if isinstance(tensors, Tensor):
        return [tensors]
    found = list(tensors)
    if not found and isinstance(tensors, Iterator):
        warnings.warn(
            "`parameters` is an empty generator, no gradient clipping will occur: was it used up before? Call "
            "model.parameters() again for every use",
            stacklevel=3,
        )
    return found


def _gradients(parameters: list[Tensor]) -> list[Array]:
    return [p.grad.array for p in parameters if p.grad is not None]


def _norm(arrays: list[Array], norm_type: float, error_if_nonfinite: bool) -> Tensor:
    """The norm of the arrays' norms is the norm of all their numbers."""
    if not arrays:
        return wrap(np.zeros((), np.float32))
    kind = np.result_type(*arrays)
    norms = np.array([np.linalg.norm(a.reshape(-1), norm_type) for a in arrays], kind)
    total = np.asarray(np.linalg.norm(norms, norm_type), kind)
    if error_if_nonfinite and not np.isfinite(total):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, so it cannot be "
            f"clipped: it is {float(total)}. autograd.detect_anomaly() finds the operation that made it; to scale the "
            "gradients anyway, set `error_if_nonfinite=False`"
        )
    return wrap(total)


def get_total_norm(
    tensors: Tensors, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: bool | None = None
) -> Tensor:
    """The norm (sum |x|^p)^(1/p) of all numbers in `tensors`, p = `norm_type`; the largest |x| for p = inf."""
    return _norm([t.array for t in _listed(tensors)], float(norm_type), error_if_nonfinite)


def clip_grads_with_norm_(
    parameters: Tensors, max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Multiply all gradients, in place, by min(1, max_norm / (total_norm + 1e-6)), where `total_norm` is known."""
    _scale(_gradients(_listed(parameters)), max_norm, total_norm)


def _scale(arrays: list[Array], max_norm: float, total_norm: Tensor) -> None:
    factor = float(max_norm) / (float(total_norm.array) + 1e-6)
    if not factor >= 1:  # also where it is NaN: then the gradients become NaN, as in PyTorch
        with np.errstate(invalid="ignore"):
            for a in arrays:
                a *= factor


def clip_grad_norm_(
    parameters: Tensors,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale all gradients, in place, so that their norm taken together is at most `max_norm`; returns what it was.

    `norm_type` is p of the norm (2, 1, inf, ...). RuntimeError with `error_if_nonfinite` if the norm is not a number or
    infinite. `foreach` is accepted and has no effect.
    """
    found = _gradients(_listed(parameters))
    total = _norm(found, float(norm_type), error_if_nonfinite)
    _scale(found, max_norm, total)
    return total


def clip_grad_value_(parameters: Tensors, clip_value: float, foreach: bool | None = None) -> None:
    """Put every number of the gradients, in place, between -`clip_value` and `clip_value`."""
    limit = float(clip_value)
    for a in _gradients(_listed(parameters)):
        np.clip(a, -limit, limit, out=a)
