"""The loop imports neither engine and asks for what `nnbook.training.duck` lists: here it trains plain objects."""

import os
import subprocess
import sys
import types
from contextlib import contextmanager

import pytest

from nnbook.training import evaluate, fit

LOG = []


class Number:
    """A tensor for this test: one number for each of `rows` rows."""

    def __init__(self, value, rows=2, device="here"):
        self.value, self.shape, self.device = value, (rows,), device

    def __len__(self):
        return self.shape[0]

    def to(self, device):
        return Number(self.value, len(self), device)

    def item(self):
        return self.value

    def sum(self):
        return self.value * len(self)

    def __float__(self):
        return float(self.value)

    def backward(self):
        LOG.append("backward")


@contextmanager
def no_grad():
    LOG.append("no_grad {")
    yield
    LOG.append("}")


@pytest.fixture
def plain(monkeypatch):
    """A package of its own, found by the class of the parameters."""
    engine = types.ModuleType("plainengine")
    engine.no_grad, engine.manual_seed = no_grad, lambda seed: LOG.append(f"seed {seed}")
    parameter = type("Parameter", (), {"__module__": "plainengine.nn.parts", "device": "there"})()
    monkeypatch.setitem(sys.modules, "plainengine", engine)
    LOG.clear()

    class Model:
        training = True

        def parameters(self):
            return [parameter]

        def train(self, mode=True):
            self.training = mode

        def __call__(self, x):
            LOG.append(f"forward on {x.device}, {'training' if self.training else 'eval'}")
            return x

    class Optimizer:
        param_groups = ({"params": [parameter], "lr": 0.1},)

        def zero_grad(self):
            LOG.append("zero_grad")

        def step(self):
            LOG.append("step")

    return Model(), Optimizer()


def loss(output, target):
    LOG.append(f"loss on {target.device}")
    return Number(0.5)


def test_the_loop_in_order_on_the_device_of_the_parameters(plain):
    model, optimizer = plain
    history = fit(model, loss, optimizer, [(Number(1), Number(2))], epochs=1, seed=3)
    assert LOG == [
        "seed 3",
        "zero_grad",
        "forward on there, training",
        "loss on there",
        "backward",
        "step",
        "no_grad {",
        "}",
    ]
    assert history.steps == [0.5]


def test_evaluation_in_order(plain):
    assert evaluate(plain[0], [(Number(1), Number(2))], loss) == {"loss": 0.5}
    assert LOG == ["no_grad {", "forward on there, eval", "loss on there", "}"]


def test_importing_the_loop_imports_no_engine_and_no_extra():
    """Without nnbook/__init__.py, which is an engine: the loop alone."""
    code = (
        "import sys, types, pathlib, importlib.util as u\n"
        "package = types.ModuleType('nnbook'); package.__path__ = [p + '/nnbook' for p in sys.path if p]\n"
        "sys.modules['nnbook'] = package\n"
        "import nnbook.training\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('torch', 'tqdm', 'IPython', 'nnbook')))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    names = [
        "checkpoint",
        "checks",
        "duck",
        "encoding",
        "history",
        "loop",
        "means",
        "metrics",
        "progress",
        "run",
        "step",
        "stopping",
    ]
    assert out.stdout.strip() == str(
        ["nnbook", "nnbook._duck", "nnbook._extras", "nnbook.training", *(f"nnbook.training.{name}" for name in names)]
    )
