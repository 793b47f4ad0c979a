"""Figures of the chapter on GRU: a unit with its two gates, and the results of several networks by seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .diagram import arrow, box, operation
from .style import BASELINE, BLUE, GREEN, INK, LOOKS, VERMILLION


def unit() -> Figure:
    """One step of a unit: the state h along the top, a gate z that blends it with a candidate n, and a gate r."""
    figure, ax = plt.subplots(figsize=(6.4, 2.75), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    top, middle, low, floor = 3.3, 2.35, 1.15, 0.3
    z, r, n = 2.2, 4.3, 6.4
    arrow(ax, (0.55, top), (z - 0.2, top), VERMILLION, 2.6)
    arrow(ax, (z + 0.2, top), (n - 0.2, top), VERMILLION, 2.6)
    arrow(ax, (n + 0.2, top), (8.2, top), VERMILLION, 2.6)
    for place, sign in (((z, top), "×"), ((n, top), "+"), ((n, middle), "×")):
        operation(ax, place, sign)
    for x, name in ((z, "z"), (r, "r"), (n, "n")):
        color = GREEN if name == "n" else BLUE
        box(ax, (x, low), (0.64, 0.52), color, f"${name}_t$", fontsize=13)
        arrow(ax, (x, floor), (x, low - 0.26), INK)
    ax.plot([0.75, n], [floor, floor], color=INK, linewidth=1.6)
    arrow(ax, (z, low + 0.26), (z, top - 0.2), BLUE)
    arrow(ax, (z + 0.32, low + 0.2), (n - 0.19, middle - 0.05), BLUE)
    arrow(ax, (r + 0.32, low), (n - 0.32, low), BLUE)
    arrow(ax, (n, low + 0.26), (n, middle - 0.2), GREEN)
    arrow(ax, (n, middle + 0.2), (n, top - 0.2), INK)
    ax.text(4.35, 2.05, "$1 - z_t$", ha="center", va="bottom", fontsize=12)
    for place, text in (((0.15, top), "$h_{t-1}$"), ((8.55, top), "$h_t$")):
        ax.text(*place, text, ha="center", va="center", fontsize=13)
    ax.text(0.05, floor, "$x_t,$\n$h_{t-1}$", ha="left", va="center", fontsize=12)
    ax.set(xlim=(-0.2, 8.9), ylim=(0, 3.7), aspect="equal")
    ax.axis("off")
    return figure


def rows(values: Mapping[str, Sequence[float]], lines: Mapping[str, float], label: str) -> Figure:
    """A row of dots for each model, one for each seed, and dotted lines with a name for what they are compared with."""
    figure, ax = plt.subplots(figsize=(6.2, 1.2 + 0.45 * len(values)))
    for row, (found, (color, _, marker)) in enumerate(zip(values.values(), LOOKS, strict=False)):
        ax.plot(found, np.full(len(found), row), marker, color=color, alpha=0.75, markersize=8)
    for k, (name, value) in enumerate(lines.items()):
        ax.axvline(value, color=(BASELINE, INK)[k % 2], linestyle=":", linewidth=1.5)
        white = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(value, -0.75, name, fontsize=9, ha="center", va="center", bbox=white)
    every = [*(v for found in values.values() for v in found), *lines.values()]
    room = 0.12 * (max(every) - min(every))
    ax.set(
        xlabel=label, yticks=range(len(values)), yticklabels=list(values), xlim=(min(every) - room, max(every) + room)
    )
    ax.set_ylim(len(values) - 0.4, -1.1)
    return figure
