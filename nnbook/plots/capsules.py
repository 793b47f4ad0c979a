"""Figures of the chapter on capsules: parts that vote for a whole, the squash, who reads what, routing by rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .diagram import arrow
from .style import BASELINE, LOOKS, tint

# Where each part lies in an upright house, seen from its middle, and its outline.
PARTS = {
    "roof": ((0.0, 0.95), ((-0.95, -0.3), (0.95, -0.3), (0.0, 0.45))),
    "wall": ((-0.25, 0.1), ((-0.45, -0.5), (0.45, -0.5), (0.45, 0.5), (-0.45, 0.5))),
    "door": ((0.5, -0.05), ((-0.22, -0.35), (0.22, -0.35), (0.22, 0.35), (-0.22, 0.35))),
}
MIXED = {"roof": (-0.7, -0.5, 70), "wall": (0.7, 0.2, 20), "door": (-0.5, 1.0, -50)}


def votes() -> Figure:
    """Left: the parts of a tilted house and the pose that each predicts for the whole; right: the same parts mixed."""
    figure, axes = plt.subplots(1, 2, figsize=(6.4, 3.3))
    tilt = _turned(-20)
    house = {name: (*(tilt @ place), -20) for name, (place, _) in PARTS.items()}
    for ax, title, poses in zip(axes, ("their votes agree", "their votes disagree"), (house, MIXED), strict=True):
        for number, (name, pose) in enumerate(poses.items()):
            _part(ax, name, pose, LOOKS[number][0], 4.5 - 1.6 * number)
        ax.set(xlim=(-2.1, 2.1), ylim=(-1.6, 2.0), aspect="equal")
        ax.set_title(title, fontsize=11)
        ax.axis("off")
    return figure


def _turned(degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _part(ax: Axes, name: str, pose: tuple[float, float, float], color: str, width: float) -> None:
    """A part in its pose (x, y, degrees), and as an arrow the house that it predicts: its middle, and where up is."""
    place, outline = PARTS[name]
    turn, here = _turned(pose[2]), np.array(pose[:2])
    ax.add_patch(plt.Polygon(np.array(outline) @ turn.T + here, facecolor=tint(color, 0.15), edgecolor=color))
    middle = here - turn @ place
    arrow(ax, tuple(middle), tuple(middle + turn @ (0.0, 0.9)), color, width=width)
    ax.plot(*middle, "o", color=color, markersize=width + 2)


def squashing() -> Figure:
    """The length after the squash and its slope, against the length before."""
    figure, ax = plt.subplots(figsize=(6.0, 3.2))
    n = np.linspace(0, 4, 201)
    for (color, line, _), name, values in zip(
        LOOKS, ("length after", "slope"), (n**2 / (1 + n**2), 2 * n / (1 + n**2) ** 2), strict=False
    ):
        ax.plot(n, values, line, color=color, label=name)
    ax.axvline(1 / np.sqrt(3), color=BASELINE, linestyle=":", linewidth=1.5)
    ax.text(1 / np.sqrt(3) + 0.07, 0.9, "steepest at 0.58", fontsize=10)
    ax.set(xlabel="length before", xlim=(0, 4), ylim=(0, 1))
    ax.legend(loc="center right")
    return figure


def readers(shares: Mapping[str, tuple[Sequence[float], Sequence[float]]]) -> Figure:
    """For each reader the shares of translated and of affine digits read, a mark a seed."""
    figure, ax = plt.subplots(figsize=(6.4, 0.45 * len(shares) + 0.9))
    for row, (moved, askew) in enumerate(shares.values()):
        ax.plot(moved, [row] * len(moved), "s", color="C1", markersize=6, label=None if row else "translated")
        ax.plot(askew, [row] * len(askew), "o", color="C0", markersize=6, label=None if row else "affine")
    ax.set_yticks(range(len(shares)), list(shares))
    ax.set(xlabel="share of new digits read", xlim=(0.55, 1.0), ylim=(len(shares) - 0.5, -0.6))
    ax.legend(loc="upper right", bbox_to_anchor=(1.0, 1.13), ncols=2)
    return figure


def rounds(entropy: Mapping[str, Sequence[Sequence[float]]], read: Mapping[str, Sequence[Sequence[float]]]) -> Figure:
    """Against the rounds of routing: left the entropy of the coefficients, right the share read; a line a seed."""
    figure, axes = plt.subplots(1, 2, figsize=(6.4, 3.1))
    for ax, runs in zip(axes, (entropy, read), strict=True):
        for (color, line, _), (name, curves) in zip(LOOKS, runs.items(), strict=False):
            for number, curve in enumerate(curves):
                places = range(1, len(curve) + 1)
                ax.plot(places, curve, line, color=color, linewidth=1.5, label=None if number else name)
        ax.set(xlabel="rounds of routing", xticks=[1, 3, 5, 10])
    axes[0].set(ylabel="entropy, 1 is uniform", ylim=(0, 1.03))
    axes[1].set(ylabel="share of affine digits read")
    axes[0].legend(loc="lower left")
    return figure
