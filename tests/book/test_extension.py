"""tools/book_ext.py and tools/mathematics.py, piece by piece (the built site is tested in test_site.py)."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
from docutils.core import publish_doctree

from tests.book import ROOT
from tools import book_ext, mathematics
from tools.repository import upstream_url


def configured(monkeypatch, *, node=True, packages=True):
    """The settings after `configure`, on a machine with or without Node and the npm packages."""
    monkeypatch.setattr(book_ext.shutil, "which", lambda program: "/bin/node" if node else None)
    monkeypatch.setattr(book_ext, "KATEX", book_ext.KATEX if packages else ROOT / "nowhere")
    monkeypatch.setattr(book_ext, "prerender", lambda: None)
    warnings = []
    monkeypatch.setattr(book_ext.log, "warning", warnings.append)
    config = SimpleNamespace(html_theme_options={"launch_buttons": {}}, katex_options="")
    book_ext.configure(None, config)
    return config, warnings


def test_mathematics_is_rendered_at_build_time_where_node_and_its_packages_are(monkeypatch):
    config, warnings = configured(monkeypatch)
    assert config.katex_prerender is True
    assert config.katex_css_path == "katex/katex.min.css"
    assert warnings == []


@pytest.mark.parametrize("missing", ["node", "packages"])
def test_without_them_the_browser_renders_mathml_and_asks_nobody(monkeypatch, missing):
    config, warnings = configured(monkeypatch, **{missing: False})
    assert config.katex_prerender is False
    assert config.katex_css_path == "katex-math.css"
    assert "mathml" in config.katex_options
    remedy = ["KaTeX's style sheet is missing: the mathematics is left to the browser. Remedy: npm ci --prefix tools"]
    assert warnings == ([] if missing == "node" else remedy)


@pytest.mark.parametrize(("fork", "slug"), [("", ""), ("somebody/their-book", "somebody/their-book")])
def test_the_buttons_point_at_the_repository_that_is_built(monkeypatch, fork, slug):
    monkeypatch.delenv("GITHUB_SERVER_URL", raising=False)
    monkeypatch.setenv("GITHUB_REPOSITORY", fork)
    config, _ = configured(monkeypatch)
    assert config.html_theme_options["repository_url"] == (f"https://github.com/{slug}" if slug else upstream_url())


def test_a_fork_leads_to_its_own_package(monkeypatch, tmp_path):
    monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/their-book")
    notebook, page = tmp_path / "_sources" / "book" / "a.ipynb", tmp_path / "a.html"
    notebook.parent.mkdir(parents=True)
    notebook.write_text(f"nnbook @ git+{upstream_url()} {upstream_url()}", encoding="utf-8")
    page.write_text(f"pull?repo={upstream_url()}&amp;urlpath=lab/tree/nnbook/book/a.ipynb", encoding="utf-8")
    book_ext.address_notebooks(SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(format="html")), None)
    fork = "https://github.com/somebody/their-book"
    assert notebook.read_text(encoding="utf-8") == f"nnbook @ git+{fork} {upstream_url()}"
    assert page.read_text(encoding="utf-8") == f"pull?repo={fork}&amp;urlpath=lab/tree/their-book/book/a.ipynb"


def test_a_hub_has_a_button_where_one_is_named(monkeypatch):
    monkeypatch.setenv("NNBOOK_JUPYTERHUB", " https://hub.example.org/ ")
    config, _ = configured(monkeypatch)
    assert config.html_theme_options["launch_buttons"] == {"jupyterhub_url": "https://hub.example.org"}
    monkeypatch.setenv("NNBOOK_JUPYTERHUB", "")  # as a fork's workflow sets it where its settings name none
    config, _ = configured(monkeypatch)
    assert config.html_theme_options["launch_buttons"] == {}


@pytest.mark.parametrize("address", ["hub.example.org", "ftp://hub.example.org", "https://", "https://hub.org/?next=x"])
def test_what_is_no_address_of_a_hub_stops_the_build(monkeypatch, address):
    monkeypatch.setenv("NNBOOK_JUPYTERHUB", address)
    with pytest.raises(ValueError, match=r"NNBOOK_JUPYTERHUB is .*, but it must be a hub's address, such as https://"):
        configured(monkeypatch)


def test_a_description_is_the_first_paragraph_cut_at_a_word():
    long = publish_doctree("Title\n=====\n\nShort.\n\n" + "A paragraph of prose, " * 12)
    text = book_ext.description(long, "Title")
    assert text.startswith("A paragraph of prose, A paragraph")
    assert text.endswith(("A…", "paragraph…", "of…", "prose…"))
    assert 120 < len(text) <= 160
    assert book_ext.description(publish_doctree("Short."), "Title. The book.") == "Title. The book."
    assert book_ext.description(None, "Search. The book.") == "Search. The book."


def test_only_the_glyphs_in_use_are_kept():
    css = (
        '.fa-bars:before,.fa-navicon:before{content:"\\f0c9"}.fa-cat:before{content:"\\f6be"}--pst-icon-note:"\\f05a"}'
    )
    assert book_ext.used_glyphs(css, '<i class="fa-solid fa-bars">') == {0xF0C9, 0xF05A}
    assert book_ext.used_glyphs("x{--pst-icon-a:\uf111}", "") == {0xF111}


def docstring(text):
    """A docstring as Sphinx is to read it, and what docutils makes of that."""
    lines = text.split("\n")
    book_ext.plain_docstring(None, "function", "f", None, None, lines)
    tree = publish_doctree("\n".join(lines), settings_overrides={"report_level": 1, "halt_level": 2})
    return tree


def test_docstrings_are_read_as_prose_with_code():
    tree = docstring(
        "The norm (sum |x|**p) ** (1/p) of `a_` and *args; `x[i] *= y` too.\n\n    model = f(a_)\n    g(*b)"
    )
    paragraph, block = tree.children
    assert paragraph.astext() == "The norm (sum |x|**p) ** (1/p) of a_ and *args; x[i] *= y too."
    assert [node.astext() for node in paragraph.findall() if node.tagname == "literal"] == ["a_", "x[i] *= y"]
    assert (block.tagname, block.astext()) == ("literal_block", "model = f(a_)\ng(*b)")


def test_a_formula_is_rendered_with_its_mathml():
    html = mathematics.render(r"w^\top x", {"displayMode": True})
    assert html.startswith('<span class="katex-display">')
    assert "<math" in html and "katex-html" in html


def test_a_formula_that_cannot_be_read_is_marked_and_reported(monkeypatch):
    body = mathematics.render(r"\frac{1}{")
    assert 'class="katex-error"' in body
    warnings = []
    monkeypatch.setattr(
        book_ext.log, "warning", lambda text, *values, location: warnings.append((text % values, location))
    )
    context = {"title": "T", "body": body}
    book_ext.describe(SimpleNamespace(config=SimpleNamespace(html_title="B")), "page", "page.html", context, None)
    ((text, location),) = warnings
    assert text.startswith("a formula does not render: ParseError: KaTeX parse error")
    assert location == "page"


def test_the_renderer_ends_with_its_build():
    script = "from tools import mathematics as m; m.render('x'); print(m._node.cache_info().currsize)"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert done.stdout == "1\n"  # capture_output waits for every process that holds the pipe
    assert done.returncode == 0
