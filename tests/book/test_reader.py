"""The built pages with readers of all kinds: by key, mouse and finger, without scripts, without storage."""

import pytest

from tests.book.site import Site, served
from tests.browser import chromium, chromium_page, require_chromium

MOVING = ["book/start/gallery", "book/index", "book/neuron/perceptron", "book/learning/backpropagation"]


@pytest.fixture(scope="module")
def site(built):
    require_chromium()
    with served(built) as address, chromium() as browser:
        yield Site(built, address, browser)


def alt(player):
    return player.locator("img").first.get_attribute("alt")


def controls(player):
    """The sliders, buttons and lists of a figure."""
    return player.locator("input[type=range], select, fieldset input[type=radio]:not(:checked)").all()


@pytest.mark.browser
@pytest.mark.parametrize("page", MOVING)
def test_every_figure_moves_by_key(site, page):
    with chromium_page(site.browser) as visit:
        visit.page.goto(site.url(page))
        players = visit.page.locator(".nnp").all()
        assert len(players) >= (3 if page == "book/start/gallery" else 1)
        for player in players:
            for control in controls(player):
                before = alt(player)
                control.focus()
                visit.page.keyboard.press("Space" if control.get_attribute("type") == "radio" else "ArrowLeft")
                if alt(player) == before:  # it was at the end
                    visit.page.keyboard.press("ArrowRight")
                assert alt(player) != before, control
        assert visit.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("page", MOVING[:2])
def test_every_figure_moves_by_finger_on_the_smallest_screen(site, page):
    with chromium_page(site.browser, width=360, height=640, touch=True) as visit:
        visit.page.goto(site.url(page))
        assert visit.page.evaluate("document.documentElement.scrollWidth") == 360
        for player in visit.page.locator(".nnp").all():
            slider, seen = player.locator("input[type=range]").last, set()
            slider.scroll_into_view_if_needed()
            box = slider.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["height"] >= 24
            for share in (0.1, 0.5, 0.9):
                visit.page.touchscreen.tap(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
                seen.add(alt(player))
            assert len(seen) == 3
            picture = player.locator("img").first.bounding_box()
            assert picture["width"] <= 360
        assert visit.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("page", [*MOVING[:3], "book/vision/lenet", "book/together/ledger"])
def test_without_scripts_text_and_first_pictures_remain(site, page):
    with chromium_page(site.browser, java_script=False) as visit:
        visit.page.goto(site.url(page))
        article = visit.page.locator("article")
        assert len(article.inner_text()) > 1000
        for player in article.locator(".nnp").all():
            picture = player.locator("img").first
            picture.scroll_into_view_if_needed()
            assert picture.is_visible() and len(picture.get_attribute("alt")) > 15
            assert picture.bounding_box()["height"] > 100
            assert "scripts" in player.locator(".nnp-still").inner_text()
            assert not player.locator(".nnp-controls").is_visible()


@pytest.mark.browser
def test_on_the_landing_page_without_scripts_the_map_leads_to_a_chapter(site):
    with chromium_page(site.browser, java_script=False) as visit:
        visit.page.goto(site.url("book/index"))
        visit.page.locator(".lineage a").first.click()
        visit.page.wait_for_url("**/neuron/*.html")


@pytest.mark.browser
def test_a_browser_that_stores_nothing_reads_the_book(site, tmp_path):
    """A frame in a sandbox has no storage: asking for it is an error, as where a reader has blocked it."""
    frame = '<link rel="icon" href="data:,"><iframe sandbox="allow-scripts" src="{}" width="999" height="800"></iframe>'
    (tmp_path / "frame.html").write_text(frame.format(site.url("book/start/gallery")))
    with served(tmp_path) as address, chromium_page(site.browser) as visit:
        visit.page.goto(f"{address}frame.html")
        inside = visit.page.frame_locator("iframe")
        slider = inside.locator(".nnp input[type=range]").first
        slider.focus()
        before = inside.locator(".nnp img").first.get_attribute("alt")
        visit.page.keyboard.press("ArrowLeft")
        assert inside.locator(".nnp img").first.get_attribute("alt") != before
        fonts = ("CORS", "net::ERR_FAILED")  # a sandbox may not load them from elsewhere
        assert [error for error in visit.errors if not any(word in error for word in fonts)] == []


@pytest.mark.browser
def test_a_page_that_is_open_goes_on_when_the_server_is_gone(built, site):
    with chromium_page(site.browser) as visit:
        with served(built) as address:
            visit.page.goto(f"{address}book/start/gallery.html", wait_until="networkidle")
        visit.page.context.set_offline(True)
        slider = visit.page.locator(".nnp input[type=range]").first
        before = alt(visit.page.locator(".nnp").first)
        slider.focus()
        visit.page.keyboard.press("ArrowLeft")
        assert alt(visit.page.locator(".nnp").first) != before
        assert visit.errors == []
