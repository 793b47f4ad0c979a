"""A reader's function may loop for ever, draw random numbers, take other arguments or fail: `check` always answers."""

import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import nnbook
from nnbook.exercises import Exercise, Mistake, _run, judge
from nnbook.exercises._run import TooLongError, call, line_of, remedy_for, wrong_arguments


def alive():
    return {thread for thread in threading.enumerate() if thread.is_alive()}


def endless(*_):
    while True:
        pass


def stubborn(*_):
    while True:
        try:
            time.sleep(0.01)
        except:
            if not seen:
                seen.append(1)
                continue
            raise


seen: list[int] = []


@pytest.mark.parametrize("function", [endless, stubborn])
def test_an_endless_loop_is_ended(function):
    before = alive()
    start = time.perf_counter()
    with pytest.raises(TooLongError):
        call(function, limit=0.1)
    assert time.perf_counter() - start < 5
    assert alive() == before


def test_a_call_that_nothing_ends_is_left_behind():
    """In a process of its own: where coverage traces, Python 3.11 itself waits for such a call."""
    code = (
        "import time\n"
        "from nnbook.exercises._run import TooLongError, call\n"
        "try:\n"
        "    call(time.sleep, 600, limit=0.05)\n"
        "except TooLongError:\n"
        "    print('left behind')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout == "left behind\n"


def test_errors_and_results_come_through():
    assert call(divmod, 7, 2) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        call(lambda: 1 / 0)
    with pytest.raises(SystemExit):
        call(exit)


def test_each_call_draws_the_same_numbers_and_leaves_the_generators_alone():
    draw = np.random.rand
    called = []
    for seed in (5, 6):
        nnbook.manual_seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        after = [nnbook.rand(1).item(), draw()]
        nnbook.manual_seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        called.append(call(lambda: (nnbook.rand(1).item(), draw())))
        assert [nnbook.rand(1).item(), draw()] == after
    assert called[0] == called[1]


def test_numpys_settings_are_those_of_the_cell():
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        call(lambda: np.ones(1) / np.zeros(1))


def reference(w, x, y):
    return w + y * x


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda w, x: w, "your function takes (w, x), and is called with (w, x, y)."),
        (lambda: 0, "your function takes (), and is called with (w, x, y)."),
        (lambda w, x, y, rate: w, "your function takes (w, x, y, rate), and is called with (w, x, y)."),
        (lambda w, x, y, rate=1: w, None),
        (lambda *all: all, None),
        (max, None),
    ],
)
def test_wrong_arguments_are_told_apart(function, told):
    assert wrong_arguments(function, reference, 3) == told


def wanders(x):
    return helps(x)


def helps(x):
    return np.dot(x, x[:-1])


def test_the_line_of_an_error_is_the_readers_own():
    with pytest.raises(ValueError, match="shapes") as caught:
        wanders(np.ones(3))
    assert line_of(caught.value, wanders) == "return np.dot(x, x[:-1])"
    assert line_of(caught.value, max) is None
    with pytest.raises(np.linalg.LinAlgError) as caught:
        np.linalg.inv(np.zeros((2, 3)))
    assert line_of(caught.value, wanders) == "np.linalg.inv(np.zeros((2, 3)))"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("np.ones((2, 3)) @ np.ones(2)", "Print the shapes on both sides of the product"),
        ("np.ones(3) + np.ones(2)", "Print the shapes on both sides: which axis"),
        ("1 if np.ones(2) else 0", "np.where chooses for each element"),
        ("unknown_name", "Is the name spelled as above"),
        ("[1][2]", "The first index is 0"),
        ("None.shape", "does a function before it lack a return?"),
        ("(1).shape", "does this kind have what you ask it for?"),
        ("1 / 0", "what should the result be?"),
        ("int('x')", None),
    ],
)
def test_common_errors_have_a_remedy(code, told):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each line of the table has its own
        eval(code, {"np": np})
    remedy = remedy_for(caught.value)
    assert (told in remedy) if told else remedy is None


@pytest.fixture
def doubled(monkeypatch):
    e = Exercise("test.doubled", lambda x: 2 * x, inputs=((np.array([1.0, 2.0]),),), mistakes=(Mistake(np.abs, "no"),))
    monkeypatch.setattr("nnbook.exercises.exercise", lambda name: e)
    monkeypatch.setattr(_run, "TIME_LIMIT", 0.2)
    return e


def said(answer):
    verdict = judge("test.doubled", answer)
    assert not verdict.right
    return " ".join(verdict.text.split())


def test_check_says_that_a_function_never_ends(doubled):
    assert "your function was still at work after 0.2 seconds on the input [1., 2.]. Is there a loop" in said(endless)


def test_check_says_that_an_examined_answer_never_ends(monkeypatch, doubled):
    e = Exercise("test.free", reference, examine=endless)
    monkeypatch.setattr("nnbook.exercises.exercise", lambda name: e)
    assert "your answer was still at work after 0.2 seconds" in said(reference)


def test_check_shows_the_line_and_a_remedy(doubled):
    text = said(lambda x: x @ np.ones(3))
    assert "your function raised ValueError for the input [1., 2.]" in text
    assert "in the line text = said(lambda x: x @ np.ones(3))" in text
    assert "Hint: Print the shapes on both sides of the product" in text


def test_check_compares_the_arguments_first(doubled):
    assert said(lambda a, b: a).endswith("your function takes (a, b), and is called with (x).")


def test_an_error_of_a_known_mistake_has_its_hint(monkeypatch):
    def forgotten(W, x):
        return x @ W

    e = Exercise(
        "test.product",
        lambda W, x: W @ x,
        inputs=((np.ones((3, 2)), np.ones(2)),),
        mistakes=(Mistake(forgotten, "Rows of W times x: W comes first."),),
    )
    monkeypatch.setattr("nnbook.exercises.exercise", lambda name: e)
    text = " ".join(judge("test.product", lambda W, x: np.matmul(x, W)).text.split())
    assert "ValueError for the input W=[[1., 1.], [1., 1.], [1., 1.]], x=[1., 1.]" in text
    assert text.endswith("Hint: Rows of W times x: W comes first.")


def test_random_answers_are_judged_alike(monkeypatch, doubled):
    e = Exercise("test.random", lambda n: nnbook.randn(n), inputs=((3,), (4,)))
    monkeypatch.setattr("nnbook.exercises.exercise", lambda name: e)
    assert judge("test.random", lambda n: nnbook.randn(n)).right


def test_an_unexplained_difference_gets_a_cause_or_a_way_to_find_it(doubled):
    assert "Hint: Every number has the opposite sign." in said(lambda x: -2 * x)
    assert "Hint: Take the first input and follow it line by line" in said(lambda x: x**3)
