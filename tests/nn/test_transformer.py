"""Multi-head attention and Transformers: inference as PyTorch's, wrong arguments, and what they are made of."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch

import nnbook
from nnbook import nn
from tests.examples import lines
from tests.running import names_for
from tests.support import assert_close, both_fail, rng_for

INF = float("inf")
CAUSAL = np.triu(np.ones((4, 4), bool), 1)
ENDS = np.array([[False, False, False, True], [False, False, True, True]])
MIDDLE = np.array([[False, True, False, False], [False] * 4])
ALL_OF_ONE = np.array([[False] * 4, [True] * 4])


def twins(build: str):
    """The module on both engines, in float64 with the same parameters."""
    modules = []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "enable_nested_tensor is True", UserWarning)
        for engine in (nnbook, torch):
            engine.manual_seed(0)
            modules.append(eval(build, names_for(engine)).double())
    modules[1].load_state_dict({k: torch.tensor(v.numpy().copy()) for k, v in modules[0].state_dict().items()})
    return modules


def quietly(function):
    """Without PyTorch's remarks on nested tensors and on masks of two types."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The PyTorch API of nested tensors", UserWarning)
        warnings.filterwarnings("ignore", "Support for mismatched", UserWarning)
        return function()


# ---------------------------------------------------------------------- evaluation without gradients
ATTENTIONS = "nn.MultiheadAttention(4, 2, batch_first=True{|, bias=False})"
LAYERS = """
    nn.TransformerEncoderLayer(4, 2, 8, batch_first=True{|, norm_first=True|, activation='gelu'|, bias=False})
    nn.TransformerEncoderLayer(4, 1, 8, 0.5, batch_first=True)
"""
ENCODERS = """
    nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), {1|2|2, nn.LayerNorm(4)})
    nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True, activation='gelu'), 2)
    nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 2, enable_nested_tensor=False)
    nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True, {norm_first|bias}={True|False}), 1)
    nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 1, 8, batch_first=True), 1)
    nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True, activation=nn.{ReLU|GELU|SiLU}()), 1)
"""
CALLS = """
    layer(x)
    layer(x, src_key_padding_mask={ends|middle|ends_added})
    layer(x, {causal|causal_added}{|, is_causal=True})
    layer(x, causal, ends)
    layer(x[0], src_key_padding_mask=ends[0])
"""
SELF_CALLS = """
    layer(x, x, x{|, need_weights=False|, average_attn_weights=False})
    layer(x, x, x, {ends|middle|ends_added}{|, need_weights=False})
    layer(x, x, x, attn_mask={causal|causal_added}{|, is_causal=True}{|, need_weights=False})
    layer(x, x, x, ends, attn_mask=causal{|, need_weights=False})
"""


def evaluated(module, engine, code: str):
    """The results under no_grad, as arrays."""
    x = engine.tensor(rng_for("evaluated").normal(size=(2, 4, 4)))
    names = {"layer": module.eval(), "x": x, "ends": engine.tensor(ENDS), "middle": engine.tensor(MIDDLE)}
    names |= {"causal": engine.tensor(CAUSAL), "one": engine.tensor(ALL_OF_ONE)}
    for name in ("causal", "ends"):
        names[name + "_added"] = engine.zeros(names[name].shape, dtype=x.dtype).masked_fill(names[name], -INF)
    with engine.no_grad():
        result = quietly(lambda: eval(code, names))
    return [t.numpy() for t in (result if isinstance(result, tuple) else [result]) if t is not None]


@pytest.mark.parametrize("code", lines(CALLS))
@pytest.mark.parametrize("build", lines(LAYERS) + lines(ENCODERS))
def test_inference(build, code):
    """PyTorch computes this with other functions, and an encoder leaves out padding: the numbers are the same."""
    ours, theirs = twins(build)
    for a, b in zip(evaluated(ours, nnbook, code), evaluated(theirs, torch, code), strict=True):
        assert_close(a, b, 1e-10, code)


@pytest.mark.parametrize("code", lines(SELF_CALLS))
@pytest.mark.parametrize("build", lines(ATTENTIONS))
def test_inference_of_attention(build, code):
    ours, theirs = twins(build)
    for a, b in zip(evaluated(ours, nnbook, code), evaluated(theirs, torch, code), strict=True):
        assert_close(a, b, 1e-10, code)


