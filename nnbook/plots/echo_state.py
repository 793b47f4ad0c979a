"""Figures of the chapter on echo state networks: a reservoir, states that forget, errors by size and radius, memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, BLUE, INK, LOOKS, VERMILLION, powers_of_ten


def series(values: np.ndarray, shown: int) -> Figure:
    """Values (T,) over time; those from `shown` on are dashed, as what is to be foretold."""
    figure, ax = plt.subplots(figsize=(6.4, 2.4))
    ax.plot(np.arange(shown + 1), values[: shown + 1], color=BLUE, linewidth=1.6)
    ax.plot(np.arange(shown, len(values)), values[shown:], "--", color=VERMILLION, linewidth=1.6)
    ax.axvline(shown, color=BASELINE, linestyle=":", linewidth=1.4)
    ax.set(xlabel="time", ylabel="value", xlim=(0, len(values)))
    return figure


def reservoir(units: int = 14, seed: int = 3) -> Figure:
    """Input, a crowd of units with random arrows between them, output; only the arrows to the output are trained."""
    figure, ax = plt.subplots(figsize=(6.0, 2.9), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    rng = np.random.default_rng(seed)
    angle = 2 * np.pi * (np.arange(units) + rng.uniform(-0.25, 0.25, units)) / units
    far = np.where(np.arange(units) % 2, 1.0, 0.55)
    places = [(4.2 + 1.7 * r * np.cos(a), 1.6 + 1.15 * r * np.sin(a)) for a, r in zip(angle, far, strict=True)]
    box(ax, (0.75, 1.6), (1.1, 0.6), INK, "input", fontsize=12)
    box(ax, (7.6, 1.6), (1.2, 0.6), INK, "output", fontsize=12)
    for k in rng.permutation(units)[:6]:
        arrow(ax, (1.32, 1.6), places[k], BASELINE, 0.9)
    for start, end in zip(np.repeat(np.arange(units), 2), rng.integers(units, size=2 * units), strict=True):
        if start != end:
            arrow(ax, places[start], places[end], BASELINE, 0.9, connectionstyle="arc3,rad=0.15")
    for place in places:
        arrow(ax, place, (6.98, 1.6), VERMILLION, 1.0)
        ax.add_patch(plt.Circle(place, 0.13, facecolor="white", edgecolor=BLUE, linewidth=1.8, zorder=3))
    ax.set(xlim=(0, 8.4), ylim=(0.2, 3.0), aspect="equal")
    ax.axis("off")
    return figure


def forgetting(panels: Mapping[str, Mapping[str, np.ndarray]]) -> Figure:
    """Distances (T,) between two states of one network, by what it reads (a panel) and its spectral radius (a line)."""
    figure, axes = plt.subplots(1, len(panels), figsize=(6.4, 3.1), sharey=True, squeeze=False)
    for ax, (title, runs) in zip(axes[0], panels.items(), strict=True):
        for (name, distances), (color, style, _) in zip(runs.items(), LOOKS, strict=False):
            ax.plot(np.maximum(distances, 1e-16), color=color, linestyle=style, linewidth=1.6, label=name)
        ax.set(yscale="log", xlabel="step", title=title)
    powers_of_ten(axes[0, 0].yaxis, range(-15, 4, 3))
    axes[0, 0].set(ylabel="distance of the two states", ylim=(1e-16, 1e3))
    lines, names = axes[0, 0].get_legend_handles_labels()
    figure.legend(lines, names, title="spectral radius", fontsize=9, loc="outside upper center", ncols=4)
    return figure


def remembered(curves: Mapping[str, np.ndarray]) -> Figure:
    """The share of an input that can be read back from the state so many steps later, (delays,), by network."""
    figure, ax = plt.subplots(figsize=(6.2, 3.1))
    for (name, shares), (color, style, _) in zip(curves.items(), LOOKS, strict=False):
        ax.plot(np.arange(1, len(shares) + 1), shares, color=color, linestyle=style, label=name)
    ax.set(xlabel="steps back", ylabel="share that is remembered", ylim=(-0.02, 1.05))
    ax.legend(fontsize=9)
    return figure


def sizes(runs: Mapping[str, Mapping[int, Sequence[float]]], lines: Mapping[str, float], ends: Sequence[int]) -> Figure:
    """Errors by size, a dot for each seed, for several kinds of networks, and dotted lines to compare them with."""
    figure, ax = plt.subplots(figsize=(6.2, 3.7))
    for shift, (name, found), (color, style, marker) in zip((0.96, 1.04), runs.items(), LOOKS, strict=False):
        for size, errors in found.items():
            ax.plot(np.full(len(errors), size * shift), errors, marker, color=color, alpha=0.75)
        middle = [np.median(errors) for errors in found.values()]
        ax.plot(np.array(list(found)) * shift, middle, color=color, linestyle=style, marker=marker, label=name)
    for name, value in lines.items():
        ax.axhline(value, color=INK, linestyle=":", linewidth=1.3)
        crowded = any(value < other < 3 * value for other in lines.values())  # a name above would touch the next line
        place = (value / 1.2, "top") if crowded else (1.15 * value, "bottom")
        ax.text(ends[-1], place[0], name, fontsize=9, ha="right", va=place[1])
    ax.set(xscale="log", yscale="log", xlabel="units", ylabel="error 84 steps ahead", xlim=ends, ylim=(3e-6, 6))
    powers_of_ten(ax.yaxis, range(-5, 1))
    every = sorted({size for found in runs.values() for size in found})
    ax.set_xticks(every, labels=[str(size) for size in every])
    ax.xaxis.set_minor_locator(plt.NullLocator())
    ax.legend(fontsize=9, loc="lower left")
    return figure


def sweep(radii: Sequence[float], one: np.ndarray, far: np.ndarray, most: float = 10.0) -> Figure:
    """Errors (radii, seeds) one step and 84 steps ahead; what lies above `most` is drawn at the upper edge, hollow."""
    figure, ax = plt.subplots(figsize=(6.2, 3.5))
    for (color, style, marker), name, errors in zip(LOOKS, ("one step ahead", "84 steps ahead"), (one, far)):
        inside = np.minimum(np.where(np.isfinite(errors), errors, np.inf), most)
        ax.plot(radii, np.median(inside, axis=1), color=color, linestyle=style, label=name)
        for radius, row in zip(radii, inside, strict=True):
            gone = row >= most
            ax.plot(np.full((~gone).sum(), radius), row[~gone], marker, color=color, alpha=0.75, markersize=5)
            ax.plot(np.full(gone.sum(), radius), row[gone], marker, color=color, markerfacecolor="white", markersize=6)
    ax.axhline(1, color=INK, linestyle=":", linewidth=1.3)
    ax.text(radii[len(radii) // 2], 1.2, "always saying the mean", fontsize=9, ha="center")
    ax.set(yscale="log", xlabel="spectral radius", ylabel="error", ylim=(1e-5, 2 * most))
    powers_of_ten(ax.yaxis, range(-5, 2))
    ax.legend(fontsize=9, loc="lower right")
    return figure


def alone(true: np.ndarray, said: np.ndarray, title: str) -> Figure:
    """One frame: what came, (T,), what a network said that was left alone, (T,), and how far apart they are."""
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(6.0, 3.7), layout="none", sharex=True, height_ratios=(3, 2)
    )  # fmt: skip
    figure.subplots_adjust(left=0.13, right=0.98, bottom=0.13, top=0.91, hspace=0.12)
    said = np.clip(np.nan_to_num(said, nan=1e9, posinf=1e9, neginf=-1e9), -1e9, 1e9)
    above.plot(true, color=BASELINE, linewidth=4, alpha=0.5, label="what came")
    inside = np.where(np.abs(said) < 2, said, np.nan)
    above.plot(inside, color=VERMILLION, linewidth=1.4, label="left alone")
    above.set(title=title, ylabel="value", ylim=(-0.9, 0.8))
    above.legend(loc="lower left", fontsize=9, ncols=2)
    _gap(below, np.abs(said - true))
    return figure


def _gap(ax: Axes, gap: np.ndarray) -> None:
    ax.plot(np.clip(gap, 1e-7, 1e3), color=BLUE, linewidth=1.3)
    ax.set(yscale="log", xlabel="steps alone", ylabel="apart", ylim=(1e-6, 1e2), xlim=(0, len(gap)))
    powers_of_ten(ax.yaxis, range(-6, 3, 2))
