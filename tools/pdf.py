"""Print the built book as one PDF: `python tools/pdf.py _build/html _build/nnbook.pdf`.

Chromium puts the articles of the built pages one after the other (`pdf.js`) and prints them (`pdf.css`), so the print
shows what the pages show. It is printed twice: only then are the numbers known that stand in the table of contents.
"""

from __future__ import annotations

import argparse
import html
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.chromium import CHROMIUM, FLAGS  # noqa: E402
from tools.repository import repository_url  # noqa: E402

HERE = Path(__file__).resolve().parent
PAPER: dict[str, Any] = {"prefer_css_page_size": True, "print_background": True}
START = """<!DOCTYPE html>
<html lang="en" data-theme="light" data-mode="light">
<meta charset="utf-8"><title>{title}</title><style>{style}</style>
</html>"""
FILL_IN = """numbers => {
  for (const place of document.querySelectorAll(".toc .number")) place.textContent = numbers[place.dataset.of];
}"""


def parts() -> list[tuple[str, list[str]]]:
    """The book in order: the title of each part (the first has none) and its pages, such as `book/start/how-to-use`."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf8"))
    chapters = [(part["caption"], [chapter["file"] for chapter in part["chapters"]]) for part in contents["parts"]]
    return [("", [contents["root"]]), *chapters]


def book(site: Path, only: list[str] | None = None) -> dict[str, Any]:
    """What `pdf.js` puts together: the lines of the title page, and the built pages of every part (or `only` some)."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]["version"]
    lines = [
        {"text": f"Version {version}"},
        {"text": repository_url(), "href": repository_url()},
        {"text": "Text and figures: CC BY 4.0. Code: BSD 3-Clause."},
        {"text": "A figure with sliders shows its first picture here; on the book's pages it moves."},
    ]
    kept = [(caption, [name for name in names if only is None or name in only]) for caption, names in parts()]
    made = [{"caption": caption, "pages": [page(site, name) for name in names]} for caption, names in kept if names]
    return {"title": config["title"], "author": config["author"], "lines": lines, "parts": made}


def page(site: Path, name: str) -> dict[str, str]:
    """One built page: its name, where it lies, and its text."""
    path = site / f"{name}.html"
    if not path.exists():
        raise SystemExit(f"_toc.yml names {name}, but {path} is missing. Remedy: make book")
    return {"name": name, "site": path.resolve().as_uri(), "html": path.read_text("utf8")}


def numbers(pdf: Path) -> dict[str, int]:
    """On which page each place of the book is, by the name of the place."""
    from pypdf import PdfReader

    reader = PdfReader(pdf)
    places = reader.named_destinations.items()
    found = {unquote(name.lstrip("/")): reader.get_destination_page_number(place) for name, place in places}
    return {name: number + 1 for name, number in found.items() if number is not None}


def write(site: Path, target: Path, only: list[str] | None = None) -> None:
    """Print the site's pages (or `only` some) into the file `target`."""
    from playwright.sync_api import sync_playwright

    made = book(site, only)
    style = (HERE / "pdf.css").read_text("utf8")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        start = Path(folder, "book.html")
        start.write_text(START.format(title=html.escape(made["title"]), style=style), "utf8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        sheet = browser.new_page(color_scheme="light")
        sheet.goto(start.as_uri())
        if dead := sheet.evaluate((HERE / "pdf.js").read_text("utf8"), made):
            raise SystemExit(f"Links of the pages lead nowhere in the PDF: {', '.join(sorted(set(dead)))}")
        sheet.wait_for_load_state("networkidle")
        sheet.pdf(path=target, **PAPER)
        sheet.evaluate(FILL_IN, numbers(target))
        sheet.pdf(path=target, **PAPER, outline=True, tagged=True)
        browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="the folder of the built pages")
    parser.add_argument("target", type=Path, help="the PDF to write")
    parser.add_argument("--only", nargs="+", metavar="PAGE", help="print these pages alone, such as book/index")
    chosen = parser.parse_args()
    if shutil.which(CHROMIUM) is None:
        raise SystemExit(
            f"The book is printed by Chromium, and {CHROMIUM} is not there. On Debian: apt install chromium; "
            "elsewhere: NNBOOK_CHROMIUM=/path/to/chromium-or-chrome make pdf"
        )
    write(chosen.site, chosen.target, chosen.only)
    print(f"The book is printed: {chosen.target}, {chosen.target.stat().st_size / 2**20:.1f} MB")
