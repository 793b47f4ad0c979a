"""The book as one PDF: in order, with an outline, links that work, and nothing of the machine that printed it."""

import os
import re
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from tests.book import ROOT, run
from tests.browser import require_chromium
from tools import pdf as printer
from tools.repository import upstream_url

# A page of every kind: the landing page, two notebooks, a wide table, what a citation leads to.
CHAPTER, CITED = "book/neuron/perceptron", "book/reference/bibliography"
PAGES = ["book/index", "book/start/how-to-use", CHAPTER, "book/reference/zoo", CITED]
TOOL = ROOT / "tools" / "pdf.py"
ADDRESS = {"GITHUB_REPOSITORY": "", **{name: os.environ[name] for name in ["NNBOOK_CHROMIUM"] if name in os.environ}}

pytestmark = pytest.mark.browser


class Headings(HTMLParser):
    """The first heading of a page, and the texts that stand for the pictures of its players."""

    def __init__(self, text):
        super().__init__()
        self.title, self.frames, self._reading, self._player = "", [], False, False
        self.feed(text[text.index("<article") :])

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self._reading = self._reading or (tag == "h1" and not self.title)
        self._player = self._player or attributes.get("class") == "nnp"
        if tag == "img" and self._player:
            self.frames.append(attributes["alt"])
            self._player = False
        if attributes.get("class") == "headerlink":
            self._reading = False

    def handle_data(self, data):
        self.title += data if self._reading else ""


@pytest.fixture(scope="module")
def file(built, tmp_path_factory):
    """The PDF of some pages."""
    require_chromium()
    target = tmp_path_factory.mktemp("pdf") / "new" / "nnbook.pdf"
    done = run(TOOL, built, target, "--only", *PAGES, **ADDRESS)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"The book is printed: {target}, ")
    return target


@pytest.fixture(scope="module")
def printed(file):
    """The PDF, read."""
    return PdfReader(file)


@pytest.fixture(scope="module")
def headings(built):
    """What the printed pages have."""
    return {page: Headings((built / f"{page}.html").read_text(encoding="utf-8")) for page in PAGES}


@pytest.fixture(scope="module")
def texts(printed):
    """The text of every page of paper, on one line each."""
    return [" ".join(page.extract_text().split()) for page in printed.pages]


@pytest.fixture(scope="module")
def places(file):
    """Where the places of the book are, by their names: pages of paper, from 1."""
    return printer.numbers(file)


def key(page):
    return page.replace("/", "-")


def links(printed):
    """Every link: the page of paper that it is on, where it leads in the book (or None), and its address (or None)."""
    for number, page in enumerate(printed.pages, 1):
        for annotation in (entry.get_object() for entry in page.get("/Annots", [])):
            assert annotation["/Subtype"] == "/Link"
            target = annotation.get("/Dest")
            yield number, target and printer.unquote(str(target).lstrip("/")), annotation.get("/A", {}).get("/URI")


def everything(printed):
    """Every object in the file."""
    return [printed.get_object(number) for number in range(1, printed.trailer["/Size"])]


def outline(entries, above=()):
    """The titles of the outline, each with those above it."""
    last = ()
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry, last)
        else:
            last = (*above, entry.title)
            yield last


def test_it_is_as_long_as_its_pages(texts):
    assert 30 < len(texts) < 90
    assert all(texts)


def test_the_title_page_names_the_book_and_its_home(printed, texts):
    title = "Neural networks, from one neuron to Transformers"
    assert texts[0].startswith(title)
    assert printed.metadata.title == title
    assert (1, None, upstream_url()) in [(number, to, (at or "").rstrip("/")) for number, to, at in links(printed)]


def test_the_outline_has_parts_chapters_and_sections(printed, headings):
    found = set(outline(printed.outline))
    assert ("Contents",) in found
    chapter, cited = headings[CHAPTER].title, headings[CITED].title
    assert re.match(r"\d+\. The perceptron", chapter)
    assert {("ONE NEURON", chapter), ("ONE NEURON", chapter, "The idea"), ("REFERENCE", cited)} <= found
    assert (headings["book/index"].title,) in found


