"""Figures of the chapter on recurrence: a loop unrolled, the fan of gradients, how far a network reaches, a cliff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow, box
from .style import AMOUNTS, BASELINE, BLUE, GREEN, INK, PURPLE, VERMILLION, powers_of_ten

LOOKS = ((BLUE, "-", "o"), (GREEN, "--", "s"), (VERMILLION, "-.", "^"), (PURPLE, ":", "D"))


def series(times: np.ndarray, values: np.ndarray, first_test: int, window: int) -> Figure:
    """Values (T,) over times (T,), those from `first_test` on shaded, and a window of so many steps before that."""
    figure, ax = plt.subplots(figsize=(6.4, 2.7))
    ax.plot(times, values, color=BLUE, linewidth=1.2)
    ax.axvspan(times[first_test], times[-1], color=BASELINE, alpha=0.15, linewidth=0)
    ax.axvspan(times[first_test - window], times[first_test - 1], color=VERMILLION, alpha=0.3, linewidth=0)
    ax.set(xlabel="year", ylabel="sunspots", xlim=(times[0], times[-1]), ylim=(0, None))
    return figure


def unrolled(inputs: Sequence[int], states: np.ndarray, answers: Sequence[int]) -> Figure:
    """A network with a loop, and the same drawn once for each step: inputs (T,), states (T, H) and answers (T,)."""
    figure, ax = plt.subplots(figsize=(6.4, 2.9), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.02, top=0.98)
    _step(ax, 0, "$x_t$", "$h_t$", r"$\hat{y}_t$")
    arrow(ax, (0.37, 0.84), (0.37, 1.16), VERMILLION, 1.8, connectionstyle="arc3,rad=1.5")
    ax.text(1.05, 1, "=", fontsize=20, ha="center", va="center")
    for t, (x, h, a) in enumerate(zip(inputs, states, answers, strict=True)):
        place = 2.3 + 1.2 * t
        _step(ax, place, f"{x}", ", ".join(f"{v:g}" for v in h), f"{a:g}")
        arrow(ax, (place - 0.83, 1), (place - 0.38, 1), VERMILLION)
    ax.set(xlim=(-0.6, 2.3 + 1.2 * len(inputs) - 0.6), ylim=(-0.35, 2.35))
    ax.axis("off")
    return figure


def _step(ax: Axes, place: float, below: str, inside: str, above: str) -> None:
    """One step: an input below, a box with the state, the answer above."""
    box(ax, (place, 1), (0.72, 0.56), BLUE)
    for y, text in ((-0.12, below), (1, inside), (2.12, above)):
        ax.text(place, y, text, ha="center", va="center", fontsize=13)
    arrow(ax, (place, 0.12), (place, 0.7), INK)
    arrow(ax, (place, 1.3), (place, 1.9), INK)


def fans(panels: Mapping[str, Mapping[str, np.ndarray]]) -> Figure:
    """Lengths of gradients (seeds, lags), a line for each seed, by kind of unit (a panel) and radius (a color)."""
    figure, axes = plt.subplots(1, len(panels), figsize=(6.4, 3.5), sharey=True, squeeze=False)
    for ax, (title, runs) in zip(axes[0], panels.items(), strict=True):
        for (name, lengths), (color, style, _) in zip(runs.items(), LOOKS, strict=False):
            steps = np.arange(1, lengths.shape[1] + 1)
            for k, line in enumerate(lengths):
                ax.plot(steps, line, color=color, linestyle=style, linewidth=1.3, label=name if k == 0 else None)
        ax.set(yscale="log", xlabel="steps back", title=title)
    powers_of_ten(axes[0, 0].yaxis, range(-12, 7, 3))
    axes[0, 0].set(ylabel="length of the gradient", ylim=(1e-13, 1e6))
    axes[0, 0].legend(loc="lower left", title="spectral radius", fontsize=9)
    return figure


def fan(lengths: np.ndarray, radius: float, title: str) -> Figure:
    """One frame: lengths of gradients (seeds, lags) and, dotted, the power law of the spectral radius."""
    figure, ax = plt.subplots(figsize=(5.6, 3.5), layout="none")
    figure.subplots_adjust(left=0.15, right=0.97, bottom=0.16, top=0.88)
    steps = np.arange(1, lengths.shape[1] + 1)
    ax.plot(steps, lengths.T, color=BLUE, linewidth=1.3)
    ax.plot(steps, radius**steps, color=INK, linestyle=":", linewidth=1.6)
    ax.set(yscale="log", xlabel="steps back", ylabel="length of the gradient", title=title, ylim=(1e-13, 1e13))
    powers_of_ten(ax.yaxis, range(-12, 13, 6))
    return figure


def forecast(times: np.ndarray, values: np.ndarray, answers: Mapping[str, np.ndarray]) -> Figure:
    """What came, values (T,) over times (T,), and what each model had said a year before."""
    figure, ax = plt.subplots(figsize=(6.4, 3.0))
    ax.plot(times, values, color=BASELINE, linewidth=4, alpha=0.5, label="what came")
    for (name, said), (color, style, _) in zip(answers.items(), LOOKS[::2], strict=False):
        ax.plot(times, said, color=color, linestyle=style, linewidth=1.3, label=name)
    ax.set(xlabel="year", ylabel="sunspots", xlim=(times[0], times[-1]), ylim=(0, 1.35 * values.max()))
    ax.legend(loc="upper left", ncols=3, fontsize=9)
    return figure


def reach(lengths: Mapping[str, np.ndarray], lags: Sequence[int], errors: Mapping[str, np.ndarray]) -> Figure:
    """Left gradients (steps back,) before training, right errors (lags, seeds) after it, by the way of starting."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.3))
    for (name, values), (color, style, _) in zip(lengths.items(), LOOKS, strict=False):
        left.plot(np.arange(len(values)), values, color=color, linestyle=style, label=name)
    left.set(yscale="log", xlabel="steps back", ylabel="length of the gradient")
    powers_of_ten(left.yaxis, range(-12, 1, 3))
    left.legend(loc="lower left", fontsize=9)
    for shift, (name, found), (color, _, marker) in zip((-1, 1), errors.items(), LOOKS, strict=False):
        x = np.repeat(np.asarray(lags, float)[:, None] + shift, found.shape[1], axis=1)
        right.plot(x.ravel(), found.ravel(), marker, color=color, linestyle="", alpha=0.75, label=name)
    right.axhline(1 / 6, color=INK, linestyle=":", linewidth=1.4)
    right.text(min(lags), 1 / 6 + 0.004, "always answering 1", fontsize=9)
    right.set(xlabel="steps", ylabel="mean squared error", xticks=lags, ylim=(0, 0.22))
    return figure


