"""How long a training step should take on 1 to 1,024 GPUs: a model whose assumptions stand in two dataclasses.

`python -m nnbook.on_torch.plan` prints the tables of the book's page, `--write FILE` puts them there, and `--measure`
measures on this machine with 1 and 2 processes what the model predicts for it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

MEASURED = Path(__file__).with_name("plan.json")
GPUS = (1, 8, 16, 64, 256, 1024)
MIB = 2**20


@dataclass(frozen=True)
class Net:
    """A network and how it is trained: `multiply_adds` for one example forward; `reached` FLOP/s of one GPU.

    `share` is the batch of one GPU where the batch grows with the GPUs (weak scaling), `batch` the whole batch where
    it stays the same (strong scaling).
    """

    name: str
    parameters: int
    multiply_adds: float
    reached: float
    share: int
    batch: int

    def compute(self, examples: float) -> float:
        """Seconds of one GPU for forward and backward; a multiply-add is 2 operations, backward is twice forward."""
        return 3 * 2 * self.multiply_adds * examples / self.reached


@dataclass(frozen=True)
class Cluster:
    """GPUs in nodes: bytes per second out of a GPU `within` a node, out of a whole node `between` nodes.

    `hop` is the seconds that a message takes from one GPU to the next however short it is. Gradients have `width`
    bytes a number and travel in buckets of `bucket` bytes; with `tree` the hops of an all-reduce are those up and down
    a binary tree instead of twice around the ring.
    """

    name: str
    node: int = 8
    within: float = 400e9
    between: float = 320e9
    hop: float = 5e-6
    width: int = 4
    bucket: float = 25 * MIB
    tree: bool = False

    def hops(self, gpus: int) -> int:
        """How many messages follow one another in an all-reduce."""
        return 2 * (gpus - 1).bit_length() if self.tree else 2 * (gpus - 1)


FAST = Cluster("400 Gbit/s a GPU")
SLOW = Cluster("100 Gbit/s a node", between=10e9)
CLUSTERS = (FAST, replace(FAST, name=FAST.name + ", tree", tree=True), SLOW)
NETS = (
    Net("ResNet-50", 25_557_032, 4.09e9, reached=80e12, share=128, batch=8192),
    Net("ViT-B/16", 86_567_656, 17.56e9, reached=300e12, share=128, batch=4096),
    Net("GPT-2 small", 124_439_808, 145.7e9, reached=300e12, share=16, batch=1024),
)


def traffic(size: float, gpus: int) -> float:
    """Bytes that each GPU sends in a ring all-reduce of `size` bytes (Patarasuk & Yuan, 2009): 2 (n-1)/n of them.

    No all-reduce can do with less, and it hardly grows with n: from n = 2 to infinity it doubles.
    """
    return 2 * (gpus - 1) / gpus * size


def all_reduce(size: float, gpus: int, cluster: Cluster) -> float:
    """Seconds of an all-reduce of `size` bytes: the traffic over the slowest link, and the hops."""
    if gpus == 1:
        return 0.0
    slowest = cluster.within if gpus <= cluster.node else min(cluster.within, cluster.between)
    return traffic(size, gpus) / slowest + cluster.hops(gpus) * cluster.hop


def step(compute: float, size: float, gpus: int, cluster: Cluster) -> float:
    """Seconds of a step that computes for `compute` seconds and all-reduces `size` bytes of gradients.

    As in PyTorch's DistributedDataParallel (Li et al., 2020): gradients become ready bucket by bucket during the
    backward pass, two thirds of the computation, and travel meanwhile, one bucket after the other. The last bucket is
    ready when the backward pass ends, so its way can never be hidden.
    """
    buckets = max(1, round(size / cluster.bucket))
    forward, backward, each = compute / 3, 2 * compute / 3, all_reduce(size / buckets, gpus, cluster)
    end = 0.0
    for i in range(1, buckets + 1):
        end = max(end, forward + backward * i / buckets) + each
    return end


def weak(net: Net, gpus: int, cluster: Cluster) -> tuple[float, float]:
    """(seconds a step, share of the GPUs' work that is kept), each GPU with its own `net.share` examples."""
    compute = net.compute(net.share)
    seconds = step(compute, cluster.width * net.parameters, gpus, cluster)
    return seconds, compute / seconds


def strong(net: Net, gpus: int, cluster: Cluster) -> tuple[float, float]:
    """(seconds a step, share of the GPUs' work that is kept), `net.batch` examples divided among the GPUs."""
    compute = net.compute(net.batch / gpus)
    seconds = step(compute, cluster.width * net.parameters, gpus, cluster)
    return seconds, compute / seconds


# ---------------------------------------------------------------------- the page
def assumptions() -> str:
    """What the tables assume, as tables."""
    rows = [
        [c.name, str(c.node), f"{c.within / 1e9:g}", f"{c.between / 1e9:g}", f"{c.hop * 1e6:g}", str(c.hops(1024))]
        for c in CLUSTERS
    ]
    heads = ["network", "GPUs a node", "GB/s out of a GPU", "GB/s out of a node", "µs a hop", "hops, 1,024 GPUs"]
    nets = [
        [n.name, f"{n.parameters:,}", f"{4 * n.parameters / 1e6:.0f}", f"{n.multiply_adds / 1e9:.1f}",
         f"{n.reached / 1e12:g}", str(n.share), f"{n.batch:,}"]
        for n in NETS
    ]  # fmt: skip
    other = ["net", "parameters", "MB of gradients", "10⁹ multiply-adds", "10¹² FLOP/s", "examples a GPU", "batch"]
    return f"{_markdown(other, nets)}\n\n{_markdown(heads, rows)}"


def scaling(kind: str) -> str:
    """Milliseconds a step and the share of the GPUs' work that is kept, by net, network and number of GPUs."""
    law = {"weak": weak, "strong": strong}[kind]
    rows = []
    for net in NETS:
        for cluster in CLUSTERS:
            cells = (law(net, gpus, cluster) for gpus in GPUS)
            rows.append([net.name, cluster.name, *(f"{1000 * s:,.3g} ({kept:.0%})" for s, kept in cells)])
    return _markdown(["net", "network", *(f"{gpus:,}" for gpus in GPUS)], rows)


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]], words: int = 1) -> str:
    """A table in Markdown, numbers to the right."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
