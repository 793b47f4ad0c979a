"""Figures of the chapter on PyTorch: the training loop as a circle, and the losses of two engines side by side."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from .style import BASELINE, BLUE, INK, VERMILLION, powers_of_ten

_BOXES = {  # place -> what is called, what it does, which of the four things it belongs to
    (0, 1): ("optimizer.zero_grad()", "gradients: none", "optimizer"),
    (1, 1): ("model(images)", "numbers -> scores", "module"),
    (2, 1): ("cross_entropy(...)", "scores -> one loss", "tensor"),
    (2, 0): ("loss.backward()", "loss -> gradients", "autograd"),
    (0, 0): ("optimizer.step()", "gradients -> weights", "optimizer"),
}
_COLORS = {"tensor": BASELINE, "module": BLUE, "autograd": VERMILLION, "optimizer": INK}
_WIDE, _HIGH = 0.42, 0.27  # half a box
FLOOR = 1e-9  # where a difference of exactly zero is drawn


def loop() -> Figure:
    """The five calls of a training step in a circle, framed by which of the four things they belong to."""
    figure, ax = plt.subplots(figsize=(6.4, 2.6), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, top=0.99, bottom=0.01)
    order = list(_BOXES)
    for start, end in zip(order, [*order[1:], order[0]], strict=True):
        _arrow(ax, start, end)
    for (column, row), (call, does, thing) in _BOXES.items():
        corner = (column - _WIDE, row - _HIGH)
        box = FancyBboxPatch(corner, 2 * _WIDE, 2 * _HIGH, boxstyle="round,pad=0,rounding_size=0.05")
        box.set(facecolor="white", edgecolor=_COLORS[thing], linewidth=2)
        ax.add_patch(box)
        lines = ((0.14, thing, 9, _COLORS[thing]), (0.0, call, 9.5, INK), (-0.14, does.replace("->", "→"), 9, INK))
        for height, text, size, color in lines:
            ax.text(column, row + height, text, ha="center", va="center", fontsize=size, color=color)
    ax.set(xlim=(-0.46, 2.46), ylim=(-0.32, 1.32))
    ax.set_axis_off()
    return figure


def _arrow(ax: Axes, start: tuple[int, int], end: tuple[int, int]) -> None:
    """From the edge of one box to that of the next."""
    across, up = np.sign(end[0] - start[0]), np.sign(end[1] - start[1])
    tail = (start[0] + across * _WIDE, start[1] + up * _HIGH)
    head = (end[0] - across * _WIDE, end[1] - up * _HIGH)
    style = {"arrowstyle": "-|>", "shrinkA": 2, "shrinkB": 2, "mutation_scale": 14, "color": BASELINE}
    ax.annotate("", head, tail, arrowprops=style)


def together(ours: np.ndarray, theirs: np.ndarray) -> Figure:
    """Left, the losses (steps,) of both engines; right, by how much they differ, on a scale of powers of ten.

    The scale is the same for all figures, from 1e-9 to 10; a difference of exactly zero lies on its lower edge.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 2.9), layout="none")
    figure.subplots_adjust(left=0.09, right=0.985, bottom=0.17, top=0.96, wspace=0.3)
    step = np.arange(1, len(ours) + 1)
    left.plot(step, np.clip(ours, 0, 4), color=BLUE, linewidth=5, alpha=0.35, label="nnbook")
    left.plot(step, np.clip(theirs, 0, 4), color=VERMILLION, linestyle="--", linewidth=1.5, label="PyTorch")
    left.set(xlabel="step", ylabel="loss", ylim=(0, 4.05))
    left.legend(loc="upper right")
    right.plot(step, np.clip(np.abs(ours - theirs), FLOOR, 10), color=INK, linewidth=1.2)
    right.axhline(1e-6, color=BASELINE, linestyle=":", linewidth=1.5)
    right.set(yscale="log", ylim=(FLOOR, 10), xlabel="step", ylabel="difference of the losses")
    powers_of_ten(right.yaxis, range(-9, 2, 3))
    return figure


def apart(runs: Mapping[tuple[str, int], np.ndarray]) -> Figure:
    """The largest difference so far of each run, by (number format, seed), on a scale of powers of ten."""
    figure, ax = plt.subplots(figsize=(6.4, 3.4))
    looks = {"float32": (VERMILLION, "-"), "float64": (BLUE, "--")}
    for (dtype, seed), difference in runs.items():
        color, dashes = looks[dtype]
        so_far = np.maximum(np.maximum.accumulate(difference), 1e-17)
        label = dtype if seed == 0 else None
        ax.plot(np.arange(1, len(so_far) + 1), so_far, color=color, linestyle=dashes, linewidth=1.3, label=label)
    ax.axhline(1e-6, color=BASELINE, linestyle=":", linewidth=1.5)
    ax.set(yscale="log", ylim=(1e-17, 1), xlabel="step", ylabel="difference of the losses")
    powers_of_ten(ax.yaxis, range(-16, 1, 4))
    ax.legend(loc="upper left")
    return figure
