"""`.. zoo::` on a page of the book: the table of all architectures, made while the book is built."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from nnbook import zoo
from tools.repository import repository_url

NUMBERS = {"year", "parameters", "multiply-adds"}


class Zoo(SphinxDirective):
    """The table of `python -m nnbook models`, with links to the files and to the chapters that are written."""

    def run(self) -> list[nodes.Node]:
        """The table as nodes of the page."""
        place, line = self.get_source_info()
        box = nodes.container()
        linked = (self.linked(model, cells) for model, cells in zip(zoo.ZOO, zoo.rows(zoo.ZOO)))
        lines = list_table([zoo.HEADS, *linked])
        self.state.nested_parse(StringList(lines, items=[(place, line)] * len(lines)), self.content_offset, box)
        for row in box.findall(nodes.row):
            for head, entry in zip(zoo.HEADS, row.children):
                if isinstance(entry, nodes.entry) and head in NUMBERS:
                    entry["classes"].append("text-right")
        return box.children

    def linked(self, model: zoo.Architecture, cells: tuple[str, ...]) -> tuple[str, ...]:
        """The cells of a row, file and chapter as links."""
        *front, file, chapter = cells
        known = f"book/{chapter}" in self.env.found_docs
        return (
            *front,
            f"`{file} <{repository_url()}/blob/main/{model.file}>`__",
            f":doc:`{chapter} </book/{chapter}>`" if known else f"{chapter} (to come)",
        )


def list_table(rows: list[tuple[str, ...]]) -> list[str]:
    """The lines of reStructuredText's table of lists."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for cells in rows:
        lines += [f"   {'*' if i == 0 else ' '} - {cell}" for i, cell in enumerate(cells)]
    return lines
