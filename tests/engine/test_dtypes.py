"""Element types: the result type of every mix of tensors, 0-d tensors and Python numbers, and conversions."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch

import nnbook
from nnbook._dtype import promote
from tests.support import assert_same, both, both_fail

DTYPES = ["float32", "float64", "int64", "int32", "uint8", "bool"]
OPERATIONS = """
x + y
x - y
x * y
x / y
x // y
x % y
x ** y
x == y
x < y
x >= y
x & y
x | y
x ^ y
torch.maximum(x, y)
torch.where(x > 1, x, y)
torch.cat([x, y])
torch.stack([x, y])
x.masked_fill(x > 1, y)
""".strip().splitlines()
NUMBERS = [2, 2.5, True, 0, -1, 1e-3]


NOT_IMPLEMENTED = object()  # PyTorch has no kernel for booleans here; nnbook may have one


def outcome(engine, code, **names):
    """The result, or the class of the error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # PyTorch's, about deprecated forms
        try:
            return eval(code, {"torch": engine, **names})
        except (RuntimeError, TypeError, IndexError) as error:
            return NOT_IMPLEMENTED if "not implemented for 'Bool'" in str(error) else type(error)


def agree(code, what, **operands):
    """The same result or the same class of error from both; `operands` make an operand from an engine."""
    ours, theirs = (outcome(e, code, **{name: make(e) for name, make in operands.items()}) for e in (nnbook, torch))
    if theirs is not NOT_IMPLEMENTED:
        assert_same(ours, theirs, 1e-6, f"{code} with {what}")


def operand(engine, dtype, shape):
    values = [3, 1] if shape else 3
    return engine.tensor(values, dtype=getattr(engine, dtype))


@pytest.mark.parametrize("code", OPERATIONS)
def test_the_type_of_every_mix_of_tensors(code):
    for a in DTYPES:
        for b in DTYPES:
            for shapes in ((1, 1), (1, 0), (0, 1), (0, 0)):
                n, m = shapes
                agree(code, f"{a}, {b}, axes {shapes}", x=lambda e: operand(e, a, n), y=lambda e: operand(e, b, m))  # noqa: B023


@pytest.mark.parametrize("code", [c for c in OPERATIONS if "torch." not in c or "where" in c])
@pytest.mark.parametrize("shape", [1, 0])
def test_the_type_of_every_mix_with_a_number(code, shape):
    for dtype in DTYPES:
        for number in NUMBERS:
            for swap in (False, True):
                for default in ("float32", "float64"):
                    tensor, plain = (lambda e: operand(e, dtype, shape)), (lambda e: number)  # noqa: B023
                    x, y = (plain, tensor) if swap and "masked" not in code and "where" not in code else (tensor, plain)
                    try:
                        for engine in (nnbook, torch):
                            engine.set_default_dtype(getattr(engine, default))
                        agree(code, f"{dtype}, {number}, swapped {swap}, default {default}", x=x, y=y)
                    finally:
                        for engine in (nnbook, torch):
                            engine.set_default_dtype(engine.float32)


def test_promote_types_is_pytorchs_table():
    for a in DTYPES:
        for b in DTYPES:
            theirs = torch.promote_types(getattr(torch, a), getattr(torch, b))
            assert f"torch.{promote(np.dtype(a), np.dtype(b))}" == repr(theirs), (a, b)


@pytest.mark.parametrize(
    "name", ["exp", "sqrt", "sigmoid", "tanh", "sin", "log", "relu", "abs", "neg", "sign", "round", "reciprocal"]
)
def test_functions_of_whole_numbers_and_booleans(name):
    for dtype in DTYPES:
        agree(f"torch.{name}(x)", dtype, x=lambda e: operand(e, dtype, 1))  # noqa: B023


@pytest.mark.parametrize(
    "name", ["sum", "mean", "prod", "max", "argmax", "std", "all", "any", "cumsum", "amax", "logsumexp", "norm"]
)
def test_reductions_of_whole_numbers_and_booleans(name):
    arguments = "0" if name in ("cumsum", "logsumexp") else ""
    for dtype in DTYPES:
        agree(f"x.{name}({arguments})", dtype, x=lambda e: operand(e, dtype, 1))  # noqa: B023


@pytest.mark.parametrize("dtype", DTYPES)
def test_conversions(dtype):
    def program(torch):
        x = torch.tensor([0.0, 1.7, 2.2, 200.0])
        kind = getattr(torch, dtype)
        converted = x.to(kind)
        named = {"float32": "float", "float64": "double", "int64": "long", "int32": "int", "bool": "bool"}.get(dtype)
        method = getattr(x, named)() if named else x.to(dtype=kind)
        back = converted.to(torch.float64)
        return converted, method, back, x.type_as(converted), converted.dtype, kind.is_floating_point

    both(program)


@pytest.mark.parametrize(
    "data",
    ["1", "1.5", "True", "[1, 2]", "[1.0, 2]", "[True, False]", "[[1, 2], [3, 4]]", "[]", "[[]]", "[True, 2, 3.5]"],
)
def test_the_type_that_tensor_infers(data):
    both(lambda torch: (torch.tensor(eval(data)), torch.tensor(eval(data)).dtype))


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int32", "uint8", "bool"])
def test_numpy_arrays_keep_their_type(dtype):
    def program(torch):
        array = np.ones((2, 3), dtype)
        x, y = torch.from_numpy(array), torch.tensor(array)
        array[0, 0] = 0
        return x, y, torch.as_tensor(array), x.numpy().dtype.name

    both(program)


def test_scalars_of_numpy_are_weak_only_as_in_pytorch():
    x = nnbook.ones(2)
    assert (x * 2.0).dtype is nnbook.float32
    assert (x * np.float64(2.0)).dtype is nnbook.float32
    assert (2.0 * x).dtype is nnbook.float32
    assert isinstance(np.float64(2.0) * x, nnbook.Tensor)


def test_the_default_type():
    def program(torch):
        torch.set_default_dtype(torch.float64)
        try:
            made = [torch.zeros(2), torch.tensor([1.0]), torch.arange(2.0), torch.tensor([1]) / 2, torch.eye(2)]
            return made, torch.get_default_dtype()
        finally:
            torch.set_default_dtype(torch.float32)

    both(program)


def test_half_precision_is_refused_by_name():
    with pytest.raises(TypeError, match=r"float16 is not supported.*nnbook\.on_torch"):
        nnbook.zeros(2, dtype="float16")


def test_only_floating_point_types_can_be_the_default():
    both_fail(lambda torch: torch.set_default_dtype(torch.int64), "only floating-point types")


def test_aliases():
    for alias, name in {"float": "float32", "double": "float64", "long": "int64", "int": "int32"}.items():
        assert getattr(nnbook, alias) is getattr(nnbook, name)


def test_item_sizes_and_text():
    both(lambda torch: [(getattr(torch, d).itemsize, str(getattr(torch, d))) for d in DTYPES])
