"""Errors of the functions beyond the everyday ones: PyTorch's class, and a message that helps."""

from __future__ import annotations

import numpy as np
import pytest

import nnbook
from tests.support import both, both_fail

# code | a part of nnbook's message
SAME_CLASS = """
    +torch.ones(2).bool() | the plus sign is not defined for a boolean tensor
    -torch.ones(2).bool() | negation of a boolean tensor is not defined
    torch.ones(2).lerp(torch.ones(2).double(), 0.5) | lerp: expected one dtype, got float32, float64
    torch.tensor([1, 2]).addcdiv(torch.tensor([1]), torch.tensor([2])) | addcdiv does not divide whole numbers
    torch.fmod(torch.tensor([1]), 0) | ZeroDivisionError: remainder of a division
    torch.tensor([1, 2]) ** -1 | Integers to negative integer powers are not allowed
    torch.frac(torch.tensor([1])) | frac is not implemented for int64
    torch.ones(3).fliplr() | Input must be >= 2-d.
    torch.ones(()).flipud() | Input must be >= 1-d.
    torch.ones(3).rot90() | rot90: two different axes of a tensor are needed
    torch.ones(3, 3).rot90(1, (0, 0)) | expected rotation dims to be different
    torch.tensor_split(torch.ones(()), 2) | expected at least a 1-dimensional tensor
    torch.tensor_split(torch.ones(2), 0) | number of sections must be larger than 0
    torch.ones(()).split(1) | split expects at least a 1-dimensional tensor
    torch.ones(()).chunk(1) | chunk expects at least a 1-dimensional tensor
    torch.ones(3).adjoint() | only supported on matrices
    torch.ones(3).tril() | tril: input tensor must have at least 2 dimensions
    torch.searchsorted(torch.ones(()), torch.ones(())) | the sequence must have at least one axis
    torch.kthvalue(torch.ones(0), 1) | kthvalue(): Expected reduction dim -1
    torch.ones(3).vsplit(1) | torch.vsplit requires a tensor with at least 2 dimension
    torch.ones(3).hsplit(2) | whose dimension 0 the number of sections divides
    torch.broadcast_shapes((2,), (3,)) | objects cannot be broadcast to a single shape
    torch.ones(3, 3).diagonal(0, 1, 1) | two axes of a tensor are needed
    torch.ones(3).diag_embed(0, 1, 1) | diagonal dimensions cannot be identical
    torch.ones(3).trace() | trace: expected a matrix, but got tensor with dim 1
    torch.inner(torch.ones(2), torch.ones(3)) | inner: the last axes must have the same length
    torch.tensordot(torch.ones(2), torch.ones(3), 1) | tensordot: contracted axes must have the same lengths
    torch.tensordot(torch.ones(2), torch.ones(3), -1) | tensordot expects dims >= 0
    torch.cross(torch.ones(2), torch.ones(2)) | no dimension of size 3 in input
    torch.linalg.cross(torch.ones(2), torch.ones(2)) | linalg.cross: inputs dimension -1 must have length 3
    torch.cdist(torch.ones(2, 3), torch.ones(2, 4)) | cdist: expected (..., n, D) and (..., m, D)
    torch.cdist(torch.ones(2, 3), torch.ones(2, 3), p=-1) | cdist only supports non-negative p values
    torch.linalg.inv(torch.ones(2, 3)) | must be batches of square matrices, but they are 2 by 3
    torch.linalg.inv(torch.ones(3)) | must have at least 2 dimensions, got 1
    torch.linalg.inv(torch.ones(2, 2).long()) | expected a floating point tensor, got int64
    torch.linalg.solve(torch.eye(2), torch.ones(3, 1)) | A of shape (2, 2) and B of shape (3, 1) do not fit
    torch.linalg.solve(torch.eye(2), torch.ones(2).double()) | linalg.solve: expected A and B to have the same dtype
    torch.linalg.lstsq(torch.ones(3, 2), torch.ones(3, 1), driver='best') | parameter `driver` should be one of
    torch.linalg.qr(torch.ones(2, 2), 'fast') | mode must be 'reduced', 'complete' or 'r'
    torch.linalg.matrix_norm(torch.ones(2, 2), 3) | Order 3 not supported
    torch.linalg.norm(torch.ones(2, 2, 2), 2) | the input must be 1D or 2D
    torch.ones(2).zero_().copy_(torch.ones(3)) | does not fit into one of shape
    torch.ones(2, 2).index_add(0, torch.tensor([[0]]), torch.ones(1, 2)) | Index is supposed to be a vector
    torch.ones(2, 2).index_add(0, torch.tensor([0.0]), torch.ones(1, 2)) | Expected dtype int32/int64 for index
    torch.ones(2, 2).index_add(0, torch.tensor([0]), torch.ones(2, 2)) | source has shape (2, 2), expected (1, 2)
    torch.ones(2, 2).index_add(0, torch.tensor([0]), torch.ones(1, 2).double()) | expected to have the same dtype
    torch.ones(2).index_fill(0, torch.tensor([7]), 1) | index out of range: dimension 0 has size 2
    torch.ones(2).index_fill(0, torch.tensor([0]), torch.ones(2)) | only supports a 0-dimensional value tensor
    torch.ones(2).take(torch.tensor([0.0])) | Expected a long tensor for index
    torch.ones(2, 2).take_along_dim(torch.tensor([0]), 0) | should have the same number of dimensions
    torch.ones(2).masked_scatter(torch.ones(2), torch.ones(2)) | only supports boolean masks
    torch.ones(3).masked_scatter(torch.ones(3).bool(), torch.ones(2)) | expected at least 3 elements of float32
    torch.ones(2, 2).select_scatter(torch.ones(3), 0, 0) | expected src to have the shape (2,)
    torch.ones(2).unfold(0, 3, 1) | maximum size for tensor at dimension 0 is 2
    torch.ones(2, 3).sum_to_size(4) | is not expandable to size
    torch.ones(3).fill_diagonal_(1) | fill_diagonal_: a matrix, or axes of one length
    torch.ones(2, requires_grad=True).apply_(abs) | Can't call apply_() on a tensor that requires grad
    torch.ones(2).eq_(torch.ones(3)) | do not broadcast
    torch.ones(2).long().add_(0.5) | can't be cast to the desired output type
    torch.ones(2).uniform_(2, 1) | uniform_ expects to return a [from, to) range
    torch.ones(2).normal_(0, -1) | normal_ expects std >= 0.0
    torch.ones(2).exponential_(-1) | exponential_ expects lambda > 0.0
    torch.ones(2).geometric_(2) | geometric_ expects p to be in (0, 1)
    torch.normal(0.0, -1.0, (2,)) | normal expects all elements of std >= 0.0
    torch.poisson(-torch.ones(2)) | invalid Poisson rate
    torch.bincount(torch.tensor([-1])) | bincount only supports 1-d non-negative
    torch.bincount(torch.tensor([1]), minlength=-1) | minlength should be >= 0
    torch.bincount(torch.tensor([1]), torch.ones(2)) | weights should be 1-d and have the same length
    torch.histc(torch.ones(2), 0) | bins must be > 0
    torch.histc(torch.ones(2), 2, 3, 1) | max must be larger than min
    torch.histc(torch.ones(2).long()) | histc is not implemented for int64
    torch.bucketize(0.5, torch.ones(2, 2)) | boundaries tensor must be 1 dimension
    torch.searchsorted(torch.ones(2, 2), torch.ones(3, 2)) | all axes but the last must match
    torch.searchsorted(torch.ones(2), torch.ones(3), side='left', right=True) | side must be 'left' or 'right'
    torch.kthvalue(torch.ones(2), 3) | kthvalue(): selected number k out of range
    torch.median(torch.ones(2).bool()) | median() is not implemented for booleans
    torch.median(torch.ones(2, 0), 1) | Expected reduction dim 1 to have non-zero size
    torch.mode(torch.ones(2, 0), 1) | mode(): Expected reduction dim 1
    torch.nanmean(torch.ones(2).long()) | expected input to have floating point dtype
    torch.quantile(torch.ones(2), torch.tensor([0.5], dtype=torch.float64)) | floating point of the same dtype
    torch.quantile(torch.ones(0), 0.5) | input tensor must be non-empty
    torch.quantile(torch.ones(2), 1.5) | in the range [0, 1]
    torch.quantile(torch.ones(2), 0.5, interpolation='cubic') | must be one of linear, lower, higher
    torch.cov(torch.ones(2, 2, 2)) | two or fewer dimensions
    torch.diff(torch.ones(())) | diff expects input to be at least one-dimensional
    torch.diff(torch.ones(2), -1) | order must be non-negative
    torch.is_nonzero(torch.ones(2)) | use x.all() or x.any()
    torch.nn.functional.one_hot(torch.tensor([0.5])) | one_hot is only applicable to index tensors
    torch.ones(2).__setitem__(slice(0, 2), torch.ones(3)) | shape mismatch in x[i] = value
    next(iter(torch.ones(()))) | iteration over a 0-d tensor
    len(torch.ones(())) | len() of a 0-d tensor
    torch.ones(2).type('torch.FancyTensor') | invalid type: 'torch.FancyTensor'
    torch.autograd.grad(torch.ones((), requires_grad=True), torch.ones(1, requires_grad=True)) | was not used to compute
""".strip().splitlines()


