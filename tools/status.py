"""book/status.json: what running each notebook cost, when, and with what; the notebooks themselves stay free of it.

`tools/refresh.py` writes an entry when it stores a notebook, and with `--measure`. The page "Status" shows them.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from nbformat import NotebookNode

import nnbook
from tools.claims import ON_PURPOSE, stored

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "book" / "status.json"
Entry = dict[str, Any]


def name(path: Path) -> str | None:
    """A notebook of the book as in `make refresh CHAPTER=part/chapter`; None for one from elsewhere."""
    path = path.resolve()
    return path.relative_to(FILE.parent).with_suffix("").as_posix() if path.is_relative_to(FILE.parent) else None


def digest(notebook: NotebookNode) -> str:
    """A hash of what a notebook runs: its code, without the setup that only installs."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    code = [cell.source for cell in cells if "setup" not in cell.metadata.get("tags", [])]
    return hashlib.sha256("\n\0\n".join(code).encode()).hexdigest()[:16]


def used(pid: int) -> tuple[float | None, int | None]:
    """The processor time and the most memory that a process has had so far, in seconds and megabytes.

    Unlike the time on the clock, the first does not tell what else the machine had to do. None where there is no /proc.
    """
    try:
        memory = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        times = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None, None
    kibibytes = next((int(line.split()[1]) for line in memory.splitlines() if line.startswith("VmHWM:")), None)
    seconds = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")  # in user code, and in the system for it
    return seconds, None if kibibytes is None else round(kibibytes * 1024 / 1e6)


def entry(notebook: NotebookNode, seconds: float, processor: float | None, memory_mb: int | None) -> Entry:
    """What is kept of a run."""
    cells = [(cell, cell.metadata.get("tags", [])) for cell in notebook.cells if cell.cell_type == "code"]
    return {
        "code": digest(notebook),
        "seconds": round(seconds, 1),
        "processor_seconds": None if processor is None else round(processor, 1),
        "memory_mb": memory_mb,
        "claims": sum(len(stored(cell)) for cell, tags in cells if ON_PURPOSE not in tags),
        "exercises": sum("exercise" in tags for _, tags in cells),
        "date": date.today().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "nnbook": nnbook.__version__,
    }


def read(file: Path | None = None) -> dict[str, Entry]:
    """All entries, by the notebook's name."""
    file = file or FILE
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def write(chapter: str, new: Entry) -> None:
    """Store an entry; those of notebooks that are gone go, too."""
    entries = read() | {chapter: new}
    there = {key: entries[key] for key in sorted(entries) if (FILE.parent / f"{key}.ipynb").exists()}
    temporary = FILE.with_name(f".{FILE.name}.new")
    temporary.write_text(json.dumps(there, indent=2) + "\n", encoding="utf-8")
    temporary.replace(FILE)


def is_current(chapter: str, notebook: NotebookNode) -> bool:
    """Whether the notebook has an entry for the code that it has now."""
    return read().get(chapter, {}).get("code") == digest(notebook)
