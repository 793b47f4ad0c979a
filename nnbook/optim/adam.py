"""Adam: every parameter takes steps of its own size, learnt from the mean and the spread of its gradients."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Tensor, wrote_into
from .optimizer import (
    Optimizer,
    Parameters,
    check_options,
    counter,
    follow,
    gradient,
    number,
    one_more,
    refuse_differentiable,
)


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
        check_options(lr=lr, eps=eps, betas=betas, weight_decay=weight_decay)
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
        names = ("exp_avg", "exp_avg_sq", "max_exp_avg_sq")[: 3 if group["amsgrad"] else 2]
        for p in params:
            state = self._memory(p, *names)
            if decay and group["decoupled_weight_decay"]:
                p.array *= 1 - lr * decay
            g = gradient(p, 0 if group["decoupled_weight_decay"] else decay, group["maximize"])
            t = one_more(state)
            mean, square = state["exp_avg"].array, state["exp_avg_sq"].array
            room = follow(mean, g, beta1)
            follow(square, np.multiply(g, g, out=room), beta2, room)
            if group["amsgrad"]:
                square = np.maximum(state["max_exp_avg_sq"].array, square, out=state["max_exp_avg_sq"].array)
            correction = math.sqrt(1 - beta2**t)
            np.sqrt(square, out=room)
            room += eps * correction  # lr m^ / (sqrt(v^) + eps), with both corrections taken out of the arrays
            np.divide(mean, room, out=room)
            room *= lr * correction / (1 - beta1**t)
            p.array -= room
            wrote_into(p)


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


class NAdam(Optimizer):
    """Adam that looks ahead along its mean, as Nesterov's momentum does (Dozat, 2016).

    With mu_t = beta1 * (1 - 0.96^(t * momentum_decay) / 2) and M_t = mu_1 * ... * mu_t, the step goes along
    (1 - mu_t) / (1 - M_t) * g + mu_(t+1) / (1 - M_(t+1)) * m, divided by sqrt(v^) + eps as in Adam. `foreach` and
    `capturable` are accepted and have no effect.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ):
        refuse_differentiable(differentiable)
        check_options(lr=lr, eps=eps, betas=betas, weight_decay=weight_decay, momentum_decay=momentum_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _step_group(self, group: dict[str, Any], params: list[Tensor]) -> None:
        lr, eps, decay = number(group["lr"]), number(group["eps"]), number(group["weight_decay"])
        beta1, beta2 = map(number, group["betas"])
        fading = number(group["momentum_decay"])
        for p in params:
            state = self._memory(p, "exp_avg", "exp_avg_sq")
            product = state.setdefault("mu_product", counter(1)).array
            t = one_more(state)
            if decay and group["decoupled_weight_decay"]:
                p.array *= 1 - lr * decay
            g = gradient(p, 0 if group["decoupled_weight_decay"] else decay, group["maximize"])
            mean, square = state["exp_avg"].array, state["exp_avg_sq"].array
            root = follow(mean, g, beta1)
            follow(square, np.multiply(g, g, out=root), beta2, root)
            mu, mu_next = (beta1 * (1 - 0.5 * 0.96 ** (s * fading)) for s in (t, t + 1))
            product *= mu
            np.sqrt(square, out=root)
            root /= math.sqrt(1 - beta2**t)
            root += eps
            ahead = np.asarray(g * (lr * (1 - mu) / (1 - float(product))))
            ahead += mean * (lr * mu_next / (1 - float(product) * mu_next))
            p.array -= np.divide(ahead, root, out=root)
            wrote_into(p)


class Adamax(Optimizer):
    """p <- p - lr / (1 - beta1^t) * m / u with u <- max(beta2 * u, |g| + eps) (Kingma & Ba, 2015, algorithm 2).

    Adam with the largest gradient so far, slowly forgotten, in place of the root of their mean square. `foreach` and
    `capturable` are accepted and have no effect.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ):
        refuse_differentiable(differentiable)
        check_options(lr=lr, eps=eps, betas=betas, weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _step_group(self, group: dict[str, Any], params: list[Tensor]) -> None:
        lr, eps, decay = number(group["lr"]), number(group["eps"]), number(group["weight_decay"])
        beta1, beta2 = map(number, group["betas"])
        for p in params:
            state = self._memory(p, "exp_avg", "exp_inf")
            t = one_more(state)
            g = gradient(p, decay, group["maximize"])
            mean, largest = state["exp_avg"].array, state["exp_inf"].array
            room = follow(mean, g, beta1)
            np.abs(g, out=room)
            room += eps
            largest *= beta2
            np.maximum(largest, room, out=largest)
            np.divide(mean, largest, out=room)
            room *= lr / (1 - beta1**t)
            p.array -= room
            wrote_into(p)
