"""PyTorch scripts, run on both engines: the same printed text, losses, gradients and parameters."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import nnbook
from nnbook.__main__ import main
from tests.programs.run_script import SCRIPTS, run

# The last digits differ between the engines: sums are added up in another order. Beside the largest value of a kind
# (the gradients of a step, the parameters after it) the difference was at most 2e-10 over all scripts, and that where
# Adam makes a step from what is zero but for rounding: the gradient of a bias before a normalization, of the keys' bias
# in attention. Elsewhere it was at most 1e-11. What these bounds let through is shown below.
RTOL, ATOL = 1e-8, 1e-8

ALL = sorted(SCRIPTS.glob("*.py"))


def stem(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", ALL, ids=stem)
def test_same_on_both_engines(path: Path):
    ours, theirs = run(path, nnbook), run(path, torch)
    assert len(ours.steps) == len(theirs.steps), "numbers of steps"
    for number, (our_step, their_step) in enumerate(zip(ours.steps, theirs.steps, strict=True)):
        compare(our_step, their_step, f"step {number}: ")
    compare(ours.names, theirs.names, "")
    assert ours.printed == theirs.printed
    assert len(theirs.steps) >= 6 or "grad" in str(theirs.names), "the script trains nothing"


def test_no_script_is_left_out():
    """Every file of the folder runs, also one in a folder of its own."""
    assert sorted(SCRIPTS.rglob("*.py")) == ALL
    assert len(ALL) > 50
    assert all("import torch" in path.read_text(encoding="utf-8") for path in ALL)


# ---------------------------------------------------------------------- would a difference be seen?
SCRIPT = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split
torch.manual_seed(3)
data = TensorDataset(torch.randn(12, 3), torch.rand(12))
train, rest = random_split(data, [9, 3], torch.Generator().manual_seed(5))
net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Dropout(0.5), nn.Linear(4, 1))
optimizer = torch.optim.Adam(net.parameters())
for x, y in DataLoader(train, 3, shuffle=True):
    loss = nn.functional.mse_loss(net(x).squeeze(1), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("%.10f" % loss.item())
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    return path


def test_both_engines_draw_the_same_numbers(script: Path):
    """Weights, units that are dropped, the order of examples; another seed gives others."""
    test_same_on_both_engines(script)
    first = run(script, nnbook).printed
    script.write_text(SCRIPT.replace("manual_seed(3)", "manual_seed(4)"))
    assert run(script, torch).printed != first


BREAKS = {
    "values that are off by a millionth": ("tanh", lambda x: nnbook.nn.functional.sigmoid(2 * x) * 2.000002 - 1),
    "a function that does nothing": ("tanh", lambda x: x),
    "a gradient that stops": ("tanh", lambda x: x.tanh().detach() + 0 * x),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_difference_is_seen(name: str, script: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(nnbook.nn.Tanh, "forward", lambda self, x: BREAKS[name][1](x))
    with pytest.raises(AssertionError):
        test_same_on_both_engines(script)


def test_other_first_weights_are_seen(script: Path, monkeypatch: pytest.MonkeyPatch):
    draw = nnbook.nn.init.uniform_
    monkeypatch.setattr("nnbook.nn.init.uniform_", lambda x, a, b, *rest: draw(x, a * 1.01, b * 1.01, *rest))
    with pytest.raises(AssertionError, match="step 0"):
        test_same_on_both_engines(script)


def test_torch_is_back_after_a_run_that_fails(script: Path):
    script.write_text("import torch\nassert torch.__name__ == 'torch'\n")
    with pytest.raises(AssertionError):
        run(script, nnbook)
    assert importlib.import_module("torch") is torch
    assert nnbook.get_default_dtype() is nnbook.float32
    assert torch.get_default_dtype() is torch.float32


# ---------------------------------------------------------------------- as a user runs them
@pytest.mark.parametrize("path", ALL, ids=stem)
def test_in_float32_through_the_command(path: Path, capsys: pytest.CaptureFixture[str]):
    nnbook.manual_seed(0)
    assert main(["run", str(path)]) == 0
    out, err = capsys.readouterr()
    assert out
    assert "nan" not in out.split()
    assert err == ""


@pytest.mark.parametrize("name", ["vgg", "word_lm", "seq2seq_transformer"])
def test_as_a_process(name: str, tmp_path: Path):
    """From any folder, without PyTorch: nothing of it is loaded."""
    code = "import sys; from nnbook.__main__ import main; assert main() == 0; assert 'torch' not in sys.modules"
    command = [sys.executable, "-c", code, "run", str(SCRIPTS / f"{name}.py")]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "loss" in ran.stdout.lower() or name == "seq2seq_transformer"


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
