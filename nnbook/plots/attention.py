"""Figures of the chapter on attention: one vector or all states, what was learned when, and where a decoder looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BLUE, COUNTS, GREEN, INK, VERMILLION

LOOKS = ((VERMILLION, "--", "s"), (BLUE, "-", "o"), (GREEN, "-.", "^"))


def architectures() -> Figure:
    """Encoder and decoder with one vector between them, and a decoder that looks at all states of the encoder."""
    figure, axes = plt.subplots(1, 2, figsize=(6.4, 3.1), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.9, wspace=0.06)
    for ax, title in zip(axes, ("one vector", "attention"), strict=True):
        for place in range(4):
            box(ax, (place, 0.9), (0.56, 0.52), BLUE)
            arrow(ax, (place, 0.2), (place, 0.62), INK)
            ax.text(place, 0.05, "july"[place], ha="center", va="center", fontsize=12)
            if place:
                arrow(ax, (place - 0.68, 0.9), (place - 0.3, 0.9), BLUE)
        for place, written in enumerate("07-"):
            box(ax, (place + 0.5, 2.6), (0.56, 0.52), GREEN)
            arrow(ax, (place + 0.5, 2.88), (place + 0.5, 3.3), INK)
            ax.text(place + 0.5, 3.48, written, ha="center", va="center", fontsize=12)
            if place:
                arrow(ax, (place - 0.18, 2.6), (place + 0.2, 2.6), GREEN)
        ax.set_title(title)
        ax.set(xlim=(-1.2, 3.6), ylim=(-0.15, 3.7))
        ax.axis("off")
    arrow(axes[0], (3, 1.2), (0.3, 2.3), VERMILLION)
    for place, strength in enumerate((0.8, 0.8, 3.0, 1.2)):
        axes[1].plot((place, 1.3), (1.18, 1.62), color=VERMILLION, linewidth=strength)
    axes[1].plot(1.3, 1.7, "o", color=VERMILLION, markersize=11)
    arrow(axes[1], (1.32, 1.84), (1.48, 2.31), VERMILLION)
    axes[0].text(-1.15, 0.9, "encoder", fontsize=10, rotation=90, ha="center", va="center")
    axes[0].text(-1.15, 2.6, "decoder", fontsize=10, rotation=90, ha="center", va="center")
    return figure


def by_pass(shares: Mapping[str, Sequence[float]]) -> Figure:
    """The share of test sequences that are right after each pass over the training examples, for several networks."""
    figure, ax = plt.subplots(figsize=(5.8, 3.0))
    for (name, values), (color, style, marker) in zip(shares.items(), LOOKS, strict=False):
        passes = np.arange(1, len(values) + 1)
        ax.plot(passes, values, color=color, linestyle=style, marker=marker, linewidth=1.6, label=name)
    ax.set(xlabel="passes over the training pairs", ylabel="wholly right", ylim=(-0.04, 1.06), xlim=(0.5, None))
    ax.legend(loc="center right")
    return figure


def by_place(shares: Mapping[str, np.ndarray], labels: Sequence[str]) -> Figure:
    """The share of right characters at each place of the answer (T,), for several networks."""
    figure, ax = plt.subplots(figsize=(6.0, 2.8))
    places = np.arange(len(labels))
    width = 0.8 / len(shares)
    for k, ((name, values), (color, _, _)) in enumerate(zip(shares.items(), LOOKS, strict=False)):
        ax.bar(places + (k - (len(shares) - 1) / 2) * width, values, width * 0.92, color=color, label=name)
    ax.set(xticks=places, xticklabels=labels, ylabel="right characters", ylim=(0, 1.3), yticks=(0, 0.5, 1))
    ax.legend(loc="upper left", ncols=2, fontsize=9)
    ax.grid(axis="x", visible=False)
    return figure


def by_length(lengths: Sequence[int], shares: Mapping[str, np.ndarray]) -> Figure:
    """The share of sequences that are wholly right against their length, for several networks."""
    figure, ax = plt.subplots(figsize=(5.8, 3.0))
    for (name, values), (color, style, marker) in zip(shares.items(), LOOKS, strict=False):
        ax.plot(lengths, values, color=color, linestyle=style, marker=marker, linewidth=1.6, label=name)
    ax.set(xlabel="length of the source", ylabel="wholly right", ylim=(-0.04, 1.06), xticks=lengths)
    ax.legend(loc="lower left")
    return figure


def alignment(weights: np.ndarray, source: str, target: str, title: str | None = None) -> Figure:
    """Weights (T, S) of the characters of a source (columns) for each character of a target (rows)."""
    figure, ax = plt.subplots(figsize=(6.2, 3.2), layout="none")
    figure.subplots_adjust(left=0.06, right=0.99, bottom=0.1, top=0.9 if title else 0.98)
    ax.imshow(weights, cmap=COUNTS, vmin=0, vmax=1, aspect="auto")
    ax.set(xticks=range(len(source)), xticklabels=[c if c != " " else "\N{OPEN BOX}" for c in source])
    ax.set(yticks=range(len(target)), yticklabels=list(target))
    ax.grid(visible=False)
    ax.tick_params(length=0, labelsize=9)
    if title:
        ax.set_title(title)
    return figure
