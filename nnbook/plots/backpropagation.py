"""Figures of the chapter on backpropagation: slopes, a graph step by step, the XOR and symmetry experiments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import MultipleLocator

from .. import float64, tanh, tensor
from .style import BLUE, GREEN, INK, SIGNED, VERMILLION

# ---------------------------------------------------------------------- the graph of L = (tanh(w x + b) - y)^2
FORWARD, BACKWARD = BLUE, VERMILLION  # the color of values and of gradients
_PLACES = {  # columns and rows: to the right, then down, so that it is legible on a phone
    "w": (0, 2),
    "x": (0, 1),
    "a": (1, 2),
    "b": (1, 1),
    "z": (2, 2),
    "ŷ": (3, 2),
    "y": (2, 1),
    "e": (3, 1),
    "L": (3, 0),
}
_FORMULAS = {"a": "a = w · x", "z": "z = a + b", "ŷ": "ŷ = tanh z", "e": "e = ŷ − y", "L": "L = e · e"}
_EDGES = [("w", "a"), ("x", "a"), ("a", "z"), ("b", "z"), ("z", "ŷ"), ("ŷ", "e"), ("y", "e"), ("e", "L")]
STEPS = 12
_WIDE, _HIGH = 0.39, 0.36  # half a box


@dataclass(frozen=True)
class Step:
    """One moment of the two sweeps: what has just been computed, in words, and what is known by now."""

    says: str
    values: Mapping[str, float]
    gradients: Mapping[str, float]
    new: str  # the names of the nodes that this step filled in


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".").replace("-", "−") if abs(value) >= 0.0005 else "0"


def _factor(value: float) -> str:
    return f"({_number(value)})" if value < -0.0005 else _number(value)


def _sweeps(w: float, x: float, b: float, y: float) -> tuple[dict[str, float], dict[str, float]]:
    """All values and all gradients of the graph, from this book's engine."""
    given = {"w": w, "x": x, "b": b, "y": y}
    nodes = {name: tensor(value, dtype=float64, requires_grad=True) for name, value in given.items()}
    nodes["a"] = nodes["w"] * nodes["x"]
    nodes["z"] = nodes["a"] + nodes["b"]
    nodes["ŷ"] = tanh(nodes["z"])
    nodes["e"] = nodes["ŷ"] - nodes["y"]
    nodes["L"] = nodes["e"] * nodes["e"]
    for name in "azŷeL":
        nodes[name].retain_grad()
    nodes["L"].backward()
    gradients = {name: t.grad.item() for name, t in nodes.items() if t.grad is not None}
    return {name: t.item() for name, t in nodes.items()}, gradients


def graph_step(step: int, *, w: float = 0.5, x: float = 2.0, b: float = -0.5, y: float = 1.0) -> Step:
    """Step 0 to 11 of the graph: the inputs, five values on the way forward, six gradients on the way back."""
    v, g = _sweeps(w, x, b, y)
    n, f = {k: _number(a) for k, a in v.items()}, {k: _factor(a) for k, a in v.items()}
    m, h = {k: _number(a) for k, a in g.items()}, {k: _factor(a) for k, a in g.items()}
    half = v["e"]
    told = [
        ("wxby", f"Given: w = {n['w']}, x = {n['x']}, b = {n['b']}, y = {n['y']}"),
        ("a", f"Forward: a = w · x = {f['w']} · {f['x']} = {n['a']}"),
        ("z", f"Forward: z = a + b = {n['a']} + {f['b']} = {n['z']}"),
        ("ŷ", f"Forward: ŷ = tanh z = {n['ŷ']}"),
        ("e", f"Forward: e = ŷ − y = {n['ŷ']} − {f['y']} = {n['e']}"),
        ("L", f"Forward: L = e · e = {n['L']}"),
        ("L", "Back: L follows L one to one, so its gradient is 1"),
        ("e", f"Back: e was used twice, so add: {_number(half)} + {_factor(half)} = {m['e']}"),
        ("ŷy", f"Back: e = ŷ − y, so ŷ gets {m['ŷ']} and y gets {m['y']}"),
        ("z", f"Back: tanh passes on 1 − ŷ² = {_number(1 - v['ŷ'] ** 2)} of it: {m['z']}"),
        ("ab", f"Back: a sum hands it to both: {m['a']}"),
        ("wx", f"Back: w gets {h['a']} · x = {m['w']}, x gets {h['a']} · w = {m['x']}"),
    ]
    forward = [name for names, _ in told[: min(step, 5) + 1] for name in names]
    backward = [name for names, _ in told[6 : step + 1] for name in names]
    names, says = told[step]
    return Step(says, {k: v[k] for k in forward}, {k: g[k] for k in backward}, names)


