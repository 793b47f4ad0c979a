"""Figures of the chapter on LeNet-5: windows on images, layers, feature maps, curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .style import AMOUNTS, BASELINE, IMAGES, MARKERS, SIGNED

RIGHT = (0.36, 0.02, 0.63, 0.9)  # where `seen` puts the maps: left, bottom, width, height


WIDTH = 5.6  # inches: no wider, so that the words are still words on a phone


class Layer(NamedTuple):
    """A row of the layout: its name, the shape (C, H, W) of its output, and what it learns and connects."""

    name: str
    shape: tuple[int, int, int]
    parameters: int
    connections: int


def _image(ax: Axes, image: np.ndarray, cmap: str = IMAGES, limits: tuple[float, float] | None = None) -> None:
    """(H, W) pixels without axes, every pixel a square; `limits` are the values of the palest and the darkest."""
    # interpolation="none" keeps an SVG small: it stores the pixels and leaves the magnifying to the reader's screen.
    ax.imshow(image, cmap=cmap, interpolation="none", norm=Normalize(*limits) if limits else None)
    ax.set(xticks=[], yticks=[])
    ax.grid(False)


def _mosaic(maps: np.ndarray, columns: int) -> np.ndarray:
    """(C, H, W) maps side by side, `columns` in a row, with an empty line between them."""
    count, height, width = maps.shape
    rows = -(-count // columns)
    out = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for i, one in enumerate(maps):
        top, left = i // columns * (height + 1), i % columns * (width + 1)
        out[top : top + height, left : left + width] = one
    return out


def samples(rows: Mapping[str, np.ndarray], labels: Sequence[str]) -> Figure:
    """A row of images (N, H, W) for each name, all of the same N digits, whose labels stand above."""
    figure, axes = plt.subplots(len(rows), len(labels), figsize=(WIDTH, 0.95 * len(rows) + 0.3), squeeze=False)
    for line, (name, images) in zip(axes, rows.items(), strict=True):
        for ax, image in zip(line, images, strict=True):
            _image(ax, image, limits=(0, 1))
        line[0].set_ylabel(name)
    for ax, label in zip(axes[0], labels, strict=True):
        ax.set_title(label)
    return figure


def sliding(image: np.ndarray, kernel: np.ndarray, result: np.ndarray, places: Sequence[tuple[int, int]]) -> Figure:
    """An image (H, W), a kernel (k, k) and what it gives, with the windows at `places` and their results marked."""
    figure, axes = plt.subplots(1, 3, figsize=(WIDTH, 2.6), width_ratios=(4, 1.6, 3.7))
    _image(axes[0], image, limits=(0, 1))
    for ax, array in zip(axes[1:], (kernel, result), strict=True):
        reach = np.abs(array).max()
        _image(ax, array, SIGNED, (-reach, reach))
    side = len(kernel)
    for number, (row, column) in enumerate(places):
        look: dict[str, Any] = {"fill": False, "edgecolor": ("C0", "C2")[number % 2], "linewidth": 2.5}
        axes[0].add_patch(Rectangle((column - 0.5, row - 0.5), side, side, **look))
        axes[2].add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, **look))
    for ax, array, name in zip(axes, (image, kernel, result), ("image", "weights", "feature map"), strict=True):
        ax.set_title(f"{name}\n{array.shape[0]} × {array.shape[1]}")
    return figure


def architecture(layers: Sequence[Layer]) -> Figure:
    """The layers from top to bottom, a square for each map and a tick for each unit, all drawn to one scale."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.4))
    top = 0.0
    for number, (name, (maps, height, width), parameters, connections) in enumerate(layers):
        units = height == width == 1
        high, step, thick = (10, 1.8, 1.0) if units else (height, width + 4, width)
        middle = top - max(high, 20) / 2
        for i in range(maps):
            corner = (70 + i * step, middle - high / 2)
            look: dict[str, Any] = {"facecolor": f"C{number % 2}" if units else "white", "edgecolor": f"C{number % 2}"}
            ax.add_patch(Rectangle(corner, thick, high, linewidth=0 if units else 1.2, **look))
        size = f"{maps} units" if units else f"{maps} × {height} × {width}".removeprefix("1 × ")
        ax.text(0, middle, name, ha="left", va="bottom", weight="bold")
        ax.text(0, middle, size, ha="left", va="top", fontsize=9)
        for place, count in ((355, parameters), (425, connections)):
            ax.text(place, middle, f"{count:,}" if number else "", ha="right", va="center")
        top -= max(high, 20) + 8
    for place, word in ((355, "parameters"), (425, "connections")):
        ax.text(place, 4, word, ha="right", fontsize=9, color=BASELINE)
    ax.set(xlim=(0, 430), ylim=(top, 14), aspect="equal")
    ax.set_axis_off()
    return figure


def connections(table: np.ndarray) -> Figure:
    """Which maps of S2 (rows) each map of C3 (columns) sees: a boolean table (6, 16)."""
    figure, ax = plt.subplots(figsize=(WIDTH, 2.6))
    ax.pcolormesh(table, cmap="Greys", vmin=0, vmax=1.4, edgecolors="white", linewidth=2)
    ax.set(xlabel="map of C3", ylabel="map of S2")
    ax.set_xticks(np.arange(table.shape[1]) + 0.5, [str(i) for i in range(table.shape[1])])
    ax.set_yticks(np.arange(table.shape[0]) + 0.5, [str(i) for i in range(table.shape[0])])
    ax.invert_yaxis()
    ax.set_aspect("equal")
    ax.tick_params(length=0)
    ax.grid(False)
    return figure


