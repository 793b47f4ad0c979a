"""The book's architectures, one a file. Each is PyTorch code, too: `on_torch(LeNet5)` is that class there."""

from .lenet import LeNet5, LeNet5_1998
from .mlp import MLP
from .perceptron import AveragedPerceptron, Perceptron, PocketPerceptron

__all__ = ["MLP", "AveragedPerceptron", "LeNet5", "LeNet5_1998", "Perceptron", "PocketPerceptron"]
