"""A progress bar for a person who is watching, and for nobody else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from typing import Any

from .duck import Batches
from .history import History


class Cell:
    """A text stream into one output of a notebook cell: each write replaces the last, and the end leaves it empty."""

    encoding = "utf-8"

    def __init__(self) -> None:
        from IPython.display import display

        self.handle = display({"text/plain": ""}, raw=True, display_id=True)

    def write(self, text: str) -> None:
        """Show `text`, which comes with carriage returns meant for a terminal."""
        self.handle.update({"text/plain": text.strip()}, raw=True)

    def flush(self) -> None:
        """Nothing is held back."""


def stage() -> Any:
    """Where a bar may be drawn, or None where nobody is watching.

    A terminal, or a notebook whose front end could answer input(): a program that executes notebooks (nbclient, nbval)
    cannot, so no bar is ever stored with a chapter. NNBOOK_PROGRESS=0 turns bars off everywhere.
    """
    if os.environ.get("NNBOOK_PROGRESS") == "0":
        return None
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython else None
    if hasattr(shell, "kernel"):
        return Cell() if shell.get_parent().get("content", {}).get("allow_stdin") else None
    return sys.stderr if sys.stderr is not None and sys.stderr.isatty() else None


@contextmanager
def bar(wanted: bool, epochs: int, data: Batches) -> Iterator[Callable[[Batches, History], Batches]]:
    """A function follow(batches, history) that hands the batches on; with a stage and tqdm, a bar moves along.

    It shows the epoch, the steps done and to come, and the loss of the last step.
    """
    file = stage() if wanted else None
    try:
        from tqdm import tqdm
    except ModuleNotFoundError:
        file = None
    if file is None:
        yield lambda batches, history: batches
        return
    total = epochs * len(data) if isinstance(data, Sized) else None
    with tqdm(total=total, file=file, leave=False, ncols=79, unit="step") as line:

        def follow(batches: Batches, history: History) -> Batches:
            line.set_description_str(f"epoch {len(history) + 1}/{epochs}")
            for batch in batches:
                yield batch
                if history.steps:
                    line.set_postfix_str(f"loss {history.steps[-1]:.3g}", refresh=False)
                line.update()

        yield follow
