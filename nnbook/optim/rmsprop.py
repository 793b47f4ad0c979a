"""RMSprop: steps divided by the root of a running mean of the squared gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, wrote_into
from .optimizer import Optimizer, Parameters, check_options, follow, gradient, number, one_more, refuse_differentiable


class RMSprop(Optimizer):
    """p <- p - lr * g / (sqrt(v) + eps) with v <- alpha * v + (1 - alpha) * g^2 (Tieleman & Hinton, 2012, lecture 6.5).

    `centered` takes the square of the running mean of g from v (Graves, 2013), `momentum` sums the steps up as
    b <- momentum * b + step. `weight_decay` adds its multiple of p to g. `foreach` and `capturable` are accepted and
    have no effect.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float | Tensor = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ):
        refuse_differentiable(differentiable)
        check_options(lr=lr, eps=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _step_group(self, group: dict[str, Any], params: list[Tensor]) -> None:
        lr, alpha, eps = number(group["lr"]), number(group["alpha"]), number(group["eps"])
        momentum = number(group["momentum"])
        names = ["square_avg"] + ["momentum_buffer"] * (momentum > 0) + ["grad_avg"] * group["centered"]
        for p in params:
            state = self._memory(p, *names)
            one_more(state)
            g = gradient(p, number(group["weight_decay"]), group["maximize"])
            square = state["square_avg"].array
            room = np.asarray(g * g)
            follow(square, room, alpha, room)
            if group["centered"]:
                mean = state["grad_avg"].array
                follow(mean, g, alpha, room)
                np.multiply(mean, mean, out=room)
                np.subtract(square, room, out=room)
                np.sqrt(room, out=room)
            else:
                np.sqrt(square, out=room)
            room += eps
            np.divide(g, room, out=room)
            if momentum > 0:
                velocity = state["momentum_buffer"].array
                velocity *= momentum
                velocity += room
                np.multiply(velocity, lr, out=room)
            else:
                room *= lr
            p.array -= room
            wrote_into(p)
