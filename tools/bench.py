"""How fast is nnbook? Training steps on it and on PyTorch: `python tools/bench.py [--threads 1 2] [--only NAME]`.

Each side runs in a process of its own, with the same number of threads, because idle BLAS threads of one would slow
down the other. Rounds alternate between the sides, so that what else the machine does hits both. A ratio below 1 means
that nnbook is faster.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

Step = Callable[[], Any]
ENGINES = ("nnbook", "torch")
HELD_BACK = ("OPENBLAS_CORETYPE", "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA")  # settings that would slow one side


# ---------------------------------------------------------------------- the workloads: code that runs on both engines
def training(torch: Any, model: Any, x: Any, classes: int, optimizer: Any) -> Step:
    """A training step with cross-entropy on random labels."""
    loss, labels = torch.nn.CrossEntropyLoss(), torch.randint(0, classes, (len(x),))

    def step() -> None:
        optimizer.zero_grad()
        loss(model(x), labels).backward()
        optimizer.step()

    return step


def mlp(torch: Any, sizes: list[int], batch: int, adam: bool) -> Step:
    """A multilayer perceptron with ReLU."""
    nn, layers = torch.nn, []
    for i, (inputs, outputs) in enumerate(pairwise(sizes)):
        layers += [nn.Linear(inputs, outputs)] + [nn.ReLU()] * (i < len(sizes) - 2)
    model = nn.Sequential(*layers)
    make = torch.optim.Adam if adam else torch.optim.SGD
    return training(torch, model, torch.randn(batch, sizes[0]), sizes[-1], make(model.parameters(), lr=1e-3))


def lenet(torch: Any) -> Step:
    """LeNet-5 in its modern form, on 28 x 28 images."""
    nn = torch.nn
    model = nn.Sequential(
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()),
        *(nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
    )
    return training(torch, model, torch.randn(64, 1, 28, 28), 10, torch.optim.SGD(model.parameters(), lr=1e-3))


def forward_only(torch: Any, layer: Any, x: Any) -> Step:
    """The layer on x, with nothing recorded."""

    def step() -> None:
        with torch.no_grad():
            layer(x)

    return step


def both_ways(layer: Any, x: Any) -> Step:
    """The layer on x, and the gradients of x and of its parameters."""
    x.requires_grad_(True)
    weights = layer(x).detach()

    def step() -> None:
        x.grad = None
        for p in layer.parameters():
            p.grad = None
        layer(x).backward(weights)

    return step


def adam_step(torch: Any, sizes: list[int]) -> Step:
    """One step of Adam on parameters of these sizes."""
    parameters = [torch.nn.Parameter(torch.randn(n)) for n in sizes]
    for p in parameters:
        p.grad = torch.randn(len(p))
    step: Step = torch.optim.Adam(parameters).step
    return step


WORKLOADS: dict[str, Callable[[Any], Step]] = {
    "MLP 64-128-128-10, batch 64, SGD": lambda t: mlp(t, [64, 128, 128, 10], 64, False),
    "MLP 64-128-128-10, batch 64, Adam": lambda t: mlp(t, [64, 128, 128, 10], 64, True),
    "MLP 784-1024-1024-10, batch 256, SGD": lambda t: mlp(t, [784, 1024, 1024, 10], 256, False),
    "MLP 784-1024-1024-10, batch 256, Adam": lambda t: mlp(t, [784, 1024, 1024, 10], 256, True),
    "LeNet-5 28x28, batch 64, SGD": lenet,
    "conv 3x3 16->16, 16x16, batch 64, forward": lambda t: forward_only(
        t, t.nn.Conv2d(16, 16, 3, padding=1), t.randn(64, 16, 16, 16)
    ),
    "conv 3x3 16->16, 16x16, batch 64, both ways": lambda t: both_ways(
        t.nn.Conv2d(16, 16, 3, padding=1), t.randn(64, 16, 16, 16)
    ),
    "conv 3x3 64->64, 32x32, batch 32, forward": lambda t: forward_only(
        t, t.nn.Conv2d(64, 64, 3, padding=1), t.randn(32, 64, 32, 32)
    ),
    "conv 3x3 64->64, 32x32, batch 32, both ways": lambda t: both_ways(
        t.nn.Conv2d(64, 64, 3, padding=1), t.randn(32, 64, 32, 32)
    ),
    "max pooling 2x2, 16x32x32, batch 64, both ways": lambda t: both_ways(t.nn.MaxPool2d(2), t.randn(64, 16, 32, 32)),
    "Adam, 1,000,000 parameters in 1 tensor": lambda t: adam_step(t, [1_000_000]),
    "Adam, 1,000,000 parameters in 60 tensors": lambda t: adam_step(t, [16_666] * 60),
}


# ---------------------------------------------------------------------- measuring
def work(engine: str, threads: int) -> None:
    """The process of one side: for every line "seconds name" on stdin, time steps for so long; print seconds a step."""
    torch = import_module(engine)
    if hasattr(torch, "set_num_threads"):
        torch.set_num_threads(threads)
    steps: dict[str, Step] = {}
    for line in sys.stdin:
        seconds, name = line.rstrip("\n").split(" ", 1)
        if name not in steps:
            torch.manual_seed(0)
            steps = {name: WORKLOADS[name](torch)}
            for _ in range(3):
                steps[name]()
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < float(seconds):
            steps[name]()
            count += 1
        print((time.perf_counter() - start) / count, flush=True)


class Side:
    """One engine in its process."""

    def __init__(self, engine: str, threads: int):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        environment = {**os.environ, **dict.fromkeys(names, str(threads))}
        for name in HELD_BACK:
            environment.pop(name, None)
        environment["PYTHONPATH"] = str(Path(__file__).parents[1])
        command = [sys.executable, __file__, "--work", engine, "--threads", str(threads)]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def round(self, name: str, seconds: float) -> float:
        """Seconds a step, measured for about `seconds`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{seconds} {name}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process of one side stopped while measuring {name!r}")
        return float(answer)

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def compare(names: list[str], threads: int, rounds: int, seconds: float) -> None:
    """Measure and print one table."""
    sides = {engine: Side(engine, threads) for engine in ENGINES}
    print(f"\n{threads} thread{'s' * (threads > 1)}\n")
    print("| workload | nnbook ms | PyTorch ms | ratio of minima | of medians |\n|---|---|---|---|---|", flush=True)
    ratios = []
    for name in names:
        times: dict[str, list[float]] = {engine: [] for engine in ENGINES}
        for _ in range(rounds):
            for engine, side in sides.items():
                times[engine].append(side.round(name, seconds) * 1000)
        ours, theirs = (times[engine] for engine in ENGINES)
        ratios.append(min(ours) / min(theirs))
        middle = statistics.median(ours) / statistics.median(theirs)
        print(f"| {name} | {min(ours):.3f} | {min(theirs):.3f} | {ratios[-1]:.2f} | {middle:.2f} |", flush=True)
    print(f"\nGeometric mean {statistics.geometric_mean(ratios):.2f}, largest {max(ratios):.2f}.")
    for side in sides.values():
        side.close()


def machine() -> str:
    """The processor's name and the versions."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    versions = ", ".join(f"{name} {import_module(name).__version__}" for name in ("numpy", "torch"))
    return (
        f"{(names or [platform.machine()])[0]}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
    )


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.2, help="how long one side runs in one round")
    parser.add_argument("--only", default="", help="only workloads whose names contain this")
    parser.add_argument("--work", choices=ENGINES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        work(arguments.work, arguments.threads[0])
        return
    print(machine())
    for threads in arguments.threads:
        names = [name for name in WORKLOADS if arguments.only in name]
        compare(names, threads, arguments.rounds, arguments.seconds)


if __name__ == "__main__":
    main()
