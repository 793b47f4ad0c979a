"""tools/lean_pages.py: what a page loads and when; and what Lighthouse says of the pages that come out."""

import json
import re
import shutil

import pytest

from tests.book.site import served
from tests.browser import require_chromium
from tools import lean_pages, lighthouse

HEAD = """<head>
  <link rel="stylesheet" type="text/css" href="../_static/a.css?v=1" />
  <link rel="icon" href="../_static/favicon.svg"/>
  <link href="../_static/deep/b.css?digest=2" rel="stylesheet" />
  <script src="../_static/documentation_options.js?v=1"></script>
  <script src="../_static/doctools.js?v=1"></script>
  <script>DOCUMENTATION_OPTIONS.pagename = 'a';</script>
  <script data-sd-tabs-storage-prefix="id-" src="../_static/design-tabs.js"></script>
  <script src="../_static/searchtools.js"></script>
  <script src="../_static/language_data.js"></script>
  <script src="../searchindex.js"></script>
</head>"""


def test_scripts_wait_and_the_search_index_is_not_loaded():
    page = lean_pages.lean_page(HEAD, "const DOCUMENTATION_OPTIONS = {};", is_search=False)
    page = page.replace(lean_pages.STORES, "")
    assert re.findall(r"<script ?(.*?)(?: src=\"(.*?)\")?>", page) == [
        ("", ""),
        ("defer", "../_static/doctools.js?v=1"),
        ("", ""),
        ('defer data-sd-tabs-storage-prefix="id-"', "../_static/design-tabs.js"),
    ]
    options, name = page.index("const DOCUMENTATION_OPTIONS"), page.index("DOCUMENTATION_OPTIONS.pagename")
    assert options < name


def test_the_search_page_keeps_its_scripts():
    assert lean_pages.lean_page(HEAD, "", is_search=True).replace(f"{lean_pages.STORES}\n", "") == HEAD


def test_style_sheets_become_one_with_the_addresses_made_right(tmp_path):
    static = tmp_path / "_static"
    (static / "deep").mkdir(parents=True)
    (static / "basic.css").write_text("p{margin:0}")
    (static / "a.css").write_text("a{background:url(x.png)}")
    sheet = '@charset "utf-8";@import "../basic.css";\nb{background:url("fonts/y.woff2")}i{background:url(data:z)}'
    (static / "deep" / "b.css").write_text(sheet)
    path = tmp_path / "book" / "page.html"
    page = lean_pages.one_sheet(HEAD, path, tmp_path)
    (bundle,) = static.glob("styles-*.css")
    assert re.findall(r'<link.*?href="(.*?)"', page) == [f"../_static/{bundle.name}", "../_static/favicon.svg"]
    assert bundle.read_text() == (
        "a{background:url(x.png)}\np{margin:0}\nb{background:url(deep/fonts/y.woff2)}i{background:url(data:z)}"
    )


def test_a_page_with_one_style_sheet_stays_as_it_is(tmp_path):
    page = '<link rel="stylesheet" href="a.css">'
    assert lean_pages.one_sheet(page, tmp_path / "a.html", tmp_path) == page


def test_only_rules_that_a_page_or_a_script_names_are_kept(tmp_path):
    assert shutil.which("node") and lean_pages.PURGECSS.is_dir(), "npm ci --prefix tools"
    rules = {name: f".{name}{{color:red}}" for name in ("shown", "dark", "scripted", "unused")}
    rules["dark"] = 'html[data-theme="dark"] .shown{color:blue}'
    (tmp_path / "a.css").write_text("\n".join(rules.values()))
    (tmp_path / "a.html").write_text('<html><p class="shown">')
    (tmp_path / "a.js").write_text('element.classList.add("scripted"); root.dataset.theme = "dark"')
    (tmp_path / "searchindex.js").write_text('"unused"')
    lean_pages.purge(tmp_path)
    kept = (tmp_path / "a.css").read_text()
    assert {name for name, rule in rules.items() if rule in kept.replace(" {", "{")} == {"shown", "scripted", "dark"}


def test_without_node_the_style_sheets_stay_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(lean_pages.shutil, "which", lambda program: None)
    (tmp_path / "a.css").write_text(".unused{}")
    lean_pages.purge(tmp_path)
    assert (tmp_path / "a.css").read_text() == ".unused{}"


def test_a_style_sheet_that_cannot_be_read_is_a_warning(tmp_path, monkeypatch):
    warnings = []
    monkeypatch.setattr(lean_pages.log, "warning", lambda text, *values: warnings.append(text % values))
    lean_pages.purge(tmp_path / "nowhere")
    assert len(warnings) == 1 and warnings[0].startswith("the style sheets could not be purged: ")


def test_heavy_data_come_after_the_page_each_once(tmp_path):
    (tmp_path / "_static").mkdir()
    light, heavy = '{"a": 1}', '{"b": "' + "é\\n" * 4000 + '"}'
    script = '<script type="application/json">{}</script>'
    figure = f"<div>{script.format(heavy)}</div><script>start()</script>"
    path = tmp_path / "book" / "page.html"
    page = lean_pages.data_apart(f"<body>{script.format(light)}{figure}{figure}</body>", path, tmp_path)
    (file,) = (tmp_path / "_static" / "data").iterdir()
    left = f'<div><template data-brought="{file.stem}"></template></div><script>start()</script>'
    asked = f'<script defer src="../_static/data/{file.name}"></script>\n'
    assert page == f"<body>{script.format(light)}{left}{left}{asked}</body>"
    brought = re.fullmatch(r"bring\((.*?), (.*)\);\n", file.read_text(encoding="utf-8"))
    assert [json.loads(part) for part in brought.groups()] == [file.stem, heavy]


@pytest.mark.browser
@pytest.mark.parametrize("page", lighthouse.PAGES[:2])  # of one template all; `make lighthouse` judges the others
def test_lighthouse_finds_everything_in_order(built, page):
    """What depends neither on the machine (speed does: `make lighthouse`) nor is seen in test_site.py (access)."""
    require_chromium()
    categories = ["best-practices", "seo"]
    with served(built) as address:
        scores, costly = lighthouse.judged(f"{address}{page}.html", categories)
    assert costly == []
    assert scores == dict.fromkeys(categories, 1.0)
