"""Measures, in two processes, what the model of `plan` predicts: `python -m nnbook.on_torch.plan --measure` starts it.

Everything is the median of several rounds, in seconds, and what is compared is measured in turns: what else the machine
does hits all of it.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

from ..models.gpt import GPT
from ..models.mlp import MLP
from ..models.resnet import CifarResNet
from . import on_torch

BUCKET = 4  # MiB; with PyTorch's own 25 the networks here would have one bucket, and nothing could be hidden
SIZES = [2**power for power in (16, 18, 20, 22, 24, 25)]  # bytes of an all-reduce
Make = Callable[[int], tuple[torch.nn.Module, torch.Tensor, torch.Tensor]]  # rows -> network, inputs, labels


def _mlp(rows: int) -> tuple[torch.nn.Module, torch.Tensor, torch.Tensor]:
    return on_torch(MLP)([1024, 2048, 2048, 10]), torch.randn(rows, 1024), torch.randint(10, (rows,))


def _resnet(rows: int) -> tuple[torch.nn.Module, torch.Tensor, torch.Tensor]:
    return on_torch(CifarResNet)(20), torch.randn(rows, 3, 32, 32), torch.randint(10, (rows,))


def _gpt(rows: int) -> tuple[torch.nn.Module, torch.Tensor, torch.Tensor]:
    text = torch.randint(100, (rows, 64))
    return on_torch(GPT)(100, 64, width=256, depth=4, heads=4, dropout=0.0), text, text


NETS: dict[str, tuple[Make, int]] = {
    "ResNet-20": (_resnet, 32),
    "small GPT": (_gpt, 16),
    "large MLP": (_mlp, 128),
}


def medians(works: list[Callable[[], Any]], rounds: int, together: bool = True) -> list[float]:
    """The middle time of each work, in turns; `together`, processes begin at once and the slower one counts."""
    times = torch.zeros(rounds + 1, len(works), dtype=torch.float64)
    for turn in times:
        for number, work in enumerate(works):
            if together:
                dist.barrier()
            start = time.perf_counter()
            work()
            turn[number] = time.perf_counter() - start
    if together:
        dist.all_reduce(times, dist.ReduceOp.MAX)
    return times[1:].median(0).values.tolist()  # the first turn warms up


def learning(model: torch.nn.Module, x: torch.Tensor, y: torch.Tensor) -> Callable[[], None]:
    """A forward and a backward pass; the optimizer, which is not distributed, is left out."""

    def work() -> None:
        model.zero_grad()
        output = model(x)
        torch.nn.functional.cross_entropy(output.flatten(0, -2), y.flatten()).backward()

    return work


def link(rounds: int) -> tuple[float, float]:
    """(bytes per second, seconds a hop): the line through the times of all-reduces of several sizes.

    Two processes send as many bytes as the buffer has, in two hops.
    """
    times = medians([partial(dist.all_reduce, torch.zeros(size // 4)) for size in SIZES], 3 * rounds)
    weights = 1 / np.array(times)  # relative errors count, or the largest sizes would decide alone
    slope, start = np.polyfit(SIZES, times, 1, w=weights)
    return float(1 / slope), max(0.0, float(start) / 2)


def run(name: str, law: str, rounds: int) -> dict[str, Any]:
    """A step alone, beside another process without exchange, and with it; strong scaling halves the rows."""
    make, rows = NETS[name]
    torch.manual_seed(0)
    model, x, y = make(rows)
    alone = medians([learning(model, x, y)], rounds, together=False)[0] if dist.get_rank() == 0 else 0.0
    dist.barrier()
    x, y = (x, y) if law == "weak" else (x[: rows // 2], y[: rows // 2])
    distributed = DistributedDataParallel(deepcopy(model), bucket_cap_mb=BUCKET, gradient_as_bucket_view=True)
    compute, together = medians([learning(model, x, y), learning(distributed, x, y)], rounds)
    parameters = sum(p.numel() for p in model.parameters())
    return {"net": name, "law": law, "rows": len(x), "parameters": parameters,
            "alone": alone, "compute": compute, "step": together}  # fmt: skip


def machine() -> str:
    """The processor, its cores, and the version of PyTorch."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{(names or [platform.machine()])[0]}, {os.cpu_count()} cores, PyTorch {torch.__version__}"


def measured(rounds: int = 15) -> dict[str, Any]:
    """Everything that the page compares with the model."""
    speed, hop = link(rounds)
    runs = [run(name, law, rounds) for name in NETS for law in ("weak", "strong")]
    link_and_bucket = {"bytes_per_second": speed, "hop": hop, "bucket": BUCKET * 2**20}
    return {"machine": machine(), **link_and_bucket, "runs": runs}


def main() -> None:
    """Measure; process 0 writes the file."""
    dist.init_process_group("gloo")
    torch.set_num_threads(1)
    found = measured()
    if dist.get_rank() == 0:
        Path(sys.argv[1]).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
