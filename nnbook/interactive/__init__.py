"""Figures with controls. On a page `explore` is a player of drawn frames that needs no kernel and no library; in a live
notebook it can add controls that compute any value. `draw_a_digit` runs a trained network in the page on what the
reader draws. Self-test questions (`quiz`) need no script at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ._choices import Choice, combinations, count, read_choices
from ._frames import FORMATS, MAX_BYTES, MAX_FRAMES, Alt, Draw, check_count, check_weight, draw_frames
from ._live import in_live_notebook, live_controls
from ._page import page, start_frame
from .network import DrawingBoard, draw_a_digit

__all__ = ["explore", "Player", "draw_a_digit", "DrawingBoard", "MAX_BYTES", "MAX_FRAMES", "MIN_INTERVAL"]

MIN_INTERVAL = 100  # milliseconds: pictures that change faster are not seen one by one


class Player:
    """A figure with controls, as `explore` returns it: the last line of a cell shows it.

    `html` is the whole figure as a page shows it; printed as text it is one line that names its choices.
    """

    def __init__(self, html: str, choices: list[Choice], frames: int):
        self.html = html
        self.choices = choices
        self.frames = frames

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"<interactive figure of {self.frames} frames: {'; '.join(map(str, self.choices))}>"


class LivePlayer(Player):
    """A Player with a box of ipywidgets (`controls`) under it."""

    controls: Any

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display({"text/html": self.html, "text/plain": repr(self)}, raw=True)
        display(self.controls)


def explore(
    draw: Draw,
    *,
    alt: Alt,
    live: bool = False,
    format: Literal["svg", "webp", "png"] = "svg",
    interval: int = 400,
    start: Mapping[str, Any] | None = None,
    play: bool | str = True,
    **choices: Any,
) -> Player:
    """A figure that the reader changes: `draw(**values)` draws it for every combination of the choices.

    `draw` returns a matplotlib Figure; all combinations are drawn now, and the page shows the one that is chosen.
    A choice is a list of rising or falling numbers (a slider), a list of words, or a dictionary of words and values;
    `start` names other first values. `alt` says what a frame shows: a format string (`"a line at {angle} degrees"`)
    or a function of the choices. `play` is whether the last slider can be played, or the name of another; `interval` is
    the milliseconds a frame. SVG is lightest for lines, `format="webp"` for thousands of points and for images. With
    `live=True` a running notebook also gets widgets that take any value between the ends. ValueError above MAX_FRAMES
    frames or MAX_BYTES bytes.
    """
    if format not in FORMATS:
        raise ValueError(f"explore(format={format!r}): expected one of {', '.join(FORMATS)}")
    if not callable(draw):
        raise TypeError(f"explore(draw, ...) got a {type(draw).__name__}: pass the function itself, without calling it")
    if not isinstance(interval, int) or interval < MIN_INTERVAL:
        raise ValueError(f"explore(interval={interval!r}): expected whole milliseconds, {MIN_INTERVAL} or more")
    read = read_choices(choices, start)
    frame_count = count(read)
    check_count(frame_count)
    played = _played(read, play)
    frames = draw_frames(draw, combinations(read), alt, format, start_frame(read))
    html = page(read, frames, interval=interval, play=played)
    check_weight(len(html.encode()), frame_count, frame_count, format)
    if not (live and in_live_notebook()):
        return Player(html, read, frame_count)
    player = LivePlayer(html, read, frame_count)
    player.controls = live_controls(draw, read, alt, format)
    return player


def _played(choices: list[Choice], play: bool | str) -> int | None:
    """Which slider the Play button moves: the last with three values or more, or the one that is named."""
    sliders = {choice.name: index for index, choice in enumerate(choices) if choice.is_range and len(choice.values) > 2}
    if isinstance(play, str):
        if play not in sliders:
            known = ", ".join(sliders) or "none here"
            raise ValueError(f"explore(play={play!r}): only a slider of three or more numbers can be played ({known})")
        return sliders[play]
    return max(sliders.values(), default=None) if play else None
