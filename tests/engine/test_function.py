"""autograd.Function, Jacobians, autograd.gradcheck: as PyTorch has them."""

from __future__ import annotations

import numpy as np
import pytest

import nnbook
from tests.support import both, both_fail

DEFINITIONS = """
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2


class StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, scale, flag=None):
        ctx.scale = scale
        return (x > 0).to(x.dtype) * scale

    @staticmethod
    def backward(ctx, g):
        return g * ctx.scale, None, None


class Reversal(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)

    @staticmethod
    def backward(ctx, g):
        return -g


class SumAndProduct(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        larger = x > y
        ctx.mark_non_differentiable(larger)
        return x + y, x * y, larger

    @staticmethod
    def backward(ctx, of_sum, of_product, of_larger):
        x, y = ctx.saved_tensors
        return of_sum + of_product * y, of_sum + of_product * x if ctx.needs_input_grad[1] else None


class NewStyle(torch.autograd.Function):
    @staticmethod
    def forward(x, power):
        return x**power

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0])
        ctx.power = inputs[1]

    @staticmethod
    def backward(ctx, g):
        return g * ctx.power * ctx.saved_tensors[0] ** (ctx.power - 1), None


class Bare(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.set_materialize_grads(False)
        return x * 2, y * 3

    @staticmethod
    def backward(ctx, a, b):
        return (None if a is None else a * 2), (None if b is None else b * 3)


class Short(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        return x + y

    @staticmethod
    def backward(ctx, g):
        return g


class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        return x + y

    @staticmethod
    def backward(ctx, g):
        return g, g
"""
CALLS = """
Cube.apply(x)
Cube.apply(x * 2) + x
StraightThrough.apply(x, 2.5)
StraightThrough.apply(x, 2.5, True)
Reversal.apply(x) * 3
SumAndProduct.apply(x, y)[0]
SumAndProduct.apply(x, y)[1] * SumAndProduct.apply(x, x)[0]
SumAndProduct.apply(x, y.detach())[1]
NewStyle.apply(x, 3)
Bare.apply(x, y)[1]
Same.apply(x, y)
Cube.apply(x.detach()) + y
""".strip().splitlines()


def scope(torch):
    names = {"torch": torch}
    exec(DEFINITIONS, names)
    names["x"] = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64, requires_grad=True)
    names["y"] = torch.tensor([1.5, 0.3, -0.7], dtype=torch.float64, requires_grad=True)
    return names


@pytest.mark.parametrize("call", CALLS)
def test_custom_derivatives(call):
    def program(torch):
        names = scope(torch)
        out = eval(call, names)
        (out * torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)).sum().backward()
        return out, out.requires_grad, names["x"].grad, names["y"].grad

    both(program)


def test_what_requires_no_gradient():
    def program(torch):
        names = scope(torch)
        larger = eval("SumAndProduct.apply(x, y)[2]", names)
        with torch.no_grad():
            quiet = eval("Cube.apply(x)", names)
        return larger, larger.requires_grad, quiet.requires_grad

    both(program)


def test_leaves_do_not_share_the_gradient_that_both_got():
    names = scope(nnbook)
    eval("Same.apply(x, y).sum()", names).backward()
    names["x"].grad.mul_(7)
    assert names["y"].grad.tolist() == [1.0, 1.0, 1.0]


def test_the_check_sees_a_wrong_custom_derivative():
    names = scope(nnbook)
    assert nnbook.autograd.gradcheck(names["Cube"].apply, names["x"])
    assert not nnbook.autograd.gradcheck(names["Reversal"].apply, names["x"], raise_exception=False)
    assert not nnbook.autograd.gradcheck(names["Reversal"].apply, names["x"], raise_exception=False, fast_mode=True)


def test_errors_of_custom_derivatives():
    both_fail(
        lambda torch: eval("Short.apply(x, y).sum().backward()", scope(torch)), "an incorrect number of gradients"
    )

    def program(what):
        return lambda torch: eval(
            f"type('Empty', (torch.autograd.Function,), {what}).apply(x).sum().backward()", scope(torch)
        )

    both_fail(program("{}"), "must implement the forward function")
    both_fail(program("{'forward': staticmethod(lambda ctx, x: x * 2)}"), "must implement the backward")
    with pytest.raises(NotImplementedError, match="changing an input in place is not supported"):
        program("{'forward': staticmethod(lambda ctx, x: ctx.mark_dirty(x))}")(nnbook)
    with pytest.raises(NotImplementedError, match="setup_context is not implemented"):
        nnbook.autograd.Function.setup_context(None, (), None)


# ---------------------------------------------------------------------- Jacobians
def test_jacobians_and_products_with_them():
    def program(torch):
        x = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)
        w = torch.tensor([[1.0, 2.0, 3.0], [0.1, 0.2, 0.3]], dtype=torch.float64)
        jacobian, vjp = torch.autograd.functional.jacobian, torch.autograd.functional.vjp
        return (
            jacobian(lambda t: w @ t.tanh(), x),
            jacobian(lambda a, b: a @ b, (w, x)),
            jacobian(lambda t: t.sum(), x),
            jacobian(lambda t: torch.zeros(2, dtype=torch.float64), x),
            vjp(lambda t: w @ t, x, torch.ones(2, dtype=torch.float64)),
            vjp(lambda a, b: (a @ b).sum(), (w, x)),
        )

    both(program)


def test_what_jacobians_refuse():
    jacobian, vjp, x = nnbook.autograd.functional.jacobian, nnbook.autograd.functional.vjp, nnbook.ones(2)
    with pytest.raises(NotImplementedError, match=r"functional.jacobian\(create_graph=True\) is not supported"):
        jacobian(lambda t: t, x, create_graph=True)
    with pytest.raises(NotImplementedError, match=r"jacobian\(strategy='forward-mode'\) is not supported"):
        jacobian(lambda t: t, x, strategy="forward-mode")
    with pytest.raises(NotImplementedError, match="a function with several outputs is not supported"):
        jacobian(lambda t: (t, t), x)
    with pytest.raises(NotImplementedError, match=r"gradcheck\(check_forward_ad=True\) is not supported"):
        nnbook.autograd.gradcheck(lambda t: t, x, check_forward_ad=True)
    both_fail(lambda torch: torch.autograd.functional.vjp(lambda t: t, torch.ones(2)), "The vector v can only be None")
    assert np.array_equal(vjp(lambda t: t.sum(), x)[1].array, [1, 1])
