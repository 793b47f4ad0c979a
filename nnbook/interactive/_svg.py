"""Matplotlib's SVG, made short and repeatable, and the parts that the frames of one figure share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import quote

_NOISE = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->", re.S)
_REFERENCE = re.compile(r'(xlink:href="#|url\(#)([^")]+)')
_ID = re.compile(r' id="([^"]+)"')
_COORDINATES = re.compile(r'(?<= d="|[ \n]x="|[ \n]y=")[^"]*|translate\([^)]*')
_NUMBER = re.compile(r"-?\d+\.\d+")
_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_WORTH = 16  # characters: a shorter shared piece is cheaper to write again than to point at


def svg_tokens(svg: str, names: dict[str, str]) -> list[str]:
    """The tags and texts of matplotlib's SVG, without what differs from run to run or is not needed to see it.

    `names` collects the new names of ids. Matplotlib's are hashes of what they name, so equal parts keep one name
    through all frames that are given the same dictionary. Coordinates keep two decimals of a point.
    """
    svg = _NOISE.sub("", svg[svg.index("<svg") :])
    used = {target for _, target in _REFERENCE.findall(svg)}

    def name(identifier: str) -> str:
        return names.setdefault(identifier, f"i{len(names)}")

    svg = _ID.sub(lambda m: f' id="{name(m[1])}"' if m[1] in used else "", svg)
    svg = _REFERENCE.sub(lambda m: m[1] + name(m[2]), svg)
    svg = _COORDINATES.sub(lambda m: _NUMBER.sub(_short, m[0]), svg)
    svg = re.sub(r"base64,\s+", "base64,", svg)
    svg = re.sub(r"\s+", " ", re.sub(r">\s+<", "><", svg)).replace(' "', '"').strip()
    return [token if "'" in token else token.replace('"', "'") for token in _TOKEN.findall(svg)]


def _short(match: re.Match[str]) -> str:
    text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def svg_uri(tokens: Sequence[str]) -> str:
    """The drawing as an address that an `<img>` shows: readable, so that it compresses and can be compared."""
    return "data:image/svg+xml," + quote("".join(tokens), safe="=:/;,.-_'()*!$")


class SharedParts:
    """Many sequences of tokens as runs of one table, in which what they share stands once.

    `parts` is the table; `add(tokens)` returns the runs of one sequence, flat: start, length, start, length ...
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, tokens: Sequence[str]) -> list[int]:
        """Append to the table what is new in `tokens`, and say where all of it stands."""
        runs: list[int] = []
        known = len(self.parts)  # a sequence does not refer to itself: that would cut it into small pieces
        position = 0
        while position < len(tokens):
            start, length = self._longest(tokens, position, known)
            if sum(map(len, tokens[position : position + length])) < _WORTH:
                start, length = len(self.parts), 1
                self._places[tokens[position]].append(start)
                self.parts.append(tokens[position])
            if runs and runs[-2] + runs[-1] == start:
                runs[-1] += length
            else:
                runs += [start, length]
            position += length
        return runs

    def _longest(self, tokens: Sequence[str], position: int, known: int) -> tuple[int, int]:
        best = (0, 0)
        for start in self._places.get(tokens[position], [])[:100]:
            length = 0
            while (
                start + length < known
                and position + length < len(tokens)
                and self.parts[start + length] == tokens[position + length]
            ):
                length += 1
            if length > best[1]:
                best = (start, length)
        return best
