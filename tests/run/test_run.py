"""`python -m nnbook run script.py`: as Python runs a script, with nnbook for torch; what is missing is listed first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import nnbook
from nnbook.__main__ import main
from nnbook._torch_import import module_at, standing_in
from nnbook._torch_names import lookup, missing_names

SCRIPTS = Path(__file__).parent / "scripts"
ROOT = Path(__file__).parents[2]


def write(folder, **files):
    """Files with these contents; returns the path of the first."""
    for name, text in files.items():
        path = folder / f"{name.replace('_in_', '/')}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return str(folder / f"{next(iter(files))}.py")


@pytest.fixture(autouse=True)
def _no_local_modules_are_left():
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if not name.startswith(("nnbook", "torch")):
            del sys.modules[name]


# ---------------------------------------------------------------------- as Python runs a script
def run_in_a_process(*arguments):
    command = [sys.executable, "-m", "nnbook", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)


def test_a_training_script_runs_in_a_process_of_its_own(tmp_path):
    result = run_in_a_process("run", SCRIPTS / "train.py", "--epochs", 3, "--save", tmp_path / "model.pt")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "engine nnbook._tensor",
        "main __main__ train.py True",
        "better True rate 0.0171",
    ]
    assert set(nnbook.load(tmp_path / "model.pt")) == {
        "first.weight", "first.bias", "scale.weight", "last.weight", "last.bias",
    }  # fmt: skip


def test_a_training_script_runs_in_this_process_and_leaves_no_trace(capsys):
    before = sys.argv, list(sys.path), sys.modules["__main__"], list(sys.meta_path)
    with pytest.raises(SystemExit) as stop:
        main(["run", str(SCRIPTS / "train.py"), "--epochs", "1"])
    assert stop.value.code == 0
    assert "engine nnbook._tensor" in capsys.readouterr().out
    assert (sys.argv, sys.path, sys.modules["__main__"], sys.meta_path) == before
    assert sys.modules["torch"] is torch
    assert nnbook.nn.__spec__.name == "nnbook.nn"


def test_every_way_to_import_torch(tmp_path, capsys):
    script = write(
        tmp_path,
        script="""
import torch, torch.nn as nn, torch.utils.data
import torch.nn.functional as F
from torch import nn as same, optim, Tensor
from torch.nn import functional, init
from torch.nn.modules.linear import Linear
from torch.nn.modules import ReLU
from torch.utils.data.dataset import Dataset
from torch.optim.lr_scheduler import StepLR
from torch.autograd import Variable
from torch.nn.parallel import DataParallel
from torch.nn.utils.clip_grad import clip_grad_norm_
import torch.backends.cudnn as cudnn
assert torch.nn is nn is same and functional is F and nn.Linear is Linear and nn.ReLU is ReLU
assert torch.utils.data.Dataset is Dataset and optim.lr_scheduler.StepLR is StepLR
assert isinstance(torch.ones(1), Tensor) and cudnn is torch.backends.cudnn
print(torch.__name__)
""",
    )
    assert main(["run", script]) == 0
    assert capsys.readouterr().out == "nnbook\n"


@pytest.mark.parametrize(("code", "expected"), [("3", 3), ("None", None), ("'stopped'", "stopped")])
def test_exit_codes_pass_through(tmp_path, code, expected):
    with pytest.raises(SystemExit) as stop:
        main(["run", write(tmp_path, script=f"import sys\nimport torch\nsys.exit({code})")])
    assert stop.value.code == expected


def test_the_exit_code_of_the_process():
    assert run_in_a_process("run", SCRIPTS / "train.py", "--unknown").returncode == 2
    assert "usage: train.py" in run_in_a_process("run", SCRIPTS / "train.py", "--help").stdout


def test_a_traceback_begins_at_the_script(tmp_path, capsys):
    script = write(tmp_path, script="import torch\ndef f():\n    raise KeyError('mine')\nprint('begun')\nf()\n")
    assert main(["run", script]) == 1
    out, err = capsys.readouterr()
    assert out == "begun\n"
    assert err.startswith(f'Traceback (most recent call last):\n  File "{script}", line 5, in <module>\n')
    assert err.endswith("KeyError: 'mine'\n")
    assert "_run.py" not in err


def test_errors_of_nnbook_are_shown_as_they_are(tmp_path, capsys):
    script = write(tmp_path, script="import torch\ntorch.nn.Linear(2, 3)(torch.ones(1, 5))\n")
    assert main(["run", script]) == 1
    assert "its last axis must be 2" in capsys.readouterr().err


def test_a_syntax_error(tmp_path, capsys):
    assert main(["run", write(tmp_path, script="import torch\nx = = 3\n")]) == 1
    err = capsys.readouterr().err
    assert "line 2" in err
    assert err.endswith("SyntaxError: invalid syntax\n")


def test_a_script_in_another_encoding(tmp_path, capsys):
    path = tmp_path / "latin.py"
    path.write_bytes(
        "# -*- coding: latin-1 -*-\nimport torch\nprint('Zürich', torch.ones(1).sum().item())\n".encode("latin-1")
    )
    assert main(["run", str(path)]) == 0
    assert capsys.readouterr().out == "Zürich 1.0\n"


def test_a_script_that_is_not_there(capsys):
    assert main(["run", "nowhere.py"]) == 2
    assert "can't open file 'nowhere.py': [Errno 2]" in capsys.readouterr().err


def test_help(capsys):
    assert main([]) == 0
    assert "run a PyTorch script with nnbook in the place of torch" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["run"])
    assert "the following arguments are required: script" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"nnbook {nnbook.__version__}\n"


# ---------------------------------------------------------------------- what is missing is listed before
def test_everything_that_is_missing_is_listed_at_once_and_nothing_is_run(tmp_path, capsys):
    script = write(
        tmp_path,
        script="""import torch