def parts(line: str) -> tuple[str, str]:
    code, message = line.rsplit(" | ", 1)
    return code.strip(), message.strip()


@pytest.mark.parametrize(("code", "message"), [parts(line) for line in SAME_CLASS])
def test_class_and_message(code, message):
    both_fail(lambda torch: eval(code, {"torch": torch}), message)


NOT_HERE = """
    ones(2).cuda() | nnbook.on_torch
    ones(2).half() | Half precision needs a GPU
    ones(2).type('torch.cuda.FloatTensor') | nnbook.on_torch
    zeros(2, dtype=bfloat16) | Half precision needs a GPU
    tensordot(ones(2), ones(2), 1, out=ones(1)) | tensordot(out=...) is not supported
    searchsorted(ones(2), ones(2), sorter=ones(2)) | searchsorted(sorter=...) is not supported
    cov(ones(2), fweights=ones(2)) | cov(fweights=...) is not supported
    linalg.pinv(ones(2, 2), hermitian=True) | linalg.pinv: hermitian is not supported
    linalg.matrix_rank(ones(2, 2), hermitian=True) | hermitian=True is not supported
    linalg.lstsq(ones(2, 2, 2), ones(2, 2, 2)) | batches are not supported
    linalg.eigvals(tensor([[0.0, 1.0], [-1.0, 0.0]])) | these eigenvalues are complex
    linalg.eigvals(eye(2).requires_grad_()).sum().backward() | eigvals has no derivative here
    linalg.qr(ones(2, 3).requires_grad_())[1].sum().backward() | has no derivative here: detach the input
    linalg.lstsq(ones(3, 2).requires_grad_(), ones(3, 1))[0].sum().backward() | the columns of A are dependent
    ones(2).requires_grad_().scatter_reduce(0, tensor([0]), ones(1), 'prod').sum().backward() | 'prod') has no
""".strip().splitlines()


