"""Recurrent layers: their readable form, any geometry, dropout, long sequences, threads, messages."""

from __future__ import annotations

import tracemalloc
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import nnbook
from nnbook import nn
from tests.examples import lines
from tests.running import names_for
from tests.support import assert_close, assert_same, both, both_fail, rng_for

DOUBLE = {"dtype": nnbook.float64}


def twins(build: str):
    """The module on both engines, in float64 with the same parameters."""
    modules = [eval(build, names_for(engine)).double() for engine in (nnbook, torch)]
    modules[1].load_state_dict({k: torch.tensor(v.numpy().copy()) for k, v in modules[0].state_dict().items()})
    return modules


def drawn(name: str, *shape: int, requires_grad: bool = True):
    """A tensor of float64 whose numbers depend on nothing but its name and shape."""
    return nnbook.tensor(rng_for(f"{name} {shape}").normal(size=shape), requires_grad=requires_grad)


def gradients(result, leaves):
    """The leaves' gradients of the result's sum, weighted at random."""
    for leaf in leaves:
        leaf.grad = None
    weights = nnbook.tensor(rng_for("weights").normal(size=tuple(result.shape)))
    result.backward(weights)
    return [leaf.grad.array.copy() for leaf in leaves]


# ---------------------------------------------------------------------- the readable form, of plain tensor operations
def rnn_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """The hidden layer of Elman's network."""
    return nnbook.tanh(x @ w_ih.T + b_ih + h @ w_hh.T + b_hh), None


def lstm_step(x, h, c, w_ih, w_hh, b_ih, b_hh, w_hr=None):
    """A step of a long short-term memory, with a projection if there is w_hr."""
    i, f, g, o = (x @ w_ih.T + b_ih + h @ w_hh.T + b_hh).chunk(4, dim=1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    h = o.sigmoid() * c.tanh()
    return (h if w_hr is None else h @ w_hr.T), c


def gru_step(x, h, c, w_ih, w_hh, b_ih, b_hh):
    """A step of a gated recurrent unit."""
    from_x, from_h = (x @ w_ih.T + b_ih).chunk(3, dim=1), (h @ w_hh.T + b_hh).chunk(3, dim=1)
    r, z = ((a + b).sigmoid() for a, b in zip(from_x[:2], from_h[:2], strict=True))
    n = (from_x[2] + r * from_h[2]).tanh()
    return (1 - z) * n + z * h, None


def composed(step, layer, x, h, c, backwards):
    """One direction of a layer, step by step: all outputs, the last states."""
    weights = layer.all_weights[int(backwards)]
    outputs = []
    for t in reversed(range(len(x))) if backwards else range(len(x)):
        h, c = step(x[t], h, c, *weights)
        outputs.append(h)
    return nnbook.stack(outputs[::-1] if backwards else outputs), h, c


STEPS = {"RNN": rnn_step, "LSTM": lstm_step, "GRU": gru_step}


@pytest.mark.parametrize("kind", ["RNN(3, 4)", "LSTM(3, 4)", "LSTM(3, 4, proj_size=2)", "GRU(3, 4)"])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_layers_are_what_their_steps_make(kind, bidirectional):
    name = kind[: kind.index("(")]
    layer = eval(f"nn.{kind[:-1]}, bidirectional={bidirectional})").double()
    directions = 1 + bidirectional
    x, h, c = drawn("x", 5, 2, 3), drawn("h", directions, 2, layer.proj_size or 4), drawn("c", directions, 2, 4)
    states = (h, c) if name == "LSTM" else h
    leaves = [x, h, *([c] if name == "LSTM" else []), *layer.parameters()]
    y, last = layer(x, states)
    runs = [composed(STEPS[name], layer, x, h[d], c[d], bool(d)) for d in range(directions)]
    expected_y = nnbook.cat([run[0] for run in runs], 2)
    expected = [nnbook.stack([run[k] for run in runs]) for k in (1, 2)[: len(last) if name == "LSTM" else 1]]
    last = list(last) if name == "LSTM" else [last]
    for got, right in zip([y, *last], [expected_y, *expected], strict=True):
        assert_close(got, right, 1e-10, kind)
    for got, right in zip(
        gradients(everything(y, last), leaves), gradients(everything(expected_y, expected), leaves), strict=True
    ):
        assert_close(got, right, 1e-10, f"gradients of {kind}")


def everything(y, last):
    """All results in one row."""
    return nnbook.cat([t.reshape(-1) for t in (y, *last)])


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_a_cell_in_a_loop_is_a_layer(kind):
    layer, cell = getattr(nn, kind)(3, 4).double(), getattr(nn, f"{kind}Cell")(3, 4).double()
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in layer.state_dict().items()})
    x, state, outputs = drawn("x", 5, 2, 3), None, []
    for t in range(5):
        state = cell(x[t], state)
        outputs.append(state[0] if kind == "LSTM" else state)
    assert_same(nnbook.stack(outputs), layer(x)[0], 1e-12)
    assert_same(state, type(state)(s[0] for s in layer(x)[1]) if kind == "LSTM" else layer(x)[1][0], 1e-12)


