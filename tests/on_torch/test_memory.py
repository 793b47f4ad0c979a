"""Where the memory of a step goes: counted by hand for a small network; the figures of the paper on sharing it out."""

from __future__ import annotations

import pytest
import torch

from nnbook.on_torch import memory


def test_a_step_of_a_small_network_by_hand():
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))  # 26 parameters
    x, y = torch.randn(5, 3), torch.zeros(5, 2)
    found = memory.of_step(model, torch.optim.Adam(model.parameters()), lambda: ((model(x) - y) ** 2).mean())
    # kept: the input, what the ReLU gives, and the difference that is squared
    assert found == {"parameters": 104, "gradients": 104, "optimizer": 208, "activations": 4 * 5 * (3 + 4 + 2)}


def test_sgd_keeps_nothing_and_what_was_done_is_a_step():
    model = torch.nn.Linear(3, 1)
    before, x = model.weight.detach().clone(), torch.ones(2, 3)
    found = memory.of_step(model, torch.optim.SGD(model.parameters(), lr=0.1), lambda: model(x).sum())
    assert found["optimizer"] == 0
    torch.testing.assert_close(model.weight, before - 0.2)


def test_16_bits_halve_the_activations():
    model, x = torch.nn.Sequential(torch.nn.Linear(8, 8), torch.nn.ReLU()), torch.randn(64, 8)

    def loss():
        with torch.autocast("cpu", torch.bfloat16):
            return model(x).float().mean()

    found = memory.of_step(model, torch.optim.SGD(model.parameters(), lr=0.1), loss)
    assert found["activations"] == 2 * 64 * (8 + 8)
    assert found["parameters"] == found["gradients"] == 4 * 72  # they stay in 32 bits


@pytest.mark.parametrize(("stage", "gigabytes"), [(0, 120), (1, 31.4), (2, 16.6), (3, 1.9)])
def test_the_figures_of_the_paper(stage, gigabytes):
    """Rajbhandari et al. 2020, figure 1: 7.5 billion parameters on 64 GPUs."""
    assert sum(memory.planned(7.5e9, 64, stage).values()) / 1e9 == pytest.approx(gigabytes, abs=0.05)