def test_where_padding_becomes_zeros():
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 2).double()
    ends, one = ENDS[:, :, None], np.broadcast_to(ALL_OF_ONE[:, :, None], (2, 4, 1))
    for code, zeros in [("ends", ends), ("middle", None), ("one", one)]:
        (y,) = evaluated(encoder, nnbook, f"layer(x, src_key_padding_mask={code})")
        expected = np.zeros((2, 4, 1), bool) if zeros is None else zeros
        assert np.array_equal((y == 0).all(-1, keepdims=True), expected), code
    x = nnbook.randn(2, 4, 4, dtype=nnbook.float64)
    padding = nnbook.tensor(ENDS)
    assert (encoder(x, src_key_padding_mask=padding).array != 0).all(), "with gradients nothing is left out"
    for p in encoder.parameters():
        p.requires_grad = False
    assert (encoder(x, src_key_padding_mask=padding).array[ENDS] == 0).all(), "nothing requires a gradient"
    assert (encoder.train()(x, src_key_padding_mask=padding).array != 0).any(-1).all(), "in training"


def test_what_pytorch_gets_wrong_in_inference():
    """Its faster form takes finite numbers in a mask for True. Here evaluation is training without dropout."""
    layer = nn.TransformerEncoderLayer(4, 2, 8, 0.0, batch_first=True).double()
    x, bias = nnbook.randn(2, 4, 4, dtype=nnbook.float64), nnbook.randn(4, 4, dtype=nnbook.float64)
    trained = layer(x, bias).detach()
    with nnbook.no_grad():
        assert_close(layer.eval()(x, bias), trained, 1e-14, "evaluation")


# ---------------------------------------------------------------------- training, any arguments
MODELS = """
    nn.Transformer(4, 2, {1, 2|2, 1}, 6, 0.0{|, norm_first=True|, activation='gelu', bias=False})
    nn.Transformer(4, 2, 1, 1, 6, 0.0, layer_norm_eps=0.1, batch_first=True)
"""
MODEL_CALLS = """
    layer(src, tgt)
    layer(src, tgt, tgt_mask=causal{|, tgt_is_causal=True})
    layer(src, tgt, s, causal, m)
    layer(src, tgt, None, causal, None, s[:2], causal[1:3], s[1:3])
    layer(src, tgt, src_key_padding_mask=s[:2], tgt_is_causal=False, memory_key_padding_mask=s[:2])
    layer(src[:, 0], tgt[:, 0], tgt_mask=causal)
"""


@pytest.mark.parametrize("code", lines(MODEL_CALLS))
@pytest.mark.parametrize("build", lines(MODELS))
def test_transformers_in_training(build, code):
    rng = rng_for(build + code)
    axes = (1, 0, 2) if "batch_first" in build and "[:, 0]" not in code else (0, 1, 2)
    arrays = {"src": rng.normal(size=(5, 2, 4)).transpose(axes), "tgt": rng.normal(size=(3, 2, 4)).transpose(axes)}
    masks = {"s": rng.random((5, 5)) < 0.2, "m": rng.random((3, 5)) < 0.2, "causal": CAUSAL[:3, :3]}
    weights = rng.normal(size=(3, 4))
    results = []
    for engine, module in zip((nnbook, torch), twins(build), strict=True):
        inputs = {name: engine.tensor(a.copy(), requires_grad=True) for name, a in arrays.items()}
        y = eval(code, {"layer": module} | inputs | {name: engine.tensor(a) for name, a in masks.items()})
        flat = y if len(y.shape) == 2 else y.transpose(0, 1) if axes[0] else y
        (flat.reshape(3, -1)[:, :4] * engine.tensor(weights)).sum().backward()
        results.append({"y": y} | {n: t.grad for n, t in inputs.items()})
        results[-1] |= {n: p.grad for n, p in module.named_parameters()}
    assert results[0].keys() == results[1].keys()
    for name, value in results[1].items():
        assert_close(results[0][name], value, 1e-9, name)


