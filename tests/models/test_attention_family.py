"""Encoder and decoder, beam search, attention, the Transformer, GPT: what each must be beside its numbers."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import torch

import nnbook
from nnbook import models, nn
from nnbook.models.attention import causal_mask
from nnbook.models.gpt import pick
from nnbook.on_torch import on_torch
from tests.support import assert_close

SOURCE = nnbook.tensor([[3, 4, 5], [5, 3, 0]])


def seq2seq(attention="additive", vocabulary=6):
    nnbook.manual_seed(0)
    return models.Seq2Seq(6, vocabulary, 8, 4, attention).double()


def transformer(**options):
    nnbook.manual_seed(0)
    settings = {"width": 8, "depth": 2, "heads": 2, "hidden": 12, "dropout": 0.0} | options
    return models.Transformer(6, 6, **settings).double().eval()


MAKERS = {"seq2seq": seq2seq, "no attention": lambda: seq2seq("none"), "transformer": transformer}


def padded(source, more):
    return nnbook.cat([source, nnbook.zeros(len(source), more, dtype=source.dtype)], 1)


# ---------------------------------------------------------------------- encoder and decoder
@pytest.mark.parametrize("name", MAKERS)
def test_padding_of_the_source_has_no_influence(name):
    model, target = MAKERS[name](), nnbook.tensor([[2, 3, 4], [4, 4, 2]])
    assert_close(model(padded(SOURCE, 3), target), model(SOURCE, target), 1e-12, "logits")
    alone = model(SOURCE[1:, :2], target[1:])
    assert_close(model(SOURCE, target)[1:], alone, 1e-12, "the shorter one")


@pytest.mark.parametrize("name", MAKERS)
def test_an_output_knows_no_later_token(name):
    model = MAKERS[name]()
    first = model(SOURCE, nnbook.tensor([[2, 3, 4, 5]] * 2))
    other = model(SOURCE, nnbook.tensor([[2, 3, 5, 2]] * 2))
    np.testing.assert_array_equal(first[:, :3].detach().numpy(), other[:, :3].detach().numpy())
    assert (first[:, 3] != other[:, 3]).all()


@pytest.mark.parametrize("name", MAKERS)
def test_step_by_step_is_the_same_as_teacher_forcing(name):
    model, target = MAKERS[name](), nnbook.tensor([[2, 3, 4], [4, 4, 2]])
    state, token, steps = model.begin(SOURCE), nnbook.tensor([1, 1]), []
    for t in range(3):
        logits, state = model.advance(token, state)
        steps.append(logits)
        token = target[:, t]
    assert_close(nnbook.stack(steps, 1), model(SOURCE, target), 1e-12, "logits")


def test_attention_adds_up_to_one_and_leaves_padding_out():
    _, state = seq2seq().advance(nnbook.tensor([1, 1]), seq2seq().begin(SOURCE))
    weights = state[3].detach().numpy()
    np.testing.assert_allclose(weights.sum(1), 1)
    assert weights[1, 2] == 0
    assert (weights[0] > 0).all()


# ---------------------------------------------------------------------- decoding
def every_sequence(model, source, length, end):
    """Log probabilities of all sequences of this length; those that end early go on with `end` for nothing."""
    found = {}
    for tokens in itertools.product(range(5), repeat=length):
        done = tokens.index(end) + 1 if end in tokens else length
        if any(token != end for token in tokens[done:]):
            continue
        logits = model(source, nnbook.tensor([tokens])).log_softmax(2)[0].detach().numpy()
        found[tokens] = sum(logits[t, tokens[t]] for t in range(done)), done
    return found


@pytest.mark.parametrize("end", [-1, 2])
@pytest.mark.parametrize("alpha", [0.0, 2.0])
def test_a_wide_beam_finds_the_best_of_all_sequences(end, alpha):
    nnbook.manual_seed(3)
    model = models.Seq2Seq(6, 5, 8, 4).double()
    for p in model.parameters():
        p.data.mul_(3.0)  # so that the choices differ
    tokens, scores = models.beam_search(model, SOURCE, 3, beams=125, end=end, alpha=alpha)
    for row in range(2):
        source = SOURCE[row : row + 1, : 3 - row]
        found = every_sequence(model, source, 3, end)
        best = max(found, key=lambda s: found[s][0] / ((5 + found[s][1]) / 6) ** alpha)
        assert tuple(tokens[row].tolist()) == best
        assert scores[row].item() == pytest.approx(found[best][0])


@pytest.mark.parametrize("name", MAKERS)
def test_one_beam_is_greedy_and_more_are_at_least_as_good(name):
    model = MAKERS[name]()
    one, score = models.beam_search(model, SOURCE, 4, beams=1)
    assert one.tolist() == models.greedy(model, SOURCE, 4).tolist()
    assert (models.beam_search(model, SOURCE, 4, beams=6)[1] >= score - 1e-12).all()


def test_decoding_runs_on_pytorch():
    ours, theirs = seq2seq(), on_torch(models.Seq2Seq)(6, 6, 8, 4).double()
    theirs.load_state_dict(ours.state_dict())
    tokens, scores = on_torch(models.beam_search)(theirs, torch.from_numpy(SOURCE.numpy()), 4, end=2)
    expected = models.beam_search(ours, SOURCE, 4, end=2)
    assert tokens.tolist() == expected[0].tolist()
    assert_close(scores, expected[1], 1e-12, "scores")


# ---------------------------------------------------------------------- attention
def copied(ours, theirs):
    """PyTorch's attention with our weights."""
    parts = [ours.query, ours.key, ours.value]
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.from_numpy(np.concatenate([p.weight.array for p in parts])))
        theirs.in_proj_bias.copy_(torch.from_numpy(np.concatenate([p.bias.array for p in parts])))
        theirs.out_proj.weight.copy_(torch.from_numpy(ours.output.weight.array))
        theirs.out_proj.bias.copy_(torch.from_numpy(ours.output.bias.array))
    return theirs


