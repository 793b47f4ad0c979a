"""Errors teach: they are of PyTorch's class, and name what came, what was expected and what to do."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import nnbook
from nnbook._extras import require
from tests.support import both_fail

# code | a part of nnbook's message
SAME_CLASS = """
    torch.ones(2, 3) + torch.ones(4) | tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1
    torch.ones(2, 3) * torch.ones(3, 3) | at non-singleton dimension 0: shapes (2, 3) and (3, 3) do not broadcast
    torch.maximum(torch.ones(2), torch.ones(3)) | do not broadcast
    torch.ones(2, 3) @ torch.ones(2, 3) | mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)
    torch.ones(3) @ torch.ones(4) | the last axis of the first must be as long as the first axis of the second
    torch.ones(()) @ torch.ones(2) | use * to scale
    torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.int64) | the same dtype, but got float32 and int64
    torch.mm(torch.ones(2), torch.ones(2, 2)) | matmul (@) takes any
    torch.bmm(torch.ones(2, 3, 4), torch.ones(3, 4, 5)) | both must have the same number
    torch.mv(torch.ones(2), torch.ones(2)) | expected a matrix and a vector
    torch.dot(torch.ones(2, 2), torch.ones(2)) | expected tensors of 1 axes
    torch.outer(torch.ones(2, 2), torch.ones(2)) | expected two vectors
    torch.einsum('ij,jk', torch.ones(2, 2)) | 2 operands are named, 1 were given
    torch.einsum('ij->i', torch.ones(2)) | has 1 axes, 2 are named
    torch.einsum('ii->i', torch.ones(2, 3)) | 'i' stands for axes of different lengths, 2 and 3
    torch.ones(6).reshape(4, 2) | shape [4, 2] is invalid for input of size 6
    torch.ones(6).reshape(-1, 4) | keeps its number of elements
    torch.ones(2, 3).T.view(6) | Use .reshape(...) instead
    torch.ones(2, 3).permute(0, 0) | needs each of 0 to 1 once
    torch.ones(2, 3).permute(0) | needs each of 0 to 1 once
    torch.ones(2, 3).transpose(0, 5) | dimension out of range: a tensor of 2 axes has dimensions -2 to 1, got 5
    torch.ones(2, 3, 4).t() | use x.transpose(i, j)
    torch.ones(2, 3).expand(4, 3) | only axes of length 1 stretch
    torch.ones(2, 3).repeat(2) | number of dimensions of repeat dims
    torch.ones(6).unflatten(0, (4, 2)) | don't multiply up to the size of dim 0 (6)
    torch.ones(2, 3).flatten(1, 0) | start_dim (1) cannot come after end_dim (0)
    torch.cat([]) | expected a non-empty list
    torch.tensor('a') | could not make numbers of
    torch.cat([torch.ones(2, 3), torch.ones(3, 2)]) | must match except in dimension 0, got [(2, 3), (3, 2)]
    torch.stack([torch.ones(2), torch.ones(3)]) | each tensor to be equal size, but got [(2,), (3,)]
    torch.ones(5).split([2, 2]) | must sum to 5
    torch.ones(5).chunk(0) | greater than 0
    torch.ones(5).split(-1) | split_size to be positive
    torch.softmax(torch.tensor([1]), 0) | x.float()
    torch.ones(2, 3).__setitem__(4, 1.0) | writing into a tensor of shape (2, 3)
    torch.from_numpy([1, 2]) | use tensor(data)
    torch.nn.functional.one_hot(torch.zeros(0, dtype=torch.int64)) | pass num_classes
    torch.ones(5).narrow(0, 3, 3) | exceeds dimension size (5)
    torch.ones(5).select(0, 7) | out of range for a dimension of size 5
    torch.ones(2, 3).gather(1, torch.tensor([[5]])) | index 5 is out of bounds for dimension 1 with size 3
    torch.ones(2, 3).gather(1, torch.tensor([[0.0]])) | use index.long()
    torch.ones(2, 3).gather(1, torch.tensor([0])) | both need the same number
    torch.ones(2).masked_fill(torch.ones(2), 0) | use mask.bool()
    torch.ones(2).masked_fill(torch.ones(2).bool(), torch.ones(2)) | 0-dimensional value tensor
    torch.ones(2).item() | x.tolist() gives them all
    bool(torch.ones(2)) | use x.all() or x.any()
    bool(torch.ones(0)) | no values
    len(torch.ones(())) | 0-d
    list(torch.ones(())) | 0-d
    torch.ones(2, requires_grad=True).numpy() | Use tensor.detach().numpy() instead
    torch.tensor([[1], [2, 3]]) | different lengths
    torch.tensor(['a']) | could not make numbers of
    torch.arange(3, 0, 1) | lead from start to end
    torch.arange(0, 3, 0) | must be nonzero
    torch.linspace(0, 1, -1) | must be non-negative
    torch.ones(2).bool() - torch.ones(2).bool() | use logical_xor
    -torch.ones(2).bool() | use ~x
    ~torch.ones(2) | booleans and whole numbers
    torch.ones(2) & torch.ones(2) | compare first
    torch.ones(2, dtype=torch.int64).mean() | use x.float()
    torch.ones(2, dtype=torch.int64).std() | use x.float()
    torch.tensor([1]) ** -1 | convert the base with x.float()
    torch.tensor([1]) // 0 | ZeroDivisionError
    torch.tensor([1]) % torch.tensor([0]) | ZeroDivisionError
    torch.div(torch.ones(2), 2, rounding_mode='up') | rounding_mode to be None, 'trunc' or 'floor'
    torch.clamp(torch.ones(2)) | at least one of 'min' or 'max'
    torch.ones(2).topk(3) | must lie between 0 and 2
    torch.diag(torch.ones(2, 2, 2)) | a vector or a matrix is needed
    torch.meshgrid(torch.ones(2), indexing='yx') | "xy" or "ij"
    torch.allclose(torch.ones(2), torch.ones(2).double()) | did not match
    torch.nn.functional.one_hot(torch.tensor([1.0])) | x.long()
    torch.nn.functional.one_hot(torch.tensor([3]), 2) | must lie between 0 and 1
    torch.ones(2, requires_grad=True).add_(1) | wrap it in `with no_grad():`
    torch.ones(2).expand(3, 2).add_(1) | x.clone()
    torch.add(torch.ones(2), 'a') | expected a Tensor or a number, got str
    torch.exp('a') | must be a Tensor, got str
    torch.ones(2).to('nowhere') | nowhere
