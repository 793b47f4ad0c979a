"""The smallest whole program that trains on many processes: `torchrun --nproc_per_node=2 -m nnbook.on_torch.parallel`.

The chapter on scaling shows and starts it, with a folder, where it finds `data.safetensors` and each process leaves
what it has found, and a seed. What a real run needs besides (checkpoints, validation, 16 bits, uneven shares) is in
`nnbook.on_torch.train`.
"""

import json
import sys
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from safetensors.torch import load_file, save_file
from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler, TensorDataset

from ..models.mlp import MLP
from . import on_torch

BATCH, EPOCHS = 64, 3
RUNS = ("shared", "forgotten")  # rows dealt out; and as if nobody had


def network(seed: int) -> torch.nn.Module:
    """(N, 64) digits -> (N, 10) logits: 19,450 parameters, the same on every process."""
    torch.manual_seed(seed)
    return on_torch(MLP)([64, 128, 80, 10])


def learn(
    model: torch.nn.Module,
    data: tuple[torch.Tensor, torch.Tensor],
    seed: int,
    rank: int = 0,
    processes: int = 1,
    batch: int = BATCH,
) -> list[list[int]]:
    """Train (N, 64) -> (N, 10) with this process's share of every batch; returns the rows it saw in each epoch."""
    rows = TensorDataset(torch.arange(len(data[0])), *data)
    sampler = DistributedSampler(rows, processes, rank, seed=seed)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    seen: list[list[int]] = []
    for epoch in range(EPOCHS):
        sampler.set_epoch(epoch)
        seen.append([])
        for numbers, inputs, labels in DataLoader(rows, batch // processes, sampler=sampler):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(inputs), labels).backward()
            optimizer.step()
            seen[-1] += numbers.tolist()
    return seen


def counted(sent: list[int], bucket: dist.GradBucket) -> torch.futures.Future[torch.Tensor]:
    """The mean of a bucket of gradients over all processes, as without a hook, and a note of its bytes."""
    sent.append(bucket.buffer().nbytes)
    return allreduce_hook(dist.group.WORLD, bucket)


def main(folder: str, seed: int) -> None:
    """What each process does: train with its share, then once more as if nobody had dealt out the rows."""
    dist.init_process_group("gloo")
    rank, processes = dist.get_rank(), dist.get_world_size()
    data = load_file(Path(folder) / "data.safetensors")
    shares = ((rank, processes, BATCH), (0, 1, BATCH // processes))
    for name, share in zip(RUNS, shares, strict=True):
        sent: list[int] = []
        model = DistributedDataParallel(network(seed), bucket_cap_mb=0.02)
        model.register_comm_hook(sent, counted)
        seen = learn(model, (data["x"], data["y"]), seed, *share)
        save_file(model.module.state_dict(), Path(folder) / f"{name}-{rank}.safetensors")
        (Path(folder) / f"{name}-{rank}.json").write_text(json.dumps({"seen": seen, "sent": sent}))
    dist.destroy_process_group()


def left_by(rank: int, folder: str) -> dict[str, dict[str, Any]]:
    """What a process left, for both runs: its weights, the rows it has seen in each epoch, the bytes of its buckets."""
    left = {}
    for name in RUNS:
        place = Path(folder) / f"{name}-{rank}"
        notes = json.loads(place.with_suffix(".json").read_text())
        left[name] = {"weights": load_file(place.with_suffix(".safetensors")), **notes}
    return left


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1], int(sys.argv[2]))
