"""PyTorch scripts, run on both engines: the same printed text, losses, gradients and parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import nnbook
from tests.programs.run_script import SCRIPTS, run

# The last digits differ between the engines (sums are added up in another order), and training enlarges differences
# step by step: 1e-16 in one operation was at most 1e-11 after a script's last step. A wrong derivative is off by far
# more. What is zero but for rounding, such as the gradient of a bias before a batch norm, has no correct digits at
# all: it is compared with the largest value beside it.
RTOL, ATOL = 1e-7, 1e-9


@pytest.mark.parametrize("path", sorted(SCRIPTS.glob("*.py")), ids=lambda path: path.stem)
def test_same_on_both_engines(path: Path):
    ours, theirs = run(path, nnbook), run(path, torch)
    assert len(ours.steps) == len(theirs.steps)
    for number, (our_step, their_step) in enumerate(zip(ours.steps, theirs.steps, strict=True)):
        compare(our_step, their_step, f"step {number}: ")
    compare(ours.names, theirs.names, "")
    assert ours.printed == theirs.printed
    assert len(theirs.steps) >= 6 or "grad" in str(theirs.names), "the script trains nothing"


def compare(ours: Any, theirs: Any, what: str, scale: float = 0.0) -> None:
    """The same structure and the same values."""
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs), what
        for key, value in theirs.items():
            compare(ours[key], value, f"{what}{key} ", max(scale, largest(value)))
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs), what
        for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            compare(a, b, f"{what}[{i}]", max(scale, largest(b)))
    elif isinstance(theirs, (float, np.ndarray)):
        a, b = np.asarray(ours), np.asarray(theirs)
        assert (a.shape, a.dtype) == (b.shape, b.dtype), what
        np.testing.assert_allclose(a, b, RTOL, ATOL * max(scale, largest(b)), err_msg=what)
    else:
        assert (type(ours), ours) == (type(theirs), theirs), what


def largest(value: Any) -> float:
    """The largest finite magnitude among the arrays of a nested value."""
    if isinstance(value, (dict, list)):
        return max(map(largest, value.values() if isinstance(value, dict) else value), default=0.0)
    if not isinstance(value, (float, np.ndarray)) or not np.size(value) or np.asarray(value).dtype.kind != "f":
        return 0.0
    return float(np.abs(np.nan_to_num(value, posinf=0, neginf=0)).max())