@pytest.mark.parametrize("causal", [False, True])
def test_attention_is_pytorchs(causal):
    nnbook.manual_seed(0)
    ours = models.MultiHeadAttention(8, 2).double()
    theirs = copied(ours, torch.nn.MultiheadAttention(8, 2, batch_first=True).double())
    x = nnbook.randn(2, 5, 8).double()
    mask = causal_mask(5) if causal else None
    there = torch.from_numpy(x.numpy())
    blocked = torch.from_numpy(~causal_mask(5).numpy()) if causal else None
    expected, weights = theirs(there, there, there, attn_mask=blocked, average_attn_weights=False)
    assert_close(ours(x, None, mask), expected, 1e-12, "output")
    assert_close(ours.look(x, None, mask)[0], weights, 1e-12, "weights")


def test_attention_without_positions_cannot_tell_order():
    model, x = models.MultiHeadAttention(8, 2).double(), nnbook.randn(1, 5, 8).double()
    order = [3, 0, 4, 1, 2]
    assert_close(model(x[:, order]), model(x)[:, order], 1e-12, "output")


def test_positions_of_the_paper():
    table = models.SinusoidalPositions(6, 50).table.numpy()
    for place, i in itertools.product((0, 1, 7, 49), range(3)):
        angle = place / 10000 ** (2 * i / 6)
        assert table[place, 2 * i] == pytest.approx(math.sin(angle), abs=1e-5)
        assert table[place, 2 * i + 1] == pytest.approx(math.cos(angle), abs=1e-5)


def test_heads_must_share_the_width():
    with pytest.raises(
        ValueError, match=r"MultiHeadAttention\(width=8, heads=3\): the heads must share the width evenly"
    ):
        models.MultiHeadAttention(8, 3)


# ---------------------------------------------------------------------- the Transformer
def load_layer(ours, theirs):
    copied(ours.attention, theirs.self_attn)
    pairs = [(ours.network[0], theirs.linear1), (ours.network[2], theirs.linear2)]
    norms = [theirs.norm1, theirs.norm2]
    if ours.reading is not None:
        copied(ours.reading, theirs.multihead_attn)
        norms.append(theirs.norm3)
    for mine, other in [*pairs, *zip(ours.norms, norms)]:
        other.load_state_dict(mine.state_dict())