""".strip().splitlines()


@pytest.mark.parametrize(("code", "message"), [tuple(map(str.strip, line.rsplit(" | ", 1))) for line in SAME_CLASS])
def test_class_and_message(code, message):
    both_fail(lambda torch: eval(code, {"torch": torch}), message)


REFUSED = """
    zeros(2, device='cuda') | nnbook.on_torch
    ones(2).to('cuda') | nnbook.on_torch
    ones(2).view(int32) | use x.to(dtype)
    norm(ones(2), out=ones(2)) | assign the result
    nonzero(ones(2), out=ones(2)) | assign the result
    scatter(ones(2), 0, tensor([0]), ones(1), reduce='add') | scatter_add
    autograd.backward(ones(1, requires_grad=True), grad_variables=ones(1)) | grad_tensors
""".strip().splitlines()


@pytest.mark.parametrize(("code", "message"), [tuple(map(str.strip, line.rsplit(" | ", 1))) for line in REFUSED])
def test_what_is_not_supported_is_named(code, message):
    with pytest.raises((NotImplementedError, RuntimeError)) as error:
        eval(code, vars(nnbook).copy())
    assert message in str(error.value)


@pytest.mark.parametrize("dtype", [np.complex64, np.float16, "bfloat16"])
def test_element_types_that_are_not_there(dtype):
    with pytest.raises(TypeError, match="is not supported here: choose one of float32, float64"):
        nnbook.ones(2, dtype=dtype)
    with pytest.raises(TypeError, match="not supported"):
        nnbook.tensor(np.ones(2, np.complex64))


# ---------------------------------------------------------------------- optional packages
def test_a_missing_package_names_its_extra():
    with pytest.raises(
        ModuleNotFoundError, match=r'drawing needs the package no_such_thing.*pip install "nnbook\[book\]"'
    ):
        require("no_such_thing.part", "book", "drawing")


def test_a_package_whose_own_parts_are_missing_says_so_itself(tmp_path, monkeypatch):
    (tmp_path / "half_there.py").write_text("import not_there_at_all\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="not_there_at_all"):
        require("half_there", "book", "drawing")


def test_a_package_that_is_there_is_returned():
    assert require("json", "book", "drawing") is sys.modules["json"]
