"""Figures of the chapter on Jordan networks: outputs fed back, ways into a cycle, errors of networks left alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, BLUE, INK, LOOKS, VERMILLION


def architecture() -> Figure:
    """Plan and state units below, hidden units in the middle, output above; the output is added to the state units."""
    figure, ax = plt.subplots(figsize=(5.8, 3.2), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    places = {"plan": (1.2, 0.35), "state": (4.1, 0.35), "hidden": (2.6, 1.6), "output": (2.6, 2.85)}
    for name, (x, y) in places.items():
        box(ax, (x, y), (1.7, 0.56), VERMILLION if name == "state" else BLUE, name, fontsize=12)
    for start, end in (((1.2, 0.65), (2.2, 1.3)), ((4.1, 0.65), (3.0, 1.3)), ((2.6, 1.9), (2.6, 2.55))):
        arrow(ax, start, end, INK)
    arrow(ax, (3.47, 2.85), (4.75, 0.65), VERMILLION, linestyle="--", connectionstyle="arc3,rad=-0.35")
    arrow(ax, (4.97, 0.22), (4.97, 0.48), VERMILLION, linestyle="--", connectionstyle="arc3,rad=2.2")
    ax.text(5.15, 1.9, "added,\none step later", fontsize=11, ha="left", va="center")
    ax.text(5.75, 0.35, r"times $\mu$", fontsize=11, ha="left", va="center")
    ax.set(xlim=(0, 7.2), ylim=(0, 3.2))
    ax.axis("off")
    return figure


def ways(corners: np.ndarray, paths: np.ndarray) -> Figure:
    """Outputs (N, T, 2) of a network that began in N different states, and the corners (4, 2) that it learned."""
    figure, ax = plt.subplots(figsize=(4.6, 4.3))
    for path, (color, style, marker) in zip(paths, LOOKS, strict=False):
        ax.plot(*path.T, color=color, linestyle=style, linewidth=1.1)
        ax.plot(*path[0], marker, color=color, markersize=9)
    _square(ax, corners)
    return figure


def way(corners: np.ndarray, path: np.ndarray, title: str) -> Figure:
    """One frame: the outputs (T, 2) of one run; later ones are darker."""
    figure, ax = plt.subplots(figsize=(4.6, 4.3), layout="none")
    figure.subplots_adjust(left=0.15, right=0.97, bottom=0.12, top=0.91)
    ax.plot(*path.T, color=BASELINE, linewidth=0.8)
    for t, place in enumerate(path):
        ax.plot(*place, "o", color=BLUE, alpha=0.2 + 0.8 * t / len(path), markersize=5)
    ax.plot(*path[0], "D", color=VERMILLION, markersize=8)
    _square(ax, corners)
    ax.set_title(title)
    return figure


def _square(ax: Axes, corners: np.ndarray) -> None:
    ax.plot(*corners.T, "s", color=INK, markerfacecolor="none", markersize=14, markeredgewidth=1.5)
    ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="output 1", ylabel="output 2", aspect="equal")
    ax.set(xticks=(0, 0.25, 0.5, 0.75, 1), yticks=(0, 0.25, 0.5, 0.75, 1))


def drift(errors: Mapping[str, Sequence[float]], trained: int) -> Figure:
    """The error at each step (T,), by how a network was trained and judged, and the step at which training ended."""
    figure, ax = plt.subplots(figsize=(6.2, 3.7))
    for (name, values), (color, style, _) in zip(errors.items(), LOOKS, strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, color=color, linestyle=style, label=name)
    ax.axvline(trained, color=BASELINE, linestyle=":", linewidth=1.4)
    ax.set(xlabel="step", ylabel="error", ylim=(0, None), xlim=(0, len(next(iter(errors.values())))))
    figure.legend(*ax.get_legend_handles_labels(), title="trained", fontsize=9, loc="outside upper center", ncols=2)
    return figure
