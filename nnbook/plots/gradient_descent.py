"""Figures of the chapter on gradient descent: valleys, mini-batches, noise, and when training is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from .descent import LOOKS
from .style import BASELINE, BLUE, GREEN, INK, VERMILLION, powers_of_ten


def unfinished(losses: np.ndarray, ways: Mapping[str, np.ndarray], ends: Sequence[float]) -> Figure:
    """Left, the loss after each step, from 1; right, weights by name after each step and, dashed, where they end."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.1))
    steps = np.arange(1, len(losses) + 1)
    left.plot(steps, losses, color=INK)
    left.set(ylabel="loss", ylim=(0, None))
    for (name, way), (color, _, _), end in zip(ways.items(), LOOKS, ends, strict=False):
        right.plot(steps, way, color=color, label=name)
        right.axhline(end, color=color, linestyle="--", linewidth=1)
    right.set(ylabel="weight")
    right.legend(fontsize=9)
    for ax in (left, right):
        ax.set(xscale="log", xlabel="step", xlim=(1, len(losses)))
        powers_of_ten(ax.xaxis, range(int(np.log10(len(losses))) + 1))
    return figure


def arrows(
    surface: Callable[[np.ndarray, np.ndarray], np.ndarray],
    place: np.ndarray,
    full: np.ndarray,
    batches: Mapping[str, np.ndarray],
    box: tuple[float, float, float, float],
) -> Figure:
    """For each name the steps of many mini-batches (M, 2) at `place` (2,) on a surface, and the `full` step (2,)."""
    figure, axes = plt.subplots(1, len(batches), figsize=(6.4, 2.5), sharey=True)
    a, b = np.meshgrid(np.linspace(*box[:2], 81), np.linspace(*box[2:], 81))
    heights = surface(a, b)
    levels = heights.min() + (heights.max() - heights.min()) * np.linspace(0.03, 0.999, 10) ** 2
    for ax, (name, steps) in zip(axes, batches.items(), strict=True):
        ax.contour(a, b, heights, levels=levels, colors=BASELINE, linewidths=0.7)
        for step, color, width in [*((s, BLUE, 0.006) for s in steps), (full, VERMILLION, 0.016)]:
            ax.quiver(*place, *step, color=color, width=width, angles="xy", scale_units="xy", scale=1, zorder=3)
        ax.plot(0, 0, marker="x", color="black", markersize=7, linestyle="none")
        ax.set(title=name, xlim=box[:2], ylim=box[2:], xlabel="w₁")
        ax.grid(False)
    axes[0].set_ylabel("w₂")
    return figure


def factors(multiples: np.ndarray, measured: np.ndarray, theory: tuple[np.ndarray, np.ndarray]) -> Figure:
    """How much of the distance a step leaves, by the rate: measured, and the factors of the two outer directions."""
    figure, ax = plt.subplots(figsize=(6.2, 3.2))
    ax.plot(multiples, theory[0], color=BLUE, linestyle="--", label="flattest direction")
    ax.plot(multiples, theory[1], color=GREEN, linestyle="-.", label="steepest direction")
    ax.plot(multiples, measured, color=VERMILLION, marker="o", markersize=4, linestyle="none", label="measured")
    ax.set(xlabel="learning rate, as a multiple of the largest stable one", ylabel="left after one step")
    ax.set(ylim=(0, 1.05), xlim=(0, 1))
    ax.legend(loc="lower left")
    return figure


def noise(
    ways: Mapping[str, np.ndarray], every: int, ratios: np.ndarray, left_over: np.ndarray, theory: float
) -> Figure:
    """Left, the loss above the lowest in `every` so many steps of runs by name; right, what is left in the end.

    That is drawn by rate / batch size, with a line of the slope `theory`.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.2))
    for (name, values), (color, style, _) in zip(ways.items(), LOOKS, strict=False):
        left.plot(every * np.arange(len(values)), values, color=color, linestyle=style, linewidth=1.4, label=name)
    left.set(yscale="log", xlabel="step", ylabel="loss above the lowest", xlim=(0, None))
    left.legend(fontsize=9)
    ends = np.array([ratios.min() / 2, ratios.max() * 2])
    right.plot(ends, theory * ends, color=BASELINE, label="theory")
    right.plot(ratios, left_over, color=VERMILLION, marker="o", markersize=5, linestyle="none", label="measured")
    right.set(xscale="log", yscale="log", xlabel="rate / batch size", ylabel="loss that is left")
    right.legend(fontsize=9)
    powers_of_ten(left.yaxis, range(-4, 1))
    powers_of_ten(right.xaxis, range(-4, 0))
    powers_of_ten(right.yaxis, range(-4, 0))
    return figure


def sizes(losses: Mapping[str, np.ndarray], steps: Mapping[str, int]) -> Figure:
    """Training loss (passes + 1,) by name, left against passes, right against steps: `steps` has those of one pass."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.3), sharey=True)
    for (name, values), (color, style, _) in zip(losses.items(), LOOKS, strict=False):
        passes = np.arange(len(values))
        left.plot(passes, values, color=color, linestyle=style)
        right.plot(passes[1:] * steps[name], values[1:], color=color, linestyle=style, label=name)
    left.set(yscale="log", xlabel="passes through the images", ylabel="training loss", xlim=(0, None))
    right.set(xscale="log", xlabel="steps")
    powers_of_ten(left.yaxis, range(-3, 1))
    powers_of_ten(right.xaxis, range(5))
    right.legend(fontsize=9, loc="lower left")
    return figure


def finder(rates: np.ndarray, losses: np.ndarray, smooth: np.ndarray, found: float) -> Figure:
    """The loss of one mini-batch after another while the rate grows, smoothed too, and the rate that is found."""
    figure, ax = plt.subplots(figsize=(6.2, 3.2))
    ax.plot(rates, losses, color=BASELINE, linewidth=0.8, label="one mini-batch")
    ax.plot(rates, smooth, color=BLUE, label="mean of 15")
    ax.axvline(found, color=VERMILLION, linestyle="--", label="half the rate of the lowest mean")
    ax.set(xscale="log", xlabel="learning rate", ylabel="loss", ylim=(0, 5), xlim=(rates[0], rates[-1]))
    powers_of_ten(ax.xaxis, range(-3, 2))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.legend(loc="upper left", fontsize=9)
    return figure
