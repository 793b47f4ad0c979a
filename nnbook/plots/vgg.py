"""Figures of the chapter on VGG: what stacked windows see, and how large the signal is in each layer."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .style import INK, LOOKS, powers_of_ten, tint


def windows() -> Figure:
    """Left: a window of 5 by 5 and the place it feeds; right: two layers of 3 by 3 that see the same 25 pixels."""
    figure, axes = plt.subplots(1, 2, figsize=(6.2, 2.5), width_ratios=(8.1, 14.3))
    for ax, sides in zip(axes, ((5, 1), (5, 3, 1)), strict=True):
        for number, side in enumerate(sides):
            left, low = 6.2 * number, (5 - side) / 2
            for row in range(side):
                for column in range(side):
                    face = tint("C1", 0.35) if number == len(sides) - 1 else tint("C0", 0.2)
                    ax.add_patch(plt.Rectangle((left + column, low + row), 1, 1, facecolor=face, edgecolor=INK, lw=0.7))
            if number:
                before = 6.2 * (number - 1) + sides[number - 1]
                wide = sides[number - 1]
                ax.plot([before, left], [(5 - wide) / 2, low], color="C0", linewidth=1)
                ax.plot([before, left], [(5 + wide) / 2, low + side], color="C0", linewidth=1)
        ax.set(xlim=(-0.3, 6.2 * (len(sides) - 1) + 1.6), ylim=(-1.3, 5.3), aspect="equal")
        ax.text(0, -0.5, "25 weights" if len(sides) == 2 else "9 weights, ReLU, 9 weights", va="top", fontsize=9.5)
        ax.axis("off")
    return figure


def signals(sizes: Mapping[str, np.ndarray]) -> Figure:
    """The spread of the scores (layers,) of each convolution, a line for each way to begin."""
    figure, ax = plt.subplots(figsize=(5.8, 3.2))
    for (name, values), (color, line, marker) in zip(sizes.items(), LOOKS, strict=False):
        ax.plot(range(1, len(values) + 1), values, line, color=color, marker=marker, markersize=5, label=name)
    ax.set(yscale="log", xlabel="convolution", ylabel="spread of the scores")
    low, high = (np.log10([f(v) for v in sizes.values()]) for f in (np.min, np.max))
    powers_of_ten(ax.yaxis, range(int(np.floor(low.min())), int(np.ceil(high.max())) + 1, 2))
    ax.legend()
    return figure
