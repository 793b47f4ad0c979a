"""`check` answers in words, once, whatever it is given; and a notebook that uses all of this repeats to the letter."""

import sys

import nbformat
import numpy as np
import pytest
import torch

import nnbook
from nnbook.exercises import Exercise, judge
from nnbook.notebook import Verdict, check
from tests.book import code, markdown, notebook, refresh
from tests.book import judge as nbval

USE = """\
import matplotlib
from matplotlib.figure import Figure
import nnbook
from nnbook import interactive
from nnbook.notebook import check, claim, quiz, source

def draw(a):
    figure = Figure(figsize=(2, 1))
    figure.add_subplot(xlim=(0, 9)).axvline(a)
    return figure
"""
CELLS = {
    "use": code(USE),
    "claim": code("claim('Half of them', True, measured={'share': 0.123456789, 'count': 3}, paper='a third')"),
    "check": code("check('perceptron.learning_rate', ...)"),
    "source": code("source(nnbook.tanh)"),
    "quiz": code("quiz('perceptron')"),
    "explore": code("interactive.explore(draw, alt='a line at {a}', live=True, a=[1, 2, 3])"),
}


class Odd:
    """An answer that cannot be printed."""

    def __repr__(self):
        raise ValueError("no words")


def one_line(verdict):
    return " ".join(str(verdict).split())


def test_verdict_is_returned_and_nothing_is_printed_besides(capsys):
    verdict = check("perceptron.learning_rate", ...)
    assert isinstance(verdict, Verdict) and not verdict.right
    assert repr(verdict) == verdict.text
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["perceptron.margin", "perceptron.learning_rate", "backpropagation.operation"])
@pytest.mark.parametrize(
    "answer",
    [
        Odd(),
        lambda *inputs: Odd(),
        lambda *inputs: sys.exit(),
        lambda *inputs: {"a": np.zeros(3)},
        lambda *inputs: torch.zeros(2, dtype=torch.bfloat16),
        np.array([None]),
        10**400,
        {"a": np.zeros(3)},
        [1, [2]],
        1j,
    ],
    ids=["odd", "odd result", "exit", "dict", "bfloat16", "objects", "huge", "value", "ragged", "complex"],
)
def test_nothing_that_a_reader_writes_raises(name, answer):
    verdict = check(name, answer)
    assert not verdict.right
    assert str(verdict).startswith(f"{name}: ")


def test_an_answer_of_no_known_kind_is_named():
    assert "this answer cannot be judged (ValueError: no words). Is it of the kind that is asked for?" in one_line(
        check("perceptron.learning_rate", Odd())
    )
    assert "your function raised SystemExit for the input" in one_line(
        check("perceptron.margin", lambda *inputs: sys.exit())
    )


@pytest.mark.parametrize("kind", [list, tuple, np.array])
def test_rows_of_numbers_are_as_good_as_an_array(kind):
    assert judge("convolution.level_edges", [kind(row) for row in ([-1, -2, -1], [0, 0, 0], [1, 2, 1])]).right


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([[1, 2], [3]], "A number or an array"),
        ([["a"]], "A number or an array"),
        ([1, 2, 3], "shape should be (3, 3), not (3,)"),
    ],
)
def test_a_wrong_kind_of_array_is_said_to_be_one(given, told):
    assert told in judge("convolution.level_edges", given).text


@pytest.mark.parametrize("stub", [(..., ...), [1, ...], (None, 2)])
def test_dots_among_the_answers_are_a_stub(stub):
    assert "not answered yet" in str(check("backpropagation.by_hand", stub))


def test_name_comes_first():
    with pytest.raises(TypeError, match=r'the name of the exercise comes first, got 3: check\("perceptron\.margin"'):
        check(3, "perceptron.margin")


@pytest.fixture
def third(monkeypatch):
    e = Exercise("test.third", lambda x: x / 3, inputs=((np.array([1.0, 2.0]),),), tolerance=1e-9)
    monkeypatch.setattr("nnbook.exercises.exercise", lambda name: e)


@pytest.mark.parametrize("container", [np.asarray, nnbook.tensor, lambda x: tuple(map(float, x))])
def test_what_differs_late_is_shown_with_its_digits(third, container):
    lines = judge("test.third", lambda x: container(x / 3 + 1e-7)).text.splitlines()
    expected, got = (line.split(maxsplit=1)[1] for line in lines[1:3])
    assert expected != got
    assert "0.33333333" in expected and "0.33333343" in got


# ---------------------------------------------------------------------- in a notebook
@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """A notebook with each of the helpers, executed as the chapters are."""
    path = tmp_path_factory.mktemp("notebook") / "notebook.ipynb"
    nbformat.write(notebook(markdown("# Title"), *CELLS.values()), path)
    done = refresh(path)
    assert done.returncode == 0, done.stdout + done.stderr
    return path


@pytest.fixture(scope="module")
def outputs(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"][1:]
    return dict(zip(CELLS, [cell.outputs for cell in cells]))


def test_claim_is_plain_text(outputs):
    (stream,) = outputs["claim"]
    assert stream.text == "Claim: Half of them\n  measured: share 0.12, count 3\n  paper: a third\n  It holds.\n"


def test_verdict_is_shown_once(outputs):
    (result,) = outputs["check"]
    assert list(result.data) == ["text/plain"]
    assert result.data["text/plain"].startswith("perceptron.learning_rate: not answered yet.")


@pytest.mark.parametrize(
    ("cell", "kinds"),
    [
        ("source", {"text/markdown", "text/plain"}),
        ("quiz", {"text/html", "text/plain"}),
        ("explore", {"text/html", "text/plain"}),  # no widgets, although live: nobody sits before this kernel
    ],
)
def test_what_is_shown_is_kept_with_words_beside(outputs, cell, kinds):
    (result,) = outputs[cell]
    assert set(result.data) == kinds


def test_a_second_run_gives_the_same_outputs(path):
    assert nbval(path) == dict.fromkeys(range(len(CELLS) + 1), "passed")
