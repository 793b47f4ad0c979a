"""Figures on activation functions: their curves, and what a deep stack of them does to a signal and its gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .. import linspace
from .._tensor import Tensor
from .style import powers_of_ten

SIGNAL, GRADIENT = "C0", "C1"
FLOOR = 1e-12  # smaller sizes are drawn at the lower edge


class Through(NamedTuple):
    """What each of L layers let through: the spread of its outputs, and the size of the gradient that reached them."""

    signal: np.ndarray
    gradient: np.ndarray


def curve(activation: Callable[[Tensor], Tensor], reach: float = 4.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An activation at 161 places from -reach to reach, and its derivative there, from this book's engine."""
    x = linspace(-reach, reach, 161).requires_grad_()
    y = activation(x)
    y.sum().backward()
    assert x.grad is not None
    return x.detach().numpy(), y.detach().numpy(), x.grad.numpy()


def through_depth(activation: Callable[[Tensor], Tensor], through: Through) -> Figure:
    """Left, the activation and its derivative; right, signal and gradient after each layer, on a logarithmic axis."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.0), width_ratios=(1, 1.25))
    x, y, slope = curve(activation)
    left.plot(x, y, color=SIGNAL, label="output")
    left.plot(x, slope, color=GRADIENT, linestyle="--", label="derivative")
    left.set(xlabel="input", ylim=(-1.3, 2.3), xlim=(-4, 4))
    left.legend(loc="upper left")
    layer = np.arange(1, len(through.signal) + 1)
    for sizes, color, line, name in (
        (through.signal, SIGNAL, "-", "signal, forwards"),
        (through.gradient, GRADIENT, "--", "gradient, backwards"),
    ):
        right.plot(layer, np.clip(sizes, FLOOR, 1 / FLOOR), color=color, linestyle=line, label=name)
    right.set(yscale="log", ylim=(FLOOR, 1 / FLOOR), xlabel="layer", ylabel="size")
    powers_of_ten(right.yaxis, range(-12, 13, 6))
    right.set_xticks([1, *range(5, len(layer) + 1, 5)])
    right.legend(loc="upper center")
    return figure


def through_in_words(name: str, through: Through) -> str:
    """What `through_depth` draws, for readers who cannot see it."""
    ends = [through.signal[-1], through.gradient[0]]
    sizes = ["0" if size == 0 else f"{size:.0e}" for size in ends]
    return (
        f"{name}: after {len(through.signal)} layers the signal has the size {sizes[0]}, "
        f"and the gradient that reaches layer 1 {sizes[1]} of the one it began with."
    )
