"""The HTML of the drawing board: a first picture, the paper and its controls, places for responses, data, a script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from .._extras import require
from . import _ink, _layers
from ._frames import address, only_new_figures_closed, picture
from ._layers import Layer
from ._page import LAB, PICTURE_STYLE, json_in_page, script

COLORS = {"ink": "gray_r", "amounts": "cividis", "signed": "PuOr_r"}  # as in nnbook.plots
STEPS = 64  # of a color scale
COLUMNS = 8  # maps side by side
PAPER = 576  # pixels of the paper, of which the page shows half as many
KEYS = "the arrow keys move the pen, space or enter lowers and lifts it"


def page(layers: Sequence[Layer], images: np.ndarray, labels: Sequence[str], options: dict[str, Any]) -> str:
    """The whole board for examples (K, side, side) from 0 to 1. Without scripts a first picture and a line remain."""
    places = _layers.shown(layers)
    table, weights = _layers.exported(layers)
    data = {
        **options,
        "layers": table,
        "shown": places,
        "columns": COLUMNS,
        "colors": {name: _palette(scale) for name, scale in COLORS.items()},
        "examples": _layers.data_address(np.round(images * 255).astype(np.uint8).tobytes()),
        "weights": weights,
    }
    with only_new_figures_closed():
        figure = draw(layers, images[0])
        width, height = figure.get_size_inches() * 96  # CSS pixels to the inch
        still = address(picture(figure, "svg", {}), "svg")
    return (
        '<div class="nnd" role="group" aria-label="Drawing board: a network reads what is drawn">\n'
        f'<img class="nnd-still" alt="{escape(in_words(layers, labels[0]))}" width="{width:.0f}" '
        f'height="{height:.0f}" style="{PICTURE_STYLE}" src="{still}">\n'
        '<p class="nnd-still">The paper to draw on appears where scripts run (in a notebook: run the cell).</p>\n'
        f'<div class="nnd-live" style="display:none">\n{_desk(layers, labels)}{_responses(layers, places)}</div>\n'
        f'<script type="application/json">{json_in_page(data)}</script>\n'
        f"</div>\n<script>{script('network')}</script>"
    )


def _palette(name: str) -> str:
    """A color scale of matplotlib's, as STEPS times six hexadecimal digits."""
    scale = require("matplotlib", "book", "draw_a_digit").colormaps[name]
    return "".join(f"{r:02x}{g:02x}{b:02x}" for r, g, b, _ in scale(np.linspace(0, 1, STEPS), bytes=True))


def _desk(layers: Sequence[Layer], labels: Sequence[str]) -> str:
    """The paper, what belongs to it, and a line for the probability of each class."""
    buttons = "".join(f'<button type="button" class="nnd-example" {LAB}>{escape(label)}</button>\n' for label in labels)
    classes = "".join(
        f'<li><span>{k}</span> <span class="nnd-bar" aria-hidden="true"><span></span></span> '
        '<span class="nnd-chance"></span></li>\n'
        for k in range(layers[-1].response.shape[1])
    )
    return (
        '<div class="nnd-desk">\n<div>\n'
        f"<p>Draw a digit with the mouse or a finger. By keyboard, {KEYS}.</p>\n"
        f'<canvas class="nnd-paper" width="{PAPER}" height="{PAPER}" tabindex="0" role="application" '
        f'aria-label="Paper: {KEYS}" {LAB}></canvas>\n'
        f'<div class="nnd-buttons"><button type="button" class="nnd-clear" {LAB}>Clear</button>\n'
        f'<label><input type="checkbox" checked {LAB}> cut out, scale and center</label></div>\n'
        f'</div>\n<div>\n<p class="nnd-said" role="status"></p>\n'
        f'<ul class="nnd-classes" aria-label="Probability of each class">\n{classes}</ul>\n'
        f"<fieldset><legend>Or take an example:</legend>\n{buttons}</fieldset>\n"
        "</div>\n</div>\n"
    )