# ---------------------------------------------------------------------- any geometry
@st.composite
def geometries(draw):
    """The text that builds a layer, its sizes, and whether states are given."""
    kind = draw(st.sampled_from(["RNN", "LSTM", "GRU"]))
    inputs, hidden, layers = draw(st.integers(1, 5)), draw(st.integers(1, 6)), draw(st.integers(1, 3))
    two, first, bias = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    more = f", bias={bias}, batch_first={first}, bidirectional={two}"
    projected = draw(st.integers(0, hidden - 1)) if kind == "LSTM" else 0
    more += f", proj_size={projected}" if projected else ""
    if kind == "RNN":
        more += draw(st.sampled_from(["", ", nonlinearity='relu'"]))
    batch = draw(st.sampled_from([(), (0,), (1,), (3,)]))
    steps = draw(st.integers(1, 6))
    shape = (steps, inputs) if not batch else (*batch, steps, inputs) if first else (steps, *batch, inputs)
    count = layers * (1 + two)
    states = [(count, *batch, projected or hidden), (count, *batch, hidden)] if draw(st.booleans()) else []
    return f"nn.{kind}({inputs}, {hidden}, {layers}{more})", shape, states if kind == "LSTM" else states[:1]


@settings(max_examples=120, deadline=None)
@given(geometries())
def test_any_geometry_as_pytorch(geometry):
    build, shape, states = geometry
    results, leaves = [], []
    for module, engine in zip(twins(build), (nnbook, torch), strict=True):
        arrays = [rng_for(f"{build} {s}").normal(size=s) for s in (shape, *states)]
        x, *given_states = inputs = [engine.tensor(a.tolist(), dtype=engine.float64).reshape(a.shape) for a in arrays]
        for t in inputs:
            t.requires_grad_()
        hx = () if not states else (tuple(given_states),) if len(states) == 2 else (given_states[0],)
        y, last = module(x, *hx)
        outputs = [y, *(last if isinstance(last, tuple) else (last,))]
        weights = [engine.tensor(rng_for(str(tuple(o.shape))).normal(size=tuple(o.shape))) for o in outputs]
        engine.autograd.backward(outputs, weights)
        results.append((y, last))
        leaves.append([*inputs, *module.parameters()])
    assert_same(*results, 1e-10)
    for k, (ours, theirs) in enumerate(zip(*leaves, strict=True)):
        assert_close(ours.grad, theirs.grad, 1e-10, f"gradient {k} of {build}")


# ---------------------------------------------------------------------- what surrounds the arithmetic
@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_long_sequences_need_no_recursion(kind):
    ours, theirs = twins(f"nn.{kind}(2, 3)")
    x = rng_for("long").normal(size=(2000, 1, 2))
    results = []
    for module, engine in ((ours, nnbook), (theirs, torch)):
        t = engine.tensor(x, requires_grad=True)
        module(t)[0][-1].sum().backward()
        results.append((t.grad, module.weight_hh_l0.grad))
    assert_same(results[0], results[1], 1e-10)