def graph(step: int | None = None, *, w: float = 0.5, x: float = 2.0, b: float = -0.5, y: float = 1.0) -> Figure:
    """The graph of L = (tanh(w x + b) - y)^2 with the values and gradients known after `step` steps, or all of them.

    The title says what the step has computed, and the boxes that it filled in have thick frames.
    """
    now = graph_step(STEPS - 1 if step is None else step, w=w, x=x, b=b, y=y)
    figure, ax = plt.subplots(figsize=(6.4, 4.2), layout="none")
    back = bool(now.gradients)
    if step is None:
        now = replace(now, new="")
    for start, end in _EDGES:
        travelled = end in now.gradients and start in now.gradients if back else end in now.values
        _edge(ax, start, end, back and start in now.gradients, travelled)
    for name in _PLACES:
        _node(ax, name, now)
    ax.set(xlim=(-0.42, 3.42), ylim=(-0.4, 2.4))
    ax.set_axis_off()
    if step is not None:
        ax.set_title(now.says, fontsize=13, loc="left", color=BACKWARD if back else FORWARD)
    figure.subplots_adjust(left=0.01, right=0.99, top=0.98 if step is None else 0.9, bottom=0.01)
    return figure


def _edge(ax: Axes, start: str, end: str, back: bool, travelled: bool) -> None:
    """An arrow between the sides of two boxes; L uses e twice, so there are two arrows."""
    (column, row), (to_column, to_row) = _PLACES[start], _PLACES[end]
    look = {"color": (BACKWARD if back else FORWARD) if travelled else "0.7", "linewidth": 2 if travelled else 1.2}
    for shift in (-0.15, 0.15) if (start, end) == ("e", "L") else (0.0,):
        if column == to_column:
            ends = [(column + shift, row - _HIGH), (column + shift, to_row + _HIGH)]
        else:
            ends = [(column + _WIDE, row), (to_column - _WIDE, to_row)]
        tail, head = reversed(ends) if back else ends
        style = {"arrowstyle": "-|>", "shrinkA": 1, "shrinkB": 1, "mutation_scale": 13, **look}
        ax.annotate("", head, tail, arrowprops=style, zorder=1)


def _node(ax: Axes, name: str, now: Step) -> None:
    """A box with the formula, the value with a forward arrow, and the gradient with a backward arrow."""
    (column, row), new = _PLACES[name], name in now.new
    color = (BACKWARD if now.gradients else FORWARD) if new else "0.6"
    corner = (column - _WIDE, row - _HIGH)
    box = FancyBboxPatch(corner, 2 * _WIDE, 2 * _HIGH, boxstyle="round,pad=0,rounding_size=0.06")
    box.set(facecolor="white", edgecolor=color, linewidth=2.5 if new else 1)
    ax.add_patch(box)
    lines = [(_FORMULAS.get(name, name), INK)]
    if name in now.values:
        lines.append((f"→ {_number(now.values[name])}", FORWARD))
    if name in now.gradients:
        lines.append((f"← {_number(now.gradients[name])}", BACKWARD))
    for height, (text, ink) in zip((0.2, -0.02, -0.24), lines, strict=False):
        ax.text(column, row + height, text, ha="center", va="center", fontsize=13, color=ink)


# ---------------------------------------------------------------------- the question
def slopes(moves: np.ndarray, losses: np.ndarray, slope: float, gradient: np.ndarray) -> Figure:
    """Left, the loss (M,) as one weight is moved by `moves` (M,), with its slope; right, slopes (8, 8, 8) as images."""
    figure = plt.figure(figsize=(7, 2.9), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(1, 1.4), squeeze=False)[0]
    ax = left.subplots()
    ax.plot(moves, losses, color=BLUE, label="loss")
    here = losses[np.argmin(np.abs(moves))]
    ax.plot(moves, here + slope * moves, color=VERMILLION, linestyle="--", label=f"slope {slope:.4f}".replace("-", "−"))
    ax.plot(0, here, "o", color=INK)
    ax.set(xlabel="change of one weight", ylabel="loss")
    ax.margins(y=0.2)
    ax.legend()
    limit = np.abs(gradient).max()
    for number, (small, image) in enumerate(zip(right.subplots(2, 4).flat, gradient, strict=True), 1):
        shown = small.imshow(image, cmap=SIGNED, vmin=-limit, vmax=limit)
        small.set_title(f"unit {number}", fontsize=9)
        small.set_axis_off()
    right.colorbar(shown, ax=right.axes, label="slope of the loss", shrink=0.8)
    return figure


