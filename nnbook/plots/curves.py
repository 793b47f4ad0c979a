"""Curves of a training run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .style import COLORS, TRAINING, VALIDATION, on_axes


def loss_curves(history: Any, *, name: str = "loss", log: bool = False, ax: Axes | None = None) -> Figure:
    """The loss, or the metric called `name`, after each epoch: training as a line, validation dashed.

    `history` is a `training.History`, or several by name: {"SGD": ..., "Adam": ...} gives each run a color.
    """
    runs = history if isinstance(history, Mapping) else {"": history}
    figure, ax = on_axes(ax)
    for number, (label, run) in enumerate(runs.items()):
        colors = [COLORS[number % len(COLORS)]] * 2 if label else [TRAINING, VALIDATION]
        for part, values, color, dash in zip(
            ("training", "validation"), (run.train, run.validation), colors, ("-", "--")
        ):
            if values:
                numbers = _curve(values, name, part)
                places = range(1, len(numbers) + 1)
                ax.plot(
                    places,
                    numbers,
                    dash,
                    color=color,
                    marker="o" if len(numbers) == 1 else "",
                    label=_text(label, part),
                )
    ax.set(xlabel="epoch", ylabel=name, yscale="log" if log else "linear")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.legend()
    return figure


def _text(label: str, part: str) -> str:
    return f"{label}, {part}" if label else part


def _curve(values: Mapping[str, list[float]], name: str, part: str) -> list[float]:
    if name not in values:
        raise ValueError(f"loss_curves(name={name!r}): the history's {part} part has {', '.join(values)}.")
    return values[name]
