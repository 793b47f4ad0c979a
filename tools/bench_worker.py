"""One side of a comparison, in a process of its own: it says "ready" and then answers lines on its standard input.

A line with a number of seconds is answered with the seconds a step took, measured for about so long; the line "memory"
with the megabytes by which the process has grown at its peak since the libraries were loaded.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

Step = Callable[[], Any]
WARM_UP = 3


def peak() -> float:
    """The most memory this process has held so far, in MB (Linux counts in KiB, macOS in bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3 / 1.024)


def serve(make_step: Callable[[], Step]) -> None:
    """Make the step, run it a few times, and answer."""
    before = peak()
    step = make_step()
    for _ in range(WARM_UP):
        step()
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "memory":
            print(peak() - before, flush=True)
            continue
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < float(line):
            step()
            count += 1
        print((time.perf_counter() - start) / count, flush=True)
