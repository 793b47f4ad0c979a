"""Adadelta: steps in the units of the parameters, without a learning rate to choose."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, wrote_into
from .optimizer import Optimizer, Parameters, check_options, follow, gradient, number, one_more, refuse_differentiable


class Adadelta(Optimizer):
    """p <- p - lr * d with d = sqrt(u + eps) / sqrt(v + eps) * g (Zeiler, 2012, algorithm 1).

    v and u are running means of g^2 and d^2 that keep `rho` of what they were. `weight_decay` adds its multiple of p
    to g. `foreach` and `capturable` are accepted and have no effect.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float | Tensor = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ):
        refuse_differentiable(differentiable)
        check_options(lr=lr, rho=rho, eps=eps, weight_decay=weight_decay)
        if not number(rho) <= 1:
            raise ValueError(f"Invalid rho value: {rho}: it must be from 0 to 1")
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _step_group(self, group: dict[str, Any], params: list[Tensor]) -> None:
        lr, rho, eps = number(group["lr"]), number(group["rho"]), number(group["eps"])
        for p in params:
            state = self._memory(p, "square_avg", "acc_delta")
            one_more(state)
            g = gradient(p, number(group["weight_decay"]), group["maximize"])
            squares, steps = state["square_avg"].array, state["acc_delta"].array
            room = np.asarray(g * g)
            follow(squares, room, rho, room)
            delta = np.asarray(steps + eps)
            np.add(squares, eps, out=room)
            delta /= room
            np.sqrt(delta, out=delta)  # one root of the quotient
            delta *= g
            follow(steps, np.multiply(delta, delta, out=room), rho, room)
            delta *= lr
            p.array -= delta
            wrote_into(p)
