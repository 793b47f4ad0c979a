"""The architectures."""

from __future__ import annotations

from tests.examples._form import M, layers, normal

# ---------------------------------------------------------------------- models
ZOO = [
    *layers("models.perceptron.{Perceptron|AveragedPerceptron|PocketPerceptron}(4)", x=M),
    *layers("models.mlp.MLP({[4, 5, 3]|[4, 6, 5, 1], nn.Sigmoid})", x=M),
    *layers("models.lenet.{LeNet5|LeNet5_1998}()", x=normal(2, 1, 32, 32)),
]
