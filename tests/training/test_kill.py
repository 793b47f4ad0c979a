"""A run is killed by SIGKILL at random moments, again and again, and ends with the weights of one that was not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from tests.training.killed_run import BATCH, EPOCHS, ROWS

SCRIPT = Path(__file__).with_name("killed_run.py")
STEPS = EPOCHS * ROWS // BATCH


def start(engine: str, folder: Path, result: Path) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    environment |= {"OPENBLAS_NUM_THREADS": "1", "NNBOOK_PROGRESS": "0"}
    command = [sys.executable, "-W", "error", str(SCRIPT), engine, str(folder), str(result)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen) -> None:
    """Wait for the end of a run, which must be a good one."""
    error = process.communicate(timeout=120)[1]
    assert process.returncode == 0, error


def steps_saved(folder: Path) -> int:
    """The newest step whose checkpoint has its name; 0 before the first."""
    return max((int(path.stem[5:]) for path in folder.glob("step-*.json")), default=0)


def kill(process: subprocess.Popen, folder: Path, after: int, delay: float) -> bool:
    """SIGKILL, a moment after so many steps were saved; False if the run was over before."""
    while process.poll() is None:
        if steps_saved(folder) >= after:
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
        time.sleep(0.0005)
    return False


@pytest.mark.parametrize(("engine", "kills"), [("nnbook", 10), ("torch", 2)])
def test_a_run_killed_at_random_moments_ends_with_the_same_weights(engine, kills, tmp_path):
    """Each kill comes at a random step and up to 5 ms after it was saved: a step with its checkpoint takes about 4."""
    rng = np.random.default_rng(7)
    moments = np.sort(rng.choice(np.arange(1, STEPS - 8), kills, replace=False))
    whole = start(engine, tmp_path / "whole", tmp_path / "expected")
    killed = []
    for after in moments:
        process = start(engine, tmp_path / "parts", tmp_path / "result")
        assert kill(process, tmp_path / "parts", after, rng.uniform(0, 0.005)), process.communicate()[1]
        process.communicate()
        killed.append(steps_saved(tmp_path / "parts"))
        assert not (tmp_path / "result").exists()
    finished(start(engine, tmp_path / "parts", tmp_path / "result"))
    finished(whole)
    assert killed == sorted(killed)
    assert killed[-1] < STEPS
    assert (tmp_path / "result").read_bytes() == (tmp_path / "expected").read_bytes()
    assert not list((tmp_path / "parts").glob("writing-*"))
