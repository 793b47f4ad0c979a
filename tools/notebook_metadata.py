"""Check that notebooks hold what `make refresh` stores and nothing of the machine they were written on.

`python tools/notebook_metadata.py NOTEBOOK...` prints every fault and exits with 1 if there is one.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NOTEBOOK_KEYS = {"kernelspec", "language_info"}
CELL_KEYS = {"tags", "mystnb", "slideshow"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
MACHINE_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|root|Users|tmp|work|mnt|private|var/folders)/[\w.-]+|\b[A-Z]:\\\\?Users\\"
)
REMEDY = "Remedy: make refresh CHAPTER=<part>/<chapter>"


def faults(notebook: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a notebook (as parsed from its JSON), one sentence each; nothing if it is clean."""
    metadata = notebook["metadata"]
    if extra := set(metadata) - NOTEBOOK_KEYS:
        yield f"the notebook's metadata holds {', '.join(sorted(extra))}"
    if metadata.get("kernelspec") != KERNEL:
        yield f"the kernel is {metadata.get('kernelspec')}, expected {KERNEL}"
    if set(metadata.get("language_info", {})) - {"name"}:
        yield "language_info names more than the language"
    counts = []
    for number, cell in enumerate(notebook["cells"], 1):
        yield from (f"cell {number}: {fault}" for fault in cell_faults(cell))
        if cell["cell_type"] == "code":
            counts.append(cell["execution_count"])
    if counts != list(range(1, len(counts) + 1)):
        yield f"the code cells are numbered {counts}, expected 1 to {len(counts)}: not run once from top to bottom"


def cell_faults(cell: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one cell."""
    if "id" not in cell:
        yield "no id (nbformat 4.5 has one for each cell)"
    if extra := set(cell["metadata"]) - CELL_KEYS:
        yield f"its metadata holds {', '.join(sorted(extra))}"
    if not "".join(cell["source"]).strip():
        yield "it is empty"
    if found := MACHINE_PATH.search(json.dumps([cell["source"], cell.get("outputs", [])])):
        yield f"it holds a path of a machine: {found[0]}"


def main(paths: list[str]) -> int:
    """Print the faults of all notebooks; 1 if there are any, else 0."""
    found = False
    for path in paths:
        for fault in faults(json.loads(Path(path).read_text(encoding="utf-8"))):
            print(f"{path}: {fault}")
            found = True
    if found:
        print(REMEDY)
    return int(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
