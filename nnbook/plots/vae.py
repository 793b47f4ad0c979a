"""Figures of the chapter on variational autoencoders: codes as clouds under the prior, and what each unit costs."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from .style import BLUE, INK, VERMILLION, tint


def clouds(points: Sequence[float], means: Sequence[float], deviations: Sequence[float]) -> Figure:
    """Above, codes on a line as points; below, codes as bells, with the standard normal density as a dashed line."""
    figure, (above, below) = plt.subplots(2, 1, figsize=(6.2, 3.6), sharex=True, height_ratios=[1, 2.4])
    above.plot(points, np.zeros(len(points)), "o", color=BLUE, markersize=7)
    above.axhline(0, color=INK, linewidth=0.8, zorder=0)
    above.set(title="autoencoder: a code is a point", yticks=[], ylim=(-1, 1))
    z = np.linspace(-5, 5, 400)
    for mean, deviation in zip(means, deviations, strict=True):
        bell = _density(z, mean, deviation)
        below.fill_between(z, bell, color=tint(BLUE, 0.3), alpha=0.7)
        below.plot(z, bell, "-", color=BLUE, linewidth=1.2)
    below.plot(z, _density(z, 0.0, 1.0), "--", color=VERMILLION, label="prior")
    below.set(title="variational autoencoder: a code is a distribution", xlabel="code", yticks=[], ylim=(0, None))
    below.legend()
    for ax in (above, below):
        ax.grid(False)
    return figure


def _density(z: np.ndarray, mean: float, deviation: float) -> np.ndarray:
    return np.exp(-0.5 * ((z - mean) / deviation) ** 2) / (deviation * np.sqrt(2 * np.pi))


def used(costs: np.ndarray) -> Figure:
    """What each of the code's units costs in nats (H,), the most expensive first; those near 0 say nothing."""
    figure, ax = plt.subplots(figsize=(6.0, 2.8))
    ax.bar(range(1, len(costs) + 1), np.sort(costs)[::-1], color=BLUE)
    ax.set(xlabel="unit of the code, by cost", ylabel="divergence in nats", xticks=range(1, len(costs) + 1))
    ax.grid(False, axis="x")
    return figure
