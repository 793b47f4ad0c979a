"""Figures on gradient descent: the way of the weights on a surface, and the loss along it."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .style import BASELINE, BLUE, GREEN, INK, PURPLE, VERMILLION, powers_of_ten

# Methods in this order: color, line, marker.
LOOKS = ((VERMILLION, "-", "o"), (BLUE, "--", "s"), (GREEN, "-.", "^"), (INK, ":", "D"), (PURPLE, "-", "v"))
LOW, HIGH = 1e-6, 1e4  # the losses that are drawn


def on_surface(
    surface: Callable[[np.ndarray, np.ndarray], np.ndarray],
    way: np.ndarray,
    losses: np.ndarray,
    box: tuple[float, float, float, float],
    steps: int,
) -> Figure:
    """Left, lines of equal loss and the `way` (steps + 1, 2) of two weights on them; right, the loss after each step.

    `surface(a, b)` is the loss for arrays of the two weights, `box` the part that is drawn (left, right, bottom, top),
    `steps` how many the axis of the right panel has. A way that leaves the box is cut off at its edge.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.0), width_ratios=(1.35, 1), layout="none")
    figure.subplots_adjust(left=0.08, right=0.985, bottom=0.16, top=0.9, wspace=0.28)  # an automatic layout is slow
    a, b = np.meshgrid(np.linspace(*box[:2], 81), np.linspace(*box[2:], 81))
    heights = surface(a, b)
    # Short of the highest: a line at the maximum is a point or nothing, as the last digit has it.
    levels = heights.min() + (heights.max() - heights.min()) * np.linspace(0.03, 0.999, 12) ** 2
    left.contour(a, b, heights, levels=levels, colors=BASELINE, linewidths=0.8)
    left.plot(*way.T, color=VERMILLION, marker="o", markersize=3, linewidth=1.2)
    left.plot(*way[-1], color=VERMILLION, marker="o", markersize=8, markeredgecolor="black")
    left.plot(0, 0, marker="x", color="black", markersize=8, linestyle="none")
    left.set(xlim=box[:2], ylim=box[2:], xlabel="w₁", ylabel="w₂")
    left.grid(False)
    right.plot(np.arange(len(losses)), np.clip(losses, LOW, HIGH), color=VERMILLION)
    right.set(yscale="log", xlim=(0, steps), ylim=(LOW, HIGH), xlabel="step", ylabel="loss")
    right.set_title(f"loss {losses[-1]:.1e}".replace("-", "\N{MINUS SIGN}"))
    powers_of_ten(right.yaxis, range(-6, 5, 2))
    return figure
