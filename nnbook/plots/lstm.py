"""Figures of the chapter on LSTM: two marked numbers, a cell with its gates, errors at growing lags, gates at work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box, operation
from .style import BASELINE, BLUE, GREEN, INK, LOOKS, VERMILLION, powers_of_ten, tint


def marked(numbers: np.ndarray, marks: np.ndarray) -> Figure:
    """Numbers (T,) in their order; those with a mark (T,) of 1 stand out."""
    figure, ax = plt.subplots(figsize=(6.4, 2.4))
    _bars(ax, numbers, marks)
    ax.set(xlabel="step", ylabel="number")
    return figure


def _bars(ax: Axes, numbers: np.ndarray, marks: np.ndarray) -> None:
    colors = [VERMILLION if mark else tint(BASELINE) for mark in marks]
    ax.bar(np.arange(len(numbers)), numbers, color=colors, edgecolor=BASELINE, linewidth=0.4)
    places = np.flatnonzero(marks)
    ax.plot(places, np.full(len(places), 1.12), "v", color=VERMILLION, markersize=7)
    ax.set(xlim=(-1, len(numbers)), ylim=(0, 1.25), yticks=(0, 0.5, 1))
    ax.grid(axis="x", visible=False)


def cell() -> Figure:
    """One step of a cell: the state c along the top, multiplied by f and added to; gates from below; h to the right."""
    figure, ax = plt.subplots(figsize=(6.4, 2.75), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    top, middle, low, floor = 3.3, 2.35, 1.15, 0.3
    f, i, g, o = 1.5, 2.9, 4.1, 5.6
    arrow(ax, (0.55, top), (f - 0.2, top), VERMILLION, 2.6)
    arrow(ax, (f + 0.2, top), (i + 0.4, top), VERMILLION, 2.6)
    arrow(ax, (i + 0.8, top), (8.2, top), VERMILLION, 2.6)
    for place, sign in (((f, top), "×"), ((i + 0.6, top), "+"), ((i + 0.6, middle), "×"), ((7.0, low), "×")):
        operation(ax, place, sign)
    for x, name in ((f, "f"), (i, "i"), (g, "g"), (o, "o")):
        color = GREEN if name == "g" else BLUE
        box(ax, (x, low), (0.64, 0.52), color, f"${name}_t$", fontsize=13)
        arrow(ax, (x, floor), (x, low - 0.26), INK)
    ax.plot([0.75, o], [floor, floor], color=INK, linewidth=1.6)
    arrow(ax, (f, low + 0.26), (f, top - 0.2), BLUE)
    arrow(ax, (i, low + 0.26), (i + 0.45, middle - 0.15), BLUE)
    arrow(ax, (g, low + 0.26), (i + 0.75, middle - 0.15), GREEN)
    arrow(ax, (i + 0.6, middle + 0.2), (i + 0.6, top - 0.2), INK)
    arrow(ax, (o + 0.32, low), (6.8, low), BLUE)
    box(ax, (7.0, middle), (0.9, 0.48), INK, "tanh", fontsize=11, paper=True)
    arrow(ax, (7.0, top), (7.0, middle + 0.24), INK)
    arrow(ax, (7.0, middle - 0.24), (7.0, low + 0.2), INK)
    arrow(ax, (7.2, low), (8.2, low), INK)
    for place, text in (((0.15, top), "$c_{t-1}$"), ((8.55, top), "$c_t$"), ((8.55, low), "$h_t$")):
        ax.text(*place, text, ha="center", va="center", fontsize=13)
    ax.text(0.05, floor, "$x_t,$\n$h_{t-1}$", ha="left", va="center", fontsize=12)
    ax.set(xlim=(-0.2, 8.9), ylim=(0, 3.7), aspect="equal")
    ax.axis("off")
    return figure


def fading(lengths: Mapping[str, np.ndarray]) -> Figure:
    """The length of a gradient after 0, 1 ... steps back (steps,), a line for each kind of network."""
    figure, ax = plt.subplots(figsize=(6.0, 3.4))
    for (name, values), (color, style, _) in zip(lengths.items(), LOOKS, strict=False):
        ax.plot(np.arange(len(values)), values, color=color, linestyle=style, label=name)
    ax.set(yscale="log", xlabel="steps back", ylabel="length of the gradient", ylim=(1e-13, 10))
    powers_of_ten(ax.yaxis, range(-12, 1, 3))
    ax.legend(loc="lower left", fontsize=9)
    return figure


def learning(
    curves: Mapping[str, np.ndarray], steps: Mapping[str, Sequence[int]], errors: Mapping[str, np.ndarray]
) -> Figure:
    """Left losses in training, (steps,), for a few runs; right errors (lags, seeds) at the lengths of sequence."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.3), sharey=True)
    for (name, values), (color, style, _) in zip(curves.items(), LOOKS, strict=False):
        smooth = np.convolve(values, np.ones(25) / 25, "valid")
        left.plot(np.arange(25, len(values) + 1), smooth, color=color, linestyle=style, linewidth=1.5, label=name)
    left.set(xlabel="step of training", ylabel="mean squared error", ylim=(-0.005, 0.29))
    left.legend(loc="upper right", fontsize=8, ncols=2)
    for k, ((name, found), (color, _, marker)) in enumerate(zip(errors.items(), LOOKS, strict=False)):
        x = np.repeat(np.asarray(steps[name], float)[:, None] + 2 * (k - (len(errors) - 1) / 2), found.shape[1], 1)
        right.plot(x.ravel(), found.ravel(), marker, color=color, linestyle="", alpha=0.75, label=name)
    for ax in (left, right):
        ax.axhline(1 / 6, color=INK, linestyle=":", linewidth=1.4)
    lags = sorted({n for values in steps.values() for n in values})
    right.text(lags[-1], 1 / 6 + 0.004, "always answering 1", fontsize=9, ha="right")
    right.set(xlabel="steps in a sequence", xticks=lags)
    right.legend(loc="upper left", fontsize=8, ncols=2)
    return figure


