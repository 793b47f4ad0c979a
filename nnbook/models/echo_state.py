"""Echo state network (Jaeger, 2001): a random network that is never trained, and a readout that is solved for."""

from .. import cat, linalg, nn, no_grad, rand, stack


class EchoStateNetwork(nn.Module):
    """(N, T, D) sequences -> (N, T, outputs), from a state of zeros or from `state` (N, units).

    state <- (1 - leak) state + leak tanh(W state + W_in u + b), output = W_out (1, u, state): Jaeger & Haas, 2004, with
    the leak of Lukosevicius, 2012. W has a share `density` of entries that are not 0, scaled to the spectral radius
    `radius`; only W_out is trained, by `solve`. `scale` and `shift` are the ranges of W_in and b.
    """

    def __init__(
        self, features: int, units: int, outputs: int, *, radius=0.9, leak=1.0, scale=1.0, shift=0.2, density=0.1
    ):
        super().__init__()
        weight = (2 * rand(units, units) - 1) * (rand(units, units) < density)
        found = spectral_radius(weight)
        if not bool(found > 0):
            raise ValueError(
                f"EchoStateNetwork(units={units}, density={density}) has no loop that could echo: raise one"
            )
        self.register_buffer("weight", weight * (radius / found))
        self.register_buffer("input_weight", (2 * rand(units, features) - 1) * scale)
        self.register_buffer("bias", (2 * rand(units) - 1) * shift)
        self.readout = nn.Linear(features + units, outputs)
        self.leak = leak

    def forward(self, u, state=None):
        return self.readout(cat([u, self.states(u, state)], 2))

    def step(self, u, state):
        """(N, D) inputs and (N, units) states -> the next states."""
        new = (state @ self.weight.T + u @ self.input_weight.T + self.bias).tanh()
        return (1 - self.leak) * state + self.leak * new

    def states(self, u, state=None):
        """(N, T, D) -> (N, T, units): the echoes of the inputs so far."""
        state = u.new_zeros(len(u), len(self.bias)) if state is None else state
        states = []
        for t in range(u.shape[1]):
            state = self.step(u[:, t], state)
            states.append(state)
        return stack(states, 1)

    @no_grad()
    def solve(self, u, y, ridge: float = 1e-6, washout: int = 100):
        """Set the readout to the ridge regression of targets (N, T, outputs), without the first `washout` steps, which
        still know the zeros of the start; returns the last states (N, units)."""
        states = self.states(u)
        seen, y = cat([u, states], 2)[:, washout:].flatten(0, 1), y[:, washout:].flatten(0, 1)
        seen = cat([seen.new_ones(len(seen), 1), seen], 1)
        system = seen.T @ seen
        system.diagonal().add_(ridge)
        weight = linalg.solve(system, seen.T @ y).T  # (outputs, 1 + D + units)
        self.readout.bias.copy_(weight[:, 0])
        self.readout.weight.copy_(weight[:, 1:])
        return states[:, -1]

    @no_grad()
    def generate(self, u, state, steps: int):
        """(N, D) last inputs and the states before them -> (N, steps, D): outputs that become the next inputs."""
        outputs = []
        for _ in range(steps):
            state = self.step(u, state)
            u = self.readout(cat([u, state], 1))
            outputs.append(u)
        return stack(outputs, 1)


def spectral_radius(weight, doublings: int = 16):
    """The largest magnitude of the eigenvalues of (D, D): the limit of |W^k|^(1/k), by squaring (Gelfand, 1941)."""
    logarithm, scale = 0.0, 1.0
    for _ in range(doublings):
        size = weight.norm()
        logarithm = logarithm + scale * size.log()
        weight, scale = (weight / size) @ (weight / size), scale / 2
    return logarithm.exp()
