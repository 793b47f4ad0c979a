"""The API reference: every public name has a short example, and it prints what it says, on nnbook and on PyTorch."""

from __future__ import annotations

import doctest
import inspect
import warnings
from importlib import import_module

import pytest

import nnbook
from tools import book_ext, reference

PAIRS = {names: (path, text) for path in sorted(reference.EXAMPLES.glob("*.txt"))
         for names, text in reference.read(path).items()}  # fmt: skip
SHARED = [names for names in PAIRS if reference.in_pytorch(names)]
IN_PYTORCH = """nnbook nnbook.autograd nnbook.linalg nnbook.nn nnbook.nn.functional nnbook.nn.init nnbook.nn.utils
    nnbook.nn.utils.rnn nnbook.optim nnbook.optim.lr_scheduler nnbook.utils.data nnbook.random"""
OUR_OWN = """nnbook.gradcheck nnbook.models nnbook.on_torch nnbook.datasets nnbook.training nnbook.training.metrics
    nnbook.notebook nnbook.plots nnbook.interactive"""
NAMESPACES = f"{IN_PYTORCH} {OUR_OWN}".split()


# Classes whose methods are called by name. (A layer's `forward` is told by its class.)
WITH_METHODS = """Tensor Generator nn.Module nn.Sequential nn.ModuleList nn.ModuleDict nn.ParameterList nn.ParameterDict
    optim.Optimizer optim.lr_scheduler.LRScheduler""".split()
UNDERSTOOD = {"forward", "extra_repr"}


def documented() -> list[str]:
    """Every name that the reference shows."""
    names = []
    for namespace in NAMESPACES:
        module = import_module(namespace)
        public = getattr(module, "__all__", None) or [
            n for n, value in vars(module).items()
            if not n.startswith("_") and getattr(value, "__module__", None) == namespace
        ]  # fmt: skip
        names += [f"{namespace}.{n}" for n in public if not inspect.ismodule(getattr(module, n))]
    for name in WITH_METHODS:
        place, _, last = f"nnbook.{name}".rpartition(".")
        thing = getattr(import_module(place), last)
        inherited = dir(nnbook.nn.Module) if thing is not nnbook.nn.Module and name.startswith("nn.") else []
        names += [f"nnbook.{name}.{n}" for n in dir(thing)
                  if not n.startswith("_") and n not in UNDERSTOOD and n not in inherited]  # fmt: skip
    return names


def test_every_public_name_has_an_example():
    missing = [name for name in documented() if not book_ext.example_of(name)]
    assert not missing, f"{len(missing)} names without an example in {reference.EXAMPLES.name}: {missing}"


def test_every_example_is_for_a_public_name():
    assert sorted(set(" ".join(PAIRS).split()) - set(documented())) == []


def told(names: str, engine: str) -> str:
    """The example with what this engine prints, in the form of the file."""
    steps = reference.session(reference.statements(PAIRS[names][1]), reference.namespace(engine))
    lines = []
    for code, printed in steps:
        lines.append(">>> " + code.replace("\n", "\n... "))
        lines += [line or "<BLANKLINE>" for line in printed.split("\n")] if printed else []
    return "\n".join(lines)


@pytest.mark.parametrize("names", PAIRS)
def test_doctest_runs_an_example(names):
    example = doctest.DocTestParser().get_doctest(PAIRS[names][1], reference.namespace("nnbook"), names, None, None)
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("names", SHARED)
def test_pytorch_prints_the_same(names):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's own, such as that a check is slow
        assert told(names, "torch") == PAIRS[names][1]


@pytest.mark.parametrize("names", PAIRS)
def test_an_example_is_short_and_shows_something(names):
    code = reference.statements(PAIRS[names][1])
    assert 1 <= len(code) <= 8
    assert any(not line.startswith((">>>", "...")) for line in PAIRS[names][1].split("\n"))
    assert max(map(len, PAIRS[names][1].split("\n"))) <= 88


def test_a_broken_file_of_examples_is_named(tmp_path):
    path = tmp_path / "some.txt"
    path.write_text("nnbook.cat\n    no example\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"some.txt: 'nnbook.cat' stands there twice, or without an example"):
        reference.read(path)
