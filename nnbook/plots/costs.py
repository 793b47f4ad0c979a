"""What the layers of a network cost, as bars: parameters, multiply-adds, and numbers to keep."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

PANELS = (
    ("parameters", "parameters", "C0", ""),
    ("multiply_adds", "multiply-adds", "C1", "///"),
    ("numbers", "numbers to keep", "C2", "..."),
)
ROW = 0.24  # inches for each layer


def by_layer(rows: Sequence[Any], limits: Sequence[float] | None = None) -> Figure:
    """Three bars for each row of `nnbook.costs.layers`, from the input at the top; `limits` end the three axes.

    At the foot of each panel stands its sum.
    """
    figure, axes = plt.subplots(1, 3, figsize=(6.4, ROW * len(rows) + 1.1), sharey=True, layout="none")
    figure.subplots_adjust(left=0.17, right=0.97, top=1 - 0.35 / (ROW * len(rows) + 1.1), bottom=0.2, wspace=0.12)
    for number, (ax, (what, title, color, hatch)) in enumerate(zip(axes, PANELS, strict=True)):
        values = [getattr(row, what) for row in rows]
        ax.barh(range(len(rows)), values, color=color, hatch=hatch, edgecolor="white", height=0.75)
        ax.set_title(title, fontsize=10)
        end = (limits[number] if limits else 1.05 * max(values)) or 2  # an axis has a length, also of nothing
        ax.set(xlim=(0, end), ylim=(len(rows) - 0.4, -0.6))
        middle = _round(0.75 * end)
        ax.set_xticks([0, middle], ["0", short(middle).replace(".0 ", " ")], fontsize=8)
        ax.set_xlabel(f"in all {short(sum(values))}", fontsize=9)
        ax.grid(axis="y", visible=False)
    axes[0].set_yticks(range(len(rows)), [row.name for row in rows], fontsize=9)
    return figure


def _round(number: float) -> float:
    """The largest of 1, 2, 5, 10, 20, 50 and so on that is not above a positive number."""
    power = 10.0 ** floor(log10(number))
    return max(step * power for step in (1, 2, 5) if step * power <= number)


def short(number: float) -> str:
    """A number in two or three digits, as k (thousand), M (million) or G (thousand million)."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(number) >= size:
            value = number / size
            return f"{value:.0f} {letter}" if value >= 100 else f"{value:.1f} {letter}"
    return f"{number:.0f}"
