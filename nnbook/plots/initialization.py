"""Figures of the chapter on initialization: fans, histograms by layer, first passes, luck, the angle of two images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BASELINE, INK, LOOKS, band, powers_of_ten, tint

COPY, STRANGER = "C0", "C1"
SHADES = plt.get_cmap("viridis")
FLOOR = 1e-12  # smaller sizes are drawn at the lower edge


class Depth(NamedTuple):
    """What layers 0 (the input) to L make of pairs of images: the signal's size, and the cosines of two kinds of pairs.

    `copies` are images and noisy copies of them, `strangers` are different images.
    """

    signal: np.ndarray
    copies: np.ndarray
    strangers: np.ndarray


def by_depth(depths: Sequence[int], runs: Mapping[str, np.ndarray], baseline: float) -> Figure:
    """Accuracy (depths, seeds) of each rule of training against the number of hidden layers."""
    figure, ax = plt.subplots(figsize=(5.6, 3.0))
    for (name, values), look in zip(runs.items(), LOOKS, strict=False):
        band(ax, depths, values, look, name)
    ax.axhline(baseline, color=BASELINE, linestyle=":", linewidth=1.5, label="softmax regression")
    ax.set(xlabel="hidden layers", ylabel="accuracy on new digits", ylim=(0, 1.04), xticks=list(depths))
    ax.legend(loc="upper right", bbox_to_anchor=(1.0, 0.9))
    return figure


# ---------------------------------------------------------------------- the idea
def fans() -> Figure:
    """Left, a unit that adds up its inputs; right, a unit whose answer several units use."""
    figure, axes = plt.subplots(1, 2, figsize=(6.0, 2.5))
    for ax, many, gather in zip(axes, (5, 3), (True, False), strict=True):
        ends = np.linspace(0.08, 0.92, many)
        middle = (0.72, 0.5) if gather else (0.28, 0.5)
        for y in ends:
            end = (0.12, y) if gather else (0.88, y)
            start, stop = (end, middle) if gather else (middle, end)
            arrow = {"arrowstyle": "->", "color": "C0", "linewidth": 1.8, "shrinkA": 9, "shrinkB": 12}
            back = arrow | {"color": "C1", "linestyle": "--", "connectionstyle": "arc3,rad=0.25"}
            ax.annotate("", stop, start, arrowprops=arrow)
            if not gather:
                ax.annotate("", start, stop, arrowprops=back)
            ax.plot(*end, "o", color="C0", markersize=10)
        ax.plot(*middle, "o", color=INK, markersize=17)
        ax.set(xlim=(0, 1), ylim=(0, 1))
        ax.axis("off")
    axes[0].set_title("forwards: adds up 5 products (fan-in)", fontsize=10)
    axes[1].set_title("backwards: adds up 3 blames (fan-out)", fontsize=10)
    return figure


# ---------------------------------------------------------------------- through the layers
def histograms(starts: Mapping[str, tuple[Mapping[int, np.ndarray], Mapping[int, np.ndarray]]]) -> Figure:
    """For each start a row: where the values of some layers lie, and where their gradients do."""
    figure, axes = plt.subplots(len(starts), 2, figsize=(6.4, 2.1 * len(starts) + 0.5), squeeze=False, sharex="col")
    for row, (name, (values, gradients)) in zip(axes, starts.items(), strict=True):
        for ax, layers, edge in zip(row, (values, gradients), (1.0, 3.0), strict=True):
            _densities(ax, layers, edge)
        row[0].set_ylabel(name, fontsize=10)
    axes[0, 0].set_title("values of the units")
    axes[0, 1].set_title("gradients of the values")
    axes[-1, 0].set_xlabel("value")
    axes[-1, 1].set_xlabel("gradient (spread of layer 30 is 1)")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
    return figure


def _densities(ax: Axes, layers: Mapping[int, np.ndarray], edge: float) -> None:
    places = np.linspace(-edge, edge, 61)
    middle = (places[1:] + places[:-1]) / 2
    for number, (layer, values) in enumerate(layers.items()):
        counts, _ = np.histogram(np.clip(values, -edge, edge), places)
        color = SHADES(0.9 * number / max(1, len(layers) - 1))
        ax.plot(middle, counts / counts.max(), color=color, linewidth=1.6, label=f"layer {layer}")
    ax.set(ylim=(0, 1.08), yticks=[])


def courses(panels: Mapping[str, Mapping[str, np.ndarray]], baseline: float) -> Figure:
    """A panel for each rule of training: accuracy (passes + 1, seeds) of each start after each pass."""
    figure, axes = plt.subplots(1, len(panels), figsize=(6.4, 3.4), sharey=True, squeeze=False)
    for ax, (title, runs) in zip(axes[0], panels.items(), strict=True):
        for (name, accuracy), (color, line, _) in zip(runs.items(), LOOKS, strict=False):
            band(ax, range(len(accuracy)), accuracy, (color, line, ""), name)
        ax.axhline(baseline, color=BASELINE, linestyle=":", linewidth=1.5, label="softmax regression")
        ax.set(xlabel="passes", title=title, ylim=(0, 1.04))
    axes[0, 0].set_ylabel("accuracy on new digits")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


def luck(sizes: Mapping[int, np.ndarray], depth: int) -> Figure:
    """How the size of the signal is spread over many networks of one recipe, for each width."""
    figure, ax = plt.subplots(figsize=(5.6, 2.8))
    places = np.linspace(-4.25, 1.25, 28)
    for (width, values), (color, line, _) in zip(sizes.items(), LOOKS, strict=False):
        exponents = np.clip(np.log10(np.maximum(values, 1e-300)), places[0], places[-1])
        counts, _ = np.histogram(exponents, places)
        ax.stairs(counts / len(values), places, color=color, linestyle=line, linewidth=1.8, label=f"{width} units")
    ax.axvline(0, color=INK, linestyle=":", linewidth=1.5)
    ax.set(xlabel=f"size of the signal after {depth} layers", ylabel="share of networks", xlim=(-4.25, 1.25))
    ax.set_xticks(range(-4, 2), [f"1e{k}".replace("-", "\N{MINUS SIGN}") for k in range(-4, 2)])
    ax.legend(loc="upper left")
    return figure


# ---------------------------------------------------------------------- two images on their way
def angles(networks: Mapping[str, Depth]) -> Figure:
    """For each network a panel: the cosine of an image with its noisy copy and with another image, layer by layer."""
    figure, axes = plt.subplots(1, len(networks), figsize=(6.4, 2.7), sharey=True, squeeze=False)
    for ax, (name, depth) in zip(axes[0], networks.items(), strict=True):
        _cosines(ax, depth)
        ax.set_title(name, fontsize=10)
    axes[0, 0].set_ylabel("cosine")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def _cosines(ax: Axes, depth: Depth) -> None:
    layer = np.arange(len(depth.copies))
    ax.plot(layer, depth.copies, color=COPY, label="an image and its noisy copy")
    ax.plot(layer, depth.strangers, color=STRANGER, linestyle="--", label="two different images")
    ax.set(xlabel="layer", ylim=(-0.1, 1.05), xticks=range(0, len(layer), 10))


def size_and_angle(depth: Depth) -> Figure:
    """Left, the size of the signal layer by layer; right, the cosines of copies and strangers."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.0), layout="none")
    figure.subplots_adjust(left=0.1, right=0.98, top=0.9, bottom=0.27, wspace=0.25)
    left.axhspan(0.1, 10, color=tint("C2"), linewidth=0)
    left.plot(np.arange(len(depth.signal)), np.clip(depth.signal, FLOOR, 1 / FLOOR), color=INK)
    left.set(yscale="log", ylim=(FLOOR, 1 / FLOOR), xlabel="layer", xticks=range(0, len(depth.signal), 10))
    powers_of_ten(left.yaxis, range(-12, 13, 6))
    left.set_title("size of the signal", fontsize=10)
    _cosines(right, depth)
    right.set_title("cosine", fontsize=10)
    figure.legend(*right.get_legend_handles_labels(), loc="lower right", ncols=2, fontsize=9)  # off the lines
    return figure


def in_words(depth: Depth) -> str:
    """What `size_and_angle` draws, for readers who cannot see it."""
    size = depth.signal[-1]
    said = "of a size between 0.1 and 10" if 0.1 <= size <= 10 else "lost" if size < 0.1 else "far too large"
    copies, strangers = (
        "nearly parallel" if c[-1] > 0.9 else "at a wide angle" if c[-1] < 0.3 else "in between"
        for c in (depth.copies, depth.strangers)
    )
    return (
        f"After {len(depth.signal) - 1} layers the signal is {said}; an image and its noisy copy are {copies}, "
        f"two different images {strangers}."
    )
