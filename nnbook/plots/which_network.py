"""Figures of the chapter on choosing a network: the tasks, the questions, scores of all candidates, and their cost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import BASELINE, COLORS, COUNTS, INK, MARKERS, powers_of_ten

WIDTH = 6.4
QUESTIONS = (  # the question, and what to try where the answer is yes
    ("few numbers, and\na smooth law?", "bells, neighbors,\nechoes", "series"),
    ("columns in no order?", "linear, then trees;\nan MLP beside them", "a table"),
    ("a grid, in which the\nsame thing can move?", "convolution", "images"),
    ("pairs or a set, to be\nlooked up by content?", "attention", "lookups"),
    ("an order, and what\nmatters lies far back?", "gates (GRU, LSTM),\nattention", "sequences"),
)


def tasks(examples: Mapping[str, np.ndarray]) -> Figure:
    """One example of each task, (places, numbers), as gray values; a single number for each place is a column."""
    columns = (len(examples) + 1) // 2
    figure, axes = plt.subplots(2, columns, figsize=(WIDTH, 3.6))
    for ax, (name, x) in zip(axes.flat, examples.items()):
        ax.imshow(x, cmap="gray_r", aspect="equal" if 2 * min(x.shape) > max(x.shape) else "auto")
        ax.set_title(name, fontsize=10)
        ax.set(xticks=[], yticks=[])
        ax.set_xlabel(f"{x.shape[0]} × {x.shape[1]}", fontsize=9)
        ax.grid(False)
    for ax in axes.flat[len(examples) :]:
        ax.axis("off")
    return figure


def questions() -> Figure:
    """The questions from top to bottom; a yes leads to the right, to what to try first, and a no further down."""
    figure, ax = plt.subplots(figsize=(WIDTH, 5.6), layout="none")
    figure.subplots_adjust(0.01, 0.01, 0.99, 0.99)
    for number, (question, first, kind) in enumerate(QUESTIONS):
        y = -1.5 * number
        box(ax, (0, y), (3.1, 0.95), COLORS[0], question, fontsize=10)
        arrow(ax, (1.55, y), (3.15, y), INK)
        ax.text(2.35, y + 0.1, "yes", ha="center", fontsize=9)
        box(ax, (4.55, y), (2.8, 0.95), COLORS[2], first, fontsize=10)
        ax.text(-1.75, y, kind, ha="right", va="center", fontsize=10, color=BASELINE)
        arrow(ax, (0, y - 0.475), (0, y - 1.025), INK)
        ax.text(0.12, y - 0.75, "no", va="center", fontsize=9)
    y = -1.5 * len(QUESTIONS)
    box(ax, (0, y), (3.1, 0.8), BASELINE, "MLP on a window", fontsize=10)
    ax.text(2.0, y, "and always beside it: the trivial answer,\na linear model, the neighbors", va="center", fontsize=9)
    ax.set(xlim=(-3.1, 6.05), ylim=(y - 0.6, 0.6))
    ax.axis("off")
    return figure


def matrix(scores: np.ndarray, rows: Sequence[str], columns: Sequence[str], best: np.ndarray) -> Figure:
    """Scores (rows, columns) as a table of colors and numbers, nan left blank; those in `best` have a frame."""
    figure, ax = plt.subplots(figsize=(WIDTH, 0.36 * len(rows) + 0.6))
    ax.imshow(np.clip(scores, 0, 1), cmap=COUNTS, vmin=0, vmax=1.25, aspect="auto")
    for r, c in np.argwhere(np.isfinite(scores)):
        dark = scores[r, c] > 0.75
        text = f"{scores[r, c]:.2f}".replace("-", "\N{MINUS SIGN}")
        ax.text(c, r, text, ha="center", va="center", fontsize=9, color="white" if dark else INK)
        if best[r, c]:
            ax.add_patch(plt.Rectangle((c - 0.46, r - 0.42), 0.92, 0.84, fill=False, edgecolor=COLORS[1], linewidth=2))
    ax.set_xticks(range(len(columns)), columns, fontsize=9)
    ax.set_yticks(range(len(rows)), rows, fontsize=9)
    ax.tick_params(top=True, bottom=False, labeltop=True, labelbottom=False, length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    return figure


def controls(panels: Mapping[str, Mapping[str, tuple[np.ndarray, np.ndarray]]], names: tuple[str, str]) -> Figure:
    """For each panel and candidate its scores (draws,) before and after a change: means, joined by a line."""
    figure, axes = plt.subplots(1, len(panels), figsize=(WIDTH, 3.0), sharey=True, squeeze=False)
    for ax, (title, found) in zip(axes[0], panels.items(), strict=True):
        for place, pair in enumerate(found.values()):
            ax.plot([place, place], [each.mean() for each in pair], color="#BBBBBB", linewidth=1.5)
            for number, each in enumerate(pair):
                look = {
                    "color": COLORS[number],
                    "marker": MARKERS[number],
                    "linestyle": "none",
                    "markersize": (11, 6)[number],
                }
                ax.plot(place, each.mean(), label=names[number] if place == 0 else None, **look)
        ax.set_xticks(range(len(found)), list(found), fontsize=9, rotation=30)
        ax.set_title(title, fontsize=11)
    axes[0, 0].set(ylabel="share of the way to perfect", ylim=(0, 1.02))
    axes[0, 0].legend(fontsize=9, loc="upper left")
    return figure


def costs(
    scores: Mapping[str, float], prices: Mapping[str, float], front: Collection[str], interval: float, title: str
) -> Figure:
    """Each candidate's score against its multiply-adds, with half the interval as a bar; the front is joined."""
    figure, ax = plt.subplots(figsize=(5.6, 3.6), layout="none")
    figure.subplots_adjust(left=0.13, right=0.97, bottom=0.16, top=0.9)
    for name, score in scores.items():
        on = int(name in front)
        ax.plot(prices[name], score, marker=MARKERS[on], color=COLORS[on])
        ax.annotate(name, (prices[name], score), xytext=(5, 4), textcoords="offset points", fontsize=9)
    x, y = [prices[name] for name in scores], np.array(list(scores.values()))
    ax.vlines(x, y - interval / 2, y + interval / 2, color="#888888", linewidth=1)
    _join(ax, sorted((prices[name], scores[name]) for name in front))
    ax.set(xscale="log", xlim=(5, 3e6), ylim=(-0.06, 1.1), xlabel="multiply-adds for one answer")
    ax.set_ylabel("share of the way to perfect")
    powers_of_ten(ax.xaxis, range(1, 7))
    ax.set_title(title, fontsize=11)
    return figure


def _join(ax: Axes, places: Sequence[tuple[float, float]]) -> None:
    """A staircase from the cheapest to the best."""
    x, y = zip(*places)
    ax.plot(x, y, color=COLORS[1], linewidth=1.2, linestyle="--", drawstyle="steps-post", zorder=1)