def learning(curves: Mapping[str, Sequence[Sequence[float]]], levels: Mapping[str, float]) -> Figure:
    """Test accuracy after each epoch: a color for each network, a line for each seed; `levels` are drawn across."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.8))
    for color, (name, runs) in enumerate(curves.items()):
        for number, run in enumerate(runs):
            epochs = np.arange(1, len(run) + 1)
            ax.plot(epochs, run, "-", color=f"C{color}", marker=MARKERS[color], label=None if number else name)
    last = max(len(run) for runs in curves.values() for run in runs)
    for name, level in levels.items():
        ax.axhline(level, color=BASELINE, linestyle="--", linewidth=1.5)
        ax.annotate(name, (last, level), (0, 3), textcoords="offset points", ha="right", fontsize=9)
    ax.set(xlabel="epoch", ylabel="test accuracy", ylim=(0, 1), xticks=range(1, last + 1))
    ax.legend(loc="upper left")
    return figure


def kernels(weight: np.ndarray, image: np.ndarray, maps: np.ndarray) -> Figure:
    """The kernels (C, k, k) of a first layer above the maps (C, H, W) that they make of `image`, drawn at the left."""
    figure, axes = plt.subplots(2, len(weight) + 1, figsize=(WIDTH, 2))
    reach, top = np.abs(weight).max(), max(maps.max(), 1e-9)
    for ax, kernel in zip(axes[0, 1:], weight, strict=True):
        _image(ax, kernel, SIGNED, (-reach, reach))
    for ax, one in zip(axes[1, 1:], maps, strict=True):
        _image(ax, one, AMOUNTS, (0, top))
    _image(axes[1, 0], image, limits=(0, 1))
    axes[0, 0].set_axis_off()
    for number, ax in enumerate(axes[1]):
        ax.set_xlabel(str(number - 1) if number else "image")
    return figure


def seen(image: np.ndarray, maps: np.ndarray, chances: np.ndarray, name: str) -> Figure:
    """What the layer `name` makes of an image (H, W): its maps (C, h, w); below the image, the chance of each class."""
    # Drawn dozens of times for one interactive figure, hence axes at fixed places and few different levels of gray.
    figure = plt.figure(figsize=(WIDTH, 3.7), layout="none")
    left, bars, right = (figure.add_axes(box) for box in ((0.01, 0.42, 0.32, 0.49), (0.01, 0.09, 0.32, 0.2), RIGHT))
    _image(left, _levels(image), limits=(0, 1))
    left.set_title("image")
    best = int(chances.argmax())
    bars.bar(range(len(chances)), chances, color=["C1" if i == best else "C0" for i in range(len(chances))])
    bars.set(xticks=range(len(chances)), yticks=[], ylim=(0, 1), title=f"answer: {best}")
    bars.grid(False)
    top = max(float(maps.max()), 1e-9)
    _image(right, _mosaic(_levels(maps / top), 3 if len(maps) == 6 else 4), AMOUNTS, (0, 1))
    right.set_title(f"{name}: {len(maps)} maps of {maps.shape[1]} × {maps.shape[2]}")
    right.set_axis_off()
    return figure


def seen_in_words(image: np.ndarray, maps: np.ndarray, chances: np.ndarray, name: str) -> str:
    """What `seen` draws, for readers who cannot see it."""
    dark = int((maps.max(axis=(1, 2)) < 0.1 * maps.max()).sum())
    best = int(chances.argmax())
    return f"{dark} of the {len(maps)} maps of {name} are nearly dark. The answer is {best}, {chances[best]:.0%} sure."


def _levels(values: np.ndarray, count: int = 24) -> np.ndarray:
    """Values from 0 to 1 rounded to so many levels: as good to look at, and half as many bytes."""
    return np.round(values * (count - 1)) / (count - 1)


def losses(curves: Mapping[str, Sequence[float]], chance: float, top: float = 4.0) -> Figure:
    """The loss of every step, a panel for each run; the dashed line is the loss of a network that only guesses."""
    columns = 2
    rows = -(-len(curves) // columns)
    figure, axes = plt.subplots(rows, columns, figsize=(WIDTH, 2 * rows), sharex=True, sharey=True, squeeze=False)
    for ax, (name, values) in zip(axes.flat, curves.items(), strict=True):
        ax.axhline(chance, color=BASELINE, linestyle="--", linewidth=1.5)
        ax.plot(np.arange(1, len(values) + 1), values, linewidth=1.5)
        ax.set(title=name, ylim=(0, top))
    for ax in axes[-1]:
        ax.set_xlabel("step")
    for ax in axes[:, 0]:
        ax.set_ylabel("loss")
    return figure


def shifts(distance: Sequence[int], panels: Mapping[str, Mapping[str, Sequence[float]]]) -> Figure:
    """Accuracy on digits moved by `distance` pixels: a panel for each way of training, a line for each network."""
    figure, axes = plt.subplots(1, len(panels), figsize=(WIDTH, 3.1), sharey=True, squeeze=False)
    for ax, (title, curves) in zip(axes[0], panels.items(), strict=True):
        for color, (name, values) in enumerate(curves.items()):
            ax.plot(distance, values, "-", marker=MARKERS[color], color=f"C{color}", label=name)
        ax.axhline(0.1, color=BASELINE, linestyle="--", linewidth=1.5)
        ax.set(title=title, xlabel="moved by (pixels)", ylim=(0, 1.02))
    axes[0, 0].set_ylabel("test accuracy")
    axes[0, -1].legend(loc="center")
    return figure
