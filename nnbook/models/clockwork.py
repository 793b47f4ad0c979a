"""Clockwork RNN (Koutnik, Greff, Gomez & Schmidhuber, 2014): groups of units that wake up at different rates."""

from .. import nn, stack, tensor, where


class ClockworkRNN(nn.Module):
    """(N, T, D) sequences -> (N, T, outputs) logits.

    At step t, counted from 0, the groups whose period divides t are computed, h = tanh(W x + U h + b); the others keep
    their values (eq. 1 and section 3). A group reads from itself and from groups of longer periods. `hidden` units are
    shared out evenly over the `periods`.
    """

    def __init__(self, features: int, hidden: int, outputs: int, periods=(1, 2, 4, 8)):
        super().__init__()
        if hidden % len(periods):
            raise ValueError(
                f"ClockworkRNN(hidden={hidden}): it must be a multiple of {len(periods)}, one group a period"
            )
        of_unit = tensor([period for period in sorted(periods) for _ in range(hidden // len(periods))])
        self.register_buffer("period", of_unit)  # (hidden,)
        self.register_buffer("allowed", (of_unit.unsqueeze(1) <= of_unit).float())  # from slow to fast
        self.input, self.hidden = nn.Linear(features, hidden), nn.Linear(hidden, hidden, bias=False)
        self.readout = nn.Linear(hidden, outputs)

    def forward(self, x):
        return self.readout(self.states(x))

    def states(self, x):
        """(N, T, D) -> (N, T, hidden): all units at every step."""
        weight, h, states = self.hidden.weight * self.allowed, x.new_zeros(len(x), len(self.period)), []
        for t in range(x.shape[1]):
            new = (self.input(x[:, t]) + h @ weight.T).tanh()
            h = where(t % self.period == 0, new, h)
            states.append(h)
        return stack(states, 1)


def side_by_side(models, x):
    """M clockwork networks of one shape, (M, N, T, D) sequences -> (M, N, T, outputs) logits, as one by one.

    One loop over time in the place of M: with small networks it is the loop that takes the time.
    """
    weight = stack([(model.hidden.weight * model.allowed).T for model in models])  # (M, hidden, hidden)
    driven = stack([model.input(each) for model, each in zip(models, x)])  # (M, N, T, hidden)
    period = stack([model.period for model in models]).unsqueeze(1)  # (M, 1, hidden)
    h, states = driven.new_zeros(driven.shape[0], driven.shape[1], driven.shape[3]), []
    awake = bool((period == 1).all())  # Elman networks: every unit moves at every step
    for t, drive in enumerate(driven.unbind(2)):
        new = (drive + h @ weight).tanh()
        h = new if awake else where(t % period == 0, new, h)
        states.append(h)
    return stack([model.readout(each) for model, each in zip(models, stack(states, 2))])
