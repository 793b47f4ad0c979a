"""Multilayer perceptron (Rumelhart, Hinton & Williams, 1986): weighted sums with an activation between them."""

from itertools import pairwise

from .. import nn


class MLP(nn.Module):
    """(N, sizes[0]) inputs -> (N, sizes[-1]) outputs: `MLP([64, 32, 10])` has one hidden layer of 32 units.

    `activation` makes the layer that stands after every hidden layer; there is none after the last. The paper's units
    are sigmoids.
    """

    def __init__(self, sizes, activation=nn.ReLU):
        super().__init__()
        if len(sizes) < 2:
            raise ValueError(f"MLP(sizes) needs the number of inputs and of outputs, such as [2, 4, 1], got {sizes}")
        layers = []
        for inputs, outputs in pairwise(sizes):
            layers += [nn.Linear(inputs, outputs), activation()]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x):
        return self.layers(x)
