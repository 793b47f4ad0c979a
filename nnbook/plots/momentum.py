"""Figures of the chapter on momentum: what a step consists of, how a ball comes to rest, and what momentum buys."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .descent import LOOKS
from .style import BASELINE, BLUE, INK, VERMILLION, powers_of_ten


def steps(along: np.ndarray, across: np.ndarray) -> Figure:
    """The components of each step of a walk: above, along the valley; below, across it."""
    figure, axes = plt.subplots(2, 1, figsize=(6.2, 3.2), sharex=True)
    for ax, parts, name, color in zip(axes, (along, across), ("along", "across"), (BLUE, VERMILLION), strict=True):
        ax.bar(np.arange(1, len(parts) + 1), parts, color=color, width=0.7)
        ax.axhline(0, color=INK, linewidth=0.8)
        ax.set_ylabel(name)
    axes[1].set_xlabel("step")
    axes[1].xaxis.set_major_locator(MaxNLocator(integer=True))
    return figure


def rest(ways: Mapping[str, np.ndarray]) -> Figure:
    """How far a ball is from the bottom after each step, for friction by name."""
    figure, ax = plt.subplots(figsize=(6.2, 3.3))
    for (name, way), (color, style, _) in zip(ways.items(), LOOKS, strict=False):
        ax.plot(way, color=color, linestyle=style, label=name)
    ax.axhline(0, color=BASELINE, linewidth=0.8)
    ax.set(xlabel="step", ylabel="distance from the bottom", xlim=(0, None))
    ax.legend()
    return figure


def needed(kappas: np.ndarray, counts: Mapping[str, np.ndarray]) -> Figure:
    """Steps to a given precision by the condition number, both logarithmic, for methods by name."""
    figure, ax = plt.subplots(figsize=(6.2, 3.6))
    for (name, values), (color, style, marker) in zip(counts.items(), LOOKS, strict=False):
        ax.plot(kappas, values, color=color, linestyle=style, marker=marker, markersize=5, label=name)
    ax.set(xscale="log", yscale="log", xlabel="condition number", ylabel="steps")
    powers_of_ten(ax.xaxis, range(1, 5))
    powers_of_ten(ax.yaxis, range(1, 6))
    ax.legend()
    return figure


def collapse(rates: np.ndarray, panels: Mapping[str, Mapping[str, np.ndarray]]) -> Figure:
    """For each panel the training loss by rate / (1 - momentum), one line for each momentum; lost runs are left out."""
    figure, axes = plt.subplots(1, len(panels), figsize=(6.4, 3.3), sharey=True, squeeze=False)
    for ax, (title, lines) in zip(axes[0], panels.items(), strict=True):
        _collapse_panel(ax, rates, lines)
        ax.set_title(title)
    axes[0, 0].set_ylabel("training loss")
    axes[0, 0].legend(fontsize=9)
    return figure


def _collapse_panel(ax: Axes, rates: np.ndarray, lines: Mapping[str, np.ndarray]) -> None:
    for (name, losses), (color, style, marker) in zip(lines.items(), LOOKS, strict=False):
        kept = losses < 3  # others were thrown about: worse than guessing
        ax.plot(rates[kept], losses[kept], color=color, linestyle=style, marker=marker, markersize=5, label=name)
    ax.set(xscale="log", yscale="log", xlabel="rate / (1 \N{MINUS SIGN} momentum)")
    ax.set(xlim=(rates[0] / 1.5, rates[-1] * 1.5))
    powers_of_ten(ax.xaxis, range(-1, 2))
    powers_of_ten(ax.yaxis, range(-2, 1))
