"""Softmax regression (Bridle, 1990, for the name): a weighted sum for each class, and shares that add up to one."""

from .. import nn


class SoftmaxRegression(nn.Module):
    """(N, D) inputs, or images of D numbers, -> (N, classes) logits; their softmax has the probabilities.

    Statistics knew it before as the multinomial logit model. Train it with `CrossEntropyLoss`.
    """

    def __init__(self, features: int, classes: int):
        super().__init__()
        self.linear = nn.Linear(features, classes)

    def forward(self, x):
        return self.linear(x.flatten(1))
