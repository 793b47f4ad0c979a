"""Figures of the chapter on overfitting: fits of growing size, bias and variance, two descents, labels by heart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BASELINE, INK, TRAINING, VALIDATION, band, tint

WIDTH = 6.4
LOOKS = (("C0", "-"), ("C1", "--"), ("C2", "-."))


def fits(x: np.ndarray, y: np.ndarray, grid: np.ndarray, truth: np.ndarray, curves: Mapping[str, np.ndarray]) -> Figure:
    """Points x, y (N,) and in each panel one curve over `grid` (G,), with the truth dotted."""
    figure, axes = plt.subplots(1, len(curves), figsize=(WIDTH, 2.5), sharey=True, squeeze=False)
    for ax, (title, curve) in zip(axes[0], curves.items(), strict=True):
        _one_fit(ax, x, y, grid, truth, curve)
        ax.set_title(title, fontsize=11)
    axes[0, 0].set_ylabel("y")
    return figure


def fit(x: np.ndarray, y: np.ndarray, grid: np.ndarray, truth: np.ndarray, curve: np.ndarray) -> Figure:
    """One curve in a figure of its own, made without automatic layout: a player draws many."""
    figure = plt.figure(figsize=(5.6, 3.2), layout="none")
    ax = figure.add_axes((0.1, 0.15, 0.87, 0.82))
    _one_fit(ax, x, y, grid, truth, curve)
    ax.set_ylabel("y")
    return figure


def _one_fit(
    ax: Axes, x: np.ndarray, y: np.ndarray, grid: np.ndarray, truth: np.ndarray, curve: np.ndarray, limit: float = 2.2
) -> None:
    ax.plot(grid, truth, color=INK, linestyle=":", linewidth=1.5, label="truth")
    ax.plot(grid, np.clip(curve, -3 * limit, 3 * limit), color="C0", linewidth=1.8, label="fit")
    ax.plot(x, y, "o", color="C1", markersize=4.5, label="examples")
    ax.set(xlabel="x", ylim=(-limit, limit), xticks=(-1, 0, 1), yticks=(-2, -1, 0, 1, 2))


def spread(grid: np.ndarray, truth: np.ndarray, sets: Mapping[str, np.ndarray]) -> Figure:
    """For each size the curves (R, G) of R training sets, pale, their mean and the truth."""
    figure, axes = plt.subplots(1, len(sets), figsize=(WIDTH, 2.6), sharey=True, squeeze=False)
    for ax, (title, curves) in zip(axes[0], sets.items(), strict=True):
        ax.plot(grid, curves[:25].T, color=tint("C0", 0.35), linestyle="-", linewidth=0.6)
        ax.plot(grid, curves.mean(axis=0), color="C0", linestyle="-", linewidth=2.2)
        ax.plot(grid, truth, color=INK, linestyle=":", linewidth=1.8)
        ax.set(xlabel="x", ylim=(-2.2, 2.2), xticks=(-1, 0, 1), yticks=(-2, -1, 0, 1, 2))
        ax.set_title(title, fontsize=11)
    axes[0, 0].set_ylabel("y")
    return figure


def parts(sizes: Sequence[int], bias: np.ndarray, variance: np.ndarray, noise: float, examples: int) -> Figure:
    """Squared bias and variance against the number of features, noise as a line; bias may be nan where unknown."""
    figure, ax = plt.subplots(figsize=(5.8, 3.5))
    ax.axvline(examples, color=BASELINE, linestyle=":", linewidth=1.5)
    ax.plot(sizes, variance, "-o", color="C1", markersize=4, label="variance")
    ax.plot(sizes, bias, "--s", color="C0", markersize=4, label="squared bias")
    ax.axhline(noise, color=BASELINE, linestyle="-.", linewidth=1.5, label="noise")
    _size_axis(ax, sizes)
    ax.set_yscale("log")
    ax.set(xlabel="number of random features", ylabel="part of the squared error")
    ax.set_yticks([1, 10, 100, 1000, 10000], ["1", "10", "100", "1,000", "10,000"])
    ax.legend(loc="upper right")
    return figure


def two_descents(
    sizes: Sequence[int], training: np.ndarray, test: np.ndarray, examples: int, baselines: Mapping[str, float]
) -> Figure:
    """Shares of wrong answers (sizes, seeds) against the number of features, with lines for simple rivals."""
    figure, ax = plt.subplots(figsize=(5.8, 3.7))
    ax.axvline(examples, color=BASELINE, linestyle=":", linewidth=1.5)
    band(ax, sizes, test, (VALIDATION, "-", "o"), "new digits", size=4)
    band(ax, sizes, training, (TRAINING, "--", "s"), "training digits", size=4)
    for (name, value), dash in zip(baselines.items(), ("-.", (0, (1, 1))), strict=False):
        ax.axhline(value, color=BASELINE, linestyle=dash, linewidth=1.3, label=name)
    _size_axis(ax, sizes)
    ax.set(xlabel="number of random features", ylabel="share of wrong answers", ylim=(-0.02, 1))
    ax.legend(loc="upper right", fontsize=9)
    return figure


def _size_axis(ax: Axes, sizes: Sequence[int]) -> None:
    ax.set_xscale("log")
    ticks = [t for t in (2, 10, 50, 100, 200, 1000, 4000) if sizes[0] <= t <= sizes[-1]]
    ax.set_xticks(ticks, [f"{t:,}" for t in ticks])
    ax.minorticks_off()


def by_heart(training: Mapping[str, np.ndarray], test: Mapping[str, np.ndarray]) -> Figure:
    """Accuracy after each epoch (epochs, seeds) on the training labels and on new digits, a color for each kind."""
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.1), sharey=True)
    for ax, runs, title in zip(axes, (training, test), ("training labels", "new digits"), strict=True):
        for (name, accuracy), (color, dash) in zip(runs.items(), LOOKS, strict=True):
            band(ax, range(1, len(accuracy) + 1), accuracy, (color, dash, ""), name)
        ax.set_title(title, fontsize=11)
        ax.set(xlabel="epoch", ylim=(0, 1.03))
    axes[0].set_ylabel("share right")
    axes[1].legend(loc="center right", bbox_to_anchor=(1, 0.33), fontsize=9)
    return figure


def more_data(numbers: Sequence[int], errors: Mapping[str, np.ndarray]) -> Figure:
    """Mean share of wrong answers against the number of training examples, a curve for each way to solve."""
    figure, ax = plt.subplots(figsize=(5.6, 3.2))
    for (name, values), (color, look) in zip(errors.items(), (("C1", "-o"), ("C0", "--s")), strict=True):
        ax.plot(numbers, values, look, color=color, markersize=4, label=name)
    ax.set_xscale("log")
    ax.set_xticks(numbers, [str(n) for n in numbers])
    ax.minorticks_off()
    ax.set(xlabel="training examples", ylabel="wrong on new digits", ylim=(0, 1))
    ax.legend()
    return figure