def test_dropout_falls_between_layers_and_only_while_training():
    nnbook.manual_seed(0)
    layer = nn.LSTM(3, 40, 2, dropout=0.5)
    x = nnbook.randn(4, 2, 3)
    nnbook.manual_seed(1)
    first, second = layer(x)[0], layer(x)[0]
    nnbook.manual_seed(1)
    again = layer(x)[0]
    assert np.array_equal(first.array, again.array)
    assert not np.array_equal(first.array, second.array)
    assert (first.array != 0).all()  # nothing is dropped behind the last layer
    layer.eval()
    assert np.array_equal(layer(x)[0].array, layer(x)[0].array)
    plain = nn.LSTM(3, 40, 2)
    plain.load_state_dict(layer.state_dict())
    assert np.array_equal(plain(x)[0].array, layer(x)[0].array)


def test_dropout_of_everything_leaves_the_second_layer_its_biases():
    layer = nn.GRU(3, 4, 2, dropout=1.0)
    y, h = layer(nnbook.randn(5, 2, 3))
    z, k = layer(nnbook.randn(5, 2, 3))
    assert np.array_equal(y.array, z.array)
    assert not np.array_equal(h[0].array, k[0].array)


def test_dropout_with_one_layer_warns_as_pytorch():
    texts = []
    for engine in (nnbook, torch):
        with pytest.warns(UserWarning, match="non-zero dropout expects num_layers greater than 1") as caught:
            engine.nn.LSTM(3, 4, dropout=0.3)
        texts.append(str(caught[0].message))
        if engine is nnbook:
            assert caught[0].filename == __file__  # PyTorch names a line of its own
    assert texts[0] == texts[1]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nn.GRU(3, 4, 2, dropout=0.3)


def test_parameters_start_within_one_over_the_root_of_the_hidden_size():
    for module in (nn.LSTM(3, 25, 2, bidirectional=True, proj_size=4), nn.GRUCell(3, 25)):
        for name, p in module.named_parameters():
            assert np.abs(p.array).max() <= 0.2, name
            assert np.abs(p.array).max() > 0.15, name
            assert abs(p.array.mean()) < 0.1, name


def test_all_weights_are_listed_as_in_pytorch():
    ours, theirs = twins("nn.LSTM(3, 4, 2, bidirectional=True, proj_size=2)")
    assert [[tuple(p.shape) for p in ps] for ps in ours.all_weights] == [
        [tuple(p.shape) for p in ps] for ps in theirs.all_weights
    ]
    assert ours.all_weights[3][4] is ours.weight_hr_l1_reverse
    ours.flatten_parameters()
    assert ours.mode == theirs.mode == "LSTM"


def test_a_weight_may_be_replaced_by_a_computed_tensor():
    """Weight dropout and the like take a parameter away and put a tensor in its place."""
    layer = nn.LSTM(3, 4)
    raw = nnbook.ones(16, 4, requires_grad=True)
    del layer.weight_hh_l0
    layer.weight_hh_l0 = raw * 0.5
    layer(nnbook.randn(5, 2, 3))[0].sum().backward()
    assert raw.grad is not None
    assert raw.grad.array.any()


def test_frozen_parts_get_no_gradient_and_the_others_the_same():
    layer = nn.LSTM(3, 4, bidirectional=True).double()
    x = drawn("x", 5, 2, 3)
    right = gradients(layer(x)[0], [x, *layer.parameters()])
    layer.weight_ih_l0.requires_grad_(False)
    layer.bias_hh_l0_reverse.requires_grad_(False)
    trained = [p for p in layer.parameters() if p.requires_grad]
    constant = x.detach()
    got = gradients(layer(constant)[0], trained)
    expected = [g for g, p in zip(right[1:], layer.parameters(), strict=True) if p.requires_grad]
    for a, b in zip(got, expected, strict=True):
        assert_close(a, b, 0, "gradient")
    assert constant.grad is None
    assert len(trained) == 6


