"""tools/claims_again.py: claims with other seeds and two threads, and the record of what was tried."""

import json

import nbformat
import pytest

from tests.book import code, notebook
from tools import claims_again

IMPORTS = "import os\nfrom nnbook.notebook import claim"


@pytest.fixture
def book(tmp_path, monkeypatch):
    """An empty book in place of the real one."""
    monkeypatch.setattr(claims_again, "BOOK", tmp_path)
    monkeypatch.setattr(claims_again, "FILE", tmp_path / "claims.json")
    (tmp_path / "part").mkdir()
    return tmp_path


def write(book, *cells):
    path = book / "part" / "chapter.ipynb"
    nbformat.write(notebook(*map(code, cells)), path)
    return path


def test_all_chapters_were_tried_as_they_are_now():
    assert claims_again.stale() == [], "remedy: make test-claims"
    assert {tuple(entry["runs"]) for entry in claims_again.tried().values()} == {tuple(claims_again.RUNS)}


def test_a_claim_is_tried_with_each_seed_and_two_threads(book, capsys):
    drawn = "import numpy as np\nfirst = np.random.default_rng(0).random()"
    path = write(book, IMPORTS, drawn, "claim('a draw', 0.2 < first < 0.8, measured=first)")
    assert claims_again.main([str(path)]) == 0
    assert capsys.readouterr().out == "part/chapter: the claims hold with seeds + 1, seeds + 2, two threads\n"
    entry = json.loads((book / "claims.json").read_text())["part/chapter"]
    assert entry["runs"] == ["seeds + 1", "seeds + 2", "two threads"]
    assert claims_again.stale() == []
    write(book, IMPORTS, "claim('another', True)")
    assert claims_again.stale() == ["part/chapter"]


def test_a_claim_of_one_seed_fails_and_is_not_written_down(book, capsys):
    code_of_seed = "import numpy as np\nfirst = np.random.default_rng(0).random()\nclaim('lucky', first > 0.6)"
    write(book, IMPORTS, code_of_seed)  # 0.64, then 0.51 and 0.26
    assert claims_again.main([]) == 1
    told = capsys.readouterr().out
    assert "part/chapter, seeds + 1: " in told and "part/chapter, seeds + 2: " in told and "two threads" not in told
    assert "ClaimError: the claim does not hold: lucky" in told
    assert claims_again.tried() == {}


def test_without_a_change_nothing_is_run(book, capsys):
    assert claims_again.main([]) == 0
    assert capsys.readouterr().out.endswith("All of them: make test-claims ALL=1\n")
