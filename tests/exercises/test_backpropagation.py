"""The open-ended exercise of the backpropagation chapter: any operation with the right gradient will do."""

import numpy as np
import pytest

from nnbook._tensor import record
from nnbook.exercises import judge


def softplus(x):
    return record(np.log1p(np.exp(x.array)), (x, lambda g: g / (1 + np.exp(-x.array))))


def length(x):
    y = np.sqrt((x.array**2).sum(axis=-1, keepdims=True))
    return record(y, (x, lambda g: g * x.array / y))


@pytest.mark.parametrize("operation", [softplus, length])
def test_any_operation_with_the_right_gradient_is_accepted(operation):
    verdict = judge("backpropagation.operation", operation)
    assert verdict.right
    assert "agrees with finite differences at 4 shapes" in " ".join(verdict.text.split())


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (np.tanh, "your function raised TypeError for x of shape (3,)"),
        (lambda x: x.array, "return record(value, (x, vjp))"),
        (lambda x: record(x.array**2, (x, lambda g: g * x.array)), "finite differences expect"),
        (lambda x: record(x.array.sum(axis=1), (x, lambda g: g)), "for x of shape (3,)"),
        (3.0, "a function of one tensor is expected, got 3.0"),
    ],
)
def test_what_is_wrong_with_an_operation_is_said(answer, said):
    verdict = judge("backpropagation.operation", answer)
    assert not verdict.right
    assert said in verdict.text