SILENCED = {  # a dropout with p = 1 does what zeros in these parameters do
    "TransformerEncoderLayer": {
        "dropout": "linear2.weight",
        "dropout1": "self_attn.out_proj.weight self_attn.out_proj.bias",
        "dropout2": "linear2.weight linear2.bias",
    },
    "TransformerDecoderLayer": {
        "dropout": "linear2.weight",
        "dropout1": "self_attn.out_proj.weight self_attn.out_proj.bias",
        "dropout2": "multihead_attn.out_proj.weight multihead_attn.out_proj.bias",
        "dropout3": "linear2.weight linear2.bias",
    },
}


@pytest.mark.parametrize("norm_first", [False, True])
@pytest.mark.parametrize(("name", "dropout"), [(n, d) for n, places in SILENCED.items() for d in places])
def test_where_dropout_is(name, dropout, norm_first):
    layer = getattr(nn, name)(4, 2, 6, 0.0, norm_first=norm_first)
    for p in layer.parameters():
        nn.init.normal_(p)
    inputs = [nnbook.randn(3, 2, 4)] * (1 if "Encoder" in name else 2)
    whole = layer(*inputs).array
    layer.get_submodule(dropout).p = 1.0
    silenced = layer(*inputs).array
    assert not np.allclose(silenced, whole)
    layer.get_submodule(dropout).p = 0.0
    for parameter in SILENCED[name][dropout].split():
        nn.init.zeros_(layer.get_parameter(parameter))
    assert np.allclose(layer(*inputs).array, silenced)


@pytest.mark.parametrize("build", [nn.TransformerEncoderLayer, nn.TransformerDecoderLayer])
def test_dropout_repeats_under_a_seed(build):
    layer, x = build(4, 2, 6, 0.5), nnbook.randn(3, 2, 4)
    inputs = (x,) if build is nn.TransformerEncoderLayer else (x, x)
    parts = [m for m in layer.modules() if isinstance(m, nn.Dropout)]
    assert [p.p for p in parts] == [0.5] * (2 + len(inputs))
    assert [m.dropout for m in layer.modules() if isinstance(m, nn.MultiheadAttention)] == [0.5] * len(inputs)
    results = []
    for seed in (0, 0, 1):
        nnbook.manual_seed(seed)
        results.append(layer(*inputs).array)
    assert np.array_equal(results[0], results[1])
    assert not np.array_equal(results[0], results[2])
    assert np.array_equal(layer.eval()(*inputs).array, layer(*inputs).array)


@pytest.mark.parametrize("need_weights", [True, False])
def test_dropout_of_attention(need_weights):
    attention, x = nn.MultiheadAttention(4, 2, dropout=1.0), nnbook.randn(3, 2, 4)
    assert (attention(x, x, x, need_weights=need_weights)[0].array == 0).all(), "all shares are dropped, the bias is 0"
    assert (attention.eval()(x, x, x, need_weights=need_weights)[0].array != 0).all()


@pytest.mark.parametrize("need_weights", [True, False])
def test_a_query_that_may_look_nowhere(need_weights):
    """PyTorch's weights are NaN there; without weights its result is that of zeros."""
    ours, theirs = twins("nn.MultiheadAttention(4, 2)")
    x = rng_for("nowhere").normal(size=(4, 2, 4))
    mask = np.zeros((4, 4), bool)
    mask[1] = True
    results = []
    for engine, module in ((nnbook, ours), (torch, theirs)):
        inputs = [engine.tensor(x)] * 3
        y, shares = module(*inputs, attn_mask=engine.tensor(mask), need_weights=need_weights)
        results.append([t.detach().numpy() for t in (y, shares) if t is not None])
    assert np.isnan(results[0][0][1]).all() == need_weights
    for a, b in zip(*results, strict=True):
        assert_close(a, b, 1e-10, f"need_weights={need_weights}")


def test_masks_of_two_types_may_be_mixed():
    ours, theirs = twins("nn.MultiheadAttention(4, 2, batch_first=True)")
    code = "layer(x, x, x, ends, attn_mask=causal_added)"
    for a, b in zip(evaluated(ours, nnbook, code), evaluated(theirs, torch, code), strict=True):
        assert_close(a, b, 1e-10, code)


