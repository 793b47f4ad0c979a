"""`python -m nnbook train MODEL DATA`: it just works, says what it cannot, and goes on after a kill."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import nnbook
from nnbook.__main__ import main
from nnbook.command import options, training

ROOT = Path(__file__).parents[2]
SHORT = ["train", "mlp.MLP", "iris", "--epochs", "3"]


def told(capsys, *arguments, code=2):
    """What a command that ends with this code says on stderr."""
    assert main(["train", *arguments]) == code
    return capsys.readouterr().err


# ---------------------------------------------------------------------- what it does
def test_two_words_are_enough(capsys):
    assert main(["train", "mlp.MLP", "iris"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:4] == [
        "mlp.MLP on iris: table classification on nnbook; 515 parameters",
        "120 to train, 30 to test, 4; inputs standardized",
        "50 epochs of 4 steps, batch 32, adamw, learning rate 0.01 (cosine), seed 0",
        "",
    ]
    assert out[4].split() == ["loss", "accuracy"]
    (train, loss, _), (test, _, accuracy) = out[5].split(), out[6].split()
    assert (train, test) == ("train", "test")
    assert float(loss) < 0.1 and float(accuracy) > 0.85
    assert out[-1].startswith("200 steps, ")


def test_an_image_net_gets_images_of_its_size(capsys):
    assert main(["train", "lenet.LeNet5", "digits", "--epochs", "1"]) == 0
    out = capsys.readouterr().out
    assert "lenet.LeNet5 on digits: image classification on nnbook; 61,706 parameters\n" in out
    assert "1,437 to train, 360 to test, 1x32x32; inputs standardized; images enlarged from 8x8 to 32x32\n" in out


@pytest.mark.parametrize("model", ["logistic.LogisticRegression", "adaline.Adaline"])
def test_one_score_tells_two_classes_apart(model, capsys):
    assert main(["train", model, "breast_cancer", "--epochs", "20"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == f"{model} on breast_cancer: table classification on nnbook; 31 parameters"
    assert float(next(line for line in out if line.startswith("test")).split()[-1]) > 0.93


def test_dates_are_translated(capsys):
    """Half a minute of training would have them all right; here the loss must have come well below guessing."""
    words = ["dates", "--data", "n_train=1000", "n_test=100", "--epochs", "2", "--batch", "32", "--validation", "0.1"]
    assert main(["train", "seq2seq.Seq2Seq", *words]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "seq2seq.Seq2Seq on dates: translation on nnbook; 56,198 parameters"
    assert out[4].split() == ["loss", "accuracy", "whole", "answers"]
    measured = {line.split()[0]: float(line.split()[2]) for line in out[5:8]}
    assert list(measured) == ["train", "validation", "test"]
    assert min(measured.values()) > 0.4
    small = ["--set", "width=16", "depth=1", "heads=2", "hidden=16"]
    assert main(["train", "transformer.Transformer", *words[:5], "1", *small]) == 0
    assert "transformer.Transformer on dates: translation on nnbook" in capsys.readouterr().out


def test_the_process_and_its_progress_bar(tmp_path):
    """A terminal is where the bar is drawn: a pseudo-terminal for stderr, a pipe for stdout."""
    watching, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    command = [sys.executable, "-m", "nnbook", *SHORT, "--threads", "1"]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=terminal, text=True, cwd=ROOT, timeout=60)
    os.set_blocking(watching, False)
    drawn = os.read(watching, 100_000).decode()
    os.close(terminal)
    os.close(watching)
    assert result.returncode == 0
    assert "test" in result.stdout
    assert "epoch 1/3" in drawn
    assert "step" in drawn


def test_every_option_at_once_and_the_log(tmp_path, capsys):
    log = tmp_path / "log.jsonl"
    words = (
        "train mlp.MLP digits --set sizes=64,12,10 --data test_size=300 seed=2 --epochs 3 --batch 100 --lr 0.1 "
        "--optimizer momentum --schedule linear --warmup 0.2 --weight-decay 0.001 --clip 0.5 --accumulate 2 "
        "--precision float64 --seed 4 --validation 0.2 --patience 2 --device cpu --threads 1"
    )
    assert main([*words.split(), "--json", str(log), "--checkpoint", str(tmp_path / "run"), "--every", "5"]) == 0
    run, *epochs, end = map(json.loads, log.read_text().splitlines())
    assert run["run"]["set"] == ["sizes=64,12,10"] and run["run"]["checkpoint"] == str(tmp_path / "run")
    assert [line["epoch"] for line in epochs] == [1, 2, 3]
    assert [line["steps"] for line in epochs] == [12, 24, 36]  # 1,198 rows
    assert set(end["end"]) == {"epochs", "chosen", "steps", "seconds", "train", "validation", "test"}
    assert end["end"]["validation"] == epochs[-1]["validation"]
    assert end["end"]["test"]["accuracy"] > 0.7
    weights = load_file(tmp_path / "run" / "model.safetensors")
    assert weights["layers.0.weight"].shape == (12, 64) and weights["layers.0.weight"].dtype == np.float64
    assert "1,198 to train, 299 to validate, 300 to test" in capsys.readouterr().out


def test_patience_ends_a_run_with_the_weights_of_its_best_epoch(tmp_path, capsys):
    words = ["train", "mlp.MLP", "breast_cancer", "--lr", "0.3", "--patience", "2", "--json", str(tmp_path / "log")]
    assert main(words) == 0
    *_, end = map(json.loads, (tmp_path / "log").read_text().splitlines())
    epochs, chosen = end["end"]["epochs"], end["end"]["chosen"]
    assert epochs == chosen + 2 < 50
    assert f"; weights of epoch {chosen}\n" in capsys.readouterr().out
    assert "validation" in end["end"]  # a tenth of the rows, as nothing else was said


def test_the_learning_rate_rises_and_falls():
    class Plan:
        options = type("O", (), {"epochs": 2, "warmup": 0.2, "schedule": "cosine"})
        train = type("B", (), {"steps": 5})

    factor = training.Training._factor(Plan)
    assert np.allclose([factor(i) for i in range(11)], [0.5, 1, *(1 + np.cos(np.pi * np.arange(9) / 8)) / 2])


def test_the_same_seed_gives_the_same_weights(tmp_path):
    for name, seed in (("a", "1"), ("b", "1"), ("c", "2")):
        assert main([*SHORT, "--seed", seed, "--checkpoint", str(tmp_path / name)]) == 0
    a, b, c = (load_file(tmp_path / name / "model.safetensors")["layers.0.weight"] for name in "abc")
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


def test_accumulated_parts_make_the_same_step(tmp_path):
    for name, parts in (("a", "1"), ("b", "3")):
        words = [*SHORT, "--precision", "float64", "--accumulate", parts, "--checkpoint", str(tmp_path / name)]
        assert main(words) == 0
    a, b = (load_file(tmp_path / name / "model.safetensors") for name in "ab")
    assert all(np.allclose(a[key], b[key], rtol=0, atol=1e-12) for key in a)


# ---------------------------------------------------------------------- what it refuses
@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("LeNet5 digits", "LeNet5: MODEL is file.Class of nnbook/models, and there is no such file. "),
        ("LeNet5 digits", "Did you mean lenet.LeNet5? Files: "),
        ("lenett.LeNet5 digits", "Did you mean lenet? Files: "),
        ("lenet.LeNet digits", "nnbook/models/lenet.py has no model 'LeNet'. It has LeNet5, LeNet5_1998, "),
        ("mlp.MLP iriss", "load('iriss'): there is no data set of this name. Did you mean 'iris'?"),
        ("mlp.MLP iris --data seed=1", "--data seed=1: iris() got an unexpected keyword argument 'seed'"),
        ("mlp.MLP iris --data seed", "--data seed: expected NAME=VALUE, such as --data seed=1"),
        ("mlp.MLP iris --set size", "--set size: expected NAME=VALUE, such as --set width=8"),
        ("mlp.MLP iris --set width=8", "--set width=...: mlp.MLP has no such argument. It has sizes, activation."),
        ("mlp.MLP iris --precision float16", "--precision float16: nnbook computes with NumPy, in float32 or float64"),
        ("mlp.MLP iris --compile", "--compile inductor: nnbook computes with NumPy"),
        ("mlp.MLP iris --device cuda", "--device cuda: nnbook computes with NumPy"),
        ("mlp.MLP iris --resume", "--resume: name the folder of the run, too: --checkpoint FOLDER"),
        ("mlp.MLP iris --accumulate 40", "120 rows make 4 batches, the smallest of 30: too few for 1 "),
        ("mlp.MLP iris --validation 0.001", "of the 120 training rows of iris leaves 120 to train and 0 to v"),
        ("mlp.MLP iris --lr 1e30 --optimizer sgd", "fit: the loss is "),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_one_line(words, message, capsys):
    said = told(capsys, *words.split())
    assert said.startswith("python -m nnbook train: ")
    assert message in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--epochs 0", "argument --epochs: expected a whole number of at least 1, got 0"),
        ("--batch many", "argument --batch: expected a whole number of at least 1, got many"),
        ("--lr -1", "argument --lr: expected a number above 0, got -1"),
        ("--clip nan", "argument --clip: expected a number above 0, got nan"),
        ("--validation 1", "argument --validation: expected a share, at least 0 and less than 1, got 1"),
        ("--warmup some", "argument --warmup: expected a share, at least 0 and less than 1, got some"),
    ],
)
def test_numbers_out_of_range(words, message, capsys):
    with pytest.raises(SystemExit) as stop:
        main([*SHORT, *words.split()])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_a_saved_run_is_not_overwritten_and_not_mixed_up(tmp_path, capsys):
    folder = ["--checkpoint", str(tmp_path)]
    assert main([*SHORT, *folder]) == 0
    assert "a run is saved there, up to step 12. Go on with it by --resume, or name a new folder." in told(
        capsys, *SHORT[1:], *folder
    )
    other = ["mlp.MLP", "iris", "--epochs", "3", "--batch", "60", "--resume", *folder]
    assert "fit(resume=True): the run saved in" in told(capsys, *other)


def test_an_error_within_a_run_keeps_its_traceback(monkeypatch):
    def broken(self):
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(training.Training, "__call__", broken)
    with pytest.raises(ValueError, match="a mistake of ours"):
        main(SHORT)


def test_ctrl_c_says_how_to_go_on(monkeypatch, tmp_path, capsys):
    def interrupted(self, *arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(training.Training, "_log_epoch", interrupted)
    monkeypatch.setattr(sys, "argv", ["nnbook", *SHORT, "--checkpoint", "my runs"])
    monkeypatch.chdir(tmp_path)
    assert "interrupted. Nothing was saved. A run with --checkpoint FOLDER can go on" in told(
        capsys, *SHORT[1:], code=130
    )
    said = told(capsys, *SHORT[1:], "--checkpoint", "my runs", "--resume", code=130)
    assert "Go on with: python -m nnbook train mlp.MLP iris --epochs 3 --checkpoint 'my runs' --resume\n" in said


def test_only_models_are_found_in_a_file():
    found = options.makers_in("nnbook.models.resnet")
    assert {"ResNet", "CifarResNet", "ResNet20"} <= set(found)
    assert not {"Block", "LAYERS", "nn", "partial"} & set(found)


# ---------------------------------------------------------------------- a kill
def test_a_killed_command_goes_on_to_the_same_weights(tmp_path):
    run = ["train", "mlp.MLP", "digits", "--epochs", "6", "--every", "1", "--threads", "1", "--checkpoint"]
    nnbook.set_num_threads(1)
    assert main([*run, str(tmp_path / "whole")]) == 0
    folder = tmp_path / "killed"
    child = subprocess.Popen([sys.executable, "-m", "nnbook", *run, str(folder)], cwd=ROOT, stdout=subprocess.DEVNULL)
    while not list(folder.glob("step-*.json")):
        assert child.poll() is None
        time.sleep(0.002)
    child.kill()
    assert child.wait() == -signal.SIGKILL
    assert not (folder / "model.safetensors").exists()
    assert main([*run, str(folder), "--resume"]) == 0
    whole, resumed = (load_file(tmp_path / name / "model.safetensors") for name in ("whole", "killed"))
    assert all(np.array_equal(whole[key], resumed[key]) for key in whole)