def test_a_graph_that_is_kept_gives_the_same_gradients_twice():
    layer = nn.GRU(3, 4, 2, bidirectional=True).double()
    x = drawn("x", 5, 2, 3)
    y, h = layer(x)
    loss = (y * y).sum() + h.sum()
    loss.backward(retain_graph=True)
    once = [t.grad.array.copy() for t in (x, *layer.parameters())]
    loss.backward()
    for g, t in zip(once, (x, *layer.parameters()), strict=True):
        assert_close(t.grad, 2 * g, 1e-12, "gradient")


def test_one_tensor_may_be_both_initial_states():
    def program(t):
        t.manual_seed(0)
        start = t.full((1, 2, 3), 0.5, dtype=t.float64, requires_grad=True)
        layer, cell = t.nn.LSTM(3, 3).double(), t.nn.LSTMCell(3, 3).double()
        for p in (*layer.parameters(), *cell.parameters()):
            p.data = t.linspace(-1, 1, p.numel(), dtype=t.float64).reshape(p.shape)
        y, (h, _) = layer(start.repeat(4, 1, 1), (start, start))
        h, c = cell(h[0], (start[0], start[0]))
        (y.sum() + (h * c).sum()).backward()
        return y, h, c, start.grad

    both(program)


def test_initial_states_and_inputs_are_not_written_into():
    layer = nn.LSTM(3, 4, bidirectional=True)
    x, h, c = nnbook.randn(5, 2, 3), nnbook.randn(2, 2, 4), nnbook.randn(2, 2, 4)
    before = [t.array.copy() for t in (x, h, c)]
    layer(x, (h, c))[0].sum().backward()
    for a, t in zip(before, (x, h, c), strict=True):
        assert np.array_equal(a, t.array)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_without_recording_nothing_is_kept(kind):
    layer, x = getattr(nn, kind)(16, 32), nnbook.randn(200, 8, 16)
    tracemalloc.start()
    with nnbook.no_grad():
        y, last = layer(x)
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert not y.requires_grad
    assert kept < 1.5 * y.array.nbytes, f"{kept} bytes are kept for an output of {y.array.nbytes}"
    assert last is not None


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_directions_on_two_threads_give_the_same_numbers(kind):
    layer, x = getattr(nn, kind)(16, 64, bidirectional=True), nnbook.randn(20, 16, 16, requires_grad=True)
    threads, results = nnbook.get_num_threads(), []
    for count in (1, 2):
        nnbook.set_num_threads(count)
        x.grad = None
        layer.zero_grad()
        y, _ = layer(x)
        (y * y).sum().backward()
        results.append([y.array, x.grad.array, *(p.grad.array for p in layer.parameters())])
    nnbook.set_num_threads(threads)
    for a, b in zip(*results, strict=True):
        assert_close(a, b, 1e-6, "on two threads")


def test_an_error_in_a_direction_is_raised():
    layer = nn.GRU(3, 4, bidirectional=True)
    layer.weight_hh_l0_reverse.data = nnbook.ones(5, 4)
    with pytest.raises(ValueError, match="reshape"):
        layer(nnbook.randn(5, 2, 3))