# ---------------------------------------------------------------------- what they are made of
def test_attention_in_plain_operations():
    """One head after the other, with the parameters that MultiheadAttention has."""
    attention = nn.MultiheadAttention(6, 2, batch_first=True).double()
    nn.init.normal_(attention.in_proj_bias)
    x, memory = nnbook.randn(2, 3, 6, dtype=nnbook.float64), nnbook.randn(2, 5, 6, dtype=nnbook.float64)
    q, k, v = (
        t @ w.T + b
        for t, w, b in zip(
            (x, memory, memory), attention.in_proj_weight.chunk(3), attention.in_proj_bias.chunk(3), strict=True
        )
    )
    joined, shares = [], []
    for head in (slice(0, 3), slice(3, 6)):
        shares.append((q[..., head] @ k[..., head].transpose(1, 2) / 3**0.5).softmax(-1))
        joined.append(shares[-1] @ v[..., head])
    expected = attention.out_proj(nnbook.cat(joined, -1))
    y, weights = attention(x, memory, memory, average_attn_weights=False)
    assert_close(y, expected, 1e-12, "result")
    assert_close(weights, nnbook.stack(shares, 1), 1e-12, "weights")
    assert_close(attention(x, memory, memory, need_weights=False)[0], expected, 1e-12, "without weights")
    assert_close(attention(x, memory, memory)[1], (shares[0] + shares[1]) / 2, 1e-12, "mean weights")


def test_an_encoder_with_a_causal_mask_does_not_look_ahead():
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, 0.0, batch_first=True), 2)
    x = nnbook.randn(2, 5, 4)
    mask = nn.Transformer.generate_square_subsequent_mask(5)
    before = encoder(x, mask).array
    x[:, 3:] = 9.0
    after = encoder(x, mask).array
    assert np.array_equal(before[:, :3], after[:, :3])
    assert not np.allclose(before[:, 3:], after[:, 3:])


def test_an_encoder_knows_no_order_and_a_batch_no_neighbors():
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, 0.0, batch_first=True), 2).double()
    x = nnbook.randn(2, 5, 4, dtype=nnbook.float64)
    order = nnbook.tensor([3, 0, 4, 1, 2])
    assert_close(encoder(x[:, order]), encoder(x)[:, order], 1e-11, "another order")
    assert_close(encoder(x)[1], encoder(x[1]), 1e-11, "alone")


def test_padding_changes_nothing_elsewhere():
    """A padded sequence gives at its real places what it gives alone."""
    for layer in (nn.TransformerEncoderLayer(4, 2, 8, 0.0, batch_first=True).double(),):
        x = nnbook.randn(1, 5, 4, dtype=nnbook.float64)
        padding = nnbook.tensor([[False, False, False, True, True]])
        assert_close(layer(x, src_key_padding_mask=padding)[:, :3], layer(x[:, :3]), 1e-11, "padded")


def test_a_causal_mask_is_recognized():
    """Then the faster form is taken; another mask of that shape is not mistaken for it."""
    seen = []

    class Listening(nn.TransformerEncoderLayer):
        def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False):
            seen.append(is_causal)
            return super().forward(src, src_mask, src_key_padding_mask, is_causal)

    encoder = nn.TransformerEncoder(Listening(4, 2, 8, batch_first=True), 1)
    x, causal = nnbook.randn(2, 4, 4), nnbook.tensor(CAUSAL)
    almost = causal.clone()
    almost[3, 0] = True
    square = nn.Transformer.generate_square_subsequent_mask(4)
    for mask in (causal, square, almost, almost.T, square.expand(4, 4, 4), None):
        encoder(x, mask)
    nn.TransformerEncoder(Listening(4, 2, 8), 1, enable_nested_tensor=False)(x.transpose(0, 1), causal)
    assert seen == [True, True, False, False, False, False, True]


def test_layers_start_equal_and_learn_apart():
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8), 2)
    first, second = encoder.layers
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert a is not b
        assert np.array_equal(a.array, b.array)
    nnbook.optim.SGD(encoder.parameters(), lr=0.1)
    encoder(nnbook.randn(3, 2, 4)).square().sum().backward()
    assert not np.array_equal(first.linear1.weight.grad.array, second.linear1.weight.grad.array)


