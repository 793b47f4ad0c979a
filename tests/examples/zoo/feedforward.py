"""Perceptrons, layers of them, radial basis functions, experts, reservoirs."""

from __future__ import annotations

from tests.examples._form import M, layers

FEEDFORWARD = [
    *layers("models.perceptron.{Perceptron|AveragedPerceptron|PocketPerceptron}(4)", x=M),
    *layers("models.mlp.MLP({[4, 5, 3]|[4, 6, 5, 1], nn.Sigmoid})", x=M),
]
