"""The player in a real browser: mouse, keyboard, touch, no script, two on a page, screen readers, dark, narrow."""

import re
import time
from urllib.parse import unquote

import pytest

from nnbook.interactive import explore
from nnbook.notebook import quiz
from tests.browser import axe, browser, chromium_page  # noqa: F401
from tests.interactive.figures import line

pytestmark = pytest.mark.browser
WORDS = "a {kind} line at {angle} degrees, shift {shift}"
COLORS = ["none", "solid", "dashed", "dotted", "dashdot", (0, (1, 10))]
ASK = {"Which is *even*?": {"`2`": (True, "2 = 2 x 1"), "`3`": (False, "3 is odd")}}


def draw(angle, shift, kind):
    return line(angle + 5 * shift, kind)


def styled(style):
    return line(40, style)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A page with two players and a question, opened as a file."""
    choices = {"angle": [0, 15, 30, 45], "shift": [-1, 0, 1], "kind": ["solid", "dashed"]}
    first = explore(draw, alt=WORDS, interval=100, start={"shift": 0}, **choices)
    second = explore(styled, alt="a line of style {style}", style={str(c): c for c in COLORS})
    html = "".join(f"<section>{part}</section>" for part in (first.html, second.html, quiz(ASK)._repr_html_()))
    page = tmp_path_factory.mktemp("page") / "page.html"
    page.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        '<meta name="viewport" content="width=device-width"><title>Players</title></head><body><main><h1>Players</h1>'
        f"{html}</main></body></html>",
        "utf8",
    )
    return page.as_uri()


@pytest.fixture
def visit(browser, address):  # noqa: F811
    with chromium_page(browser) as visit:
        visit.page.goto(address)
        yield visit
    assert visit.errors == []
    assert visit.foreign() == []


@pytest.fixture
def player(visit):
    return visit.page.locator(".nnp").first


def words(player):
    return player.locator("img").get_attribute("alt")


def slider(player, name):
    return player.get_by_role("slider", name=name)


def test_the_start_is_shown_with_all_controls(visit, player):
    assert words(player) == "a solid line at 0 degrees, shift 0"
    assert slider(player, "angle").input_value() == "0"
    assert slider(player, "shift").get_attribute("aria-valuetext") == "0"
    assert player.get_by_role("radio", name="solid").is_checked()
    assert visit.page.get_by_role("group", name="Interactive figure: angle, shift, kind").count() == 1
    assert not player.get_by_text("The controls appear where").is_visible()


def test_keyboard_moves_the_slider(visit, player):
    before = player.locator("img").get_attribute("src")
    slider(player, "angle").focus()
    visit.page.keyboard.press("ArrowRight")
    assert words(player) == "a solid line at 15 degrees, shift 0"
    assert slider(player, "angle").get_attribute("aria-valuetext") == "15"
    assert player.locator(".nnp-value").first.inner_text() == "15"
    visit.page.keyboard.press("End")
    assert words(player) == "a solid line at 45 degrees, shift 0"
    assert player.locator("img").get_attribute("src") != before
    visit.page.keyboard.press("Home")
    assert words(player) == "a solid line at 0 degrees, shift 0"
    assert unquote(player.locator("img").get_attribute("src")) == unquote(before)


def test_every_control_is_reached_by_the_tab_key_and_shows_focus(visit, player):
    slider(player, "angle").focus()
    reached = []
    for _ in range(5):
        reached.append(visit.page.evaluate("document.activeElement.type || document.activeElement.tagName"))
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate(outline) == "solid"
    assert reached == ["range", "range", "radio", "button", "button"]


def test_mouse_moves_the_slider(visit, player):
    box = slider(player, "angle").bounding_box()
    visit.page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    assert words(player) == "a solid line at 45 degrees, shift 0"


def test_radio_buttons_choose_words(visit, player):
    player.get_by_role("radio", name="dashed").click()
    assert words(player) == "a dashed line at 0 degrees, shift 0"
    visit.page.keyboard.press("ArrowUp")
    assert words(player) == "a solid line at 0 degrees, shift 0"


def test_many_words_become_a_list(visit, player):
    other = visit.page.locator(".nnp").nth(1)
    other.get_by_role("combobox", name="style").select_option("dotted")
    assert words(other) == "a line of style dotted"
    assert other.get_by_role("button", name="Play").count() == 0
    assert words(player) == "a solid line at 0 degrees, shift 0"


def test_play_goes_to_the_end_and_starts_again(visit, player):
    visit.page.evaluate(
        """() => {
            const image = document.querySelector(".nnp img");
            window.seen = [];
            new MutationObserver(() => window.seen.push(image.alt)).observe(image, { attributeFilter: ["alt"] });
        }"""
    )
    play = player.get_by_role("button", name="Play shift")
    slider(player, "shift").press("End")
    for _ in range(2):
        play.click()
        visit.page.wait_for_function("window.seen.at(-1).endsWith('shift 1') && window.seen.length % 3 == 1")
        play.wait_for()  # it says Play again, not Pause
    shifts = [words.rpartition(" ")[2] for words in visit.page.evaluate("window.seen")]
    assert shifts == ["1", "-1", "0", "1", "-1", "0", "1"]


def test_space_plays_and_pauses(browser, tmp_path):  # noqa: F811
    path = tmp_path / "slow.html"
    path.write_text(explore(line, alt="{angle}", interval=400, angle=range(20)).html, "utf8")
    with chromium_page(browser) as visit:
        visit.page.goto(path.as_uri())
        player = visit.page.locator(".nnp")
        play = player.locator(".nnp-play")
        play.focus()
        visit.page.keyboard.press("Space")
        assert play.inner_text() == "Pause"
        visit.page.wait_for_function("document.querySelector('img').alt === '2'")
        visit.page.keyboard.press("Space")
        assert play.inner_text() == "Play"
        now = words(player)
        time.sleep(0.6)
        assert words(player) == now
        visit.page.keyboard.press("Enter")
        assert play.inner_text() == "Pause"
        slider(player, "angle").press("Home")
        assert play.inner_text() == "Play", "touching a control stops the film"
        assert words(player) == "0"


def test_reset_goes_back_to_the_start(player):
    slider(player, "angle").press("End")
    slider(player, "shift").press("End")
    player.get_by_role("radio", name="dashed").click()
    player.get_by_role("button", name="Reset").click()
    assert words(player) == "a solid line at 0 degrees, shift 0"
    assert player.get_by_role("radio", name="solid").is_checked()


def test_coming_back_to_the_page_begins_as_written(visit, player):
    """A browser keeps what was chosen in a form; picture, words and controls must agree all the same."""
    player.get_by_role("radio", name="dashed").click()
    slider(player, "angle").press("End")
    visit.page.goto("about:blank")
    visit.page.go_back()
    assert words(player) == "a solid line at 0 degrees, shift 0"
    assert player.get_by_role("radio", name="solid").is_checked()
    assert slider(player, "angle").input_value() == "0"


def test_two_players_do_not_interfere(visit, player):
    other = visit.page.locator(".nnp").nth(1)
    before = words(other)
    slider(player, "angle").press("ArrowRight")
    player.get_by_role("radio", name="dashed").click()
    assert words(other) == before
    assert visit.page.locator("[id]").evaluate_all("all => all.map(e => e.id)") == ["nnp-style"]


def test_the_same_figure_twice_on_a_page_is_two_figures(browser, tmp_path):  # noqa: F811
    """As in JupyterLab, where two notebooks stand in one document and each was written by its own kernel."""
    html = explore(line, alt="{angle} {kind}", angle=[0, 30, 60], kind=["solid", "dashed"]).html
    path = tmp_path / "twice.html"
    path.write_text(html + html + re.findall(r"<script>.*?</script>", html, re.S)[0], "utf8")
    with chromium_page(browser) as visit:
        visit.page.goto(path.as_uri())
        one, two = visit.page.locator(".nnp").all()
        one.get_by_role("radio", name="dashed").click()
        assert (words(one), words(two)) == ("0 dashed", "0 solid")
        assert two.get_by_role("radio", name="solid").is_checked()
        slider(two, "angle").press("ArrowRight")
        assert (words(one), words(two)) == ("0 dashed", "30 solid")
        assert visit.errors == []


def test_a_screen_reader_hears_the_picture_once_it_rests(player):
    said = player.get_by_role("status")
    assert said.inner_text() == ""
    slider(player, "angle").press("ArrowRight")
    slider(player, "angle").press("ArrowRight")
    player.locator("[role=status]:not(:empty)").wait_for(state="attached")
    assert said.text_content() == "a solid line at 30 degrees, shift 0"


def test_every_picture_can_be_decoded(visit, player):
    for _ in range(4):
        width = player.locator("img").evaluate("async e => { await e.decode(); return e.naturalWidth; }")
        assert width == 288
        slider(player, "angle").press("ArrowRight")


def test_without_scripts_the_first_picture_and_a_line_remain(browser, address):  # noqa: F811
    with chromium_page(browser, java_script=False) as visit:
        visit.page.goto(address)
        player = visit.page.locator(".nnp").first
        assert words(player) == "a solid line at 0 degrees, shift 0"
        assert player.locator("img").bounding_box()["width"] > 200
        assert player.get_by_text("The controls appear where scripts run").is_visible()
        assert not player.locator(".nnp-controls").is_visible()
        visit.page.get_by_text("3", exact=True).click()
        assert visit.page.get_by_text("No. 3 is odd").is_visible()
        assert not visit.page.get_by_text("2 = 2 x 1").is_visible()


def test_touch_on_a_narrow_screen(browser, address):  # noqa: F811
    with chromium_page(browser, width=375, height=700, touch=True) as visit:
        visit.page.goto(address)
        player = visit.page.locator(".nnp").first
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 375
        for control in player.locator("input[type=range], button, fieldset label").all():
            box = control.bounding_box()
            assert box["height"] >= 44, "a finger is wide"
            assert box["x"] + box["width"] <= 375
        bar = slider(player, "angle")
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box["width"] >= 120
        visit.page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
        assert words(player) == "a solid line at 45 degrees, shift 0"
        player.get_by_role("radio", name="dashed").tap()
        assert words(player) == "a dashed line at 45 degrees, shift 0"
        player.get_by_role("button", name="Reset").tap()
        assert words(player) == "a solid line at 0 degrees, shift 0"


def test_reduced_motion_steps_instead_of_playing(browser, address):  # noqa: F811
    with chromium_page(browser, reduced_motion=True) as visit:
        visit.page.goto(address)
        player = visit.page.locator(".nnp").first
        step = player.get_by_role("button", name="Step shift")
        slider(player, "shift").press("Home")
        step.click()
        time.sleep(0.3)
        assert words(player) == "a solid line at 0 degrees, shift 0", "one step, although the end is not reached"
        step.click()
        assert words(player) == "a solid line at 0 degrees, shift 1"
        step.click()
        assert words(player) == "a solid line at 0 degrees, shift -1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_found_by_axe_and_the_picture_is_light(browser, address, scheme):  # noqa: F811
    with chromium_page(browser, color_scheme=scheme) as visit:
        visit.page.goto(address)
        visit.page.locator("summary").first.click()
        assert axe(visit.page) == []
        picture = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).padding]"
        assert visit.page.locator(".nnp img").first.evaluate(picture) == ["rgb(255, 255, 255)", "8px"]


def test_on_paper_there_are_no_controls(visit, player):
    visit.page.emulate_media(media="print")
    assert not player.locator(".nnp-controls").is_visible()
    assert player.locator("img").is_visible()


def test_the_picture_keeps_its_place_while_it_loads(visit, player):
    sizes = [slider(player, "angle").press("ArrowRight") or player.bounding_box() for _ in range(3)]
    assert all(size == sizes[0] for size in sizes)


def test_the_keys_of_a_notebook_are_left_alone(player):
    """JupyterLab takes the arrow keys for itself unless each control asks it not to."""
    controls = player.locator("input, select, button")
    assert controls.count() == 6
    assert all(c.get_attribute("data-lm-suppress-shortcuts") == "true" for c in controls.all())
