"""`python -m nnbook.on_torch.train` on one process: nnbook's numbers, precision, compilation, checkpoints."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

import nnbook.__main__
from nnbook.command.engine import Batches
from nnbook.on_torch import lost, on_torch, train
from nnbook.on_torch.lost import Watch
from nnbook.training import Checkpoint, fit

RUN = ["mlp.MLP", "digits", "--epochs", "3", "--precision", "float64", "--clip", "1", "--validation", "0.1"]


def nnbook_train(*arguments):
    return nnbook.__main__.main(["train", *arguments])


COMMANDS = {"nnbook": nnbook_train, "torch": lambda *arguments: train.main([*arguments])}


def weights(folder):
    return load_file(folder / "model.safetensors")


def apart(a, b):
    """The largest difference between two networks."""
    assert a.keys() == b.keys()
    return max(np.abs(a[name].astype(np.float64) - b[name]).max() for name in a)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """The same run on both engines."""
    place = tmp_path_factory.mktemp("runs")
    for name, command in COMMANDS.items():
        assert command(*RUN, "--checkpoint", str(place / name)) == 0
    return place


def test_both_engines_come_to_the_same_weights(folders):
    assert apart(weights(folders / "torch"), weights(folders / "nnbook")) < 1e-9


@pytest.mark.parametrize(("saved", "goes_on"), [("nnbook", "torch"), ("torch", "nnbook")])
def test_a_run_that_one_engine_began_is_ended_by_the_other(folders, tmp_path, saved, goes_on):
    """The newest checkpoint is taken away, so the last epoch is done again."""
    shutil.copytree(folders / saved, tmp_path / "run")
    newest = Checkpoint(tmp_path / "run").paths()[0]
    newest.unlink()
    newest.with_suffix(".safetensors").unlink()
    (tmp_path / "run" / "model.safetensors").unlink()
    with pytest.warns(UserWarning, match=r"the run was saved by 1 process\(es\) of"):
        assert COMMANDS[goes_on](*RUN, "--checkpoint", str(tmp_path / "run"), "--resume") == 0
    assert apart(weights(tmp_path / "run"), weights(folders / saved)) < 1e-9


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_16_bits_come_close_and_weights_stay_in_32(precision, tmp_path, capsys):
    words = ["lenet.LeNet5", "digits", "--epochs", "1", "--accumulate", "2"]
    for name in ("float32", precision):
        assert train.main([*words, "--precision", name, "--checkpoint", str(tmp_path / name)]) == 0
    whole, half = weights(tmp_path / "float32"), weights(tmp_path / precision)
    assert {a.dtype for a in half.values()} == {np.dtype(np.float32)}
    assert 1e-5 < apart(whole, half) < 0.1
    accuracies = [float(line.split()[-1]) for line in capsys.readouterr().out.splitlines() if line.startswith("test")]
    assert accuracies[1] == pytest.approx(accuracies[0], abs=0.05)


def test_gradients_in_float16_that_overflow_are_left_out():
    """With an enormous scale the first steps are no steps, and the scale falls until gradients fit; it is saved."""
    step = train.DistributedStep(1.0, torch.device("cpu"), torch.float16)
    step.scaler = torch.amp.GradScaler("cpu", init_scale=2.0**60)
    torch.manual_seed(0)
    model = torch.nn.Linear(3, 2)
    before, optimizer = model.weight.detach().clone(), torch.optim.SGD(model.parameters(), lr=0.1)
    batch = torch.randn(8, 3), torch.tensor([0, 1] * 4)
    fit(model, torch.nn.CrossEntropyLoss(), optimizer, [batch], epochs=1, step=step)
    assert torch.equal(model.weight, before)
    fit(model, torch.nn.CrossEntropyLoss(), optimizer, [batch], epochs=60, step=step)
    assert not torch.equal(model.weight, before)
    state = step.state_dict()
    other = train.DistributedStep(None, torch.device("cpu"), torch.float16)
    other.load_state_dict(state)
    assert other.state_dict()["scale"] == state["scale"] < 2.0**60
    other.load_state_dict({})  # of a run without a scale
    assert other.state_dict()["scale"] == state["scale"]


def test_outputs_in_16_bits_are_measured_in_32():
    heads = torch.ones(2, dtype=torch.bfloat16), torch.ones(2, dtype=torch.bfloat16)
    assert [part.dtype for part in train._full(heads)] == [torch.float32] * 2


def test_a_compiled_network_learns_the_same(folders, tmp_path):
    assert train.main([*RUN, "--compile", "eager", "--checkpoint", str(tmp_path)]) == 0
    assert apart(weights(tmp_path), weights(folders / "torch")) < 1e-12


def test_both_engines_translate_alike(tmp_path):
    """The decoder's two inputs are dealt out, and two parts of a batch make one step, on both."""
    words = [
        "seq2seq.Seq2Seq",
        "dates",
        "--data",
        "n_train=200",
        "n_test=20",
        "--epochs",
        "1",
        "--precision",
        "float64",
    ]
    assert nnbook_train(*words, "--checkpoint", str(tmp_path / "here")) == 0
    assert train.main([*words, "--accumulate", "2", "--checkpoint", str(tmp_path / "there")]) == 0
    assert apart(weights(tmp_path / "here"), weights(tmp_path / "there")) < 1e-9


