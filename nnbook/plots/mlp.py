"""Figures of the chapter on multilayer perceptrons: folded planes, counted pieces, curves and codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .._duck import to_numpy
from .plane import decision_regions
from .style import AMOUNTS, BASELINE, BLUE, GREEN, INK, PURPLE, VERMILLION, powers_of_ten

FOLDS = ((BASELINE, "--"), (GREEN, "-"), (PURPLE, "-"))  # of the first, second and third hidden layer


def borders(x: np.ndarray, y: np.ndarray, models: Mapping[str, Any]) -> Figure:
    """The points x (N, 2) of class y (N,) on the regions of several models, one panel each."""
    figure, axes = plt.subplots(1, len(models), figsize=(6.4, 3.4), squeeze=False)
    for ax, (name, model) in zip(axes[0], models.items(), strict=True):
        _regions(ax, model, x, y)
        ax.set_title(name)
    return figure


def _regions(ax: Axes, model: Any, x: np.ndarray, y: np.ndarray) -> None:
    """Points on regions, with nothing around them."""
    decision_regions(model, x, y, resolution=90, ax=ax)
    if (legend := ax.get_legend()) is not None:
        legend.remove()
    ax.set(xlabel="", ylabel="", xticks=[], yticks=[])
    ax.spines[:].set_visible(True)


def folding(corners: np.ndarray, labels: np.ndarray, hidden: np.ndarray) -> Figure:
    """XOR before and after two ReLUs of x1 + x2: the corners (4, 2), their labels (4,) and hidden values (4, 2)."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.2))
    span = np.array([-0.4, 1.4])
    for total, style in ((0, ":"), (1, "--")):
        left.plot(span, total - span, style, color=BASELINE)
    left.set(xlim=span, ylim=span, xlabel="$x_1$", ylabel="$x_2$", title="inputs")
    right.plot([0, 1, 2.4], [0, 0, 1.4], color=BASELINE, linewidth=5, alpha=0.35)
    right.plot([0.5, 2.7], [0, 1.1], color=INK)
    right.set(xlim=(-0.3, 2.7), ylim=(-0.3, 1.5), xlabel="$h_1$", ylabel="$h_2$", title="hidden units")
    for ax, places in ((left, corners), (right, hidden)):
        for label, color, marker in ((0, BLUE, "o"), (1, VERMILLION, "s")):
            chosen = places[labels == label]
            ax.scatter(chosen[:, 0], chosen[:, 1], s=90, color=color, marker=marker, zorder=3)
    for text, place, shift in (
        ("(0, 0)", (0, 0), (0, 12)),
        ("(0, 1) and (1, 0)", (1, 0), (4, -20)),
        ("(1, 1)", (2, 1), (-26, 2)),
    ):
        right.annotate(text, place, shift, textcoords="offset points", ha="center", fontsize=9)
    return figure


def folds(model: Any, x: np.ndarray, y: np.ndarray, right: float) -> Figure:
    """The border of a ReLU network among points x (N, 2) and, for each hidden unit, the line at which it switches."""
    figure, ax = plt.subplots(figsize=(4.4, 4.6), layout="none")
    figure.subplots_adjust(left=0.02, right=0.98, bottom=0.02, top=0.92)
    _regions(ax, model, x, y)
    (low_x, high_x), (low_y, high_y) = ax.get_xlim(), ax.get_ylim()
    across, up = np.linspace(low_x, high_x, 51), np.linspace(low_y, high_y, 51)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2).astype(np.float32)
    for scores, (color, style) in zip(hidden_scores(model, grid), FOLDS, strict=False):
        for unit in scores.T.reshape(-1, 51, 51):
            if unit.min() < 0 < unit.max():
                ax.contour(across, up, unit, levels=[0], colors=color, linestyles=style, linewidths=0.9)
    ax.set_title(f"{right:.0%} right")
    return figure


def hidden_scores(model: Any, x: np.ndarray) -> list[np.ndarray]:
    """The scores (M, units) of each hidden layer of a ReLU network, weights and biases in turn, for inputs x (M, D)."""
    numbers = [to_numpy(p) for p in model.parameters()]
    found, values = [], x
    for weight, bias in zip(numbers[:-2:2], numbers[1:-2:2], strict=True):
        found.append(values @ weight.T + bias)
        values = np.maximum(found[-1], 0)
    return found


def sawtooth(x: np.ndarray, curves: Mapping[str, np.ndarray]) -> Figure:
    """Curves over x (M,), one panel each: teeth that double from layer to layer."""
    figure, axes = plt.subplots(1, len(curves), figsize=(6.4, 1.9), sharey=True)
    for ax, (name, values) in zip(axes, curves.items(), strict=True):
        ax.plot(x, values, color=BLUE, linewidth=1.3)
        ax.set(title=name, xticks=[0, 1], yticks=[0, 1])
    return figure


