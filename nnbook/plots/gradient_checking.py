"""Figures of the chapter on gradient checking: secants, errors against the step, runs of programs, checks passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from .style import BASELINE, BLUE, COLORS, GREEN, INK, VERMILLION, powers_of_ten, tint

DASHES = ("-", "--", ":", "-.")


def runs(losses: Mapping[str, np.ndarray], guessing: float) -> Figure:
    """Small panels with the loss of each program after each pass; a dotted line is what guessing costs."""
    figure, axes = plt.subplots(2, 4, figsize=(6.4, 3.6), sharex=True, sharey=True)
    for ax, (letter, values) in zip(axes.flat, losses.items()):
        ax.plot(values, color=BLUE)
        ax.axhline(guessing, color=BASELINE, linestyle=":", linewidth=1)
        ax.text(0.95, 0.92, letter, transform=ax.transAxes, ha="right", va="top", fontsize=14)
        ax.set(ylim=(0, 4))
    for ax in list(axes.flat)[len(losses) :]:
        ax.set_axis_off()
    figure.supxlabel("passes over the images", fontsize=11)
    figure.supylabel("loss on the training images", fontsize=11)
    return figure


def secants(f: np.ndarray, grid: np.ndarray, at: float, step: float, slope: float) -> Figure:
    """A curve f (G,) over `grid` (G,), its tangent of the given slope, and the lines of both differences."""
    figure, ax = plt.subplots(figsize=(6.0, 3.4))
    ax.plot(grid, f, color=BASELINE, label="loss")
    here, above, below = (float(np.interp(x, grid, f)) for x in (at, at + step, at - step))
    lines = {
        "tangent": (slope, here, at, INK, "-"),
        "central difference": ((above - below) / (2 * step), below, at - step, BLUE, "--"),
        "one-sided difference": ((above - here) / step, here, at, VERMILLION, ":"),
    }
    for name, (tilt, height, x, color, dash) in lines.items():
        ax.plot(grid, height + tilt * (grid - x), linestyle=dash, color=color, linewidth=1.6, label=name)
    ax.plot([at - step, at, at + step], [below, here, above], "o", color=INK, markersize=6)
    room = float(np.ptp(f)) * 0.15
    ax.set(xlabel="weight", ylabel="loss", ylim=(f.min() - room, f.max() + room))
    ax.legend(fontsize=9)
    return figure


def _steps_axis(ax: Axes, steps: np.ndarray) -> None:
    ax.set(xscale="log", yscale="log", xlabel="step ε", ylabel="relative error")
    low, high = int(np.floor(np.log10(steps.min()))), int(np.ceil(np.log10(steps.max())))
    powers_of_ten(ax.xaxis, range(low, high + 1, 2))


def errors(steps: np.ndarray, found: Mapping[str, np.ndarray], best: float) -> Figure:
    """Relative errors (S, seeds) against `steps` (S,), by name: medians and bands; a line at the step of theory."""
    figure, ax = plt.subplots(figsize=(6.2, 3.8))
    for (name, values), color, dash in zip(found.items(), COLORS, DASHES):
        shown = np.maximum(values, 1e-14)
        ax.fill_between(steps, shown.min(axis=1), shown.max(axis=1), color=tint(color), linewidth=0)
        ax.plot(steps, np.median(shown, axis=1), linestyle=dash, color=color, label=name)
    ax.axvline(best, color=BASELINE, linewidth=1)
    _steps_axis(ax, steps)
    powers_of_ten(ax.yaxis, range(-14, 3, 2))
    ax.set(ylim=(1e-14, 1e2))
    ax.legend(loc="lower left", fontsize=9)
    return figure


def catalog(programs: Sequence[str], checks: Sequence[str], passed: np.ndarray) -> Figure:
    """Which program (columns) passes which check (rows): `passed` (checks, programs); what fails has a cross."""
    figure, ax = plt.subplots(figsize=(6.2, 3.2))
    ax.imshow(passed, cmap=ListedColormap([tint(VERMILLION, 0.45), tint(GREEN, 0.3)]), vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(passed.shape):
        sign = "" if passed[row, column] else "×"
        ax.text(column, row, sign, ha="center", va="center", fontsize=15, color=INK)
    ax.set_xticks(range(len(programs)), programs)
    ax.set_yticks(range(len(checks)), checks)
    ax.set_xticks(np.arange(len(programs) - 1) + 0.5, minor=True)
    ax.set_yticks(np.arange(len(checks) - 1) + 0.5, minor=True)
    ax.grid(False)
    ax.grid(True, which="minor", color="white", linewidth=2)
    ax.tick_params(which="both", length=0)
    return figure


def under_the_glass(
    offsets: np.ndarray, values: np.ndarray, step: float, slope: float, steps: np.ndarray, curve: np.ndarray
) -> Figure:
    """Left the loss minus its middle at `offsets` (G,) of -2 to 2 steps, both points, and the true slope; right the
    error at all `steps` (S,), `curve` (S,), with this step marked.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(6.4, 3.0), width_ratios=(1.3, 1), layout="none")
    figure.subplots_adjust(left=0.13, right=0.985, bottom=0.17, top=0.9, wspace=0.42)
    middle = values[len(values) // 2]
    scale = max(abs(slope) * 2 * step, float(np.abs(values - middle).max()))
    left.plot(offsets / step, (values - middle) / scale, color=BASELINE, linewidth=1.2)
    left.plot(offsets / step, slope * offsets / scale, color=INK, linestyle="--", linewidth=1.2)
    ends = [int(np.argmin(np.abs(offsets - end * step))) for end in (-1, 1)]
    left.plot(offsets[ends] / step, (values[ends] - middle) / scale, "o-", color=BLUE, linewidth=1.5)
    left.set(xlim=(-2, 2), ylim=(-1.1, 1.1), xlabel="weight, in steps", ylabel="loss, magnified")
    right.plot(steps, np.maximum(curve, 1e-14), color=BASELINE, linewidth=1.5)
    at = int(np.argmin(np.abs(np.log(steps / step))))
    right.plot(steps[at], max(curve[at], 1e-14), "o", color=BLUE, markersize=9)
    _steps_axis(right, steps)
    powers_of_ten(right.xaxis, (-12, -6, 0))
    powers_of_ten(right.yaxis, range(-14, 3, 4))
    right.set(ylim=(1e-14, 1e2))
    return figure