def test_threads_and_devices(capsys):
    before = torch.get_num_threads()
    assert train.main(["mlp.MLP", "iris", "--epochs", "1", "--threads", "1", "--device", "cpu"]) == 0
    assert torch.get_num_threads() == 1
    torch.set_num_threads(before)
    if not torch.cuda.is_available():
        assert train.main(["mlp.MLP", "iris", "--device", "cuda"]) == 2
        assert "--device cuda: PyTorch finds no GPU here. Leave the option out" in capsys.readouterr().err


# ---------------------------------------------------------------------- pieces of what many processes do
class Two:
    """One of two processes, for its rows."""

    processes = 2
    tensor = staticmethod(torch.as_tensor)

    def __init__(self, rank):
        self.rank = rank


def test_every_row_is_on_one_process_once_an_epoch():
    rows = np.arange(23)
    sides = [Batches((rows, -rows), Two(rank), size=8, parts=2, seed=5) for rank in (0, 1)]
    orders = []
    for epoch in (0, 1):
        for side in sides:
            side.set_epoch(epoch)
        dealt = [list(side) for side in sides]
        assert [len(list(x)) for side in dealt for x, _ in side] == [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1]
        assert all(torch.equal(x, -y) for side in dealt for x, y in side)
        seen = torch.cat([x for side in dealt for x, _ in side])
        assert sorted(seen.tolist()) == rows.tolist()
        orders.append(seen)
    assert not torch.equal(*orders)
    assert [len(side) for side in sides] == [6, 6]
    assert len(next(iter(Batches((rows, rows), Two(1), size=8, divided=False)))[0]) == 8


def test_gradients_are_exchanged_with_the_last_part_of_a_batch_alone(group):
    step = train.DistributedStep(None, torch.device("cpu"), None)
    step.processes = 2  # as if there were another
    model = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(2, 1))
    with step.alone(model):
        assert not model.require_backward_grad_sync
    assert model.require_backward_grad_sync
    assert step.plain(model) is model.module
    assert step.total([3, 0.5]) == [3, 0.5]
    assert step.everywhere({"a": 1}) == [{"a": 1}, None]


def test_who_died_and_who_says_so(group, monkeypatch):
    watch = Watch()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    monkeypatch.setattr(lost, "PATIENCE", 0.1)
    assert watch.dead() == []
    assert watch.speaks([])
    watch.everybody += [(watch.here, ended.pid), ("another machine", ended.pid)]
    assert watch.dead() == [1]
    watch.rank = 2
    assert not watch.speaks([1])
    engine = object.__new__(train.TorchEngine)
    engine.watch, engine.processes = watch, 3
    assert engine.interruption(RuntimeError()) == ""
    watch.everybody[1] = (watch.here, os.getpid())
    assert engine.interruption(KeyboardInterrupt()) == ""
    assert engine.interruption(RuntimeError("its own")) is None
    watch.everybody[1] = (watch.here, ended.pid)
    watch.rank = 0
    assert engine.interruption(RuntimeError()) == "process 1 of the 3 died, and the job with it."
    del watch.everybody[1]
    assert engine.interruption(RuntimeError("its own")) is None
    assert engine.interruption(KeyboardInterrupt()) == "interrupted."


def test_a_refusal_is_said_by_process_0_alone(monkeypatch, capsys):
    monkeypatch.setattr(train.TorchEngine, "rank", 1)
    assert train.main(["mlp.MLP", "iris", "--resume"]) == 2
    assert capsys.readouterr().err == ""


def test_an_error_of_the_network_keeps_its_traceback(monkeypatch):
    def broken(*arguments):
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(train.DistributedStep, "forward", broken)
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        train.main(["mlp.MLP", "iris"])


def test_the_package_still_hands_on_the_names_of_pytorch():
    from nnbook import on_torch as package

    assert package.train is train and package.cat is torch.cat and package.nn is torch.nn
    assert issubclass(on_torch(nnbook.models.MLP), torch.nn.Module)
