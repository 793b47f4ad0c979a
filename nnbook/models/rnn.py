"""Recurrent network in the form that has been usual since about 2010: a recurrent layer, and a linear readout."""

from .. import nn


class RNNNet(nn.Module):
    """(N, T, D) sequences, or (N, T) tokens, -> (N, T, outputs) logits, or (N, outputs) with `last=True`.

    h_t = tanh(W x_t + U h_(t-1) + b) (Rumelhart, Hinton & Williams, 1986, for learning it by backpropagation through
    time). With `embedding` the inputs are tokens below `inputs`, each a trained vector of that size. `run` also takes
    and gives the state, to go on with the next piece of a long text.
    """

    recurrence = nn.RNN

    def __init__(
        self, inputs: int, hidden: int, outputs: int, *, embedding: int = 0, layers: int = 1, last: bool = False
    ):
        super().__init__()
        self.embedding = nn.Embedding(inputs, embedding) if embedding else nn.Identity()
        self.rnn = self.recurrence(embedding or inputs, hidden, layers, batch_first=True)
        self.readout, self.last = nn.Linear(hidden, outputs), last

    def forward(self, x):
        return self.run(x)[0]

    def run(self, x, state=None):
        """Inputs and the state before them (None: zeros) -> logits and the state after them."""
        h, state = self.rnn(self.embedding(x), state)  # (N, T, hidden)
        return self.readout(h[:, -1] if self.last else h), state
