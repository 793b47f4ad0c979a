"""The book for the tests: built once, served on this machine, each page visited once, and looked at in both themes."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from tests.book import ROOT, run
from tests.book.player import PLAYER, places, plays
from tests.browser import axe, chromium_page

FORK, HUB = "somebody/their-book", "https://hub.example.org"
WIDE, NARROW = 1280, 360
COMPRESSED = {".css", ".html", ".ipynb", ".js", ".json", ".md", ".svg", ".txt"}  # what web servers compress

# The same thing a thousand times tells the checker nothing new and costs it minutes: formulas inside (they are hidden
# from screen readers, which read the MathML beside them), colored words of code, entries of the reference and their
# links beside the page.
THIN_OUT = """() => {
  const thin = (all, keep) => [...all].slice(keep).forEach(element => element.remove());
  thin(document.querySelectorAll(".katex > *"), 20);
  const seen = {};
  for (const word of document.querySelectorAll("pre span"))
    if ((seen[word.className] = (seen[word.className] || 0) + 1) > 5) word.replaceWith(word.textContent);
  for (const box of document.querySelectorAll("section, dl.py > dd")) thin(box.querySelectorAll(":scope > dl.py"), 4);
  thin(document.querySelectorAll(".indextable li"), 30);
  thin(document.querySelectorAll(".page-toc li li"), 30);
}"""

PROSE = """() => {
  const article = (document.querySelector("article") || document.body).cloneNode(true);
  for (const rendered of article.querySelectorAll("pre, code, .katex, script, style")) rendered.remove();
  return article.textContent;
}"""
COLORS = ["color-contrast", "link-in-text-block"]


def documents() -> list[str]:
    """The pages of the table of contents, such as `book/start/how-to-use`, and those that Sphinx adds."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    return [contents["root"], *chapters, "search", "genindex", "py-modindex"]


def build(folder: Path, **environment: str) -> Any:
    """Build the book as `make book` does, into another folder; the finished process."""
    start = "import sys; from jupyter_book.cli.main import main; sys.argv[0] = 'jupyter-book'; main()"
    options = ["build", "-W", "-n", "--keep-going", "--all", "--path-output", str(folder), str(ROOT)]
    return run("-c", start, *options, **environment)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone; its address."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class Page(HTMLParser):
    """The ids, links, meta tags, title and pictures of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.meta: dict[str, str | None] = {}
        self.pictures: list[dict[str, str | None]] = []
        self.title, self._in_title = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.ids += filter(None, [attributes.get("id")])
        self.links += [link for key in ("href", "src") if (link := attributes.get(key))]
        if tag == "meta" and attributes.get("name"):
            self.meta[str(attributes["name"])] = attributes.get("content")
        if tag == "img":
            self.pictures.append(attributes)
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        self.title += data if self._in_title else ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False


def dead_links(pages: dict[Path, Page]) -> list[str]:
    """The links between these pages, their anchors and the files beside them that lead nowhere."""
    anchors = {path: set(page.ids) for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for link in page.links:
            url = urlsplit(link)
            if url.scheme or url.netloc or link == "#":
                continue
            target = (path.parent / unquote(url.path)).resolve() if url.path else path
            if not target.is_file() or (url.fragment and unquote(url.fragment) not in anchors[target]):
                dead.append(f"{path.name}: {link}")
    return dead


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *values: Any) -> None:
        pass


@dataclass
class Seen:
    """What one visit of a page found."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    prose: str = ""  # all words but those of code and of rendered formulas
    violations: dict[str, list[str]] = field(default_factory=dict)  # light, dark, narrow
    widths: dict[int, int] = field(default_factory=dict)  # window -> page
    files: list[Path] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # by the first interactive figure as it is moved
    places: int = 0  # of that figure

    def weight(self) -> tuple[float, float]:
        """The kilobytes that the page and all it loads take: compressed as servers do, and as they lie on the disk."""
        files = [(path.suffix, path.read_bytes()) for path in set(self.files)]
        packed = [len(gzip.compress(data)) if suffix in COMPRESSED else len(data) for suffix, data in files]
        return sum(packed) / 1024, sum(len(data) for _, data in files) / 1024


@dataclass
class Site:
    """The built book, where it is served, and a browser."""

    root: Path
    address: str
    browser: Any
    _seen: dict[str, Seen] = field(default_factory=dict)

    def url(self, document: str) -> str:
        """Where a page is served."""
        return f"{self.address}{document}.html"

    def html(self, document: str) -> str:
        """A page as it lies on the disk."""
        return (self.root / f"{document}.html").read_text(encoding="utf-8")

    def seen(self, document: str) -> Seen:
        """Visit a page, once: in the light theme, in the dark one, and in the light one on a narrow screen."""
        if document not in self._seen:
            self._seen[document] = seen = Seen()
            with chromium_page(self.browser, width=WIDE, reduced_motion=True) as visit:
                visit.page.goto(self.url(document), wait_until="load")
                seen.prose = visit.page.evaluate(PROSE)
                if visit.page.locator(PLAYER).count():
                    seen.told, seen.places = plays(visit.page), places(visit.page)
                self._measure(visit.page, seen)
                visit.page.evaluate(THIN_OUT)
                self._check(visit.page, seen)
            seen.errors, seen.foreign = visit.errors, visit.foreign(self.address)
            addresses = [urlsplit(url).path for url in visit.requests if url.startswith(self.address)]
            seen.files = [self.root / unquote(path).lstrip("/") for path in addresses]
        return self._seen[document]

    def _check(self, page: Any, seen: Seen) -> None:
        """Each look by the rules that can find something else there: colors in the dark, layout where it is narrow."""
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.wait_for_timeout(450)  # the theme looks for what scrolls 300 ms after the window has changed
        seen.violations["light"] = axe(page)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        # Some words take a quarter of a second to change their color.
        page.wait_for_function("!document.getAnimations().some(one => one instanceof CSSTransition)")
        seen.violations["dark"] = axe(page, only=COLORS)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": NARROW, "height": 900})
        page.wait_for_timeout(450)
        seen.violations["narrow"] = axe(page, skip=["color-contrast"])

    def _measure(self, page: Any, seen: Seen) -> None:
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 900})
            seen.widths[width] = page.evaluate("document.documentElement.scrollWidth")
