"""Figures of the chapter on GoogLeNet: the inception module, shifted digits, gradients of the heads, a squeeze."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, INK, LOOKS, band, powers_of_ten

PATHS = (("1 by 1", ""), ("1 by 1", "3 by 3"), ("1 by 1", "5 by 5"), ("max, 3 by 3", "1 by 1"))
SQUEEZE, WINDOW = "C0", "C1"  # colors of what mixes maps alone, and of what looks at neighbors, too


def module() -> Figure:
    """The four paths of an inception module, from its input on the left to the joined maps on the right."""
    figure, ax = plt.subplots(figsize=(6.4, 2.9))
    box(ax, (0.5, 0), (1.0, 1.1), INK, "maps of\nthe layer\nbefore", fontsize=9)
    box(ax, (7.6, 0), (1.0, 3.6), INK, "all maps,\njoined", fontsize=9)
    for number, names in enumerate(PATHS):
        y = 1.35 - 0.9 * number
        start: tuple[float, float] = (1.0, 0.3 - 0.2 * number)
        for column, name in enumerate(filter(None, names)):
            middle = 2.8 + 2.35 * column, y
            box(ax, middle, (1.6, 0.6), SQUEEZE if name == "1 by 1" else WINDOW, name, fontsize=9.5)
            arrow(ax, start, (middle[0] - 0.8, y), INK, 1.2)
            start = middle[0] + 0.8, y
        arrow(ax, start, (7.1, y), INK, 1.2)
    ax.set(xlim=(-0.1, 8.2), ylim=(-1.95, 1.95))
    ax.axis("off")
    return figure


def shifts(pixels: Sequence[int], shares: Mapping[str, np.ndarray]) -> Figure:
    """The share of digits read (seeds, shifts) against the shift, a line for each head; dotted: guessing among ten."""
    figure, ax = plt.subplots(figsize=(5.6, 3.0))
    for (name, values), look in zip(shares.items(), LOOKS, strict=False):
        band(ax, pixels, values.T, look, name)
    ax.axhline(0.1, color=BASELINE, linestyle=":", linewidth=1.5)
    ax.set(xlabel="shift in pixels", ylabel="share of digits read", ylim=(0, 1.03), xticks=list(pixels))
    ax.legend(loc="lower left", bbox_to_anchor=(0.02, 0.15))
    return figure


def gradients(norms: Mapping[str, np.ndarray], losses: Sequence[str]) -> Figure:
    """For each way to begin the first layer's gradient (seeds, losses), of each of the network's losses by itself."""
    figure, ax = plt.subplots(figsize=(6.0, 2.8))
    for column, (name, (color, _, marker)) in enumerate(zip(losses, LOOKS, strict=False)):
        for row, values in enumerate(norms.values()):
            y = [row + 0.2 * (column - 1)] * len(values)
            label = None if row else name
            ax.plot(values[:, column], y, marker, color=color, markersize=6, label=label)
    low, high = (np.log10([f(v) for v in norms.values()]) for f in (np.min, np.max))
    ax.set_xscale("log")
    powers_of_ten(ax.xaxis, range(int(np.floor(low.min())), int(np.ceil(high.max())) + 1, 4))
    ax.set_yticks(range(len(norms)), list(norms))
    ax.set(xlabel="size of the first layer's gradient", ylim=(len(norms) - 0.5, -0.5))
    ax.legend(loc="upper left", bbox_to_anchor=(0, 0.62), fontsize=9)
    return figure


def squeeze(inputs: int, squeezed: int, maps: int, side: int, end: float) -> Figure:
    """Weights of a window from `inputs` to `maps`, alone and behind a 1 by 1; `end` is the end of the axis."""
    figure, ax = plt.subplots(figsize=(6.0, 1.7))
    first, second = inputs * squeezed, side**2 * squeezed * maps
    ax.barh([0], [side**2 * inputs * maps], color=WINDOW, height=0.6)
    ax.barh([1], [first], color=SQUEEZE, hatch="///", edgecolor="white", height=0.6, label="1 by 1")
    ax.barh([1], [second], left=[first], color=WINDOW, height=0.6, label="window")
    ax.set_yticks([0, 1], ["alone", "squeezed"])
    ax.set(xlim=(0, end), ylim=(1.5, -0.5))
    ticks = np.linspace(0, end, 5)[:-1]
    ax.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    ax.set_xlabel("weights")
    ax.legend(loc="lower right")
    return figure
