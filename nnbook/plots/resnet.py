"""Figures of the chapter on residual networks: blocks, depth, gradients, blocks taken away, paths, a walk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BASELINE, INK, band, tint

LOOKS = (("C1", "--", "s"), ("C0", "-", "o"), ("C2", "-.", "^"))
KINDS = (
    ("plain", ("conv", "batch norm", "ReLU", "conv", "batch norm", "ReLU"), None),
    ("residual", ("conv", "batch norm", "ReLU", "conv", "batch norm", "+", "ReLU"), 5),
    ("pre-activation", ("batch norm", "ReLU", "conv", "batch norm", "ReLU", "conv", "+"), 6),
)


# ---------------------------------------------------------------------- the idea
def blocks() -> Figure:
    """The three kinds of blocks, from the input at the top to the output, with the shortcut beside the layers."""
    figure, axes = plt.subplots(1, len(KINDS), figsize=(6.2, 3.9))
    for ax, (name, layers, plus) in zip(axes, KINDS, strict=True):
        _block(ax, layers, plus)
        ax.set(xlim=(-1.1, 2.0), ylim=(-8.3, 0.9))
        ax.text(0, 0.6, name, ha="center", va="center", fontsize=11)
        ax.axis("off")
    return figure


def _block(ax: Axes, layers: Sequence[str], plus: int | None) -> None:
    """One column of layers; at `plus` what went around them is added."""
    for row, layer in enumerate(layers):
        y = -row - 1
        ax.annotate("", (0, y + 0.32), (0, y + 0.68), arrowprops={"arrowstyle": "->", "color": INK})
        if row == plus:
            ax.plot(0, y, "o", markersize=17, markerfacecolor="white", markeredgecolor="C0", markeredgewidth=2)
        else:
            face = tint("C1", 0.25) if layer == "conv" else tint("C0", 0.12)
            ax.add_patch(plt.Rectangle((-0.95, y - 0.3), 1.9, 0.6, facecolor=face, edgecolor=INK, linewidth=0.8))
        ax.text(0, y, layer, ha="center", va="center", fontsize=13 if row == plus else 9.5)
    ax.text(0, -0.15, "x", ha="center", va="center", fontsize=12, style="italic")
    last = -len(layers) - 1
    ax.annotate("", (0, last + 0.1), (0, last + 0.68), arrowprops={"arrowstyle": "->", "color": INK})
    if plus is not None:
        ax.plot([0.2, 1.5, 1.5], [-0.15, -0.15, -plus - 1], color="C0", linestyle="-", solid_joinstyle="round")
        head = {"arrowstyle": "->", "color": "C0", "linewidth": 2}
        ax.annotate("", (0.28, -plus - 1), (1.52, -plus - 1), arrowprops=head)


# ---------------------------------------------------------------------- depth
def by_depth(depths: Sequence[int], runs: Mapping[str, np.ndarray], guessing: float) -> Figure:
    """The training loss (depths, seeds) of each kind of network; bands from the lowest to the highest seed."""
    figure, ax = plt.subplots(figsize=(5.6, 3.2))
    _bands(ax, depths, runs)
    ax.axhline(guessing, color=BASELINE, linestyle=":", linewidth=1.5)
    ax.annotate("guessing", (depths[-1], guessing), (0, 4), textcoords="offset points", ha="right", color=BASELINE)
    ax.set(xlabel="layers", ylabel="training loss", ylim=(0, 2.6), xticks=list(depths))
    ax.legend(loc="lower right" if len(runs) == 1 else "center right")
    return figure


def _bands(ax: Axes, x: Sequence[int], runs: Mapping[str, np.ndarray]) -> None:
    for (name, values), look in zip(runs.items(), LOOKS, strict=False):
        band(ax, x, values, look, name)


# ---------------------------------------------------------------------- gradients before training
def gradients(norms: Mapping[str, np.ndarray], cosines: Mapping[str, np.ndarray], depths: Sequence[int]) -> Figure:
    """Left: each layer's gradient over its weights (layers,); right: how alike two slopes are (depths, seeds)."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.1))
    for (name, values), (color, line, _) in zip(norms.items(), LOOKS, strict=False):
        left.plot(range(1, len(values) + 1), values, color=color, linestyle=line, label=name)
    left.set(yscale="log", xlabel="layer", ylabel="gradient / weights")
    left.set_title("size", fontsize=11)
    left.legend()
    _bands(right, depths, cosines)
    right.set(xlabel="layers", ylabel="cosine of two slopes", ylim=(-0.05, 1.02), xticks=list(depths))
    right.set_title("direction", fontsize=11)
    return figure


# ---------------------------------------------------------------------- a trained network
def lesions(kept: Mapping[str, np.ndarray], whole: Mapping[str, float]) -> Figure:
    """Accuracy (blocks,) without each block, nan where it cannot go; dotted: the whole network."""
    figure, ax = plt.subplots(figsize=(5.8, 3.2))
    for (name, values), (color, _, marker) in zip(kept.items(), LOOKS, strict=False):
        places = np.linspace(0, 1, len(values))
        ax.plot(places, values, marker, color=color, markersize=6, label=name)
        ax.axhline(whole[name], color=color, linestyle=":", linewidth=1.5)
    ax.set(xlabel="place of the block that is gone", ylabel="accuracy on new digits", ylim=(0, 1.02))
    ax.set_xticks([0, 1], ["first", "last"])
    ax.legend(loc="center right")
    return figure


def paths(number: np.ndarray, gradient: np.ndarray) -> Figure:
    """The share of all paths, and of the gradient's size, by the number of blocks on a path (n + 1,)."""
    figure, ax = plt.subplots(figsize=(5.8, 2.9))
    lengths = np.arange(len(number))
    ax.bar(lengths - 0.2, gradient / gradient.sum(), 0.4, color="C0", label="gradient they carry")
    ax.bar(lengths + 0.2, number / number.sum(), 0.4, color="C1", hatch="///", edgecolor="white", label="paths")
    ax.set(xlabel="blocks on the path", ylabel="share")
    ax.grid(axis="x", visible=False)
    ax.legend()
    return figure


# ---------------------------------------------------------------------- a walk from one image to another
def walk(score: np.ndarray, slope: np.ndarray) -> Figure:
    """A score along a line between two images, and its slope; each in units of its own spread."""
    figure, axes = plt.subplots(2, 1, figsize=(5.6, 3.4), sharex=True, layout="none")
    figure.subplots_adjust(left=0.1, right=0.97, top=0.97, bottom=0.15, hspace=0.12)
    steps = np.linspace(0, 1, len(score))
    for ax, values, color, name in zip(axes, (score, slope), ("C0", "C1"), ("score", "slope"), strict=True):
        spread = values.std()
        ax.plot(steps, (values - values.mean()) / (spread if spread else 1), color=color, linewidth=1.2)
        ax.set(ylabel=name, ylim=(-4, 4), yticks=[0])
        ax.set_yticklabels([])
    axes[1].set_xlabel("from the first image to the second")
    return figure