# ---------------------------------------------------------------------- learning XOR
def xor_runs(losses: Mapping[str, np.ndarray], solved: Mapping[str, np.ndarray]) -> Figure:
    """Loss against sweep for many networks: by title, losses (sweeps, networks) and which were solved (networks,)."""
    figure, axes = plt.subplots(1, len(losses), figsize=(7, 3.2), sharey=True, squeeze=False)
    for ax, (title, curves) in zip(axes[0], losses.items(), strict=True):
        every, good = max(1, len(curves) // 300), solved[title]
        sweeps = np.arange(1, len(curves) + 1)[::every]
        with mpl.rc_context({"path.simplify_threshold": 0.5}):  # of a pixel: hundreds of curves weigh a lot
            ax.plot(sweeps, curves[::every, good], color=BLUE, linestyle="-", alpha=0.25, linewidth=0.8)
            ax.plot(sweeps, curves[::every, ~good], color=VERMILLION, linestyle="--", linewidth=1.2)
        ax.plot([], [], color=BLUE, linestyle="-", label=f"{good.sum()} learn it")
        if not good.all():
            ax.plot([], [], color=VERMILLION, linestyle="--", label=f"{(~good).sum()} get stuck")
        ax.set(title=title, xlabel="sweep", ylim=(0, None))
        ax.legend()
    axes[0, 0].set_ylabel("loss")
    return figure


# ---------------------------------------------------------------------- the symmetry task
def symmetry(weights: Mapping[str, np.ndarray], patterns: np.ndarray, symmetric: np.ndarray) -> Figure:
    """For each solution, weights (2, 6) as bars, and what the patterns (64, 6) add up to in the first unit.

    The weights come in a unit in which they are close to whole numbers; `symmetric` (64,) is true for the patterns
    that read the same from both ends.
    """
    figure, axes = plt.subplots(2, len(weights), figsize=(7, 5.2), squeeze=False)
    for (top, bottom), (title, w) in zip(axes.T, weights.items(), strict=True):
        _mirrored_bars(top, w)
        top.set_title(title)
        _sums(bottom, patterns @ w[0], symmetric)
    axes[0, 0].set_ylabel("weight")
    axes[1, 0].set_ylabel("patterns")
    return figure


def _mirrored_bars(ax: Axes, w: np.ndarray) -> None:
    places = np.arange(1, 7)
    for unit, (shift, color, hatch) in enumerate(((-0.2, BLUE, ""), (0.2, VERMILLION, "//"))):
        bars = ax.bar(places + shift, w[unit], 0.38, color=color, hatch=hatch, label=f"hidden unit {unit + 1}")
        ax.bar_label(bars, [f"{v:.1f}".replace("-", "−") for v in w[unit]], fontsize=7.5, padding=1)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.axvline(3.5, color=INK, linewidth=1, linestyle=":")
    ax.set(xlabel="position in the pattern", xticks=places)
    ax.margins(y=0.35)
    ax.yaxis.set_major_locator(MultipleLocator(2))
    ax.legend(loc="upper center", ncols=2, fontsize=8, handlelength=1.2, columnspacing=1)


def _sums(ax: Axes, sums: np.ndarray, symmetric: np.ndarray) -> None:
    edges = list(np.arange(np.floor(sums.min()) - 1, np.ceil(sums.max()) + 2) - 0.5)
    counts, _, _ = ax.hist([sums[symmetric], sums[~symmetric]], edges, stacked=True, color=(GREEN, "0.65"), rwidth=0.8)
    ax.set(xlabel="weighted sum in unit 1", ylim=(0, 1.25 * np.max(counts)))
    ax.xaxis.set_major_locator(MultipleLocator(3))
    ax.text(0, 1.05 * np.max(counts), "the 8 symmetric patterns", color=GREEN, ha="center", fontsize=10)
