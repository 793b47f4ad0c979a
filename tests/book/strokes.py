"""The ten digits as someone draws them in straight lines: strokes of points (x, y) from 0 to 1."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]


def arc(x: float, y: float, width: float, height: float, start: int, end: int) -> list[Point]:
    """Corners on an ellipse around (x, y), from one angle to another: 0 is to the right, 90 below, in degrees."""
    steps = max(3, abs(end - start) // 45)
    angles = [math.radians(start + (end - start) * k / steps) for k in range(steps + 1)]
    return [(x + width / 2 * math.cos(angle), y + height / 2 * math.sin(angle)) for angle in angles]


DIGITS: list[list[list[Point]]] = [
    [arc(0.5, 0.5, 0.5, 0.76, -90, 270)],
    [[(0.35, 0.3), (0.55, 0.1), (0.55, 0.9)]],
    [[*arc(0.5, 0.3, 0.44, 0.4, -170, 30), (0.27, 0.9), (0.75, 0.9)]],
    [[*arc(0.47, 0.3, 0.44, 0.38, -150, 90), *arc(0.47, 0.7, 0.52, 0.42, -90, 150)]],
    [[(0.55, 0.1), (0.22, 0.62), (0.8, 0.62)], [(0.6, 0.4), (0.6, 0.92)]],
    [[(0.72, 0.1), (0.32, 0.1), (0.3, 0.45), *arc(0.47, 0.66, 0.5, 0.48, -110, 140)]],
    [[(0.65, 0.1), (0.4, 0.3), *arc(0.5, 0.68, 0.4, 0.4, 180, 540)]],
    [[(0.25, 0.12), (0.75, 0.12), (0.42, 0.9)]],
    [[*arc(0.5, 0.3, 0.38, 0.38, 90, 450), *arc(0.5, 0.7, 0.48, 0.42, -90, 270)]],
    [[*arc(0.48, 0.32, 0.4, 0.42, 0, -360), (0.66, 0.6), (0.55, 0.9)]],
]


def placed(strokes: Sequence[Sequence[Point]], at: Point, size: Point) -> list[list[Point]]:
    """Strokes that were drawn on the whole paper, on a part of it: its upper left corner, its width and height."""
    return [[(at[0] + size[0] * x, at[1] + size[1] * y) for x, y in stroke] for stroke in strokes]
