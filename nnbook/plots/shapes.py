"""Figures of the chapter on shapes: how two arrays are stretched to one shape, where a softmax ends, a lost axis."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .style import BASELINE, BLUE, GREEN, GRID, INK, VERMILLION, tint

_STEP = 5.0  # from the left edge of one grid to that of the next, in cells
_ROWS = 3


def reason(a: tuple[int, ...], b: tuple[int, ...]) -> str | None:
    """Why two shapes do not go together: the first axis from the right whose lengths differ, neither of them 1."""
    for axis, (m, n) in enumerate(zip(a[::-1], b[::-1], strict=False), 1):
        if m != n and 1 not in (m, n):
            return f"axis \N{MINUS SIGN}{axis}: {m} against {n}, and neither is 1"
    return None


def in_words(a: np.ndarray, b: np.ndarray) -> str:
    """What `broadcasting` draws, for readers who cannot see it."""
    if (why := reason(a.shape, b.shape)) is not None:
        return f"{a.shape} and {b.shape} do not go together: {why}."
    total = a + b
    told = "; ".join(", ".join(f"{value:g}" for value in row) for row in np.atleast_2d(total))
    return f"{a.shape} + {b.shape} gives {total.shape}: {told}."


def broadcasting(a: np.ndarray, b: np.ndarray) -> Figure:
    """a + b for arrays of at most two axes and 3 by 4 entries: entries, pale copies of them, and the sum.

    Where the shapes do not go together, both are drawn as they are, and the title says why.
    """
    figure, ax = plt.subplots(figsize=(6.4, 2.35), layout="none")
    figure.subplots_adjust(left=0.01, right=0.99, bottom=0.01, top=0.88)
    why = reason(a.shape, b.shape)
    shape = None if why else np.broadcast_shapes(a.shape, b.shape)
    for number, array in enumerate((a, b)):
        _grid(ax, number * _STEP, array, array.shape if shape is None else shape, BLUE)
    ax.text(_STEP - 0.5, 1.5, "+", ha="center", va="center", fontsize=16)
    if shape is None:
        ax.set_title(str(why), loc="left", color=VERMILLION, fontsize=12)
        ax.text(2 * _STEP + 2, 1.5, "ValueError", ha="center", va="center", fontsize=14, color=VERMILLION)
    else:
        ax.set_title(f"{a.shape} + {b.shape} gives {shape}", loc="left", fontsize=12)
        ax.text(2 * _STEP - 0.5, 1.5, "=", ha="center", va="center", fontsize=16)
        _grid(ax, 2 * _STEP, a + b, shape, GREEN)
    ax.set(xlim=(-0.1, 2 * _STEP + 4.1), ylim=(_ROWS + 0.75, -0.15))
    ax.set_axis_off()
    return figure


def _grid(ax: Axes, left: float, array: np.ndarray, shape: tuple[int, ...], color: str) -> None:
    """The array stretched to `shape`, its own entries on a tint, copies on white; its own shape stands below."""
    own = np.atleast_2d(array).shape
    for (row, column), value in np.ndenumerate(np.atleast_2d(np.broadcast_to(array, shape))):
        copied = row >= own[0] or column >= own[1]
        box = Rectangle((left + column, row), 0.94, 0.94, linewidth=1, edgecolor=GRID if copied else color)
        box.set_facecolor("white" if copied else tint(color, 0.25))
        ax.add_patch(box)
        ink = BASELINE if copied else INK
        ax.text(left + column + 0.47, row + 0.47, f"{value:g}", ha="center", va="center", color=ink, fontsize=12)
    high, wide = np.atleast_2d(np.empty(shape)).shape
    ax.text(left + wide / 2, high + 0.4, str(array.shape), ha="center", va="center", fontsize=11, color=color)


def overflow(z: np.ndarray, shares: Mapping[str, np.ndarray]) -> Figure:
    """The share of the first of two classes against its score `z` (P,), one panel for each way to compute it.

    Where a share is nan, the panel is shaded.
    """
    figure, panels = plt.subplots(len(shares), 1, figsize=(6.4, 1.15 * len(shares) + 0.5), sharex=True)
    for ax, (name, share) in zip(np.atleast_1d(panels), shares.items(), strict=True):
        ax.plot(z, share, color=BLUE)
        gone = np.isnan(share)
        ax.fill_between(z, 0, 1, where=gone, color=tint(VERMILLION, 0.3), linewidth=0, step="mid")
        ax.set(ylim=(0, 1.08), yticks=[0, 0.5, 1])
        ax.set_title(name, loc="left", fontsize=11)
        edges = np.flatnonzero(np.diff(gone))
        for start, end in zip(np.r_[0, edges + 1], np.r_[edges, len(z) - 1], strict=True):
            if gone[start]:
                turned = 90 if end - start < len(z) / 10 else 0
                place = (z[start] + z[end]) / 2
                ax.text(place, 0.5, "nan", ha="center", va="center", color=INK, rotation=turned)
    np.atleast_1d(panels)[-1].set(xlabel="score z of the first class; the other scores z − 1", xlim=(z[0], z[-1]))
    return figure


def lost_axis(s: np.ndarray, right: np.ndarray, wrong: np.ndarray, unit: float) -> Figure:
    """Two losses (P,) of predictions mean + s (target - mean), in units of the targets' variance `unit`."""
    figure, ax = plt.subplots(figsize=(6.0, 3.0))
    ax.plot(s, right / unit, color=BLUE, label="(N,) minus (N,)")
    ax.plot(s, wrong / unit, color=VERMILLION, linestyle="--", label="(N, 1) minus (N,)")
    for x, y, color in ((s[right.argmin()], right.min(), BLUE), (s[wrong.argmin()], wrong.min(), VERMILLION)):
        ax.plot(x, y / unit, marker="o", color=color, markersize=8, markeredgecolor="black")
    ax.set(xlabel="s: 0 answers the mean, 1 is right about everyone", ylabel="loss / variance", ylim=(-0.1, None))
    ax.legend(loc="upper left")
    return figure
