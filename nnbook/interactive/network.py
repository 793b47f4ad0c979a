"""A trained network in the page: it reads what the reader draws, with no server and no kernel behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._duck import to_numpy
from . import _ink, _layers
from ._board import options_of, page
from ._frames import MAX_BYTES
from ._layers import Layer


class DrawingBoard:
    """A paper to draw on and a network that reads it, as `draw_a_digit` returns it: the last line of a cell shows it.

    `html` is the whole board as a page shows it; printed as text it is one line.
    """

    def __init__(self, html: str, layers: Sequence[Layer], side: int, magnification: float):
        self.html = html
        self._layers, self._side, self._magnification = layers, side, magnification

    def image(self, strokes: Sequence[Any], centered: bool = True) -> np.ndarray:
        """(1, H, W), what the network sees of strokes: lists of points (x, y) from 0 to 1, x to the right and y down.

        It is what the page's script makes of the same strokes, before the pixels are standardized: cut out, scaled and
        centered as the digits of `datasets.digits` were, or left in its place.
        """
        return _ink.image(strokes, self._side, self._magnification, centered)[None]

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        classes = self._layers[-1].response.shape[1]
        return f"<drawing board of {self._side} x {self._side} pixels: {len(self._layers)} layers, {classes} classes>"


def draw_a_digit(
    model: Any,
    examples: Any,
    labels: Sequence[Any],
    *,
    mean: float = 0.0,
    std: float = 1.0,
    magnification: float = 1.0,
) -> DrawingBoard:
    """A page's board on which the reader draws a digit, and `model`, trained before, shows what each layer makes of it.

    `model` is a stack of Conv2d, MaxPool2d, AvgPool2d, Flatten, Linear, ReLU, Tanh, Sigmoid and Softmax, of either
    engine; its weights go into the page, as whole numbers of 16 bits. `examples` (K, 1, H, W), from 0 for paper to 1
    for ink, lie ready under buttons with their `labels`; the first is shown at the beginning. The model is given
    (image - mean) / std. A drawing is made into a digit of 8x8 blocks, of `magnification` pixels each: 1.0 for
    `datasets.digits()`, 2.5 for `cluttered_digits()`, 2.8 for `affine_digits(size=32)`. TypeError or ValueError that
    names the layer if the script cannot compute it; ValueError above MAX_BYTES bytes.
    """
    images = _images(examples, labels)
    for name, value in {"mean": mean, "std": std, "magnification": magnification}.items():
        if not math.isfinite(value) or (name != "mean" and value <= 0):
            raise ValueError(f"draw_a_digit({name}={value!r}): expected a finite number{' above 0' * (name != 'mean')}")
    side = images.shape[2]
    if magnification * _ink.GRID > side + 0.5:
        raise ValueError(
            f"draw_a_digit(magnification={magnification:g}): a digit of {_ink.GRID}x{_ink.GRID} blocks, "
            f"{magnification:g} pixels each, does not fit into images of {side}x{side} pixels"
        )
    images = (np.round(images * 255) / 255).astype(np.float32)  # as the page has them
    layers = _layers.read(model, ((images - mean) / std).astype(np.float32))
    options = options_of(side, float(magnification), float(mean), float(std))
    html = page(layers, images[:, 0], [str(label) for label in labels], options)
    if len(html.encode()) > MAX_BYTES:
        count = sum(weights.size for layer in layers for weights in layer.weights.values())
        raise ValueError(
            f"draw_a_digit: a board with {count:,} weights and {len(images)} examples weighs {len(html) / 1e6:.1f} MB, "
            f"more than the limit of {MAX_BYTES / 1e6:.1f} MB: use a smaller network, or fewer examples"
        )
    return DrawingBoard(html, layers, side, float(magnification))


def _images(examples: Any, labels: Sequence[Any]) -> np.ndarray:
    """The examples as an array (K, 1, side, side) from 0 to 1, or an error that says what is wrong with them."""
    images = to_numpy(examples)
    if images.ndim != 4 or images.shape[1] != 1 or images.shape[2] != images.shape[3] or not len(images):
        raise ValueError(
            f"draw_a_digit got examples of shape {images.shape}: expected (K, 1, H, W) with H = W, at least one "
            "square image of one channel. A single image? x[:1]"
        )
    if not (np.isfinite(images).all() and images.min() >= 0 and images.max() <= 1):
        raise ValueError(
            f"draw_a_digit got examples with values from {images.min():g} to {images.max():g}: expected 0 for paper "
            "to 1 for ink. Standardized before? Give mean and std instead, and the images as they were"
        )
    if len(labels) != len(images):
        raise ValueError(f"draw_a_digit got {len(images)} examples and {len(labels)} labels: expected a label for each")
    return images
