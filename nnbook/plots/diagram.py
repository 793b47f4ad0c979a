"""Boxes, signs and arrows, of which diagrams of networks are made."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from .style import INK, tint

Place = tuple[float, float]


def arrow(ax: Axes, start: Place, end: Place, color: str, width: float = 1.6, **look: str) -> None:
    """An arrow from one place to another, which touches both; `look` as in matplotlib's `FancyArrowPatch`."""
    style = {"arrowstyle": "-|>", "color": color, "linewidth": width, "shrinkA": 0, "shrinkB": 0, **look}
    ax.annotate("", end, start, arrowprops=style)


def box(
    ax: Axes, middle: Place, size: Place, color: str, text: str = "", *, fontsize: float = 10, width: float = 1.5,
    paper: bool = False,
) -> None:  # fmt: skip
    """A box around `middle` with a text in it: a pale fill of its color, or with `paper` white."""
    corner = middle[0] - size[0] / 2, middle[1] - size[1] / 2
    fill = "white" if paper else tint(color)
    ax.add_patch(plt.Rectangle(corner, *size, facecolor=fill, edgecolor=color, linewidth=width))
    if text:
        ax.text(*middle, text, ha="center", va="center", fontsize=fontsize)


def operation(ax: Axes, middle: Place, sign: str) -> None:
    """A circle with the sign of what is done to the lines that meet there."""
    ax.add_patch(plt.Circle(middle, 0.2, facecolor="white", edgecolor=INK, linewidth=1.5, zorder=3))
    ax.text(*middle, sign, ha="center", va="center", fontsize=13, zorder=4)
