"""From strokes to the image that a network sees, in the way in which the digits it learned from were made.

The makers of scikit-learn's digits had handwriting on forms scaled to bitmaps of 32x32 pixels, and counted the ink in
each block of 4x4. The strokes are treated likewise: cut out, scaled, drawn with a pen that gives as much ink as the
digits have, counted; then the counts are magnified as `nnbook.datasets` magnifies its digits. `network.js` does the
same in the same order, so that both come to the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

BLOCK = 4  # pixels of the bitmap across a block
GRID = 8  # blocks across a digit
BOX = (20, 28)  # pixels of the bitmap, width and height, into which the middle lines of the strokes are scaled
STRETCH = 1.5  # at most, in height, what is wider than the box: the digits, too, were fitted to one
SMALLEST = 0.1  # of the paper: what is smaller is not enlarged further, so that a dot stays a dot
INK = 313  # pixels of the bitmap: the mean of the 1,797 digits
PEN, THICKEST = 2.2, 5.0  # the pen's radius in pixels of the bitmap: where nothing is scaled, and at most

Strokes = Sequence[Any]


def settings(side: int, magnification: float) -> dict[str, Any]:
    """What the script has to know of all this, for an image of `side` pixels in which a block has `magnification`."""
    return {
        "side": side,
        "magnification": magnification,
        "blocks": blocks_across(side, magnification),
        "grid": GRID,
        "block": BLOCK,
        "box": BOX,
        "stretch": STRETCH,
        "smallest": SMALLEST,
        "ink": INK,
        "pen": PEN,
        "thickest": THICKEST,
    }


def blocks_across(side: int, magnification: float) -> int:
    """How many blocks cover the whole image: those of a digit and, on every side, as many as it takes."""
    return GRID + 2 * max(0, math.ceil((side / magnification - GRID) / 2))


def image(strokes: Strokes, side: int, magnification: float, centered: bool = True) -> np.ndarray:
    """(side, side) float32, 0 for paper to 1 for ink, of strokes: lists of points (x, y) on a paper from 0 to 1.

    Not `centered`, the strokes stay in their place, and the pen has one width.
    """
    lines = [_points(stroke) for stroke in strokes]
    if not lines:
        return np.zeros((side, side), np.float32)
    blocks = GRID if centered else blocks_across(side, magnification)
    middle = blocks * BLOCK / 2
    if centered:
        center, scale = _bounds(lines)
    else:
        center, scale = np.array([0.5, 0.5]), np.array([1.0, 1.0]) * BLOCK * side / magnification
    away = _squared_distances([(line - center) * scale + middle for line in lines], blocks * BLOCK)
    reach = min(np.sort(away, axis=None)[INK - 1], THICKEST**2) if centered else PEN**2
    counts = (away <= reach).reshape(blocks, BLOCK, blocks, BLOCK).sum(axis=(1, 3)) / BLOCK**2
    between = _between(side, blocks, magnification)
    return (between @ counts @ between.T).astype(np.float32)


def _points(stroke: Any) -> np.ndarray:
    points = np.asarray(stroke, dtype=np.float64)
    if points.ndim != 2 or points.shape[0] < 1 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError(
            f"a stroke is a list of points (x, y) from 0 to 1, x to the right and y down, got {stroke!r:.60}; "
            "several strokes stand in a list: [[(0.5, 0.1), (0.5, 0.9)]]"
        )
    return points


def _bounds(lines: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(2,) the middle of all strokes, and (2,) the scales that fit them into the box."""
    low = np.min([line.min(axis=0) for line in lines], axis=0)
    high = np.max([line.max(axis=0) for line in lines], axis=0)
    fit, tall = np.array(BOX) / np.maximum(high - low, SMALLEST)
    wide = min(fit, tall)
    return (low + high) / 2, np.array([wide, min(tall, STRETCH * wide)])


def _squared_distances(lines: list[np.ndarray], side: int) -> np.ndarray:
    """(side, side) squared distances from the middle of every pixel to the nearest of the lines."""
    y, x = np.mgrid[:side, :side] + 0.5
    nearest = np.full((side, side), np.inf)
    for line in lines:
        ends = line[1:] if len(line) > 1 else line  # a line of one point ends where it begins
        for (ax, ay), (bx, by) in zip(line, ends):
            dx, dy = bx - ax, by - ay
            along = np.clip(((x - ax) * dx + (y - ay) * dy) / ((dx * dx + dy * dy) or 1.0), 0, 1)
            across, down = x - ax - along * dx, y - ay - along * dy
            nearest = np.minimum(nearest, across * across + down * down)
    return nearest


def _between(side: int, blocks: int, magnification: float) -> np.ndarray:
    """(side, blocks) weights that magnify: a pixel between two blocks is their mixture (`datasets.cluttered.warp`)."""
    places = (np.arange(side) - (side - 1) / 2) / magnification + (blocks - 1) / 2
    return np.maximum(0, 1 - np.abs(places[:, None] - np.arange(blocks)))
