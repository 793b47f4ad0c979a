"""Serve a folder on this machine alone, compressed as public web servers do it."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

COMPRESSED = {".css", ".html", ".ipynb", ".js", ".json", ".md", ".svg", ".txt"}


class Quiet(SimpleHTTPRequestHandler):
    """Files as they are, without a line on the terminal for each."""

    def log_message(self, format: str, *values: Any) -> None:
        """Say nothing."""


class Compressing(Quiet):
    """Text compressed with gzip for whoever asks for it, and everything kept by the browser for ten minutes."""

    def do_GET(self) -> None:
        """Answer with the file, or with its compressed form."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        if path.suffix not in COMPRESSED or not path.is_file() or "gzip" not in self.headers["Accept-Encoding"]:
            return super().do_GET()
        packed = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)
        return None

    def end_headers(self) -> None:
        """Say how long a browser may keep what it got, as GitHub Pages does."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()


@contextmanager
def served(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """Serve a folder on a free port of this machine; its address, with a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
