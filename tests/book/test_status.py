"""book/status.json: an entry for each notebook, of its code as it is now, within the limits; and how it gets there."""

import json
import mmap
import os
from pathlib import Path

import nbformat
import numpy as np
import pytest

from tests.book import NOTEBOOKS, code, markdown, name, notebook
from tools import refresh, status

SECONDS, MEGABYTES = 60, 1000
ENTRIES = status.read()


# ---------------------------------------------------------------------- what is stored
@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_every_notebook_has_a_current_entry_within_the_limits(path):
    remedy = f"make refresh CHAPTER={name(path)}, and commit book/status.json"
    assert name(path) in ENTRIES, f"book/status.json does not have it. Remedy: {remedy}"
    entry = ENTRIES[name(path)]
    code_now = status.digest(nbformat.read(path, as_version=4))
    assert entry["code"] == code_now, f"its code has changed since it was measured. Remedy: {remedy}"
    again = f"Remedy: make it smaller, or, if other work slowed it down, {remedy.replace(',', ' MEASURE=1,')}"
    seconds = min(entry["seconds"], entry.get("processor_seconds") or entry["seconds"])
    assert seconds <= SECONDS, f"it took more than {SECONDS} s. {again}"
    assert (entry["memory_mb"] or 0) <= MEGABYTES, f"it took more than {MEGABYTES} MB. {again}"


def test_no_entry_is_of_a_notebook_that_is_gone():
    assert set(ENTRIES) <= set(map(name, NOTEBOOKS))


# ---------------------------------------------------------------------- how it is measured
def test_the_hash_is_of_the_code_alone():
    first = notebook(markdown("# A"), code("1", "setup"), code("x = 1"), code("y = 2"))
    same = notebook(markdown("# B"), code("2", "setup"), markdown("More."), code("x = 1"), code("y = 2", "rtol=0.5"))
    same.cells[-1].outputs = [nbformat.v4.new_output("stream", text="done\n")]
    others = [notebook(code("x = 1"), code("y = 3")), notebook(code("x = 1\ny = 2")), notebook(code("y = 2"))]
    assert status.digest(first) == status.digest(same)
    assert len({status.digest(made) for made in (first, *others)}) == 4


def test_the_peak_of_a_process_stays_when_its_memory_is_freed():
    if not Path("/proc").exists():
        assert status.used(os.getpid()) == (None, None)
        return
    with mmap.mmap(-1, 100_000_000) as block:  # given back at once, whatever the allocator does
        for page in range(0, len(block), mmap.PAGESIZE):
            block[page] = 1
        seconds, peak = status.used(os.getpid())
    assert 100 < peak < status.used(os.getpid())[1] + 10, "the system counts to a megabyte or two"
    assert seconds == pytest.approx(sum(os.times()[:2]), abs=0.5)
    assert status.used(2**22 + 1) == (None, None), "no such process"


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """A notebook in a book of its own."""
    monkeypatch.setattr(status, "FILE", tmp_path / "book" / "status.json")
    path = tmp_path / "book" / "part" / "lines.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook(markdown("# Lines"), code("print(1)"), code("...", "exercise")), path)
    return path


def measured():
    return json.loads(status.FILE.read_text(encoding="utf-8"))


def test_a_run_is_measured(chapter):
    claims = code("from nnbook.notebook import claim\nfor x in (1, 2):\n    claim(f'{x}', True)")
    shown = code("try:\n    claim('no', False)\nexcept AssertionError:\n    pass", "fails-on-purpose")
    nbformat.write(notebook(markdown("# Lines"), claims, shown, code("...", "exercise")), chapter)
    assert refresh.refresh(chapter)
    (entry,) = measured().values()
    assert 0.1 < entry["seconds"] < 60
    if Path("/proc").exists():
        assert 0.1 < entry["processor_seconds"] < 30 and 20 < entry["memory_mb"] < 500
    assert (entry["claims"], entry["exercises"], entry["cores"]) == (2, 1, os.cpu_count())
    assert entry["numpy"] == np.__version__ and entry["code"] == status.digest(nbformat.read(chapter, 4))
    assert "seconds" not in chapter.read_text(encoding="utf-8")


@pytest.fixture
def instant(monkeypatch):
    """Notebooks that take a second more each time, without a kernel."""
    costs = iter([(float(second), None, None) for second in range(1, 9)])
    monkeypatch.setattr(refresh, "execute", lambda *_: next(costs))


def test_an_entry_is_renewed_with_the_notebook_or_when_asked(chapter, instant, capsys):
    def seconds(*options):
        assert refresh.main([*options, str(chapter)]) == 0
        return measured()["part/lines"]["seconds"]

    assert seconds() == 1, "stored for the first time"
    stored = chapter.read_bytes()
    assert seconds() == 1, "nothing new"
    assert seconds("--measure") == 3
    assert chapter.read_bytes() == stored
    status.write("part/lines", measured()["part/lines"] | {"code": "stale"})
    assert seconds() == 4, "another code was measured"
    status.FILE.unlink()
    assert seconds() == 5, "there was no entry"
    assert chapter.read_bytes() == stored
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert seconds() == 6, "stored anew"
    assert [seconds("--only-gpu", "--measure"), seconds("--setup-only", "--measure")] == [6, 6]
    assert capsys.readouterr().out.count("unchanged") == 6


def test_only_notebooks_of_the_book_have_entries(chapter, instant, tmp_path):
    elsewhere = tmp_path / "draft.ipynb"
    nbformat.write(notebook(markdown("# Draft"), code("1")), elsewhere)
    assert refresh.refresh(elsewhere)
    assert not status.FILE.exists()
    status.write("part/lines", {"seconds": 1})
    chapter.rename(chapter.with_name("curves.ipynb"))
    status.write("part/curves", {"seconds": 2})
    assert measured() == {"part/curves": {"seconds": 2}}
