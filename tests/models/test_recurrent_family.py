"""Networks with a memory: what each must be beside its numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import nnbook
from nnbook import models, nn
from tests.support import assert_close

nnbook.manual_seed(0)
X = nnbook.randn(2, 7, 3).double()


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def new(make, **options):
    nnbook.manual_seed(1)
    return make(**options).double()


# ---------------------------------------------------------------------- Elman and Jordan
def test_elman_is_pytorchs_rnn():
    ours, theirs = new(models.ElmanNet, features=3, hidden=5, outputs=2), nn.RNN(3, 5, batch_first=True).double()
    theirs.load_state_dict({
        "weight_ih_l0": ours.hidden.weight[:, :3], "weight_hh_l0": ours.hidden.weight[:, 3:],
        "bias_ih_l0": ours.hidden.bias, "bias_hh_l0": nnbook.zeros(5).double(),
    })  # fmt: skip
    assert_close(ours.states(X), theirs(X)[0], 1e-12, "states")


def test_truncated_learning_takes_the_context_for_an_input():
    """The gradient of 1990: every step by itself, with its context as a given number."""
    model = new(models.ElmanNet, features=3, hidden=5, outputs=2, truncated=True)
    model(X).sum().backward()
    got = model.hidden.weight.grad.numpy().copy()
    states = model.states(X).detach()
    contexts = nnbook.cat([nnbook.zeros(2, 1, 5).double(), states[:, :-1]], 1)
    model.zero_grad()
    for t in range(7):
        h = model.hidden(nnbook.cat([X[:, t], contexts[:, t]], 1)).tanh()
        model.readout(h).sum().backward()
    np.testing.assert_allclose(got, model.hidden.weight.grad.numpy(), rtol=1e-12)
    whole = new(models.ElmanNet, features=3, hidden=5, outputs=2)
    whole.load_state_dict(model.state_dict())
    whole(X).sum().backward()
    assert np.abs(whole.hidden.weight.grad.numpy() - got).max() > 1e-3


def test_elman_learns_the_third_bit_of_temporal_xor():
    """Every third bit is the exclusive or of the two before; only it can be foretold (Elman, 1990)."""
    nnbook.manual_seed(0)
    rng = np.random.default_rng(0)

    def bits(n):
        a = rng.integers(0, 2, (n, 10, 2))
        return np.concatenate([a, a[..., :1] ^ a[..., 1:]], 2).reshape(n, 30, 1).astype(np.float32)

    model = models.ElmanNet(1, 8, 1)
    optimizer = nnbook.optim.Adam(model.parameters(), lr=0.02)
    loss = nn.BCEWithLogitsLoss()
    for _ in range(250):
        stream = nnbook.from_numpy(bits(16))
        optimizer.zero_grad()
        loss(model(stream[:, :-1]), stream[:, 1:]).backward()
        optimizer.step()
    test = bits(200)
    with nnbook.no_grad():
        error = (sigmoid(model(nnbook.from_numpy(test[:, :-1])).numpy()) - test[:, 1:]) ** 2
    by_phase = [error[:, phase::3].mean() for phase in range(3)]
    assert by_phase[1] < 0.05
    assert min(by_phase[0], by_phase[2]) > 0.2


@pytest.mark.parametrize("forced", [True, False])
def test_jordan_is_its_definition(forced):
    model = new(models.JordanNet, features=3, hidden=5, outputs=2, decay=0.3)
    targets = nnbook.rand(2, 7, 2).double() if forced else None
    got = model(X, targets).detach().numpy()
    w, b, v, c = (p.detach().numpy() for p in model.parameters())
    state, expected = np.zeros((2, 2)), []
    for t in range(7):
        logits = np.tanh(np.concatenate([X.numpy()[:, t], state], 1) @ w.T + b) @ v.T + c
        expected.append(logits)
        state = 0.3 * state + (targets.numpy()[:, t] if forced else sigmoid(logits))
    np.testing.assert_allclose(got, np.stack(expected, 1), rtol=1e-12)


def test_jordan_begins_where_it_is_told():
    model = new(models.JordanNet, features=3, hidden=5, outputs=2)
    whole = model(X)
    before = sum(0.5 ** (2 - t) * whole[:, t].sigmoid() for t in range(3))
    np.testing.assert_allclose(
        model(X[:, 3:], state=before).detach().numpy(), whole[:, 3:].detach().numpy(), rtol=1e-10
    )


# ---------------------------------------------------------------------- cells that can be looked at
def test_the_lstm_by_hand_is_pytorchs():
    ours, theirs = new(models.LSTMByHand, features=3, hidden=5), nn.LSTM(3, 5, batch_first=True).double()
    assert ours.input.bias.tolist() == [0.0] * 5 + [1.0] * 5 + [0.0] * 10
    theirs.load_state_dict({
        "weight_ih_l0": ours.input.weight, "weight_hh_l0": ours.hidden.weight, "bias_ih_l0": ours.input.bias,
        "bias_hh_l0": nnbook.zeros(20).double(),
    })  # fmt: skip
    trace = ours.trace(X)
    output, (_, c) = theirs(X)
    assert_close(trace["hidden"], output, 1e-12, "hidden")
    assert_close(trace["cell"][:, -1], c[0], 1e-12, "cell")


def test_peepholes_let_the_gates_see_the_cell():
    model = new(models.LSTMByHand, features=3, hidden=5, peepholes=True)
    nn.init.normal_(model.peep)
    trace = {name: values.detach().numpy() for name, values in model.trace(X).items()}
    peep, bias = model.peep.detach().numpy(), model.input.bias.detach().numpy()
    linear = X.numpy()[:, 4] @ model.input.weight.detach().numpy().T + bias
    i, f, _, o = np.split(linear + trace["hidden"][:, 3] @ model.hidden.weight.detach().numpy().T, 4, axis=1)
    before, after = trace["cell"][:, 3], trace["cell"][:, 4]
    np.testing.assert_allclose(trace["input"][:, 4], sigmoid(i + peep[0] * before), rtol=1e-10)
    np.testing.assert_allclose(trace["forget"][:, 4], sigmoid(f + peep[1] * before), rtol=1e-10)
    np.testing.assert_allclose(trace["output"][:, 4], sigmoid(o + peep[2] * after), rtol=1e-10)


@pytest.mark.parametrize("reset_after", [True, False])
def test_the_gru_by_hand(reset_after):
    ours = new(models.GRUByHand, features=3, hidden=5, reset_after=reset_after)
    trace = ours.trace(X)
    if reset_after:
        theirs = nn.GRU(3, 5, batch_first=True).double()
        theirs.load_state_dict({
            "weight_ih_l0": ours.input.weight, "bias_ih_l0": ours.input.bias,
            "weight_hh_l0": nnbook.cat([ours.hidden.weight, ours.candidate.weight]),
            "bias_hh_l0": nnbook.cat([nnbook.zeros(10).double(), ours.candidate.bias]),
        })  # fmt: skip
        assert_close(trace["hidden"], theirs(X)[0], 1e-12, "hidden")
    w, u, b = (
        ours.input.weight.detach().numpy(),
        ours.candidate.weight.detach().numpy(),
        ours.input.bias.detach().numpy(),
    )
    r, h = trace["reset"][:, 3].detach().numpy(), trace["hidden"][:, 2].detach().numpy()
    inner = r * (h @ u.T + ours.candidate.bias.detach().numpy()) if reset_after else (r * h) @ u.T
    expected = np.tanh(X.numpy()[:, 3] @ w[10:].T + b[10:] + inner)
    np.testing.assert_allclose(trace["candidate"][:, 3].detach().numpy(), expected, rtol=1e-10)


# ---------------------------------------------------------------------- today's form
@pytest.mark.parametrize("make", [models.RNNNet, models.LSTMNet, models.GRUNet])
def test_two_pieces_are_one_text(make):
    model = new(make, inputs=9, hidden=5, outputs=9, embedding=4)
    tokens = nnbook.randint(0, 9, (2, 7))
    first, state = model.run(tokens[:, :3])
    second, _ = model.run(tokens[:, 3:], state)
    assert_close(nnbook.cat([first, second], 1), model(tokens), 1e-12, "logits")


def influence(model, length=6, **options):
    """(outputs' times, inputs' times): whether an output depends on an input."""
    x = nnbook.randn(1, length, 3).double().requires_grad_()
    rows = []
    for t in range(length):
        (slope,) = nnbook.autograd.grad(model(x, **options)[0, t].sum(), x)
        rows.append((slope[0].abs().sum(1) > 0).tolist())
    return np.array(rows)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_only_bidirectional_ones_know_the_future(kind):
    past = new(getattr(models, f"{kind}Net"), inputs=3, hidden=4, outputs=2)
    both = new(getattr(models, f"Bidirectional{kind}"), inputs=3, hidden=4, outputs=2)
    np.testing.assert_array_equal(influence(past), np.tril(np.ones((6, 6), bool)))
    assert influence(both).all()
    within = influence(both, lengths=nnbook.tensor([4]))
    assert within[:4, :4].all()
    assert not within[:4, 4:].any()


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_padding_changes_no_answer(kind):
    model = new(getattr(models, f"Bidirectional{kind}"), inputs=3, hidden=4, outputs=2)
    lengths = nnbook.tensor([7, 4])
    spoiled = X.clone()
    spoiled[1, 4:] = 100.0
    got = model(spoiled, lengths)
    assert_close(got[0], model(X[:1])[0], 1e-12, "the long one")
    assert_close(got[1, :4], model(X[1:, :4])[0], 1e-12, "the short one")


def test_bidirectional_is_pytorchs():
    ours, theirs = (
        new(models.BidirectionalLSTM, inputs=3, hidden=4, outputs=2),
        torch.nn.LSTM(3, 4, 1, True, True, 0.0, True),
    )
    state = {name: torch.from_numpy(value.numpy()) for name, value in ours.onward.state_dict().items()}
    state |= {f"{name}_reverse": torch.from_numpy(value.numpy()) for name, value in ours.back.state_dict().items()}
    theirs.double().load_state_dict(state)
    expected = theirs(torch.from_numpy(X.numpy()))[0]
    assert_close(models.bidirectional.both_ways(ours.onward, ours.back, X), expected, 1e-12, "both ways")


# ---------------------------------------------------------------------- hierarchies
def test_padding_of_a_document_has_no_influence():
    nnbook.manual_seed(0)
    for attend in (True, False):
        model = models.HierarchicalAttention(9, 3, 6, 4, attend).double()
        document = nnbook.tensor([[[3, 4], [5, 0]]])
        wide = nnbook.tensor([[[3, 4, 0, 0], [5, 0, 0, 0], [0, 0, 0, 0]]])
        assert_close(model(wide), model(document), 1e-12, "logits")
        words, sentences = (w.detach().numpy() for w in model.weights(wide))
        np.testing.assert_allclose(words.sum(2), [[1, 1, 0]])
        np.testing.assert_allclose(sentences, [[*sentences[0, :2], 0]])
        assert sentences.sum() == pytest.approx(1)
        if not attend:
            np.testing.assert_allclose(words[0], [[0.5, 0.5, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]])


def test_groups_wake_up_at_their_periods():
    model = new(models.ClockworkRNN, features=3, hidden=6, outputs=1, periods=(4, 1, 2))
    states = model.states(nnbook.randn(1, 9, 3).double())[0].detach().numpy()
    changed = np.diff(np.concatenate([np.zeros((1, 6)), states]), axis=0) != 0
    assert model.period.tolist() == [1, 1, 2, 2, 4, 4]
    for unit, period in enumerate(model.period.tolist()):
        assert changed[:, unit].tolist() == [t % period == 0 for t in range(9)]


def test_slow_groups_do_not_hear_fast_ones():
    model = new(models.ClockworkRNN, features=3, hidden=6, outputs=1, periods=(1, 2, 4))
    assert model.allowed.tolist() == np.kron(np.triu(np.ones((3, 3))), np.ones((2, 2))).tolist()
    slow = model.states(X)[:, -1, 4:].sum()
    (slope,) = nnbook.autograd.grad(slow, model.hidden.weight)
    assert slope[:4].abs().sum().item() == 0
    with pytest.raises(ValueError, match=r"ClockworkRNN\(hidden=7\): it must be a multiple of 3, one group a period"):
        models.ClockworkRNN(1, 7, 1, (1, 2, 3))
