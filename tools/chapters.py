"""What the generated pages tell of the notebooks: claims, failures, terms; and what of that stops a build.

`read()` gives the notebooks of the table of contents in its order; `complaints()` says in words what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from myst_parser.mdit_to_docutils.base import default_slugify
from nbformat import NotebookNode

from tools.claims import ON_PURPOSE, Outcome, calls, stored

ROOT = Path(__file__).resolve().parent.parent
NO_CHAPTERS = ("book/start/how-to-use", "book/start/gallery")  # notebooks without the parts that every chapter has
GOES_WRONG = "What goes wrong"
FAILURE = re.compile(r"\*\*Symptom\.\*\*(.+?)\*\*Cause\.\*\*(.+?)\*\*Remedy\.\*\*(.+)", re.S)
DEVICE = re.compile(r"NVIDIA [\w ]+|Tesla \w+|GeForce \w+|AMD Instinct \w+")
CITES = re.compile(r"\{cite:[tp]\}`([^`]+)`")
CITED = re.compile(
    r"(?P<who>[^\W\d][^:\d]*?) (?P<year>\d{4})(?: \((?P<mark>[A-Z]+)\))?(?P<where>,[^:]*)?: (?P<finding>.+)"
)
_markdown = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)


@dataclass(frozen=True)
class Section:
    """A heading of a chapter and its anchor on the page."""

    title: str
    anchor: str


@dataclass(frozen=True)
class Claim(Outcome):
    """What was claimed, in which section, and the device if it was not the CPU."""

    section: Section = Section("", "")
    device: str | None = None


@dataclass(frozen=True)
class Failure:
    """What one sees, why it happens, what helps, and where it is shown."""

    symptom: str
    cause: str
    remedy: str
    section: Section


@dataclass
class Chapter:
    """A notebook of the table of contents, as far as other pages speak of it."""

    document: str  # book/part/chapter
    title: str = ""
    promise: str = ""
    minutes: int = 0
    exercises: int = 0
    waiting: int = 0  # claims of cells that no GPU has run yet
    claims: list[Claim] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    terms: dict[str, Section] = field(default_factory=dict)  # in emphasis, in small letters -> where first
    cites: list[str] = field(default_factory=list)  # keys of the bibliography, each once
    references: str = ""  # the text of that section
    complaints: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As in `make refresh CHAPTER=part/chapter`."""
        return self.document.removeprefix("book/")

    @property
    def short(self) -> str:
        """The title up to its colon."""
        return self.title.split(":")[0]

    def link(self, text: str, section: Section | None = None) -> str:
        """A link to the chapter or one of its sections, in Markdown."""
        return f"[{text}](/{self.document}.ipynb{f'#{section.anchor}' if section else ''})"


def documents(root: Path = ROOT) -> list[str]:
    """The pages of the table of contents, in order."""
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    return [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]


def read(root: Path = ROOT) -> list[Chapter]:
    """The notebooks of the table of contents, in order."""
    keys = set(re.findall(r"^@\w+\{(\w+),", (root / "book" / "references.bib").read_text(encoding="utf-8"), re.M))
    notebooks = ((document, root / f"{document}.ipynb") for document in documents(root))
    return [chapter(document, nbformat.read(path, 4), keys) for document, path in notebooks if path.exists()]


def chapter(document: str, notebook: NotebookNode, keys: set[str]) -> Chapter:
    """What a notebook tells; `keys` are those of the bibliography."""
    found = Chapter(document)
    sections = _Sections()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            _read_text(found, sections, cell.source)
        elif cell.cell_type == "code":
            _read_code(found, sections.now, cell)
    head = notebook.cells[0].source if notebook.cells else ""
    promised, time = re.search(r"^\*\*(.+?)\*\*$", head, re.M | re.S), re.search(r"(\d+) (minutes|hours)", head)
    found.promise = promised[1] if promised else ""
    found.minutes = int(time[1]) * (60 if time[2] == "hours" else 1) if time else 0
    found.complaints += _missing(found, keys)
    return found


class _Sections:
    """The headings on the way through a notebook, with the anchors that the page gives them."""

    def __init__(self) -> None:
        self.now, self.part, self._anchors = Section("", ""), "", set[str]()

    def enter(self, level: int, heading: Token) -> None:
        if level > 3:  # myst_heading_anchors: deeper ones have no anchor
            return
        title = "".join(part.content for part in heading.children or [] if part.type in ("text", "code_inline"))
        anchor, number = default_slugify(title), 1
        while anchor in self._anchors:
            anchor, number = f"{anchor}-{number}", number + 1
        self._anchors.add(anchor)
        self.now = Section(title, anchor)
        self.part = title if level <= 2 else self.part


