"""Figures of the chapter on the artificial neuron: a unit, its line, gates, two layers, how much one unit can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from .style import BASELINE, BLUE, GREEN, IMAGES, INK, PURPLE, SIGNED, VERMILLION, powers_of_ten, tint

Numbers = Sequence[float] | np.ndarray
Unit = tuple[Numbers, float]  # weights and bias

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
NAMES = {
    "0000": "never", "1111": "always", "0001": "AND", "0111": "OR", "1110": "NAND", "1000": "NOR",
    "0011": "x₁", "0101": "x₂", "1100": "NOT x₁", "1010": "NOT x₂", "0010": "x₁ AND NOT x₂", "0100": "x₂ AND NOT x₁",
    "1011": "x₁ OR NOT x₂", "1101": "x₂ OR NOT x₁", "0110": "XOR", "1001": "NOT XOR",
}  # fmt: skip


def answers(weight: Numbers, bias: float) -> np.ndarray:
    """The answers (4,), 0 or 1, of a unit to (0, 0), (0, 1), (1, 0) and (1, 1)."""
    return (CORNERS @ np.asarray(weight) + bias > 0).astype(int)


def name_of(truth: Numbers) -> str:
    """What a function of two inputs is called, from its answers to (0, 0), (0, 1), (1, 0) and (1, 1)."""
    return NAMES["".join(str(int(answer)) for answer in truth)]


# ---------------------------------------------------------------------- lines in the plane
def _line(ax: Axes, weight: Numbers, bias: float, **look: Any) -> None:
    """The line where weight . x + bias is 0, and nothing if the weights are 0."""
    w = np.asarray(weight, float)
    if np.any(w):
        foot = -bias * w / (w @ w)
        ax.axline((foot[0], foot[1]), (foot[0] - w[1], foot[1] + w[0]), **look)


def _shade(ax: Axes, weight: Numbers, bias: float, color: str = BLUE) -> None:
    """Tint the side where the unit answers 1."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    a, b = np.meshgrid(np.linspace(left, right, 121), np.linspace(bottom, top, 121))
    z = weight[0] * a + weight[1] * b + bias
    if (z > 0).all():
        ax.axhspan(bottom, top, color=tint(color), linewidth=0, zorder=0)
    elif (z > 0).any():
        ax.contourf(a, b, z, levels=[0, z.max()], colors=[tint(color)], zorder=0)


def _dots(ax: Axes, places: np.ndarray, truth: Numbers, size: float = 70) -> None:
    """Ones filled, zeros hollow."""
    for answer, face in ((0, "white"), (1, BLUE)):
        chosen = places[np.asarray(truth) == answer]
        ax.scatter(chosen[:, 0], chosen[:, 1], s=size, facecolors=face, edgecolors=INK, linewidths=1.5, zorder=3)


def _square(ax: Axes, names: tuple[str, str] = ("$x_1$", "$x_2$")) -> None:
    ax.set(xlim=(-0.6, 1.6), ylim=(-0.6, 1.6), xticks=[0, 1], yticks=[0, 1], xlabel=names[0], ylabel=names[1])
    ax.set_aspect("equal")
    ax.grid(False)


def diagram() -> Figure:
    """A unit of two inputs: what comes in, the weights, the sum with its bias, the threshold, what goes out."""
    figure, ax = plt.subplots(figsize=(6.2, 2.6))
    ax.set(xlim=(0, 10), ylim=(0, 4))
    ax.set_aspect("equal")
    ax.set_axis_off()
    arrow = {"arrowstyle": "-|>", "linewidth": 1.5, "color": INK}
    for y, name, weight in ((3, "$x_1$", "$w_1$"), (1, "$x_2$", "$w_2$")):
        ax.text(0.5, y, name, ha="center", va="center", fontsize=14)
        ax.annotate("", (4.1, 2 + 0.3 * (y - 2)), (0.9, y), arrowprops=arrow)
        ax.text(2.4, 2 + 0.72 * (y - 2) + 0.3, weight, ha="center", va="center", fontsize=13, color=BLUE)
    ax.text(4.8, 3.8, "$b$", ha="center", va="center", fontsize=13, color=BLUE)
    ax.annotate("", (4.8, 2.7), (4.8, 3.55), arrowprops=arrow)
    ax.add_patch(Circle((4.8, 2), 0.7, facecolor=tint(BLUE), edgecolor=INK, linewidth=1.5))
    ax.text(4.8, 2, "sum", ha="center", va="center", fontsize=12)
    ax.annotate("", (6.9, 2), (5.5, 2), arrowprops=arrow)
    ax.text(6.15, 2.25, "$z$", ha="center", va="bottom", fontsize=13)
    ax.plot([6.95, 7.6, 7.6, 8.25], [1.65, 1.65, 2.35, 2.35], color=VERMILLION)
    ax.text(7.6, 1.2, "step", ha="center", va="center", fontsize=12, color=VERMILLION)
    ax.annotate("", (9.4, 2), (8.3, 2), arrowprops=arrow)
    ax.text(9.65, 2, r"$\hat y$", ha="center", va="center", fontsize=14)
    return figure


