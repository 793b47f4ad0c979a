"""The book, built once for every test that reads it."""

import pytest

from tests.book.site import FORK, HUB, Page, build


@pytest.fixture(scope="session")
def process(tmp_path_factory):
    """The build of the book as in the CI of a fork with a JupyterHub, finished; it stands in `process.site`."""
    folder = tmp_path_factory.mktemp("site")
    done = build(folder, GITHUB_REPOSITORY=FORK, GITHUB_SERVER_URL="https://github.com", NNBOOK_JUPYTERHUB=HUB)
    done.site = folder / "_build" / "html"
    return done


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