def built(x: np.ndarray, target: np.ndarray, pieces: Mapping[int, np.ndarray], errors: Mapping[str, Any]) -> Figure:
    """Left the target (M,) over x and networks of a few units; right the largest error against the number of units.

    `errors` holds, by name, the numbers of units and the errors.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.3))
    left.plot(x, target, color=BASELINE, linewidth=4, alpha=0.5, label="wanted")
    for (count, values), (color, style) in zip(pieces.items(), ((VERMILLION, "--"), (BLUE, "-")), strict=False):
        left.plot(x, values, color=color, linestyle=style, linewidth=1.4, label=f"{count} units")
    left.set(xlabel="$x$", ylim=(None, target.max() + 1.2))
    left.legend(loc="upper right", fontsize=9)
    looks = ((BLUE, "o", "-"), (VERMILLION, "s", "--"))
    for (name, (units, values)), (color, marker, style) in zip(errors.items(), looks, strict=False):
        right.plot(units, values, color=color, marker=marker, linestyle=style, label=name)
    right.set(xscale="log", yscale="log", xlabel="hidden units", ylabel="largest error")
    right.set_xticks(units, labels=[str(n) for n in units], minor=False)
    right.xaxis.set_tick_params(which="minor", bottom=False, labelbottom=False)
    powers_of_ten(right.yaxis, [-2, -1, 0])
    right.set_ylim(0.003, 3)
    right.legend(loc="lower left", fontsize=9)
    return figure


def counted(names: Sequence[str], untrained: np.ndarray, trained: np.ndarray, units: int) -> Figure:
    """Pieces met on a closed path by networks of as many units, arranged in ways `names`; both are (ways, seeds)."""
    figure, ax = plt.subplots(figsize=(6.2, 3.4))
    places = np.arange(len(names))
    for shift, counts, color, marker, label in (
        (-0.12, untrained, BASELINE, "o", "before training"),
        (0.12, trained, BLUE, "s", "after training"),
    ):
        ax.plot((places[:, None] + shift).repeat(counts.shape[1], axis=1).ravel(), counts.ravel(), marker, color=color,
                markersize=5, alpha=0.6, linestyle="", label=label)  # fmt: skip
    ax.axhline(units, color=INK, linestyle=":", linewidth=1.2, label=f"{units} units")
    ax.set(xticks=places, xticklabels=names, xlabel="hidden layers × units", ylabel="pieces")
    ax.set_ylim(0, 1.6 * max(trained.max(), untrained.max()))
    ax.legend(loc="upper left", ncols=3, fontsize=9)
    return figure


def codes(hidden: np.ndarray, titles: Sequence[str]) -> Figure:
    """What the hidden units (networks, 8, 3) say to each of eight patterns, a panel for each network."""
    figure, axes = plt.subplots(1, len(hidden), figsize=(6.2, 4.0), sharey=True)
    for ax, values, title in zip(axes, hidden, titles, strict=True):
        ax.imshow(values, cmap=AMOUNTS, vmin=0, vmax=1, aspect="auto")
        for (row, column), value in np.ndenumerate(values):
            shade = INK if value > 0.5 else "white"
            ax.text(column, row, f"{value:.1f}", ha="center", va="center", color=shade, fontsize=10)
        ax.set(title=title, xticks=range(values.shape[1]), yticks=range(len(values)), xlabel="hidden unit")
        ax.set_xticklabels(range(1, values.shape[1] + 1))
        ax.set_yticklabels(range(1, len(values) + 1))
        ax.grid(False)
    axes[0].set_ylabel("pattern")
    return figure


def beyond(x: np.ndarray, target: np.ndarray, answers: Mapping[str, np.ndarray], known: tuple[float, float]) -> Figure:
    """The target (M,) over x and the answers of networks that were trained on the `known` stretch alone."""
    figure, ax = plt.subplots(figsize=(6.2, 3.2))
    ax.axvspan(*known, color=BASELINE, alpha=0.15, linewidth=0)
    ax.plot(x, target, color=BASELINE, linewidth=4, alpha=0.5, label="wanted")
    for (name, values), (color, style) in zip(answers.items(), ((BLUE, "-"), (VERMILLION, "--")), strict=False):
        ax.plot(x, values, color=color, linestyle=style, linewidth=1.5, label=name)
    ax.set(xlabel="$x$", ylim=(-4, 4))
    ax.legend(loc="lower center", ncols=3, fontsize=9)
    return figure
