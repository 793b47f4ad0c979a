"""The API reference: every public name has a short example, and it prints what it says, on nnbook and on PyTorch."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import pkgutil
import warnings
from collections import Counter
from importlib import import_module

import pytest

import nnbook
from tools import api_pages, book_ext, reference
from tools.repository import repository_url

PAIRS = {names: (path, text) for path in sorted(reference.EXAMPLES.glob("*.txt"))
         for names, text in reference.read(path).items()}  # fmt: skip
SHARED = [names for names, (path, _) in PAIRS.items() if reference.in_pytorch(names, path)]
OUR_OWN = [
    "nnbook.gradcheck", "nnbook.models", "nnbook.on_torch", "nnbook.datasets", "nnbook.training",
    "nnbook.training.metrics", "nnbook.estimators", "nnbook.zoo", "nnbook.ngram", "nnbook.notebook",
    "nnbook.plots", "nnbook.interactive",
]  # fmt: skip


def modules_as_in_pytorch() -> list[str]:
    """The modules under which people import what PyTorch has under them, too."""
    found = ["nnbook", "nnbook.random"]
    for module in pkgutil.walk_packages(nnbook.__path__, "nnbook."):
        private = any(part.startswith("_") for part in module.name.split("."))
        if private or module.name.startswith(tuple(f"{own}." for own in OUR_OWN)):
            continue
        with contextlib.suppress(ModuleNotFoundError):
            import_module(module.name.replace("nnbook", "torch", 1))
            found += [module.name] if hasattr(import_module(module.name), "__all__") else []
    return found


NAMESPACES = [*modules_as_in_pytorch(), *OUR_OWN]


def documented() -> list[str]:
    """Every name that the reference shows."""
    names = [f"nnbook.Tensor.{n}" for n in dir(nnbook.Tensor) if not n.startswith("_")]
    for namespace in NAMESPACES:
        module = import_module(namespace)
        public = getattr(module, "__all__", None) or [
            n for n, value in vars(module).items()
            if not n.startswith("_") and getattr(value, "__module__", None) == namespace
        ]  # fmt: skip
        names += [f"{namespace}.{n}" for n in public if not inspect.ismodule(getattr(module, n))]
    return names + [method for name in api_pages.WITH_METHODS for method in api_pages.methods(name)]


def test_every_public_name_is_on_one_page():
    pages = {path.name: api_pages.names_on(path) for path in sorted(api_pages.PAGES.glob("*.md"))}
    shown = Counter(name for names in pages.values() for name in names)
    missing = sorted(set(documented()) - set(shown))
    assert not missing, f"on no page of {api_pages.PAGES.name}, put them below `.. names::` of their kind: {missing}"
    assert [name for name, times in shown.items() if times > 1] == []
    assert sorted(set(shown) - set(documented())) == []


def test_every_public_name_says_what_it_is():
    wordless = []
    for name in documented():
        owner, _, last = name.rpartition(".")
        thing = inspect.getattr_static(api_pages.resolve(owner), last)
        speaks = (callable(thing) or isinstance(thing, (property, staticmethod, classmethod))) and inspect.getdoc(thing)
        wordless += [] if speaks or name in api_pages.ABOUT else [name]
    assert not wordless, f"without a docstring, write one (or, of a value, a line in api_pages.ABOUT): {wordless}"
    assert sorted(set(api_pages.ABOUT) - set(documented())) == []


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


def test_examples_are_short_and_show_something():
    for names, (_, text) in PAIRS.items():
        lines = text.split("\n")
        assert 1 <= len(reference.statements(text)) <= 8, names
        assert any(not line.startswith((">>>", "...")) for line in lines), names
        assert max(map(len, lines)) <= 88, names


def test_a_broken_file_of_examples_is_named(tmp_path):
    path = tmp_path / "some.txt"
    path.write_text("nnbook.cat\n    no example\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"some.txt: 'nnbook.cat' stands there twice, or without an example"):
        reference.read(path)


# ---------------------------------------------------------------------- [source] and what stands in an entry
def where(module: str, fullname: str) -> tuple[str, str]:
    """The file that [source] leads to, and the first of its lines."""
    url = api_pages.address("py", {"module": module, "fullname": fullname}) or ""
    base, _, rest = url.partition("/blob/main/")
    file, _, lines = rest.partition("#L")
    assert base == repository_url()
    return file, (api_pages.ROOT / file).read_text("utf-8").split("\n")[int(lines.split("-L")[0]) - 1].strip()


@pytest.mark.parametrize(
    ("module", "fullname", "file", "line"),
    [
        ("nnbook.nn", "Linear", "nnbook/nn/linear.py", "class Linear(Module):"),
        ("nnbook", "Tensor.shape", "nnbook/_tensor.py", "@property"),
        ("nnbook", "randperm", "nnbook/ops/sampling.py", "def randperm("),
        ("nnbook.optim", "Optimizer.zero_grad", "nnbook/optim/optimizer.py", "def zero_grad("),
        ("nnbook.optim", "Optimizer.step", "nnbook/optim/optimizer.py", "@_with_hooks"),
    ],
)
def test_source_leads_to_the_lines(module, fullname, file, line):
    found, first = where(module, fullname)
    assert found == file
    assert first.startswith(line)


def test_what_is_not_written_here_has_no_source():
    assert api_pages.address("py", {"module": "nnbook", "fullname": "pi"}) is None
    assert api_pages.address("py", {"module": "nnbook", "fullname": "no_such_name"}) is None
    assert api_pages.address("c", {"names": ["x"]}) is None


def test_a_layer_of_more_arguments_says_how_it_is_called():
    assert api_pages.called_as(nnbook.nn.LSTM) == "Called with `(input, hx=None)`."
    assert api_pages.called_as(nnbook.nn.Linear) == ""
    assert api_pages.called_as(nnbook.cat) == ""


def test_entries_are_of_the_kind_of_the_name():
    assert api_pages.entry("nnbook.cat") == [".. autofunction:: nnbook.cat", ""]
    assert api_pages.entry("nnbook.pi") == [".. autodata:: nnbook.pi", "   :no-value:", ""]
    assert api_pages.entry("nnbook.Tensor.shape") == [".. autoproperty:: nnbook.Tensor.shape", ""]
    assert api_pages.entry("nnbook.Tensor.array") == [".. autoattribute:: nnbook.Tensor.array", ""]
    assert api_pages.entry("nnbook.Tensor.sum") == [".. automethod:: nnbook.Tensor.sum", ""]
    assert api_pages.entry("nnbook.nn.Linear") == [".. autoclass:: nnbook.nn.Linear", ""]
    with pytest.raises(AttributeError, match="no_such_name"):
        api_pages.entry("nnbook.nn.no_such_name")
