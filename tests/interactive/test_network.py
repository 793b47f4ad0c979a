"""The network in the page: its numbers are nnbook's, and it can be drawn on by mouse, touch and keyboard."""

import re

import numpy as np
import pytest
import torch

import nnbook
from nnbook import datasets, nn
from nnbook.interactive import DrawingBoard, draw_a_digit
from nnbook.interactive._layers import rounded
from nnbook.models import MLP, LeNet5, LeNet5_1998
from tests.browser import axe, browser, chromium_page  # noqa: F401

MEAN, STD = 0.15, 0.3
ONE = [(0.3, 0.3), (0.5, 0.1), (0.5, 0.9)]


def lenet():
    return LeNet5()


def strided():
    return nn.Sequential(
        nn.Conv2d(1, 3, (3, 5), stride=(2, 1), padding=(1, 2), bias=False), nn.Tanh(),
        nn.AvgPool2d(3, stride=2, padding=1), nn.Conv2d(3, 2, 2, padding=1), nn.Sigmoid(),
        nn.MaxPool2d((3, 2), stride=(2, 1), padding=1), nn.ReLU(), nn.Flatten(),
        nn.Linear(2 * 2 * 8, 6, bias=False), nn.Tanh(), nn.Linear(6, 4), nn.Softmax(dim=1),
    )  # fmt: skip


def small():
    return nn.Sequential(nn.Flatten(), MLP([64, 5, 2], nn.Sigmoid))


STACKS = {  # model, side of its images, magnification
    lenet: (32, 2.8),
    strided: (12, 1.25),
    small: (8, 1.0),
}


def as_exported(model):
    """The model with its weights rounded as they are on the page."""
    for parameter in model.parameters():
        numbers, step = rounded(parameter.detach().numpy())
        parameter.data = nnbook.tensor((numbers * step).astype(np.float32))
    return model


def examples(side, count=3):
    images = np.random.default_rng(side).random((count, 1, side, side), dtype=np.float32)
    return np.round(images * 255) / 255


@pytest.fixture(scope="module")
def boards():
    """The boards of the page, in the order of STACKS; the first has digits for examples, the others noise."""
    made = {}
    for stack, (side, magnification) in STACKS.items():
        nnbook.manual_seed(0)
        images = examples(side)
        if stack is lenet:
            images = np.round(datasets.affine_digits(n_train=1, n_test=3, size=32).x_test * 255) / 255
        options = {"mean": MEAN, "std": STD, "magnification": magnification}
        model = as_exported(stack())
        made[stack] = draw_a_digit(model, images, ["three", "<b>", 7], **options), model, images
    return made


@pytest.fixture(scope="module")
def address(boards, tmp_path_factory):
    """A page with two boards, opened as a file."""
    html = "".join(f"<section>{boards[stack][0].html}</section>" for stack in (lenet, small))
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        '<meta name="viewport" content="width=device-width"><title>Boards</title></head><body><main><h1>Boards</h1>'
        f"{html}</main></body></html>",
        "utf8",
    )
    return path.as_uri()


@pytest.fixture(scope="module")
def visit(browser, address):  # noqa: F811
    with chromium_page(browser) as visit:
        visit.page.goto(address)
        yield visit
    assert visit.errors == []
    assert visit.foreign() == []


@pytest.fixture
def board(visit):
    """The page's first board, as a reader finds it who has pressed Clear."""
    visit.page.emulate_media(media="screen")
    board = visit.page.locator(".nnd").first
    board.get_by_role("checkbox").check()
    clear(board)
    return board


def value(board, expression):
    """What an expression about the board's element `e` gives, after the next frame is painted."""
    return board.evaluate(
        f"async e => {{ await new Promise(done => requestAnimationFrame(done)); return {expression}; }}"
    )


def seen(board):
    """(H, W), the image that the network sees."""
    flat = np.array(value(board, "[...e.input]"))
    return flat.reshape(int(len(flat) ** 0.5), -1)


def draw(board, *strokes):
    """Draw by mouse, through points from 0 to 1."""
    mouse, paper = board.page.mouse, board.locator(".nnd-paper")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    for stroke in strokes:
        (x, y), *rest = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        mouse.move(x, y)
        mouse.down()
        for x, y in rest:
            mouse.move(x, y, steps=5)
        mouse.up()


