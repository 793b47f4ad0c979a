"""Adam: every parameter takes steps of its own size, learnt from the mean and the spread of its gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap, wrote_into
from .optimizer import Optimizer, Parameters, gradient, not_negative, number, refuse_differentiable


class Adam(Optimizer):
    """p <- p - lr * m^ / (sqrt(v^) + eps) (Kingma & Ba, 2015, algorithm 1).

    m and v are running means of g and g^2 with the decay rates `betas`; m^ = m / (1 - beta1^t) and v^ = v / (1 -
    beta2^t) make up for their start at 0. `weight_decay` adds its multiple of p to g, or with `decoupled_weight_decay`
    shrinks p by itself, as AdamW. `amsgrad` divides by the largest v so far (Reddi, Kale & Kumar, 2018). `foreach`,
    `fused` and `capturable` are accepted and have no effect.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ):
        refuse_differentiable(differentiable)
        not_negative(learning_rate=lr, epsilon=eps, weight_decay=weight_decay)
        for i, beta in enumerate(betas):
            if not 0 <= number(beta) < 1:
                raise ValueError(f"Invalid beta parameter at index {i}: {beta}: it must be from 0 to below 1")
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def _step_group(self, group: dict[str, Any], params: list[Tensor]) -> None:
        lr, eps, decay = number(group["lr"]), number(group["eps"]), number(group["weight_decay"])
        beta1, beta2 = map(number, group["betas"])
        for p in params:
            state = self.state[p] or self._start(p, group["amsgrad"])
            if decay and group["decoupled_weight_decay"]:
                p.array *= 1 - lr * decay
            g = gradient(p, 0 if group["decoupled_weight_decay"] else decay, group["maximize"])
            state["step"].array += 1
            t = float(state["step"].array)
            mean, square = state["exp_avg"].array, state["exp_avg_sq"].array
            room = np.asarray(g * (1 - beta1))  # asarray: NumPy makes a number of a 0-d product
            mean *= beta1
            mean += room
            np.multiply(g, g, out=room)
            room *= 1 - beta2
            square *= beta2
            square += room
            if group["amsgrad"]:
                square = np.maximum(state["max_exp_avg_sq"].array, square, out=state["max_exp_avg_sq"].array)
            correction = math.sqrt(1 - beta2**t)
            np.sqrt(square, out=room)
            room += eps * correction  # lr m^ / (sqrt(v^) + eps), with both corrections taken out of the arrays
            np.divide(mean, room, out=room)
            room *= lr * correction / (1 - beta1**t)
            p.array -= room
            wrote_into(p)

    def _start(self, p: Tensor, amsgrad: bool) -> dict[str, Any]:
        state = self.state[p]
        state["step"] = wrap(np.zeros((), np.float32))
        for name in ("exp_avg", "exp_avg_sq", "max_exp_avg_sq")[: 3 if amsgrad else 2]:
            state[name] = wrap(np.zeros_like(p.array, order="C"))
        return state


class AdamW(Adam):
    """Adam with decoupled weight decay, p <- p - lr * weight_decay * p before the step (Loshchilov & Hutter, 2019)."""

    def __init__(
        self,
        params: Parameters,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ):
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )
