"""Figures of the chapter on mixtures of experts: the surface, who is in charge where, and who is asked how often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from .diagram import arrow, box, operation
from .style import AMOUNTS, BLUE, GREEN, INK, LOOKS, PURPLE, VERMILLION, tint

WIDTH = 6.2
REGIONS = ListedColormap([tint(color, 0.45) for color in (BLUE, VERMILLION, GREEN, PURPLE)])


def surface(x: np.ndarray, y: np.ndarray, owners: np.ndarray) -> Figure:
    """Points (N, 2) in the color of their values (N,), and a map (M, M) of the piece that each place belongs to."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.9))
    dots = left.scatter(*x.T, c=y, cmap=AMOUNTS, s=9)
    figure.colorbar(dots, ax=left, label="y")
    left.set(title="examples", xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
    left.grid(False)
    _regions(right, owners)
    right.set(title="pieces", xlabel="$x_1$")
    return figure


def _regions(ax: Axes, owners: np.ndarray) -> None:
    """A square from -1 to 1 in the colors of who owns each place, with a number in the middle of each region."""
    ax.imshow(owners, cmap=REGIONS, vmin=0, vmax=3, extent=(-1, 1, -1, 1), origin="lower")
    places = np.linspace(-1, 1, len(owners))
    for owner in np.unique(owners):
        rows, columns = np.nonzero(owners == owner)
        if len(rows) > 0.01 * owners.size:
            near = ((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2).argmin()
            ax.text(places[columns[near]], places[rows[near]], str(owner + 1), ha="center", va="center", fontsize=11)
    ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.grid(False)


def architecture() -> Figure:
    """Three experts and a gate over one input: the gate's shares weigh what the experts say."""
    figure, ax = plt.subplots(figsize=(WIDTH, 2.9))
    names = ("expert 1", "expert 2", "expert 3", "gate")
    for place, name, color in zip(np.arange(4) * 2.2, names, (BLUE, BLUE, BLUE, VERMILLION), strict=True):
        box(ax, (place, 1.0), (1.6, 0.6), color, name, fontsize=11)
        arrow(ax, (place, 0.3), (place, 0.7), INK)
    ax.plot([0, 6.6], [0.3, 0.3], color=INK, linewidth=1.6)
    ax.text(3.3, 0.02, "x", ha="center", va="center", fontsize=12)
    ax.plot([6.6, 6.6, 0.6], [1.3, 2.6, 2.6], color=VERMILLION, linestyle="-", linewidth=1.6)
    for k, place in enumerate(np.arange(3) * 2.2):
        operation(ax, (place, 2.1), "×")
        arrow(ax, (place, 1.3), (place, 1.9), BLUE)
        ax.text(place - 0.12, 1.6, f"$o_{k + 1}$", ha="right", va="center", fontsize=12)
        arrow(ax, (place + 0.6, 2.6), (place + 0.17, 2.22), VERMILLION)
        ax.text(place + 0.5, 2.3, f"$g_{k + 1}$", ha="left", va="center", fontsize=12)
        arrow(ax, (place, 2.3), (2.2 + 0.19 * (k - 1), 3.25 - 0.04 * (k == 1)), INK)
    operation(ax, (2.2, 3.4), "+")
    arrow(ax, (2.4, 3.4), (3.3, 3.4), INK)
    ax.text(3.45, 3.4, "answer", ha="left", va="center", fontsize=12)
    ax.set(xlim=(-1, 7.6), ylim=(-0.15, 3.7), aspect="equal")
    ax.axis("off")
    return figure


def maps(panels: Mapping[str, np.ndarray]) -> Figure:
    """Who is in charge where: a map (M, M) of numbers from 0 to 3 for each name."""
    figure, axes = plt.subplots(1, len(panels), figsize=(WIDTH, 2.5), sharey=True)
    for ax, (name, owners) in zip(np.atleast_1d(axes), panels.items(), strict=True):
        _regions(ax, owners)
        ax.set_title(name, fontsize=11)
    return figure


def step(x: np.ndarray, shares: np.ndarray, owners: np.ndarray, title: str) -> Figure:
    """The gate's map (M, M), and on it the examples (N, 2) in the color of who is most responsible, shares (N, K)."""
    figure, ax = plt.subplots(figsize=(3.6, 3.7), layout="none")
    figure.subplots_adjust(left=0.11, right=0.98, bottom=0.08, top=0.92)
    ax.imshow(owners, cmap=REGIONS, vmin=0, vmax=3, extent=(-1, 1, -1, 1), origin="lower")
    for k, (color, _, marker) in zip(range(shares.shape[1]), LOOKS, strict=False):
        mine = x[shares.argmax(axis=1) == k]
        ax.plot(*mine.T, marker, color=color, markersize=3.5, markeredgecolor="white", markeredgewidth=0.4)
    ax.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.set_title(title, fontsize=11)
    ax.grid(False)
    return figure


def descents(found: Sequence[np.ndarray], stuck: Sequence[np.ndarray], walk: np.ndarray) -> Figure:
    """The loss by round of expectation maximization, for starts that succeed and that get stuck, and Adam's by step."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.0))
    for runs, (color, line, _), name in ((found, LOOKS[0], "EM"), (stuck, LOOKS[1], "EM, stuck")):
        for k, losses in enumerate(runs):
            ax.plot(losses, line, color=color, linewidth=1.3, label=name if k == 0 else None)
    ax.plot(walk[: max(map(len, [*found, *stuck]))], ":", color=INK, label="Adam, steps")
    ax.set(xlabel="rounds", ylabel="competitive loss")
    ax.legend(loc="upper right", fontsize=9)
    return figure


def loads(shares: Mapping[str, np.ndarray], fair: float) -> Figure:
    """How often each expert (seeds, experts) is asked, most asked first; a panel for each name, a line at `fair`."""
    figure, axes = plt.subplots(1, len(shares), figsize=(WIDTH, 2.6), sharey=True)
    for ax, (name, values) in zip(axes, shares.items(), strict=True):
        seeds, experts = values.shape
        for k, row in enumerate(-np.sort(-values, axis=1)):
            places = np.arange(1, experts + 1) + 0.25 * (k - (seeds - 1) / 2)
            ax.bar(places, row, 0.22, color=LOOKS[k][0])
        ax.axhline(fair, color=INK, linestyle=":", linewidth=1.2)
        ax.set(xlabel="expert, by how often asked", xticks=range(1, experts + 1))
        ax.set_title(name, fontsize=11)
    axes[0].set_ylabel("share of examples")
    return figure
