"""Figures of the chapter on radial basis functions: bells, their centers, what a network costs, and where it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .style import BASELINE, BLUE, GREEN, INK, LOOKS, VERMILLION, powers_of_ten

WIDTH = 6.2


def task(values: np.ndarray, now: int, lags: Sequence[int], ahead: int) -> Figure:
    """A stretch (n,) of a series: the values that are known at the step `now`, and the one to predict."""
    figure, ax = plt.subplots(figsize=(WIDTH, 2.4))
    ax.plot(values, color=BASELINE, linewidth=1.2)
    known = now - np.asarray(lags)
    ax.plot(known, values[known], "o", color=BLUE, label="known")
    ax.plot([now + ahead], values[[now + ahead]], "s", color=VERMILLION, markersize=8, label="asked")
    ax.set(xlabel="time", ylabel="value")
    ax.set_ylim(top=values.max() + 0.25 * np.ptp(values))  # room for the legend
    ax.legend(loc="upper right", ncols=2, fontsize=9)
    return figure


def bells(grid: np.ndarray, parts: np.ndarray, total: np.ndarray, x: np.ndarray, y: np.ndarray) -> Figure:
    """Weighted bells (M, G) over the grid (G,), their sum with the bias (G,), and the examples x and y (N,)."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.0), layout="none")
    figure.subplots_adjust(left=0.1, right=0.98, bottom=0.17, top=0.97)
    ax.plot(grid, parts.T, color=BLUE, linestyle="-", linewidth=0.9, alpha=0.6)
    ax.plot([], [], color=BLUE, linewidth=0.9, label="weighted bells")
    ax.plot(grid, total, color=INK, linestyle="-", linewidth=2, label="their sum")
    ax.plot(x, y, "o", color=VERMILLION, markersize=5, label="examples")
    ax.set(xlabel="x", xlim=(grid[0], grid[-1]), ylim=(-2.6, 2.9))
    ax.legend(loc="upper center", ncols=3, fontsize=9)
    return figure


def centers(x: np.ndarray, rounds: Mapping[str, np.ndarray]) -> Figure:
    """Points (N, 2), and centers (M, 2) at several times, one panel each."""
    figure, axes = plt.subplots(1, len(rounds), figsize=(WIDTH, 2.3), sharey=True)
    for ax, (name, places) in zip(axes, rounds.items(), strict=True):
        ax.plot(*x.T, ".", color=BASELINE, alpha=0.35, markersize=4)
        ax.plot(*places.T, "X", color=VERMILLION, markeredgecolor="white", markersize=9)
        ax.set(title=name, aspect="equal")
        ax.grid(False)
    return figure


def costs(
    solved: tuple[Sequence[float], np.ndarray, Sequence[int]],
    trained: Mapping[str, tuple[Sequence[float], np.ndarray]],
    levels: Mapping[str, float],
) -> Figure:
    """Errors against multiply-adds: networks that were solved, with their sizes, and courses of training.

    Errors are (points, seeds); `levels` are dotted lines with a name.
    """
    figure, ax = plt.subplots(figsize=(WIDTH, 3.8))
    cost, errors, sizes = solved
    ax.plot(cost, errors.mean(1), "o-", color=BLUE, label="radial basis functions, solved")
    for x, y, size in zip(cost, errors.mean(1), sizes, strict=True):
        ax.annotate(str(size), (x, y), xytext=(-5, -5), textcoords="offset points", ha="right", va="top", fontsize=9)
    for (name, (steps, course)), (color, line, marker) in zip(trained.items(), LOOKS[1:], strict=False):
        ax.plot(steps, course.mean(1), marker=marker, linestyle=line, color=color, markersize=4, label=name)
    for name, value in levels.items():
        ax.axhline(value, color=BASELINE, linestyle=":", linewidth=1.2)
        ax.annotate(name, (1, value), xycoords=("axes fraction", "data"), xytext=(0, 2), textcoords="offset points",
                    ha="right", fontsize=9, color=BASELINE)  # fmt: skip
    ax.set(xscale="log", yscale="log", xlabel="multiplications until then", ylabel="error (share of the spread)")
    powers_of_ten(ax.xaxis, [6, 7, 8, 9])
    powers_of_ten(ax.yaxis, [-2, -1, 0])
    ax.set_ylim(0.004, 1.2)
    ax.legend(loc="lower left", fontsize=9)
    return figure


def useless(added: Sequence[int], errors: Mapping[str, np.ndarray]) -> Figure:
    """Errors (settings, seeds) of several models against the number of inputs without meaning."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.0))
    colors = (BLUE, BASELINE, GREEN)
    for (name, values), color, marker in zip(errors.items(), colors, ("o", "s", "^"), strict=False):
        line = "--" if color == BASELINE else "-"
        ax.plot(added, values.mean(1), marker=marker, linestyle=line, color=color, label=name)
        ax.vlines(added, values.min(1), values.max(1), color=color, linewidth=1.5)
    ax.set(xlabel="inputs of noise beside the five that matter", ylabel="error (share of the spread)", xticks=added)
    ax.set_ylim(0, 0.75)
    ax.legend(loc="lower right", fontsize=9)
    return figure