def test_first_values_are_drawn_as_pytorch_draws_them():
    """Not the same numbers, but the same distribution: spread and largest value of every parameter."""
    nnbook.manual_seed(0)
    torch.manual_seed(0)
    builds = [
        *lines("nn.MultiheadAttention({64, 4|64, 4, kdim=32, vdim=16|256, 4, add_bias_kv=True})"),
        "nn.Transformer(32, 4, 1, 1, 64)",
        "nn.TransformerEncoderLayer(32, 4, 64)",
    ]
    for build in builds:
        ours = eval(build, names_for(nnbook))
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "enable_nested_tensor is True", UserWarning)
            theirs = eval(build, names_for(torch))
        for (name, a), b in zip(ours.named_parameters(), theirs.parameters(), strict=True):
            x, y = a.array, b.detach().numpy()
            if y.std() == 0:
                assert np.array_equal(x, y), name
            else:
                assert abs(x.std() / y.std() - 1) < 6 / np.sqrt(x.size), name
                uniform = [abs(values).max() < 2 * values.std() for values in (x, y)]  # normal values go further
                assert uniform[0] == uniform[1], name


def test_an_activation_that_is_a_module_is_a_part():
    for build in lines("nn.Transformer{Encoder|Decoder}Layer(4, 2, 6, activation=nn.{ReLU|PReLU}())"):
        ours, theirs = twins(build)
        assert repr(ours) == repr(theirs)
        assert list(ours.state_dict()) == list(theirs.state_dict())


# ---------------------------------------------------------------------- what they say of wrong arguments
def attend(q, k, v=None, build="nn.MultiheadAttention(4, 2)", **options):
    def program(t):
        made = {name: make(t) if callable(make) else make for name, make in options.items()}
        return eval(build, names_for(t))(*(t.ones(*s) for s in (q, k, v or k)), **made)

    return program


def of(build, *shapes, **options):
    def program(t):
        made = {name: make(t) if callable(make) else make for name, make in options.items()}
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "enable_nested_tensor is True", UserWarning)
            module = eval(build, names_for(t))
        return module(*(t.ones(*s) for s in shapes), **made)

    return program


