"""When two outputs of a cell say the same: words exactly, numbers within a tolerance, figures by their lines."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

RTOL, ATOL = 1e-5, 1e-8
FIGURE_TOLERANCE = 0.01  # of a figure's longer side: about the size of a marker
LOOSE = 0.01  # a cell whose numbers may differ by this much has figures that differ too

_NUMBER = re.compile(r"(?<![\w.#])[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")
_IMAGE = re.compile(r"\"data:image/[^\",]*,[^\"]+\"|'data:image/[^',]*,[^']+'|<svg\b.*?</svg>", re.S)
_NUMBERS = re.compile(r"data:application/octet-stream;base64,([\w+/]*)=*")  # weights: `nnbook.interactive.draw_a_digit`
_PLAYER = re.compile(r'<script type="application/json">(.*?)</script>', re.S)
_LAYOUT = re.compile(r"\s*([\[\](),])\s*|\s+")  # padding and line breaks follow the digits
_NOTE = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<\?xml.*?\?>|<!DOCTYPE.*?>", re.S)
_ID = re.compile(r"(\bid=[\"']|href=[\"']#|url\(#)([^\"')]+)")
_SIZE = re.compile(r"viewBox=[\"'][-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)")


class Difference(NamedTuple):
    """Where two outputs part: what is stored, what came now, and why that is too far apart."""

    stored: str
    now: str
    why: str

    def __str__(self) -> str:
        return f"stored: {self.stored}\n   now: {self.now}\n   why: {self.why}"


def difference(stored: str, now: str, rtol: float | None = None, atol: float = ATOL) -> Difference | None:
    """The first difference that matters between two outputs, or None.

    Numbers with a point or an exponent may differ by `rtol` (1e-5 unless the cell's tag says more) or `atol`; where a
    tag gives `rtol`, also by one in their last digit (0.00 and 0.01 may be close and rounded apart), and whole numbers
    by `rtol`. Padding and line breaks are ignored. A drawing must have the same parts, each within 1 % of its size;
    where `rtol` is 1 % or more, and for pictures made of pixels, it is enough that one is there. Of a block of weights,
    whose last digits depend on the machine that trained them, the size must be equal.
    """
    if stored == now:
        return None
    stored, now = _NUMBERS.sub(_size, stored), _NUMBERS.sub(_size, now)
    stored, now = _PLAYER.sub(_unfolded, stored), _PLAYER.sub(_unfolded, now)
    rest_stored, rest_now = _IMAGE.sub("<image>", stored), _IMAGE.sub("<image>", now)
    found = _text_difference(rest_stored, rest_now, RTOL if rtol is None else rtol, atol, whole=rtol is None)
    if found or (rtol is not None and rtol >= LOOSE):
        return found
    pairs = zip(_IMAGE.finditer(stored), _IMAGE.finditer(now))
    return next(filter(None, (_drawing_difference(a[0], b[0]) for a, b in pairs)), None)


def _size(block: re.Match[str]) -> str:
    """How many bytes an address of data holds; a word, as a number a tag could let it vary."""
    return f"bytes{len(block[1]) * 3 // 4}"


def _unfolded(script: re.Match[str]) -> str:
    """The data of an interactive figure (`nnbook.interactive`) with every frame's drawing written out."""
    data = json.loads(script[1])
    if "parts" not in data:
        return script[0]
    parts, pictures = data.pop("parts").split("\n"), data.pop("pictures")
    drawn = [runs if isinstance(runs, str) else _drawn(runs, parts) for runs in pictures]
    frames = [drawn[picture] for picture in data.pop("order")]
    return json.dumps(data) + "".join(f if f.startswith("<svg") else f'"{f}"' for f in frames)


def _drawn(runs: list[int], parts: list[str]) -> str:
    return "".join("".join(parts[start : start + length]) for start, length in zip(runs[::2], runs[1::2]))


def _text_difference(stored: str, now: str, rtol: float, atol: float, whole: bool) -> Difference | None:
    stored, now = (_LAYOUT.sub(lambda m: m[1] or " ", text).strip() for text in (stored, now))
    if _NUMBER.sub("#", stored) != _NUMBER.sub("#", now):
        return _parting(stored, now)
    for a, b in zip(_NUMBER.finditer(stored), _NUMBER.finditer(now)):
        exact = whole and not re.search(r"[.eE]", a[0] + b[0])
        near = atol if whole else max(atol, 1.01 * min(_last_digit(a[0]), _last_digit(b[0])))
        if a[0] != b[0] and (exact or not math.isclose(float(a[0]), float(b[0]), rel_tol=rtol, abs_tol=near)):
            why = "whole numbers must be equal" if exact else f"{a[0]} and {b[0]} differ by more than {rtol:g} relative"
            return Difference(_context(stored, a.start()), _context(now, b.start()), why)
    return None


def _last_digit(number: str) -> float:
    """What one more in the last digit after the point adds to a number; 0 for whole numbers."""
    digits, _, exponent = number.lower().partition("e")
    _, point, places = digits.partition(".")
    return 10.0 ** (int(exponent or 0) - len(places)) if point else 0.0


def _drawing_difference(stored: str, now: str) -> Difference | None:
    """Compare two SVG drawings; pictures made of pixels only need to be of one kind."""
    kinds = [text.strip("\"'<")[:14] for text in (stored, now)]
    if kinds[0][:3] != "svg" and "svg" not in kinds[0]:
        return None if kinds[0] == kinds[1] else Difference(kinds[0], kinds[1], "another kind of picture")
    stored, now = _plain(stored), _plain(now)
    size = _SIZE.search(stored)
    reach = FIGURE_TOLERANCE * max(map(float, size.groups())) if size else 0.0
    found = _text_difference(stored, now, 0.0, reach, whole=False)
    return found and found._replace(why="the figure is drawn differently")


def _plain(svg: str) -> str:
    """A drawing without notes, and with its names (matplotlib's are hashes of coordinates) counted instead."""
    svg = _NOTE.sub("", unquote(svg) if "data:" in svg[:6] else svg)
    svg = _IMAGE.sub("<image>", svg[svg.index("<svg") + 1 :])
    return counted_ids(svg, "i", {})


def counted_ids(svg: str, prefix: str, names: dict[str, str]) -> str:
    """A drawing whose ids are counted. Matplotlib's are hashes of coordinates, to a digit that changes between runs."""
    return _ID.sub(lambda m: m[1] + names.setdefault(m[2], f"{prefix}{len(names)}"), svg)


def _parting(stored: str, now: str) -> Difference:
    """Both texts around the first place where they part, numbers aside."""
    pairs = zip(_pieces(stored), _pieces(now))
    parted = (pair for pair in pairs if pair[0][0] != pair[1][0] and not all(_NUMBER.fullmatch(p[0]) for p in pair))
    at = next(((a.start(), b.start()) for a, b in parted), (len(stored), len(now)))
    return Difference(_context(stored, at[0]), _context(now, at[1]), "the words differ, or a number is missing")


def _pieces(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"{_NUMBER.pattern}|\S", text)


def _context(text: str, at: int, reach: int = 60) -> str:
    return ("…" if at > reach else "") + text[max(0, at - reach) : at + reach] + ("…" if len(text) > at + reach else "")
