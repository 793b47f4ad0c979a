"""Spelling mistakes in what git tracks: `python tools/spelling.py`, as `make lint` does.

codespell reads text files as they are. Of a notebook it is given the cells' sources alone: in the outputs stand
pictures as letters, and the words there come from the sources anyway.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOUND = re.compile(r"(?P<path>[^:]+):(?P<line>\d+): (?P<what>.+)")
UNREAD = {".lock", ".csv", ".svg", ".png"}  # names and data, no prose


def tracked(root: Path) -> list[Path]:
    """The files that git knows, new ones included, as paths from `root`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
    return [Path(name) for name in names if name and (root / name).is_file()]


def sources(notebook: Path) -> str:
    """The sources of a notebook's cells, each under a line that names it."""
    cells = json.loads(notebook.read_text("utf8"))["cells"]
    return "\n".join(f"cell {number}\n{''.join(cell['source'])}" for number, cell in enumerate(cells, 1))


def place(text: str, line: int) -> str:
    """Where a line of `sources` is in its notebook."""
    above = text.split("\n")[:line]
    start = max(number for number, words in enumerate(above) if re.fullmatch(r"cell \d+", words))
    return f"{above[start]}, line {line - start - 1}"


def mistakes(root: Path = ROOT) -> list[str]:
    """What codespell finds, one line a mistake: where, the word, and what may have been meant."""
    read = [path for path in tracked(root) if path.suffix not in UNREAD and path.name != "package-lock.json"]
    with tempfile.TemporaryDirectory() as folder:
        texts = {}
        for path in (path for path in read if path.suffix == ".ipynb"):
            copy = Path(folder, f"{path.as_posix().replace('/', '-')}.md")
            copy.write_text(sources(root / path), "utf8")
            texts[str(copy)] = path
        plain = [str(path) for path in read if path.suffix != ".ipynb"]
        command = [sys.executable, "-m", "codespell_lib", "--toml", str(ROOT / "pyproject.toml"), *plain, *texts]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
        if done.returncode not in (0, 65):
            raise SystemExit(f"codespell failed:\n{done.stderr}")
        found = []
        for match in filter(None, map(FOUND.fullmatch, done.stdout.splitlines())):
            where = f"{match['path']}:{match['line']}"
            if match["path"] in texts:
                line = place(Path(match["path"]).read_text("utf8"), int(match["line"]))
                where = f"{texts[match['path']]} ({line})"
            found.append(f"{where}: {match['what']}")
    return found


if __name__ == "__main__":
    complaints = mistakes()
    print("\n".join(complaints) or "codespell finds nothing")
    raise SystemExit(bool(complaints))
