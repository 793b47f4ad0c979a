"""The built book in a browser: complete in itself, readable by everyone, and every part of it at work."""

import re
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sphinx.util.inventory import InventoryFile

from tests.book import CHAPTERS, ROOT, START, name
from tests.book.player import plays
from tests.book.site import FORK, HUB, NARROW, WIDE, Site, dead_links, documents, served
from tests.browser import chromium, chromium_page, require_chromium
from tools import api_pages
from tools.notebooks import setup_cell

PAGES = documents()
NOTEBOOK_PAGES = [f"book/{name(path)}" for path in [START / "how-to-use.ipynb", *CHAPTERS]]
LIMIT = 1500  # KB a page


@pytest.fixture(scope="module")
def site(built):
    require_chromium()
    with served(built) as address, chromium() as browser:
        yield Site(built, address, browser)


# ---------------------------------------------------------------------- without a browser
def test_the_build_is_without_a_warning(process):
    complaints = [line for line in process.stderr.splitlines() if "WARNING" in line or "ERROR" in line]
    assert complaints == []
    assert process.returncode == 0, process.stderr[-3000:]


def test_every_page_of_the_contents_is_there(built, parsed):
    assert {built / f"{page}.html" for page in PAGES} | {built / "index.html"} == set(parsed)


def test_every_page_has_a_title_and_a_description_of_its_own(parsed):
    for path, page in parsed.items():
        assert len(page.title.strip()) >= 10, path
        assert 20 <= len(page.meta["description"]) <= 160, path
    descriptions = [page.meta["description"] for page in parsed.values()]
    assert len(set(descriptions)) == len(descriptions)


def test_links_and_anchors_lead_somewhere(parsed):
    assert dead_links(parsed) == []


def test_an_id_stands_once_in_its_page(parsed):
    twice = {
        path.name: [name for name, count in Counter(page.ids).items() if count > 1] for path, page in parsed.items()
    }
    assert {path: names for path, names in twice.items() if names} == {}


def test_no_page_names_a_script_or_style_sheet_of_a_third_party(parsed):
    for path, page in parsed.items():
        foreign = [
            link for link in page.links if urlsplit(link).netloc and Path(urlsplit(link).path).suffix in {".js", ".css"}
        ]
        assert foreign == [], path


def test_every_name_of_the_reference_has_its_entry(built):
    with (built / "objects.inv").open("rb") as inventory:
        found = InventoryFile.load(inventory, "", lambda base, page: page)
    entries = {name: entry[2] for names in found.values() for name, entry in names.items()}
    for path in sorted(api_pages.PAGES.glob("*.md")):
        page = f"{path.relative_to(ROOT).with_suffix('.html')}#"
        wrong = [name for name in api_pages.names_on(path) if not entries.get(name, "").startswith(page)]
        assert wrong == [], path.name


@pytest.mark.parametrize("page", NOTEBOOK_PAGES)
def test_the_buttons_of_a_fork_open_the_fork(built, page):
    html = (built / f"{page}.html").read_text(encoding="utf-8")
    assert f'href="https://mybinder.org/v2/gh/{FORK}/main?urlpath=lab/tree/{page}.ipynb"' in html
    assert f'href="https://colab.research.google.com/github/{FORK}/blob/main/{page}.ipynb"' in html
    pull = f"repo=https%3A//github.com/{FORK}&urlpath=lab/tree/{FORK.partition('/')[2]}/{page}.ipynb&branch=main"
    assert f'href="{HUB}/hub/user-redirect/git-pull?{pull}"' in unescape(html)
    assert f'href="https://github.com/{FORK}"' in html
    (link,) = re.findall(r'href="([^"]*_sources/[^"]*\.ipynb)"', html)
    offered = (built / page).parent.joinpath(link).resolve().read_text(encoding="utf-8")
    assert f"git+https://github.com/{FORK}" in offered
    assert re.search(r"git\+(\S+)\"", setup_cell())[1] not in offered


def test_the_link_for_a_hub_copies_the_fork(built):
    html = (built / "book/start/how-to-use.html").read_text(encoding="utf-8")
    (link,) = re.findall(r"https://YOUR-HUB/\S+\.ipynb", html)
    query = parse_qs(urlsplit(unescape(link)).query)
    folder = FORK.partition("/")[2]
    assert query["repo"] == [f"https://github.com/{FORK}"]
    assert query["branch"] == ["main"]
    assert query["urlpath"] == [f"lab/tree/{folder}/book/neuron/perceptron.ipynb"]
    assert (ROOT / query["urlpath"][0].removeprefix(f"lab/tree/{folder}/")).exists()


