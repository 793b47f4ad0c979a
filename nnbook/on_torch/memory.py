"""Where the memory of a training step goes: bytes counted on a network that runs, or worked out for one to come.

Counted are the numbers that must be there; what an allocator, a library or a buffer takes besides is not among them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch

KEPT = {"parameters": 2, "gradients": 2, "optimizer": 12}  # bytes a parameter, with Adam and 16 bits
STAGES = ("optimizer", "gradients", "parameters")  # what is shared out from stage 1, 2 and 3 on


def of_step(
    model: torch.nn.Module, optimizer: torch.optim.Optimizer, loss: Callable[[], torch.Tensor]
) -> dict[str, int]:
    """Take a step on `loss()`, a number; the bytes of parameters, gradients, optimizer state and activations.

    Activations are all that the forward pass keeps for the backward pass and that is no parameter: inputs, outputs of
    layers, labels, and in mixed precision the copies of parameters in 16 bits.
    """
    own = {p.untyped_storage().data_ptr() for p in model.parameters()}
    kept: dict[int, int] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = tensor.numel() * tensor.element_size()
        return tensor

    optimizer.zero_grad()
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        value = loss()
    value.backward()
    optimizer.step()
    states = (value for of_one in optimizer.state.values() for value in of_one.values())
    return {
        "parameters": _bytes(model.parameters()),
        "gradients": _bytes(p.grad for p in model.parameters()),
        "optimizer": _bytes(value for value in states if getattr(value, "ndim", 0)),  # without the counts of steps
        "activations": sum(kept.values()),
    }


def _bytes(tensors: Iterable[Any]) -> int:
    return sum(t.numel() * t.element_size() for t in tensors if t is not None)


def planned(parameters: float, processes: int = 1, stage: int = 0) -> dict[str, float]:
    """The bytes that each process keeps in 16-bit training with Adam, besides activations (Rajbhandari et al., 2020).

    Every process keeps everything (stage 0), or its share of the optimizer's state (1), of the gradients, too (2), and
    of the parameters (3). To the optimizer's state belong the weights in 32 bits.
    """
    shared = STAGES[:stage]
    return {name: parameters * size / (processes if name in shared else 1) for name, size in KEPT.items()}
