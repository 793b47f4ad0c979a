"""What every notebook of the book has, and what every chapter has besides, as rules that say what is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

from nbformat import NotebookNode

from tools.chapters import DEVICE, GOES_WRONG, chapter
from tools.refresh import code_cells, tags

Rule = Callable[[NotebookNode], Iterator[str]]
VERB = re.compile(
    "apply|ask|bound|break|build|calculate|change|check|choose|classify|compare|compute|connect|contrast|"
    "count|decide|derive|describe|design|diagnose|distinguish|draw|estimate|evaluate|explain|extend|find|fit|"
    "follow|give|implement|improve|initialize|inspect|interpret|judge|keep|know|list|load|look|measure|mend|"
    "move|name|open|plot|predict|prove|read|recognize|relate|repair|replace|reproduce|run|say|see|show|sketch|"
    "solve|split|spot|state|tell|test|trace|train|translate|try|tune|turn|use|verify|visualize|watch|write",
    re.IGNORECASE,
)
SECTIONS = ["What you will be able to do", "Exercises", "Self-test", "Summary", "References", "Next"]
RANDOM = re.compile(r"\brand(?:n|int|perm|om)?\b|default_rng|shuffle=True|\bfit\(")
SEED = re.compile(r"seed|default_rng\(\d|random_state")
ABSOLUTE = re.compile(r"""["'](?:/(?!/)[\w.-]+/[\w./-]*|[A-Z]:\\)""")


def headings(notebook: NotebookNode) -> list[tuple[int, str]]:
    """The levels and texts of all headings."""
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    outside_code = (re.sub(r"^```.*?^```", "", text, flags=re.M | re.S) for text in texts)
    return [(len(m[1]), m[2].strip()) for text in outside_code for m in re.finditer(r"^(#+) (.+)$", text, re.M)]


def section(notebook: NotebookNode, title: str) -> str:
    """The text of the section with this title, up to the next heading of its level."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    found = re.search(rf"^## {re.escape(title)}\b.*?$(.*?)(?=^## |\Z)", text, re.M | re.S)
    return found[1] if found else ""


def number(cell: NotebookNode, notebook: NotebookNode) -> str:
    """How a cell is called in a message."""
    return f"cell {notebook.cells.index(cell) + 1} ({cell.source.strip()[:40]!r})"


# ---------------------------------------------------------------------- all notebooks
def title(notebook: NotebookNode) -> Iterator[str]:
    """One title, at the top, and under it a sentence or two that say what the reader gets."""
    levels = [level for level, _ in headings(notebook)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "the first cell must begin with the only title (# ...)"
    paragraphs = [p for p in re.split(r"\n\s*\n", notebook.cells[0].source) if not p.startswith("#")]
    promise = paragraphs[0].strip("*_ \n") if paragraphs else ""
    sentences = re.split(r"(?<=[.!?]) ", promise)
    if not 40 <= len(promise) <= 300 or len(sentences) > 2 or promise[-1] not in ".!?":
        yield f"under the title a sentence or two (40 to 300 characters) must say what one gets, not {promise[:60]!r}"


def effort(notebook: NotebookNode) -> Iterator[str]:
    """How long it takes and what one must know."""
    head = notebook.cells[0].source
    if not re.search(r"\d+ (?:minutes|hours)", head):
        yield "the first cell does not say how many minutes a reader needs"
    if not re.search(r"you need|prerequisite", head, re.I):
        yield "the first cell does not say what a reader needs to know (You need: ...)"


def stored_run(notebook: NotebookNode) -> Iterator[str]:
    """Nothing on stderr, no error that no tag announces, no live widget, outputs where the code prints."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.get("name") == "stderr":
                yield f"{number(cell, notebook)} wrote to stderr: {output.text[:80]}"
            if output.output_type == "error" and "raises-exception" not in tags(cell):
                yield f"{number(cell, notebook)} stores an error: {output.evalue[:80]}"
            if any("widget" in kind for kind in output.get("data", {})):
                yield f"{number(cell, notebook)} stores a live widget"
        speaks = re.search(r"^\s*(?:print|claim|check|source)\(", cell.source, re.M)
        if speaks and not cell.outputs and "gpu" not in tags(cell) and not re.search(r"^\s*def ", cell.source, re.M):
            yield f"{number(cell, notebook)} prints, but no output is stored: make refresh"


