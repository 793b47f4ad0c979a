"""The small program of the chapter on scaling, as one process; the chapter itself starts it as two."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import save_file

from nnbook.on_torch import parallel


@pytest.fixture
def data(monkeypatch):
    """Two batches of digits that are none; one epoch."""
    monkeypatch.setattr(parallel, "EPOCHS", 1)
    return torch.randn(128, 64), torch.arange(128) % 10


def test_the_shares_of_two_processes_are_the_batches_of_one(data):
    whole = parallel.learn(parallel.network(seed=0), data, seed=3)[0]
    shares = [parallel.learn(parallel.network(seed=0), data, 3, rank, 2)[0] for rank in (0, 1)]
    assert sorted(whole) == list(range(128))
    for first in (0, 64):
        together = [row for share in shares for row in share[first // 2 : first // 2 + 32]]
        assert sorted(together) == sorted(whole[first : first + 64])


def test_a_job_of_one_process_learns_what_no_job_learns_and_counts_its_gradients(group, tmp_path, monkeypatch, data):
    monkeypatch.setattr(parallel.dist, "init_process_group", lambda backend: None)  # there is one
    monkeypatch.setattr(parallel.dist, "destroy_process_group", lambda: None)
    save_file(dict(zip("xy", data, strict=True)), tmp_path / "data.safetensors")
    parallel.main(str(tmp_path), 0)
    found = parallel.left_by(0, str(tmp_path))
    alone = parallel.network(seed=0)
    parallel.learn(alone, data, seed=0)
    for run in found.values():
        for name, value in alone.state_dict().items():
            torch.testing.assert_close(run["weights"][name], value)
        assert sum(run["sent"]) == 2 * 4 * 19_450
        assert len(run["sent"]) == 1 + 2  # one bucket in the first step, then two
