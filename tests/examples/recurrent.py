"""Recurrent layers, their cells, packed sequences."""

from __future__ import annotations

from tests.examples._form import Example, Sample, calls, fixed, integers, layers, normal

T, N, D, H = 4, 3, 3, 4  # steps, sequences, inputs, cells
X, ONE = normal(T, N, D), normal(T, D)
WIDE = normal(T, N, D + 1)  # cut to D where the first result is not an output (T, N, ...), as the docstrings promise
OPTIONS = "{|, num_layers=2|, bidirectional=True|, 2, bidirectional=True}{|, bias=False}"
PACK = "nn.utils.rnn.pack_padded_sequence"


def states(count: int, *batch: int) -> dict[str, Sample]:
    """Initial states of an LSTM with so many layers and directions."""
    return {"h": normal(count, *batch, H), "c": normal(count, *batch, H)}


def cells(batch: tuple[int, ...]) -> list[Example]:
    x, h, c = normal(*batch, D), normal(*batch, H), normal(*batch, H)
    return [
        *layers("nn.{RNNCell(3, 4)|RNNCell(3, 4, nonlinearity='relu')|LSTMCell(3, 4)|GRUCell(3, 4)}", x=x),
        *layers("nn.{RNNCell(3, 4)|RNNCell(3, 4, False, 'relu')|GRUCell(3, 4)|GRUCell(3, 4, bias=False)}", x=x, h=h),
        *layers("nn.LSTMCell(3, 4{|, bias=False})", "layer(x, (h, c))", x=x, h=h, c=c),
        *(e for part in "01" for e in layers("nn.LSTMCell(3, 4)", f"layer(x, (h, c))[{part}]", x=x, h=h, c=c)),
    ]


def given_states(count: int, more: str) -> list[Example]:
    h, h_one = normal(count, N, H), normal(count, H)
    return [
        *layers(f"nn.{{RNN|GRU}}(3, 4{more})", "layer(x, h)", x=X, h=h),
        *layers(f"nn.{{RNN|GRU}}(3, 4{more}, batch_first=True)", "layer(x, h)", x=normal(N, T, D), h=h),
        *layers(f"nn.LSTM(3, 4{more}{{|, bias=False}})", "layer(x, (h, c))", x=X, **states(count, N)),
        *layers(f"nn.{{RNN|GRU}}(3, 4{more}{{|, batch_first=True}})", "layer(x, h)", x=ONE, h=h_one),
        *layers(f"nn.LSTM(3, 4{more})", "layer(x, (h, c))", x=ONE, **states(count)),
    ]


def packed(lengths: str) -> list[Example]:
    build = "nn.{RNN|LSTM|GRU}(3, 4{|, bidirectional=True|, 2, bidirectional=True})"
    return layers(build, f"layer({PACK}(x[:, :, 1:], torch.tensor({lengths})))", x=WIDE)


def parts() -> list[Example]:
    """Gradients that come through one of the results only."""
    one = [e for k in "01" for e in layers("nn.{RNN|GRU}(3, 4, 2)", f"layer(x[:, :, 1:])[{k}]", x=WIDE)]
    some = ("0", "1][0", "1][1", "0][-1")
    return [*one, *(e for k in some for e in layers("nn.LSTM(3, 4, 2)", f"layer(x[:, :, 1:])[{k}]", x=WIDE))]