def clear(board):
    board.get_by_role("button", name="Clear").click()


def spoken(board, start):
    """The sentence of the status line, once it begins so."""
    line = board.get_by_role("status").filter(has_text=re.compile(f"^{start}"))
    line.wait_for()
    return line.inner_text()


# ---------------------------------------------------------------------- numbers
@pytest.mark.browser
@pytest.mark.parametrize("stack", STACKS)
def test_every_response_is_nnbooks(browser, boards, stack):  # noqa: F811
    """Layer by layer, to 1e-4, at the beginning and for the next example."""
    board, model, images = boards[stack]
    with chromium_page(browser) as visit:
        visit.page.set_content(board.html)
        here = visit.page.locator(".nnd")
        assert here.get_by_role("status").inner_text().startswith("Most likely ")
        for k in (0, 1):
            if k:
                here.locator(".nnd-example").nth(k).click()
            x = nnbook.tensor((images[k : k + 1] - np.float32(MEAN)) / np.float32(STD))
            np.testing.assert_allclose(seen(here), images[k, 0], atol=1e-6)
            responses = value(here, "e.responses.map(r => [r.shape, [...r.data]])")
            layers = [layer for layer in model.modules() if not list(layer.children())]
            assert len(responses) == len(layers) > 3
            for layer, (shape, data) in zip(layers, responses, strict=True):
                x = layer(x)
                assert tuple(shape) == tuple(x.shape[1:]), layer
                np.testing.assert_allclose(data, x[0].detach().numpy().ravel(), atol=1e-4, err_msg=str(layer))
            chances = x[0] if isinstance(layer, nn.Softmax) else x[0].softmax(0)
            np.testing.assert_allclose(value(here, "e.chances"), chances.detach().numpy(), atol=1e-4)


def test_weights_lose_little_on_the_way():
    weights = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    numbers, step = rounded(weights)
    assert np.abs(numbers).max() == 32767
    assert np.abs(numbers * step - weights).max() < 2e-5 * np.abs(weights).max()
    assert not rounded(np.zeros(3))[0].any()


@pytest.mark.browser
@pytest.mark.parametrize("centered", [True, False])
def test_a_drawing_becomes_the_image_that_python_makes_of_it(board, boards, centered):
    board.get_by_role("checkbox").set_checked(centered)
    draw(board, ONE, [(0.3, 0.91), (0.7, 0.86)], [(0.8, 0.2)])
    strokes = value(board, "e.strokes")
    assert [len(stroke) > 1 for stroke in strokes] == [True, True, False]
    expected = boards[lenet][0].image(strokes, centered)
    assert expected.shape == (1, 32, 32)
    assert 100 < expected.sum() < 200
    np.testing.assert_allclose(seen(board), expected[0], atol=1e-6)
    clear(board)
    draw(board, [(0.5, 0.5), (0.53, 0.5)])  # so small that it is not scaled up to a digit
    expected = boards[lenet][0].image(value(board, "e.strokes"), centered)
    np.testing.assert_allclose(seen(board), expected[0], atol=1e-6)
    draw(board, [(0.1, 0.4), (0.9, 0.5), (0.2, 0.6)])  # so wide that it is stretched in height
    expected = boards[lenet][0].image(value(board, "e.strokes"), centered)
    np.testing.assert_allclose(seen(board), expected[0], atol=1e-6)


def test_a_drawing_is_made_like_the_digits_it_is_compared_with(boards):
    """As much ink, in the same place; where and how large it was drawn does not matter."""
    board = boards[lenet][0]
    image = board.image([ONE])
    digits = datasets.affine_digits("straight", "straight", n_train=1, n_test=360, size=32).x_test
    assert image.sum() == pytest.approx(digits.sum(axis=(1, 2, 3)).mean(), rel=0.2)
    rows, columns = (np.flatnonzero(image[0].max(axis=axis) > 0.1) for axis in (1, 0))
    assert 20 < np.ptp(rows) < 24
    assert abs(rows.mean() - 15.5) < 1 and abs(columns.mean() - 15.5) < 1
    tiny = [[(0.8 + 0.2 * x, 0.2 * y) for x, y in ONE]]
    np.testing.assert_allclose(board.image(tiny), image, atol=0.2)
    corner = board.image(tiny, centered=False)[0]
    assert corner[:9, 23:].sum() > 0.9 * corner.sum() > 0
    dot = board.image([[(0.5, 0.5)]])
    assert 20 < dot.sum() < 60
    assert not board.image([]).any()


