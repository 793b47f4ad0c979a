"""The figure of the first chapter: how far apart two runs come that should be equal."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .style import COLORS, on_axes

FLOOR = 1e-17  # where a difference of exactly zero is drawn
DASHES = ("-", "--", ":", "-.")


def drift(runs: Mapping[str, np.ndarray], ax: Axes | None = None) -> Figure:
    """Differences between pairs of runs, by name, each (steps,) and not negative, on a scale of powers of ten.

    The scale is the same for all figures, from 1e-17 to 100; a difference of exactly zero lies on its lower edge.
    """
    figure, ax = on_axes(ax)
    for number, (name, difference) in enumerate(runs.items()):
        difference = np.asarray(difference)
        if difference.ndim != 1 or not (difference >= 0).all():
            raise ValueError(f"drift: {name!r} must be one difference a step, none negative; got {difference.shape}")
        steps = np.arange(1, len(difference) + 1)
        color, dashes = COLORS[number % len(COLORS)], DASHES[number % len(DASHES)]
        ax.plot(steps, np.maximum(difference, FLOOR), label=name, color=color, linestyle=dashes)
    ax.set(xlabel="step", ylabel="largest difference of a weight", yscale="log", ylim=(FLOOR, 1e2))
    ax.legend(loc="upper left", ncols=2)
    return figure