def gpu_results(notebook: NotebookNode) -> Iterator[str]:
    """What is stored of a GPU was recorded there, and names it."""
    for cell in code_cells(notebook):
        if "gpu" in tags(cell) and cell.outputs and not DEVICE.search(str(cell.outputs)):
            yield f"{number(cell, notebook)} is tagged gpu and stores a result that names no device"


def alternatives(notebook: NotebookNode) -> Iterator[str]:
    """Every picture says in words what it shows."""
    for cell in code_cells(notebook):
        for output in cell.outputs:
            kinds = [kind for kind in output.get("data", {}) if kind.startswith("image/")]
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            if kinds and len(alt) < 30:
                yield f"{number(cell, notebook)} shows a picture without a text of 30 characters in mystnb.image.alt"
            if not kinds:
                short = [alt for alt in _Images(output.get("data", {}).get("text/html", "")).alts if len(alt) < 15]
                yield from (f"{number(cell, notebook)} shows a picture with the alt text {alt!r}" for alt in short)


class _Images(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.alts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.alts.append(dict(attrs).get("alt") or "")


def captions(notebook: NotebookNode) -> Iterator[str]:
    """Every figure has a caption, and a name to refer to."""
    for cell in code_cells(notebook):
        if any(kind.startswith("image/") for output in cell.outputs for kind in output.get("data", {})):
            figure = cell.metadata.get("mystnb", {}).get("figure", {})
            if not figure.get("caption") or not figure.get("name", "").startswith("fig-"):
                yield f"{number(cell, notebook)} shows a figure without caption and name (fig-...) in mystnb.figure"


def seeds(notebook: NotebookNode) -> Iterator[str]:
    """What is random has a seed."""
    code = "\n".join(cell.source for cell in code_cells(notebook))
    if RANDOM.search(code) and not SEED.search(code):
        yield "there is something random, but no seed"


def paths(notebook: NotebookNode) -> Iterator[str]:
    """The notebook runs in any folder."""
    for cell in code_cells(notebook):
        if found := ABSOLUTE.search(cell.source):
            yield f"{number(cell, notebook)} holds an absolute path: {found[0]}"


def own_names(notebook: NotebookNode) -> Iterator[str]:
    """What the package has is used, not defined again; a cell tagged `by-hand` builds it up to compare."""
    import nnbook
    from nnbook import datasets, models, nn, optim

    spaces = {
        "nnbook": nnbook,
        "nnbook.nn": nn,
        "nnbook.models": models,
        "nnbook.datasets": datasets,
        "nnbook.optim": optim,
    }
    taken = {name: space for space, module in spaces.items() for name in module.__all__}
    for cell in code_cells(notebook):
        if "by-hand" in tags(cell):
            continue
        for node in ast.parse(re.sub(r"^[%!].*$", "", cell.source, flags=re.M)).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in taken:
                theirs = f"{node.name}, which {taken[node.name]} has"
                yield f"{number(cell, notebook)} defines {theirs}: use that one, or tag the cell by-hand"


# ---------------------------------------------------------------------- chapters
def sections(notebook: NotebookNode) -> Iterator[str]:
    """The sections that every chapter has, in their order."""
    found = [text for level, text in headings(notebook) if level == 2]
    places = []
    for wanted in SECTIONS:
        at = [place for place, text in enumerate(found) if text.startswith(wanted)]
        if not at:
            yield f"there is no section '## {wanted}'"
        else:
            places.append(at[0])
    if places != sorted(places):
        yield f"the sections must come in this order: {', '.join(SECTIONS)}"


def objectives(notebook: NotebookNode) -> Iterator[str]:
    """At least three objectives, each something that a reader will do."""
    items = re.findall(r"^[-*] +(\w+)", section(notebook, SECTIONS[0]), re.M)
    if len(items) < 3:
        yield f"there are {len(items)} objectives, expected at least 3"
    for word in items:
        if not VERB.fullmatch(word):
            yield f"an objective begins with {word!r}, which is no verb that tests/book/anatomy.py knows"


def claims(notebook: NotebookNode) -> Iterator[str]:
    """What a chapter says it has seen was asserted."""
    made = [cell for cell in code_cells(notebook) if re.search(r"^\s*claim\(", cell.source, re.M)]
    if len(made) < 3:
        yield f"there are {len(made)} cells with a claim, expected at least 3"


def failures(notebook: NotebookNode) -> Iterator[str]:
    """At least one failure is told so that a reader who has it finds it."""
    if not chapter("", notebook, set()).failures:
        yield f"'## {GOES_WRONG}' has no paragraph with **Symptom.** ... **Cause.** ... **Remedy.** ..."


def exercises(notebook: NotebookNode) -> Iterator[str]:
    """At least four exercises: text, a stub that is checked, a folded solution that was run and found right."""
    cells = notebook.cells
    stubs = [place for place, cell in enumerate(cells) if "exercise" in cell.get("metadata", {}).get("tags", [])]
    if len(stubs) < 4:
        yield f"there are {len(stubs)} exercises (cells tagged exercise), expected at least 4"
    for place in stubs:
        stub, solution = cells[place], cells[place + 1] if place + 1 < len(cells) else None
        if cells[place - 1].cell_type != "markdown":
            yield f"{number(stub, notebook)}: no text says what the exercise is"
        names = set(re.findall(r"\bcheck\(\s*[\"']([\w.-]+)[\"']", stub.source))
        if not names:
            yield f"{number(stub, notebook)}: the exercise is not checked"
        if solution is None or not {"solution", "hide-cell"} <= set(tags(solution)):
            yield f"{number(stub, notebook)}: the next cell must be its solution (tags solution and hide-cell)"
            continue
        if solution.metadata.get("mystnb", {}).get("code_prompt_show") != "Show a solution":
            yield f"{number(solution, notebook)}: mystnb.code_prompt_show must be 'Show a solution'"
        if not names <= set(re.findall(r"\bcheck\(\s*[\"']([\w.-]+)[\"']", solution.source)):
            yield f"{number(solution, notebook)}: the solution is not checked as its exercise is"


def play(notebook: NotebookNode) -> Iterator[str]:
    """A figure that moves on the page."""
    if not any(
        'class="nnp"' in o.get("data", {}).get("text/html", "") for c in code_cells(notebook) for o in c.outputs
    ):
        yield "there is no figure to play with (nnbook.interactive.explore)"


def references(notebook: NotebookNode) -> Iterator[str]:
    """The references cite the bibliography."""
    if "{cite" not in section(notebook, "References"):
        yield "the references cite no entry of book/references.bib"


def onward(notebook: NotebookNode) -> Iterator[str]:
    """The last section says where to go."""
    if "](" not in section(notebook, "Next"):
        yield "the last section, Next, has no link"


def summary(notebook: NotebookNode) -> Iterator[str]:
    """A handful of statements."""
    count = len(re.findall(r"^[-*] ", section(notebook, "Summary"), re.M))
    if not 3 <= count <= 7:
        yield f"the summary has {count} statements, expected 3 to 7"


RULES: list[Rule] = [title, effort, stored_run, gpu_results, alternatives, captions, seeds, paths, own_names]
CHAPTER_RULES: list[Rule] = [sections, objectives, claims, failures, exercises, play, summary, references, onward]