def gates(numbers: np.ndarray, marks: np.ndarray, trace: Mapping[str, np.ndarray], gate_names: Sequence[str],
          state: str = "cell", title: str | None = None) -> Figure:  # fmt: skip
    """What a network reads, numbers and marks (T,); the gates of one of its units, (T,) each; and its state, (T,)."""
    figure, axes = plt.subplots(3, 1, figsize=(6.4, 4.6), sharex=True, layout="none", height_ratios=(1, 1.3, 1.3))
    figure.subplots_adjust(left=0.11, right=0.98, bottom=0.11, top=0.98 if title is None else 0.93, hspace=0.16)
    read, opened, kept = axes
    _bars(read, numbers, marks)
    read.set(ylabel="read", yticks=(0, 1))
    places = np.arange(len(numbers))
    for name, (color, style, _) in zip(gate_names, LOOKS, strict=False):
        opened.plot(places, trace[name], color=color, linestyle=style, linewidth=1.7, label=name)
    opened.set(ylabel="gates", ylim=(-0.05, 1.42), yticks=(0, 1))
    opened.legend(loc="upper left", ncols=len(gate_names), fontsize=9)
    kept.plot(places, trace[state], color=INK, drawstyle="steps-mid", linewidth=1.7)
    kept.axhline(0, color=BASELINE, linewidth=0.8)
    kept.set(ylabel=state, xlabel="step", ylim=(-1.15, 1.15), yticks=(-1, 0, 1))
    figure.align_ylabels(axes)
    if title is not None:
        read.set_title(title)
    return figure


def steps_needed(steps: Mapping[str, Sequence[int]], limit: int) -> Figure:
    """How many steps of training each kind of network needed, by seed; those at the limit, crosses, did not learn."""
    figure, ax = plt.subplots(figsize=(6.2, 0.9 + 0.5 * len(steps)))
    for row, found in enumerate(steps.values()):
        for k, value in enumerate(found):
            filled = value < limit
            ax.plot(value, row + 0.22 * (k - (len(found) - 1) / 2), "o" if filled else "X", markersize=8,
                    color=BLUE if filled else VERMILLION)  # fmt: skip
    ax.axvline(limit, color=INK, linestyle=":", linewidth=1.4)
    ax.text(0.985 * limit, -0.62, "not learned", fontsize=9, ha="right", va="center")
    ax.set(
        xlabel="steps of training until learned",
        yticks=range(len(steps)),
        yticklabels=list(steps),
        xlim=(0, 1.04 * limit),
    )
    ax.set_ylim(len(steps) - 0.4, -0.85)
    return figure


def overflow(sizes: Mapping[str, np.ndarray]) -> Figure:
    """The mean size of cells over a long stream, (T,), with and without a forget gate."""
    figure, ax = plt.subplots(figsize=(6.0, 2.9))
    for (name, values), (color, style, _) in zip(sizes.items(), LOOKS[1::-1], strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, color=color, linestyle=style, label=name)
    ax.set(xlabel="step", ylabel="mean of |c|", ylim=(0, None), xlim=(0, None))
    ax.legend(loc="upper left", fontsize=9)
    return figure