# ---------------------------------------------------------------------- messages
X, H1 = "torch.zeros(5, 2, 3)", "torch.zeros(1, 2, 4)"
MESSAGES = [
    (
        "nn.LSTM(3, 4)(torch.zeros(5, 2, 7))",
        "LSTM(3, 4) got an input of shape (5, 2, 7): its last axis must be input_size, 3",
    ),
    (
        "nn.GRU(3, 4)(torch.zeros(3))",
        "GRU(3, 4) expected an input of shape (T, N, input_size), (N, T, input_size) with batch",
    ),
    (
        "nn.LSTM(3, 4)(torch.zeros(0, 2, 3))",
        "LSTM(3, 4): expected a sequence length larger than 0, got an input of shape (0, 2,",
    ),
    (
        f"nn.LSTM(3, 4)({X}.double())",
        "LSTM(3, 4) got an input of float64, but its weights are float32. Convert it: x.to(torch.float32)",
    ),
    (
        f"nn.LSTM(3, 4)({X}.long())",
        "LSTM(3, 4) got an input of int64, but its weights are float32. Numbers of words? An Embedding",
    ),
    (
        f"nn.GRU(3, 4)({X}, torch.zeros(1, 5, 4))",
        "GRU(3, 4): h_0 must have the shape (1, 2, 4), got (1, 5, 4). Is axis 0 of the input N? batch_first=True",
    ),
    (
        f"nn.GRU(3, 4, batch_first=True)({X}, {H1})",
        "GRU(3, 4): h_0 must have the shape (1, 5, 4), got (1, 2, 4). Is axis 1 of the input N? batch_first=False",
    ),
    (
        f"nn.GRU(3, 4)({X}, torch.zeros(1, 9, 4))",
        "h_0 must have the shape (1, 2, 4), got (1, 9, 4). Is this the smaller last batch?",
    ),
    (
        f"nn.GRU(3, 4, 2)({X}, {H1})",
        "h_0 must have the shape (2, 2, 4), got (1, 2, 4). It is (D * num_layers, N, size)",
    ),
    (
        f"nn.GRU(3, 4)({X}, torch.zeros(2, 4))",
        "A state has the axis N where the input has it: state.unsqueeze(1)",
    ),
    (
        f"nn.LSTM(3, 4)({X}, ({H1}, torch.zeros(1, 3, 4)))",
        "LSTM(3, 4): c_0 must have the shape (1, 2, 4), got (1, 3, 4).",
    ),
    (
        f"nn.LSTM(3, 4, proj_size=2)({X}, ({H1}, {H1}))",
        "LSTM(3, 4): h_0 must have the shape (1, 2, 2), got (1, 2, 4).",
    ),
    (
        "nn.RNN(3, 4)(torch.zeros(5, 3), torch.zeros(1, 1, 4))",
        "RNN(3, 4): h_0 must have the shape (1, 4), got (1, 1, 4).",
    ),
    (
        f"nn.GRU(3, 4)({X}, {H1}.double())",
        "GRU(3, 4): h_0 is of float64, the input of float32: h_0.to(x.dtype)",
    ),
    (
        "nn.GRU(3, 4, proj_size=2)",
        "proj_size argument is only supported for LSTM, not RNN or GRU",
    ),
    (
        "nn.RNN(3, 4, hidden=2)",
        "__init__() got an unexpected keyword argument 'hidden'",
    ),
    (
        "nn.RNN(3, 4, nonlinearity='elu')",
        "Unknown nonlinearity 'elu'. Select from 'tanh' or 'relu'.",
    ),
    (
        "nn.RNNBase('rnn', 3, 4)",
        "Unrecognized RNN mode: rnn",
    ),
    (
        "nn.LSTM(3, 4, proj_size=4)",
        "proj_size has to be smaller than hidden_size",
    ),
    (
        "nn.LSTM(3, 4, proj_size=-1)",
        "proj_size should be a positive integer or zero to disable projections",
    ),
    (
        "nn.LSTM(3, 4, bias=1)",
        "bias should be of type bool, got: int",
    ),
    (
        "nn.LSTM(3.0, 4)",
        "input_size should be of type int, got: float",
    ),
    (
        "nn.LSTM(0, 4)",
        "input_size must be greater than zero",
    ),
    (
        "nn.GRU(3, 0)",
        "hidden_size must be greater than zero",
    ),
    (
        "nn.GRU(3, 4, 0)",
        "num_layers must be greater than zero",
    ),
    (
        "nn.GRU(3, 4, 2, dropout=1.5)",
        "dropout should be a number in range [0, 1] representing the probability of an element being",
    ),
    (
        "nn.GRU(3, 4, 2, dropout=True)",
        "dropout should be a number in range [0, 1] representing the probability of an element being",
    ),
    (
        "nn.LSTMCell(3, 4)(torch.zeros(2, 5))",
        "LSTMCell(3, 4) got an input of shape (2, 5): its last axis must be 3",
    ),
    (
        "nn.GRUCell(3, 4)(torch.zeros(2, 2, 3))",
        "expected an input (N, 3) or (3,), got (2, 2, 3). A whole sequence? nn.GRU reads it",
    ),
    (
        "nn.GRUCell(3, 4)(torch.zeros(2, 3), torch.zeros(2, 5))",
        "with an input of shape (2, 3), h must have the shape (2, 4), got (2, 5)",
    ),
    (
        "nn.LSTMCell(3, 4)(torch.zeros(2, 3), (torch.zeros(3, 4), torch.zeros(2, 4)))",
        "h must have the shape (2, 4), got (3, 4)",
    ),
    (
        "nn.LSTMCell(3, 4)(torch.zeros(2, 3), torch.zeros(2, 4))",
        "hx must be a pair of tensors (h, c), got Tensor",
    ),
    (
        "nn.GRUCell(3, 4)(torch.zeros(2, 3), torch.zeros(1, 2, 4))",
        "GRUCell(3, 4): h must have one or two axes, got (1, 2, 4)",
    ),
    (
        "nn.GRUCell(3, 4)(torch.zeros(2, 3).double())",
        "expected input and weight_ih to have the same dtype",
    ),
    (
        "nn.RNNCell(3, 4, nonlinearity='x')(torch.zeros(2, 3))",
        "Unknown nonlinearity: x; it is 'tanh' or 'relu'",
    ),
]


