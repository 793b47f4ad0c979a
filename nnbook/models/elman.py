"""Simple recurrent network (Elman, 1990): the hidden layer is copied, and read again beside the next input."""

from .. import cat, nn, stack


class ElmanNet(nn.Module):
    """(N, T, D) sequences -> (N, T, outputs) logits: h_t = tanh(W (x_t, h_(t-1)) + b), y_t = V h_t + c.

    `truncated=True` is the learning of 1990: the copy counts as an input, and no error goes back through it. Otherwise
    errors go back through all of time. Elman's units are logistic; these are tanh, as in `nn.RNN`.
    """

    def __init__(self, features: int, hidden: int, outputs: int, truncated: bool = False):
        super().__init__()
        self.hidden, self.readout = nn.Linear(features + hidden, hidden), nn.Linear(hidden, outputs)
        self.truncated = truncated

    def forward(self, x, context=None):
        return self.readout(self.states(x, context))

    def states(self, x, context=None):
        """(N, T, D) -> (N, T, hidden): the hidden layer at every step, from a context of zeros unless one is given."""
        context = x.new_zeros(len(x), self.hidden.out_features) if context is None else context
        states = []
        for t in range(x.shape[1]):
            states.append(self.hidden(cat([x[:, t], context], 1)).tanh())
            context = states[-1].detach() if self.truncated else states[-1]
        return stack(states, 1)
