"""Threads: a large batch is worked on in as many slices as there are threads, each in a Python thread of its own.

NumPy lets go of Python's lock inside its loops and matrix products, so threads that call it on slices of the same
arrays run at the same time. While they do, the BLAS library behind NumPy's products is held to one thread in each:
its own threads would compete with ours (small convolutions lose up to half of their speed to that). With one thread
everything runs where it is called, and a training run repeats bit for bit.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np

Result = TypeVar("Result")

WORTH_A_THREAD = 1 << 15  # numbers touched: below, handing work over costs more than it saves (about 30 us)


def _threads_at_first() -> int:
    """OMP_NUM_THREADS, as for PyTorch and OpenBLAS, or else as many as this process may use processors."""
    wanted = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _blas_function(*names: str) -> Any:
    """The first of these functions that the library behind NumPy's matrix products has; None if it has none."""
    try:
        library = ctypes.CDLL(np._core._multiarray_umath.__file__)  # type: ignore[attr-defined]
    except (AttributeError, OSError):
        return None
    return next((getattr(library, name) for name in names if hasattr(library, name)), None)


_get_blas_threads = _blas_function("scipy_openblas_get_num_threads64_", "openblas_get_num_threads")
_set_blas_threads = _blas_function("scipy_openblas_set_num_threads64_", "openblas_set_num_threads")


class _Here(threading.local):
    inside = False  # whether this thread is working on a slice already


class _Shared:
    """What all threads share: the number of threads, the pool, and who holds BLAS to one thread."""

    def __init__(self, threads: int) -> None:
        self.lock = threading.Lock()
        self.threads = threads
        self.pool: ThreadPoolExecutor | None = None
        self.holders = 0
        self.blas_threads = 1  # what BLAS gets back when nobody holds it any more


_here, _shared = _Here(), _Shared(_threads_at_first())


def _after_fork() -> None:
    """A child process has none of its parent's threads: it starts a pool of its own, and BLAS is held by nobody."""
    global _shared
    held, blas_threads = _shared.holders, _shared.blas_threads
    _shared = _Shared(_shared.threads)
    if held and _set_blas_threads is not None:
        _set_blas_threads(blas_threads)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def get_num_threads() -> int:
    """How many threads a large operation may use."""
    return _shared.threads


def set_num_threads(num: int, /) -> None:
    """Use `num` threads from now on, in operations that work in slices and in BLAS's matrix products.

    At first it is the environment's OMP_NUM_THREADS, or else the number of processors. Results differ in their last
    digits at most.
    """
    if not isinstance(num, (int, np.integer)) or isinstance(num, bool):
        raise RuntimeError(f"set_num_threads expects an int, but got {type(num).__name__}")
    if num <= 0:
        raise RuntimeError(f"set_num_threads expects a positive integer, got {num}")
    with _shared.lock:
        _shared.threads, pool, _shared.pool = int(num), _shared.pool, None
        _shared.blas_threads = int(num)
        if _set_blas_threads is not None and not _shared.holders:
            _set_blas_threads(int(num))
    if pool is not None:
        pool.shutdown(wait=False)  # what it was given already is still done


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold BLAS to one thread; the last one who leaves sets it back."""
    if _get_blas_threads is None or _set_blas_threads is None:
        yield
        return
    shared = _shared
    with shared.lock:
        if shared.holders == 0:
            shared.blas_threads = _get_blas_threads()
            _set_blas_threads(1)
        shared.holders += 1
    try:
        yield
    finally:
        with shared.lock:
            shared.holders -= 1
            if shared.holders == 0:
                _set_blas_threads(shared.blas_threads)


def in_slices(work: Callable[[slice], Result], length: int, numbers: int) -> list[Result]:
    """[work(slice), ...] for consecutive slices of range(length), worked on at the same time; in order.

    `numbers` says roughly how many numbers the whole work touches: too few for a second thread, and the only slice is
    slice(0, length), here; so it is with one thread, and inside of `work`. `work` must use arrays only (modes such as
    no_grad belong to the thread that called), and write only to what is its own slice's. An exception is raised here,
    after all slices have ended.
    """
    parts = min(_shared.threads, length, numbers // WORTH_A_THREAD)
    if parts <= 1 or _here.inside:
        return [work(slice(0, length))]
    edges = [length * i // parts for i in range(parts + 1)]
    slices = [slice(start, stop) for start, stop in pairwise(edges)]

    def one(part: slice) -> Result:
        _here.inside = True
        try:
            return work(part)
        finally:
            _here.inside = False

    with one_blas_thread():
        with _shared.lock:
            if _shared.pool is None:
                _shared.pool = ThreadPoolExecutor(_shared.threads - 1, "nnbook")
            elsewhere = [_shared.pool.submit(one, part) for part in slices[1:]]
        try:
            first = one(slices[0])  # this thread takes a share too
        finally:
            wait(elsewhere)
    return [first, *(future.result() for future in elsewhere)]