RECURRENT: list[Example] = [
    *(e for batch in [(2,), (), (0,)] for e in cells(batch)),
    *layers("nn.{RNNCell|GRUCell}(3, 3)", "layer(x[1], layer(x[0]))", x=normal(2, N, D)),
    *layers("nn.LSTMCell(3, 3)", "layer(x[1], layer(x[0]))", x=normal(2, N, D)),
    *layers(f"nn.{{RNN|LSTM|GRU}}(3, 4{OPTIONS})", x=X),
    *layers("nn.RNN(3, 4, {2, 'relu'|nonlinearity='relu', bidirectional=True, bias=False|3})", x=X),
    *layers("nn.{RNN|LSTM|GRU}(3, 4, {batch_first=True|2, batch_first=True, bidirectional=True})", x=X),
    *layers("nn.{RNN|LSTM|GRU}(3, 4, {1|2, bidirectional=True}{|, batch_first=True})", x=ONE),
    *layers("nn.{RNN|LSTM|GRU}(3, 4)", x=normal(1, 1, D)),
    *layers("nn.{RNN|LSTM|GRU}(3, 4, bidirectional=True)", x=normal(T, 0, D)),
    *layers("nn.LSTM(3, 4, proj_size=2{|, num_layers=2}{|, bias=False}{|, bidirectional=True})", x=X),
    *layers("nn.LSTM(3, 4, proj_size=3, batch_first=True)", x=ONE),
    *given_states(1, ""),
    *given_states(2, ", 2"),
    *given_states(2, ", bidirectional=True"),
    *given_states(4, ", 2, bidirectional=True"),
    *layers(
        "nn.LSTM(3, 4, {1|2}, proj_size=2, bidirectional=True)",
        "layer(x, (h[:2 * layer.num_layers], c[:2 * layer.num_layers]))",
        x=X,
        h=normal(4, N, 2),
        c=normal(4, N, H),
    ),
    *parts(),
    *(e for lengths in ("[4, 3, 1]", "[2, 2, 2]", "[4, 4, 1]") for e in packed(lengths)),
    *layers(
        "nn.{RNN(3, 4, 2)|GRU(3, 4, bidirectional=True, bias=False)|LSTM(3, 4, 2, proj_size=2)}",
        f"y, s = layer({PACK}(x[:, :, 1:], [2, 4, 1], True, enforce_sorted=False)); "
        "(nn.utils.rnn.pad_packed_sequence(y, batch_first=True), s)",
        x=normal(N, T, D + 1),
    ),
    *layers(
        "nn.{RNN|GRU}(3, 4, bidirectional=True)",
        f"layer({PACK}(x[:, :, 1:], [1, 4, 2], enforce_sorted=False), h)",
        x=WIDE,
        h=normal(2, N, H),
    ),
    *layers(
        "nn.LSTM(3, 4, bidirectional=True)",
        f"layer({PACK}(x[:, :, 1:], [1, 4, 2], enforce_sorted=False), (h, c))",
        x=WIDE,
        **states(2, N),
    ),
    *calls(
        """
        nn.utils.rnn.pack_padded_sequence(x, [4, 2, 2]{|, False, False|, enforce_sorted=False})
        nn.utils.rnn.pack_padded_sequence(x, torch.tensor([1, 3, 2]), enforce_sorted=False)
        nn.utils.rnn.unpack_sequence(nn.utils.rnn.pack_sequence([x[0], x[1, :2], x[2, 1:]]))
        nn.utils.rnn.unpack_sequence(nn.utils.rnn.pack_sequence([x[1, :2], x[0]], enforce_sorted=False))
        nn.utils.rnn.unpad_sequence(x.clone(), torch.tensor([3, 4, 1]){|, False})
        nn.utils.rnn.unpad_sequence(x.transpose(0, 1), torch.tensor([3, 4, 1]), batch_first=True)
        nn.utils.rnn.pad_sequence([x[0, 0], x[1, 1, :2], x[2, 2, 1:]]{|, True|, padding_value=0.5})
        nn.utils.rnn.pad_sequence([x[0, :1], x[1], x[2, 1:]]{|, True, 2.0, 'left'|, padding_side='left'})
        nn.utils.rnn.PackedSequence(x, torch.tensor([2, 1]), torch.tensor([1, 0])).{data|unsorted_indices|batch_sizes}
        """,
        x=X,
    ),
    *calls(
        "p = nn.utils.rnn.pack_padded_sequence(x, [3, 3, 1]); "
        "nn.utils.rnn.pad_packed_sequence(p{|, True|, False, 0.5|, total_length=6})",
        x=X,
    ),
    *calls(
        "p = nn.utils.rnn.pack_padded_sequence(x, [1, 3, 1], False, False); "
        "nn.utils.rnn.pad_packed_sequence(p{|, True, -1.0, 4})",
        x=X,
    ),
    *calls("nn.utils.rnn.pack_padded_sequence(x, [3, 2], True)", x=normal(2, 4)),
    *calls("nn.utils.rnn.pad_sequence([i, i[:1]], padding_value=7)", i=fixed(integers(0, 9, 3))),
    *calls("nn.utils.rnn.invert_permutation({torch.tensor([2, 0, 1])|None})"),
    *calls("(isinstance(nn.GRU(2, 3), nn.RNNBase), isinstance(nn.GRUCell(2, 3), nn.RNNCellBase))"),
]
