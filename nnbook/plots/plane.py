"""Points in the plane, and which class a model gives to every place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from .._duck import engine_of, to_numpy
from .style import BOUNDARY, COLORS, MARKERS, on_axes, tint

AXES = ("$x_1$", "$x_2$")


def points(
    x: Any,
    y: Any,
    *,
    classes: Sequence[str] | None = None,
    features: Sequence[str] = AXES,
    ax: Axes | None = None,
) -> Figure:
    """Points x (N, 2) with a color and a marker for each class, the labels y (N,).

    `classes` names the labels 0, 1 ..., or, if y has others (-1 and +1), those that y has, in rising order. `features`
    names the axes.
    """
    places, labels = _checked(to_numpy(x), to_numpy(y), "points")
    figure, ax = on_axes(ax)
    known = np.unique(labels)
    if classes is not None and np.isin(known, np.arange(len(classes))).all():
        known = np.arange(len(classes))
    _scatter(ax, places, labels, known, classes)
    ax.set(xlabel=features[0], ylabel=features[1])
    return figure


def decision_regions(
    model: Any,
    x: Any,
    y: Any,
    *,
    classes: Sequence[str] | None = None,
    features: Sequence[str] = AXES,
    threshold: float = 0.0,
    resolution: int = 200,
    ax: Axes | None = None,
) -> Figure:
    """The points x (N, 2) with labels y (N,), and behind them the class that a model gives to every place.

    `model` is a module of either engine or a function of an array (M, 2). It gives one score per class, (M, K), of
    which the largest counts; or one score, (M,) or (M, 1), that is above `threshold` for the second class; or class
    labels, integers (M,). It is asked on a grid of `resolution` by `resolution` places. Lines mark where classes meet.
    """
    places, labels = _checked(to_numpy(x), to_numpy(y), "decision_regions")
    figure, ax = on_axes(ax)
    low, high = places.min(axis=0), places.max(axis=0)
    edges = np.linspace(low - 0.1 * (high - low), high + 0.1 * (high - low), resolution)  # (resolution, 2)
    across, up = np.meshgrid(*edges.T)
    grid = np.stack([across.ravel(), up.ravel()], axis=1).astype(np.float32)
    known, margins = _margins(_answers(model, grid), np.unique(labels), threshold)
    margins = margins.T.reshape(len(known), resolution, resolution)
    palette = ListedColormap([tint(COLORS[k % len(COLORS)]) for k in range(len(known))])
    box = (edges[0, 0], edges[-1, 0], edges[0, 1], edges[-1, 1])
    ax.imshow(
        margins.argmax(axis=0), extent=box, origin="lower", aspect="auto", cmap=palette, vmin=0, vmax=palette.N - 1
    )
    for margin in margins[1:]:  # the first class meets only others, whose lines are drawn
        if margin.min() < 0 < margin.max():
            ax.contour(across, up, margin, levels=[0], colors=BOUNDARY, linewidths=1.5, linestyles="solid")
    _scatter(ax, places, labels, known, classes)
    ax.set(xlabel=features[0], ylabel=features[1])
    ax.grid(False)
    return figure


def _scatter(
    ax: Axes, places: np.ndarray, labels: np.ndarray, known: np.ndarray, classes: Sequence[str] | None
) -> None:
    """The points of each known class; its color and marker depend on its place among the known ones alone."""
    if classes is not None and len(classes) != len(known):
        raise ValueError(
            f"{len(classes)} class names ({', '.join(classes)}) for the {len(known)} classes {known.tolist()}."
        )
    for number, label in enumerate(known):
        here = places[labels == label]
        if len(here):
            name = str(label) if classes is None else str(classes[number])
            color, marker = COLORS[number % len(COLORS)], MARKERS[number % len(MARKERS)]
            look: dict[str, Any] = {"color": color, "marker": marker, "edgecolors": "white", "linewidths": 0.5}
            ax.scatter(here[:, 0], here[:, 1], s=28, label=name, zorder=3, **look)
    ax.legend()


def _checked(x: np.ndarray, y: np.ndarray, caller: str) -> tuple[np.ndarray, np.ndarray]:
    if x.ndim != 2 or x.shape[1] != 2 or len(x) == 0:
        raise ValueError(
            f"{caller} got x of shape {x.shape}: expected (N, 2), places in the plane. Columns? x[:, [0, 1]]"
        )
    if y.shape != (len(x),):
        raise ValueError(f"{caller} got y of shape {y.shape}: expected one label for each of the {len(x)} points.")
    return x, y


def _answers(model: Callable[[Any], Any], grid: np.ndarray) -> np.ndarray:
    """What the model, of whichever engine, or the function says about the places (M, 2)."""
    if not hasattr(model, "parameters"):
        return np.asarray(model(grid))
    parameter = next(iter(model.parameters()))
    engine = engine_of(parameter)
    with engine.no_grad():
        return to_numpy(model(engine.as_tensor(grid).to(parameter.device).to(parameter.dtype)))


def _margins(answers: np.ndarray, labels: np.ndarray, threshold: float) -> tuple[np.ndarray, np.ndarray]:
    """The K known classes, and by how much each wins at each place, (M, K): above 0 for the one that is chosen."""
    if answers.ndim == 2 and answers.shape[1] > 1:
        ranked = np.sort(answers, axis=1)
        best, second = ranked[:, -1:], ranked[:, -2:-1]
        return np.arange(answers.shape[1]), answers - np.where(answers == best, second, best)
    answers = answers.reshape(len(answers), -1)[:, 0]
    if np.issubdtype(answers.dtype, np.integer):
        known = np.union1d(labels, answers)
        return known, (answers[:, None] == known) - 0.5
    if len(labels) != 2:
        raise ValueError(f"One score per place tells two classes apart, but y has {len(labels)}: {labels.tolist()}.")
    return labels, np.stack([threshold - answers, answers - threshold], axis=1)
