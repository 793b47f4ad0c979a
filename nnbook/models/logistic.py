"""Logistic regression (Cox, 1958): a weighted sum that says how likely the second of two classes is."""

from .. import nn


class LogisticRegression(nn.Module):
    """(N, D) inputs -> (N,) logits z; the probability of class 1 is sigmoid(z).

    Train it with `BCEWithLogitsLoss`, which is the negative log-likelihood of the paper's model.
    """

    def __init__(self, features: int):
        super().__init__()
        self.linear = nn.Linear(features, 1)

    def forward(self, x):
        return self.linear(x).squeeze(-1)
