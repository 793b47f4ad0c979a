"""The speed bench: every workload runs on both engines, and a round gives a table. No time is judged here."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import nnbook
from tools import bench, bench_peers, bench_worker


@pytest.mark.parametrize("name", bench.WORKLOADS)
def test_every_workload_runs_on_both_engines(name):
    for engine in (nnbook, torch):
        assert bench.WORKLOADS[name](engine)() is None


def table(*arguments: str) -> list[str]:
    """The lines that a short run prints."""
    tool = Path(bench.__file__)
    short = ["--rounds", "2", "--seconds", "0.01", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(tool.parents[1])}
    return subprocess.run(
        [sys.executable, str(tool), *short], capture_output=True, text=True, check=True, env=environment
    ).stdout.splitlines()


def test_a_short_run_prints_a_table_of_ratios_and_writes_it(tmp_path):
    page = tmp_path / "table.md"
    lines = table("--threads", "1", "--only", "MLP 64-128-128-10", "--write", str(page))
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| MLP")]
    assert [row[0] for row in rows] == [f"MLP 64-128-128-10, batch 64, {optimizer}" for optimizer in ("SGD", "Adam")]
    ratios = []
    for _, ours, theirs, ratio, _, our_memory, their_memory in rows:
        ratios.append(float(ratio.strip("*")))
        assert ratios[-1] == pytest.approx(float(ours) / float(theirs), rel=0.05)
        assert min(float(our_memory), float(their_memory)) >= 0
    mean = math.sqrt(math.prod(ratios))
    stated = float(lines[-1].split("**")[1])
    assert stated == pytest.approx(mean, abs=0.02)
    assert lines[-1].endswith(f"largest {max(ratios):.2f}.")
    assert f"torch {torch.__version__}" in lines[0]
    written = page.read_text(encoding="utf-8").splitlines()
    assert [line for line in written if line] == [line for line in lines if line]


def test_a_side_that_stops_is_named():
    with pytest.raises(RuntimeError, match="the process of nnbook stopped while measuring 'no such thing'"):
        bench.measured("no such thing", {"nnbook": sys.executable}, 1, 1, 0.01)


def test_a_worker_answers_times_and_memory(monkeypatch, capsys):
    held = []
    monkeypatch.setattr("sys.stdin", iter(["0.001\n", "memory\n"]))
    bench_worker.serve(lambda: lambda: held.append(bytearray(100_000)))
    ready, seconds, memory = capsys.readouterr().out.splitlines()
    assert ready == "ready"
    assert 0 < float(seconds) < 0.1
    assert float(memory) >= 0


def test_teaching_libraries_run_workloads_of_the_same_names():
    assert set(bench_peers.PEERS) <= set(bench.WORKLOADS)
    assert {
        library for library, steps in bench_peers.BY_LIBRARY.items() if set(steps) == set(bench_peers.PEERS)
    } == set(bench_peers.LIBRARIES)


def test_teaching_libraries_are_pinned_and_none_overwrites_torch():
    text = (Path(bench.__file__).parent / "peers.txt").read_text(encoding="utf-8")
    pins = dict(line.split("==") for line in text.splitlines() if not line.startswith("#"))
    assert set(pins) == {*bench_peers.LIBRARIES, "numpy", "scipy"}
