"""Sphinx extension of the book: everything a page needs comes with the page, and little of it is dead weight.

What it does, and why, in the order of a build:

- takes the repository's address, and a school's JupyterHub if there is one, from `repository.py`, so that a fork's
  buttons and notebooks point at the fork;
- renders the mathematics with KaTeX: at build time where Node and the npm packages are there, else in the reader's
  browser as MathML, which needs no fonts;
- drops Thebe, which jupyter-book always adds: it declares a constant twice (an error on every page) and loads from a
  third party;
- collects what the chapters claim, what fails in them and their terms, and warns of a claim that does not hold or is
  missing (`chapter_pages.py`);
- gives every page a description, and mends three names that screen readers could not tell;
- empties the theme's Font Awesome script (530 KB compressed, and it breaks ipywidgets' Play button), and keeps of the
  icon fonts the glyphs that are used;
- lets no script hold up a page, and keeps of the style sheets what is used (`lean_pages.py`).
"""

from __future__ import annotations

import html
import re
import shutil
import sys
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tools.api_pages import ABOUT, Names, address, called_as  # noqa: E402
from tools.landing import Moving, Parts  # noqa: E402
from tools.lean_pages import lean  # noqa: E402
from tools.lineage import Lineage  # noqa: E402
from tools.mathematics import prerender  # noqa: E402
from tools.reference import examples  # noqa: E402
from tools.repository import as_fork, hub_url, repository_url, upstream_url  # noqa: E402
from tools.zoo_page import Zoo  # noqa: E402

log = logging.getLogger(__name__)
KATEX = HERE / "node_modules" / "katex" / "dist"
DESCRIPTION_LENGTH = 160  # what search engines show
PRIVATE_USE = range(0xE000, 0xF900)  # where icon fonts keep their glyphs
TITLES = {"search": "Search", "genindex": "Index of names", "py-modindex": "Index of modules"}  # Sphinx's own pages
NAMES = [  # what a screen reader would say, made to agree with what stands there, and what HTML forbids
    (r'(<button class="btn search-button-field[^>]*?) aria-label="Search"', r"\1"),
    (r'<th class="head[^"]*"><p></p></th>', "<td></td>"),
    (r'role="doc-biblioentry"', 'role="listitem"'),
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    (
        r'<summary>\s*<p class="(collapsed[^"]*)">(.*?)</p>\s*<p class="(expanded[^"]*)">(.*?)</p>\s*</summary>',
        r'<summary><span class="\1">\2</span><span class="\3">\4</span></summary>',  # a summary holds no paragraphs
    ),
    (
        r'<div id="pst-primary-sidebar"(?! role)',
        '<div id="pst-primary-sidebar" role="complementary" aria-label="The book"',
    ),
]


def configure(app: Sphinx, config: Config) -> None:
    """Set what depends on the machine: the addresses behind the buttons, and how mathematics is rendered."""
    config.html_theme_options["repository_url"] = repository_url()
    if hub := hub_url():
        config.html_theme_options["launch_buttons"]["jupyterhub_url"] = hub
    config.linkcode_resolve = address
    node, styled = shutil.which("node"), (KATEX / "katex.min.css").exists()
    config.katex_prerender = bool(node and styled)
    if config.katex_prerender:
        prerender()
        config.katex_css_path = "katex/katex.min.css"
        return
    config.katex_css_path, config.katex_options = "katex-math.css", '{output: "mathml"}'
    if node:
        log.warning(
            "KaTeX's style sheet is missing: the mathematics is left to the browser. Remedy: npm ci --prefix tools"
        )
    else:
        log.info("Node is missing: the mathematics is left to the browser")


def without_thebe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Take Thebe's scripts and style sheets off a page."""

    def keep(asset: Any) -> bool:
        return "thebe" not in f"{getattr(asset, 'filename', asset)} {getattr(asset, 'attributes', '')}".lower()

    for kind in ("script_files", "css_files"):
        context[kind] = [asset for asset in context.get(kind, []) if keep(asset)]


