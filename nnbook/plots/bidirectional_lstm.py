"""Figures of the chapter on bidirectional LSTMs: batches of unequal lengths, and what waiting for the future brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .diagram import arrow
from .style import BASELINE, BLUE, INK, LOOKS, VERMILLION, tint


def batch(mixed: Sequence[int], alike: Sequence[int]) -> Figure:
    """Two batches of lengths (N,): the sequences, their padding, and the pass from the end of each."""
    figure, axes = plt.subplots(1, 2, figsize=(6.4, 2.0), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.86, wspace=0.06)
    batches = {"in any order": mixed, "sorted": alike}
    for ax, (title, lengths) in zip(axes, batches.items(), strict=True):
        longest = max(lengths)
        for row, n in enumerate(lengths):
            for t in range(longest):
                color = BLUE if t < n else BASELINE
                ax.add_patch(plt.Rectangle((t, row), 0.86, 0.7, facecolor=tint(color, 0.25), edgecolor=color))
            arrow(ax, (n - 0.1, row + 0.35), (0.1, row + 0.35), VERMILLION, 1.8)
        ax.set(xlim=(-0.2, longest + 0.2), ylim=(len(lengths), -0.2), title=title)
        ax.axis("off")
    return figure


def waiting(waits: Sequence[int], found: Mapping[str, np.ndarray], without: float) -> Figure:
    """Accuracies (waits,) by name against the look-ahead, and a dotted line for a model that reads forwards only."""
    figure, ax = plt.subplots(figsize=(6.2, 3.1))
    for (name, values), (color, style, marker) in zip(found.items(), LOOKS, strict=False):
        ax.plot(waits, values, color=color, linestyle=style, marker=marker, markersize=5, label=name)
    ax.axhline(without, color=INK, linestyle=":", linewidth=1.5)
    ax.text(max(waits), without - 0.015, "forward LSTM, all characters", ha="right", va="top", fontsize=9)
    ax.set(xlabel="characters of look-ahead", ylabel="accuracy", ylim=(None, 1.02))
    ax.legend(fontsize=9, loc="lower right")
    return figure
