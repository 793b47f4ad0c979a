"""Perceptrons, layers of them, radial basis functions, experts, reservoirs."""

from __future__ import annotations

from tests.examples._form import M, fixed, layers, normal

FEEDFORWARD = [
    *layers("models.perceptron.{Perceptron|AveragedPerceptron|PocketPerceptron}(4)", x=M),
    *layers("models.adaline.Adaline(4)", x=M),
    *layers("models.logistic.LogisticRegression(4)", x=M),
    *layers("models.softmax.SoftmaxRegression(4, 3)", x=M),
    *layers("models.mlp.MLP({[4, 5, 3]|[4, 6, 5, 1], nn.Sigmoid})", x=M),
    *layers("models.rbf.RBFNetwork(torch.eye(2, 4), {1.5|torch.tensor([1.0, 2.0]), 3})", x=M),
    *layers("models.modular.{MixtureOfExperts(4, 2, 3)|HierarchicalMixture(4, 2)}",
            "layer(x), layer.competitive_loss(x, y)",
            x=M, y=normal(3, 2)),
    *layers("models.modular.MixtureOfExperts(4, 2, 3)", "layer(x) + 0 * layer.log_spread, layer.cooperative_loss(x, y)",
            x=M, y=normal(3, 2)),
    *layers("models.sparse_experts.SparseExperts(4, 2, experts=3, hidden=3)", "layer(x), layer.balance_loss(x)", x=M),
    *layers("models.echo_state.EchoStateNetwork(2, 5, 1, density=0.5{|, leak=0.3})", x=normal(2, 4, 2)),
    *layers("models.echo_state.EchoStateNetwork(2, 5, 1, density=0.5)", x=normal(2, 4, 2), state=fixed(normal(2, 5))),
]  # fmt: skip
