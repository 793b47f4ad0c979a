"""Small figures that the tests of this folder play with."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("agg")

from matplotlib.figure import Figure


def line(angle: float = 0, kind: str = "solid") -> Figure:
    """A line through the origin; `kind` is its style, or `none` for an empty picture."""
    figure = Figure(figsize=(3, 2))
    axes = figure.add_subplot(xlim=(-1, 1), ylim=(-1, 1))
    if kind != "none":
        axes.plot([-1, 1], [-angle / 90, angle / 90], linestyle=kind)
    return figure
