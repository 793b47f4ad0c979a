"""Gated recurrent unit (Cho et al., 2014): two gates and no cell beside the state."""

from .. import nn, stack
from .rnn import RNNNet


class GRUNet(RNNNet):
    """(N, T, D) sequences, or (N, T) tokens, -> (N, T, outputs) logits, or (N, outputs) with `last=True`.

    As RNNNet, with PyTorch's GRU layer, which resets after the matrix product (see GRUByHand).
    """

    recurrence = nn.GRU


class GRUByHand(nn.Module):
    """(N, T, D) sequences -> (N, T, hidden) states, step by step, so that the gates can be looked at.

    r, z = sigmoid(W x + U h + b), h <- z h + (1 - z) n: z near 1 keeps the old state. The candidate is that of the
    paper, n = tanh(W x + U (r h) + b), or with `reset_after` that of PyTorch, n = tanh(W x + b + r (U h + b')).
    """

    def __init__(self, features: int, hidden: int, reset_after: bool = False):
        super().__init__()
        self.input, self.hidden = nn.Linear(features, 3 * hidden), nn.Linear(hidden, 2 * hidden, bias=False)
        self.candidate, self.reset_after = nn.Linear(hidden, hidden, bias=reset_after), reset_after

    def forward(self, x):
        return self.trace(x)["hidden"]

    def trace(self, x):
        """(N, T, D) -> {"reset", "update", "candidate", "hidden"}: (N, T, hidden) each."""
        h, steps = x.new_zeros(len(x), self.candidate.in_features), []
        for t in range(x.shape[1]):
            x_r, x_z, x_n = self.input(x[:, t]).chunk(3, 1)
            h_r, h_z = self.hidden(h).chunk(2, 1)
            r, z = (x_r + h_r).sigmoid(), (x_z + h_z).sigmoid()
            n = (x_n + (r * self.candidate(h) if self.reset_after else self.candidate(r * h))).tanh()
            h = z * h + (1 - z) * n
            steps.append(stack([r, z, n, h]))
        return dict(zip(("reset", "update", "candidate", "hidden"), stack(steps, 2).unbind(0)))