def test_the_contents_lead_to_each_page_and_say_on_which_it_is(printed, texts, headings, places):
    leads = [to for number, to, _ in links(printed) if number == 2]
    for page in PAGES:
        assert key(page) in leads
        assert f"{headings[page].title} {places[key(page)]}" in texts[1]
        assert headings[page].title in texts[places[key(page)] - 1]


def test_every_link_leads_into_the_book_or_into_the_web(printed, places):
    found = list(links(printed))
    assert [to for _, to, _ in found if to is not None and to not in places] == []
    assert {re.match(r"[a-z]+:", at)[0] for _, _, at in found if at is not None} <= {"https:", "http:", "mailto:"}
    assert all((to is None) != (at is None) for _, to, at in found)


def test_pages_citations_and_equations_are_linked(printed, places):
    inside = [(number, to) for number, to, _ in links(printed) if to and number > 2]
    ends = places[key("book/reference/zoo")]
    of_the_chapter = [to for number, to in inside if places[key(CHAPTER)] <= number < ends]
    assert any(to.startswith(f"{key(CITED)}--") for to in of_the_chapter)
    assert any(to.startswith(f"{key(CHAPTER)}--equation-") for to in of_the_chapter)
    assert key(CHAPTER) in [to for number, to in inside if number < places[key(CHAPTER)]]


def test_the_first_frames_are_there_with_their_texts(printed, headings):
    told = {str(part["/Alt"]) for part in everything(printed) if isinstance(part, dict) and "/Alt" in part}
    frames = headings[CHAPTER].frames + headings["book/start/how-to-use"].frames
    assert len(frames) >= 2
    assert set(frames) <= told


def test_controls_and_setup_are_left_out(texts):
    whole = " ".join(texts)
    for left_out in ["Setup: on Colab", "The controls appear", "Play Reset", "Show the setup", "Hide the solution"]:
        assert left_out not in whole


def test_answers_are_there_and_solutions_stand_at_the_end(texts, places):
    chapter = " ".join(texts[places[key(CHAPTER)] - 1 : places[key("book/reference/zoo")] - 1])
    assert chapter.index("Self-test") < chapter.index("Right.") < chapter.index("Solutions Exercise 1")
    assert chapter.index("Solution at the end of the chapter.") < chapter.index("Self-test")
    assert "def" in chapter[chapter.index("Solutions Exercise 1") :]


def test_nothing_names_the_machine(printed, built):
    objects = [str(thing) for thing in everything(printed)]
    assert [text[:200] for text in objects if "file:" in text or str(built) in text or str(ROOT) in text] == []


def test_a_link_that_leads_nowhere_is_an_error(tmp_path):
    require_chromium()
    page = tmp_path / "book" / "index.html"
    page.parent.mkdir()
    page.write_text('<article class="bd-article"><h1 id="a">A</h1><a href="#b">b</a></article>', encoding="utf-8")
    done = run(TOOL, tmp_path, tmp_path / "x.pdf", "--only", "book/index", **ADDRESS)
    assert done.stderr == "Links of the pages lead nowhere in the PDF: book-index--b\n"
    assert not (tmp_path / "x.pdf").exists()


def test_a_page_that_was_not_built_is_named_with_the_remedy(tmp_path):
    with pytest.raises(SystemExit, match=r"_toc.yml names book/index, but \S+ is missing. Remedy: make book"):
        printer.book(tmp_path)


def test_without_a_browser_the_remedy_is_named(tmp_path):
    done = run(TOOL, tmp_path, tmp_path / "x.pdf", NNBOOK_CHROMIUM="/nowhere/chromium")
    assert "printed by Chromium, and /nowhere/chromium is not there. On Debian: apt install chromium" in done.stderr
