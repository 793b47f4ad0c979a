"""NNBOOK_SEED: which numbers of a chapter's code are seeds, and what becomes of them."""

import ast
import sys
from types import SimpleNamespace

import pytest

from nnbook._seeds import Shifted, shift_from_environment


@pytest.mark.parametrize(
    ("code", "shifted"),
    [
        ("nnbook.manual_seed(0)", "nnbook.manual_seed(2)"),
        ("torch.manual_seed(k)", "torch.manual_seed(k + 2)"),
        ("rng = np.random.default_rng(5)", "rng = np.random.default_rng(7)"),
        ("split(x, seed=3, test_size=0.5)", "split(x, seed=5, test_size=0.5)"),
        ("KFold(5, random_state=seed)", "KFold(5, random_state=seed + 2)"),
        ("f(g(random_state=1))", "f(g(random_state=3))"),
        ("[manual_seed(s) for s in range(3)]", "[manual_seed(s + 2) for s in range(3)]"),
    ],
)
def test_seeds_are_shifted(code, shifted):
    tree = ast.fix_missing_locations(Shifted(2).visit(ast.parse(code)))
    assert ast.unparse(tree) == shifted
    compile(tree, "cell", "exec")


@pytest.mark.parametrize(
    "code",
    [
        "np.random.default_rng()",
        "f(random_state=None)",
        "f(seed=True)",
        "f(0)",
        "seed = 3",
        "default_rng(*seeds)",
        "def train(seed=0):\n    pass",
    ],
)
def test_what_is_no_seed_stays(code):
    assert ast.unparse(Shifted(2).visit(ast.parse(code))) == code


@pytest.fixture
def shell(monkeypatch):
    """A running notebook, as far as its syntax trees are concerned."""
    made = SimpleNamespace(ast_transformers=[])
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: made))
    return made


def test_the_environment_shifts_the_seeds_of_a_notebook_once(shell, monkeypatch):
    monkeypatch.setenv("NNBOOK_SEED", "3")
    shift_from_environment()
    shift_from_environment()
    assert [transformer.by for transformer in shell.ast_transformers] == [3]


@pytest.mark.parametrize("value", ["", "0", " "])
def test_without_it_nothing_is_shifted(shell, monkeypatch, value):
    monkeypatch.setenv("NNBOOK_SEED", value)
    shift_from_environment()
    assert shell.ast_transformers == []


def test_outside_a_notebook_nothing_happens(shell, monkeypatch):
    monkeypatch.setenv("NNBOOK_SEED", "1")
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: None)
    shift_from_environment()
    assert shell.ast_transformers == []


def test_another_value_is_refused(monkeypatch):
    monkeypatch.setenv("NNBOOK_SEED", "one")
    with pytest.raises(ValueError, match="NNBOOK_SEED='one': expected a whole number, which is added to every seed"):
        shift_from_environment()
