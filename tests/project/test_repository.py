"""The repository's address: one place, and a fork's own where its CI says so."""

import pytest

from tests.project import PROJECT, ROOT, tracked_files
from tools.repository import repository_url, slug, upstream_url

ADDRESS = PROJECT["urls"]["Repository"]


@pytest.fixture
def no_ci(monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    monkeypatch.delenv("GITHUB_SERVER_URL", raising=False)


@pytest.mark.usefixtures("no_ci")
def test_it_is_read_from_pyproject():
    assert repository_url() == ADDRESS
    assert ADDRESS.endswith("/" + slug())
    assert slug().count("/") == 1


@pytest.mark.usefixtures("no_ci")
def test_a_fork_is_named_by_its_ci(monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/my-nnbook")
    assert repository_url() == "https://github.com/ada/my-nnbook"
    assert upstream_url() == ADDRESS
    assert slug() == "ada/my-nnbook"


@pytest.mark.usefixtures("no_ci")
def test_another_server_is_respected(monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "ada/nnbook")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.example.org/")
    assert repository_url() == "https://git.example.org/ada/nnbook"


@pytest.mark.usefixtures("no_ci")
def test_an_empty_variable_names_no_fork(monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "")
    assert repository_url() == ADDRESS


def test_the_address_stands_in_one_place():
    """CITATION.cff needs it too (another test compares it), and a notebook's setup cell is written from it."""
    holders = set()
    for path in tracked_files():
        if path.suffix in {".ipynb", ".png", ".woff2"}:
            continue
        if ADDRESS.removeprefix("https://") in (ROOT / path).read_text(encoding="utf-8", errors="ignore"):
            holders.add(path.as_posix())
    assert holders == {"pyproject.toml", "CITATION.cff"}