Q, K, BOOL = (3, 2, 4), (5, 2, 4), lambda *shape: lambda t: t.zeros(*shape) > 0
OTHER = "nn.MultiheadAttention(4, 2, kdim=3, vdim=6)"
WRONG = [
    (lambda t: t.nn.MultiheadAttention(5, 2), "embed_dim must be divisible by num_heads, got 5 and 2"),
    (lambda t: t.nn.MultiheadAttention(0, 2), "embed_dim and num_heads must be greater than 0"),
    (lambda t: t.nn.MultiheadAttention(4, -2), "got embed_dim=4 and num_heads=-2"),
    (attend((1, *Q), K), "all must be batches (L, N, E), or all single sequences (L, E)"),
    (attend(Q, (5, 4)), "got, as (L, N, E), query (3, 2, 4), key (5, 4) and value (5, 4)"),
    (attend((3, 4), K, (5, 4)), "got, as (L, E), query (3, 4), key (5, 2, 4)"),
    (attend((3, 2, 5), K), "the query's last axis must be embed_dim = 4"),
    (attend(Q, K, (4, 2, 4)), "there must be one value for each key"),
    (attend(Q, (5, 3, 4)), "N must be the same for all. Is it the first axis that counts sequences?"),
    (attend(Q, (5, 2, 5)), "got a key of shape (5, 2, 5): its last axis must be 4. Another width?"),
    (attend(Q, K, (5, 2, 5)), "got a value of shape (5, 2, 5): its last axis must be 4."),
    (attend(Q, K, (5, 2, 6), OTHER), "got a key of shape (5, 2, 4): its last axis must be 3."),
    (attend(Q, (5, 2, 3), K, OTHER), "got a value of shape (5, 2, 4): its last axis must be 6."),
    (attend(Q, (5, 2, 3), (4, 2, 6), OTHER), "there must be one value for each key"),
    (attend(Q, K, key_padding_mask=BOOL(5, 2)), "key_padding_mask has shape (5, 2), expected (N, S) = (2, 5)"),
    (attend(Q, K, key_padding_mask=BOOL(5)), "True where a key is padding"),
    (attend((3, 4), (5, 4), key_padding_mask=BOOL(1, 5)), "expected (S,) = (5,)"),
    (attend(Q, K, key_padding_mask=lambda t: t.zeros(2, 5).long()), "key_padding_mask.bool() is True where a query"),
    (attend(Q, K, attn_mask=lambda t: t.zeros(3, 5).int()), "only bool and floating types of attn_mask are supported"),
    (attend(Q, K, attn_mask=BOOL(5, 3)), "attn_mask has shape (5, 3), expected (L, S) = (3, 5)"),
    (attend(Q, K, attn_mask=BOOL(2, 3, 5)), "or (N num_heads, L, S) = (4, 3, 5)"),
    (attend(Q, K, attn_mask=BOOL(1, 1, 3, 5)), "attn_mask has shape (1, 1, 3, 5)"),
    (attend((3, 4), (5, 4), attn_mask=BOOL(3, 3, 5)), "or (N num_heads, L, S) = (2, 3, 5)"),
    (attend(Q, K, is_causal=True), "is_causal is a hint about attn_mask, which is missing"),
    (attend(Q, Q, build="nn.MultiheadAttention(4, 2, 2.0)"), "dropout probability has to be between 0 and 1"),
    (lambda t: t.nn.MultiheadAttention(4, 2)(*[t.ones(*Q).double()] * 3), "to have the same dtype, but got float64"),
    (lambda t: t.nn.TransformerEncoderLayer(4, 2, 8, activation="tanh"), "should be relu/gelu, not tanh: any other as"),
    (lambda t: t.nn.TransformerEncoderLayer(6, 4), "embed_dim must be divisible by num_heads, got 6 and 4"),
    (of("nn.TransformerEncoderLayer(4, 2)", (3, 2, 5)), "the query's last axis must be embed_dim = 4"),
    (of("nn.TransformerEncoderLayer(4, 2)", Q, src_mask=lambda t: t.ones(3, 3).int()), "floating types of src_mask"),
    (of("nn.TransformerEncoderLayer(4, 2)", Q, src_mask=BOOL(2, 3)), "attn_mask has shape (2, 3)"),
    (of("nn.TransformerEncoderLayer(4, 2)", Q, is_causal=True), "attn_mask=nn.Transformer.generate_square"),
    (of("nn.TransformerDecoderLayer(4, 2)", Q, (5, 3, 4)), "N must be the same for all."),
    (of("nn.TransformerDecoderLayer(4, 2)", Q, (5, 2, 5)), "its last axis must be 4. Another width?"),
    (of("nn.TransformerDecoderLayer(4, 2)", Q, K, memory_mask=BOOL(5, 3)), "expected (L, S) = (3, 5)"),
    (of("nn.Transformer(4, 2, 1, 1, 8)", Q, (5, 3, 4)), "the batch number of src and tgt, axis 1, must be equal."),
    (of("nn.Transformer(4, 2, 1, 1, 8, batch_first=True)", (2, 5, 4), Q), "src and tgt, axis 0, must be equal"),
    (of("nn.Transformer(4, 2, 1, 1, 8)", (3, 2, 5), K), "feature number of src and tgt, their last axis, must be 4"),
    (of("nn.Transformer(4, 2, 1, 1, 8)", Q, (5, 4)), "both must be batches (T, N, E), or both single"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "message"), WRONG, ids=[message for _, message in WRONG])
def test_messages(program, message):
    both_fail(program, message)


def projected(t, **options):
    x, w = t.ones(3, 2, 4), t.ones(4, 4)
    usual = {"in_proj_weight": None, "in_proj_bias": None, "bias_k": None, "bias_v": None, "add_zero_attn": False}
    usual |= {"dropout_p": 0.0, "out_proj_weight": w, "out_proj_bias": None}
    return t.nn.functional.multi_head_attention_forward(x, x, x, 4, 2, **(usual | options))


def test_messages_of_the_function():
    both_fail(projected, "the projection weight of query is None: pass in_proj_weight")
    both_fail(
        lambda t: projected(t, use_separate_proj_weight=True, q_proj_weight=t.ones(4, 4)), "weight of key is None"
    )
    both_fail(
        lambda t: projected(
            t, in_proj_weight=t.ones(12, 4), bias_k=t.ones(1, 1, 4), bias_v=t.ones(1, 1, 4), static_k=t.ones(4, 3, 2)
        ),
        "bias_k and bias_v cannot be added to static_k",
    )
