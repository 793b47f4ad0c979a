"""Figures of the chapter on Elman networks: copied units, errors that rise and fall, words found and sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .._extras import require
from .diagram import arrow, box
from .style import BASELINE, BLUE, GREEN, INK, LOOKS, PURPLE, VERMILLION


def architecture() -> Figure:
    """Input and context units below, hidden units in the middle, output above; the hidden ones are copied back."""
    figure, ax = plt.subplots(figsize=(5.6, 3.2), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    places = {"input": (1.2, 0.35), "context": (4.1, 0.35), "hidden": (2.6, 1.6), "output": (2.6, 2.85)}
    for name, (x, y) in places.items():
        color = VERMILLION if name == "context" else BLUE
        box(ax, (x, y), (1.7, 0.56), color, name, fontsize=12)
    for start, end in (((1.2, 0.65), (2.2, 1.3)), ((4.1, 0.65), (3.0, 1.3)), ((2.6, 1.9), (2.6, 2.55))):
        arrow(ax, start, end, INK)
    arrow(ax, (3.47, 1.6), (4.95, 0.45), VERMILLION, linestyle="--", connectionstyle="arc3,rad=-0.4")
    ax.text(5.0, 1.35, "copied,\none step later", fontsize=11, ha="left", va="center", color=INK)
    ax.set(xlim=(0, 6.9), ylim=(0, 3.2))
    ax.axis("off")
    return figure


def cycle(errors: Mapping[str, np.ndarray], steps: int = 12) -> Figure:
    """The mean error at each place of a triple (3,), drawn over so many consecutive bits, for several networks."""
    figure, ax = plt.subplots(figsize=(6.2, 3.2))
    for (name, values), (color, style, marker) in zip(errors.items(), LOOKS, strict=False):
        ax.plot(np.arange(1, steps + 1), np.resize(values, steps), color=color, linestyle=style, marker=marker,
                linewidth=1.6, label=name)  # fmt: skip
    ax.axhline(0.25, color=BASELINE, linestyle=":", linewidth=1.4)
    ax.set(xlabel="bit to be foretold", ylabel="mean squared error", xticks=range(1, steps + 1), ylim=(-0.01, 0.39))
    ax.legend(loc="upper left", ncols=3, fontsize=9)
    return figure


def surprises(letters: Sequence[str], values: np.ndarray, starts: np.ndarray, threshold: float) -> Figure:
    """The surprise in bits at each letter of a stretch; those that start a word stand out, and a threshold."""
    figure, ax = plt.subplots(figsize=(6.4, 3.0), layout="none")
    figure.subplots_adjust(left=0.09, right=0.99, bottom=0.16, top=0.95)
    _stretch(ax, letters, values, starts, threshold)
    return figure


def frame(letters: Sequence[str], values: np.ndarray, starts: np.ndarray, threshold: float, title: str) -> Figure:
    """The same as one frame of a player, with a title."""
    figure, ax = plt.subplots(figsize=(6.2, 3.0), layout="none")
    figure.subplots_adjust(left=0.09, right=0.99, bottom=0.16, top=0.88)
    _stretch(ax, letters, values, starts, threshold)
    ax.set_title(title)
    return figure


def tree(links: np.ndarray, words: Sequence[str], kinds: Sequence[str]) -> Figure:
    """The tree of a hierarchical clustering, as `scipy.cluster.hierarchy.linkage` gives it; a word's color is its kind.

    A branch whose words are all of one kind has that kind's color, one that holds several is gray.
    """
    hierarchy = require("scipy.cluster.hierarchy", "book", "the tree of a clustering")
    colors = dict(zip(dict.fromkeys(kinds), (VERMILLION, BLUE, GREEN, PURPLE), strict=False))
    below = [{kind} for kind in kinds]
    for left, right, *_ in links:
        below.append(below[int(left)] | below[int(right)])

    def color(node: int) -> str:
        return colors[min(below[node])] if len(below[node]) == 1 else BASELINE

    figure, ax = plt.subplots(figsize=(5.6, 5.6), layout="none")
    figure.subplots_adjust(left=0.02, right=0.85, bottom=0.09, top=0.93)
    hierarchy.dendrogram(links, labels=list(words), orientation="left", link_color_func=color, ax=ax)
    for label in ax.get_yticklabels():
        label.set(color=colors[kinds[list(words).index(label.get_text())]], fontsize=11)
    for kind, shade in colors.items():
        ax.plot([], [], color=shade, label=kind)
    ax.set(xlabel="distance at which groups are joined")
    ax.grid(visible=False)
    ax.spines["left"].set_visible(False)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(colors), fontsize=10)
    return figure


def _stretch(ax: Axes, letters: Sequence[str], values: np.ndarray, starts: np.ndarray, threshold: float) -> None:
    places = np.arange(len(letters))
    ax.plot(places, values, color=BASELINE, linewidth=1.2)
    ax.plot(places[starts], values[starts], "o", color=VERMILLION, markersize=6, label="a word starts here")
    ax.plot(places[~starts], values[~starts], "o", color=BLUE, markersize=4, label="inside a word")
    ax.axhline(threshold, color=INK, linestyle=":", linewidth=1.4)
    ax.set(xticks=places, xticklabels=letters, ylabel="surprise (bits)", ylim=(-0.3, 9), xlim=(-1, len(letters)))
    ax.grid(axis="x", visible=False)
    ax.legend(loc="upper right", ncols=2, fontsize=9)
