"""Figures of the chapter on weight penalties: swinging weights, budgets, paths, the course of training, rivals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from .style import BASELINE, COLORS, INK, MARKERS, TRAINING, VALIDATION, band, tint

WIDTH = 6.4


def swings(names: Sequence[str], sets: Mapping[str, np.ndarray]) -> Figure:
    """For each way of fitting the weights (R, D) of R training sets: a column of dots for each of the D inputs."""
    figure, axes = plt.subplots(1, len(sets), figsize=(WIDTH, 2.9), sharey=True, squeeze=False)
    for ax, (title, weights), color in zip(axes[0], sets.items(), COLORS, strict=False):
        ax.axhline(0, color=INK, linewidth=0.8)
        for column in range(len(names)):
            places = np.full(len(weights), column) + np.linspace(-0.25, 0.25, len(weights))
            ax.plot(places, weights[:, column], "o", color=color, markersize=3, alpha=0.7)
        ax.set_xticks(range(len(names)), names, rotation=90)
        ax.set_title(title, fontsize=11)
    axes[0, 0].set_ylabel("weight")
    return figure


def budgets(A: np.ndarray, best: np.ndarray, ends: Mapping[str, np.ndarray], path: np.ndarray) -> Figure:
    """The loss v A v / 2 around `best`, for two weights: where a disc, a diamond and a walk from zero end."""
    figure, axes = plt.subplots(1, 3, figsize=(WIDTH, 2.5), sharey=True)
    first, second = np.meshgrid(np.linspace(-0.7, 1.6, 80), np.linspace(-0.7, 1.6, 80))
    away = np.stack([first - best[0], second - best[1]], axis=-1)
    loss = np.einsum("ijk,kl,ijl->ij", away, A, away) / 2
    levels = np.quantile(loss, (0.02, 0.08, 0.2, 0.4, 0.65))
    for ax, title in zip(axes, ("L2: a disc", "L1: a diamond", "early stopping: few steps"), strict=True):
        ax.contour(first, second, loss, levels=levels, colors=[BASELINE], linewidths=0.8)
        ax.plot(*best, "x", color=INK, markersize=7)
        ax.plot(0, 0, "+", color=INK, markersize=7)
        ax.set(xlabel="weight 1", aspect="equal", xticks=(0, 1), yticks=(0, 1))
        ax.set_title(title, fontsize=10)
    axes[0].set_ylabel("weight 2")
    disc, diamond = ends["L2"], ends["L1"]
    axes[0].add_patch(plt.Circle((0, 0), float(np.linalg.norm(disc)), color=tint("C0"), zorder=0))
    reach = float(np.abs(diamond).sum())
    axes[1].add_patch(Polygon([(reach, 0), (0, reach), (-reach, 0), (0, -reach)], color=tint("C1"), zorder=0))
    axes[0].plot(*disc, "o", color="C0", markersize=7)
    axes[1].plot(*diamond, "s", color="C1", markersize=7)
    axes[2].plot(*path.T, ".-", color="C2", markersize=4, linewidth=1)
    axes[2].plot(*path[-1], "^", color="C2", markersize=7)
    return figure


def paths(names: Sequence[str], panels: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> Figure:
    """Weights (strengths, D) against the strength, in a panel for each way; names stand where weights are largest."""
    figure, axes = plt.subplots(1, len(panels), figsize=(WIDTH, 3.4), sharey=True, squeeze=False)
    for ax, (title, (strengths, weights)) in zip(axes[0], panels.items(), strict=True):
        for column, name in enumerate(names):
            dash = ("-", "--")[column // len(COLORS)]
            ax.plot(strengths, weights[:, column], color=COLORS[column % len(COLORS)], linestyle=dash, linewidth=1.5)
            if ax is axes[0, 0]:
                ax.lines[-1].set_label(name)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set_xscale("log")
        decades = range(int(np.ceil(np.log10(min(strengths)))), int(np.floor(np.log10(max(strengths)))) + 1)
        decades = decades[:: 2 if len(decades) > 3 else 1]
        ax.set_xticks([10.0**k for k in decades], [f"{10.0**k:g}" for k in decades])
        ax.minorticks_off()
        ax.set_title(title, fontsize=11)
        ax.set_xlabel("steps" if "stop" in title else "strength")
    axes[0, 0].set_ylabel("weight")
    figure.legend(loc="outside lower center", ncols=5, fontsize=9)
    return figure


def weights(names: Sequence[str], chosen: np.ndarray, errors: Mapping[str, float], limit: float = 45) -> Figure:
    """One bar for each weight (D,), and the errors as text; without automatic layout, as a player draws many."""
    figure = plt.figure(figsize=(5.6, 3.2), layout="none")
    ax = figure.add_axes((0.12, 0.15, 0.86, 0.72))
    ax.bar(range(len(names)), np.clip(chosen, -limit, limit), color=["C0" if w else BASELINE for w in chosen])
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.set_xticks(range(len(names)), names)
    ax.set(ylim=(-limit, limit), ylabel="weight")
    ax.set_title(", ".join(f"{name} {value:.2f}" for name, value in errors.items()), fontsize=11)
    return figure


def course(epochs: Sequence[int], curves: Mapping[str, np.ndarray], stop: float) -> Figure:
    """Accuracies (epochs, seeds) against the epoch, with a line at `stop`, the mean epoch of the best validation."""
    figure, ax = plt.subplots(figsize=(5.8, 3.3))
    looks = ((TRAINING, "-"), (VALIDATION, "--"), ("C2", "-."))
    for (name, accuracy), (color, dash) in zip(curves.items(), looks, strict=True):
        band(ax, epochs, accuracy, (color, dash, ""), name, alpha=0.15)
    ax.axvline(stop, color=BASELINE, linestyle=":", linewidth=1.5)
    ax.set(xlabel="epoch", ylabel="accuracy", ylim=(0, 1.03))
    ax.legend(loc="lower right")
    return figure


def rivals(results: Mapping[str, np.ndarray], line: tuple[str, float] | None = None) -> Figure:
    """For each method the accuracies of its seeds as dots and their mean as a bar, one row each."""
    figure, ax = plt.subplots(figsize=(5.8, 0.36 * len(results) + 1.1))
    for row, (values, marker) in enumerate(zip(results.values(), MARKERS * 2)):
        ax.plot(values, np.full(len(values), row), marker, color=COLORS[row % len(COLORS)], markersize=5, alpha=0.6)
        ax.plot([np.mean(values)] * 2, [row - 0.33, row + 0.33], color=INK, linestyle="-", linewidth=2)
    if line is not None:
        ax.axvline(line[1], color=BASELINE, linestyle=":", linewidth=1.5, label=line[0])
        ax.legend(loc="lower left")
    ax.set_yticks(range(len(results)), list(results))
    ax.invert_yaxis()
    ax.set_xlabel("accuracy on new digits")
    return figure
