"""Figures of the chapter on the perceptron: points and lines in the plane, mistakes, accuracy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

POSITIVE: dict[str, Any] = {"color": "C0", "marker": "o"}
NEGATIVE: dict[str, Any] = {"color": "C1", "marker": "s"}


def _scatter(ax: Axes, x: np.ndarray, y: np.ndarray, names: Sequence[str]) -> None:
    for label, name, look in ((1, names[0], POSITIVE), (-1, names[1], NEGATIVE)):
        ax.scatter(x[y == label, 0], x[y == label, 1], s=18, alpha=0.8, linewidths=0, label=name, **look)


def _frame(ax: Axes, x: np.ndarray, unit: str) -> None:
    """Equal scales, so that right angles look right, and room around the points."""
    low, high = x.min(axis=0) - 2, x.max(axis=0) + 2
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel=f"length ({unit})", ylabel=f"width ({unit})")
    ax.set_aspect("equal")


def _boundary(ax: Axes, weight: np.ndarray, bias: float, **look: Any) -> None:
    """The line where weight . x + bias is 0."""
    length = np.linalg.norm(weight)
    if length > 0:
        foot = -bias * weight / length**2
        along = np.array([-weight[1], weight[0]]) / length
        ax.axline((foot[0], foot[1]), (foot[0] + along[0], foot[1] + along[1]), **look)


def plane(x: np.ndarray, y: np.ndarray, *, names: Sequence[str] = ("+1", "-1"), unit: str = "mm") -> Figure:
    """Points x (N, 2) of class y (N,), +1 or -1."""
    figure, ax = plt.subplots(figsize=(6.4, 4))
    _scatter(ax, x, y, names)
    _frame(ax, x, unit)
    ax.legend(loc="upper right")
    return figure


def line(x: np.ndarray, y: np.ndarray, direction: np.ndarray, offset: float) -> Figure:
    """The same points with the line direction . x + offset = 0, its positive side, and what lies on the wrong side."""
    figure, ax = plt.subplots(figsize=(5.2, 3.9))
    _frame(ax, x, "mm")
    _shade(ax, direction, offset)
    wrong = y * (x @ direction + offset) <= 0
    _scatter(ax, x, y, ("setosa", "other"))
    ax.scatter(x[wrong, 0], x[wrong, 1], s=60, facecolors="none", edgecolors="black", linewidths=0.8)
    _boundary(ax, direction, offset, color="black", linewidth=1.5)
    ax.set_title(f"{wrong.sum()} of {len(x)} on the wrong side")
    return figure


def _shade(ax: Axes, weight: np.ndarray, bias: float) -> None:
    """Tint the side where the score is positive."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    corners = np.array([(left, bottom), (right, bottom), (right, top), (left, top)])
    scores = corners @ weight + bias
    outline = []
    for i in range(4):
        j = (i + 1) % 4
        if scores[i] > 0:
            outline.append(corners[i])
        if (scores[i] > 0) != (scores[j] > 0):
            outline.append(corners[i] + (corners[j] - corners[i]) * scores[i] / (scores[i] - scores[j]))
    if outline:
        ax.fill(*np.array(outline).T, color="C0", alpha=0.12, linewidth=0)


def update(before: Any, after: Any, x: np.ndarray, y: np.ndarray, index: int) -> Figure:
    """One correction: the line and the weights of two perceptrons, before and after learning the example at `index`."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 4), sharex=True, sharey=True)
    for ax, unit, title in zip(axes, (before, after), ("before the correction", "after the correction"), strict=True):
        weight, bias = np.array(unit.weight.tolist()), unit.bias.item()
        _frame(ax, x, "mm")
        _shade(ax, weight, bias)
        _scatter(ax, x, y, ("setosa", "other species"))
        ax.scatter(x[index, 0], x[index, 1], s=140, facecolors="none", edgecolors="black", linewidths=1.5)
        _boundary(ax, weight, bias, color="black", linewidth=1.5)
        arrow = 6 * weight / np.linalg.norm(weight)
        foot = -bias * weight / np.linalg.norm(weight) ** 2
        ax.annotate("", foot + arrow, foot, arrowprops={"arrowstyle": "-|>", "linewidth": 2})
        ax.set_title(title)
    axes[1].set_ylabel("")
    return figure


def growth(along: np.ndarray, length: np.ndarray, radius: float, margin: float) -> Figure:
    """Novikoff's proof as a picture: the weights' part along u (M,), their length (M,), and what limits both."""
    figure, ax = plt.subplots(figsize=(6.4, 4))
    meet = (radius / margin) ** 2
    number = np.geomspace(1, 2 * meet, 200)
    ax.loglog(number, radius * np.sqrt(number), color="C1", linestyle="--", label=r"limit of the length: $R\,\sqrt{M}$")
    ax.loglog(number, margin * number, color="C0", linestyle="--", label=r"limit of the part along $u$: $\gamma M$")
    ax.loglog(np.arange(1, len(length) + 1), length, color="C1", label="length of the weights")
    ax.loglog(np.arange(1, len(along) + 1), along, color="C0", label="their part along $u$")
    ax.plot(meet, margin * meet, "o", color="black")
    ax.annotate(f"no more than {meet:,.0f}", (meet, margin * meet), (-14, 0), textcoords="offset points", ha="right")
    ax.set(xlabel="number of mistakes M", ylabel="length")
    ax.legend(loc="lower right")
    return figure


def bound(bounds: np.ndarray, mistakes: np.ndarray) -> Figure:
    """Mistakes made against the bound (R / margin)^2, both (number of sets,), on logarithmic axes."""
    figure, ax = plt.subplots(figsize=(6.4, 4))
    ax.scatter(bounds, np.maximum(mistakes, 1), s=18, alpha=0.7, linewidths=0, color="C0")
    ends = np.array([bounds.min() / 2, bounds.max() * 2])
    ax.plot(ends, ends, color="black", linestyle="--")
    ax.annotate("as many as allowed", (ends[1] / 30, ends[1] / 30), (-8, 4), textcoords="offset points", ha="right")
    ax.set(xscale="log", yscale="log", xlabel=r"bound $(R/\gamma)^2$", ylabel="mistakes made", xlim=ends)
    return figure


def accuracy_by_pass(curves: Mapping[str, Sequence[Sequence[float]]], baseline: float) -> Figure:
    """Test accuracy after each pass, one panel for each kind of perceptron, one line for each split."""
    figure, axes = plt.subplots(1, len(curves), figsize=(9, 3.4), sharey=True)
    for ax, (name, lines) in zip(axes, curves.items(), strict=True):
        for values in lines:
            ax.plot(np.arange(1, len(values) + 1), values, color="C0", alpha=0.6, linewidth=1.2)
        ax.axhline(baseline, color="black", linestyle="--", linewidth=1)
        ax.set(title=name, xlabel="pass")
        ax.xaxis.get_major_locator().set_params(integer=True)
    axes[0].set_ylabel("test accuracy")
    return figure
