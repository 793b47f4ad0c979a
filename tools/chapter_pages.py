"""`ledger`, `failures`, `status` and `terms` on a page of the book: what the chapters say, collected by the build.

The first three are functions to Markdown from what `tools/chapters.py` and `tools/status.py` read, each with a
directive that puts it on a page; the last adds to a glossary where each term comes from. What is wrong with a chapter
is a warning of the build, with or without these pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.domains.std import Glossary
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from tools import chapters, status
from tools.chapters import Chapter, Claim, Section

log = logging.getLogger(__name__)
VERDICTS = {"reproduced": "reproduced", "partly": "partly", "not": "not reproduced"}
Row = tuple[str, ...]


LEDGER = {"The paper": 28, "Our claim, and what was measured": 34, "What is different here": 25, "Verdict": 13}
CLAIMS = {"Claim": 60, "Measured": 40}
FAILURES = {"Symptom": 28, "Cause": 28, "Remedy": 27, "Shown in": 17}
COSTS = {"Reading, min": 11, "Running, s": 11, "Processor, s": 12, "Memory, MB": 12}
STATUS = {"Chapter": 20, **COSTS, "Claims": 9, "Exercises": 11, "Run on": 14}


def plain(text: str) -> str:
    """Text in which Markdown finds nothing to read."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def sentence(text: str) -> str:
    """The same, from a capital letter to a period."""
    return plain(f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}")


def table(heads: dict[str, int], rows: Iterable[Row], kind: str) -> str:
    """A table of Markdown cells under `heads` with their widths.

    On a narrow screen its rows are stacked, and each cell is headed by its column (see `.stacked` in book.css).
    """
    rows, widths = list(rows), " ".join(map(str, heads.values()))
    if not rows:
        return "None so far."
    lines = ["`````{list-table}", f":class: stacked {kind}", f":widths: {widths}", ":header-rows: 1", ""]
    for number, row in enumerate([tuple(heads), *rows]):
        labels = [f"[{head}:]{{.cell-label}} " if number else "" for head in heads]
        cells = [f"{label}{cell}" if cell else "" for label, cell in zip(labels, row, strict=True)]
        lines += [f"{'*' if i == 0 else ' '} - {cell}".rstrip() for i, cell in enumerate(cells)]
    return "\n".join([*lines, "`````"])


# ---------------------------------------------------------------------- the ledger
def ledger(book: list[Chapter]) -> str:
    """The findings of papers, then all other claims, by chapter."""
    parts = ["## What papers found, and what we found", _counts(book)]
    for chapter in book:
        if rows := [_finding(chapter, claim) for claim in chapter.claims if claim.paper is not None]:
            parts += [f"### {plain(chapter.title)}", f"{chapter.promise} ({chapter.link('The chapter')}.)"]
            parts += [table(LEDGER, rows, "ledger")]
    parts += ["## All other claims"]
    for chapter in book:
        if rows := [(_claimed(chapter, c), _measured(c)) for c in chapter.claims if c.paper is None]:
            title = f"{plain(chapter.title)} ({len(rows)})"
            parts += [f"``````{{dropdown}} {title}\n{table(CLAIMS, rows, 'claims')}\n``````"]
    return "\n\n".join(parts)


def _counts(book: list[Chapter]) -> str:
    claims = [claim for chapter in book for claim in chapter.claims]
    verdicts = [claim.verdict for claim in claims if claim.paper is not None]
    counted = ", ".join(f"{verdicts.count(verdict)} {word}" for verdict, word in VERDICTS.items())
    waiting = sum(chapter.waiting for chapter in book)
    told = (
        f"**{len(claims)} claims in {sum(bool(each.claims) for each in book)} notebooks.** {len(verdicts)} of them "
        f"stand beside a paper's finding: {counted}. The other {len(claims) - len(verdicts)} are our own."
    )
    return told + (f" {waiting} more wait for a machine with a GPU." if waiting else "")


def _finding(chapter: Chapter, claim: Claim) -> Row:
    key, finding = chapters.cited(claim.paper or "")
    source = f"{{cite:t}}`{key}`: " if key else ""
    ours = f"{_claimed(chapter, claim)} {_measured(claim)}"
    verdict = f"[{VERDICTS[claim.verdict or '']}]{{.verdict}}"
    return f"{source}{plain(finding)}.", ours, sentence(claim.deviations or "nothing named"), verdict


def _claimed(chapter: Chapter, claim: Claim) -> str:
    return chapter.link(plain(claim.statement), claim.section) + "."


def _measured(claim: Claim) -> str:
    measured = "it holds" if claim.measured is None else claim.measured
    device = f" (on {claim.device})" if claim.device else ""
    return sentence(measured + device)


# ---------------------------------------------------------------------- failures, status
def failures(book: list[Chapter]) -> str:
    """From the symptom to the chapter that shows it."""
    rows = [
        (f.symptom, f.cause, f.remedy, chapter.link(plain(f"{chapter.short}: {f.section.title}"), f.section))
        for chapter in book
        for f in chapter.failures
    ]
    return table(FAILURES, rows, "failures")


