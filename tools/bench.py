"""How fast is nnbook? Training steps on it and on PyTorch: `python tools/bench.py [--threads 1 2] [--only NAME]`.

Each side runs every workload in a process of its own, with the same number of threads: idle BLAS threads of one would
slow down the other. Rounds alternate between the sides, so that what else the machine does hits both. A ratio below 1
means that nnbook is faster. `--peers PYTHON` also measures the teaching libraries that are installed for that Python.
`--write FILE` puts the tables into a page of the book.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
from contextlib import ExitStack
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.bench_peers import LIBRARIES, PEERS  # noqa: E402
from tools.bench_worker import serve  # noqa: E402
from tools.bench_workloads import WORKLOADS, warm_up  # noqa: E402

ENGINES = ("nnbook", "torch")
# Settings that would slow one side.
HELD_BACK = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Side:
    """A library at work on one workload, in its process."""

    def __init__(self, python: str, library: str, name: str, threads: int):
        environment = {**os.environ, **dict.fromkeys(THREADS, str(threads)), "PYTHONPATH": str(ROOT)}
        for setting in HELD_BACK:
            environment.pop(setting, None)
        command = [python, str(ROOT / "tools" / "bench.py"), "--work", library, name, "--threads", str(threads)]
        if library in LIBRARIES:
            environment["DEV"] = "CPU"  # tinygrad's name for where it computes
            command = [python, str(ROOT / "tools" / "bench_peers.py"), library, name]
        self.library, self.name = library, name
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Side:
        return self

    def __exit__(self, *exception: Any) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def answer(self, question: str = "") -> str:
        """What the process says to a line."""
        assert self.process.stdin is not None and self.process.stdout is not None
        if question:
            self.process.stdin.write(question + "\n")
            self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(f"the process of {self.library} stopped while measuring {self.name!r}")
        return answer


class Row(NamedTuple):
    """One workload: milliseconds a step of each round, and peak megabytes, by library."""

    name: str
    times: dict[str, list[float]]
    memory: dict[str, float]

    def ratio(self, ours: str = "nnbook", theirs: str = "torch") -> float:
        """Our best round to theirs."""
        return min(self.times[ours]) / min(self.times[theirs])


def measured(name: str, pythons: dict[str, str], threads: int, rounds: int, seconds: float) -> Row:
    """Run one workload on every library in turn, round after round."""
    with ExitStack() as stack:
        sides = [stack.enter_context(Side(python, library, name, threads)) for library, python in pythons.items()]
        for side in sides:
            side.answer()
        times: dict[str, list[float]] = {side.library: [] for side in sides}
        for _ in range(rounds):
            for side in sides:
                times[side.library].append(float(side.answer(str(seconds))) * 1000)
        return Row(name, times, {side.library: float(side.answer("memory")) for side in sides})


def against_pytorch(names: list[str], threads: int, rounds: int, seconds: float) -> str:
    """The table of ratios to PyTorch."""
    lines = [f"## {threads} thread{'s' * (threads > 1)}", "",
             "| workload | nnbook ms | PyTorch ms | ratio | of medians | nnbook MB | PyTorch MB |",
             "|---|---:|---:|---:|---:|---:|---:|"]  # fmt: skip
    print("\n".join(["", *lines]), flush=True)
    rows = []
    for name in names:
        row = measured(name, dict.fromkeys(ENGINES, sys.executable), threads, rounds, seconds)
        ours, theirs = (row.times[engine] for engine in ENGINES)
        middle = statistics.median(ours) / statistics.median(theirs)
        lines.append(
            f"| {name} | {min(ours):.3f} | {min(theirs):.3f} | **{row.ratio():.2f}** | {middle:.2f} "
            f"| {row.memory['nnbook']:.0f} | {row.memory['torch']:.0f} |"
        )
        print(lines[-1], flush=True)
        rows.append(row)
    ratios = [row.ratio() for row in rows]
    lines += [
        "",
        f"Geometric mean of the ratios **{statistics.geometric_mean(ratios):.2f}**, largest {max(ratios):.2f}.",
    ]
    print("\n".join(lines[-2:]), flush=True)
    return "\n".join(lines)


def against_peers(python: str, rounds: int, seconds: float, only: str) -> str:
    """The table of what teaching libraries take, in nnbook's time, at one thread."""
    lines = ["## Teaching libraries, 1 thread", "",
             "Each number says how many times nnbook's time a library takes.", "",
             "| workload | nnbook ms | " + " | ".join(LIBRARIES) + " |",
             "|---|---:|" + "---:|" * len(LIBRARIES)]  # fmt: skip
    print("\n".join(["", *lines]), flush=True)
    libraries = [library for library in LIBRARIES if library != "tinygrad" or shutil.which("clang")]
    if len(libraries) < len(LIBRARIES):
        print("tinygrad is left out: it compiles with clang, which is missing (on Debian: apt install clang)")
    for name in (name for name in WORKLOADS if name in PEERS and only in name):
        here = {"nnbook": sys.executable, **dict.fromkeys(libraries, python)}
        row = measured(name, here, 1, rounds, seconds)
        cells = [f"{1 / row.ratio('nnbook', peer):.1f}" if peer in row.times else "" for peer in LIBRARIES]
        lines.append(f"| {name} | {min(row.times['nnbook']):.3f} | " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def machine(peers: str) -> str:
    """The processor's name and the versions."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    found = [f"{name} {version(name)}" for name in ("numpy", "torch")]
    if peers:
        script = "import importlib.metadata as m, sys; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]), sep='\\n')"
        found += subprocess.check_output([peers, "-c", script, *LIBRARIES], text=True).splitlines()
    cores, python = f"{os.cpu_count()} cores", f"Python {platform.python_version()}"
    return ", ".join([(names or [platform.machine()])[0], cores, python, *found])


def work(library: str, name: str, threads: int) -> None:
    """The process of nnbook or PyTorch."""
    t = import_module(library)
    t.set_num_threads(threads)
    t.manual_seed(0)
    warm_up(t)
    serve(lambda: WORKLOADS[name](t))


def main() -> None:
    """Read the arguments, measure, print, and write the page's part."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.2, help="how long one side runs in one round")
    parser.add_argument("--only", default="", help="only workloads whose names contain this")
    parser.add_argument("--peers", default="", metavar="PYTHON", help="a Python that has the teaching libraries")
    parser.add_argument("--write", type=Path, help="the file for the tables")
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        library, name = arguments.work
        work(library, name, arguments.threads[0])
        return
    names = [name for name in WORKLOADS if arguments.only in name]
    tables = [f"Measured on {machine(arguments.peers)}."]
    print(tables[0])
    tables += [against_pytorch(names, n, arguments.rounds, arguments.seconds) for n in arguments.threads if names]
    if arguments.peers:
        tables.append(against_peers(arguments.peers, arguments.rounds, arguments.seconds, arguments.only))
    if arguments.write:
        scratch = arguments.write.with_suffix(".tmp")
        scratch.write_text("\n\n".join(tables) + "\n", encoding="utf-8")
        scratch.replace(arguments.write)


if __name__ == "__main__":
    main()
