"""`.. zoo::` on a page of the book: the table of all architectures, made while the book is built."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from nnbook import zoo
from tools.repository import repository_url

HEADS = ("architecture", "paper", "parameters", "multiply-adds", "sees", "chapter")
NUMBERS = {"parameters", "multiply-adds"}


class Zoo(SphinxDirective):
    """The table of `python -m nnbook models`, with links to the files and to the chapters that are written."""

    def run(self) -> list[nodes.Node]:
        """The table as nodes of the page."""
        place, line = self.get_source_info()
        box = nodes.container()
        lines = list_table([HEADS, *map(self.cells, zoo.ZOO)])
        self.state.nested_parse(StringList(lines, items=[(place, line)] * len(lines)), self.content_offset, box)
        for row in box.findall(nodes.row):
            for head, entry in zip(HEADS, row.children):
                if isinstance(entry, nodes.entry) and head in NUMBERS:
                    entry["classes"].append("text-right")
        return box.children

    def cells(self, model: zoo.Architecture) -> tuple[str, ...]:
        """A row: what is long in the printed table is short here, so that it fits on the page."""
        known, chapter = model.row(), model.chapter.rpartition("/")[2]
        written = f"book/{model.chapter}" in self.env.found_docs
        return (
            f"`{model.name} <{repository_url()}/blob/main/{model.file}>`__",
            f"{model.paper}, {model.year}",
            f"{known['parameters']:,}",
            short(known["multiply_adds"]),
            known["sees"],
            f":doc:`{chapter} </book/{model.chapter}>`" if written else f"*{chapter}*",
        )


def short(number: int) -> str:
    """A large number in three digits: 15.5 G for 15,470,264,320."""
    for unit, size in (("T", 10**12), ("G", 10**9), ("M", 10**6), ("k", 10**3)):
        if number >= size:
            return f"{number / size:#.3g} {unit}".replace(". ", " ")
    return str(number)


def list_table(rows: list[tuple[str, ...]]) -> list[str]:
    """The lines of reStructuredText's table of lists."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for cells in rows:
        lines += [f"   {'*' if i == 0 else ' '} - {cell}" for i, cell in enumerate(cells)]
    return lines