@pytest.mark.parametrize(("code", "message"), [parts(line) for line in NOT_HERE])
def test_what_is_not_supported_is_named(code, message):
    with pytest.raises((NotImplementedError, RuntimeError, TypeError)) as error:
        eval(code, vars(nnbook).copy())
    assert message in str(error.value)


def test_matrices_that_cannot_be_inverted_or_factored():
    with pytest.raises(nnbook.linalg.LinAlgError, match=r"linalg\.inv: Singular matrix"):
        nnbook.linalg.inv(nnbook.zeros(2, 2))
    with pytest.raises(RuntimeError, match=r"linalg\.cholesky: Matrix is not positive definite"):
        nnbook.linalg.cholesky(-nnbook.eye(2))
    with pytest.raises(RuntimeError, match="reduce argument must be either sum, prod, mean, amax or amin, got max"):
        nnbook.ones(2).scatter_reduce(0, nnbook.tensor([0]), nnbook.ones(1), "max")


def test_the_determinant_of_a_singular_matrix_has_a_derivative():
    a = nnbook.tensor([[1.0, 2.0], [2.0, 4.0]], dtype=nnbook.float64, requires_grad=True)
    nnbook.linalg.det(a).backward()
    assert np.allclose(a.grad.array, [[4, -2], [-2, 1]])
    assert nnbook.autograd.gradcheck(nnbook.linalg.det, a.detach().requires_grad_())


def test_equal_middles_share_the_gradient():
    def program(torch):
        x = torch.tensor([2.0, 1.0, 2.0, 3.0, 2.0], dtype=torch.float64, requires_grad=True)
        torch.median(x).backward()
        return x.grad

    both(program)