@pytest.mark.parametrize("norm_first", [False, True])
def test_layers_are_pytorchs(norm_first):
    nnbook.manual_seed(0)
    x, memory = nnbook.randn(2, 5, 8).double(), nnbook.randn(2, 3, 8).double()
    x_there, memory_there = torch.from_numpy(x.numpy()), torch.from_numpy(memory.numpy())
    options = {"dropout": 0.0, "norm_first": norm_first, "batch_first": True}
    blocked = torch.from_numpy(~causal_mask(5).numpy())
    encoder = models.TransformerLayer(8, 2, 12, norm_first=norm_first).double()
    theirs = torch.nn.TransformerEncoderLayer(8, 2, 12, **options).double()
    load_layer(encoder, theirs)
    assert_close(encoder(x, causal_mask(5)), theirs(x_there, blocked), 1e-12, "encoder")
    decoder = models.TransformerLayer(8, 2, 12, norm_first=norm_first, reads=True).double()
    theirs = torch.nn.TransformerDecoderLayer(8, 2, 12, **options).double()
    load_layer(decoder, theirs)
    assert_close(decoder(x, causal_mask(5), memory), theirs(x_there, memory_there, blocked), 1e-12, "decoder")


def test_embeddings_are_scaled_before_positions_are_added():
    model, tokens = transformer(), nnbook.tensor([[2, 4]])
    expected = model.source.weight[[2, 4]].detach().numpy() * np.sqrt(8) + model.positions.table.numpy()[:2]
    assert_close(model.embed(model.source, tokens)[0], expected, 1e-12, "embedded")


def test_a_tied_transformer_has_one_embedding():
    tied, apart = transformer(tied=True), transformer()
    assert tied.source.weight is tied.target.weight is tied.readout.weight
    assert sum(p.numel() for p in apart.parameters()) - sum(p.numel() for p in tied.parameters()) == 2 * 6 * 8 + 6
    with pytest.raises(ValueError, match=r"Transformer\(tied=True\) needs one vocabulary for both sides, got 5 and 6"):
        models.Transformer(5, 6, tied=True)


def test_an_unknown_attention_is_refused():
    with pytest.raises(
        ValueError, match=r"Seq2Seq\(attention='bilinear'\): it must be one of \['none', 'additive', 'dot',"
    ):
        seq2seq("bilinear")


# ---------------------------------------------------------------------- GPT
def gpt(engine=nnbook, **options):
    engine.manual_seed(0)
    make = models.GPT if engine is nnbook else on_torch(models.GPT)
    return make(11, 8, **{"width": 12, "depth": 2, "heads": 3, **options}).double().eval()


TOKENS = [[1, 5, 2, 9, 3, 3], [4, 4, 10, 0, 1, 2]]


@pytest.mark.parametrize("engine", [nnbook, torch])
@pytest.mark.parametrize("pieces", [[6], [1] * 6, [2, 3, 1], [5, 1]])
def test_with_a_cache_it_says_the_same(engine, pieces):
    model, tokens = gpt(engine), engine.tensor(TOKENS)
    whole = model(tokens)
    cache, start, parts = None, 0, []
    for length in pieces:
        logits, cache = model.extend(tokens[:, start : start + length], cache)
        parts.append(logits)
        start += length
    assert_close(engine.cat(parts, 1), whole, 1e-12, "logits")
    assert cache[0][0].shape == (2, 3, 6, 4)


@pytest.mark.parametrize("engine", [nnbook, torch])
def test_the_best_token_each_time(engine):
    model, tokens = gpt(engine), engine.tensor(TOKENS)[:, :2]
    made = model.generate(tokens, 5, temperature=0)
    for _ in range(5):
        tokens = engine.cat([tokens, model(tokens)[:, -1].argmax(1, keepdim=True)], 1)
    assert made.tolist() == tokens.tolist()
    assert model.generate(tokens[:, :2], 5, top_k=1).tolist() == tokens.tolist()


