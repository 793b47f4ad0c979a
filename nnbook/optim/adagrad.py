"""AdaGrad: a parameter whose gradients were large so far takes small steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, wrote_into
from .optimizer import Optimizer, Parameters, check_options, gradient, number, one_more, refuse_differentiable


class Adagrad(Optimizer):
    """p <- p - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(s) + eps) with s <- s + g^2 (Duchi, Hazan & Singer, 2011).

    s starts at `initial_accumulator_value` and never shrinks, so the steps do. `weight_decay` adds its multiple of p to
    g. `foreach` and `fused` are accepted and have no effect.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float | Tensor = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ):
        refuse_differentiable(differentiable)
        start = initial_accumulator_value
        check_options(lr=lr, lr_decay=lr_decay, weight_decay=weight_decay, initial_accumulator_value=start, eps=eps)
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)
        for p in self._all_params():
            self._started(p)

    def _started(self, p: Tensor) -> dict[str, Any]:
        is_new = not self.state[p]
        state = self._memory(p, "sum")
        if is_new:
            state["sum"].array += number(self.defaults["initial_accumulator_value"])
        return state

    def _step_group(self, group: dict[str, Any], params: list[Tensor]) -> None:
        lr, lr_decay, eps = number(group["lr"]), number(group["lr_decay"]), number(group["eps"])
        for p in params:
            state = self._started(p)
            rate = lr / (1 + (one_more(state) - 1) * lr_decay)
            g = gradient(p, number(group["weight_decay"]), group["maximize"])
            squares = state["sum"].array
            room = np.asarray(g * g)
            squares += room
            np.sqrt(squares, out=room)
            room += eps
            np.divide(g, room, out=room)
            room *= rate
            p.array -= room
            wrote_into(p)
