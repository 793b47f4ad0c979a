"""Figures of the chapter on self-attention: looks between places of a text, positions, scores that grow with width."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import AMOUNTS, BASELINE, BLUE, GREEN, INK, LOOKS, SIGNED, VERMILLION, powers_of_ten, tint


def text(tokens: Sequence[str], asked: int, looks: Sequence[tuple[int, int]]) -> Figure:
    """Tokens in a row, the one at `asked` in color, and arcs from a place to an earlier one that it depends on."""
    figure, ax = _bare(6.4, 1.9, (-0.7, len(tokens) - 0.3), (-0.5, 2.0))
    for place, token in enumerate(tokens):
        color = VERMILLION if place == asked else INK
        ax.text(place, 0, token, ha="center", va="center", fontsize=14, family="monospace", color=color)
    for start, end in looks:
        _arc(ax, start, end, 0.35, VERMILLION)
    return figure


def dictionary(entries: Sequence[tuple[str, str]], query: str, weights: np.ndarray, answer: str) -> Figure:
    """Entries (key, value) with the weights (S,) that a query gives to them, and the weighted mean as the answer."""
    figure, ax = _bare(6.4, 2.7, (-1.9, len(entries) + 1.3), (-1.35, 2.6))
    for s, ((key, value), weight) in enumerate(zip(entries, weights, strict=True)):
        ax.bar(s, 1.2 * weight, 0.62, bottom=0.95, color=BLUE)
        ax.text(s, 1.0 + 1.2 * weight, f"{weight:.2f}", ha="center", va="bottom", fontsize=10)
        for y, content, color in ((0.45, key, BLUE), (-0.45, value, GREEN)):
            ax.add_patch(plt.Rectangle((s - 0.36, y - 0.36), 0.72, 0.72, facecolor=tint(color), edgecolor=color))
            ax.text(s, y, content, ha="center", va="center", fontsize=13, family="monospace")
    for y, name in ((1.4, "weights"), (0.45, "keys"), (-0.45, "values")):
        ax.text(-0.6, y, name, ha="right", va="center", fontsize=11)
    ax.text(len(entries) / 2 - 0.5, 2.45, f"query: {query}", ha="center", va="center", fontsize=12, color=VERMILLION)
    ax.text(len(entries) / 2 - 0.5, -1.15, f"answer: {answer}", ha="center", va="center", fontsize=12)
    return figure


def positions(table: np.ndarray, place: int) -> Figure:
    """A table (T, E) of positions, and the dot products of the one at `place` with all."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 2.9), width_ratios=(1.25, 1))
    mesh = left.pcolormesh(table.T, cmap=SIGNED, vmin=-1, vmax=1, rasterized=True)
    left.set(xlabel="place $t$", ylabel="number in the vector")
    left.invert_yaxis()
    left.grid(False)
    figure.colorbar(mesh, ax=left)
    right.plot(table @ table[place], color=BLUE)
    right.axvline(place, color=INK, linestyle=":", linewidth=1.2)
    right.set(xlabel="place $s$", ylabel=f"dot product with place {place}")
    return figure


def scaling(widths: Sequence[int], variances: Mapping[str, np.ndarray], slopes: Mapping[str, np.ndarray]) -> Figure:
    """Against the width: left variances (widths,) of scores, right typical lengths (widths,) of gradients at them."""
    figure, axes = plt.subplots(1, 2, figsize=(6.4, 3.2))
    for ax, found in zip(axes, (variances, slopes), strict=True):
        for (name, values), (color, style, marker) in zip(found.items(), LOOKS, strict=False):
            ax.plot(widths, values, color=color, linestyle=style, marker=marker, markersize=5, label=name)
        ax.set(xscale="log", yscale="log", xlabel="width $d$")
        ax.set_xticks(widths[::2], labels=[str(d) for d in widths[::2]])
        ax.minorticks_off()
    powers_of_ten(axes[0].yaxis, range(4))
    powers_of_ten(axes[1].yaxis, range(-4, 1))
    axes[0].set(ylabel="variance of the scores", ylim=(0.4, 3000))
    axes[1].set(ylabel="gradient at the scores, median")
    axes[0].legend(loc="upper left", fontsize=9)
    return figure


