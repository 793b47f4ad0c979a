"""Figures of the chapter on model selection: folds, estimates against their number, curves, and two ways to search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.figure import Figure

from .style import BASELINE, COLORS, MARKERS, band, tint

WIDTH = 6.2


def two_models(first: np.ndarray, second: np.ndarray, names: Sequence[str]) -> Figure:
    """Accuracies (S,) of two models on the same S splits, sorted by the first, joined where they are of one split."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.4))
    order = np.argsort(first - second, kind="stable")
    place = np.arange(len(order))
    ax.vlines(place, first[order], second[order], color="#BBBBBB", linewidth=1)
    for number, values in enumerate((first, second)):
        ax.plot(place, values[order], MARKERS[number], color=COLORS[number], label=names[number], linestyle="none")
    ax.set(xlabel="split, sorted by the difference", ylabel="accuracy on the part held out", xticks=[])
    ax.legend(loc="lower right", fontsize=9)
    return figure


def folds(kinds: Mapping[str, np.ndarray], strips: Mapping[str, np.ndarray]) -> Figure:
    """For each kind of cross-validation a table (folds, N): 0 unused, 1 training, 2 test; above them strips (N,)."""
    heights = [0.35] * len(strips) + [1.0] * len(kinds)
    figure, axes = plt.subplots(
        len(heights), 1, figsize=(WIDTH, 0.85 * sum(heights) + 0.5), height_ratios=heights, sharex=True
    )
    palette = ListedColormap([to_rgb(color) for color in ("white", tint(COLORS[0], 0.25), COLORS[1])])
    rows = [*strips.items(), *kinds.items()]
    for ax, (name, table) in zip(axes, rows, strict=True):
        strip = table.ndim == 1
        if strip:
            ax.imshow(table[None] % 2, aspect="auto", cmap=ListedColormap(["#DDDDDD", "#777777"]), vmin=0, vmax=1)
        else:
            ax.imshow(table, aspect="auto", cmap=palette, vmin=0, vmax=2)
            ax.hlines(np.arange(len(table) - 1) + 0.5, -0.5, table.shape[1] - 0.5, color="white", linewidth=1.5)
        ax.set(yticks=[], xticks=[])
        ax.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9)
        ax.grid(False)
        for side in ax.spines.values():
            side.set_visible(False)
    axes[-1].set_xlabel("examples, in the order of the table")
    return figure


def by_folds(estimates: Mapping[int, np.ndarray], truth: np.ndarray) -> Figure:
    """Left: what cross-validation estimates with each number of folds, and the truth; right: how far it is off."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.3))
    place, names = np.arange(len(estimates)), [str(k) for k in estimates]
    values = np.array(list(estimates.values()))  # (numbers of folds, repeats)
    low, high = np.quantile(values, [0.1, 0.9], axis=1)
    left.vlines(place, low, high, color=COLORS[0], linewidth=3, alpha=0.4)
    left.plot(place, values.mean(axis=1), "o", color=COLORS[0], label="estimate")
    left.axhline(truth.mean(), color=BASELINE, linestyle="--", label="truth")
    left.set(xlabel="number of folds", ylabel="accuracy")
    left.legend(loc="lower right", fontsize=9)
    off = values - truth
    right.plot(place, np.sqrt((off**2).mean(axis=1)), "o-", color=COLORS[1], label="whole error")
    right.plot(place, np.abs(off.mean(axis=1)), "s--", color=COLORS[2], label="bias")
    right.set(xlabel="number of folds", ylim=(0, None))
    right.legend(loc="center right", fontsize=9)
    for ax in (left, right):
        ax.set_xticks(place, names)
    return figure


def forecasts(
    times: np.ndarray, values: np.ndarray, lines: Mapping[str, tuple[np.ndarray, np.ndarray]], now: float
) -> Figure:
    """A series in gray, what models make of it, each on its own times, and a vertical line where the future begins."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.3))
    ax.plot(times, values, color="#AAAAAA", linewidth=1.5, label="measured")
    for number, (name, (where, line)) in enumerate(lines.items()):
        ax.plot(where, line, color=COLORS[number], linestyle=("-", "--")[number], linewidth=1.5, label=name)
    ax.axvline(now, color=BASELINE, linestyle=":", linewidth=1.5)
    ax.set(xlabel="year", ylabel="carbon dioxide, ppm")
    ax.legend(loc="upper left", fontsize=9)
    return figure


def curves(
    panels: Mapping[str, tuple[Sequence[float], Mapping[str, tuple[np.ndarray, np.ndarray]]]], log: bool = True
) -> Figure:
    """A panel for each quantity: for each name the accuracies (points, folds) in training and held out."""
    figure, axes = plt.subplots(1, len(panels), figsize=(WIDTH, 3.3), sharey=True, squeeze=False)
    for ax, (xlabel, (places, runs)) in zip(axes[0], panels.items(), strict=True):
        for number, (name, (train, held_out)) in enumerate(runs.items()):
            ax.plot(places, train.mean(axis=1), ":", color=COLORS[number], label=f"{name}, training")
            band(ax, places, held_out, (COLORS[number], "-", MARKERS[number]), name)
        ax.set(xlabel=xlabel, xscale="log" if log else "linear")
        ax.set_xticks(places, [f"{place:g}" for place in places], fontsize=8)
        ax.minorticks_off()
        ax.legend(loc="lower right", fontsize=8)
    axes[0, 0].set_ylabel("accuracy")
    return figure


def search(trials: np.ndarray, scores: np.ndarray, names: Sequence[str], limits: tuple[float, float]) -> Figure:
    """Trials (M, 2) in the plane of two hyperparameters, the darker the better, and their shadows on both axes."""
    figure, ax = plt.subplots(figsize=(4.9, 3.9), layout="none")
    figure.subplots_adjust(left=0.16, right=0.97, bottom=0.16, top=0.9)
    (left, right), (bottom, top) = (-4.4, 4.4), (-5.4, 2.4)
    ax.scatter(
        trials[:, 0], trials[:, 1], c=scores, cmap="Blues", vmin=limits[0], vmax=limits[1], s=60, edgecolors="#444444"
    )
    ax.plot(trials[:, 0], np.full(len(trials), bottom + 0.12), "|", color=COLORS[1], markersize=9)
    ax.plot(np.full(len(trials), left + 0.12), trials[:, 1], "_", color=COLORS[1], markersize=9)
    ax.set(xlim=(left, right), ylim=(bottom, top), xlabel=names[0], ylabel=names[1])
    ax.set_title(f"{len(trials)} trials, best {scores.max():.2f}", fontsize=11)
    return figure
