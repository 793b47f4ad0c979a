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

PAIRS = {names: (path, text) for path in sorted(reference.EXAMPLES.glob("*.txt"))
         for names, text in reference.read(path).items()}  # fmt: skip
SHARED = [names for names, (path, _) in PAIRS.items() if reference.in_pytorch(names, path)]
OUR_OWN = [
    "nnbook.gradcheck", "nnbook.models", "nnbook.on_torch", "nnbook.datasets", "nnbook.training",
    "nnbook.training.metrics", "nnbook.notebook", "nnbook.plots", "nnbook.interactive",
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