def test_only_what_is_used_is_shipped(built):
    fonts = list((built / "_static").rglob("*.woff2"))
    assert {font.parent.parent.name for font in fonts} == {"katex", "fontawesome"}
    assert all(font.stat().st_size < 20_000 for font in fonts if "fontawesome" in font.parts)
    assert not list((built / "_static").rglob("*.map"))
    assert not list((built / "_static").rglob("*.ttf"))
    assert (built / "_static" / "scripts" / "fontawesome.js").stat().st_size < 100


@pytest.mark.parametrize("page", NOTEBOOK_PAGES)
def test_mathematics_is_rendered_before_the_page_is_read(built, page):
    html = (built / f"{page}.html").read_text(encoding="utf-8")
    assert "katex-error" not in html
    assert "katex.min.js" not in html
    assert html.count('class="katex"') == html.count("<math ")


# ---------------------------------------------------------------------- in the browser
@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_no_request_goes_to_a_third_party(site, page):
    assert site.seen(page).foreign == []


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_nothing_fails_on_the_console(site, page):
    assert site.seen(page).errors == []


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_the_accessibility_checker_finds_nothing(site, page):
    found = site.seen(page).violations
    assert {look: violations for look, violations in found.items() if violations} == {}
    assert set(found) == {"light", "dark", "narrow"}


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_the_page_never_scrolls_sideways(site, page):
    assert site.seen(page).widths == {WIDE: WIDE, NARROW: NARROW}


@pytest.mark.browser
def test_pages_are_light(site, capsys):
    weights = {page: site.seen(page).weight() for page in PAGES}
    lines = [f"{page:32}{packed:10.0f}{whole:12.0f}" for page, (packed, whole) in weights.items()]
    with capsys.disabled():
        print("\n" + "\n".join([f"{'page':32}{'KB loaded':>10}{'uncompressed':>14}", *lines]))
    assert {page: packed for page, (packed, _) in weights.items() if packed > LIMIT} == {}


@pytest.mark.browser
@pytest.mark.parametrize("page", NOTEBOOK_PAGES)
def test_no_formula_is_left_as_source(site, page):
    left = re.findall(r".{20}(?:\$|\\[a-zA-Z(\[]|\{(?:cite|numref|eq|ref|doc)[:}]).{0,20}", site.seen(page).prose)
    assert left == []


@pytest.mark.browser
@pytest.mark.parametrize("page", NOTEBOOK_PAGES)
def test_figures_move_by_keyboard_and_mouse(site, page):
    seen = site.seen(page)
    assert len(set(seen.told)) >= min(3, seen.places) > 1  # a slider of two places has two pictures


@pytest.mark.browser
def test_search_finds_a_chapter(site):
    with chromium_page(site.browser) as visit:
        visit.page.goto(f"{site.address}search.html?q=perceptron")
        results = visit.page.locator("#search-results ul.search li a")
        results.first.wait_for()
        assert any("perceptron.html" in link for link in results.evaluate_all("links => links.map(a => a.href)"))
        assert visit.foreign(site.address) == []


@pytest.mark.browser
def test_the_root_leads_to_the_landing_page(site):
    with chromium_page(site.browser) as visit:
        visit.page.goto(site.address)
        visit.page.wait_for_url("**/book/index.html")


@pytest.mark.browser
def test_a_folded_solution_opens(site):
    with chromium_page(site.browser) as visit:
        visit.page.goto(site.url("book/start/how-to-use"))
        solution = visit.page.locator(".cell.tag_solution").first
        assert not solution.locator("pre").first.is_visible()
        solution.locator("summary").click()
        assert solution.locator("pre").first.is_visible()
        assert solution.locator("summary").inner_text() == "Hide the solution"


@pytest.mark.browser
def test_the_book_reads_offline(built, site):
    """From a file on the disk: mathematics in its own font, figures, the player, the search."""
    with chromium_page(site.browser) as visit:
        visit.page.goto((built / "book/neuron/perceptron.html").as_uri())
        assert visit.page.locator(".katex-html").count() > 20
        assert visit.page.evaluate("document.fonts.load('16px KaTeX_Math').then(fonts => fonts.length)") == 1
        pictures = "[...document.querySelectorAll('article img')].map(img => [img.complete, img.naturalWidth > 0])"
        assert visit.page.evaluate(pictures) == [[True, True]] * visit.page.locator("article img").count()
        assert len(set(plays(visit.page))) >= 3
        assert visit.errors == []
        visit.page.goto((built / "search.html").as_uri() + "?q=perceptron")  # found, without extracts of the pages
        visit.page.locator("#search-results ul.search li a").first.wait_for()
        assert visit.foreign() == []
