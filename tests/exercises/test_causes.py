"""Where no known mistake explains a result, what all results have in common does."""

import numpy as np
import pytest

import nnbook
from nnbook.exercises._causes import FOLLOW, likely_cause

rng = np.random.default_rng(0)
ROWS = [rng.normal(size=(3, 2)), rng.normal(size=(5, 4))]
PAIRS = [(x, x[0]) for x in ROWS]
NUMBERS = [3.0, -2.0, 0.5]


@pytest.mark.parametrize(
    ("change", "expected", "told"),
    [
        (lambda x: -x, ROWS, "Every number has the opposite sign."),
        (lambda x: -x, NUMBERS, "Every number has the opposite sign."),
        (abs, ROWS, "The sizes are right, some signs are not."),
        (lambda x: 1 / x, NUMBERS, "Every number is 1 divided by what it should be."),
        (lambda x: 2 * x, NUMBERS, "Every number is 2 times what it should be."),
        (lambda x: 0.5 * x, ROWS, "Every number is 0.5 times what it should be."),
        (lambda x: 2 * x, [np.array([0.0, 1.0]), np.array([0.0, 0.0])], "Every number is 2 times what it should be."),
        (lambda x: x * len(x), ROWS, "Each result is a multiple of the right one, by 3, 5 ...: is it a sum in place"),
        (lambda x: x - 1, ROWS, "Every number is 1 too small."),
        (lambda x: x + 0.25, NUMBERS, "Every number is 0.25 too large."),
        (lambda x: x.T, ROWS, "This is the transpose of what is expected"),
        (lambda x: nnbook.tensor(x.T), ROWS, "This is the transpose of what is expected"),
        (lambda x: x.ravel(), ROWS, "The numbers are right, the shape is not"),
        (lambda x: np.array([x]), NUMBERS, "The numbers are right, the shape is not"),
        (lambda x: x[::-1], [(1.0, 2.0), (3.0, 4.0)], "These are the right results in the other order."),
        (lambda p: (p[0], -p[1]), PAIRS, "Of result 2: Every number has the opposite sign."),
        (lambda p: (p[0].T, -p[1]), PAIRS, "Of result 1: This is the transpose"),
        (lambda p: (p[0] ** 2, p[1]), PAIRS, FOLLOW),
        (lambda p: p[0], PAIRS, FOLLOW),
        (lambda x: x**2 + 1, NUMBERS, FOLLOW),
        (lambda x: x**2 + 1, ROWS, FOLLOW),
        (lambda x: x[:1], ROWS, FOLLOW),
        (lambda x: 5 * x, [2.0], FOLLOW),
        (lambda x: x * (1 + 3e-6), ROWS, FOLLOW),  # not "1 times what it should be"
        (lambda x: x * np.nan, ROWS, FOLLOW),
        (lambda x: np.where(x > 0, x, np.nan), ROWS, FOLLOW),
        (lambda x: "text", NUMBERS, FOLLOW),
        (lambda x: object(), NUMBERS, FOLLOW),
        (lambda x: x[0], [(1.0, 2.0)], FOLLOW),
    ],
)
def test_what_results_have_in_common_is_told(change, expected, told):
    assert likely_cause([change(x) for x in expected], expected, 1e-6).startswith(told)


def test_a_cause_must_hold_for_every_input():
    assert likely_cause([-ROWS[0], ROWS[1] ** 3], ROWS, 1e-6) == FOLLOW
    assert likely_cause([ROWS[0] + 1, ROWS[1] + 2], ROWS, 1e-6) == FOLLOW
    assert likely_cause([ROWS[0].T, ROWS[1] + 0.1], ROWS, 1e-6) == FOLLOW
