"""The book: how its notebooks are made, executed and judged, and the site that is built from them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from tools.chapters import NO_CHAPTERS
from tools.notebook_metadata import KERNEL

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(path for path in (ROOT / "book").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
START = ROOT / "book" / "start"
CHAPTERS = [path for path in NOTEBOOKS if path.relative_to(ROOT).with_suffix("").as_posix() not in NO_CHAPTERS]


def name(path: Path) -> str:
    """A notebook's name in the table of contents, such as `neuron/perceptron`."""
    return path.relative_to(ROOT / "book").with_suffix("").as_posix()


def markdown(text: str) -> NotebookNode:
    """A cell of text."""
    return nbformat.v4.new_markdown_cell(text)


def code(source: str, *tags: str, **metadata: Any) -> NotebookNode:
    """A cell of code."""
    cell = nbformat.v4.new_code_cell(source, metadata=metadata)
    if tags:
        cell.metadata["tags"] = list(tags)
    return cell


def notebook(*cells: NotebookNode) -> NotebookNode:
    """A notebook of these cells, with ids that stay."""
    made = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
        made.cells.append(cell)
    return made


def run(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments, as a user would, with nothing of this test run in its environment."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "NNBOOK_", "COV_"))}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=clean | environment, capture_output=True, text=True, check=False)


def refresh(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run tools/refresh.py."""
    return run(ROOT / "tools" / "refresh.py", *arguments, cwd=cwd, **environment)


def judge(path: Path, **environment: str) -> dict[int, str]:
    """Run nbval on a notebook with the book's rules: code cell number -> passed, skipped or the failure's text."""
    options = [
        "-p",
        "conftest",
        "-c",
        ROOT / "pyproject.toml",
        "--rootdir",
        ROOT,
        "-p",
        "no:cacheprovider",
        "--color=no",
    ]
    report = path.with_suffix(".xml")
    command = ["-m", "pytest", *options, "--nbval", "--nbval-current-env", f"--junitxml={report}", path]
    done = run(*command, PYTHONPATH=str(ROOT), **environment)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return _outcomes(report)


def _outcomes(report: Path) -> dict[int, str]:
    from xml.etree import ElementTree

    outcomes = {}
    for case in ElementTree.parse(report).iter("testcase"):
        number = int(case.attrib["name"].removeprefix("Cell "))
        failure, skipped = case.find("failure"), case.find("skipped")
        outcomes[number] = "passed" if failure is None and skipped is None else "skipped"
        if failure is not None:
            outcomes[number] = failure.text or "failed"
    return outcomes
