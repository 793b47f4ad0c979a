"""The book, built once for every test that reads it."""

import json
import os
import subprocess

import pytest
from filelock import FileLock

from tests.book.site import FORK, HUB, Page, build


@pytest.fixture(scope="session")
def process(tmp_path_factory):
    """The build of the book as in the CI of a fork with a JupyterHub, finished; it stands in `process.site`.

    Where the tests run in several processes, the first that needs the book builds it, and the others wait for it.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "site"
    told = folder.with_suffix(".json")
    with FileLock(folder.with_suffix(".lock")):
        if not told.exists():
            done = build(folder, GITHUB_REPOSITORY=FORK, GITHUB_SERVER_URL="https://github.com", NNBOOK_JUPYTERHUB=HUB)
            told.write_text(json.dumps([done.returncode, done.stdout, done.stderr]), encoding="utf-8")
    code, output, complaints = json.loads(told.read_text(encoding="utf-8"))
    process = subprocess.CompletedProcess([], code, output, complaints)
    process.site = folder / "_build" / "html"
    return process


@pytest.fixture(scope="session")
def built(process):
    """The folder of the built book; what the build complained of is the matter of a test in test_site.py."""
    assert (process.site / "book" / "index.html").exists(), (process.stdout + process.stderr)[-3000:]
    return process.site


@pytest.fixture(scope="session")
def parsed(built):
    """Every page of the site, parsed."""
    pages = [path for path in built.rglob("*.html") if "_static" not in path.parts]
    return {path: Page(path.read_text(encoding="utf-8")) for path in pages}
