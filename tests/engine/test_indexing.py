"""Reading and writing by position, against PyTorch, with indices that hypothesis makes up."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from tests.support import assert_close, both, both_fail, is_tensor, rng_for

SHAPES = st.lists(st.integers(0, 4), min_size=0, max_size=4).map(tuple)


def as_index(engine, index):
    """The same index for either engine: arrays become tensors."""
    if isinstance(index, tuple):
        return tuple(as_index(engine, i) for i in index)
    return engine.tensor(index) if isinstance(index, np.ndarray) else index


@st.composite
def shape_and_index(draw, arrays=True):
    """A shape and an index for it: slices, integers, None, Ellipsis, and (a few) arrays of integers or booleans."""
    shape = draw(SHAPES)
    consumed, index, dots, lengths = 0, [], False, None
    while consumed < len(shape) and draw(st.integers(0, 4)) > 0:
        kind = draw(st.sampled_from(["slice", "integer", "none", "dots"] + ["integers", "mask"] * arrays))
        n = shape[consumed]
        if kind == "none":
            index.append(None)
        elif kind == "dots" and not dots:
            skipped = draw(st.integers(0, len(shape) - consumed))
            index.append((Ellipsis, skipped))
            dots, consumed = True, consumed + skipped
        elif kind == "slice":
            bound = st.none() | st.integers(-n - 1, n + 1)
            index.append(slice(draw(bound), draw(bound), draw(st.none() | st.integers(1, 3))))
            consumed += 1
        elif kind == "integer" and n:
            index.append(draw(st.integers(-n, n - 1)))
            consumed += 1
        elif kind == "integers" and n:
            lengths = lengths or draw(st.sampled_from([(1,), (3,), (2, 2)]))
            count = int(np.prod(lengths))
            places = draw(st.lists(st.integers(-n, n - 1), min_size=count, max_size=count))
            index.append(np.array(places, np.int64).reshape(lengths))
            consumed += 1
        elif kind == "mask" and n and lengths is None:
            mask = np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))
            lengths = (int(mask.sum()),)
            index.append(mask)
            consumed += 1
    if dots:  # an Ellipsis stands for what is left: what was skipped must be that
        k = next(i for i, part in enumerate(index) if isinstance(part, tuple))
        after = sum(part is not None for part in index[k + 1 :])
        before = sum(part is not None for part in index[:k])
        shape = shape[: before + index[k][1] + after]
        index[k] = Ellipsis
    return shape, tuple(index) if len(index) != 1 or draw(st.booleans()) else index[0]


def pairs(shape):
    a = np.arange(int(np.prod(shape)), dtype=np.float64).reshape(shape) + 1
    return nnbook.tensor(a, requires_grad=True), torch.tensor(a, requires_grad=True)


@settings(max_examples=400, deadline=None)
@given(shape_and_index())
def test_reading(case):
    shape, index = case
    ours, theirs = pairs(shape)
    expected = theirs[as_index(torch, index)]
    got = ours[as_index(nnbook, index)]
    assert_close(got, expected, 0, f"x{list(shape)}[{index}]")
    weights = rng_for("reading").normal(size=tuple(expected.shape))
    got.backward(nnbook.tensor(weights))
    expected.backward(torch.tensor(weights))
    assert_close(ours.grad, theirs.grad, 1e-12, "gradient")


@settings(max_examples=200, deadline=None)
@given(shape_and_index(), st.booleans())
def test_writing(case, in_graph):
    shape, index = case
    ours, theirs = pairs(shape)
    target = theirs.detach()[as_index(torch, index)].shape
    values = rng_for("writing").normal(size=tuple(target))
    parts = []
    for engine, leaf in ((nnbook, ours), (torch, theirs)):
        value = engine.tensor(values, requires_grad=in_graph)
        x = leaf * 1 if in_graph else leaf.detach()
        i = as_index(engine, index)
        flat = [part for part in (i if isinstance(i, tuple) else (i,)) if is_tensor(part)]
        if any(part.dtype == engine.int64 for part in flat):  # with repeated places it is undefined which value stays
            value = engine.full((), 5.0, dtype=engine.float64, requires_grad=in_graph)
        x[i] = value
        if in_graph:
            (x * x).sum().backward()
        parts.append((x, leaf.grad, value.grad))
    for got, expected in zip(*parts, strict=True):
        assert (got is None) == (expected is None)
        if expected is not None:
            assert_close(got, expected, 1e-12, f"x{list(shape)}[{index}] = value")


INDICES = """
x[0]
x[-1]
x[0, 1]
x[..., 0]
x[:, None]
x[None]
x[1:, ::2]
x[[0, 2]]
x[[True, False, True]]
x[torch.tensor(1)]
x[torch.tensor([1, 1, 0])]
x[:, torch.tensor([0, 3])]
x[torch.tensor([0, 1]), torch.tensor([2, 3])]
x[torch.tensor([[0], [1]]), torch.tensor([2, 3])]
x[x > 5]
x[(x > 5).any(1)]
x[0][x[0] > 1]
x[True]
x[False]
x[torch.tensor(True)]
x[()]
x[...]
x[0:0]
x[1, [0, 1]]
x[[0, 1], 1]
x[torch.tensor([], dtype=torch.int64)]
x[x.argmax(1) > 1]
x[(0, 1)]
x[range(2)]
x[torch.tensor([0, 1], dtype=torch.int32)]
x[slice(None), -1]
x[np.array([0, 1])]
x[np.int64(1)]
x[:, [0]]
list(x)[1]
len(x)
[row.sum() for row in x]
5.0 in x
x[[0], [1]]
x[torch.tensor([0, 2]), ..., torch.tensor([1, 0])]
x[None, torch.tensor([0]), ..., torch.tensor([1])]
""".strip().splitlines()


@pytest.mark.parametrize("code", INDICES)
def test_the_forms_people_write(code):
    def program(torch):
        return eval(code, {"torch": torch, "np": np, "x": torch.arange(12.0, dtype=torch.float64).reshape(3, 4)})

    both(program)


ASSIGNMENTS = """
x[0] = 1
x[:, 1] = torch.arange(3.0)
x[x > 5] = 0
x[[0, 2]] = torch.ones(4)
x[0, 0] = torch.tensor(3)
x[...] = 2.5
x[None] = 1
x[1:, ::2] = torch.zeros(2, 2)
x[1] += 10
x[:, 0] *= 2
x[x < 3] -= 1
x[torch.tensor([0, 1]), torch.tensor([2, 3])] = torch.tensor([7.0, 8.0])
x[1] = torch.ones(1, 4)
x[True] = 4
x[:, torch.tensor([True, False, True, False])] = 1
x[1, [0, 1]] = torch.tensor([8.0, 9.0])
x[0] = x[1]
x[1:] = x[:-1].clone()
x[0] = True
x[0] = np.float64(2.5)
x[0] = np.arange(4.0)
""".strip().splitlines()


@pytest.mark.parametrize("code", ASSIGNMENTS)
def test_the_assignments_people_write(code):
    def program(torch):
        x = torch.arange(12.0).reshape(3, 4)
        if "np.arange" in code and torch is not nnbook:
            x[0] = torch.arange(4.0)  # PyTorch refuses NumPy arrays here; nnbook takes them
        else:
            exec(code, {"torch": torch, "np": np, "x": x})
        return x

    both(program)


def test_slices_are_views_and_masks_are_copies():
    def program(torch):
        x = torch.zeros(3, 4)
        x[1:, ::2].add_(1)
        x[x == 0].add_(5)
        x[torch.tensor([0])].add_(7)
        return x

    both(program)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("x[3]", "out of bounds"),
        ("x[0, 0, 0]", "too many indices"),
        ("x[torch.tensor([5])]", "out of bounds"),
        ("x[torch.tensor([True, False])]", "did not match"),
        ("x[torch.tensor([0.5])]", "x.long()"),
        ("x[::-1]", "x.flip(dim)"),
        ("x[torch.tensor([0, 1]), torch.tensor([0, 1, 2])]", "broadcast"),
        ("x[1.5]", "valid indices"),
    ],
)
def test_indices_that_fail(code, message):
    both_fail(lambda torch: eval(code, {"torch": torch, "x": torch.zeros(3, 4)}), message)
