"""Draws every frame of an interactive figure and packs the pictures, each stored once."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .._extras import require
from ._svg import SharedParts, svg_tokens, svg_uri

FORMATS = ("svg", "webp", "png")
MAX_FRAMES = 256
MAX_BYTES = 1_200_000  # as written into the notebook; a page is to stay under 1.5 MB
_SAVE: dict[str, dict[str, Any]] = {
    "svg": {"metadata": {"Date": None, "Creator": None, "Format": None, "Type": None}},
    "png": {"metadata": {"Software": None}},
    "webp": {"pil_kwargs": {"quality": 85, "method": 4}},
}

_FIXED: Any = {"svg.hashsalt": "nnbook", "svg.fonttype": "path", "svg.image_inline": True, "savefig.bbox": None}
_ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")

Draw = Callable[..., Any]
Alt = str | Callable[..., Any]


@dataclass
class Frames:
    """The pictures of a figure: `order[frame]` is the picture it shows, `alts[frame]` says it in words.

    A picture of `pictures` is a list of runs of `parts` (SVG), or an address (other formats, where `parts` is empty).
    """

    first: str = ""
    size: tuple[int, int] = (0, 0)
    parts: list[str] = field(default_factory=list)
    pictures: list[list[int] | str] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)


def named(values: Mapping[str, Any]) -> str:
    """A combination as a call's arguments: `rate=0.1, kind='relu'`."""
    return ", ".join(f"{name}={getattr(value, '__name__', None) or _brief(value)}" for name, value in values.items())


def _brief(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 40 else text[:37] + "..."


@contextmanager
def only_new_figures_closed() -> Iterator[None]:
    """Closes the figures that pyplot opened inside the block: a notebook would show each of them once more."""
    pyplot = require("matplotlib.pyplot", "book", "explore")
    before = set(pyplot.get_fignums())
    try:
        yield
    finally:
        for number in set(pyplot.get_fignums()) - before:
            pyplot.close(number)


def draw_figure(draw: Draw, values: Mapping[str, Any]) -> Any:
    """The Figure that `draw(**values)` returns, or an error that names the combination."""
    from matplotlib.figure import Figure

    try:
        figure = draw(**values)
    except Exception as error:
        raise RuntimeError(f"explore: draw({named(values)}) raised {type(error).__name__}: {error}") from error
    if not isinstance(figure, Figure):
        remedy = "end draw with `return figure`" if figure is None else "return the Figure itself, such as axes.figure"
        raise TypeError(f"explore: draw({named(values)}) returned {type(figure).__name__}, not a Figure: {remedy}")
    return figure


def encode(figure: Any, format: str) -> bytes:
    """The whole canvas of a figure as a file, without dates, versions and random names."""
    import matplotlib as mpl

    file = io.BytesIO()
    dpi = figure.dpi * (1 if format == "svg" else 1.5)  # a raster picture is to be sharp on a telephone
    # The canvas is not cut to its content: the frames would differ in size and the figure would jump.
    with mpl.rc_context(_FIXED):
        figure.savefig(file, format=format, dpi=dpi, **_SAVE[format])
    return file.getvalue()


def picture(figure: Any, format: str, names: dict[str, str]) -> list[str]:
    """A figure as tokens of SVG, or as a list of one address in the other formats."""
    raw = encode(figure, format)
    if format == "svg":
        return svg_tokens(raw.decode(), names)
    return [f"data:image/{format};base64,{base64.b64encode(raw).decode()}"]


def address(tokens: Sequence[str], format: str) -> str:
    """The address of one picture, for an `<img>`."""
    return svg_uri(tokens) if format == "svg" else tokens[0]


def alt_text(alt: Alt, values: Mapping[str, Any]) -> str:
    """What a frame shows, in words: `alt` filled in, or called, with the frame's values."""
    if callable(alt):
        text = alt(**values)
    else:
        try:
            text = alt.format(**values)
        except (KeyError, IndexError) as error:
            raise ValueError(
                f"explore(alt={alt!r}) names {{{error.args[0]}}}, but the choices are {', '.join(values)}"
            ) from None
        except (ValueError, TypeError, AttributeError) as error:
            raise ValueError(f"explore(alt={alt!r}) cannot be filled in with {named(values)}: {error}") from None
    if not isinstance(text, str) or not text.strip():
        raise ValueError(
            f"explore: alt gave {text!r} for {named(values)}: each frame needs words that say what it shows"
        )
    if _ADDRESS.search(text):
        raise ValueError(
            f"explore: alt gave {text!r}, with an address in memory that no reader needs and that changes from run to "
            "run: write alt as a function of the choices, which can say what the object is"
        )
    return re.sub(r"\s+", " ", text).strip()


def draw_frames(draw: Draw, combos: Sequence[Mapping[str, Any]], alt: Alt, format: str, start: int) -> Frames:
    """Draw all combinations; the picture and size of the frame `start` are kept aside for a page without scripts."""
    frames, shared = Frames(), SharedParts()
    seen: dict[tuple[str, ...], int] = {}
    names: dict[str, str] = {}
    weight = 0
    for index, values in enumerate(combos):
        with only_new_figures_closed():
            figure = draw_figure(draw, values)
            tokens = tuple(picture(figure, format, names))
            if index == start:
                frames.first = address(tokens, format)
                width, height = figure.get_size_inches() * 96  # CSS pixels to the inch
                frames.size = (round(width), round(height))
        if tokens not in seen:
            before = len(shared.parts)
            frames.pictures.append(shared.add(tokens) if format == "svg" else tokens[0])
            weight += len(str(frames.pictures[-1])) + sum(map(len, shared.parts[before:]))
            seen[tokens] = len(seen)
        check_weight(weight + len(frames.first), index + 1, len(combos), format)
        frames.order.append(seen[tokens])
        frames.alts.append(alt_text(alt, values))
    _check_alts(frames, combos)
    frames.parts = shared.parts
    return frames


def check_count(count: int) -> None:
    """ValueError if there are more frames than a page should carry."""
    if count > MAX_FRAMES:
        raise ValueError(
            f"explore would draw {count} frames, more than {MAX_FRAMES}: give fewer choices or fewer values each"
        )


def check_weight(weight: int, drawn: int, count: int, format: str) -> None:
    """ValueError if the frames drawn so far are more bytes than a page should carry."""
    if weight > MAX_BYTES:
        lighter = 'format="webp" (SVG grows with every point drawn), ' if format != "webp" else ""
        raise ValueError(
            f"explore: {drawn} of {count} frames weigh {weight / 1e6:.1f} MB as {format}, more than the limit of "
            f"{MAX_BYTES / 1e6:.1f} MB: use {lighter}fewer values, or a smaller figure with fewer points"
        )


def _check_alts(frames: Frames, combos: Sequence[Mapping[str, Any]]) -> None:
    """Two different pictures with the same words leave a reader who cannot see them with nothing."""
    said: dict[str, int] = {}
    for text, shown, values in zip(frames.alts, frames.order, combos):
        if said.setdefault(text, shown) != shown:
            raise ValueError(
                f"explore: alt says {text!r} of more than one picture, also of {named(values)}: "
                f"name the choices in it, as in alt='... at {next(iter(values))} {{{next(iter(values))}}}'"
            )