def _read_text(found: Chapter, sections: _Sections, source: str) -> None:
    tokens = _markdown.parse(source)
    keys = [key.strip() for keys in CITES.findall(source) for key in keys.split(",")]
    found.cites += [key for key in dict.fromkeys(keys) if key not in found.cites]
    for before, token in zip([None, *tokens], tokens):
        if before and before.type == "heading_open":
            sections.enter(int(before.tag[1]), token)
            found.title = found.title or sections.now.title
            found.references = source if sections.now.title == "References" else found.references
        elif token.type == "inline":
            for text in emphasized(token.children or []):
                found.terms.setdefault(text.lower(), sections.now)
            if "**Symptom.**" in token.content and sections.part.startswith(GOES_WRONG):
                _read_failure(found, sections.now, token.content)


def emphasized(parts: list[Token]) -> Iterator[str]:
    """The texts in *emphasis* or in **bold**."""
    begun: list[str] | None = None
    for part in parts:
        if part.type in ("em_open", "strong_open"):
            begun = []
        elif part.type in ("em_close", "strong_close") and begun is not None:
            yield " ".join("".join(begun).split()).rstrip(".:,")
            begun = None
        elif begun is not None:
            begun.append(part.content if part.type != "softbreak" else " ")


def _read_failure(found: Chapter, section: Section, text: str) -> None:
    if told := FAILURE.search(text):
        symptom, cause, remedy = (" ".join(part.split()) for part in told.groups())
        found.failures.append(Failure(symptom, cause, remedy, section))
    else:
        found.complaints.append(f"a failure in '{section.title}' needs **Symptom.**, **Cause.** and **Remedy.**")


def _read_code(found: Chapter, section: Section, cell: NotebookNode) -> None:
    tags = cell.metadata.get("tags", [])
    found.exercises += "exercise" in tags
    made, expected = stored(cell), calls(cell.source)
    where = f"the cell {cell.source.strip()[:40]!r} in '{section.title}'"
    errors = [output for output in cell.outputs if output.output_type == "error"]
    if "gpu" in tags and not cell.outputs:
        found.waiting += expected
        return
    if errors and "raises-exception" not in tags:
        found.complaints.append(f"{where} stores an error: {errors[0].ename}: {errors[0].evalue[:200]}")
    if len(made) < expected:
        remedy = f"make refresh CHAPTER={found.name}"
        counts = f"calls claim {expected} times and stores {len(made)} outcomes"
        found.complaints.append(f"{where} {counts}. Remedy: {remedy}")
    if ON_PURPOSE in tags:
        if all(claim.holds for claim in made):
            found.complaints.append(f"{where} is tagged {ON_PURPOSE}, but everything in it holds")
        return
    found.complaints += [f"{where} claims what does not hold: {claim.statement}" for claim in made if not claim.holds]
    device = DEVICE.search(str(cell.outputs)) if "gpu" in tags else None
    found.claims += [Claim(**vars(claim), section=section, device=device and device[0]) for claim in made]


def _missing(found: Chapter, keys: set[str]) -> Iterator[str]:
    if not found.claims and found.document not in NO_CHAPTERS:
        yield "the chapter claims nothing: say what was seen with claim(...)"
    for claim in found.claims:
        if claim.paper is not None and cited(claim.paper)[0] not in keys:
            yield (
                f"the paper of the claim {claim.statement[:40]!r} is not in book/references.bib: {claim.paper!r:.60}. "
                'Remedy: begin with author and year of an entry, as in paper="Novikoff 1962: at most ..."'
            )


def cited(paper: str) -> tuple[str, str]:
    """The key in the bibliography of the work that `paper` begins with, and the finding; an empty key for none.

    "Minsky and Papert 1969, chapter 2: ..." is minsky1969; a mark after the year, "1986 (PDP)", is part of the key.
    """
    found = CITED.fullmatch(paper)
    if found is None:
        return "", paper
    first = re.split(r",| and | & | et al\.", found["who"])[0]
    key = re.sub(r"\W", "", first.lower()) + found["year"] + (found["mark"] or "").lower()
    return key, found["finding"] + (f" ({found['where'][1:].strip()})" if found["where"] else "")
