"""Which answers are read as a row of whole numbers, and which are not."""

import numpy as np
import pytest

import nnbook
from nnbook.exercises._whole import whole_numbers


@pytest.mark.parametrize(
    "answer", [[2, 13], (2, 13), np.array([2, 13]), nnbook.tensor([2, 13]), [np.int8(2), 13]], ids=repr
)
def test_a_row_of_whole_numbers_is_read_as_a_list(answer):
    numbers = whole_numbers(answer)
    assert numbers == [2, 13]
    assert [type(n) for n in numbers] == [int, int]


@pytest.mark.parametrize(
    "answer", [2, None, "2", [2, 0], [2, -1], [2, 1.0], [2, "1"], [[2, 1]], [[2], [1, 1]], {2}], ids=repr
)
def test_anything_else_is_not(answer):
    assert whole_numbers(answer) is None