def cliff(w: np.ndarray, b: np.ndarray, losses: np.ndarray, paths: Mapping[str, np.ndarray]) -> Figure:
    """The loss (b, w) over two weights, and the ways (steps, 2) of descents; arrows show where one leaves the map."""
    figure, ax = plt.subplots(figsize=(6.0, 3.9))
    mesh = ax.pcolormesh(w, b, losses, cmap=AMOUNTS, shading="nearest", rasterized=True)
    figure.colorbar(mesh, label="loss")
    for (name, path), (color, style, marker) in zip(paths.items(), LOOKS[2::-2], strict=False):
        inside = (path[:, 0] > w[0]) & (path[:, 0] < w[-1]) & (path[:, 1] > b[0]) & (path[:, 1] < b[-1])
        stop = len(path) if inside.all() else int(np.argmin(inside)) + 1
        ax.plot(*path[:stop].T, color="white", linewidth=3.4)
        ax.plot(*path[:stop].T, color=color, linestyle=style, linewidth=1.8, label=name)
        ax.plot(*path[0], marker, color=color, markeredgecolor="white", markersize=8)
    ax.set(xlim=(w[0], w[-1]), ylim=(b[0], b[-1]), xlabel="$w$", ylabel="$b$")
    ax.grid(False)
    ax.legend(loc="upper right", fontsize=9)
    return figure
