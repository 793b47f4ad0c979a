"""Figures of the chapter on dropout: thinned networks, rates, doubt under rotation, answers of many passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BASELINE, COLORS, IMAGES, INK, MARKERS, band, tint

WIDTH = 6.4


def thinned(masks: Mapping[str, Sequence[np.ndarray]], sizes: Sequence[int]) -> Figure:
    """The network of `sizes` in a panel for each title; hidden units whose mask is 0 are crossed out."""
    figure, axes = plt.subplots(1, len(masks), figsize=(WIDTH, 2.3), squeeze=False)
    for ax, (title, hidden) in zip(axes[0], masks.items(), strict=True):
        kept = [np.ones(sizes[0]), *hidden, np.ones(sizes[-1])]
        places = [[(layer, row - (n - 1) / 2) for row in range(n)] for layer, n in enumerate(sizes)]
        for layer in range(len(sizes) - 1):
            for i, start in enumerate(places[layer]):
                for j, end in enumerate(places[layer + 1]):
                    if kept[layer][i] and kept[layer + 1][j]:
                        ax.plot(*zip(start, end, strict=True), color=BASELINE, linestyle="-", linewidth=0.6, zorder=1)
        for layer, row in enumerate(places):
            for on, (x, y) in zip(kept[layer], row, strict=True):
                face = tint("C0", 0.6) if on else "white"
                ax.plot(x, y, "o", markersize=11, markerfacecolor=face, markeredgecolor=INK if on else BASELINE)
                if not on:
                    ax.plot(x, y, "x", markersize=8, color="C1")
        ax.set_title(title, fontsize=11)
        ax.axis("off")
        ax.margins(0.12)
    return figure


def rates(rates: Sequence[float], accuracy: Mapping[str, np.ndarray]) -> Figure:
    """Accuracy on new digits (rates, seeds) against the rate of dropout, a curve for each network."""
    figure, ax = plt.subplots(figsize=(5.6, 3.3))
    for (name, values), color, marker in zip(accuracy.items(), COLORS, MARKERS, strict=False):
        band(ax, rates, values, (color, "-", marker), name, alpha=0.15)
    ax.set(xlabel="rate of dropout", ylabel="accuracy on new digits", xticks=list(rates))
    ax.legend(loc="best")
    return figure


def doubt(angles: Sequence[int], lines: Mapping[str, np.ndarray]) -> Figure:
    """Accuracy, confidence and spread (angles, seeds) against the angle by which the digits are turned."""
    figure, ax = plt.subplots(figsize=(5.8, 3.4))
    looks = (("C0", "-", "o"), ("C1", "--", "s"), ("C2", "-.", "^"), ("C4", ":", "D"))
    for (name, values), look in zip(lines.items(), looks, strict=False):
        band(ax, angles, values, look, name, alpha=0.15)
    ax.set(xlabel="turned by, degrees", xticks=list(angles), ylim=(0, 1.03))
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=9)
    return figure


def passes(image: np.ndarray, probabilities: np.ndarray) -> Figure:
    """A digit (H, W) and, beside it, the probabilities (T, K) of T passes, a column of dots for each class."""
    figure = plt.figure(figsize=(5.8, 2.9), layout="none")
    left = figure.add_axes((0.01, 0.16, 0.32, 0.72))
    left.imshow(image, cmap=IMAGES, vmin=0, vmax=1)
    left.set(xticks=(), yticks=())
    left.grid(False)
    _columns(figure.add_axes((0.45, 0.16, 0.53, 0.78)), probabilities)
    return figure


def _columns(ax: Axes, probabilities: np.ndarray) -> None:
    count, classes = probabilities.shape
    shift = np.linspace(-0.3, 0.3, count)
    places = np.arange(classes)[None] + shift[:, None]
    ax.plot(places.ravel(), probabilities.ravel(), "o", color="C0", markersize=2.5, alpha=0.6)
    ax.plot(np.arange(classes), probabilities.mean(axis=0), "_", color="C1", markersize=13, markeredgewidth=2.5)
    ax.set_xticks(range(classes), [str(k) for k in range(classes)])
    ax.set(xlabel="class", ylabel="probability", ylim=(-0.03, 1.03))
