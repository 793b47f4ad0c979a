"""Clockwork networks side by side: in one loop they answer as one by one, and each learns as if it were alone."""

import numpy as np

import nnbook
from nnbook.models.clockwork import ClockworkRNN, side_by_side


def test_side_by_side_answers_and_learns_as_one_by_one():
    nnbook.manual_seed(0)
    models = [ClockworkRNN(2, 6, 1, periods=periods) for periods in ((1, 2), (1, 3), (2, 5))]
    x = nnbook.randn(3, 4, 7, 2)
    together = side_by_side(models, x)
    assert together.shape == (3, 4, 7, 1)
    together.square().sum().backward()
    gradients = [p.grad.numpy().copy() for model in models for p in model.parameters()]
    for model in models:
        model.zero_grad()
    for model, each, found in zip(models, x, together, strict=True):
        alone = model(each)
        np.testing.assert_allclose(found.detach().numpy(), alone.detach().numpy(), atol=1e-6)
        alone.square().sum().backward()
    for found, p in zip(gradients, (p for model in models for p in model.parameters()), strict=True):
        np.testing.assert_allclose(found, p.grad.numpy(), atol=1e-5)
