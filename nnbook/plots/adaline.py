"""Figures of the chapter on ADALINE: lines among wines, what losses charge, where learning rates go wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import BASELINE, BLUE, GREEN, INK, VERMILLION, powers_of_ten

Line = tuple[np.ndarray, float]  # weights (2,) and bias
LOW, HIGH = 1e-9, 1e3  # the losses that are drawn
LOOKS = ((INK, "-"), (GREEN, "--"), (BASELINE, ":"))


def _classes(ax: Axes, x: np.ndarray, y: np.ndarray, classes: Sequence[str], far: int = 0) -> None:
    """Points of class -1 and +1; the last `far` of them are ringed."""
    for label, name, marker, color in zip((-1, 1), classes, "so", (VERMILLION, BLUE), strict=True):
        chosen = x[y == label]
        ax.scatter(chosen[:, 0], chosen[:, 1], s=16, marker=marker, color=color, alpha=0.7, linewidths=0, label=name)
    if far:
        ringed = x[-far:]
        ax.scatter(ringed[:, 0], ringed[:, 1], s=50, facecolors="none", edgecolors=INK, linewidths=0.8)
    low, high = x.min(axis=0) - 0.4, x.max(axis=0) + 0.4
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))


def _lines(ax: Axes, lines: Mapping[str, Line]) -> None:
    for (name, (weight, bias)), (color, style) in zip(lines.items(), LOOKS, strict=False):
        foot = -bias * weight / (weight @ weight)
        ax.axline((foot[0], foot[1]), (foot[0] - weight[1], foot[1] + weight[0]), color=color, ls=style, label=name)


def lines(
    x: np.ndarray, y: np.ndarray, found: Mapping[str, Line], classes: Sequence[str], features: Sequence[str]
) -> Figure:
    """Points x (N, 2) of class y (N,), -1 or +1, and up to three lines by name."""
    figure, ax = plt.subplots(figsize=(6.2, 4.2))
    _classes(ax, x, y, classes)
    _lines(ax, found)
    ax.set(xlabel=features[0], ylabel=features[1], ylim=(None, x[:, 1].max() + 1.7))  # room for the legend
    ax.legend(loc="upper left", fontsize=9)
    return figure


def charges() -> Figure:
    """What an example costs by its score times its label: a mistake counted, squared error, and cross-entropy."""
    figure, ax = plt.subplots(figsize=(6.2, 3.4))
    score = np.linspace(-3, 4, 281)
    ax.plot(score, (score <= 0).astype(float), color=BASELINE, linestyle=":", label="counting mistakes")
    ax.plot(score, (1 - score) ** 2 / 2, color=VERMILLION, linestyle="--", label="half the squared error")
    ax.plot(score, np.logaddexp(0, -score), color=BLUE, label="minus log probability")
    ax.set(xlabel="score times label", ylabel="loss", ylim=(-0.1, 4.2), xlim=(-3, 4))
    ax.legend(loc="upper center")
    return figure


def stability(excess: Mapping[float, np.ndarray]) -> Figure:
    """The loss above the lowest one after each step, for learning rates as multiples of the largest stable one."""
    figure, ax = plt.subplots(figsize=(6.2, 3.6))
    for multiple, values in excess.items():
        color, style = (BLUE, "-") if multiple < 1 else (VERMILLION, "--")
        inside = (values > LOW) & (values < HIGH)
        last = len(values) - 1 if inside.all() else int(np.argmin(inside))
        ax.plot(values[: last + 1], color=color, linestyle=style, linewidth=1.5)
        shown = values[: last + 1]  # the label stands where the curve leaves the middle of the figure
        place = next((i, v) for i, v in enumerate(shown) if not 10 * LOW < v < HIGH / 3 or i == last)
        beside = "bottom" if multiple < 1 else "top"  # of a curve that falls, or rises
        ax.annotate(f"{multiple:g}", place, (4, 0), textcoords="offset points", va=beside, fontsize=9)
    ax.set(yscale="log", xlabel="step", ylabel="loss above the lowest", ylim=(LOW, HIGH))
    powers_of_ten(ax.yaxis, range(-9, 4, 3))
    ax.set_xlim(0, len(next(iter(excess.values()))) * 1.07)
    return figure


def pulled(x: np.ndarray, y: np.ndarray, far: int, panels: Mapping[str, Mapping[str, Line]]) -> Figure:
    """For each kind of unit the points, the last `far` ringed, and its lines without and with these."""
    figure, axes = plt.subplots(1, len(panels), figsize=(6.4, 3.3), sharey=True)
    for ax, (name, found) in zip(axes, panels.items(), strict=True):
        _classes(ax, x, y, ("_", "_"), far)
        _lines(ax, found)
        ax.set_title(name)
    axes[0].legend(loc="lower right", fontsize=9)
    return figure
