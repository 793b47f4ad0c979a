"""How long a training step should take on 1 to 1,024 GPUs: a model whose assumptions stand in two dataclasses.

`python -m nnbook.on_torch.plan` prints the tables of the book's page and `--write FILE` puts them into a file.
`--measure` first measures with two processes on this machine what the model predicts for it, and keeps it in plan.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


CLUSTERS = (
    Cluster("fast, ring"),
    Cluster("fast, tree", tree=True),
    Cluster("slow, ring", between=10e9),
)
NETS = (
    Net("ResNet-50", 25_557_032, 4_089_184_256, reached=80e12, share=128, batch=8192),
    Net("ViT-B/16", 86_567_656, 17_563_828_224, reached=300e12, share=128, batch=4096),
    Net("GPT-2 small", 124_439_808, 145_824_153_600, reached=300e12, share=16, batch=1024),
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
def assumed() -> str:
    """What the tables assume about nets and networks."""
    nets = [
        [n.name, f"{n.parameters:,}", f"{4 * n.parameters / 1e6:.0f}", f"{n.multiply_adds / 1e9:.1f}",
         f"{n.reached / 1e12:g}", str(n.share), f"{n.batch:,}"]
        for n in NETS
    ]  # fmt: skip
    heads = ["net", "parameters", "gradients, MB", "multiply-adds, 10⁹", "FLOP/s reached, 10¹²", "share", "batch"]
    clusters = [
        [c.name, str(c.node), f"{c.within / 1e9:g}", f"{c.between / 1e9:g}", f"{c.hop * 1e6:g}", f"{c.hops(1024):,}"]
        for c in CLUSTERS
    ]
    more = ["network", "GPUs a node", "GB/s out of a GPU", "GB/s out of a node", "µs a hop", "hops on 1,024 GPUs"]
    return f"{_markdown(heads, nets)}\n\n{_markdown(more, clusters)}"


def scaling(law: str) -> str:
    """Milliseconds a step, and the share of the GPUs' work that is kept, by net, network and number of GPUs."""
    rows = []
    for net in NETS:
        for cluster in CLUSTERS:
            cells = [{"weak": weak, "strong": strong}[law](net, gpus, cluster) for gpus in GPUS]
            rows.append([net.name, cluster.name, *(f"{_digits(1000 * time)} ({kept:.0%})" for time, kept in cells)])
    return _markdown(["net", "network", *(f"{gpus:,}" for gpus in GPUS)], rows, words=2)


def _digits(number: float) -> str:
    return f"{number:,.0f}" if number >= 99.5 else f"{number:.3g}"


def checked(measured: dict[str, Any]) -> str:
    """What was measured on one machine with 1 and 2 processes, beside what the model says."""
    here = Cluster("here", within=measured["bytes_per_second"], hop=measured["hop"], bucket=measured["bucket"])
    rows = []
    for run in measured["runs"]:
        size, compute, seen = 4 * run["parameters"], run["compute"], run["step"]
        hidden, shown = step(compute, size, 2, here), compute + all_reduce(size, 2, here)
        times = [_digits(1000 * seconds) for seconds in (run["alone"], compute, hidden, shown, seen)]
        off = f"{seen / hidden - 1:+.0%}, {seen / shown - 1:+.0%}"
        rows.append([run["net"], run["law"], f"{size / 1e6:.1f}", *times, off])
    heads = ["net", "scaling", "MB", "alone", "beside", "hidden", "not hidden", "measured", "off by"]
    link = f"{here.within / 1e9:.2f} GB/s out of a process, {here.hop * 1e6:.0f} µs a hop"
    place = f"Measured on {measured['machine']}: {link}, buckets of {here.bucket / MIB:g} MiB."
    return f"{place}\n\n{_markdown(heads, rows, words=2)}"


def page() -> str:
    """All tables of the page, each below a comment with its name."""
    tables = {
        "assumed": assumed(),
        "weak": scaling("weak"),
        "strong": scaling("strong"),
        "checked": checked(json.loads(MEASURED.read_text(encoding="utf-8"))),
    }
    return "".join(f"% {name}\n\n{table}\n\n" for name, table in tables.items()) + "% end\n"


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]], words: int = 1) -> str:
    """A table; the first columns, which hold words, to the left and numbers to the right."""
    rules = ["---"] * words + ["---:"] * (len(heads) - words)
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, rules, *rows])


def measure(target: Path) -> None:
    """Measure on this machine, with two processes of one thread each."""
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node=2", "-m"]
    command += ["nnbook.on_torch.measure", str(target)]
    subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"})


def main(argv: Sequence[str] | None = None) -> None:
    """Measure if that is wanted, then print or write the tables."""
    parser = argparse.ArgumentParser(prog="python -m nnbook.on_torch.plan", description=__doc__.partition("\n")[0])
    parser.add_argument("--measure", action="store_true", help="measure with two processes first; takes a minute")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the tables there instead of printing them")
    options = parser.parse_args(argv)
    if options.measure:
        measure(MEASURED)
    if options.write:
        options.write.write_text(page(), encoding="utf-8")
    else:
        print(page(), end="")


if __name__ == "__main__":
    main()
