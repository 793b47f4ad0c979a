"""The network in the chapter on LeNet-5, on the built page: it reads what is drawn, with nothing but the page."""

import base64
import json

import numpy as np
import pytest

import nnbook
from nnbook.models import LeNet5
from tests.book.strokes import DIGITS, placed
from tests.browser import browser, chromium_page  # noqa: F401

pytestmark = pytest.mark.browser
PAGE = "book/vision/lenet.html"
SMALL, FLAT = ((0.65, 0.05), (0.3, 0.3)), ((0.02, 0.3), (0.96, 0.5))


@pytest.fixture(scope="module")
def visit(browser, built):  # noqa: F811
    """The chapter, opened from the disk."""
    with chromium_page(browser) as visit:
        visit.page.goto((built / PAGE).as_uri())
        visit.page.locator(".nnd-paper").scroll_into_view_if_needed()
        asked = len(visit.requests)
        yield visit
    assert visit.errors == []
    assert visit.requests[asked:] == [], "nothing is asked for while one draws"
    assert visit.foreign() == []


def probabilities(visit, strokes):
    """What the network on the page makes of strokes that are drawn with the mouse."""
    visit.page.locator(".nnd-clear").click()
    box, mouse = visit.page.locator(".nnd-paper").bounding_box(), visit.page.mouse
    for stroke in strokes:
        for number, (x, y) in enumerate(stroke):
            mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            if number == 0:
                mouse.down()
        mouse.up()
    frame = "await new Promise(done => requestAnimationFrame(done))"
    return np.array(visit.page.evaluate(f"async () => {{ {frame}; return document.querySelector('.nnd').chances; }}"))


@pytest.mark.parametrize(("at", "size"), [SMALL, FLAT], ids=["small", "flat"])
def test_nine_of_ten_digits_are_read(visit, at, size):
    given = [probabilities(visit, placed(strokes, at, size)) for strokes in DIGITS]
    np.testing.assert_allclose(np.sum(given, axis=1), 1, atol=1e-6)
    read = np.argmax(given, axis=1)
    assert (read == np.arange(10)).sum() >= 9, read


def test_the_chapter_says_what_there_is_to_see(visit):
    """A bar makes it surer of a 7, half an 8 is a 0, a foot makes a 1 more of a 2, and little is read in a corner."""
    seven, eight = DIGITS[7], DIGITS[8]
    barred = [*seven, [(0.4, 0.5), (0.72, 0.5)]]
    assert probabilities(visit, barred)[7] > probabilities(visit, seven)[7]
    loop = [eight[0][: len(eight[0]) // 2]]
    assert probabilities(visit, loop)[0] > 0.9
    one, footed = DIGITS[1], [*DIGITS[1], [(0.3, 0.9), (0.75, 0.9)]]
    assert probabilities(visit, one).argmax() == 1
    assert probabilities(visit, footed)[2] > probabilities(visit, one)[2] + 0.02
    visit.page.get_by_role("checkbox", name="cut out, scale and center").uncheck()
    digits = (2, 3, 5, 6, 9)
    read = [probabilities(visit, placed(DIGITS[digit], *SMALL)).argmax() for digit in digits]
    assert (np.array(read) == digits).sum() <= 2
    visit.page.get_by_role("checkbox", name="cut out, scale and center").check()


def test_the_pages_numbers_are_nnbooks(visit):
    """The weights of the page, put into nnbook's LeNet5, give the responses that the page has for an example."""
    board = json.loads(visit.page.locator(".nnd script[type='application/json']").text_content())
    numbers = np.frombuffer(base64.b64decode(board["weights"].partition(",")[2]), "<i2")
    arrays = [entry[key] for entry in board["layers"] for key in ("weight", "bias") if key in entry]
    model = LeNet5()
    state = model.state_dict()
    for name, (start, count, step) in zip(state, arrays, strict=True):
        state[name] = (numbers[start : start + count] * step).astype(np.float32).reshape(state[name].shape)
    model.load_state_dict(state)
    visit.page.locator(".nnd-example").nth(4).click()
    frame = "await new Promise(done => requestAnimationFrame(done)); const e = document.querySelector('.nnd')"
    seen, responses = visit.page.evaluate(
        f"async () => {{ {frame}; return [[...e.input], e.responses.map(r => [...r.data])]; }}"
    )
    x = nnbook.tensor((np.float32(seen).reshape(1, 1, 32, 32) - np.float32(board["mean"])) / np.float32(board["std"]))
    for layer, response in zip([*model.features, *model.classifier], responses, strict=True):
        x = layer(x)
        np.testing.assert_allclose(response, x.detach().numpy().ravel(), atol=1e-4, err_msg=str(layer))
    assert x[0].argmax() == 4
