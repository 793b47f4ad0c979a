"""Threads: slices that cover the whole, at the same time, whatever happens in one of them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import nnbook
from nnbook import _threads
from nnbook._threads import in_slices, one_blas_thread
from tests.support import both_fail

MANY = 1 << 30  # enough numbers for any number of threads


@pytest.fixture(autouse=True)
def _as_before():
    threads = nnbook.get_num_threads()
    yield
    nnbook.set_num_threads(threads)


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
@pytest.mark.parametrize("length", [0, 1, 2, 5, 64])
def test_slices_cover_the_whole_in_order(threads, length):
    nnbook.set_num_threads(threads)
    parts = in_slices(lambda part: list(range(length))[part], length, MANY)
    assert [i for part in parts for i in part] == list(range(length))
    assert len(parts) == max(1, min(threads, length))


def test_slices_are_worked_on_at_the_same_time():
    nnbook.set_num_threads(3)
    meeting = threading.Barrier(3, timeout=10)  # passes only when three threads have come
    assert len(in_slices(lambda part: meeting.wait(), 3, MANY)) == 3


def test_little_work_and_one_thread_stay_here():
    nnbook.set_num_threads(4)
    assert in_slices(lambda part: (part, threading.get_ident()), 100, 1000) == [(slice(0, 100), threading.get_ident())]
    nnbook.set_num_threads(1)
    assert in_slices(lambda part: (part, threading.get_ident()), 100, MANY) == [(slice(0, 100), threading.get_ident())]
    assert _threads._shared.pool is None


def test_inside_of_a_slice_there_is_one_slice():
    nnbook.set_num_threads(2)
    inner = in_slices(lambda part: in_slices(lambda part: part, 10, MANY), 4, MANY)
    assert inner == [[slice(0, 10)]] * 2
    assert len(in_slices(lambda part: part, 4, MANY)) == 2  # and afterwards two again


@pytest.mark.parametrize("wrong", [0, 1])
def test_an_exception_comes_back_when_all_have_ended(wrong):
    nnbook.set_num_threads(2)
    ended = []

    def work(part):
        if part.start == wrong:
            raise ZeroDivisionError("in a slice")
        time.sleep(0.02)
        ended.append(part)

    with pytest.raises(ZeroDivisionError, match="in a slice"):
        in_slices(work, 2, MANY)
    assert len(ended) == 1
    assert in_slices(lambda part: part.start, 2, MANY) == [0, 1]
    assert _threads._shared.holders == 0


def test_many_threads_may_call():
    nnbook.set_num_threads(2)
    a = np.arange(1000.0)
    found = []

    def caller():
        for _ in range(20):
            found.append(sum(in_slices(lambda part: a[part].sum(), len(a), MANY)))

    callers = [threading.Thread(target=caller) for _ in range(6)]
    for t in callers:
        t.start()
    for t in callers:
        t.join()
    assert found == [a.sum()] * 120
    assert _threads._shared.holders == 0


def child(queue):
    queue.put([part.start for part in in_slices(lambda part: part, 4, MANY)])


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_starts_threads_of_its_own():
    nnbook.set_num_threads(2)
    in_slices(lambda part: part, 4, MANY)  # the parent has a pool
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else None)
    queue = context.SimpleQueue()
    process = context.Process(target=child, args=(queue,))
    process.start()
    process.join(20)
    try:
        assert process.exitcode == 0
        assert queue.get() == [0, 2]
    finally:
        process.kill()


def test_blas_is_held_to_one_thread_and_set_back():
    if _threads._get_blas_threads is None:
        assert in_slices(lambda part: part.start, 2, MANY)[0] == 0  # NumPy with another BLAS: nothing to hold
        return
    nnbook.set_num_threads(2)
    assert _threads._get_blas_threads() == 2
    with one_blas_thread():
        assert _threads._get_blas_threads() == 1
        with one_blas_thread():
            assert _threads._get_blas_threads() == 1
        assert _threads._get_blas_threads() == 1
        assert in_slices(lambda part: _threads._get_blas_threads(), 2, MANY) == [1, 1]
    assert _threads._get_blas_threads() == 2
    with one_blas_thread():
        nnbook.set_num_threads(1)  # takes effect when nobody holds it any more
    assert _threads._get_blas_threads() == 1


def test_without_a_function_for_it_blas_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(_threads, "_set_blas_threads", None)
    nnbook.set_num_threads(2)
    assert in_slices(lambda part: part.start, 2, MANY) == [0, 1]
    assert _threads._blas_function("a_name_that_no_library_has") is None


@pytest.mark.parametrize(("wanted", "threads"), [("3", 3), ("2,1", 2), ("many", None), ("0", None), ("", None)])
def test_the_number_at_first(monkeypatch, wanted, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", wanted)
    monkeypatch.setattr(_threads.os, "sched_getaffinity", lambda process: {0, 1, 2, 3, 4}, raising=False)
    assert _threads._threads_at_first() == (threads or 5)
    monkeypatch.delattr(_threads.os, "sched_getaffinity")
    monkeypatch.setattr(_threads.os, "cpu_count", lambda: None)
    assert _threads._threads_at_first() == (threads or 1)


def test_wrong_numbers():
    both_fail(lambda t: t.set_num_threads(0), "expects a positive integer")
    both_fail(lambda t: t.set_num_threads(1.5), "set_num_threads expects an int, but got float")


def test_a_program_with_threads_ends():
    code = "import nnbook\nfrom nnbook._threads import in_slices\nnnbook.set_num_threads(2)\n"
    code += "print(len(in_slices(lambda part: 1, 2, 1 << 20)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "2"
