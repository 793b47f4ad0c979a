"""Where the repository lives: `[project.urls]` of pyproject.toml, or the fork whose CI is running."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def upstream_url() -> str:
    """The address in pyproject.toml, with no slash at the end, such as `https://github.com/owner/name`."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    return str(project["urls"]["Repository"]).rstrip("/")


def repository_url() -> str:
    """The address of the repository that is being built: a fork's where its CI is running, else the upstream one.

    GitHub's CI names the repository it runs for in `GITHUB_REPOSITORY` (and its server in `GITHUB_SERVER_URL`), so the
    buttons of a book that a fork builds open the fork.
    """
    repository = os.environ.get("GITHUB_REPOSITORY", "").strip("/")
    server = os.environ.get("GITHUB_SERVER_URL") or "https://github.com"
    return f"{server.rstrip('/')}/{repository}" if repository else upstream_url()


def slug() -> str:
    """The repository's `owner/name`, as Colab's and Binder's links want it."""
    return urlsplit(repository_url()).path.strip("/")


def hub_url() -> str:
    """The JupyterHub that the pages' buttons open, from NNBOOK_JUPYTERHUB, or "" where the book has none."""
    address = os.environ.get("NNBOOK_JUPYTERHUB", "").strip().rstrip("/")
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        raise ValueError(
            f"NNBOOK_JUPYTERHUB is {address!r}, but it must be a hub's address, such as https://hub.example.org"
        )
    return address


def as_fork(text: str) -> str:
    """A page or a notebook of a fork's book: what it installs and what it copies to a hub are the fork's."""
    ours, theirs = upstream_url(), repository_url()
    for before in ("git+", "repo="):
        text = text.replace(f"{before}{ours}", f"{before}{theirs}")
    return text.replace(f"lab/tree/{_name(ours)}/", f"lab/tree/{_name(theirs)}/")


def _name(address: str) -> str:
    return address.rpartition("/")[2]


if __name__ == "__main__":
    print(repository_url())
