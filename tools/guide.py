"""`guide` on a page of the book: what to try for which data, each row with the claims that show it.

Its content are blocks of lines. The first is `the data | what to try first`; each other names a claim, `part/chapter:
how its statement begins`. Statement and figures are those of the chapter. A claim that is not there, or not alone in
beginning so, is a warning of the build.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from tools.chapter_pages import Collected, Row, plain, read, table
from tools.chapters import Chapter, Claim

log = logging.getLogger(__name__)
HEADS = {"The data": 25, "Try first": 20, "What shows it": 55}


@dataclass
class Advice:
    """A row: what the data are like, what to try, and (chapter, beginning of a claim) for each claim."""

    data: str
    first: str
    shown: list[tuple[str, str]] = field(default_factory=list)


def blocks(content: Iterable[str]) -> list[Advice]:
    """The rows of the directive's content."""
    found: list[Advice] = []
    begins = True
    for line in content:
        if begins and line.strip():
            data, _, first = (part.strip() for part in line.partition("|"))
            found.append(Advice(data, first))
        elif line.strip():
            chapter, _, statement = (part.strip() for part in line.partition(":"))
            found[-1].shown.append((chapter, statement))
        begins = not line.strip()
    return found


def claims(book: list[Chapter], name: str, begins: str) -> list[tuple[Chapter, Claim]]:
    """The claims of the chapter of this name that begin so; one, if all is well."""
    own = (chapter for chapter in book if chapter.name == name)
    return [(chapter, claim) for chapter in own for claim in chapter.claims if claim.statement.startswith(begins)]


def complaints(advice: list[Advice], book: list[Chapter]) -> list[str]:
    """Rows without anything that shows them, and claims that are not found, or found more than once."""
    bare = [f"the guide's row {row.data!r} names no claim, or nothing to try" for row in advice if not row.shown]
    counted = [(name, begins, len(claims(book, name, begins))) for row in advice for name, begins in row.shown]
    return bare + [
        f"{number} claims of {name} begin with {begins!r}, not one: mend the guide" for name, begins, number in counted
        if number != 1
    ]  # fmt: skip


def guide(advice: list[Advice], book: list[Chapter]) -> str:
    """The table as Markdown."""
    return table(HEADS, [_row(row, book) for row in advice], "guide")


def _row(row: Advice, book: list[Chapter]) -> Row:
    found = [pair for name, begins in row.shown for pair in claims(book, name, begins)]
    shown = [f"{chapter.link(plain(claim.statement), claim.section)}{_measured(claim)}." for chapter, claim in found]
    return plain(row.data), f"**{plain(row.first)}**", " ".join(shown)


def _measured(claim: Claim) -> str:
    return f" ({plain(claim.measured)})" if claim.measured else ""


class Guide(Collected):
    """The guide; its content are the rows."""

    has_content = True

    def text(self, root: Path) -> str:
        """As Markdown."""
        advice, book = blocks(self.content), read(root)
        for complaint in complaints(advice, book):
            log.warning(complaint, location=(self.env.docname, self.lineno))
        return guide(advice, book)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("guide", Guide)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