def _responses(layers: Sequence[Layer], places: Sequence[int]) -> str:
    """A picture, still empty, for the input and for each layer that is shown."""
    figures = [_figure("input", "<b>input</b>: what the network sees", 1)]
    for index in places:
        name, kinds = _layers.title(layers, index)
        shape = layers[index].response.shape[1:]
        caption = f"<code>{escape(name)}</code> {kinds}: {_layers.size(shape)}"
        kind, across = ("maps", min(shape[0], COLUMNS)) if len(shape) == 3 else ("strip", COLUMNS)
        figures.append(_figure(kind, caption, across))
    return f'<div class="nnd-layers">\n{"".join(figures)}</div>\n'


def _figure(kind: str, caption: str, across: int) -> str:
    """A place for one response; a map is drawn at most 8rem wide."""
    return (
        f'<figure class="nnd-{kind}"><figcaption>{caption}</figcaption><canvas width="1" height="1" role="img" '
        f'aria-label="" style="max-width:{8 * across}rem"></canvas></figure>\n'
    )


def in_words(layers: Sequence[Layer], label: str) -> str:
    """What the first picture shows."""
    rows = []
    for index in _layers.shown(layers):
        name, kinds = _layers.title(layers, index)
        rows.append(f"{name} {kinds}, {_layers.size(layers[index].response.shape[1:])}")
    chances = probabilities(layers[-1])
    best, second = (int(k) for k in np.argsort(-chances)[:2])
    return (
        f"An example, {label}, and the response of each layer to it: {'; '.join(rows)}. The network reads {best}, "
        f"{chances[best]:.0%}; then {second}, {chances[second]:.0%}."
    )


def probabilities(last: Layer) -> np.ndarray:
    """(classes,) probabilities of the first example."""
    scores = last.response[0].astype(np.float64)
    if last.kind == "Softmax":
        return scores
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def draw(layers: Sequence[Layer], image: np.ndarray) -> Any:
    """The first picture: an image (side, side), the responses that are shown, the probability of each class."""
    pyplot = require("matplotlib.pyplot", "book", "draw_a_digit")
    places = _layers.shown(layers)
    tall = [2.4 if layers[index].response.ndim == 4 else 1.0 for index in places]
    figure = pyplot.figure(figsize=(5.6, max(2.6, 0.2 + 0.45 * sum(tall))), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(1, 2.2))
    seen, bars = left.subplots(2, 1, height_ratios=(1.6, 1))
    seen.imshow(image, cmap=COLORS["ink"], vmin=0, vmax=1, interpolation="none")
    seen.set_title("input", fontsize=9)
    seen.set_axis_off()
    chances = probabilities(layers[-1])
    bars.bar(range(len(chances)), chances, color="C0")
    bars.set(yticks=[], ylim=(0, 1))
    bars.set_title("probabilities", fontsize=9)
    bars.tick_params(labelsize=8)
    bars.set_xticks(range(len(chances)))
    bars.grid(False)
    rows = right.subplots(len(places), 1, height_ratios=tall, squeeze=False)[:, 0]
    for ax, index in zip(rows, places):
        name, kinds = _layers.title(layers, index)
        response = layers[index].response[0]
        _show(ax, response)
        ax.set_title(f"{name} {kinds}: {_layers.size(response.shape)}", fontsize=8)
    return figure


def _show(ax: Any, response: np.ndarray) -> None:
    """A response as an image: both signs around a pale middle, or amounts from 0 up."""
    reach, signed = max(float(np.abs(response).max()), 1e-9), bool(response.min() < 0)
    table = mosaic(response) if response.ndim == 3 else response[None]
    scale, low = (COLORS["signed"], -reach) if signed else (COLORS["amounts"], 0.0)
    aspect = "equal" if response.ndim == 3 else "auto"
    ax.imshow(table, cmap=scale, vmin=low, vmax=reach, interpolation="none", aspect=aspect)
    ax.set_axis_off()


def mosaic(maps: np.ndarray) -> np.ndarray:
    """(C, H, W) maps side by side, COLUMNS in a row, with an empty line between them."""
    count, height, width = maps.shape
    columns = min(count, COLUMNS)
    rows = -(-count // columns)
    out = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for i, one in enumerate(maps):
        top, left = i // columns * (height + 1), i % columns * (width + 1)
        out[top : top + height, left : left + width] = one
    return out


def options_of(side: int, magnification: float, mean: float, std: float) -> dict[str, Any]:
    """What the script needs beside the network: how strokes become an image, and the image a standardized one."""
    return {"ink": _ink.settings(side, magnification), "mean": mean, "std": std}
