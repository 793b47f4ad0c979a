"""Embedding: sums of rows of one index, options that change the gradient or the table, errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from nnbook import nn
from nnbook.nn import functional as F
from nnbook.nn._rows import sum_rows
from tests.support import both, both_fail, rng_for


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 100_000), st.integers(0, 1500), st.integers(1, 3), st.sampled_from(["even", "one", "few"]))
def test_rows_of_one_index_are_added(size, count, features, spread):
    """Whatever way is taken: few rows, pieces, tables of more rows than 16 bits count."""
    rng = rng_for("rows")
    top = {"even": size, "one": 1, "few": min(size, 5)}[spread]
    index = size - 1 - rng.integers(0, top, count)
    rows = rng.normal(size=(count, features))
    expected = np.zeros((size, features))
    np.add.at(expected, index, rows)
    np.testing.assert_allclose(sum_rows(rows, index, size), expected, 1e-12, 1e-12)


def test_indices_that_differ_beyond_16_bits_are_not_mixed_up():
    index = np.where(rng_for("two").random(600) < 0.5, 1, 1 + (1 << 16))
    rows = rng_for("rows").normal(size=(600, 2))
    table = sum_rows(rows, index, 70_000)
    for i in (1, 1 + (1 << 16)):
        np.testing.assert_allclose(table[i], rows[index == i].sum(0), 1e-12)


def test_readable_form():
    """A lookup is a product with one-hot rows."""
    table, index = rng_for("table").normal(size=(7, 3)), rng_for("index").integers(0, 7, (600,))
    results = []
    for form in (F.embedding, lambda i, w: F.one_hot(i, 7).double() @ w):
        w = nnbook.tensor(table, requires_grad=True)
        y = form(nnbook.tensor(index), w)
        (y * nnbook.tensor(rng_for("cotangent").normal(size=(600, 3)))).sum().backward()
        results.append((y.array, w.grad.array))
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, 1e-12, 1e-12)


def test_the_padding_row_starts_at_zero_and_stays():
    layer = nn.Embedding(5, 3, padding_idx=-2)
    assert layer.padding_idx == 3
    assert (layer.weight.array[3] == 0).all()
    layer(nnbook.tensor([3, 3, 1])).sum().backward()
    assert (layer.weight.grad.array[3] == 0).all()
    assert (layer.weight.grad.array[1] == 1).all()


def test_long_rows_are_shortened_in_the_table():
    def program(t):
        layer = t.nn.Embedding.from_pretrained(t.tensor([[3.0, 4.0], [0.3, 0.4], [6.0, 8.0]]), max_norm=1.0)
        return layer(t.tensor([0, 1])), layer.weight

    table = both(program, 1e-6)[1]
    assert table.array[2].tolist() == [6, 8]  # not looked up


def test_a_table_that_a_graph_needs_is_not_shortened_unnoticed():
    layer = nn.Embedding(4, 3, max_norm=0.1)
    layer(nnbook.tensor([0])).sum().backward()
    y = layer(nnbook.tensor([1])).sum() + layer(nnbook.tensor([2])).sum()  # lookups need no numbers of the table
    y.backward()
    y = (layer.weight * layer.weight).sum() + layer(nnbook.tensor([3])).sum()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


WRONG = {
    "an index too large": (
        lambda t: t.nn.Embedding(5, 3)(t.tensor([0, 5])),
        "got 5, and the table has 5 rows, 0 to 4: num_embeddings is the largest index + 1",
    ),
    "a negative index": (lambda t: t.nn.Embedding(5, 3)(t.tensor([-1])), "index out of range in embedding: got -1"),
    "floats": (lambda t: t.nn.Embedding(5, 3)(t.tensor([1.0])), "but got float32: they are the numbers of rows"),
    "booleans": (lambda t: t.nn.Embedding(5, 3)(t.tensor([True])), "Long, Int; but got bool"),
    "a list": (lambda t: t.nn.functional.embedding([1], t.ones(3, 2)), "must be Tensor, not list"),
    "a table of one axis": (lambda t: t.nn.functional.embedding(t.tensor([1]), t.ones(3)), "'weight' must be 2-D"),
    "padding outside": (lambda t: t.nn.Embedding(3, 2, padding_idx=3), "must be within num_embeddings: got 3 for 3"),
    "padding outside, in the function": (
        lambda t: t.nn.functional.embedding(t.tensor([1]), t.ones(3, 2), padding_idx=-4), "within num_embeddings",
    ),
    "a table of another shape": (
        lambda t: t.nn.Embedding(3, 2, _weight=t.ones(2, 2)), "does not match num_embeddings and embedding_dim",
    ),
    "a row as a table": (lambda t: t.nn.Embedding.from_pretrained(t.ones(3)), "expected to be 2-dimensional"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_sparse_gradients_are_refused_by_name():
    with pytest.raises(NotImplementedError, match=r"embedding\(sparse=True\)"):
        nn.Embedding(3, 2, sparse=True)
    with pytest.raises(NotImplementedError, match="sparse gradients are not supported"):
        F.embedding(nnbook.tensor([1]), nnbook.ones(3, 2), sparse=True)
