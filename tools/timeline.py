"""`timeline` on a page of the book: the works that its chapters cite, in the order of their years.

What is said of a work is the sentence with which a chapter's References begin to speak of it. Where that needs its
neighbors, the page has a line of its own, `key: sentence`. The build adds the chapters that cite the work, the
architectures that began with it, and what became of its findings in this book.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from nnbook.zoo import ZOO
from tools import chapters
from tools.chapter_pages import VERDICTS, Collected, Row, plain, read, table
from tools.chapters import Chapter
from tools.lineage import MAP

log = logging.getLogger(__name__)
SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z{$*\[])")
BEGINS = re.compile(r"\{cite:t\}`(\w+)`")
HEADS = {"Year": 8, "What it brought": 60, "In this book": 32}
ERAS = {  # the first year of each, and its heading
    0: "Before 1943",
    1943: "1943 to 1969: single units",
    1970: "1970 to 1986: backpropagation",
    1987: "1987 to 1999: many kinds of networks",
    2000: "2000 to 2009",
    2010: "2010 to 2016: depth",
    2017: "Since 2017: attention, and size",
}


@dataclass
class Work:
    """A work of the bibliography: what is told of it, which chapters cite it, what they found of its findings."""

    key: str
    told: str = ""
    chapters: list[Chapter] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)

    @property
    def year(self) -> int:
        """The year, which is in the key."""
        return int(re.findall(r"\d{4}", self.key)[0])

    @property
    def row(self) -> Row:
        """The work as a row of the page's table."""
        names = [label for label, key in beginnings().items() if key == self.key]
        brought = f"**{', '.join(names)}.** {self.told}" if names else self.told
        links = ", ".join(chapter.link(plain(chapter.short)) for chapter in self.chapters)
        counted = Counter(self.verdicts)
        found = ", ".join(f"{counted[verdict]} {word}" for verdict, word in VERDICTS.items() if counted[verdict])
        return f"{self.year}", brought, f"{links}.{f' Findings: {found}.' if found else ''}"


@cache
def beginnings() -> dict[str, str]:
    """The key of the work with which each architecture on the first page's map began."""
    zoo = {model.name: chapters.cited(f"{model.paper} {model.year}: ...")[0] for model in ZOO}
    return {place.label: zoo.get(place.name, "mcculloch1943") for place in MAP}


def works(book: list[Chapter], own: dict[str, str]) -> list[Work]:
    """All that the chapters cite, oldest first, within a year in the order of the chapters; `own`: the page's lines."""
    found: dict[str, Work] = {}
    for chapter in book:
        for key in chapter.cites:
            found.setdefault(key, Work(key)).chapters.append(chapter)
        for claim in chapter.claims:
            key = chapters.cited(claim.paper or "")[0]
            if claim.verdict and key:
                found.setdefault(key, Work(key, chapters=[chapter])).verdicts.append(claim.verdict)
    told = begun(book) | {key: f"{{cite:t}}`{key}` {sentence}" for key, sentence in own.items()}
    for key, work in found.items():
        work.told = told.get(key, "")
    return sorted(found.values(), key=lambda work: work.year)


def begun(book: list[Chapter]) -> dict[str, str]:
    """The first sentence of the chapters' References that begins with each work, by its key."""
    told: dict[str, str] = {}
    for paragraph in (each for chapter in book for each in re.split(r"\n\s*\n", chapter.references)):
        for sentence in SENTENCES.split(" ".join(paragraph.split())):
            if begins := BEGINS.match(sentence):
                told.setdefault(begins[1], sentence)
    return told


def timeline(book: list[Chapter], own: dict[str, str]) -> str:
    """The page as Markdown: a table for each era, and below it the works of which nothing is told."""
    found, parts = works(book, own), []
    for begin, end in zip(ERAS, [*list(ERAS)[1:], 10_000]):
        era = [work for work in found if begin <= work.year < end]
        told, rest = [work for work in era if work.told], [work.key for work in era if not work.told]
        if era:
            parts += [f"## {ERAS[begin]}"]
            parts += [table(HEADS, [work.row for work in told], "timeline")] if told else []
            parts += [f"Cited, too: {', '.join(f'{{cite:t}}`{key}`' for key in rest)}."] if rest else []
    return "\n\n".join(parts)


def lines(content: Iterable[str]) -> dict[str, str]:
    """The page's own lines, `key: sentence`; the next line belongs to the same if it is indented."""
    own: dict[str, str] = {}
    key = ""
    for line in content:
        if line[:1].isspace():
            own[key] += f" {line.strip()}"
        elif line:
            key, _, own[key] = (part.strip() for part in line.partition(":"))
    return own


def complaints(own: dict[str, str], book: list[Chapter]) -> list[str]:
    """What is wrong with the page's lines."""
    cited = {key for chapter in book for key in chapter.cites}
    return [f"no chapter cites {key!r}: take its line out of the timeline" for key in own if key not in cited]


class Timeline(Collected):
    """The timeline; its content are the page's own lines."""

    has_content = True

    def text(self, root: Path) -> str:
        """As Markdown."""
        own, book = lines(self.content), read(root)
        for complaint in complaints(own, book):
            log.warning(complaint, location=(self.env.docname, self.lineno))
        return timeline(book, own)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("timeline", Timeline)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
