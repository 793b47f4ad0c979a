"""The look of every figure: colors by role, sizes, and settings under which the same figure gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

# Those of Okabe and Ito's colors ("Color universal design", 2008) that stand out from white by 3:1, as lines must. The
# color-blind can tell them apart; markers, dashes and labels tell classes and runs apart for everybody.
BLUE, VERMILLION, GREEN, PURPLE, INK = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#222222"
COLORS = (BLUE, VERMILLION, GREEN, PURPLE, INK)  # classes and runs in this order; matplotlib's C0, C1 ...
Look = tuple[str, str, str]  # color, line, marker
LOOKS: tuple[Look, ...] = (  # runs in this order
    (BLUE, "-", "o"), (VERMILLION, "--", "s"), (GREEN, "-.", "^"), (PURPLE, ":", "D"), (INK, "-", "v"),
)  # fmt: skip
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")  # classes in this order

TRAINING, VALIDATION = BLUE, VERMILLION
BOUNDARY = INK  # between decision regions
BASELINE = "#666666"  # what a result is compared with
GRID = "#DDDDDD"

IMAGES = "gray_r"  # 0 is paper, 1 is ink
AMOUNTS = "cividis"  # from 0 upwards
COUNTS = "Blues"  # with numbers printed on it
SIGNED = "PuOr_r"  # both signs, with 0 in the middle

STYLE: Any = {
    "figure.figsize": (6.4, 4.0),
    "figure.dpi": 100,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",  # not transparent: dark ink would vanish on a dark page
    "savefig.facecolor": "white",
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine has it
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "axes.prop_cycle": cycler(linestyle=["-", "--"]) * cycler(color=COLORS),
    "lines.linewidth": 2.0,
    "legend.frameon": True,
    "legend.framealpha": 0.85,
    "legend.edgecolor": "none",
    "image.cmap": IMAGES,
    "image.interpolation": "none",  # an SVG then holds the pixels themselves, and the screen magnifies them
    "svg.fonttype": "path",
    "svg.hashsalt": "nnbook",
    "figure.hooks": ["nnbook.plots.style:shown_once"],
}


def use_style() -> None:
    """Draw every figure from here on in the book's style."""
    mpl.rcParams.update(STYLE)


def on_axes(ax: Axes | None, width: float = 6.4, height: float = 4.0) -> tuple[Figure, Axes]:
    """The axes to draw on, and their figure: those that were given, or new ones."""
    if ax is None:
        return plt.subplots(figsize=(width, height))
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("ax belongs to no figure any more: it was removed. Make new ones: plt.subplots().")
    return figure, ax


def band(
    ax: Axes, x: Sequence[float], runs: np.ndarray, look: Look, name: str, *, size: float = 5, alpha: float = 0.2
) -> None:
    """Runs (X, seeds) over `x` (X,): their means as a line with markers of a size, their range as a band around it."""
    color, line, marker = look
    ax.fill_between(x, runs.min(axis=1), runs.max(axis=1), color=color, alpha=alpha, linewidth=0)
    ax.plot(x, runs.mean(axis=1), color=color, linestyle=line, marker=marker, markersize=size, label=name)


def powers_of_ten(axis: Axis, exponents: Sequence[int]) -> None:
    """Label a logarithmic axis at these powers, in plain text: formulas take matplotlib ten times as long to set."""
    axis.set_ticks([10.0**k for k in exponents], labels=[f"1e{k}".replace("-", "\N{MINUS SIGN}") for k in exponents])
    axis.set_minor_locator(NullLocator())


def tint(color: str, strength: float = 0.2) -> tuple[float, float, float]:
    """A pale form of a color, for areas that lie behind points and lines: mixed with white."""
    red, green, blue = (1 - strength * (1 - np.array(to_rgb(color)))).tolist()
    return red, green, blue


def shown_once(figure: Figure) -> None:
    """A hook for new figures: one that a notebook shows is closed, so that it is not shown again when the cell ends.

    With it `plots.points(x, y)` as a last line shows one figure, with a semicolon after it or without.
    """
    figure._ipython_display_ = partial(_close, figure)  # type: ignore[attr-defined]


def _close(figure: Figure) -> None:
    if "inline" in mpl.get_backend():
        plt.close(figure)
    raise NotImplementedError  # now IPython shows it in the usual way