@pytest.mark.parametrize(("code", "message"), MESSAGES)
def test_messages(code, message):
    """Of PyTorch's class; the words are ours where they say more."""
    both_fail(lambda engine: eval(code, names_for(engine)), message)


# PyTorch's errors come from where it first trips over the argument, as an AttributeError or an IndexError.
OURS = {
    "nn.LSTM(3, 4)([[1.0, 2.0, 3.0]])": "LSTM(3, 4) expects a Tensor, got list: convert it with tensor(...)",
    f"nn.LSTM(3, 4)({X}, {H1})": "LSTM(3, 4): hx must be a pair of tensors (h_0, c_0), got Tensor",
    f"nn.LSTM(3, 4)({X}, ({H1},))": "LSTM(3, 4): hx must be a pair of tensors (h_0, c_0), got tuple of length 1",
    f"nn.GRU(3, 4)({X}, ({H1}, {H1}))": "GRU(3, 4): hx must be a tensor h_0, got tuple of length 2",
    "nn.GRUCell(3, 4)(torch.zeros(2, 3), (torch.zeros(2, 4),))": "GRUCell(3, 4): hx must be a tensor h, got tuple",
}


@pytest.mark.parametrize("code", OURS)
def test_messages_about_what_is_no_tensor(code):
    with pytest.raises(TypeError) as caught:
        eval(code, names_for(nnbook))
    assert OURS[code] in str(caught.value)


REPRS = """
    nn.{RNN|GRU|LSTM}(3, 4{|, 2|, bias=False}{|, batch_first=True}{|, bidirectional=True})
    nn.LSTM(3, 4, 2, dropout=0.25, proj_size=2)
    nn.RNN(3, 4, nonlinearity='relu')
    nn.{RNNCell|LSTMCell|GRUCell}(3, 4{|, bias=False})
    nn.RNNCell(3, 4, nonlinearity='relu')
    nn.RNNBase('GRU', 3, 4)
"""


@pytest.mark.parametrize("code", lines(REPRS))
def test_printed_and_named_as_in_pytorch(code):
    ours, theirs = (eval(code, names_for(engine)) for engine in (nnbook, torch))
    assert repr(ours) == repr(theirs)
    assert [(n, tuple(p.shape)) for n, p in ours.named_parameters()] == [
        (n, tuple(p.shape)) for n, p in theirs.named_parameters()
    ]


def test_parameters_of_another_type():
    assert all(p.dtype == nnbook.float64 for p in nn.LSTM(3, 4, **DOUBLE).parameters())
    assert all(p.dtype == nnbook.float64 for p in nn.GRUCell(3, 4, **DOUBLE).parameters())
