"""Stochastic gradient descent: a step against the gradient, with momentum if wanted."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, wrap, wrote_into
from .optimizer import Optimizer, Parameters, check_options, gradient, number, refuse_differentiable


class SGD(Optimizer):
    """p <- p - lr * g (Robbins & Monro, 1951), or p <- p - lr * v with v <- momentum * v + (1 - dampening) * g.

    The first v is g. `nesterov` steps along g + momentum * v (Sutskever et al., 2013). `weight_decay` adds its multiple
    of p to g, `maximize` climbs. `foreach` and `fused` are accepted and have no effect.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float | Tensor = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float | Tensor = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ):
        refuse_differentiable(differentiable)
        check_options(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError(
                f"Nesterov momentum requires a momentum and zero dampening, got momentum={momentum}, "
                f"dampening={dampening}"
            )
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def _step_group(self, group: dict[str, Any], params: list[Tensor]) -> None:
        lr, momentum, dampening = number(group["lr"]), number(group["momentum"]), number(group["dampening"])
        weight_decay = number(group["weight_decay"])
        for p in params:
            direction = gradient(p, weight_decay, group["maximize"])
            if momentum:
                velocity = self.state[p].get("momentum_buffer")
                if velocity is None:
                    velocity = self.state[p]["momentum_buffer"] = wrap(np.array(direction))
                else:
                    velocity.array *= momentum
                    velocity.array += direction if dampening == 0 else (1 - dampening) * direction
                direction = direction + momentum * velocity.array if group["nesterov"] else velocity.array
            p.array -= lr * direction
            wrote_into(p)
