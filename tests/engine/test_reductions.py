"""Broadcasting, reductions and shapes that hypothesis makes up, against PyTorch: values and gradients."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from tests.support import assert_same, rng_for

SHAPES = st.lists(st.integers(0, 4), min_size=0, max_size=4).map(tuple)


def run(engine, code, weights=None, **arrays):
    """The result of `code` and the gradients of its tensors, or the class of the error."""
    tensors = {name: engine.tensor(a, requires_grad=a.dtype.kind == "f") for name, a in arrays.items()}
    try:
        result = eval(code, {"torch": engine, **tensors})
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        return type(error)
    outputs = [t for t in (result if isinstance(result, tuple) else (result,)) if t.requires_grad]
    if outputs:
        engine.autograd.backward(outputs, [engine.tensor(rng_for(code).normal(size=tuple(t.shape))) for t in outputs])
    return result, [t.grad for t in tensors.values()]


def compare(code, **arrays):
    shapes = {name: a.shape for name, a in arrays.items()}
    assert_same(run(nnbook, code, **arrays), run(torch, code, **arrays), 1e-10, f"{code} with {shapes}")


def apart(shape, name):
    """Numbers that are well apart, so that the largest is never in doubt."""
    n = int(np.prod(shape))
    return (rng_for(name).permutation(n) - n / 3).reshape(shape) / 3


@st.composite
def shape_and_dims(draw):
    shape = draw(SHAPES)
    n = max(len(shape), 1)
    one = st.integers(-n, n - 1)
    return shape, draw(st.none() | one | st.lists(st.integers(0, n - 1), unique=True, max_size=n).map(tuple))


@pytest.mark.parametrize("name", ["sum", "mean", "var", "std", "amax", "amin", "norm"])
def test_reductions_over_one_or_several_axes(name):
    @settings(max_examples=60, deadline=None)
    @given(shape_and_dims(), st.booleans())
    def check(case, keepdim):
        shape, dim = case
        if name in ("amax", "amin") and dim is None:
            dim = ()
        if name in ("var", "std") and (any(n < 2 for n in shape) or shape == () or dim == ()):
            return  # PyTorch warns about too few numbers, and dim=() gets a wrong gradient there
        if name == "norm" and (0 in shape or (np.ndim(dim) and len(dim) != 1)):
            return  # PyTorch refuses some of these
        compare(f"torch.{name}(x, dim={dim}, keepdim={keepdim})", x=apart(shape, name))

    check()


@pytest.mark.parametrize(
    "name", ["prod", "max", "min", "argmax", "argmin", "all", "any", "logsumexp", "cumsum", "softmax", "log_softmax"]
)
def test_reductions_over_one_axis(name):
    @settings(max_examples=40, deadline=None)
    @given(SHAPES, st.data())
    def check(shape, data):
        n = max(len(shape), 1)
        dim = data.draw(st.integers(-n, n - 1))
        keep = "" if name in ("cumsum", "softmax", "log_softmax") else f", keepdim={data.draw(st.booleans())}"
        compare(f"torch.{name}(x, {dim}{keep})", x=apart(shape, name))

    check()


@pytest.mark.parametrize(
    "name",
    ["sum", "mean", "prod", "max", "min", "argmax", "argmin", "all", "any", "amax", "amin", "norm", "var", "std"],
)
@pytest.mark.parametrize("shape", [(), (1,), (5,), (2, 3), (1, 1, 1), (0,), (2, 0)])
def test_reductions_over_everything(name, shape):
    if name in ("var", "std") and np.prod(shape) <= 1:
        ours = getattr(nnbook, name)(nnbook.ones(shape))
        assert np.isnan(ours.array)  # PyTorch's value; it warns beside
        return
    compare(f"x.{name}()", x=apart(shape, name))


def test_axes_that_do_not_exist():
    for call in [
        "sum(5)",
        "sum((0,0))",
        "mean(-3)",
        "max(2)",
        "argmax(7)",
        "sum(dim=(1,1))",
        "softmax(4)",
        "cumsum(2)",
        "amax((0,2))",
    ]:
        compare(f"x.{call}", x=np.ones((2, 3)))


@pytest.mark.parametrize("correction", [0, 1, 2])
def test_variance_with_a_correction(correction):
    for keepdim in (False, True):
        compare(f"torch.var(x, dim=1, correction={correction}, keepdim={keepdim})", x=apart((3, 5), "var"))
    compare("torch.var(x, 1, False)", x=apart((3, 5), "var"))
    compare("x.std(unbiased=False)", x=apart((3, 5), "var"))


@pytest.mark.parametrize("values", [[0.0, 2.0, 3.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0], [1.0, 2.0, 3.0], [5.0]])
def test_the_gradient_of_a_product_with_zeros(values):
    compare("x.prod()", x=np.array(values))
    compare("x.prod(0)", x=np.array([values, values[::-1]]).T.copy())


@pytest.mark.parametrize(
    "call",
    [
        "amax(0)",
        "amin()",
        "max()",
        "min()",
        "amax((0,1))",
        "maximum(y)",
        "minimum(y)",
        "clamp(1,2)",
        "clamp(min=1)",
        "relu()",
        "abs()",
        "norm()",
        "max(1)",
    ],
)
def test_gradients_at_ties_and_corners(call):
    compare(
        f"x.{call}", x=np.array([[1.0, 2.0], [2.0, 1.0], [0.0, 2.0]]), y=np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 3.0]])
    )


@st.composite
def shapes_that_broadcast(draw):
    """Two shapes made from one by dropping leading axes and stretching."""
    full = draw(SHAPES)
    parts = []
    for _ in range(2):
        kept = full[draw(st.integers(0, len(full))) :]
        parts.append(tuple(1 if draw(st.booleans()) else n for n in kept))
    return parts


@pytest.mark.parametrize(
    "code",
    ["x + y", "x * y", "x - y", "x / (y * y + 1)", "torch.maximum(x, y)", "torch.where(x > y, x, y)", "x.abs() ** y"],
)
def test_broadcasting(code):
    @settings(max_examples=60, deadline=None)
    @given(shapes_that_broadcast())
    def check(shapes):
        compare(code, x=apart(shapes[0], "x") + 0.17, y=apart(shapes[1], "y"))

    check()


@settings(max_examples=60, deadline=None)
@given(SHAPES, SHAPES)
def test_shapes_that_may_not_broadcast(a, b):
    compare("x + y", x=apart(a, "x"), y=apart(b, "y"))


@st.composite
def shapes_for_matmul(draw):
    n, k, m = (draw(st.integers(0, 3)) for _ in range(3))
    batches = draw(shapes_that_broadcast())
    k2 = k if draw(st.integers(0, 9)) else k + 1  # now and then they do not fit
    a = draw(st.sampled_from([(k,), (n, k), (*batches[0], n, k)]))
    b = draw(st.sampled_from([(k2,), (k2, m), (*batches[1], k2, m)]))
    return a, b


@settings(max_examples=150, deadline=None)
@given(shapes_for_matmul())
def test_matrix_products(shapes):
    compare("x @ y", x=apart(shapes[0], "x"), y=apart(shapes[1], "y"))


@settings(max_examples=60, deadline=None)
@given(SHAPES, st.data())
def test_shape_functions(shape, data):
    n = len(shape)
    order = data.draw(st.permutations(range(n)))
    i, j = (data.draw(st.integers(-n, n - 1)) if n else 0 for _ in range(2))
    u = data.draw(st.integers(-n - 1, n))
    first, last = sorted(k % max(n, 1) for k in (i, j))
    pieces = data.draw(st.integers(1, 4))
    codes = f"permute({tuple(order)}); transpose({i}, {j}); unsqueeze({u}); squeeze({i}); squeeze()"
    codes += f"; flatten({first}, {last})"
    if n:
        codes += f"; flip([{i}]); split({pieces}, {i}); chunk({pieces}, {i}); unbind({i})"
    functions = [f"torch.stack([x, x * 2], {u})"] + [f"torch.cat([x, x * 2], {i})"] * (n > 0)
    for code in [f"x.{call}" for call in codes.split("; ")] + functions:
        compare(code, x=apart(shape, "shape"))
