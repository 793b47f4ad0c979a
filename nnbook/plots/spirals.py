"""A figure of two classes that wind around each other, and of the border that a network draws between them."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .plane import decision_regions


def border(model: Any, x: np.ndarray, y: np.ndarray, right: float) -> Figure:
    """The points x (N, 2) of class y (N,) on the regions of a model, and the share of them that it has right."""
    figure, ax = plt.subplots(figsize=(4.4, 4.4))
    decision_regions(model, x, y, resolution=90, ax=ax)
    if (legend := ax.get_legend()) is not None:
        legend.remove()  # the colors say it
    ax.set(xlabel="", ylabel="", xticks=[], yticks=[], title=f"{right:.0%} right")
    ax.spines[:].set_visible(True)
    return figure
