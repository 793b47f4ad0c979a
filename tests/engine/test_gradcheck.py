"""The gradient check itself: it accepts what is right, names what is wrong, and refuses what it cannot judge."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import nnbook
from nnbook import Tensor, tensor
from nnbook._tensor import record
from nnbook.gradcheck import GradcheckError, gradcheck


def inputs(*shapes: tuple[int, ...]) -> tuple[Tensor, ...]:
    rng = np.random.default_rng(7)
    return tuple(tensor(rng.normal(size=s), requires_grad=True) for s in shapes)


def broken(x: Tensor, change) -> Tensor:
    """x * x with a derivative changed by `change`."""
    return record(x.array * x.array, (x, lambda g: change(2 * g * x.array)))


@pytest.mark.parametrize("full", [False, True])
def test_right_gradients_pass(full):
    assert gradcheck(lambda a, b: (a @ b).tanh() / (b.exp().sum() + 1), inputs((3, 4), (4, 2)), full=full)
    assert gradcheck(lambda x: x * x, inputs(())[0], full=full)
    assert gradcheck(lambda x: x.exp(), inputs((0, 3)), full=full)
    assert gradcheck(lambda x: (x.exp(), [x.sin(), {"square": x * x}], x.argmax(), 3), inputs((5,)), full=full)


def put(values, index, value):
    changed = np.array(values)
    changed[index] = value
    return changed


CHANGES = {
    "zero": np.zeros_like,
    "sign": np.negative,
    "half": lambda g: g / 2,
    "1 %": lambda g: g * 1.01,
    "reversed": lambda g: g[::-1].copy(),
    "one entry": lambda g: put(g, (1, 2), 0.3),
    "NaN": lambda g: g * np.nan,
}


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_wrong_gradients_are_caught(change, full):
    with pytest.raises(GradcheckError, match="gradient of input 0"):
        gradcheck(lambda x: broken(x, change), inputs((3, 4)), full=full)
    assert gradcheck(lambda x: broken(x, change), inputs((3, 4)), full=full, raise_exception=False) is False


def test_the_message_has_the_input_and_both_numbers():
    with pytest.raises(GradcheckError) as error:
        gradcheck(lambda a, x: a.sum() * broken(x, np.zeros_like), inputs((2,), (3, 4)))
    assert "gradient of input 1, shape (3, 4)" in str(error.value)
    assert "backward got 0 (allowed" in str(error.value)
    assert "full=True" in str(error.value)


def test_full_mode_names_the_worst_entry():
    x = tensor([[1.0, 2.0, 3.0]], dtype=nnbook.float64, requires_grad=True)
    with pytest.raises(GradcheckError) as error:
        gradcheck(lambda x: broken(x, lambda g: g + np.array([[0.0, 0.1, 7.0]])).sum(), x, full=True)
    assert "2 of 3 entries are wrong, the worst at (0, 2)" in str(error.value)


def test_a_sum_of_outputs_would_miss_a_broken_softmax():
    """The reason for the random weights: the outputs of a softmax add up to 1, whatever the input."""

    def softmax(x: Tensor) -> Tensor:
        y = np.exp(x.array) / np.exp(x.array).sum()
        return record(y, (x, np.zeros_like))

    assert gradcheck(lambda x: softmax(x).sum(), inputs((4,)))
    with pytest.raises(GradcheckError):
        gradcheck(softmax, inputs((4,)))


def test_a_missing_gradient_counts_as_zero():
    with pytest.raises(GradcheckError, match="input 1"):
        gradcheck(lambda a, b: a * b.detach(), inputs((2,), (2,)))


def test_the_parameters_of_a_layer_can_be_checked():
    layer = nnbook.nn.Linear(4, 3).double()
    (x,) = inputs((2, 4))
    assert gradcheck(lambda x, *_: layer(x), (x, *layer.parameters()))
    before = [p.array.copy() for p in layer.parameters()]
    with pytest.raises(GradcheckError, match="input 2"):
        gradcheck(lambda x, *_: x @ layer.weight.T + layer.bias.detach(), (x, *layer.parameters()))
    assert all((p.array == kept).all() for p, kept in zip(layer.parameters(), before, strict=True))


def test_inputs_are_put_back_after_an_error():
    (x,) = inputs((3,))
    kept = x.array.copy()
    calls = []

    def fails_later(x):
        calls.append(1)
        if len(calls) == 3:
            raise KeyError("inside func")
        return x * 2

    with pytest.raises(KeyError):
        gradcheck(fails_later, x)
    assert (x.array == kept).all()


def test_it_leaves_grad_and_the_generator_alone():
    (x,) = inputs((3,))
    nnbook.manual_seed(0)
    expected = nnbook.rand(2).tolist()
    nnbook.manual_seed(0)
    gradcheck(lambda x: x * x, x)
    assert x.grad is None
    assert nnbook.is_grad_enabled()
    assert nnbook.rand(2).tolist() == expected


def test_it_works_under_no_grad():
    with nnbook.no_grad():
        assert gradcheck(lambda x: x * x, inputs((3,)))
        assert not nnbook.is_grad_enabled()


def test_float32_is_refused():
    with pytest.raises(ValueError, match=r"input 1 is float32 and must be float64.*x\.double\(\)"):
        gradcheck(lambda a, b: a * b, (inputs((2,))[0], nnbook.ones(2, requires_grad=True)))


@pytest.mark.parametrize("module", [nnbook, torch])
def test_nothing_to_check_is_an_error(module):
    check = gradcheck if module is nnbook else torch.autograd.gradcheck
    with pytest.raises(ValueError, match="at least one input"):
        check(lambda x: x * 2, (module.ones(2, dtype=module.float64),))


def test_an_output_without_gradient_is_an_error():
    with pytest.raises(ValueError, match="no output of func requires grad"):
        gradcheck(lambda x: x.detach() * 2, inputs((2,)))
    with pytest.raises(ValueError, match="no output of func requires grad"):
        gradcheck(lambda x: x.sum().item(), inputs((2,)))


def test_a_function_that_draws_random_numbers_is_refused():
    with pytest.raises(GradcheckError, match=r"layer\.eval\(\)"):
        gradcheck(lambda x: x * nnbook.rand(3, dtype=nnbook.float64), inputs((3,)))


def test_tolerances_and_step_are_respected():
    x = inputs((3,))
    assert gradcheck(lambda x: broken(x, lambda g: g * 1.01), x, rtol=0.05)
    assert gradcheck(lambda x: broken(x, lambda g: g + 1e-3), x, atol=0.1)
    with pytest.raises(GradcheckError):
        gradcheck(lambda x: x.exp(), x, eps=0.5, atol=1e-9, rtol=1e-9)


def test_arguments_that_need_no_gradient_pass_through():
    assert gradcheck(lambda x, n, flag: x**n if flag else x, (*inputs((2,)), 3, True))
