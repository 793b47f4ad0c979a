"""tools/timeline.py: which works are told of, in which words, and what the page complains of."""

import re

import pytest

from tests.book import ROOT
from tools import chapters, lineage, timeline
from tools.chapters import Chapter, Claim

TEXT = """## References

{cite:t}`first1958` drew a
line. {cite:p}`told1999` say so, e.g. twice. In 1970 {cite:t}`second1970` drew two, as {cite:t}`first1958` had not.

{cite:t}`second1970` drew three."""
KEYS = ["first1958", "told1999", "second1970"]


def chapter(name="lines", **changed):
    parts = {"title": f"{name.title()}: all of them", "cites": KEYS, "references": TEXT}
    return Chapter(f"book/part/{name}", **{**parts, **changed})


def told(book, own=None):
    return {work.key: work.told for work in timeline.works(book, own or {})}


def test_a_work_is_told_of_by_the_sentence_that_begins_with_it():
    assert told([chapter()]) == {
        "first1958": "{cite:t}`first1958` drew a line.",
        "second1970": "{cite:t}`second1970` drew three.",
        "told1999": "",
    }


def test_the_first_chapter_with_such_a_sentence_is_heard_and_all_are_named():
    first = chapter("points", references="## References\n\nIt was {cite:t}`first1958`.", cites=["first1958"])
    (work, *_) = timeline.works([first, chapter()], {})
    assert (work.key, work.told) == ("first1958", "{cite:t}`first1958` drew a line.")
    assert [each.short for each in work.chapters] == ["Points", "Lines"]


def test_a_line_of_the_page_comes_first():
    own = timeline.lines(["second1970: drew: two", "  lines.", "", "told1999: told."])
    assert own == {"second1970": "drew: two lines.", "told1999": "told."}
    assert told([chapter()], own)["second1970"] == "{cite:t}`second1970` drew: two lines."


def test_a_line_for_a_work_that_no_chapter_cites_is_complained_of():
    (complaint,) = timeline.complaints({"third2000": "drew none.", "first1958": "drew."}, [chapter()])
    assert complaint == "no chapter cites 'third2000': take its line out of the timeline"


def test_findings_are_counted_also_of_works_that_only_a_claim_names():
    verdicts = {
        "First 1958": "partly",
        "First 1958, again": "reproduced",
        "Third et al. 2001": "not",
        "no paper": "not",
    }
    claims = [Claim("a", True, paper=f"{who}: x", verdict=verdict) for who, verdict in verdicts.items()]
    works = {work.key: work for work in timeline.works([chapter(claims=claims)], {})}
    assert works["first1958"].row[2].endswith("Findings: 1 reproduced, 1 partly.")
    assert works["third2001"].row[2].endswith("Findings: 1 not reproduced.")
    assert len(works) == 4


def test_works_stand_in_their_era_and_those_without_words_below():
    page = timeline.timeline([chapter()], {})
    heads = re.findall(r"^## (.+)$", page, re.M)
    assert heads == [
        "1943 to 1969: single units",
        "1970 to 1986: backpropagation",
        "1987 to 1999: many kinds of networks",
    ]
    assert page.endswith("## 1987 to 1999: many kinds of networks\n\nCited, too: {cite:t}`told1999`.")


@pytest.fixture(scope="module")
def book():
    return chapters.read()


def test_an_architecture_whose_chapter_is_written_stands_beside_the_work_it_began_with(book):
    written = {chapter.name for chapter in book}
    places = {place.label: lineage.known()[place.name][1] for place in lineage.MAP}
    page = (ROOT / "book" / "together" / "timeline.md").read_text(encoding="utf-8")
    own = timeline.lines(re.search(r"```\{timeline\}\n(.*?)```", page, re.S)[1].split("\n"))
    rows = "\n".join(work.row[1] for work in timeline.works(book, own) if work.told)
    missing = [label for label, name in places.items() if name in written and not re.search(rf"\*\*[^*]*{label}", rows)]
    assert missing == []
    assert timeline.complaints(own, book) == []
