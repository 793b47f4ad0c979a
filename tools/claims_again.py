"""Run the chapters again with other seeds and with two threads, and see whether their claims hold: `make test-claims`.

    python tools/claims_again.py [--all] [NOTEBOOK ...]

Without notebooks: those whose code has changed since their claims were last tried, or all with `--all`. The outputs are
thrown away; what counts is that no claim fails. What was tried stands in `book/claims.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import nbformat  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402

from nnbook._seeds import VARIABLE  # noqa: E402
from tools.notebooks import KERNEL_ENVIRONMENT, ONE_THREAD  # noqa: E402
from tools.refresh import TIMEOUT, Client  # noqa: E402
from tools.status import digest  # noqa: E402

BOOK = ROOT / "book"
FILE = BOOK / "claims.json"
RUNS = {
    "seeds + 1": {VARIABLE: "1"},
    "seeds + 2": {VARIABLE: "2"},
    # A thread that waits lets go of its core: on a busy machine two that spin instead take ten times as long.
    "two threads": dict.fromkeys(ONE_THREAD, "2") | {"OMP_WAIT_POLICY": "passive"},
}


def failure(path: Path, **environment: str) -> str | None:
    """Run a notebook in this environment; what failed, or None."""
    notebook = nbformat.read(path, 4)
    place = {"metadata": {"path": str(path.resolve().parent)}}
    client = Client(notebook, timeout=TIMEOUT, record_timing=False, store_widget_state=False, resources=place)
    try:
        client.execute(env=os.environ | KERNEL_ENVIRONMENT | environment, stderr=subprocess.DEVNULL)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return re.sub(r"\x1b\[[\d;]*m", "", str(error)).strip()
    return None


def chapters() -> dict[str, Path]:
    """All notebooks of the book, by name."""
    found = (path for path in sorted(BOOK.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts)
    return {path.relative_to(BOOK).with_suffix("").as_posix(): path for path in found}


def tried() -> dict[str, Any]:
    """What was tried, by chapter: the code's digest, the runs, the day."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def stale() -> list[str]:
    """The chapters whose code has changed since their claims were tried, or were never tried."""
    known = tried()
    return [
        name for name, path in chapters().items() if known.get(name, {}).get("code") != digest(nbformat.read(path, 4))
    ]


def keep(name: str, path: Path) -> None:
    """Write down that a chapter's claims held in all runs; chapters that are gone go, too."""
    new = {"code": digest(nbformat.read(path, 4)), "runs": list(RUNS), "date": date.today().isoformat()}
    entries = {key: entry for key, entry in (tried() | {name: new}).items() if key in chapters()}
    temporary = FILE.with_name(f".{FILE.name}.new")
    temporary.write_text(json.dumps(dict(sorted(entries.items())), indent=2) + "\n", encoding="utf-8")
    temporary.replace(FILE)


def main(arguments: list[str] | None = None) -> int:
    """The command: 1 if a claim failed."""
    parser = argparse.ArgumentParser(description="Try the chapters' claims with other seeds and two threads.")
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--all", action="store_true", help="all chapters, not only those that have changed")
    options = parser.parse_args(arguments)
    there = chapters()
    if options.notebooks:
        names = [path.resolve().relative_to(BOOK).with_suffix("").as_posix() for path in options.notebooks]
    else:
        names = list(there) if options.all else stale()
    failed = 0
    for name in names:
        problems = {run: problem for run, settings in RUNS.items() if (problem := failure(there[name], **settings))}
        for run, problem in problems.items():
            print(f"{name}, {run}: {problem}\n", flush=True)
        failed += bool(problems)
        if not problems:
            keep(name, there[name])
            print(f"{name}: the claims hold with {', '.join(RUNS)}", flush=True)
    if not names:
        print("No chapter has changed since its claims were tried. All of them: make test-claims ALL=1")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
