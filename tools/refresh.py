"""Execute notebooks again and store what they give, so that an unchanged chapter gives unchanged bytes.

    python tools/refresh.py book/neuron/perceptron.ipynb ...

Every notebook's first code cell becomes the common setup cell. A notebook whose run raises (outside cells tagged
`raises-exception`), or writes to stderr, stays as it was. Cells tagged `gpu` keep what is stored where there is no CUDA
device; where there is one, their output must name it. With `--only-gpu` nothing else is stored, so that a chapter
executed on one machine gets its GPU results from another. With `--setup-only` nothing is executed.

What a run of a notebook of the book cost stands in book/status.json. It is written when the notebook is stored, when
its code has no entry there yet, and with `--measure` in any case.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import nbformat  # noqa: E402
from jupyter_client.manager import AsyncKernelManager  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: E402
from nbformat import NotebookNode  # noqa: E402

from tools import status  # noqa: E402
from tools.compare import counted_ids  # noqa: E402
from tools.notebook_metadata import CELL_KEYS, KERNEL  # noqa: E402
from tools.notebooks import (  # noqa: E402
    KERNEL_ENVIRONMENT,
    ThisPython,
    cuda_devices,
    runs_gpu_cells,
    scrub,
    setup_cell,
)

TIMEOUT = 600  # seconds a cell


class Refused(Exception):
    """A notebook that may not be stored, and why."""


class Client(NotebookClient):
    """Executes a notebook with the running Python; without a CUDA device it passes over cells tagged `gpu`."""

    used: tuple[float | None, int | None] = (None, None)  # by the kernel: processor time, memory

    def create_kernel_manager(self) -> AsyncKernelManager:
        """A manager that knows one kernel: this Python."""
        self.km = AsyncKernelManager(kernel_name=KERNEL["name"], kernel_spec_manager=ThisPython())
        return self.km

    async def async_execute_cell(self, cell: NotebookNode, cell_index: int, *args: Any, **options: Any) -> NotebookNode:
        """Run one cell, or leave it alone."""
        if "gpu" in tags(cell) and not runs_gpu_cells():
            return cell
        ran = await super().async_execute_cell(cell, cell_index, *args, **options)
        kernel: Any = self.km
        self.used = status.used(kernel.provisioner.pid)
        return ran


def tags(cell: NotebookNode) -> list[str]:
    """The tags of a cell."""
    return list(cell.metadata.get("tags", []))


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells of a notebook, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def put_setup(notebook: NotebookNode) -> None:
    """Make the first code cell the common setup cell."""
    first = next((i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"), len(notebook.cells))
    if first == len(notebook.cells) or "setup" not in tags(notebook.cells[first]):
        notebook.cells.insert(first, nbformat.v4.new_code_cell(id="setup"))
    cell = notebook.cells[first]
    cell.source = setup_cell()
    prompts = {"code_prompt_show": "Show the setup", "code_prompt_hide": "Hide the setup"}
    cell.metadata = nbformat.from_dict({"tags": ["setup", "hide-cell"], "mystnb": prompts})


def execute(notebook: NotebookNode, folder: Path) -> tuple[float, float | None, int | None]:
    """Run the notebook in a fresh kernel that starts in `folder`; seconds, those of the processor, and megabytes."""
    place = {"metadata": {"path": str(folder)}}
    client = Client(notebook, timeout=TIMEOUT, record_timing=False, store_widget_state=False, resources=place)
    environment = os.environ | KERNEL_ENVIRONMENT
    begin = time.perf_counter()
    client.execute(env=environment, stderr=subprocess.DEVNULL)  # the kernel's own; a cell's is an output
    return time.perf_counter() - begin, *client.used


def normalize(notebook: NotebookNode) -> NotebookNode:
    """The notebook with counts 1..n and without what changes from run to run or belongs to one editor."""
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({key: cell.metadata[key] for key in cell.metadata if key in CELL_KEYS})
    for number, cell in enumerate(code_cells(notebook), 1):
        cell.execution_count = number
        cell.outputs = _merged(cell.outputs, number)
    return nbformat.reads(scrub(nbformat.writes(notebook)), as_version=4)


def _merged(outputs: list[NotebookNode], number: int) -> list[NotebookNode]:
    """A cell's outputs with the pieces of one stream joined, numbered as the cell is, in the ids of drawings too."""
    merged: list[NotebookNode] = []
    names: dict[str, str] = {}
    for output in outputs:
        if "image/svg+xml" in output.get("data", {}):
            output.data["image/svg+xml"] = counted_ids(output.data["image/svg+xml"], f"n{number}-", names)
        if "execution_count" in output:
            output.execution_count = number
        if output.output_type == "error":
            output.traceback = [re.sub(r"In\[\d+\]", f"In[{number}]", line) for line in output.traceback]
        if output.output_type == "stream" and merged and merged[-1].get("name") == output.name:
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged


def inspect(notebook: NotebookNode) -> None:
    """Refuse what must not be stored: words on stderr, live widgets, a GPU result that does not name its device."""
    devices = cuda_devices() if runs_gpu_cells() else []
    for number, cell in enumerate(code_cells(notebook), 1):
        for output in cell.outputs:
            if output.get("name") == "stderr":
                raise Refused(f"code cell {number} wrote to stderr: {output.text.strip()[:300]}")
            if "application/vnd.jupyter.widget-view+json" in output.get("data", {}):
                raise Refused(
                    f"code cell {number} shows a live widget, which a page cannot: explore(...) without live=True"
                )
        named = not devices or any(name in str(cell.outputs) for name in devices)
        if "gpu" in tags(cell) and cell.outputs and not named:
            raise Refused(f"code cell {number} is tagged gpu, but its output does not name the device {devices[0]!r}")


def refresh(path: Path, *, only_gpu: bool = False, setup_only: bool = False, measure: bool = False) -> bool:
    """Execute the notebook at `path` and store it if it gave something new: whether it did."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    stored = nbformat.reads(before, as_version=4)
    put_setup(notebook)
    cost = None
    if not setup_only:
        try:
            cost = execute(notebook, path.resolve().parent)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise Refused(re.sub(r"\x1b\[[\d;]*m", "", str(error))) from None
        notebook = normalize(notebook)
        inspect(notebook)
    if only_gpu:
        ran = {cell.id: cell for cell in notebook.cells if "gpu" in tags(cell)}
        stored.cells = [ran.get(cell.id, cell) for cell in stored.cells]
        notebook, cost = stored, None  # with a GPU, a chapter costs something else
    changed = store(path, before, nbformat.writes(notebook) + "\n")
    chapter = status.name(path)
    if cost and chapter and (changed or measure or not status.is_current(chapter, notebook)):
        status.write(chapter, status.entry(notebook, *cost))
    return changed


def store(path: Path, before: str, after: str) -> bool:
    """Write what is new, all of it or nothing: whether it was new."""
    if after != before:
        temporary = path.with_name(f".{path.name}.new")
        temporary.write_text(after, encoding="utf-8")
        temporary.replace(path)
    return after != before


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description="Execute notebooks again and store what they give.")
    parser.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--only-gpu", action="store_true", help="store the outputs of cells tagged gpu, nothing else")
    parser.add_argument("--measure", action="store_true", help="write time and memory to book/status.json in any case")
    parser.add_argument("--setup-only", action="store_true", help="write the setup cell, execute nothing")
    options = parser.parse_args(arguments)
    refused = 0
    for path in options.notebooks:
        try:
            kinds = {"only_gpu": options.only_gpu, "setup_only": options.setup_only, "measure": options.measure}
            changed = refresh(path, **kinds)
            print(f"{path}: {'stored' if changed else 'unchanged'}")
        except (Refused, FileNotFoundError) as error:
            print(f"{path}: not stored. {error}", file=sys.stderr)
            refused += 1
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