# ---------------------------------------------------------------------- drawing
@pytest.mark.browser
def test_the_mouse_draws_and_everything_follows(board):
    before = board.locator(".nnd-layers canvas").nth(1).evaluate("e => e.toDataURL()")
    draw(board, ONE)
    assert seen(board).max() == pytest.approx(1)
    assert sum(value(board, "e.chances")) == pytest.approx(1)
    assert board.locator(".nnd-layers canvas").nth(1).evaluate("e => e.toDataURL()") != before
    chances = value(board, "e.chances")
    assert board.locator(".nnd-chance").all_inner_texts() == [f"{np.floor(100 * p + 0.5):.0f} %" for p in chances]
    widths = board.locator(".nnd-bar span").evaluate_all("all => all.map(e => parseFloat(e.style.width) / 100)")
    np.testing.assert_allclose(widths, chances, atol=1e-4)
    assert board.locator(".nnd-best span").first.inner_text() == str(np.argmax(chances))


@pytest.mark.browser
def test_only_the_main_button_draws(visit, board):
    box = board.locator(".nnd-paper").bounding_box()
    visit.page.mouse.move(box["x"] + 40, box["y"] + 40)
    visit.page.mouse.down(button="right")
    visit.page.mouse.move(box["x"] + 90, box["y"] + 90)
    visit.page.mouse.up(button="right")
    assert value(board, "e.strokes") == []


@pytest.mark.browser
def test_a_stroke_that_leaves_the_paper_ends_at_its_edge(board):
    draw(board, [(0.5, 0.5), (1.5, 0.5)])
    assert value(board, "e.strokes[0].at(-1)")[0] == 1


@pytest.mark.browser
def test_the_keyboard_draws(visit, board):
    paper, press = board.locator(".nnd-paper"), visit.page.keyboard.press
    paper.focus()
    top = visit.page.evaluate("scrollY")
    press("ArrowUp")
    assert value(board, "e.strokes") == [], "the pen is up"
    for _ in range(2):  # a key that is held down repeats
        visit.page.keyboard.down("Space")
    visit.page.keyboard.up("Space")
    assert board.get_by_role("status").inner_text() == "Pen down."
    for _ in range(3):
        press("ArrowDown")
    press("ArrowRight")
    press("Enter")
    assert board.get_by_role("status").inner_text() == "Pen up."
    press("ArrowLeft")
    press("Enter")
    step = 1 / 32
    assert value(board, "e.strokes") == [
        [[0.5, 0.5 + k * step] for k in range(-1, 3)] + [[0.5 + step, 0.5 + 2 * step]],
        [[0.5, 0.5 + 2 * step]],
    ]
    assert visit.page.evaluate("scrollY") == top, "the arrow keys belong to the pen"
    press("Tab")
    assert visit.page.evaluate("document.activeElement.className") == "nnd-clear"
    paper.focus()
    press("ArrowDown")
    assert len(value(board, "e.strokes[1]")) == 1, "who leaves the paper lifts the pen"
    for _ in range(40):
        press("ArrowLeft")
    press("Space")
    assert value(board, "e.strokes.at(-1)[0][0]") == 0, "the pen stays on the paper"


