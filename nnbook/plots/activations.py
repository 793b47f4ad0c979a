"""Figures of the chapter on activation functions: curves, regions, signal and gradient through depth, dead units."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import linspace
from .._tensor import Tensor
from .plane import decision_regions
from .style import BASELINE, LOOKS, band, powers_of_ten

Activation = Callable[[Tensor], Tensor]
SIGNAL, GRADIENT = "C0", "C1"
FLOOR = 1e-12  # smaller sizes are drawn at the lower edge


class Through(NamedTuple):
    """What each of L layers let through: the spread of its outputs, and the size of the gradient that reached them.

    `scores` are some of those that the units of the last layer see, before the activation.
    """

    signal: np.ndarray
    gradient: np.ndarray
    scores: np.ndarray = np.empty(0)


def curve(activation: Activation, reach: float = 4.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An activation at 161 places from -reach to reach, and its derivative there, from this book's engine."""
    x = linspace(-reach, reach, 161).requires_grad_()
    y = activation(x)
    y.sum().backward()
    assert x.grad is not None
    return x.detach().numpy(), y.detach().numpy(), x.grad.numpy()


def _draw_curve(ax: Axes, activation: Activation) -> None:
    x, y, slope = curve(activation)
    ax.plot(x, y, color=SIGNAL, label="output")
    ax.plot(x, slope, color=GRADIENT, linestyle="--", label="derivative")
    ax.set(xlim=(-4, 4), ylim=(-1.3, 2.3))


def curves(activations: Mapping[str, Activation]) -> Figure:
    """Each activation with its derivative, four in a row, on the same axes."""
    rows = -(-len(activations) // 4)
    figure, axes = plt.subplots(rows, 4, figsize=(6.4, 1.75 * rows + 0.5), sharex=True, sharey=True, squeeze=False)
    for ax, (name, activation) in zip(axes.flat, activations.items(), strict=False):
        _draw_curve(ax, activation)
        ax.set_title(name)
        ax.set_xticks([-4, 0, 4])
    for ax in axes.flat[len(activations) :]:
        ax.set_visible(False)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def between_layers(models: Mapping[str, Any], x: np.ndarray, y: np.ndarray, right: Sequence[float]) -> Figure:
    """The regions of several models side by side, and which share of the points each has `right`."""
    figure, axes = plt.subplots(1, len(models), figsize=(6.4, 2.6), sharex=True, sharey=True)
    for ax, (name, model), share in zip(axes, models.items(), right, strict=True):
        decision_regions(model, x, y, ax=ax, resolution=120)
        for dots in ax.collections:
            if len(dots.get_offsets()) > 1:
                dots.set_sizes([9])
        ax.set_title(f"{name}\n{share:.0%} right", fontsize=10)
        ax.set_ylabel("")
        if legend := ax.get_legend():
            legend.remove()
    axes[0].set_ylabel("$x_2$")
    return figure


def gradients_by_layer(runs: Mapping[str, np.ndarray]) -> Figure:
    """The gradient's size at the weights of each layer; each network has sizes (runs, L), drawn as lines and a band."""
    figure, ax = plt.subplots(figsize=(6.4, 3.8))
    for (name, sizes), (color, line, marker) in zip(runs.items(), LOOKS, strict=False):
        layer = np.arange(1, sizes.shape[1] + 1)
        ax.fill_between(layer, sizes.min(axis=0), sizes.max(axis=0), color=color, alpha=0.2, linewidth=0)
        ax.plot(layer, np.median(sizes, axis=0), color=color, marker=marker, linestyle=line, markersize=4, label=name)
    ax.set(yscale="log", xlabel="layer (1 is next to the input)", ylabel="size of the gradient", ylim=(1e-24, 1e9))
    powers_of_ten(ax.yaxis, range(-24, 1, 6))
    ax.set_xticks([1, *range(5, sizes.shape[1] + 1, 5)])
    ax.legend(loc="upper center", ncols=2)
    return figure


def dead_by_rate(rates: Sequence[float], runs: Mapping[str, np.ndarray], baseline: float) -> Figure:
    """Left, the dead share of the last hidden layer; right, accuracy; `runs` has (2, rates, seeds) for each name."""
    figure, panels = plt.subplots(1, 2, figsize=(6.4, 3.2))
    for (name, values), look in zip(runs.items(), LOOKS, strict=False):
        for ax, part in zip(panels, values, strict=True):
            band(ax, rates, part, look, name)
    for ax, title in zip(panels, ("dead units, last hidden layer", "accuracy on new digits"), strict=True):
        ax.set(xscale="log", ylim=(-0.04, 1.04), xlabel="learning rate", title=title)
        powers_of_ten(ax.xaxis, range(-3, 1))
    panels[1].axhline(baseline, color=BASELINE, linestyle=":", linewidth=1.5, label="softmax regression")
    panels[1].legend(loc="lower left")
    return figure


def through_depth(activation: Activation, through: Through) -> Figure:
    """Left, the activation, its derivative and where the last layer's scores lie; right, sizes after each layer."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.2), width_ratios=(1, 1.25))
    _draw_curve(left, activation)
    if through.scores.size:
        places = np.linspace(-4, 4, 33)
        counts, _ = np.histogram(np.clip(through.scores, -3.99, 3.99), places)
        left.stairs(counts / counts.max() - 1.3, places, baseline=-1.3, fill=True, color="#BBBBBB", label="scores")
    left.set_xlabel("score")
    left.legend(loc="upper left")
    layer = np.arange(1, len(through.signal) + 1)
    for sizes, color, line, name in (
        (through.signal, SIGNAL, "-", "signal, forwards"),
        (through.gradient, GRADIENT, "--", "gradient, backwards"),
    ):
        right.plot(layer, np.clip(sizes, FLOOR, 1 / FLOOR), color=color, linestyle=line, label=name)
    right.set(yscale="log", ylim=(FLOOR, 1 / FLOOR), xlabel="layer", ylabel="size")
    powers_of_ten(right.yaxis, range(-12, 13, 6))
    right.set_xticks([1, *range(5, len(layer) + 1, 5)])
    right.legend(loc="upper center")
    return figure


def through_in_words(name: str, through: Through) -> str:
    """What `through_depth` draws, for readers who cannot see it."""
    ends = [through.signal[-1], through.gradient[0]]
    sizes = ["0" if size == 0 else f"{size:.0e}" for size in ends]
    return (
        f"{name}: after {len(through.signal)} layers the signal has the size {sizes[0]}, "
        f"and the gradient that reaches layer 1 {sizes[1]} of the one it began with."
    )