def accuracies(found: Mapping[str, np.ndarray], limit: float, told: str) -> Figure:
    """Accuracies (seeds,) of models by name, and a dotted line at a limit with what it means."""
    figure, ax = plt.subplots(figsize=(6.0, 0.42 * len(found) + 1.1))
    for row, (values, (color, _, marker)) in enumerate(zip(found.values(), [*LOOKS, *LOOKS], strict=False)):
        ax.plot(values, np.full(len(values), row), marker, color=color, markersize=8, alpha=0.75, clip_on=False)
    ax.axvline(limit, color=INK, linestyle=":", linewidth=1.4)
    ax.text(limit - 0.01, -0.75, told, ha="right", va="center", fontsize=9)
    ax.set_yticks(range(len(found)), labels=list(found))
    ax.set(xlabel="accuracy on new rows", xlim=(0.2, 1.0), ylim=(len(found) - 0.4, -1.2))
    return figure


def maps(tokens: Sequence[str], weights: Mapping[str, np.ndarray]) -> Figure:
    """Attention weights (T, T) of several layers: row t is where place t looks."""
    figure, axes = plt.subplots(1, len(weights), figsize=(6.4, 3.5), squeeze=False)
    for ax, (title, found) in zip(axes[0], weights.items(), strict=True):
        ax.pcolormesh(found, cmap=AMOUNTS, vmin=0, vmax=1, rasterized=True)
        middle = np.arange(len(tokens)) + 0.5
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_ticks(middle, labels=list(tokens), family="monospace", fontsize=9)
        ax.tick_params(length=0)
        ax.set(title=title, xlabel="looks at", aspect="equal")
        ax.invert_yaxis()
        ax.grid(False)
    axes[0, 0].set_ylabel("place")
    return figure


def looking(tokens: Sequence[str], weights: Sequence[np.ndarray], place: int, said: str) -> Figure:
    """One frame: from `place`, where each layer looks; weights (T,) of every layer, and what the model says."""
    figure, axes = plt.subplots(len(weights), 1, figsize=(5.8, 3.2), layout="none", squeeze=False)
    figure.subplots_adjust(left=0.13, right=0.98, bottom=0.12, top=0.89, hspace=0.42)
    for number, (ax, row) in enumerate(zip(axes[:, 0], weights, strict=True), 1):
        colors = [VERMILLION if s == place else BLUE if s < place else BASELINE for s in range(len(tokens))]
        ax.bar(np.arange(len(tokens)), row, 0.8, color=colors)
        ax.set(ylim=(0, 1.05), yticks=(0, 1), ylabel=f"layer {number}")
        ax.set_xticks(range(len(tokens)), labels=list(tokens), family="monospace", fontsize=11)
        ax.tick_params(length=0)
        for label, color in zip(ax.get_xticklabels(), colors, strict=True):
            label.set_color(BASELINE if color == BASELINE else VERMILLION if color == VERMILLION else INK)
        ax.grid(False)
    axes[0, 0].set_title(said, fontsize=11)
    return figure


def _bare(width: float, height: float, x: tuple[float, float], y: tuple[float, float]) -> tuple[Figure, Axes]:
    """A figure without axes, to draw words and boxes on."""
    figure, ax = plt.subplots(figsize=(width, height), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    ax.set(xlim=x, ylim=y)
    ax.axis("off")
    return figure, ax


def _arc(ax: Axes, start: float, end: float, y: float, color: str) -> None:
    """An arrow over what lies between two places, higher for a longer way."""
    x = np.linspace(start, end, 40)
    rise = 0.35 + 0.09 * abs(start - end)
    ax.plot(x, y + rise * (1 - ((2 * x - start - end) / (start - end)) ** 2), color=color, linewidth=1.6)
    ax.plot(end, y, "v", color=color, markersize=7)
