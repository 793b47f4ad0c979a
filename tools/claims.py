"""The claims of a notebook, read back from what `nnbook.notebook.claim` printed, and the calls in the code."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from nbformat import NotebookNode

from nnbook.notebook import VERDICTS

ON_PURPOSE = "fails-on-purpose"  # the tag of a cell that shows what a failing claim looks like
HEAD = re.compile(r"(Claim|  (?:measured|paper|deviations|verdict)):(.*)")
ENDS = {"  It holds.": True, "  It does NOT hold.": False}
CONTINUED = " " * len("Claim: ")  # at least; other heads are longer


@dataclass(frozen=True)
class Outcome:
    """One claim as it was printed: None for what it does not say."""

    statement: str
    holds: bool
    measured: str | None = None
    paper: str | None = None
    deviations: str | None = None
    verdict: str | None = None


def outcomes(text: str) -> list[Outcome]:
    """The claims in a printed text, wrapped lines joined; what else is printed is passed over."""
    found: list[Outcome] = []
    parts: dict[str, list[str]] = {}
    head = ""
    for line in text.split("\n"):
        if begun := HEAD.fullmatch(line):
            head = begun[1].strip()
            parts = {} if head == "Claim" else parts
            parts[head] = [begun[2].strip()]
        elif line in ENDS and "Claim" in parts:
            found.append(_outcome({key: " ".join(filter(None, lines)) for key, lines in parts.items()}, ENDS[line]))
            parts = {}
        elif line.startswith(CONTINUED) and parts:
            parts[head].append(line.strip())
        else:
            parts = {}
    return found


def _outcome(parts: dict[str, str], holds: bool) -> Outcome:
    statement = parts.pop("Claim")
    if "paper" in parts:
        parts.setdefault("verdict", VERDICTS[0])
    return Outcome(statement, holds, **parts)


def stored(cell: NotebookNode) -> list[Outcome]:
    """The claims that a code cell's stored outputs hold."""
    printed = (output.text for output in cell.outputs if output.get("name") == "stdout")
    return outcomes("".join(printed))


def calls(source: str) -> int:
    """How many calls of `claim` a cell's code has; one in a loop counts once."""
    tree = ast.parse(re.sub(r"^[%!].*$", "", source, flags=re.M))
    names = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return sum(getattr(name, "id", getattr(name, "attr", "")) == "claim" for name in names)
