"""Every exercise of the book: the stub is not accepted, the reference is, and each known mistake gets its own hint."""

import numpy as np
import pytest

import nnbook
from nnbook.exercises import Exercise, Mistake, all_exercises, exercise, judge

EXERCISES = all_exercises()


def one_line(verdict):
    return " ".join(verdict.text.split())


@pytest.mark.parametrize("e", EXERCISES.values(), ids=list(EXERCISES))
def test_stub_is_not_an_answer(e):
    for stub in (None, ..., *([lambda *inputs: None, lambda *inputs: ...] if callable(e.answer) else [])):
        verdict = judge(e.name, stub)
        assert not verdict.right
        assert "not answered yet" in verdict.text


@pytest.mark.parametrize("e", EXERCISES.values(), ids=list(EXERCISES))
def test_reference_is_right(e):
    assert judge(e.name, e.answer).right


@pytest.mark.parametrize("e", EXERCISES.values(), ids=list(EXERCISES))
def test_at_least_three_mistakes_are_rejected_each_with_its_hint(e):
    assert len(e.mistakes) >= 3
    assert len({m.hint for m in e.mistakes}) == len(e.mistakes)
    for mistake in e.mistakes:
        verdict = judge(e.name, mistake.answer)
        assert not verdict.right
        assert mistake.hint in one_line(verdict)


@pytest.mark.parametrize("e", EXERCISES.values(), ids=list(EXERCISES))
def test_name_says_the_chapter(e):
    assert exercise(e.name) is e
    assert e.name.count(".") == 1


def test_unknown_name_offers_the_nearest():
    with pytest.raises(KeyError, match=r"no exercise 'perceptron\.margins'\. Did you mean perceptron\.margin"):
        judge("perceptron.margins", 1)
    with pytest.raises(KeyError, match="no exercise '_compare\\.difference'"):
        judge("_compare.difference", 1)


@pytest.fixture
def halved(monkeypatch):
    e = Exercise(
        "test.halved",
        lambda x: x / 2,
        inputs=((np.array([2.0, 4.0]),), (np.array([[1.0]]),)),
        mistakes=(Mistake(lambda x: x * 2, "That is twice as much."),),
    )
    monkeypatch.setattr("nnbook.exercises.exercise", lambda name: e)
    return e


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x * 2, "Hint: That is twice as much."),
        (lambda x: x * 0, "2 of 2 elements are different. Hint: Every number is 0."),
        (lambda x: x[:1] / 2, r"The shape should be (2,), not (1,)"),
        (lambda x: x * np.nan, "There is a NaN in it"),
        (lambda x: x > 0, "Numbers are expected, not bool"),
        (lambda x: "half", "A number or an array is expected, not str"),
        (lambda x: x @ np.ones(3), "your function raised ValueError for the input [2., 4.]"),
        (lambda: 1, "your function takes (), and is called with (x)."),
        (lambda x: None if x.ndim == 2 else x / 2, "your function returns nothing for the input [[1.]]"),
        (np.array([1.0, 2.0]), "a function is expected, got [1., 2.]"),
    ],
)
def test_verdict_says_what_is_wrong(halved, answer, said):
    verdict = judge("test.halved", answer)
    assert not verdict.right
    assert said in one_line(verdict)


def test_expected_and_got_are_shown(halved):
    text = judge("test.halved", lambda x: x / 2 + 1).text
    assert text.splitlines()[:3] == [
        "test.halved: not yet. For the input [2., 4.]",
        "  expected  [1., 2.]",
        "  got       [2., 3.]",
    ]


def test_writing_into_the_input_is_noticed(halved):
    def in_place(x):
        x /= 2
        return x

    assert "your function changes its inputs. Work on a copy: the input [2., 4.]" in one_line(
        judge("test.halved", in_place)
    )
    assert halved.inputs[0][0].tolist() == [2.0, 4.0]


def test_not_implemented_counts_as_not_answered(halved):
    def later(x):
        raise NotImplementedError

    assert "not answered yet" in judge("test.halved", later).text


def test_tensors_are_accepted_as_answers(halved):
    assert judge("test.halved", lambda x: nnbook.tensor(x, requires_grad=True) / 2).right


def test_a_value_is_not_a_function():
    verdict = judge("perceptron.learning_rate", lambda: "same")
    assert "a value is expected, not a function" in verdict.text
    assert judge("perceptron.learning_rate", 3).text == "perceptron.learning_rate: not 3."


def test_a_tuple_of_numbers_has_a_length_and_no_shape():
    verdict = one_line(judge("shapes.together", lambda a, b: (4,)))
    assert "The length should be 2, not 1." in verdict
    assert "A tuple is expected, not str." in one_line(judge("shapes.together", lambda a, b: "error"))


def test_an_array_in_the_place_of_one_of_several_numbers_is_named():
    verdict = one_line(judge("overfitting.parts", lambda p, t: (((p.mean(0) - t) ** 2).mean(), p.var(0))))
    assert "Result 2 of 2: The shape should be (), not (2,)." in verdict


def test_numbers_may_come_as_tensors_and_how_many_are_wrong_is_said():
    name = "from_nnbook_to_pytorch.slopes"
    assert judge(name, (nnbook.tensor(6.0), nnbook.tensor(2.0))).right
    assert judge(name, (6, -10)).text.endswith("not (6, -10). 1 of 2 elements is different.")
    assert judge(name, 6).text.endswith("not 6. 2 numbers are expected, one came.")


def test_a_module_that_returns_nothing_is_told_so():
    class Silent(nnbook.nn.Module):
        def forward(self, x):
            pass

    assert "Does forward lack a return?" in judge("from_nnbook_to_pytorch.module", lambda nn: Silent()).text