def rules(x: np.ndarray, y: np.ndarray, units: Mapping[str, Unit], classes: Sequence[str], unit: str) -> Figure:
    """Points x (N, 2) of class y (N,), 0 or 1, and the line of each unit by name."""
    figure, ax = plt.subplots(figsize=(6.2, 4.2))
    jitter = np.random.default_rng(0).uniform(-0.25, 0.25, x.shape)  # whole millimeters often coincide
    for label, (name, marker, color) in enumerate(zip(classes, "so", (VERMILLION, BLUE), strict=True)):
        chosen = (x + jitter)[y == label]
        ax.scatter(chosen[:, 0], chosen[:, 1], s=20, marker=marker, color=color, alpha=0.75, linewidths=0, label=name)
    low, high = x.min(axis=0) - 2, x.max(axis=0) + 2
    ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel=f"length ({unit})", ylabel=f"width ({unit})")
    looks = ((INK, "-"), (GREEN, "--"), (PURPLE, ":"))
    for (name, (weight, bias)), (color, style) in zip(units.items(), looks, strict=False):
        _line(ax, weight, bias, color=color, linestyle=style, label=name)
    ax.legend(loc="upper left")
    return figure


def geometry(weight: Numbers = (0.8, 0.6), bias: float = -1.0) -> Figure:
    """Left, a line with its weights at right angles; middle, another bias; right, other weights."""
    figure, axes = plt.subplots(1, 3, figsize=(6.4, 2.6), sharey=True)
    w = np.asarray(weight)
    turned = np.array([w[1] - 0.4, w[0] + 0.2])
    for ax, title, new, b in zip(
        axes, ("a unit", "another bias", "other weights"), (w, w, turned), (bias, bias - 1.0, bias), strict=True
    ):
        ax.set(xlim=(-0.6, 3), ylim=(-0.6, 3), title=title, xlabel="$x_1$", xticks=[0, 1, 2, 3], yticks=[0, 1, 2, 3])
        ax.set_aspect("equal")
        _shade(ax, new, b)
        if new is not w or b != bias:
            _line(ax, w, bias, color=BASELINE, linestyle=":", linewidth=1.5)
        _line(ax, new, b, color=INK)
        foot = -b * new / (new @ new)
        ax.annotate("", foot + new, foot, arrowprops={"arrowstyle": "-|>", "linewidth": 2, "color": BLUE})
        ax.plot(*np.array([[0, 0], foot]).T, color=BASELINE, linewidth=1)
        ax.plot(0, 0, marker="o", color=INK, markersize=4)
    axes[0].set_ylabel("$x_2$")
    return figure


def gates(units: Mapping[str, Unit], truths: Mapping[str, Numbers]) -> Figure:
    """Each gate with what it should answer at the four corners, and the line of its unit where it has one."""
    figure, axes = plt.subplots(1, len(truths), figsize=(6.4, 2.0), sharey=True)
    for ax, (name, truth) in zip(axes, truths.items(), strict=True):
        _square(ax)
        if name in units:
            _shade(ax, *units[name])
            _line(ax, *units[name], color=INK)
        _dots(ax, CORNERS, truth, 45)
        ax.set(title=name, ylabel="")
    axes[0].set_ylabel("$x_2$")
    return figure