@pytest.mark.parametrize("engine", [nnbook, torch])
def test_what_is_drawn_from(engine):
    shares = engine.tensor([[0.1, 0.5, 0.15, 0.25]]).double()
    logits = shares.log().expand(4000, 4)

    def drawn(**options):
        engine.manual_seed(0)
        return np.bincount(pick_of(engine)(logits, **options)[:, 0].tolist(), minlength=4) / 4000

    np.testing.assert_allclose(drawn(), shares[0].tolist(), atol=0.03)
    np.testing.assert_allclose(drawn(top_k=2), [0, 2 / 3, 0, 1 / 3], atol=0.03)
    np.testing.assert_allclose(drawn(top_p=0.6), [0, 2 / 3, 0, 1 / 3], atol=0.03)
    np.testing.assert_allclose(drawn(top_p=0.01), [0, 1, 0, 0])
    square = np.array([0.1, 0.5, 0.15, 0.25]) ** 2
    np.testing.assert_allclose(drawn(temperature=0.5), square / square.sum(), atol=0.03)


def pick_of(engine):
    return pick if engine is nnbook else on_torch(pick)


def test_the_first_weights_are_gpt2s():
    nnbook.manual_seed(0)
    model = models.GPT(50, 20, width=64, depth=8, heads=4)
    state = {name: value.numpy() for name, value in model.state_dict().items()}
    assert state["tokens.weight"].std() == pytest.approx(0.02, rel=0.1)
    assert state["blocks.3.attention.qkv.weight"].std() == pytest.approx(0.02, rel=0.1)
    for name in ("attention.output", "network.output"):
        assert state[f"blocks.3.{name}.weight"].std() == pytest.approx(0.02 / 4, rel=0.1)
        assert not state[f"blocks.3.{name}.bias"].any()
    assert (state["norm.weight"] == 1).all()


def test_a_text_longer_than_the_context_is_refused():
    with pytest.raises(ValueError, match=r"GPT\(context=8\) got 9 tokens: give it the last 8 of them"):
        gpt()(nnbook.zeros(1, 9, dtype=nnbook.int64))


def test_weights_of_the_published_gpt2_load():
    """Those of another implementation with random weights: the same logits, on both engines."""
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(0)
    config = GPT2Config(vocab_size=11, n_positions=8, n_embd=12, n_layer=2, n_head=3, bos_token_id=0, eos_token_id=0)
    reference = GPT2LMHeadModel(config).double().eval()
    for name, p in reference.named_parameters():
        torch.nn.init.normal_(p, 1.0 if "ln_" in name and "weight" in name else 0.0, 0.3)
    with torch.no_grad():
        expected = reference(torch.tensor(TOKENS)).logits
    state = reference.state_dict()
    for make, engine in ((gpt, nnbook), (lambda: gpt(torch), torch)):
        model = make()
        model.load_state_dict(models.from_gpt2(state))
        assert_close(model(engine.tensor(TOKENS)), expected, 1e-10, "logits")
    bare = {
        name.removeprefix("transformer."): value.numpy() for name, value in reference.transformer.state_dict().items()
    }
    bare |= {"h.0.attn.bias": np.ones((1, 1, 8, 8)), "h.0.attn.masked_bias": np.array(-1e4)}  # as older files have it
    model = gpt()
    model.load_state_dict(models.from_gpt2(bare))
    assert_close(model(nnbook.tensor(TOKENS)), expected, 1e-10, "logits")


def test_states_that_are_not_gpt2s():
    with pytest.raises(
        ValueError, match=r"from_gpt2: \['bert\.pooler\.dense\.weight'\] \(of 1\) are no names of GPT-2's: is"
    ):
        models.from_gpt2({"bert.pooler.dense.weight": np.zeros((2, 2)), "wte.weight": np.zeros((2, 2))})
    state = {name: value.numpy() for name, value in gpt().state_dict().items()}
    with pytest.raises(RuntimeError, match=r"size mismatch for tokens\.weight"):
        gpt().load_state_dict({**state, "tokens.weight": np.zeros((3, 12))})
    assert isinstance(gpt().blocks[0].gelu, nn.GELU)
