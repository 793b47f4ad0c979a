"""Long short-term memory (Hochreiter & Schmidhuber, 1997): a cell that keeps its value until a gate says otherwise."""

from .. import nn, stack, zeros
from .rnn import RNNNet


class LSTMNet(RNNNet):
    """(N, T, D) sequences, or (N, T) tokens, -> (N, T, outputs) logits, or (N, outputs) with `last=True`.

    As RNNNet, with PyTorch's LSTM layer: the cell of 1997 with the forget gate of Gers, Schmidhuber & Cummins, 2000.
    """

    recurrence = nn.LSTM


class LSTMByHand(nn.Module):
    """(N, T, D) sequences -> (N, T, hidden) states, step by step, so that the gates can be looked at.

    i, f, o = sigmoid(W x + U h + b), g = tanh(W x + U h + b), c <- f c + i g, h <- o tanh(c). With `peepholes` gates
    see the cell, too (Gers & Schmidhuber, 2000). `forget_bias` is where f's bias starts: 1 lets cells keep at first
    (Jozefowicz, Zaremba & Sutskever, 2015).
    """

    def __init__(self, features: int, hidden: int, peepholes: bool = False, forget_bias: float = 1.0):
        super().__init__()
        self.input, self.hidden = nn.Linear(features, 4 * hidden), nn.Linear(hidden, 4 * hidden, bias=False)
        self.peep = nn.Parameter(zeros(3, hidden)) if peepholes else None  # for i, f and o
        nn.init.zeros_(self.input.bias)
        nn.init.constant_(self.input.bias[hidden : 2 * hidden], forget_bias)

    def forward(self, x):
        return self.trace(x)["hidden"]

    def trace(self, x):
        """(N, T, D) -> {"input", "forget", "output", "candidate", "cell", "hidden"}: (N, T, hidden) each."""
        h = c = x.new_zeros(len(x), self.hidden.in_features)
        steps = []
        for t in range(x.shape[1]):
            i, f, g, o = (self.input(x[:, t]) + self.hidden(h)).chunk(4, 1)
            if self.peep is not None:
                i, f = i + self.peep[0] * c, f + self.peep[1] * c
            i, f, g = i.sigmoid(), f.sigmoid(), g.tanh()
            c = f * c + i * g
            o = (o if self.peep is None else o + self.peep[2] * c).sigmoid()
            h = o * c.tanh()
            steps.append(stack([i, f, o, g, c, h]))
        names = ("input", "forget", "output", "candidate", "cell", "hidden")
        return dict(zip(names, stack(steps, 2).unbind(0)))