@pytest.mark.browser
def test_touch_draws_instead_of_scrolling(browser, address):  # noqa: F811
    with chromium_page(browser, width=360, height=640, touch=True) as visit:
        visit.page.goto(address)
        board = visit.page.locator(".nnd").first
        board.get_by_role("button", name="Clear").tap()
        paper = board.locator(".nnd-paper")
        paper.evaluate("e => e.scrollIntoView({ block: 'center' })")
        box, top = paper.bounding_box(), visit.page.evaluate("scrollY")
        fingers = visit.page.context.new_cdp_session(visit.page)

        def touch(kind, *points):
            at = [
                {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"], "id": k} for k, (x, y) in points
            ]
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

        touch("touchStart", (1, (0.5, 0.9)))
        for step in range(8, 0, -1):
            touch("touchMove", (1, (0.5, step / 10)))
        touch("touchStart", (1, (0.5, 0.1)), (2, (0.2, 0.5)))  # a second finger draws nothing
        touch("touchEnd")
        strokes = value(board, "e.strokes")
        assert len(strokes) == 1
        assert strokes[0][0] == pytest.approx([0.5, 0.9], abs=0.02)
        assert strokes[0][-1] == pytest.approx([0.5, 0.1], abs=0.02)
        assert visit.page.evaluate("scrollY") == top
        touch("touchStart", (1, (0.2, 0.2)))
        touch("touchEnd")
        assert len(value(board, "e.strokes")) == 2, "the first finger's end was the stroke's end"


@pytest.mark.browser
def test_what_is_cut_out_is_centered_and_what_is_not_stays(board):
    draw(board, [(0.05 + 0.2 * x, 0.05 + 0.2 * y) for x, y in ONE])
    centered = seen(board)
    assert centered[:, 12:20].sum() > 0.6 * centered.sum()
    board.get_by_role("checkbox", name="cut out, scale and center").uncheck()
    in_place = seen(board)
    assert in_place[:12, :12].sum() > 0.99 * in_place.sum()


@pytest.mark.browser
def test_examples_lie_ready_and_can_be_drawn_on(board, boards):
    images = boards[lenet][2]
    assert board.locator(".nnd-example").all_inner_texts() == ["three", "<b>", "7"]
    board.get_by_role("button", name="7").click()
    np.testing.assert_allclose(seen(board), images[2, 0], atol=1 / 255)
    draw(board, [(0.05, 0.05), (0.1, 0.05)])
    np.testing.assert_allclose(seen(board)[8:, 8:], images[2, 0, 8:, 8:], atol=1 / 255)
    assert seen(board)[:5, :8].max() > 0.5
    board.get_by_role("button", name="three").click()
    np.testing.assert_allclose(seen(board), images[0, 0], atol=1 / 255)
    assert value(board, "e.strokes") == []


@pytest.mark.browser
def test_clear_empties_the_paper(board):
    draw(board, ONE)
    clear(board)
    assert not seen(board).any()
    assert "percent" in spoken(board, "The paper is empty. Even so, most likely ")
    draw(board, ONE)
    assert len(value(board, "e.strokes")) == 1


@pytest.mark.browser
def test_a_screen_reader_hears_one_sentence_once_drawing_rests(board):
    spoken(board, "The paper")
    board.evaluate(
        """e => {
            e.heard = [];
            new MutationObserver(() => e.heard.push(e.querySelector("[role=status]").textContent))
                .observe(e.querySelector("[role=status]"), { childList: true });
        }"""
    )
    draw(board, ONE, [(0.3, 0.9), (0.7, 0.9)])
    (best, first), (second, then) = sorted(enumerate(value(board, "e.chances")), key=lambda pair: -pair[1])[:2]
    sentence = f"Most likely {best}, {100 * first:.0f} percent; then {second}, {100 * then:.0f} percent."
    assert spoken(board, "Most") == sentence
    assert board.evaluate("e => e.heard") == [sentence]


# ---------------------------------------------------------------------- the page
@pytest.mark.browser
def test_every_layer_has_a_picture_with_its_name_and_shape(board):
    captions = board.locator(".nnd-layers figcaption").all_inner_texts()
    assert [caption.replace("\u00a0", " ") for caption in captions] == [
        "input: what the network sees",
        "features.0 Conv2d, ReLU: 6 maps of 28 × 28",
        "features.2 MaxPool2d: 6 maps of 14 × 14",
        "features.3 Conv2d, ReLU: 16 maps of 10 × 10",
        "features.5 MaxPool2d: 16 maps of 5 × 5",
        "classifier.1 Linear, ReLU: 120 units",
        "classifier.3 Linear, ReLU: 84 units",
        "classifier.5 Linear: 10 units",
    ]
    sizes = board.locator(".nnd-layers canvas").evaluate_all("all => all.map(e => [e.width, e.height])")
    assert sizes == [[32, 32], [173, 28], [89, 14], [87, 21], [47, 11], [120, 1], [84, 1], [10, 1]]
    gaps = "e => [0, 9, 10, 11, 20].map(row => e.getContext('2d').getImageData(3, row, 1, 1).data[3])"
    assert board.locator(".nnd-layers canvas").nth(3).evaluate(gaps) == [255, 255, 0, 255, 255]
    words = board.locator(".nnd-layers canvas").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    maps = np.array(value(board, "[...e.responses[1].data]")).reshape(6, -1)
    assert words[1] == f"strongest response in map {maps.max(axis=1).argmax() + 1} of 6"
    assert words[5].endswith(" of 120")


@pytest.mark.browser
def test_two_boards_do_not_interfere(visit, board):
    other = visit.page.locator(".nnd").nth(1)
    before = value(other, "e.chances")
    draw(board, ONE)
    assert value(other, "e.chances") == before
    assert visit.page.locator("[id]").evaluate_all("all => all.map(e => e.id)") == ["nnd-style"]


@pytest.mark.browser
def test_without_scripts_a_first_picture_and_a_line_remain(browser, address):  # noqa: F811
    with chromium_page(browser, java_script=False) as visit:
        visit.page.goto(address)
        board = visit.page.locator(".nnd").first
        picture = board.locator("img")
        assert picture.bounding_box()["width"] > 400
        assert re.fullmatch(
            r"An example, three, and the response of each layer to it: features.0 Conv2d, ReLU, 6 maps of 28 × 28; "
            r".*classifier.5 Linear, 10 units. The network reads \d, \d+%; then \d, \d+%.",
            picture.get_attribute("alt").replace("\u00a0", " "),
        )
        assert board.get_by_text("The paper to draw on appears where scripts run").is_visible()
        assert not board.locator(".nnd-live").is_visible()
        assert visit.page.evaluate("1") == 1 and visit.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_found_by_axe_in_either_theme(browser, address, scheme):  # noqa: F811
    with chromium_page(browser, color_scheme=scheme) as visit:
        visit.page.goto(address)
        assert axe(visit.page) == []
        paper = visit.page.locator(".nnd-paper").first
        corner = "e => [...e.getContext('2d').getImageData(2, 2, 1, 1).data]"
        assert paper.evaluate(corner) == [255, 255, 255, 255], "paper is white, and ink black, in the dark too"


@pytest.mark.browser
def test_a_narrow_screen_has_room_for_it(browser, address):  # noqa: F811
    with chromium_page(browser, width=360, height=640, touch=True) as visit:
        visit.page.goto(address)
        assert visit.page.evaluate("document.documentElement.scrollWidth") == 360
        for control in visit.page.locator(".nnd button, .nnd label").all():
            box = control.bounding_box()
            assert box["height"] >= 44 and box["width"] >= 44, "a finger is wide"
            assert box["x"] + box["width"] <= 360
        assert visit.page.locator(".nnd-paper").first.bounding_box()["width"] <= 320, "beside it one can scroll"


@pytest.mark.browser
def test_the_keys_of_a_notebook_are_left_alone(board):
    controls = board.locator("canvas[tabindex], input, button")
    assert controls.count() == 6
    assert all(c.get_attribute("data-lm-suppress-shortcuts") == "true" for c in controls.all())


@pytest.mark.browser
def test_on_paper_there_are_no_controls(visit, board):
    visit.page.emulate_media(media="print")
    assert not board.locator("button").first.is_visible()
    assert board.locator(".nnd-paper").is_visible()


# ---------------------------------------------------------------------- Python
def test_a_board_says_what_it_is(boards):
    board = boards[lenet][0]
    assert isinstance(board, DrawingBoard)
    assert repr(board) == "<drawing board of 32 x 32 pixels: 12 layers, 10 classes>"
    assert board._repr_html_() == board.html


def test_the_same_model_gives_the_same_page_on_either_engine():
    ours = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Flatten(), nn.Linear(72, 3))
    theirs = torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3), torch.nn.ReLU(), torch.nn.Flatten(), torch.nn.Linear(72, 3)
    )  # fmt: skip
    theirs.load_state_dict({name: torch.tensor(array.numpy()) for name, array in ours.state_dict().items()})
    pages = [draw_a_digit(model, examples(8), "abc").html for model in (ours, theirs)]
    scripts = [re.search(r'<script type="application/json">(.*?)</script>', page)[1] for page in pages]
    assert scripts[0] == scripts[1]


