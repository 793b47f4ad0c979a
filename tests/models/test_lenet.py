"""LeNet-5: the numbers of the paper, section II-B, and what the two variants compute."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import nnbook
from nnbook.models import MLP, LeNet5, LeNet5_1998
from nnbook.models.lenet import FOUR, THREE, squash
from nnbook.on_torch import on_torch
from tests.support import rng_for


def count(module):
    return sum(p.numel() for p in module.parameters())


def test_the_modern_form_has_61706_parameters():
    assert count(LeNet5()) == 61_706
    assert count(on_torch(LeNet5)()) == 61_706
    assert LeNet5(classes=7)(nnbook.zeros(2, 1, 32, 32)).shape == (2, 7)


def test_the_parameters_of_1998():
    """Layer by layer as in the paper, and 60,000 in all; the output's codes are fixed."""
    model = LeNet5_1998()
    paper = {"c1": 156, "s2": 12, "c3": 1_516, "s4": 32, "c5": 48_120, "f6": 10_164}
    assert {name: count(part) for name, part in model.named_children()} == paper
    assert count(model) == sum(paper.values()) == 60_000
    assert set(np.unique(model.codes.array)) == {-1, 1}
    assert model.codes.shape == (10, 84)


def test_maps_have_the_papers_sizes():
    sizes = {}
    model = LeNet5_1998()
    for name, part in model.named_children():
        part.register_forward_hook(lambda m, args, out, name=name: sizes.update({name: tuple(out.shape[1:])}))
    model(nnbook.zeros(1, 1, 32, 32))
    assert sizes == {
        "c1": (6, 28, 28), "s2": (6, 14, 14), "c3": (16, 10, 10), "s4": (16, 5, 5), "c5": (120, 1, 1), "f6": (84,),
    }  # fmt: skip


def test_table_1():
    """Which of the six maps of S2 each map of C3 sees: the rows of table I, read column by column."""
    table = [THREE[i : i + 3] for i in range(0, 18, 3)] + [FOUR[i : i + 4] for i in range(0, 36, 4)] + [list(range(6))]
    rows = [
        "X...XXX..XXXX.XX",
        "XX...XXX..XXXX.X",
        "XXX...XXX..X.XXX",
        ".XXX..XXXX..X.XX",
        "..XXX..XXXX.XX.X",
        "...XXX..XXXX.XXX",
    ]
    assert [[row for row in range(6) if rows[row][column] == "X"] for column in range(16)] == table


def test_c3_sees_only_the_maps_of_its_table():
    model = LeNet5_1998().double()
    x = nnbook.tensor(rng_for("maps").normal(size=(1, 6, 14, 14)), requires_grad=True)
    for channel, maps in [(0, {0, 1, 2}), (4, {0, 4, 5}), (9, {0, 3, 4, 5}), (14, {0, 2, 3, 5}), (15, set(range(6)))]:
        x.grad = None
        model.c3(x)[0, channel].sum().backward()
        assert {int(c) for c in np.flatnonzero(np.abs(x.grad.array[0]).sum((1, 2)))} == maps


def test_the_scaled_tanh_of_the_paper():
    x = nnbook.tensor([0.0, 1.0, -1.0, 50.0])
    np.testing.assert_allclose(squash(x).array, [0, 1, -1, 1.7159], atol=1e-4)


def test_scores_are_minus_squared_distances_to_the_codes():
    model = LeNet5_1998().double()
    features = {}
    model.f6.register_forward_hook(lambda m, args, out: features.update(f6=squash(out).array))
    scores = model(nnbook.tensor(rng_for("image").normal(size=(3, 1, 32, 32)))).array
    distances = ((features["f6"][:, None] - model.codes.array[None]) ** 2).sum(2)
    np.testing.assert_allclose(scores, -distances, rtol=1e-12)


@pytest.mark.parametrize("cls", [LeNet5, LeNet5_1998])
def test_it_learns_a_batch_by_heart_on_both_engines(cls):
    rng = rng_for("batch")
    images, labels = rng.normal(size=(16, 1, 32, 32)).astype(np.float32), rng.integers(0, 10, 16)
    nnbook.manual_seed(0)
    ours = cls()
    theirs = on_torch(cls)()
    theirs.load_state_dict(ours.state_dict())
    for t, model in ((nnbook, ours), (torch, theirs)):
        x, y = t.tensor(images), t.tensor(labels)
        optimizer, loss = t.optim.Adam(model.parameters(), lr=2e-3), t.nn.CrossEntropyLoss()
        losses = []
        for _ in range(30):
            optimizer.zero_grad()
            value = loss(model(x), y)
            value.backward()
            optimizer.step()
            losses.append(value.item())
        assert losses[-1] < 0.1 * losses[0]


def test_mlp():
    model = MLP([6, 5, 4, 3], nnbook.nn.Tanh)
    assert repr(model.layers) == repr(on_torch(MLP)([6, 5, 4, 3], torch.nn.Tanh).layers)
    assert [type(m).__name__ for m in model.layers] == ["Linear", "Tanh", "Linear", "Tanh", "Linear"]
    assert len(MLP([2, 1]).layers) == 1
    with pytest.raises(ValueError, match=r"needs the number of inputs and of outputs, such as \[2, 4, 1\], got \[3\]"):
        MLP([3])
