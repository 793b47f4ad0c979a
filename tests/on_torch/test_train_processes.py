"""Two real processes over gloo: the numbers of one process, and what happens when one of them is killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from nnbook.on_torch import train
from nnbook.training import Checkpoint
from tests.on_torch.test_train import apart, nnbook_train, weights

ROOT = Path(__file__).parents[2]
# 1,437 rows in 23 batches of 62 or 63: the halves are not always equal.
EXACT = ["mlp.MLP", "digits", "--epochs", "8", "--precision", "float64", "--clip", "0.5", "--validation", "0.05"]
PLAIN = ["lenet.LeNet5", "digits", "--epochs", "2", "--optimizer", "momentum", "--lr", "0.02"]
LAUNCH = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2"]


def start(*arguments):
    """torchrun with two processes, at work."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "default"}
    return subprocess.Popen(
        [*LAUNCH, "-m", "nnbook.on_torch.train", *map(str, arguments)],
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finished(job, code=0):
    """(what it printed, what it complained of) of a job that ends with this code."""
    out, err = job.communicate(timeout=120)
    assert job.returncode == code, err
    return out, err


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The same runs on one process, here, and on two."""
    place = tmp_path_factory.mktemp("runs")
    jobs = {
        "exact": start(*EXACT, "--checkpoint", place / "exact"),
        "plain": start(*PLAIN, "--accumulate", 3, "--checkpoint", place / "plain"),
    }
    for name, words in (("exact", EXACT), ("plain", PLAIN)):
        assert train.main([*words, "--checkpoint", str(place / f"{name} alone")]) == 0
    printed = {name: finished(job) for name, job in jobs.items()}
    return place, printed


def test_two_processes_come_to_the_weights_of_one_in_float64(runs):
    place, _ = runs
    assert apart(weights(place / "exact"), weights(place / "exact alone")) < 1e-12


def test_two_processes_with_accumulated_gradients_come_to_the_weights_of_one_in_float32(runs):
    place, _ = runs
    assert apart(weights(place / "plain"), weights(place / "plain alone")) < 1e-6


def test_one_process_speaks_for_both(runs):
    _, printed = runs
    out, err = printed["exact"]
    assert out.count("mlp.MLP on digits: image classification on PyTorch, 2 processes; 4,810 parameters") == 1
    assert len(re.findall("^test ", out, re.MULTILINE)) == 1
    assert "Warning" not in err


def test_what_two_processes_saved_one_process_of_nnbook_ends(runs, tmp_path):
    place, _ = runs
    saved = Checkpoint(place / "exact").paths()[1]  # before the last epoch
    for path in (saved, saved.with_suffix(".safetensors")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.warns(UserWarning, match=r"saved by 2 process\(es\) of torch and goes on with 1 of nnbook"):
        assert nnbook_train(*EXACT, "--checkpoint", str(tmp_path), "--resume") == 0
    assert apart(weights(tmp_path), weights(place / "exact")) < 1e-9


def child_with_rank(job, rank):
    """The number of the process that torchrun started with this rank, found by Linux's /proc."""
    while job.poll() is None:
        for number in Path(f"/proc/{job.pid}/task/{job.pid}/children").read_text().split():
            with suppress(OSError):  # a process may have ended meanwhile
                if f"RANK={rank}".encode() in Path(f"/proc/{number}/environ").read_bytes().split(b"\0"):
                    return int(number)
        time.sleep(0.01)
    raise AssertionError(job.communicate())


def test_a_killed_process_ends_the_job_which_says_so_and_goes_on_to_the_same_weights(runs, tmp_path):
    place, _ = runs
    job = start(*EXACT, "--every", 1, "--checkpoint", tmp_path)
    victim = child_with_rank(job, 1)
    while not list(tmp_path.glob("step-*.json")):
        assert job.poll() is None
        time.sleep(0.002)
    os.kill(victim, signal.SIGKILL)
    _, err = finished(job, code=1)
    words = " ".join([*EXACT, "--every", "1", "--checkpoint", str(tmp_path), "--resume"])
    assert "process 1 of the 2 died, and the job with it. Go on with: torchrun --nproc_per_node=2 -m " in err
    assert f"nnbook.on_torch.train {words}\n" in err
    assert not (tmp_path / "model.safetensors").exists()
    finished(start(*EXACT, "--checkpoint", tmp_path, "--resume"))
    assert apart(weights(tmp_path), weights(place / "exact")) < 1e-12
