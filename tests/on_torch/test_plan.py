"""The plan past one machine: formulas, the counts of the nets, the stored tables, and what was measured."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from nnbook.models import GPT2, ResNet50, ViT_B16
from nnbook.on_torch import measure, on_torch, plan

TABLES = Path(__file__).parents[2] / "book" / "together" / "past-one-machine-tables.md"
RING, TREE, SLOW = plan.CLUSTERS


def test_every_gpu_sends_nearly_twice_the_gradients_however_many_there_are():
    assert [plan.traffic(100, n) for n in (1, 2, 4, 1024)] == [0, 100, 150, pytest.approx(200, rel=1e-3)]


def test_an_all_reduce_takes_its_traffic_and_its_hops():
    assert plan.all_reduce(1e9, 1, RING) == 0
    assert plan.all_reduce(1e9, 8, RING) == pytest.approx(1.75e9 / 400e9 + 14 * 5e-6)
    assert plan.all_reduce(1e9, 16, SLOW) == pytest.approx(1.875e9 / 10e9 + 30 * 5e-6)
    assert [TREE.hops(n) for n in (2, 8, 9, 1024)] == [2, 6, 8, 20]


def test_what_a_step_hides():
    free = replace(RING, within=1e30, hop=0.0)
    assert plan.step(0.3, 1e8, 8, free) == pytest.approx(0.3)
    one_bucket = replace(RING, bucket=1e8)
    assert plan.step(0.3, 1e8, 8, one_bucket) == pytest.approx(0.3 + plan.all_reduce(1e8, 8, one_bucket))
    fast = replace(RING, bucket=1e7)  # each bucket is through before the next is ready: the last one shows
    assert plan.step(0.3, 1e8, 8, fast) == pytest.approx(0.3 + plan.all_reduce(1e7, 8, fast))
    slow = replace(fast, within=1e6)  # the network never rests after the first bucket
    assert plan.step(0.3, 1e8, 8, slow) == pytest.approx(0.1 + 0.02 + 10 * plan.all_reduce(1e7, 8, slow))


@pytest.mark.parametrize("net", plan.NETS, ids=lambda net: net.name)
def test_more_gpus_keep_less_of_their_work(net):
    for cluster in plan.CLUSTERS:
        grown = [plan.weak(net, gpus, cluster) for gpus in plan.GPUS]
        shared = [plan.strong(net, gpus, cluster) for gpus in plan.GPUS]
        assert grown[0] == (net.compute(net.share), 1.0) and shared[0] == (net.compute(net.batch), 1.0)
        for kept in ([k for _, k in grown], [k for _, k in shared]):
            assert kept == sorted(kept, reverse=True)
        assert [t for t, _ in grown] == sorted(t for t, _ in grown)


SIZES = {
    "ResNet-50": (ResNet50, (1, 3, 224, 224)),
    "ViT-B/16": (ViT_B16, (1, 3, 224, 224)),
    "GPT-2 small": (GPT2, (1, 1024)),
}


@pytest.mark.parametrize("net", plan.NETS, ids=lambda net: net.name)
def test_the_nets_have_these_sizes(net):
    maker, shape = SIZES[net.name]
    kind = torch.int64 if len(shape) == 2 else torch.float32
    with torch.device("meta"), torch.no_grad(), FlopCounterMode(display=False) as counter:
        model = on_torch(maker)().eval()
        model(torch.zeros(shape, dtype=kind))
    assert sum(p.numel() for p in model.parameters()) == net.parameters
    assert counter.get_total_flops() // 2 == net.multiply_adds


# ---------------------------------------------------------------------- the page
def test_the_stored_tables_are_those_of_the_model():
    assert TABLES.read_text(encoding="utf-8") == plan.page(), (
        f"write them again: python -m nnbook.on_torch.plan --write {TABLES.relative_to(TABLES.parents[2])}"
    )


def test_the_command_prints_and_writes(tmp_path, capsys, monkeypatch):
    plan.main([])
    assert capsys.readouterr().out == plan.page()
    monkeypatch.setattr(plan, "measure", lambda target: print("measured into", target.name))
    plan.main(["--measure", "--write", str(tmp_path / "page.md")])
    assert capsys.readouterr().out == "measured into plan.json\n"
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == plan.page()


def test_what_was_measured_is_near_what_the_model_says_without_hiding():
    """On processors the exchange needs the cores that compute, so it is the sum that must fit."""
    measured = json.loads(plan.MEASURED.read_text(encoding="utf-8"))
    here = replace(RING, within=measured["bytes_per_second"], hop=measured["hop"])
    assert len(measured["runs"]) == 2 * len(measure.NETS)
    for run in measured["runs"]:
        said = run["compute"] + plan.all_reduce(4 * run["parameters"], 2, here)
        assert 0.8 < run["step"] / said < 1.4, run


def test_a_measurement_has_all_that_the_page_shows(group, monkeypatch):
    """On a group of this process alone; numbers mean nothing here."""
    tiny = lambda rows: (torch.nn.Linear(2, 3), torch.randn(rows, 2), torch.randint(3, (rows,)))  # noqa: E731
    monkeypatch.setattr(measure, "NETS", {"tiny": (tiny, 4)})
    monkeypatch.setattr(measure, "SIZES", [2**10, 2**14])
    found = measure.measured(rounds=1)
    assert [(run["law"], run["rows"], run["parameters"]) for run in found["runs"]] == [("weak", 4, 9), ("strong", 2, 9)]
    assert found["hop"] >= 0 and "cores, PyTorch" in found["machine"]
    found["bytes_per_second"] = 1e9
    assert plan.checked(found).count("| tiny |") == 2


@pytest.mark.parametrize("make", [make for make, _ in measure.NETS.values()])
def test_the_measured_nets_learn(make):
    model, x, y = make(2)
    measure.learning(model, x, y)()
    assert all(p.grad is not None for p in model.parameters())
