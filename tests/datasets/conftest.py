"""A server on this machine and a data folder of its own for each test of a download."""

from __future__ import annotations

import logging

import pytest

from tests.datasets.server import serve


@pytest.fixture
def site(tmp_path, monkeypatch):
    """An empty site on this machine; downloads go to a fresh folder, past any proxy."""
    monkeypatch.setenv("NNBOOK_DATA", str(tmp_path / "data"))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(logging.getLogger("pooch"), "disabled", True)
    site, server = serve()
    yield site
    server.shutdown()
    server.server_close()