import torch.nn as nn
import torchvision
import helper
from package.inner import thing
print("never")
nn.Conv9d(1, 2)
x = torch.complex64
nn.Conv9d(3, 4)
""",
        helper="from torch.fft import rfft\nimport torch as t\nt.nn.functional.relu9(1)\n",
        package_in___init__="",
        package_in_inner="from .deeper import y\nfrom torch.utils.tensorboard import SummaryWriter\nthing = 1\n",
        package_in_deeper="from torch import optim\ny = lambda p: optim.Adan(p)\n",
    )
    assert main(["run", script]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    folder = Path(script).parent
    expected = f"""{script} uses 7 names of PyTorch's that are not in nnbook:

  torchvision
      at {folder}/script.py:3
      nnbook.datasets has images, nnbook.models the architectures; else run it on PyTorch
  torch.nn.Conv9d
      at {folder}/script.py:7, 9
      did you mean Conv
  torch.complex64
      at {folder}/script.py:8
      there are no complex numbers: keep the real and the imaginary part in two tensors
  torch.fft
      at {folder}/helper.py:1
      there are no complex numbers: numpy.fft works on x.numpy(), without gradients
  torch.nn.functional.relu9
      at {folder}/helper.py:3
      did you mean relu
  torch.utils.tensorboard
      at {folder}/package/inner.py:2
      write the numbers to a file, or draw them with nnbook.plots
  torch.optim.Adan
      at {folder}/package/deeper.py:2
      did you mean Adam

Nothing was run.
""".replace(f"{folder}/", short(folder))
    for got, wanted in zip(err.splitlines(), expected.splitlines(), strict=True):
        assert got.startswith(wanted)


def short(folder):
    """How a path in this folder begins in a report."""
    relative = os.path.relpath(folder) + "/"
    return relative if len(relative) < len(str(folder)) + 1 else f"{folder}/"


FINE = {
    "imports that may fail": """
try:
    import torchvision
    from torch.utils.tensorboard import SummaryWriter
except ImportError:
    SummaryWriter = None
try:
    import torch.distributed
except (ValueError, ModuleNotFoundError):
    pass
try:
    torch.nothing
except:
    pass
