"""Rprop: only the signs of the gradients count; each parameter learns the size of its steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, wrote_into
from .optimizer import Optimizer, Parameters, check_options, gradient, number, one_more, refuse_differentiable


class Rprop(Optimizer):
    """p <- p - sign(g) * d (Riedmiller & Braun, 1993), for gradients of the whole data set.

    d starts at `lr` and stays within `step_sizes`. While the gradient keeps its sign, d grows by the factor etas[1];
    where the sign turned, d shrinks by etas[0] and this step is left out. `foreach` and `capturable` are accepted and
    have no effect.
    """

    def __init__(
        self,
        params: Parameters,
        lr: float | Tensor = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ):
        refuse_differentiable(differentiable)
        check_options(lr=lr)
        if not 0 < etas[0] < 1 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}: the first must be below 1, the second above")
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _step_group(self, group: dict[str, Any], params: list[Tensor]) -> None:
        shrink, grow = map(number, group["etas"])
        smallest, largest = map(number, group["step_sizes"])
        for p in params:
            is_new = not self.state[p]
            state = self._memory(p, "prev", "step_size")
            one_more(state)
            g = gradient(p, 0, group["maximize"])
            before, size = state["prev"].array, state["step_size"].array
            if is_new:
                size += number(group["lr"])
            agreement = np.asarray(g * before)
            turned = agreement < 0
            np.multiply(size, shrink, out=size, where=turned)
            np.multiply(size, grow, out=size, where=agreement > 0)
            np.clip(size, smallest, largest, out=size)
            np.copyto(before, g)
            before[turned] = 0  # the next step does not count as a turn
            p.array -= np.sign(before) * size
            wrote_into(p)
