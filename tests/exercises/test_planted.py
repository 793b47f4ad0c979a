"""The planted programs: one is right, and each of the others differs from it in a single line that is wrong."""

from difflib import unified_diff

import numpy as np
import pytest

from nnbook.datasets import digits
from nnbook.planted import PROGRAMS, Program, listing

RIGHT = "E"
WRONG = {"A": 11, "B": 43, "C": 29, "D": 32, "F": 6, "G": 6}  # letter -> the line


@pytest.fixture(scope="module")
def data():
    split = digits()
    return split.x_train.reshape(-1, 64).astype(float), split.y_train


def test_one_program_is_right_and_all_the_others_are_known():
    assert PROGRAMS[RIGHT] is Program
    assert {*WRONG, RIGHT} == set(PROGRAMS)


@pytest.mark.parametrize("letter", WRONG)
def test_each_differs_in_the_one_line_that_the_exercise_asks_for(letter):
    right, wrong = listing(RIGHT).splitlines(), listing(letter).splitlines()
    assert [n for n, (a, b) in enumerate(zip(right, wrong, strict=True), 1) if a != b] == [WRONG[letter]]
    assert len([line for line in unified_diff(right, wrong, n=0) if line[0] in "+-"]) == 4


def test_a_listing_is_numbered_code_without_types_and_docstrings():
    lines = listing(RIGHT).splitlines()
    assert lines[0] == " 1  def start(self):" and "36  def train(self, images, y, passes, rate=0.1):" in lines
    code = "\n".join(line[4:] for line in lines)
    compile(code, "listing", "exec")
    assert '"""' not in code and "->" not in code
    with pytest.raises(KeyError, match="the planted programs are called A, B, C, D, E, F, G, and none is 'H'"):
        listing("H")


@pytest.mark.parametrize("letter", PROGRAMS)
def test_no_program_raises_and_every_loss_is_a_number(letter, data):
    images, labels = data
    program = PROGRAMS[letter](seed=1)
    program.train(images[:320], labels[:320], passes=2)
    assert np.isfinite(program.loss(program.prepare(images), labels))
    assert program.answer(images).shape == (len(images),)


def test_the_right_program_s_gradients_are_those_of_its_loss(data):
    images, labels = data
    program = Program()
    x, y = program.prepare(images[:20]), labels[:20]
    program.backward(x, y)
    for p, g in zip(program.parameters, program.gradients, strict=True):
        index = tuple(n // 2 for n in p.shape)
        kept = p[index]
        p[index] = kept + 1e-5
        above = program.loss(x, y)
        p[index] = kept - 1e-5
        below = program.loss(x, y)
        p[index] = kept
        assert g[index] == pytest.approx((above - below) / 2e-5, rel=1e-6)
