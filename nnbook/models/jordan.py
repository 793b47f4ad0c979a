"""Jordan network (Jordan, 1986): the network reads its own last output beside a plan, and so produces a sequence."""

from .. import cat, nn, stack


class JordanNet(nn.Module):
    """(N, T, D) plans or inputs -> (N, T, outputs) logits; outputs are the sigmoids, which the state units add up.

    s_t = decay s_(t-1) + y_(t-1), h_t = tanh(W (x_t, s_t) + b), logits = V h_t + c. With `targets` (N, T, outputs) the
    states add up what should have been said (teacher forcing), else what was said. They begin at 0, or at `state` (N,
    outputs). Jordan's hidden units are logistic.
    """

    def __init__(self, features: int, hidden: int, outputs: int, decay: float = 0.5):
        super().__init__()
        self.hidden, self.readout = nn.Linear(features + outputs, hidden), nn.Linear(hidden, outputs)
        self.decay = decay

    def forward(self, x, targets=None, state=None):
        state = x.new_zeros(len(x), self.readout.out_features) if state is None else state
        logits = []
        for t in range(x.shape[1]):
            logits.append(self.readout(self.hidden(cat([x[:, t], state], 1)).tanh()))
            said = logits[-1].sigmoid() if targets is None else targets[:, t]
            state = self.decay * state + said
        return stack(logits, 1)
