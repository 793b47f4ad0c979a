"""Figures of the chapter on adaptive optimizers: rare words, memories of squares, first steps, races, schedules."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .descent import LOOKS
from .style import BASELINE, powers_of_ten


def rare(counts: np.ndarray, learned: Mapping[str, np.ndarray]) -> Figure:
    """Which share of its true weight each feature has learned, by how often it was seen, for methods by name."""
    figure, ax = plt.subplots(figsize=(6.2, 3.4))
    for (name, shares), (color, _, marker) in zip(learned.items(), LOOKS, strict=False):
        ax.plot(counts, shares, color=color, marker=marker, markersize=4, linestyle="none", alpha=0.75, label=name)
    ax.axhline(1, color=BASELINE, linestyle="--", linewidth=1)
    ax.set(xscale="log", xlabel="how often the word was seen", ylabel="share of its weight", ylim=(-0.6, 2.6))
    powers_of_ten(ax.xaxis, range(4))
    ax.legend(loc="lower right")
    return figure


def memories(sizes: np.ndarray, rates: Mapping[str, np.ndarray]) -> Figure:
    """Above, the size of a gradient in each step; below, the rate that each method gives this weight."""
    figure, (above, below) = plt.subplots(2, 1, figsize=(6.2, 3.8), sharex=True, height_ratios=(1, 1.6))
    above.plot(sizes, color=BASELINE)
    above.set(ylabel="gradient", yscale="log", ylim=(0.02, 20))
    powers_of_ten(above.yaxis, range(-1, 2))
    for (name, values), (color, style, _) in zip(rates.items(), LOOKS, strict=False):
        below.plot(values, color=color, linestyle=style, label=name)
    below.set(yscale="log", xlabel="step", ylabel="rate of this weight", xlim=(0, len(sizes)))
    powers_of_ten(below.yaxis, range(-4, 1))
    below.legend(loc="lower right")
    return figure


def first_steps(steps: Mapping[str, np.ndarray]) -> Figure:
    """The length of each of the first steps in units of the rate, from step 1, for variants by name."""
    figure, ax = plt.subplots(figsize=(6.2, 3.3))
    for (name, values), (color, style, marker) in zip(steps.items(), LOOKS, strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, color=color, linestyle=style, marker=marker, ms=4, label=name)
    ax.axhline(1, color=BASELINE, linewidth=0.8)
    ax.set(xlabel="step", ylabel="step / rate", ylim=(0, 9), xticks=range(0, 21, 5))
    ax.legend(fontsize=9, ncols=2, loc="upper left")
    return figure


def race(losses: Mapping[str, tuple[np.ndarray, np.ndarray]], default: Mapping[str, float]) -> Figure:
    """Training loss by rate for optimizers by name, (rates, losses); a ring marks PyTorch's default rate."""
    figure, ax = plt.subplots(figsize=(6.2, 3.6))
    for (name, (rates, values)), (color, style, marker) in zip(losses.items(), LOOKS, strict=False):
        kept = values < 3  # others were thrown about: worse than guessing
        ax.plot(rates[kept], values[kept], color=color, linestyle=style, marker=marker, markersize=5, label=name)
        at = rates == default[name]
        ax.plot(rates[at], values[at], marker="o", markersize=12, markeredgecolor=color, mfc="none", linestyle="none")
    ax.set(xscale="log", yscale="log", xlabel="learning rate", ylabel="training loss")
    powers_of_ten(ax.xaxis, range(-3, 1))
    powers_of_ten(ax.yaxis, range(-2, 1))
    ax.legend(fontsize=9)
    return figure


def schedules(shapes: Mapping[str, np.ndarray]) -> Figure:
    """The rate in each step as a share of the largest one, for schedules by name."""
    figure, ax = plt.subplots(figsize=(6.2, 3.0))
    for (name, values), (color, style, _) in zip(shapes.items(), LOOKS, strict=False):
        ax.plot(values, color=color, linestyle=style, label=name)
    ax.set(xlabel="step", ylabel="rate / largest rate", xlim=(0, None), ylim=(0, 1.08))
    ax.legend(loc="center right", fontsize=9)
    return figure


def online(ways: Mapping[str, np.ndarray]) -> Figure:
    """Where a weight between -1 and 1 is after each step, for methods by name; the best place is -1."""
    figure, ax = plt.subplots(figsize=(6.2, 3.2))
    for (name, way), (color, style, _) in zip(ways.items(), LOOKS, strict=False):
        ax.plot(10 * np.arange(len(way)), way, color=color, linestyle=style, label=name)
    ax.axhline(-1, color=BASELINE, linewidth=0.8)
    ax.set(xlabel="step", ylabel="weight", ylim=(-1.08, 1.08), xlim=(0, None))
    ax.legend(fontsize=9, loc="center right")
    return figure
