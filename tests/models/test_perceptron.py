"""The perceptron's rule, by hand and on both engines, and its two calmer forms."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import nnbook
from nnbook.models import AveragedPerceptron, Perceptron, PocketPerceptron
from nnbook.on_torch import on_torch
from tests.support import rng_for


def clouds(n=60, noise=0.0):
    rng = rng_for("clouds")
    x = rng.normal(size=(n, 3))
    y = np.where(x @ [1.0, -2.0, 0.5] + 0.3 > 0, 1, -1)
    return x, np.where(rng.random(n) < noise, -y, y)


def by_hand(x, y, passes):
    """Weights after every example, and the number of mistakes of every pass."""
    weight, bias, history, mistakes = np.zeros(3), 0.0, [], []
    for _ in range(passes):
        mistakes.append(0)
        for row, label in zip(x, y, strict=True):
            if label * (row @ weight + bias) <= 0:
                weight, bias = weight + label * row, bias + label
                mistakes[-1] += 1
            history.append(np.append(weight, bias))
    return np.array(history), mistakes


def learnt(cls, t, x, y, passes):
    model = (cls if t is nnbook else on_torch(cls))(3).double()
    counts = [model.learn(t.tensor(x), t.tensor(y)) for _ in range(passes)]
    return model, counts


@pytest.mark.parametrize("t", [nnbook, torch], ids=lambda t: t.__name__)
def test_the_rule(t):
    x, y = clouds(noise=0.1)
    history, mistakes = by_hand(x, y, 3)
    model, counts = learnt(Perceptron, t, x, y, 3)
    assert counts == mistakes
    np.testing.assert_allclose([*model.weight.tolist(), model.bias.item()], history[-1], rtol=1e-12)


def test_it_ends_where_a_plane_separates():
    x, y = clouds()
    model, counts = learnt(Perceptron, nnbook, x, y, 60)
    assert counts[-1] == 0
    assert (np.sign(model(nnbook.tensor(x)).array) == y).all()


def test_on_xor_it_goes_on_for_ever():
    x, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([-1, 1, 1, -1])
    model = Perceptron(2)
    assert all(model.learn(nnbook.tensor(x).float(), nnbook.tensor(y)) > 0 for _ in range(50))


@pytest.mark.parametrize("t", [nnbook, torch], ids=lambda t: t.__name__)
def test_averaged(t):
    x, y = clouds(noise=0.1)
    history, _ = by_hand(x, y, 3)
    model, _ = learnt(AveragedPerceptron, t, x, y, 3)
    rows = np.column_stack([x, np.ones(len(x))])
    np.testing.assert_allclose(model(t.tensor(x)).detach().numpy(), rows @ history[-1], rtol=1e-9)
    scores = model.eval()(t.tensor(x)).detach().numpy()
    np.testing.assert_allclose(scores / np.linalg.norm(scores), unit(rows @ history.mean(0)), rtol=1e-9)


def unit(v):
    return v / np.linalg.norm(v)


@pytest.mark.parametrize("t", [nnbook, torch], ids=lambda t: t.__name__)
def test_pocket(t):
    x, y = clouds(noise=0.15)
    history, _ = by_hand(x, y, 5)
    rows = np.column_stack([x, np.ones(len(x))])
    right = ((rows @ history.T) * y[:, None] > 0).sum(0)
    model, _ = learnt(PocketPerceptron, t, x, y, 5)
    scores = model.eval()(t.tensor(x)).detach().numpy()
    assert ((scores * y) > 0).sum() == right.max()
    np.testing.assert_allclose(scores, rows @ history[right.argmax()], rtol=1e-12)
