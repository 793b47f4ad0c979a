"""`source` shows the code that the tests run over, as it stands in the package."""

import ast
import functools
import inspect
import textwrap

import numpy as np
import pytest

import nnbook
from nnbook import exercises, nn, notebook
from nnbook._tensor import Tensor, record
from nnbook.exercises import Verdict
from nnbook.notebook import source
from tests.book import ROOT


def shown(*objects, **options):
    """The parts of a source, as (file, code)."""
    return source(*objects, **options).parts


@pytest.mark.parametrize(
    ("obj", "file", "begins"),
    [
        (nnbook.tanh, "nnbook/ops/", "def tanh("),
        (nn.Linear, "nnbook/nn/linear.py", "class Linear("),
        (nn.Linear.forward, "nnbook/nn/linear.py", "def forward(self"),
        (nn.Linear(2, 3).forward, "nnbook/nn/linear.py", "def forward(self"),
        (Tensor.shape, "nnbook/_tensor.py", "@property\ndef shape("),
        (Verdict, "nnbook/exercises/__init__.py", "@dataclass(frozen=True)\nclass Verdict:"),
        (notebook, "nnbook/notebook.py", '"""What a chapter calls'),
    ],
    ids=["function", "class", "method", "bound method", "property", "decorated class", "module"],
)
def test_code_is_that_of_the_file(obj, file, begins):
    ((name, code),) = shown(obj)
    assert name.startswith(file)
    assert code.startswith(begins)
    text = (ROOT / name).read_text("utf8")
    assert code in text or textwrap.indent(code, "    ", str.strip) in text
    ast.parse(code)


def test_a_decorator_that_wraps_is_looked_through(monkeypatch):
    wrapped = functools.wraps(record)(lambda *args: record(*args))
    assert shown(wrapped) == shown(record)
    assert shown(functools.lru_cache(record)) == shown(record)


def test_a_class_on_pytorch_is_the_same_code():
    from nnbook.models.lenet import LeNet5
    from nnbook.on_torch import on_torch

    assert shown(on_torch(LeNet5)) == shown(LeNet5)


def test_objects_of_one_file_share_its_name_others_begin_a_new_block():
    parts = shown(nn.Linear.forward, nn.Linear.__init__, nn.Dropout, nn.Linear)
    assert [file for file, _ in parts] == ["nnbook/nn/linear.py", "nnbook/nn/dropout.py", "nnbook/nn/linear.py"]
    assert parts[0][1] == "\n\n\n".join(shown(one)[0][1] for one in (nn.Linear.forward, nn.Linear.__init__))


def test_markdown_is_a_block_of_python_under_the_file_and_text_the_same_words():
    one = source(nnbook.tanh, nn.Linear)
    (file, code), (second, other) = one.parts
    assert one._repr_markdown_() == f"`{file}`\n\n```python\n{code}\n```\n\n`{second}`\n\n```python\n{other}\n```"
    assert repr(one) == f"# {file}\n{code}\n\n# {second}\n{other}"
    assert str(ROOT) not in one._repr_markdown_() + repr(one)


def test_a_block_inside_the_code_does_not_end_the_block():
    shown = notebook.Source([("nnbook/x.py", 'def x():\n    """```python\n    x()\n    ```"""')])._repr_markdown_()
    assert shown.startswith("`nnbook/x.py`\n\n````python\n")
    assert shown.endswith("\n````")


# ---------------------------------------------------------------------- without docstring
@pytest.mark.parametrize("obj", [nnbook.tanh, nn.Linear, nn.Linear.forward, Verdict, exercises])
def test_without_docstring_all_else_remains(obj):
    whole, bare = shown(obj)[0][1], shown(obj, docstring=False)[0][1]
    was, now = ast.parse(whole), ast.parse(bare)
    if not inspect.ismodule(obj):
        was, now = was.body[0], now.body[0]
    assert ast.get_docstring(now) is None
    had = was.body[1:] if ast.get_docstring(was) else was.body
    assert [ast.dump(a) for a in had] == [ast.dump(b) for b in now.body]
    assert set(bare.splitlines()) <= set(whole.splitlines())
    if not inspect.ismodule(obj):
        assert bare.splitlines()[1].strip(), "no empty line where the docstring was"


def test_a_definition_of_words_alone_gets_dots():
    assert shown(notebook.ClaimError, docstring=False)[0][1] == "class ClaimError(AssertionError):\n    ..."


def test_a_docstring_that_python_made_takes_no_code_with_it():
    code = '@dataclass\nclass Pair:\n    a: int\n    b: int = 0\n\n    """Not at the head."""'
    assert notebook._without_docstring(code) == code
    assert notebook._without_docstring("step = lambda x: x") == "step = lambda x: x"


def test_only_the_docstring_at_the_head_goes():
    methods = shown(nn.Linear, docstring=False)[0][1]
    assert methods.count('"""') == shown(nn.Linear)[0][1].count('"""') - 2


# ---------------------------------------------------------------------- errors
@pytest.mark.parametrize("obj", [np.exp, len, int, 3, nn.Linear(1, 1), np.ndarray.sum], ids=repr)
def test_what_has_no_python_code_is_refused(obj):
    with pytest.raises(
        TypeError, match=r"functions, methods, classes and modules; .* has no Python code.*type\(\.\.\.\)"
    ):
        source(obj)


@pytest.mark.parametrize(
    ("obj", "where"), [(np.mean, "fromnumeric.py"), (ast.NodeVisitor, "ast.py"), (shown, "test_source.py")]
)
def test_what_is_not_of_the_package_is_refused(obj, where):
    with pytest.raises(
        ValueError, match=rf"'{obj.__name__}' comes from {where}\. Code of a notebook is in its own cell"
    ):
        source(obj)


def test_what_a_notebook_defines_is_refused():
    mine = type("Mine", (nn.Module,), {"__module__": "__main__"})
    with pytest.raises(ValueError, match=r"'Mine' is defined in this notebook\. Code of a notebook is in its own cell"):
        source(mine)


def test_nothing_to_show_is_refused():
    with pytest.raises(TypeError, match=r"needs at least one object of nnbook, such as source\(nnbook\.nn\.Linear\)"):
        source()
