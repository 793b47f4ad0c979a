"""`quiz`: questions whose answers unfold and say why, on a page with no script and no server."""

import re
from html.parser import HTMLParser

import pytest

from nnbook import exercises
from nnbook.notebook import Quiz, quiz
from tests.browser import axe, browser, chromium_page  # noqa: F401 (a fixture)

QUESTIONS = {
    "What is `w * x` of *two* <vectors>?": {
        "A number.": (True, "Their dot product: `w @ x`, not `x * w`."),
        "A vector & more.": (False, "Only element by element."),
    },
    "And then?": {"Nothing.": (False, "No."), "Everything.": (True, "Yes.")},
}
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Quiz</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Quiz</h1>{}</main></body></html>"""


exercises.all_exercises()  # imports them all
CHAPTERS = sorted(name for name, module in vars(exercises).items() if hasattr(module, "QUIZ"))


class Elements(HTMLParser):
    """Opens and closes every element in order; collects tags and attributes."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_html_is_whole_and_needs_no_script():
    html = quiz(QUESTIONS)._repr_html_()
    found = Elements(html)
    assert found.tags.count("fieldset") == found.tags.count("legend") == 2
    assert found.tags.count("details") == found.tags.count("summary") == 4
    assert not {"script", "style", "link", "img"} & set(found.tags)
    assert {name for name, _ in found.attributes} <= {"class", "style"}, "no id, which a second chapter would repeat"
    assert "<legend" in html and html.index("<legend") < html.index("<details")


def test_text_is_escaped_and_code_and_emphasis_marked():
    html = quiz(QUESTIONS)._repr_html_()
    assert "1. What is <code>w * x</code> of <em>two</em> &lt;vectors&gt;?</legend>" in html
    assert "A vector &amp; more.</summary>" in html
    assert "<strong>Right.</strong> Their dot product: <code>w @ x</code>, not <code>x * w</code>.</p>" in html
    assert "<strong>No.</strong> Only element by element." in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("`2*w*x` and `a*b`", "<code>2*w*x</code> and <code>a*b</code>"),
        ("`a*b` and `c*d`", "<code>a*b</code> and <code>c*d</code>"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("*one word* and *x*", "<em>one word</em> and <em>x</em>"),
        ("a lone ` and a lone *", "a lone ` and a lone *"),
        ("`a < b`", "<code>a &lt; b</code>"),
        ("*a `b* c`", "*a <code>b* c</code>"),
    ],
)
def test_marks_do_not_cross(text, html):
    made = quiz({text: {"a": (True, "b"), "c": (False, "d")}})._repr_html_()
    assert f"1. {html}</legend>" in made
    Elements(made)


def test_text_form_has_questions_answers_and_reasons():
    assert repr(quiz({"And then?": QUESTIONS["And then?"]})) == (
        "1. And then?\n   [ ] Nothing. -- No.\n   [x] Everything. -- Yes."
    )


def test_same_bytes_each_time():
    first = quiz(QUESTIONS)
    assert quiz(QUESTIONS)._repr_html_() == first._repr_html_() == first._repr_html_()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_self_tests_of_the_chapters(chapter):
    asked = quiz(chapter)
    assert isinstance(asked, Quiz)
    reasons = [why for answers in asked.questions.values() for _, why in answers.values()]
    assert len(set(reasons)) == len(reasons), "each answer has its own reason"
    Elements(asked._repr_html_())


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        ({}, r"quiz\(\) has no question: expected"),
        ({"Q?": {"a": (True, "b")}}, "'Q\\?': at least one right and one wrong answer"),
        ({"Q?": {"a": (False, "b"), "c": (False, "d")}}, "'Q\\?': at least one right and one wrong answer"),
        ({"Q?": {}}, "'Q\\?': at least one right and one wrong answer"),
        ({"Q?": {"a": (True, "b"), "c": (False, " ")}}, "'Q\\?': every answer needs an explanation"),
        (
            {"Q?": {"a": True, "c": False}},
            r"'Q\?': expected \{\"answer\": \(True or False, \"why\"\)\}, got \{'a': True",
        ),
        ({"Q?": ["a", "c"]}, r"'Q\?': expected .* got \['a', 'c'\]"),
        ({"Q?": {"a": (True, 1), "c": (False, "d")}}, r"'Q\?': expected"),
    ],
)
def test_what_is_missing_is_named(questions, message):
    with pytest.raises(ValueError, match=message):
        quiz(questions)


def test_unknown_chapter_offers_those_that_are_there():
    with pytest.raises(KeyError, match=r"no self-test 'perceptrons'\. There are: .*backpropagation, "):
        quiz("perceptrons")
    with pytest.raises(KeyError, match=r"no self-test '_compare'"):
        quiz("_compare")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_answers_unfold_by_key_and_touch_without_javascript(browser, scheme):  # noqa: F811
    html = PAGE.format(quiz(QUESTIONS)._repr_html_() + quiz(QUESTIONS)._repr_html_())
    with chromium_page(browser, width=375, height=700, touch=True, java_script=False, color_scheme=scheme) as visit:
        page = visit.page
        page.set_content(html)
        assert page.get_by_role("group", name=re.compile("^1. What is w . x of two")).count() == 2
        why = page.get_by_text("Their dot product").first
        assert not why.is_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert why.is_visible()
        page.get_by_text("A vector & more.").first.tap()
        assert page.get_by_text("Only element by element.").first.is_visible()
        question, answer = page.locator("legend").first.bounding_box(), page.locator("summary").first.bounding_box()
        assert answer["y"] >= question["y"] + question["height"] - 1, "the answers stand under the question"
        assert page.locator("fieldset").first.bounding_box()["width"] <= 375


@pytest.mark.browser
def test_axe_finds_nothing(browser):  # noqa: F811
    with chromium_page(browser) as visit:
        visit.page.set_content(PAGE.format(quiz(QUESTIONS)._repr_html_()))
        assert axe(visit.page) == []
        assert visit.errors == [] and visit.foreign("about:") == []
