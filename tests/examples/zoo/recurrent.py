"""Networks with a memory."""

from __future__ import annotations

from dataclasses import replace

from tests.examples._form import fixed, integers, layers, networks, normal, values

X, TOKENS = normal(2, 4, 3), integers(0, 5, 2, 4)
DOCUMENTS = values([[1, 2, 0], [3, 0, 0], [0, 0, 0]], [[1, 1, 4], [2, 3, 0], [4, 0, 0]])

RECURRENT = [
    *layers("models.elman.ElmanNet(3, 5, 2)", x=X),
    *(replace(example, by_rule=True) for example in layers("models.elman.ElmanNet(3, 5, 2, truncated=True)", x=X)),
    *layers("models.elman.ElmanNet(3, 5, 2)", x=X, context=normal(2, 5)),
    *layers("models.jordan.JordanNet(3, 5, 2{|, decay=0.0})", x=X),
    *layers("models.jordan.JordanNet(3, 5, 2)", x=X, targets=fixed(normal(2, 4, 2))),
    *layers("models.{rnn.RNNNet|lstm.LSTMNet|gru.GRUNet}(3, 5, 2{|, layers=2, last=True})", x=X),
    *layers("models.{rnn.RNNNet|lstm.LSTMNet|gru.GRUNet}(5, 4, 2, embedding=3)", x=TOKENS),
    *layers("models.lstm.LSTMByHand(3, 4{|, peepholes=True})", x=X),
    *layers("models.gru.GRUByHand(3, 4{|, reset_after=True})", x=X),
    *layers("models.bidirectional.Bidirectional{RNN|LSTM|GRU}(3, 4, 2)", x=X),
    *layers("models.bidirectional.BidirectionalLSTM(5, 4, 2, embedding=3)", x=TOKENS, lengths=values(4, 2)),
    *networks("models.hierarchical.HierarchicalAttention(5, 3, 4, 3{|, attend=False})", tokens=DOCUMENTS),
    *layers("models.clockwork.ClockworkRNN(3, 6, 2, (1, 2, 3))", x=X),
]