class Shortcut(nn.Module):
    """No plain stack: the input is added to what the layer gives."""

    def __init__(self):
        super().__init__()
        self.flatten, self.linear = nn.Flatten(), nn.Linear(64, 64)

    def forward(self, x):
        x = self.flatten(x)
        return x + self.linear(x)


def diverged():
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 3))
    model[1].bias.data = nnbook.tensor([0.0, float("nan"), 0.0])
    return model


def after_flatten(*layers):
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 3), *layers)


@pytest.mark.parametrize(
    ("model", "error", "words"),
    [
        (3, TypeError, "got a int: expected a trained nn.Module"),
        (LeNet5, TypeError, "got a class: expected a trained nn.Module, such as LeNet5()"),
        (nn.Flatten(), ValueError, "Flatten has no weights, so there is nothing that could read"),
        (after_flatten(nn.Dropout()), TypeError, "2 is a Dropout, which the page's script does not know. It computes"),
        (LeNet5_1998(), TypeError, "s2 is a Subsampling, which the page's script does not know"),
        (nn.Sequential(nn.Conv2d(1, 2, 3, dilation=2)), ValueError, "0 is a Conv2d with dilation=(2, 2)"),
        (nn.Sequential(nn.Conv2d(1, 2, 3, padding="same")), ValueError, "padding='same'"),
        (nn.Sequential(nn.MaxPool2d(2, ceil_mode=True), nn.Linear(4, 2)), ValueError, "expected ceil_mode=False"),
        (diverged(), ValueError, "1.bias holds numbers that are not finite. Did training diverge?"),
        (LeNet5(), ValueError, "LeNet5 cannot take examples of shape (3, 1, 8, 8)"),
        (nn.Sequential(nn.Conv2d(1, 2, 3)), ValueError, "gave an output of shape (3, 2, 6, 6) for 3 examples"),
        (nn.Sequential(nn.Linear(8, 2), nn.Flatten()), ValueError, "Put a Flatten before it"),
        (nn.Sequential(nn.Flatten(), nn.Linear(64, 1)), ValueError, "expected (examples, classes)"),
        (Shortcut(), ValueError, "Shortcut is not a plain stack: its layers, called in the order flatten, linear, do"),
    ],
)
def test_a_model_that_cannot_be_computed_is_refused(model, error, words):
    with pytest.raises(error, match=re.escape(words)):
        draw_a_digit(model, examples(8), range(3))


