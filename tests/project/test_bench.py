"""The speed bench: every workload runs on both engines, and a round gives a table. No time is judged here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import nnbook
from tools import bench


@pytest.mark.parametrize("name", bench.WORKLOADS)
def test_every_workload_runs_on_both_engines(name):
    for engine in (nnbook, torch):
        assert bench.WORKLOADS[name](engine)() is None


def test_a_short_run_prints_a_table_of_ratios():
    tool = Path(bench.__file__)
    arguments = ["--threads", "1", "--rounds", "1", "--seconds", "0.01", "--only", "batch 64, SGD"]
    run = subprocess.run(
        [sys.executable, str(tool), *arguments], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(tool.parents[1])},
    )  # fmt: skip
    lines = run.stdout.splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith(("| MLP", "| LeNet"))]
    assert [row[0] for row in rows] == ["| MLP 64-128-128-10, batch 64, SGD", "| LeNet-5 28x28, batch 64, SGD"]
    for _, ours, theirs, minima, _ in rows:
        assert float(ours) > 0
        assert float(minima) == pytest.approx(float(ours) / float(theirs), rel=0.05)
    assert "Geometric mean" in lines[-1]
    assert f"torch {torch.__version__}" in lines[0]
