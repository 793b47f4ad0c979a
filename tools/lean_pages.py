"""The last steps of the build: a page loads what it shows, and nothing that it waits for in vain.

- The theme loads the search index (the largest file of all) on every page, for a search as you type that is switched
  off here: only the search page keeps it.
- Scripts wait until the page has been read (`defer`). The one that others need at once is written into the page.
- Where a browser keeps nothing for a page (asking it to is an error then), the theme's scripts are given a store that
  lasts as long as the page.
- The frames of an interactive figure, and a network's weights, weigh more than all the text around them. They come in
  files of their own, after the page can be read (`bring` in `book.js` puts them where they were).
- Of the style sheets, PurgeCSS keeps the rules whose names occur in some page or script of the book. What a page asks
  for is then put into one file: each file more is another round trip before anything is shown.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from os.path import relpath
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.util import logging

HERE = Path(__file__).resolve().parent
PURGE = HERE / "purge.mjs"
PURGECSS = HERE / "node_modules" / "purgecss"
SEARCH = re.compile(r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>')
OPTIONS = re.compile(r'<script src="[^"]*documentation_options\.js[^"]*"></script>')
WAITING = re.compile(r'<script ((?:data-sd-tabs-storage-prefix="[^"]*" )?)src=')
SHEET = re.compile(r'[ \t]*<link (?=[^>]*rel="stylesheet")[^>]*href="([^":]+)"[^>]*>\n?')
STORES = """<script>
for (const name of ["localStorage", "sessionStorage"]) {
  try { window[name].length; } catch {
    const kept = new Map();
    const store = { getItem: key => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, String(value)),
      removeItem: key => kept.delete(key) };
    Object.defineProperty(window, name, { value: store });
  }
}
</script>"""
DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.S)
HEAVY = 8000  # characters; less is not worth a file
IMPORT = re.compile(r"""@import\s+["']([^"':]+)["'];""")
ADDRESS = re.compile(r"""url\((["']?)(?!data:|#|["'])([^)"']+)\1\)""")

log = logging.getLogger(__name__)


def lean(app: Sphinx, exception: Exception | None) -> None:
    """Called when the build is finished."""
    if exception is not None or app.builder.format != "html":
        return
    site = Path(app.outdir)
    purge(site)
    options = (site / "_static" / "documentation_options.js").read_text("utf8").strip()
    for path in site.rglob("*.html"):
        if "_static" in path.parts:
            continue  # a template of the theme
        page = path.read_text("utf8")
        without = lean_page(page, options, is_search=path.name == "search.html")
        without = data_apart(one_sheet(without, path, site), path, site)
        if without != page:
            path.write_text(without, "utf8")


def lean_page(page: str, options: str, *, is_search: bool) -> str:
    """A page whose scripts do not hold it up, nor stop where nothing can be stored.

    `options` is the text of documentation_options.js.
    """
    page = page.replace("<head>", f"<head>\n{STORES}", 1)
    if is_search:
        return page  # its scripts call each other while it is read
    page = OPTIONS.sub(lambda found: f"<script>{options}</script>", SEARCH.sub("", page))
    return WAITING.sub(r"<script defer \1src=", page)


def data_apart(page: str, path: Path, site: Path) -> str:
    """A page whose heavy data lie in `_static/data`, each asked for once, after the page has been read."""
    folder, asked = site.resolve() / "_static" / "data", []

    def place(found: re.Match[str]) -> str:
        if len(found[1]) < HEAVY:
            return found[0]
        name = hashlib.sha256(found[1].encode()).hexdigest()[:12]
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.js").write_text(
            f"bring({json.dumps(name)}, {json.dumps(found[1], ensure_ascii=False)});\n", "utf8"
        )
        if name not in asked:
            asked.append(name)
        return f'<template data-brought="{name}"></template>'

    page = DATA.sub(place, page)
    sources = (relpath(folder / f"{name}.js", path.parent.resolve()) for name in asked)
    scripts = "".join(f'<script defer src="{source}"></script>\n' for source in sources)
    return page.replace("</body>", f"{scripts}</body>", 1)


def one_sheet(page: str, path: Path, site: Path) -> str:
    """A page that asks for one style sheet, `_static/styles-...css`, in place of all that it had, in their order."""
    links = list(SHEET.finditer(page))
    if len(links) < 2:
        return page
    files = [(path.parent / urlsplit(link[1]).path).resolve() for link in links]
    target = site.resolve() / "_static"
    text = "\n".join(_moved(file, target) for file in files)
    bundle = target / f"styles-{hashlib.sha256(text.encode()).hexdigest()[:12]}.css"
    bundle.write_text(text, "utf8")
    for link in reversed(links[1:]):
        page = page[: link.start()] + page[link.end() :]
    href = relpath(bundle, path.parent.resolve())
    return page[: links[0].start()] + f'<link rel="stylesheet" href="{href}">\n' + page[links[0].end() :]


def _moved(sheet: Path, folder: Path) -> str:
    """The text of a style sheet, its relative addresses made right for another folder."""

    def address(found: re.Match[str]) -> str:
        return f"url({relpath(sheet.parent / found[2], folder)})"

    text = sheet.read_text("utf8").replace('@charset "utf-8";', "")
    text = IMPORT.sub(lambda found: _moved(sheet.parent / found[1], sheet.parent), text)
    return ADDRESS.sub(address, text)


def purge(site: Path) -> None:
    """Take the rules out of the style sheets that nothing in the book uses."""
    node = shutil.which("node")
    if not node or not PURGECSS.is_dir():
        log.info("Node or purgecss is missing: the style sheets stay whole")
        return
    done = subprocess.run([node, str(PURGE), str(site)], capture_output=True, text=True, check=False)
    if done.returncode:
        log.warning("the style sheets could not be purged: %s", done.stderr.strip()[-300:])
