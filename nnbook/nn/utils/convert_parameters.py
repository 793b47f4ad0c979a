"""All parameters of a network as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

from ..._tensor import Tensor
from ...ops.shaping import cat, reshape


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """Tensors of any shapes -> one vector of all their numbers, in this order; gradients flow back."""
    return cat([reshape(p, (-1,)) for p in parameters])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """The inverse of `parameters_to_vector`: the parameters become slices of the vector, whose memory they share."""
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}: tensor(vec)")
    wanted = list(parameters)
    needed = sum(p.array.size for p in wanted)
    if vec.array.size < needed:
        raise RuntimeError(
            f"vector_to_parameters: the vector has {vec.array.size} numbers, the parameters need {needed}"
        )
    start = 0
    for p in wanted:
        p.array = vec.array[start : start + p.array.size].reshape(p.array.shape)
        start += p.array.size