@pytest.mark.parametrize(
    ("images", "options", "words"),
    [
        (examples(8)[0], {}, "examples of shape (1, 8, 8): expected (K, 1, H, W)"),
        (np.zeros((3, 3, 8, 8)), {}, "of shape (3, 3, 8, 8): expected (K, 1, H, W) with H = W"),
        (np.zeros((3, 1, 8, 6)), {}, "at least one square image of one channel"),
        (examples(8)[:0], {}, "at least one square image"),
        (examples(8) * 16, {}, "expected 0 for paper to 1 for ink. Standardized before?"),
        (examples(8) - 0.5, {}, "expected 0 for paper to 1 for ink"),
        (examples(8, 2), {}, "got 2 examples and 3 labels: expected a label for each"),
        (examples(8), {"std": 0.0}, "draw_a_digit(std=0.0): expected a finite number above 0"),
        (examples(8), {"mean": float("nan")}, "draw_a_digit(mean=nan): expected a finite number"),
        (examples(8), {"magnification": -1}, "expected a finite number above 0"),
        (examples(8), {"magnification": 2.5}, "2.5 pixels each, does not fit into images of 8x8 pixels"),
    ],
)
def test_other_bad_input_is_refused(images, options, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        draw_a_digit(after_flatten(), images, range(3), **options)


def test_a_network_that_a_page_should_not_carry_is_refused():
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 7000), nn.Linear(7000, 2))
    with pytest.raises(ValueError, match=r"469,002 weights and 3 examples weighs 1\.3 MB, more than the limit of 1\.2"):
        draw_a_digit(model, examples(8), range(3))


@pytest.mark.parametrize("strokes", [[(0.1, 0.2), (0.3, 0.4)], [[]], [[(0.1, float("nan"))]], [[1, 2, 3]]])
def test_strokes_that_are_none_are_refused(boards, strokes):
    with pytest.raises(ValueError, match=r"a stroke is a list of points \(x, y\) from 0 to 1"):
        boards[lenet][0].image(strokes)