""",
    "names that are asked for": "if hasattr(torch, 'nothing'):\n    torch.nothing()\n",
    "names with another default": "f = getattr(torch.nn, 'Nothing', torch.nn.ReLU)\n",
    "types for checkers": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from torch import nothing\n",
    "graphics cards": "if torch.cuda.is_available():\n    torch.cuda.nothing()\n    torch.distributed.init()\n",
    "a name that means something else": """
from types import SimpleNamespace
def f(nn, *torch, **optim):
    return nn.nothing, torch.nothing, optim.nothing
def g():
    torch = SimpleNamespace(nothing=3)
    return torch.nothing
h = lambda torch: torch.nothing
assert g() == 3 and h(SimpleNamespace(nothing=4)) == 4
""",
    "attributes of values": "torch.ones(1).nothing.more if 0 else torch.float32.nothing if 0 else 0\n",
    "all names of a module": "from torch.nn import *\nassert Linear(2, 3)(torch.ones(1, 2)).shape == (1, 3)\n",
    "another name for a module": "layers = torch.nn\nlayers.Linear(1, 1)\n",
    "Python's own modules and names": "import json.decoder\nassert dict.fromkeys([1]) == {1: None}\n",
    "what is None": "assert torch.version.cuda is None\n",
}


@pytest.mark.parametrize("name", FINE)
def test_what_a_script_is_prepared_for_is_not_listed(name, tmp_path, capsys):
    assert main(["run", write(tmp_path, script="import torch\n" + FINE[name])]) == 0, capsys.readouterr().err


LISTED = {
    "in a function": ("def f():\n    return torch.nothing", "torch.nothing", 3),
    "imported in a function": ("def f():\n    from torch import nothing", "torch.nothing", 3),
    "of a name bound in a function": ("def f():\n    import torch.nn as n\n    n.Nothing", "torch.nn.Nothing", 4),
    "in a default": ("def f(x=torch.nothing, *, y=None):\n    pass", "torch.nothing", 2),
    "in an annotation": ("def f(x: torch.Nothing) -> None:\n    pass", "torch.Nothing", 2),
    "in what it returns": ("def f(x) -> torch.Nothing:\n    pass", "torch.Nothing", 2),
    "in a decorator": ("@torch.nothing\ndef f():\n    pass", "torch.nothing", 2),
    "as a base class": ("class A(torch.nn.Nothing):\n    pass", "torch.nn.Nothing", 2),
    "in a lambda": ("f = lambda x: torch.nothing(x)", "torch.nothing", 2),
    "in an async function": ("async def f():\n    torch.nothing", "torch.nothing", 3),
    "of a renamed module": ("import torch.nn.functional as G\nG.nothing", "torch.nn.functional.nothing", 3),
    "of an assigned module": ("layers = torch.nn\nlayers.Nothing", "torch.nn.Nothing", 3),
    "of a class": ("torch.Tensor.nothing", "torch.Tensor.nothing", 2),
    "an import of a module": ("import torch.distributed.rpc", "torch.distributed", 2),
    "after a handler for something else": ("try:\n    torch.nothing\nexcept KeyError:\n    pass", "torch.nothing", 3),
    "in the handler": ("try:\n    x = 1\nexcept ImportError:\n    torch.nothing", "torch.nothing", 5),
    "after a check": ("if True:\n    pass\nelse:\n    torch.nothing", "torch.nothing", 5),
    "the test of an if": ("if torch.nothing:\n    pass", "torch.nothing", 2),
    "all names of nothing": ("from torch.fft import *", "torch.fft", 2),
    "another package": ("from timm.models import resnet", "timm", 2),
    "in a module of one's own that is broken": ("import broken\ntorch.nothing", "torch.nothing", 3),
}


@pytest.mark.parametrize("name", LISTED)
def test_where_names_are_found(name, tmp_path):
    code, missing, line = LISTED[name]
    script = write(tmp_path, script="import torch\n" + code + "\n", broken="x = = 3\n")
    assert [(m.name, m.line) for m in missing_names(Path(script))] == [(missing, line)]


def test_lookups():
    assert lookup("") == (nnbook, None)
    assert lookup("nn.Linear") == (nnbook.nn.Linear, None)
    assert lookup("nn.modules.conv.Conv2d") == (nnbook.nn.Conv2d, None)
    assert lookup("float32.nothing") == (None, None)
    assert lookup("nn.Linear.forward.x") == (None, None)
    assert lookup("nn.nothing.more") == (None, "nn.nothing")
    assert module_at("nothing") is None
    assert module_at("nn.modules.utils") is nnbook.nn


def test_an_import_that_fails_inside_a_module_is_not_taken_for_a_missing_one(monkeypatch):
    monkeypatch.setitem(sys.modules, "nnbook.broken", None)

    def import_module(name):
        raise ModuleNotFoundError("No module named 'other'", name="other")

    monkeypatch.setattr("importlib.import_module", import_module)
    with pytest.raises(ModuleNotFoundError, match="other"):
        module_at("broken")


# ---------------------------------------------------------------------- what turns out to be missing later
LATER = {
    "a method": ("x = torch.ones(2)\nx.nothing()", "torch.Tensor.nothing", 3),
    "a name that is put together": ("getattr(torch.nn, 'Conv' + '9d')", "torch.nn.Conv9d", 2),
    "a module that is put together": ("import importlib\nimportlib.import_module('torch.fft')", "torch.fft", 3),
    "another package": ("import importlib\nimportlib.import_module('torch' + 'vision')", "torchvision", 3),
    "a name imported from a text": ("exec('from torch.nn import Nothing')", "torch.nn.Nothing", 2),
    "something for graphics cards": ("def f():\n    return torch.cuda.Nothing\nf()", "torch.cuda.Nothing", 3),
}


@pytest.mark.parametrize("name", LATER)
def test_what_is_found_missing_later_is_reported_in_the_same_form(name, tmp_path, capsys):
    code, missing, line = LATER[name]
    script = write(tmp_path, script="import torch\n" + code + "\nprint('never')\n")
    assert main(["run", script]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Traceback (most recent call last):\n")
    report = err.partition(f"{script} uses a name of PyTorch's that is not in nnbook:\n\n")[2].splitlines()
    assert report[0] == f"  {missing}"
    assert report[1].endswith(f"script.py:{line}")
    assert report[-1] == "It ran up to there."


NOT_MISSING = {
    "an attribute of one's own": "class A:\n    pass\nA().nothing",
    "an attribute of a module of one's own": "class A(torch.nn.Module):\n    pass\nA().nothing",
    "a package that is not installed": "import surely_not_installed",
    "an error without a name": "raise AttributeError('mine')",
}


@pytest.mark.parametrize("name", NOT_MISSING)
def test_other_errors_are_not_taken_for_missing_names(name, tmp_path, capsys):
    assert main(["run", write(tmp_path, script="import torch\n" + NOT_MISSING[name] + "\n")]) == 1
    assert "not in nnbook" not in capsys.readouterr().err


def test_standing_in_puts_torch_back():
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "torch"}
    with standing_in():
        import torch as stand_in

        assert stand_in is nnbook
        with pytest.raises(ModuleNotFoundError, match=r"nnbook has no torch.sparse: there are no sparse tensors"):
            import torch.sparse  # noqa: F401
        with pytest.raises(ModuleNotFoundError, match=r"torchvision needs PyTorch itself: nnbook.datasets has images"):
            import torchvision  # noqa: F401
    assert {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "torch"} == before


@pytest.mark.parametrize(("here", "shown"), [("", "script.py:2"), ("beside", "{folder}/script.py:2")])
def test_a_file_is_named_from_here_only_when_it_lies_below(tmp_path, monkeypatch, capsys, here, shown):
    script = write(tmp_path, script="import torch\ntorch.nn.Conv9d(1, 2)\n")
    (tmp_path / "beside").mkdir()
    monkeypatch.chdir(tmp_path / here)
    assert main(["run", script]) == 2
    assert f"at {shown.format(folder=tmp_path)}\n" in capsys.readouterr().err