def measurements(book: list[Chapter], entries: dict[str, status.Entry]) -> str:
    """What running each notebook takes, the sums, and on which machines that was measured."""
    known = [entries[chapter.name] for chapter in book if chapter.name in entries]
    keys = ("seconds", "processor_seconds", "claims", "exercises")
    sums = {key: sum(entry.get(key) or 0 for entry in known) for key in keys}
    sums |= {"memory_mb": max((entry.get("memory_mb") or 0 for entry in known), default=0), "date": ""}
    rows = [_costs(chapter, entries.get(chapter.name)) for chapter in book]
    rows += [("**All together**", f"{sum(chapter.minutes for chapter in book)}", *_numbers(sums))]
    machines: dict[str, list[str]] = {}
    for chapter in book:
        if entry := entries.get(chapter.name):
            machine = "{machine} with {cores} cores, Python {python}, NumPy {numpy}, nnbook {nnbook}".format(**entry)
            machines.setdefault(machine, []).append(chapter.short)
    told = [f"- {plain(machine)}: {plain(', '.join(names))}." for machine, names in machines.items()]
    return "\n\n".join([table(STATUS, rows, "status"), "Where that was measured:", "\n".join(told)])


def _costs(chapter: Chapter, entry: status.Entry | None) -> Row:
    numbers = _numbers(entry) if entry else ("not measured", "", "", "", "", "")
    return chapter.link(plain(chapter.short)), f"{chapter.minutes}", *numbers


def _numbers(entry: status.Entry) -> Row:
    values = (entry.get(k) for k in ("seconds", "processor_seconds", "memory_mb", "claims", "exercises", "date"))
    return tuple("not known" if v is None else f"{v:.0f}" if isinstance(v, float) else f"{v}" for v in values)


# ---------------------------------------------------------------------- directives
read = cache(chapters.read)  # once a build


class Collected(SphinxDirective):
    """A part of a page that is Markdown made from the chapters."""

    def run(self) -> list[nodes.Node]:
        """What the chapters say, as nodes of the page."""
        place, line = self.get_source_info()
        box = nodes.container()
        lines = self.text(Path(self.env.srcdir)).split("\n")
        self.state.nested_parse(StringList(lines, items=[(place, line)] * len(lines)), 0, box, match_titles=True)
        return box.children

    def text(self, root: Path) -> str:
        """The Markdown."""
        raise NotImplementedError


class Ledger(Collected):
    """The reproduction ledger."""

    def text(self, root: Path) -> str:
        """As Markdown."""
        return ledger(read(root))


class Failures(Collected):
    """The failures, by symptom."""

    def text(self, root: Path) -> str:
        """As Markdown."""
        return failures(read(root))


class Status(Collected):
    """What it takes to run each chapter."""

    def text(self, root: Path) -> str:
        """As Markdown."""
        return measurements(read(root), status.read(root / "book" / "status.json"))


class Terms(Glossary):
    """Sphinx's glossary, where each term says which chapter introduces it: the first that has it in emphasis."""

    content: StringList

    def run(self) -> list[nodes.Node]:
        """The glossary as nodes of the page."""
        book = read(Path(self.env.srcdir))
        lines, terms, first = StringList(), list[str](), 0
        for text, (source, number) in zip([*self.content, ""], [*self.content.items, self.content.items[-1]]):
            if text and not text[0].isspace():
                first = first if terms else number
                terms.append(text)
            elif not text and terms:
                if found := introduction(terms, book):
                    lines.append(f"  Introduced in {found[0].link(plain(found[0].short), found[1])}.", source, number)
                else:
                    line = self.lineno + self.content_offset + 1 + first
                    log.warning(unknown(terms), location=(self.env.docname, line))
                terms = []
            lines.append(text, source, number)
        self.content = lines
        return super().run()


def introduction(terms: list[str], book: list[Chapter]) -> tuple[Chapter, Section] | None:
    """The first chapter that has one of the terms in emphasis, in the singular or the plural."""
    forms = {form for term in map(str.lower, terms) for form in (term, f"{term}s", f"{term}es", f"{term[:-1]}ies")}
    places = ((each, section) for each in book for term, section in each.terms.items() if term in forms)
    return next(places, None)


def unknown(terms: list[str]) -> str:
    """What the build says of a term without a chapter."""
    return (
        f"no chapter introduces the term {' or '.join(map(repr, terms))}: put its first use in a Markdown cell into "
        "*emphasis*, or take it out of the glossary"
    )


def complain(app: Sphinx) -> None:
    """Warn of what is wrong with a chapter; `-W` makes that an error."""
    read.cache_clear()
    for chapter in read(Path(app.srcdir)):
        for complaint in chapter.complaints:
            log.warning("%s: %s", chapter.name, complaint, location=chapter.document)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    for name, directive in {"ledger": Ledger, "failures": Failures, "status": Status, "terms": Terms}.items():
        app.add_directive(name, directive)
    app.connect("builder-inited", complain)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
