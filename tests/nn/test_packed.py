"""Sequences of different lengths: padding, packing, and recurrent layers that read packed ones."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from nnbook import nn
from nnbook.nn.utils import rnn
from tests.running import names_for
from tests.support import as_array, assert_close, assert_same, both, both_fail, rng_for

LENGTHS = st.lists(st.integers(1, 6), min_size=1, max_size=5)


def padded(lengths, features, batch_first=False):
    """Numbers (T, N, features), or (N, T, features); the padding is large, so that nobody can overlook it."""
    x = rng_for(f"{lengths} {features}").normal(size=(max(lengths), len(lengths), features))
    x[np.arange(len(x))[:, None] >= np.array(lengths)] = 1e3
    return x.swapaxes(0, 1) if batch_first else x


# ---------------------------------------------------------------------- layers
LAYERS = ["RNN(2, 3)", "RNN(2, 3, nonlinearity='relu')", "LSTM(2, 3)", "GRU(2, 3)", "LSTM(2, 3, proj_size=2)"]


@settings(max_examples=100, deadline=None)
@given(LENGTHS, st.sampled_from(LAYERS), st.integers(1, 2), st.booleans(), st.booleans())
def test_packed_input_gives_what_each_sequence_gives_alone(lengths, kind, layers, two, with_states):
    """The specification: run every sequence by itself; outputs, last states and all gradients are the same."""
    layer = eval(f"nn.{kind[:-1]}, num_layers={layers}, bidirectional={two})").double()
    count, n = layers * (1 + two), len(lengths)
    x = nnbook.tensor(padded(lengths, 2), requires_grad=True)
    sizes = [layer.proj_size or 3, 3][: 1 + (layer.mode == "LSTM")]
    states = [
        nnbook.tensor(rng_for(f"{k}").normal(size=(count, n, s)), requires_grad=True) for k, s in enumerate(sizes)
    ]
    leaves = [x, *(states if with_states else []), *layer.parameters()]

    def run(t, hx):
        y, last = layer(t, None if not with_states else tuple(hx) if len(hx) == 2 else hx[0])
        return y, list(last) if isinstance(last, tuple) else [last]

    packed, last = run(rnn.pack_padded_sequence(x, lengths, enforce_sorted=False), states)
    together = [rnn.pad_packed_sequence(packed)[0], *last]
    alone = [run(x[:t, k], [s[:, k] for s in states]) for k, t in enumerate(lengths)]
    separately = [rnn.pad_sequence([y for y, _ in alone])]
    separately += [nnbook.stack([h[i] for _, h in alone], 1) for i in range(len(last))]
    results = []
    for outputs in (together, separately):
        for leaf in leaves:
            leaf.grad = None
        weights = [nnbook.tensor(rng_for(str(i)).normal(size=tuple(o.shape))) for i, o in enumerate(outputs)]
        nnbook.autograd.backward(outputs, weights)
        results.append([as_array(t).copy() for t in (*outputs, *(leaf.grad for leaf in leaves))])
    for k, (a, b) in enumerate(zip(*results, strict=True)):
        assert_close(a, b, 1e-10, f"result {k}")
    beyond = np.arange(max(lengths))[:, None] >= np.array(lengths)
    assert not x.grad.array[beyond].any(), "padding has no influence"


@settings(max_examples=60, deadline=None)
@given(LENGTHS, st.sampled_from(LAYERS), st.booleans(), st.booleans())
def test_packed_input_as_pytorch(lengths, kind, two, batch_first):
    build = f"nn.{kind[:-1]}, num_layers=2, bidirectional={two})"
    ours, theirs = (eval(build, names_for(engine)).double() for engine in (nnbook, torch))
    theirs.load_state_dict({k: torch.tensor(v.numpy().copy()) for k, v in ours.state_dict().items()})
    results = []
    for layer, engine in ((ours, nnbook), (theirs, torch)):
        x = engine.tensor(padded(lengths, 2, batch_first).tolist(), dtype=engine.float64, requires_grad=True)
        utils = engine.nn.utils.rnn
        packed = utils.pack_padded_sequence(x, engine.tensor(lengths), batch_first, enforce_sorted=False)
        y, last = layer(packed)
        last_h = last[0] if isinstance(last, tuple) else last
        ((y.data * y.data).sum() + (last_h * last_h * last_h).sum()).backward()
        results.append((tuple(packed), tuple(y), last, x.grad, [p.grad for p in layer.parameters()]))
    assert_same(*results, 1e-9)


def test_a_packed_batch_of_equal_lengths_is_a_batch():
    layer, x = nn.LSTM(2, 3, bidirectional=True), nnbook.randn(4, 3, 2)
    y, (h, c) = layer(rnn.pack_padded_sequence(x, [4, 4, 4]))
    z, (k, d) = layer(x)
    assert np.array_equal(y.data.array, z.array.reshape(12, 6))
    assert np.array_equal(h.array, k.array)
    assert np.array_equal(c.array, d.array)


# ---------------------------------------------------------------------- packing and padding
@settings(max_examples=60, deadline=None)
@given(LENGTHS, st.booleans(), st.integers(0, 3), st.booleans(), st.sampled_from(["left", "right"]))
def test_padding_and_packing_as_pytorch(lengths, batch_first, more, whole_numbers, side):
    def program(t):
        utils = t.nn.utils.rnn
        x = padded(lengths, 2, batch_first)
        x = t.tensor((x * 10).astype(int).tolist() if whole_numbers else x.tolist())
        packed = utils.pack_padded_sequence(x, lengths, batch_first, enforce_sorted=False)
        parts = utils.unpack_sequence(packed)
        total = len(packed.batch_sizes) + more
        return (
            tuple(packed),
            utils.pad_packed_sequence(packed, batch_first, -2.0, total),
            parts,
            utils.pad_sequence(parts, batch_first, 3.0, side),
            utils.unpad_sequence(x.clone(), t.tensor(lengths), batch_first),
            tuple(utils.pack_sequence(parts, enforce_sorted=False)),
        )

    both(program, 0)


@settings(max_examples=40, deadline=None)
@given(LENGTHS, st.booleans())
def test_unpacking_undoes_packing(lengths, batch_first):
    x = nnbook.tensor(padded(lengths, 3, batch_first))
    packed = rnn.pack_padded_sequence(x, lengths, batch_first, enforce_sorted=False)
    again, found = rnn.pad_packed_sequence(packed, batch_first, padding_value=1e3)
    assert found.tolist() == lengths
    assert np.array_equal(again.array, x.array)
    order = rnn.invert_permutation(packed.unsorted_indices)
    assert order.tolist() == packed.sorted_indices.tolist()


def test_a_packed_sequence_is_a_named_tuple_with_methods():
    def program(t):
        p = t.nn.utils.rnn.pack_sequence([t.tensor([1.0]), t.tensor([2.0, 3.0])], enforce_sorted=False)
        data, batch_sizes, sorted_indices, unsorted_indices = p
        wide = p.double()
        pair = t.nn.utils.rnn.PackedSequence((data, batch_sizes))
        return (
            [data, batch_sizes, sorted_indices, unsorted_indices, pair.batch_sizes, pair.sorted_indices is None],
            [wide.data, wide.batch_sizes, wide.sorted_indices, wide.float().data, p.long().data, p.int().data],
            [
                p.to(t.float32) is p,
                p.cpu() is p,
                p.is_cuda,
                p.is_pinned(),
                p._fields,
                isinstance(wide, t.nn.utils.rnn.PackedSequence),
            ],
        )

    both(program)
    assert repr(nnbook.nn.utils.rnn.PackedSequence(nnbook.ones(1), nnbook.tensor([1]))) == (
        "PackedSequence(data=tensor([1.]), batch_sizes=tensor([1]), sorted_indices=None, unsorted_indices=None)"
    )
    p = rnn.pack_sequence([nnbook.ones(2)])
    assert p.pin_memory() is p
    with pytest.raises(RuntimeError, match="on_torch"):
        p.cuda()


def test_padding_takes_any_iterable_of_tensors():
    def program(t):
        pad = t.nn.utils.rnn.pad_sequence
        return pad(t.ones(2, 3)), pad(t.ones(k) for k in (1, 3)), pad((t.ones(0, 2), t.ones(1, 2)))

    both(program)


# ---------------------------------------------------------------------- messages
X = "torch.zeros(5, 2, 3)"
PACKED = f"nn.utils.rnn.pack_padded_sequence({X}, [5, 3])"
MESSAGES = [
    (
        f"nn.utils.rnn.pack_padded_sequence({X}, [3, 5])",
        "lengths must be sorted in decreasing order when enforce_sorted is True, got [3, 5]: pass enforce_sorted=False",
    ),
    (
        f"nn.utils.rnn.pack_padded_sequence({X}, [5, 0])",
        "the length of all sequences has to be greater than 0, got lengths [5, 0]",
    ),
    (
        f"nn.utils.rnn.pack_padded_sequence({X}, [5, 4, 3, 2, 1])",
        "lengths must be one number for each of the 2 sequences of an input (T, N, ...) = (5, 2, 3), got "
        "[5, 4, 3, 2, 1]. Is axis 0 that of the sequences? batch_first=True",
    ),
    (f"nn.utils.rnn.pack_padded_sequence({X}, [[5, 3]])", "lengths must be one number for each"),
    ("nn.utils.rnn.pack_padded_sequence(torch.zeros(3), [3])", "expects a tensor (T, N, ...), got shape (3,)"),
    ("nn.utils.rnn.pack_sequence([torch.ones(1), torch.ones(2)])", "lengths must be sorted in decreasing order"),
    ("nn.utils.rnn.pad_sequence([])", "pad_sequence received an empty list of sequences"),
    ("nn.utils.rnn.pad_sequence(3)", "pad_sequence: expected a list of tensors, got int"),
    ("nn.utils.rnn.pad_sequence([torch.ones(2), [1.0]])", "pad_sequence: expected a Tensor as element 1, got list"),
    (
        "nn.utils.rnn.pad_sequence([torch.ones(2, 3), torch.ones(3, 4)])",
        "sequences (T, ...) may differ in T only, but got (2, 3) and, as element 1, (3, 4)",
    ),
    ("nn.utils.rnn.pad_sequence([torch.tensor(1.0)])", "sequences (T, ...) may differ in T only"),
    (
        "nn.utils.rnn.pad_sequence([torch.ones(2)], padding_side='up')",
        "Expected padding_side to be one of left or right, but got up.",
    ),
    (
        f"nn.utils.rnn.pad_packed_sequence({PACKED}, total_length=3)",
        "Expected total_length to be at least the length of the longest sequence in input, but got total_length=3",
    ),
    ("nn.utils.rnn.PackedSequence(torch.ones(3))", "PackedSequence(data, batch_sizes) needs both, or a pair of them"),
    (f"nn.GRU(4, 2)({PACKED})", "GRU(4, 2) got an input of shape (8, 3): its last axis must be input_size, 4"),
    (f"nn.GRU(3, 2)({PACKED}, torch.zeros(1, 3, 2))", "GRU(3, 2): h_0 must have the shape (1, 2, 2), got (1, 3, 2)"),
    (
        "nn.LSTM(3, 2)(nn.utils.rnn.pack_padded_sequence(torch.zeros(5, 2), [5, 3]))",
        "LSTM(3, 2) expected an input of shape (L, input_size) in a packed sequence, got (8,)",
    ),
]


@pytest.mark.parametrize(("code", "message"), MESSAGES)
def test_messages(code, message):
    both_fail(lambda engine: eval(code, names_for(engine)), message)


def test_lengths_beyond_the_input_are_refused():
    """PyTorch reads on in memory that is not the input's."""
    with pytest.raises(RuntimeError, match="a sequence cannot be longer than the 5 steps of the input, got"):
        rnn.pack_padded_sequence(nnbook.zeros(5, 2, 3), [6, 3])
