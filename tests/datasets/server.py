"""A web server on this machine that serves what a test gives it, as badly as the test wants."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from nnbook.datasets.fetching import Remote

BODY = bytes(range(256)) * 400  # 102,400 bytes


@dataclass
class Page:
    """What an address answers with, and how: `cut` ends the connection early, `pause` waits between pieces."""

    body: bytes = BODY
    status: int = 200
    ranges: bool = True
    cut: int | None = None
    pause: float = 0.0
    piece: int = 1 << 16
    location: str = ""
    length: bool = True


@dataclass
class Site:
    """The pages of a server by their paths, and the requests it had: (path, Range header)."""

    address: str
    pages: dict[str, Page] = field(default_factory=dict)
    requests: list[tuple[str, str | None]] = field(default_factory=list)

    def put(self, path: str, **options) -> str:
        """A page; its address."""
        self.pages[path] = Page(**options)
        return f"{self.address}/{path}"


def remote(*urls: str, body: bytes = BODY, path: str = "set/file.bin") -> Remote:
    """A file as the registry has it."""
    return Remote(path, len(body), hashlib.sha256(body).hexdigest(), urls)


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.requests.append((self.path[1:], self.headers.get("Range")))
        page = self.site.pages.get(self.path[1:], Page(b"nothing here", status=404))
        wanted = self.headers.get("Range")
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and page.ranges else 0
        if start >= len(page.body):
            self.answer(416, b"")
            return
        body = page.body[start:]
        status = 206 if start else page.status
        self.send_response(status)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(page.body) - 1}/{len(page.body)}")
        if page.location:
            self.send_header("Location", page.location)
        if page.length:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        body = body if page.cut is None else body[: page.cut]
        for i in range(0, len(body), page.piece):
            time.sleep(page.pause)
            self.wfile.write(body[i : i + page.piece])

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Not on the screen."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """The other side may hang up: many a test does."""


def serve() -> tuple[Site, Server]:
    """A site and its running server, on a port of this machine that was free."""
    server = Server(("127.0.0.1", 0), Handler)
    site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = type("SiteHandler", (Handler,), {"site": site})
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return site, server
