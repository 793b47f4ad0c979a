"""How notebooks are judged: nbval runs every cell again, and these rules say when what it gives is what is stored.

- Words must be equal, numbers within 1e-5 relative; a cell's tag `rtol=0.05` allows more (see `tools/compare.py`).
- A cell tagged `gpu` runs only where there is a CUDA device (NNBOOK_GPU=0 or 1 overrides). What it prints belongs to
  the device that is named in it, so it is not compared: the cell's own claims judge it.
- A cell that was never run is an error: nbval alone would pass it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import coverage
import pytest
from nbval import kernel, plugin
from nbval.plugin import IPyNbCell

from tools.compare import difference
from tools.notebooks import KERNEL_ENVIRONMENT, ONE_THREAD, runs_gpu_cells, scrub

REMEDY = "make refresh CHAPTER=part/chapter"

os.environ.update(ONE_THREAD)  # the tests themselves, too: two cores are often shared


def _execute(self: kernel.RunningKernel, cell_input: str, allow_stdin: bool | None = None) -> str:
    """As nbval's, but with history: only then does a `;` at the end hide a value (ipython/ipython#14162)."""
    return self.kc.execute(cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False)


def _start(start: Callable[..., Any]) -> Callable[..., Any]:
    """As nbval's, but in the environment in which the outputs were stored."""
    return lambda *args, **options: start(*args, **options, env=os.environ | KERNEL_ENVIRONMENT)


kernel.RunningKernel.execute_cell_input = _execute
kernel.start_new_kernel = _start(kernel.start_new_kernel)
# Coverage is the unit tests' business: tracing the kernels too would only make the chapters slower.
plugin.setup_coverage = plugin.teardown_coverage = lambda *_, **__: None


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: those that wait for a browser, a kernel or a process leave a core idle."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


# Tests that run no line of the package, or only lines that other tests count: tracing would double their time. Single
# tests have the mark `untraced`. (pytest-cov's `no_cover` stops one measurement; workers of xdist have two, stacked.)
TESTS = Path(__file__).parent / "tests"
UNTRACED = (
    TESTS / "batteries" / "test_gradients.py",  # derivatives by differences call every function hundreds of times
    TESTS / "batteries" / "test_layers.py",  # what the layers compute is counted in their parity
    TESTS / "book",
    TESTS / "rules",
)


@contextmanager
def _coverage_rests() -> Iterator[None]:
    stopped = []
    while running := coverage.Coverage.current():
        running.stop()
        stopped.append(running)
    try:
        yield
    finally:
        for measurement in reversed(stopped):
            measurement.start()


@pytest.fixture(scope="module", autouse=True)
def _untraced(request: pytest.FixtureRequest) -> Iterator[None]:
    with _coverage_rests() if any(request.path.is_relative_to(path) for path in UNTRACED) else nullcontext():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test marked `untraced` is not traced."""
    with _coverage_rests() if item.get_closest_marker("untraced") else nullcontext():
        return (yield)


class Output(str):
    """An output that equals another when `tools.compare` finds no difference."""

    rtol: float | None = None
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and difference(str(self), str(other), self.rtol) is None

    def __ne__(self, other: object) -> bool:
        return not self == other


def tolerance(tags: list[str]) -> float | None:
    """The tolerance of a cell tagged `rtol=...`, or None."""
    given = [tag.partition("=")[2] for tag in tags if tag.startswith("rtol=")]
    try:
        return float(given[0]) if given else None
    except ValueError:
        raise pytest.UsageError(f"the tag rtol={given[0]} is not a number: write rtol=0.05") from None


def _sanitizer(sanitize: Callable[[Any], Any], rtol: float | None) -> Callable[[Any], Any]:
    kind = type("Output", (Output,), {"rtol": rtol})
    return lambda value: kind(scrub(sanitize(value))) if isinstance(value, str) else value


def _reporter(cell: IPyNbCell, rtol: float | None) -> Callable[[str, Any, Any], None]:
    def report(key: str, stored: Any, now: Any) -> None:
        found = difference(str(stored), str(now), rtol)
        cell.comparison_traceback.append(f"{key} differs\n{found}\nIf the new output is right: {REMEDY}")

    return report


def _never_run(cell: IPyNbCell) -> Callable[[], None]:
    return lambda: cell.raise_cell_error(f"The cell was never run, so nothing can be compared: {REMEDY}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    gpu = runs_gpu_cells()
    for cell in (item for item in items if isinstance(item, IPyNbCell)):
        tags = cell.cell.metadata.get("tags", [])
        rtol = tolerance(tags)
        cell.sanitize = _sanitizer(cell.sanitize, rtol)
        cell.format_output_compare = _reporter(cell, rtol)
        if "gpu" in tags:
            cell.options["check"] = False
            if not gpu:
                cell.add_marker(pytest.mark.skip(reason="the cell is tagged gpu and there is no CUDA device"))
        elif cell.cell.execution_count is None and not re.fullmatch(r"\s*", cell.cell.source):
            cell.runtest = _never_run(cell)
