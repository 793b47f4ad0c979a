"""Figures of the chapter on autoencoders: the hourglass, starts on saddle points, errors by the code's size, maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, BLUE, GREEN, IMAGES, INK, LOOKS, MARKERS, VERMILLION


def hourglass(sizes: Sequence[int]) -> Figure:
    """The layers of an autoencoder from left to right, as high as the logarithm of their sizes; the code in orange."""
    figure, ax = plt.subplots(figsize=(6.4, 2.5), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.99)
    widths = [*sizes, *sizes[-2::-1]]
    code = len(sizes) - 1
    for place, width in enumerate(widths):
        height = 0.35 + 0.3 * np.log2(width)
        color = VERMILLION if place == code else BLUE if 0 < place < len(widths) - 1 else GREEN
        box(ax, (1.3 * place, 0), (0.5, height), color, str(width))
        if place:
            arrow(ax, (1.3 * place - 1.05, 0), (1.3 * place - 0.25, 0), INK)
    end = 1.3 * (len(widths) - 1)
    for middle, name in ((0.0, "input"), (1.3 * code, "code"), (end, "copy")):
        ax.text(middle, -1.55, name, ha="center", va="center", fontsize=11)
    for middle, name in ((0.65 * code, "encoder"), (end - 0.65 * code, "decoder")):
        ax.text(middle, 1.6, name, ha="center", va="center", fontsize=11)
    ax.set(xlim=(-0.6, end + 0.6), ylim=(-1.85, 1.85))
    ax.axis("off")
    return figure


def escapes(losses: Mapping[str, Sequence[float]], levels: Mapping[str, float]) -> Figure:
    """The loss at each step from several starts; dotted lines are the losses of PCA by other components."""
    figure, ax = plt.subplots(figsize=(6.2, 3.4))
    for (name, values), (color, line, _) in zip(losses.items(), LOOKS, strict=False):
        ax.plot(values, line, color=color, label=name)
    steps = max(len(values) for values in losses.values())
    for name, level in levels.items():
        ax.axhline(level, color=BASELINE, linestyle=":", linewidth=1.3)
        ax.text(steps, level, name, fontsize=9, ha="right", va="bottom")
    ax.set(xlabel="step", ylabel="error of a pixel", xlim=(0, steps))
    ax.legend(title="start")
    return figure


def by_size(pca: Sequence[float], runs: Mapping[str, Mapping[int, Sequence[float]]]) -> Figure:
    """Test error for each size of the code: PCA from size 0 on as a line, each network's seeds as marks."""
    figure, ax = plt.subplots(figsize=(6.0, 3.4))
    ax.plot(range(len(pca)), pca, color=BASELINE, label="PCA", zorder=1)
    for (name, sizes), (color, _, marker) in zip(runs.items(), LOOKS, strict=False):
        places = [size for size, found in sizes.items() for _ in found]
        values = [value for found in sizes.values() for value in found]
        ax.plot(places, values, marker, color=color, label=name, alpha=0.75, markersize=7)
    ax.set(xlabel="numbers in the code", ylabel="test error of a pixel", ylim=(0, None))
    ax.legend()
    return figure


def maps(codes: Mapping[str, np.ndarray], y: np.ndarray) -> Figure:
    """Codes (N, 2) of the same digits by several methods, a panel each; a color and a marker for each class."""
    figure, axes = plt.subplots(1, len(codes), figsize=(6.4, 3.7))
    colors = plt.colormaps["viridis"](np.linspace(0, 0.95, 10))
    for ax, (name, code) in zip(np.atleast_1d(axes), codes.items(), strict=True):
        for digit in range(10):
            mine = code[y == digit]
            ax.plot(mine[:, 0], mine[:, 1], MARKERS[digit], color=colors[digit], markersize=3.5, alpha=0.6)
            ax.text(*np.median(mine, axis=0), str(digit), ha="center", va="center", fontsize=11, bbox=_LABEL)
        ax.set(title=name, xticks=[], yticks=[])
    return figure


_LABEL = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0}


def walk(middles: np.ndarray, place: tuple[float, float], picture: np.ndarray, window: Sequence[float]) -> Figure:
    """Left the medians (10, 2) of the classes' codes and one code; right the image (H, W) that it is decoded to."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(5.6, 2.8), layout="none")
    figure.subplots_adjust(left=0.02, right=0.98, bottom=0.03, top=0.97, wspace=0.08)
    for digit, middle in enumerate(middles):
        left.text(*middle, str(digit), ha="center", va="center", fontsize=12)
    left.plot(*place, "o", color=VERMILLION, markersize=13, alpha=0.7)
    left.set(xlim=window[:2], ylim=window[2:], xticks=[], yticks=[])
    left.spines[:].set_visible(True)
    _picture(right, picture)
    return figure


def _picture(ax: Axes, image: np.ndarray) -> None:
    ax.imshow(image, cmap=IMAGES, vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
