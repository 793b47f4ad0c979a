"""Sphinx extension of the book: everything a page needs comes with the page, and little of it is dead weight.

What it does, and why, in the order of a build:

- takes the repository's address from `repository.py`, so that a fork's buttons open the fork;
- renders the mathematics with KaTeX: at build time where Node and the npm packages are there, else in the reader's browser as MathML;
- drops Thebe, which jupyter-book always adds: it declares a constant twice (an error on every page) and loads from a third party;
- gives every page a description, and names the two theme controls that screen readers could not tell;
- empties the theme's Font Awesome script (530 KB compressed; it also breaks ipywidgets' Play button) and keeps of the icon fonts
  the glyphs that are used.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tools.repository import repository_url  # noqa: E402

log = logging.getLogger(__name__)
KATEX = HERE / "node_modules" / "katex" / "dist"
DESCRIPTION_LENGTH = 160  # what search engines show


def configure(app: Sphinx, config: Config) -> None:
    """Set what depends on the machine: the repository's address and how mathematics is rendered."""
    config.html_theme_options["repository_url"] = repository_url()
    node, styled = shutil.which("node"), (KATEX / "katex.min.css").exists()
    config.katex_prerender = bool(node and styled)
    if config.katex_prerender:
        config.katex_css_path = "katex/katex.min.css"
        return
    # MathML needs neither style sheet nor fonts, so the page still asks no third party.
    config.katex_css_path, config.katex_options = "katex-math.css", '{output: "mathml"}'
    if node:
        log.warning(
            "KaTeX's style sheet is missing, so the mathematics is left to the browser. Remedy: npm ci --prefix tools"
        )
    else:
        log.info("Node is missing: the mathematics is left to the browser")


def without_thebe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
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


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the page its own description, unless its source has one, and report a formula that KaTeX could not read."""
    title = re.sub(r"<[^>]+>", "", context.get("title") or "")
    if 'name="description"' not in context.get("metatags", ""):
        text = html.escape(description(doctree, f"{title}: {app.config.project}"))
        context["metatags"] = f'{context.get("metatags", "")}\n<meta name="description" content="{text}">'
    for message in re.findall(r'class="katex-error" title="([^"]*)"', context.get("body", "")):
        log.warning("a formula does not render: %s", html.unescape(message), location=pagename)


def copy_katex(app: Sphinx, exception: Exception | None) -> None:
    """Copy KaTeX's style sheet and its woff2 fonts (every browser of the last ten years reads those) beside the pages."""
    if exception is not None or app.builder.format != "html" or not app.config.katex_prerender:
        return
    target = Path(app.outdir, "_static", "katex")
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    css = (KATEX / "katex.min.css").read_text("utf8")
    css = re.sub(r',url\(fonts/[^)]+\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", css)
    (target / "katex.min.css").write_text(css, "utf8")
    for font in (KATEX / "fonts").glob("*.woff2"):
        shutil.copyfile(font, target / "fonts" / font.name)


def used_glyphs(css: str, pages: str) -> set[int]:
    """The code points of the icons that the pages' classes or the style sheets' variables call for."""
    used = set(re.findall(r"\bfa-([a-z0-9-]+)", pages))
    codes = {
        ord(c) for value in re.findall(r"--pst-icon-[\w-]+:([^;}]+)", css) for c in value if 0xE000 <= ord(c) <= 0xF8FF
    }
    codes |= {
        int(code, 16)
        for value in re.findall(r"--pst-icon-[\w-]+:([^;}]+)", css)
        for code in re.findall(r"\\([0-9a-f]{4})", value)
    }
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
        import brotli  # noqa: F401
        from fontTools import subset
    except ImportError:
        log.info("fonttools or brotli is missing: the icon fonts stay whole")
        return
    for font in static.glob("vendor/fontawesome/webfonts/*.woff2"):
        small = font.with_suffix(".subset")
        unicodes = ",".join(f"U+{code:04X}" for code in sorted(glyphs))
        subset.main([str(font), f"--unicodes={unicodes}", "--flavor=woff2", f"--output-file={small}"])
        small.replace(font)


NAMES = [  # what a reader's screen reader would say, made to agree with what stands there
    (r'(<button class="btn search-button-field[^>]*?) aria-label="Search"', r"\1"),
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    (
        r'<div id="pst-primary-sidebar"(?! role)',
        '<div id="pst-primary-sidebar" role="complementary" aria-label="The book"',
    ),
]


def name_controls(app: Sphinx, exception: Exception | None) -> None:
    """Mend three places of the theme where the accessibility checker finds a control or a region without its name."""
    if exception is not None or app.builder.format != "html":
        return
    for path in Path(app.outdir).rglob("*.html"):
        page = mended = path.read_text("utf8")
        for pattern, name in NAMES:
            mended = re.sub(pattern, name, mended)
        if mended != page:
            path.write_text(mended, "utf8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("config-inited", configure, priority=100)
    app.connect("html-page-context", without_thebe, priority=900)
    app.connect("html-page-context", describe, priority=900)
    app.connect("build-finished", copy_katex)
    app.connect("build-finished", name_controls)
    app.connect("build-finished", slim_icons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
