"""A local module that imports torch in its own way."""

import torch
from torch import Tensor
from torch.nn import Linear, Module

from .layers import Scale


class Net(Module):
    def __init__(self):
        super().__init__()
        self.first, self.scale, self.last = Linear(4, 16), Scale(16), Linear(16, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.scale(torch.tanh(self.first(x))))
