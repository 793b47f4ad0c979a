"""The perceptron (Rosenblatt, 1958): one threshold unit that learns from its mistakes, and two ways to calm it.

The paper's unit sees its input through fixed random connections; here it sees the input itself, as in most textbooks.
"""

from .. import nn, no_grad, zeros


class Perceptron(nn.Module):
    """(N, D) inputs -> (N,) scores; the class is the sign, -1 or +1 (Rosenblatt, 1958): eq. 1 and 2 of its chapter."""

    def __init__(self, features: int):
        super().__init__()
        self.weight = nn.Parameter(zeros(features))  # (D,)
        self.bias = nn.Parameter(zeros(()))

    def forward(self, x):
        return x @ self.weight + self.bias

    @no_grad()
    def learn(self, x, y) -> int:
        """One pass over inputs (N, D) with labels (N,) of -1 or +1, in order; returns the number of mistakes."""
        mistakes = 0
        for row, label in zip(x, y, strict=True):
            wrong = bool(label * Perceptron.forward(self, row) <= 0)  # a score of 0 decides nothing: also a mistake
            if wrong:
                self.weight += label * row
                self.bias += label
                mistakes += 1
            self.remember(x, y, wrong)
        return mistakes

    def remember(self, x, y, corrected: bool) -> None:
        """Called after every example of a pass; the perceptron itself remembers nothing but its weights."""


class AveragedPerceptron(Perceptron):
    """(N, D) inputs -> (N,) scores of the mean of all weights so far, in eval mode (Freund and Schapire, 1999)."""

    def __init__(self, features: int):
        super().__init__(features)
        self.register_buffer("weight_sum", zeros(features))
        self.register_buffer("bias_sum", zeros(()))

    def forward(self, x):
        return super().forward(x) if self.training else x @ self.weight_sum + self.bias_sum

    def remember(self, x, y, corrected: bool) -> None:
        """Add the weights of this moment; the sum has the sign of the mean."""
        self.weight_sum += self.weight
        self.bias_sum += self.bias


class PocketPerceptron(Perceptron):
    """(N, D) inputs -> (N,) scores of the best weights so far, in eval mode (Gallant, 1990, with his ratchet)."""

    def __init__(self, features: int):
        super().__init__(features)
        self.register_buffer("best_weight", zeros(features))
        self.register_buffer("best_bias", zeros(()))
        self.register_buffer("most_right", zeros(()))

    def forward(self, x):
        return super().forward(x) if self.training else x @ self.best_weight + self.best_bias

    def remember(self, x, y, corrected: bool) -> None:
        """Put new weights into the pocket if they are right for more of the inputs than those in it."""
        if not corrected:
            return
        right = (y * Perceptron.forward(self, x) > 0).sum()
        if right > self.most_right:
            self.best_weight.copy_(self.weight)
            self.best_bias.copy_(self.bias)
            self.most_right.copy_(right)