def description(doctree: nodes.document | None, title: str) -> str:
    """The page's first paragraph of prose, cut at a word to what a search engine shows."""
    paragraphs = doctree.findall(nodes.paragraph) if doctree is not None else ()
    text = next((t for t in (" ".join(p.astext().split()) for p in paragraphs) if len(t) >= 40), title)
    if len(text) <= DESCRIPTION_LENGTH:
        return text
    return text[: DESCRIPTION_LENGTH - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give the page its own description, and warn of a formula that KaTeX could not read."""
    title = html.unescape(re.sub(r"<[^>]+>", "", context.get("title") or TITLES.get(page, page)))
    if 'name="description"' not in context.get("metatags", ""):
        text = html.escape(description(doctree, f"{title}. {app.config.html_title}."))
        context["metatags"] = f'{context.get("metatags", "")}\n<meta name="description" content="{text}">'
    for message in re.findall(r'class="katex-error" title="([^"]*)"', context.get("body", "")):
        log.warning("a formula does not render: %s", html.unescape(message), location=page)


def copy_katex(app: Sphinx, exception: Exception | None) -> None:
    """Copy KaTeX's style sheet and its woff2 fonts (every browser in use reads those) beside the pages."""
    if exception is not None or app.builder.format != "html" or not app.config.katex_prerender:
        return
    target = Path(app.outdir, "_static", "katex")
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    css = (KATEX / "katex.min.css").read_text("utf8")
    css = re.sub(r',url\(fonts/[^)]+\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", css)
    (target / "katex.min.css").write_text(css, "utf8")
    for font in (KATEX / "fonts").glob("*.woff2"):
        shutil.copyfile(font, target / "fonts" / font.name)


def name_controls(app: Sphinx, exception: Exception | None) -> None:
    """Mend the places of the theme where the accessibility checker finds a control or a region without its name."""
    if exception is not None or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = mended = path.read_text("utf8")
        for pattern, name in NAMES:
            mended = re.sub(pattern, name, mended)
        if mended != page:
            path.write_text(mended, "utf8")


def used_glyphs(css: str, pages: str) -> set[int]:
    """The code points of the icons that the pages' classes or the style sheets' variables call for."""
    variables = " ".join(re.findall(r"--pst-icon-[\w-]+:([^;}]+)", css))
    codes = {ord(sign) for sign in variables if ord(sign) in PRIVATE_USE}
    codes |= {int(code, 16) for code in re.findall(r"\\([0-9a-f]{4})", variables)}
    used = set(re.findall(r"\bfa-([a-z0-9-]+)", pages))
    for names, code in re.findall(r'((?:\.fa-[\w-]+::?before,?)+)\{content:"\\([0-9a-f]+)', css):
        if used & set(re.findall(r"\.fa-([\w-]+)", names)):
            codes.add(int(code, 16))
    return codes


def slim_icons(app: Sphinx, exception: Exception | None) -> None:
    """Keep of Font Awesome what the book shows: an empty script, and fonts of a few glyphs."""
    static = Path(app.outdir, "_static")
    if exception is not None or app.builder.format != "html" or not (static / "scripts" / "fontawesome.js").exists():
        return
    (static / "scripts" / "fontawesome.js").write_text("/* icons come from the web fonts */\n")
    for unread in (*static.rglob("*.map"), *static.glob("vendor/fontawesome/webfonts/*.ttf")):
        unread.unlink()
    css = "".join(path.read_text("utf8") for path in static.rglob("*.css"))
    glyphs = used_glyphs(css, "".join(path.read_text("utf8") for path in Path(app.outdir).rglob("*.html")))
    try:
        import brotli  # type: ignore[import-untyped]  # noqa: F401
        from fontTools import subset
    except ImportError:
        log.info("fonttools or brotli is missing: the icon fonts stay whole")
        return
    unicodes = ",".join(f"U+{code:04X}" for code in sorted(glyphs))
    for font in static.glob("vendor/fontawesome/webfonts/*.woff2"):
        small = font.with_suffix(".subset")
        subset.main([str(font), f"--unicodes={unicodes}", "--flavor=woff2", f"--output-file={small}"])
        small.replace(font)


ENTRANCE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={start}">
<title>{title}</title>
<meta name="description" content="{title}: the way in.">
</head>
<body><p><a href="{start}">{title}</a></p></body>
</html>
"""


def write_entrance(app: Sphinx, exception: Exception | None) -> None:
    """Lead from the root of the site to the landing page."""
    if exception is None and app.builder.format == "html":
        page = ENTRANCE.format(start=app.builder.get_target_uri(app.config.root_doc), title=app.config.html_title)
        Path(app.outdir, "index.html").write_text(page, "utf8")


def address_notebooks(app: Sphinx, exception: Exception | None) -> None:
    """Let a fork's pages, and the notebooks they offer for download, lead to the fork's package."""
    if exception is not None or app.builder.format != "html" or repository_url() == upstream_url():
        return
    for path in (*Path(app.outdir, "_sources").rglob("*.ipynb"), *Path(app.outdir).rglob("*.html")):
        path.write_text(as_fork(path.read_text("utf8")), "utf8")


def plain_docstring(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Read docstrings as they are written: prose with `code`, and indented blocks of code; then the name's example."""
    if name in ABOUT or what == "data":  # a value shows its type's docstring otherwise
        lines[:] = [ABOUT.get(name, "")]
    prose = ["\n".join(lines), called_as(thing)]
    blocks = re.split(r"\n\s*\n", "\n\n".join(filter(None, prose)))
    text = "\n\n".join(map(_as_restructured_text, blocks))
    lines[:] = [*text.split("\n"), "", *example_of(name).split("\n"), ""]


def example_of(name: str) -> str:
    """The short example of a public name; a method shares that of the function of its name."""
    found = _examples()
    return found.get(name) or found.get(name.replace("nnbook.Tensor.", "nnbook."), "")


_examples = cache(examples)


def _as_restructured_text(block: str) -> str:
    if block.startswith(">>> "):
        return block
    if all(line.startswith("    ") for line in block.split("\n")):
        return f"::\n\n{block}"
    pieces = re.split(r"(`[^`]+`)", block)
    return "".join(f"`{p}`" if p[:1] == "`" else re.sub(r"([\\*|_])", r"\\\1", p) for p in pieces)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("config-inited", configure, priority=100)
    app.connect("html-page-context", without_thebe, priority=900)
    app.connect("html-page-context", describe, priority=900)
    app.connect("autodoc-process-docstring", plain_docstring)
    app.add_directive("names", Names)
    for name, directive in {"zoo": Zoo, "lineage": Lineage, "moving": Moving, "parts": Parts}.items():
        app.add_directive(name, directive)
    app.setup_extension("tools.chapter_pages")
    app.setup_extension("tools.timeline")
    app.setup_extension("tools.guide")
    for step in (copy_katex, name_controls, slim_icons, address_notebooks, write_entrance):
        app.connect("build-finished", step)
    app.connect("build-finished", lean, priority=900)  # after the theme has written its last style sheet
    return {"parallel_read_safe": True, "parallel_write_safe": True}
