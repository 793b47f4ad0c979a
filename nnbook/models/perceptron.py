"""The perceptron (Rosenblatt, 1958): a neuron that learns from its mistakes, and two ways to settle what it learnt."""

from .. import nn, no_grad, zeros


class Perceptron(nn.Module):
    """(N, D) inputs -> (N,) scores w.x + b; the sign is the answer, -1 or +1.

    There is no step size: starting from zero, it would multiply every score and change no sign.
    """

    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(zeros(features))
        self.bias = nn.Parameter(zeros(()))

    def forward(self, x):
        return x @ self.weight + self.bias

    @no_grad()
    def update(self, x, y):
        """Learn from one example, input x (D,) and label y, -1 or +1. Returns whether the answer was wrong."""
        wrong = bool(y * self(x) <= 0)
        if wrong:
            self.weight += y * x
            self.bias += y
        return wrong

    def epoch(self, inputs, labels):
        """Learn from all examples, inputs (N, D) and labels (N,), one by one. Returns the number of mistakes."""
        return sum(self.update(x, y) for x, y in zip(inputs, labels, strict=True))


class PocketPerceptron(Perceptron):
    """(N, D) inputs -> (N,) scores; after `eval()`, with the weights that were right most often in a row (Gallant, 1990).

    For examples that no plane separates, shown in random order. The paper's variant that counts on all examples is not here.
    """

    def __init__(self, features):
        super().__init__(features)
        self.register_buffer("pocket_weight", zeros(features))
        self.register_buffer("pocket_bias", zeros(()))
        self.run = self.longest_run = 0

    def forward(self, x):
        return super().forward(x) if self.training else x @ self.pocket_weight + self.pocket_bias

    @no_grad()
    def update(self, x, y):
        """As Perceptron.update; a longer run of right answers than ever before puts the weights into the pocket."""
        wrong = super().update(x, y)
        self.run = 0 if wrong else self.run + 1
        if self.run > self.longest_run:
            self.longest_run = self.run
            self.pocket_weight.copy_(self.weight)
            self.pocket_bias.copy_(self.bias)
        return wrong


class AveragedPerceptron(Perceptron):
    """(N, D) inputs -> (N,) scores; after `eval()`, with the mean of the weights after every example (Freund & Schapire, 1999)."""

    def __init__(self, features):
        super().__init__(features)
        self.register_buffer("mean_weight", zeros(features))
        self.register_buffer("mean_bias", zeros(()))
        self.register_buffer("shown", zeros(()))

    def forward(self, x):
        return super().forward(x) if self.training else x @ self.mean_weight + self.mean_bias

    @no_grad()
    def update(self, x, y):
        """As Perceptron.update; then moves the mean."""
        wrong = super().update(x, y)
        self.shown += 1
        self.mean_weight += (self.weight - self.mean_weight) / self.shown
        self.mean_bias += (self.bias - self.mean_bias) / self.shown
        return wrong
