"""Figures of the chapter on adversarial networks: the two players, clouds of points, the best judge, a game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, BLUE, COUNTS, INK, LOOKS, VERMILLION, tint

WIDTH = 6.2
EDGE = 3.0  # clouds are drawn from -EDGE to EDGE


def players() -> Figure:
    """Noise through the generator and real examples go to the discriminator; below, how its slope comes back."""
    figure, ax = plt.subplots(figsize=(WIDTH, 2.5))
    for place, name, color in (((0.8, 0.7), "noise z", INK), ((4.6, 2.2), "real examples", INK)):
        box(ax, place, (2.0, 0.6), color, name, paper=True)
    box(ax, (2.9, 0.7), (1.5, 0.8), VERMILLION, "generator")
    box(ax, (5.1, 0.7), (2.0, 0.6), INK, "made examples", paper=True)
    box(ax, (7.4, 1.4), (1.8, 0.8), BLUE, "discriminator")
    for start, end in (((1.8, 0.7), (2.15, 0.7)), ((3.65, 0.7), (4.1, 0.7)), ((5.6, 2.2), (6.5, 1.7)),
                       ((6.1, 0.8), (6.5, 1.1)), ((8.3, 1.4), (8.8, 1.4))):  # fmt: skip
        arrow(ax, start, end, INK)
    ax.text(8.85, 1.4, "real\nor made?", ha="left", va="center", fontsize=10)
    ax.plot([7.4, 7.4, 2.9], [1.0, -0.1, -0.1], color=VERMILLION, linestyle="--", linewidth=1.6)
    arrow(ax, (2.9, -0.1), (2.9, 0.3), VERMILLION)
    ax.text(5.1, -0.32, "which way to move, to look more real", ha="center", va="center", fontsize=10)
    ax.set(xlim=(-0.3, 10.1), ylim=(-0.5, 2.6))
    ax.set_axis_off()
    return figure


def clouds(rows: Mapping[str, Mapping[str, np.ndarray]], centers: np.ndarray) -> Figure:
    """For each row, points (N, 2) by title, as darkness where there are many; rings mark the `centers` (K, 2)."""
    columns = max(len(panels) for panels in rows.values())
    size = (1.55 * columns + 0.3, 1.75 * len(rows) + 0.1)
    figure, axes = plt.subplots(len(rows), columns, figsize=size, squeeze=False)
    for line, (name, panels) in zip(axes, rows.items(), strict=True):
        for ax, (title, points) in zip(line, panels.items(), strict=True):
            _cloud(ax, points, centers)
            ax.set_title(title, fontsize=10)
        line[0].set_ylabel(name)
    return figure


def _cloud(ax: Axes, points: np.ndarray, centers: np.ndarray) -> None:
    edges = np.linspace(-EDGE, EDGE, 49)
    counts = np.histogram2d(points[:, 1], points[:, 0], bins=(edges, edges))[0]
    ax.imshow(np.sqrt(counts), cmap=COUNTS, extent=(-EDGE, EDGE, -EDGE, EDGE), origin="lower", interpolation="none")
    ax.plot(*centers.T, "o", markerfacecolor="none", markeredgecolor=VERMILLION, markersize=8, markeredgewidth=0.8)
    ax.set(xticks=[], yticks=[], xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE))
    ax.grid(False)


def best(x: np.ndarray, densities: Mapping[str, np.ndarray], curves: Mapping[str, np.ndarray]) -> Figure:
    """Above, two densities (M,) over x (M,); below, what discriminators say there, from 0 to 1."""
    figure, (above, below) = plt.subplots(2, 1, figsize=(WIDTH, 3.8), sharex=True, height_ratios=[1, 1.3])
    for (name, values), color in zip(densities.items(), (BLUE, VERMILLION), strict=True):
        above.fill_between(x, values, color=tint(color, 0.3), alpha=0.6)
        above.plot(x, values, "-", color=color, label=name)
    above.set(ylabel="density", ylim=(0, None))
    for (name, values), (color, line, _) in zip(curves.items(), ((INK, "-", ""), LOOKS[2]), strict=True):
        below.plot(x, values, line, color=color, label=name)
    below.axhline(0.5, color=BASELINE, linewidth=1.0, linestyle=":")
    below.set(xlabel="x", ylabel="chance: real", ylim=(-0.03, 1.03))
    above.legend()
    below.legend()
    return figure


def judged(runs: Mapping[str, tuple[Sequence[float], Sequence[float]]], modes: int) -> Figure:
    """Modes kept (S,) and share of good points (S,) of each kind of run: a marker for each seed."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.4))
    for k, ((name, (kept, good)), (color, _, marker)) in enumerate(zip(runs.items(), LOOKS, strict=False)):
        ax.plot(np.add(kept, 0.12 * (k - 1)), good, marker, color=color, alpha=0.75, markersize=8, label=name)
    ax.set(xlabel=f"modes kept, of {modes}", ylabel="share of good points")
    ax.set(xlim=(-0.5, modes + 0.5), ylim=(-0.04, 1.04), xticks=range(modes + 1))
    ax.legend(loc="upper left")
    return figure


def orbit(way: np.ndarray, edge: float) -> Figure:
    """Left, the way (T, 2) of two players around the point where both rest; right, the distance from it."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.9), layout="none")
    figure.subplots_adjust(left=0.09, right=0.985, bottom=0.17, top=0.97, wspace=0.3)  # an automatic layout is slow
    left.plot(*way.T, color=VERMILLION, marker="o", markersize=3, linewidth=1.0)
    left.plot(*way[0], "s", color=BLUE, markersize=8)
    left.plot(0, 0, "x", color=INK, markersize=8)
    left.set(xlim=(-edge, edge), ylim=(-edge, edge), xlabel="a", ylabel="b", aspect="equal")
    right.plot(np.linalg.norm(way, axis=1), color=VERMILLION)
    right.set(xlabel="step", ylabel="distance", ylim=(0, edge))
    return figure