def corners(weight: Numbers, bias: float) -> Figure:
    """What a unit answers at the four corners of the square, its line, and the name of the function it computes."""
    figure, ax = plt.subplots(figsize=(3.6, 3.5), layout="none")
    figure.subplots_adjust(left=0.15, right=0.97, bottom=0.14, top=0.9)
    _square(ax, ("x₁", "x₂"))
    _shade(ax, weight, bias)
    _line(ax, weight, bias, color=INK)
    truth = answers(weight, bias)
    _dots(ax, CORNERS, truth, 110)
    ax.set_title(name_of(truth))
    return figure


def two_layers(hidden: Sequence[Unit], output: Unit, truth: Numbers) -> Figure:
    """Left, the corners with the lines of two hidden units; right, where these put them, and the output's line."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.2, 3.0))
    _square(left)
    for i, ((weight, bias), color, style) in enumerate(zip(hidden, (GREEN, PURPLE), ("-", "--"), strict=True), 1):
        _line(left, weight, bias, color=color, linestyle=style, label=f"$h_{i}$")
    left.legend(loc="upper right")
    _dots(left, CORNERS, truth)
    _square(right, ("$h_1$", "$h_2$"))
    _shade(right, *output)
    _line(right, *output, color=INK)
    moved = np.column_stack([answers(*unit) for unit in hidden]).astype(float)
    _dots(right, moved, truth)
    for place in np.unique(moved, axis=0):
        there = ["({:.0f}, {:.0f})".format(*corner) for corner in CORNERS[(moved == place).all(axis=1)]]
        above = place[1] > 0.5
        offset = (0, 9) if above else (0, -9)
        right.annotate("\n".join(there), place, offset, textcoords="offset points", ha="center", fontsize=9,
                       va="bottom" if above else "top")  # fmt: skip
    left.set_title("inputs")
    right.set_title("what the hidden units say")
    return figure


def counts(inputs: Sequence[int], computed: Sequence[int], counted: int) -> Figure:
    """Functions there are of n inputs and those that one unit computes; the first `counted` were counted here."""
    figure, ax = plt.subplots(figsize=(6.2, 3.4))
    possible = [2.0**2.0**n for n in inputs]
    ax.plot(inputs, possible, color=BASELINE, marker="s", linestyle="--", label="functions there are")
    ax.plot(inputs, computed, color=BLUE, label="one unit computes")
    ax.plot(inputs[:counted], computed[:counted], "o", color=BLUE, markersize=8)
    ax.plot(inputs[counted:], computed[counted:], "o", color=BLUE, markersize=8, markerfacecolor="white")
    ax.set(yscale="log", xlabel="number of inputs", xticks=inputs, ylabel="how many", ylim=(1, 1e20))
    powers_of_ten(ax.yaxis, range(0, 21, 5))
    ax.legend(loc="upper left")
    return figure


def template(
    means: tuple[np.ndarray, np.ndarray], scores: tuple[np.ndarray, np.ndarray], names: tuple[str, str]
) -> Figure:
    """Two mean images (H, W), their difference as the weights, and the scores of test images of both classes."""
    figure, axes = plt.subplots(1, 4, figsize=(6.4, 1.9), width_ratios=(1, 1, 1, 1.9))
    for ax, mean, name in zip(axes, means, names, strict=False):
        ax.imshow(mean, cmap=IMAGES, vmin=0, vmax=1)
        ax.set_title(f"mean {name}")
    weights = means[1] - means[0]
    axes[2].imshow(weights, cmap=SIGNED, vmin=-abs(weights).max(), vmax=abs(weights).max())
    axes[2].set_title("weights")
    for ax in axes[:3]:
        ax.set(xticks=[], yticks=[])
    edges = np.linspace(min(map(np.min, scores)), max(map(np.max, scores)), 19)
    for values, name, color, hatch in zip(scores, names, (VERMILLION, BLUE), ("//", ""), strict=True):
        axes[3].hist(values, edges, color=tint(color, 0.6), edgecolor=color, hatch=hatch, label=name)
    axes[3].axvline(0, color=INK)
    axes[3].set(xlabel="score", ylabel="images", ylim=(0, 1.45 * axes[3].get_ylim()[1]))
    axes[3].legend(loc="upper center", ncols=2, fontsize=9, framealpha=0)
    return figure
