"""ADALINE (Widrow & Hoff, 1960): a linear unit that learns from how far it is off, not only from being wrong."""

from .. import nn, no_grad, zeros


class Adaline(nn.Module):
    """(N, D) inputs -> (N,) scores; the class is the sign. The paper's weights start at random, these at 0."""

    def __init__(self, features: int):
        super().__init__()
        self.weight = nn.Parameter(zeros(features))  # (D,)
        self.bias = nn.Parameter(zeros(()))

    def forward(self, x):
        return x @ self.weight + self.bias

    @no_grad()
    def learn(self, x, y, rate: float) -> float:
        """One pass over inputs (N, D) with targets (N,), in order, by the delta rule; returns the mean squared error.

        Each example moves the weights by rate times its error times its input, a step of gradient descent on half
        its squared error. The error is that before the step, as the example was met.
        """
        total = 0.0
        for row, target in zip(x, y, strict=True):
            error = target - self(row)
            self.weight += rate * error * row
            self.bias += rate * error
            total += float(error) ** 2
        return total / len(x)
