"""tools/chapters.py and tools/chapter_pages.py: what the generated pages say, and what stops a build."""

import re
import subprocess
import sys

import nbformat
import pytest

from tests.book import ROOT, code, markdown, notebook
from tools import chapter_pages, chapters
from tools.chapters import Chapter, Claim, Failure, Section

HOLDS = "Claim: Lines rise\n  measured: 1 of 1\n  It holds.\n"
FAILS = "Claim: Lines fall\n  It does NOT hold.\n"
KEYS = {"novikoff1962", "minsky1969", "rumelhart1986pdp"}


def printed(source, *texts, tags=()):
    """A cell that printed these texts."""
    cell = code(source, *tags)
    cell.outputs = [nbformat.v4.new_output("stream", text=text) for text in texts]
    return cell


def lines(*cells, document="book/part/lines"):
    """What a chapter of these cells tells; one claim of it holds."""
    head = markdown("# Lines: *how* they rise\n\n**All lines\nrise.**\n\n*About 2 hours.*")
    return chapters.chapter(document, notebook(head, markdown("## Seen"), *cells), KEYS)


GOOD = printed("claim('Lines rise', True)", HOLDS)


# ---------------------------------------------------------------------- what is read
def test_a_chapter_is_read():
    made = lines(GOOD, code("...", "exercise"), code("...", "hide-cell"))
    assert (made.title, made.short, made.name) == ("Lines: how they rise", "Lines", "part/lines")
    assert (made.promise, made.minutes, made.exercises) == ("All lines\nrise.", 120, 1)
    assert made.claims == [Claim("Lines rise", True, "1 of 1", section=Section("Seen", "seen"))]
    assert made.complaints == []


def test_sections_have_the_anchors_of_the_page():
    text = "## A `b` & *c*\n\n### Twice\n\n```\n# no heading\n```\n\n#### Twice\n\n*deep*\n\n### Twice\n\n**x** $*y*$"
    cells = [
        markdown("## Seen\n\n*first*"),
        markdown(text),
        markdown("*second* **x**\n\n| *cell* |\n|---|\n| *in a\\*b* |"),
    ]
    found = lines(GOOD, *cells).terms
    assert found["first"].anchor == "seen-1"
    assert found["deep"] == Section("Twice", "twice")
    assert found["x"] == found["second"] == found["cell"] == Section("Twice", "twice-1")
    assert "*y*" not in found and "y" not in found, "formulas are no emphasis"
    assert lines(markdown("## A `b` & *c*\n\n*here*"), GOOD).terms["here"] == Section("A b & c", "a-b--c")


def test_failures_are_read_where_things_go_wrong():
    told = "**Symptom.** It\nsags. **Cause.** Rain, *see*. **Remedy.** A roof."
    wrong = markdown(f"## What goes wrong: rain\n\n### Sagging\n\nIt rains. {told}\n\n## Next\n\n{told}")
    made = lines(GOOD, markdown(told), wrong)
    assert made.failures == [Failure("It sags.", "Rain, *see*.", "A roof.", Section("Sagging", "sagging"))]
    half = markdown("## What goes wrong\n\n**Symptom.** It sags.")
    assert lines(GOOD, half).complaints == [
        "a failure in 'What goes wrong' needs **Symptom.**, **Cause.** and **Remedy.**"
    ]


@pytest.mark.parametrize(
    ("paper", "key", "finding"),
    [
        ("Novikoff 1962: at most 3: no more", "novikoff1962", "at most 3: no more"),
        ("Minsky and Papert 1969, chapter 2: no", "minsky1969", "no (chapter 2)"),
        ("Schuster & Paliwal 1997: x", "schuster1997", "x"),
        ("Rumelhart et al. 1986 (PDP): twice", "rumelhart1986pdp", "twice"),
        ("Le Cun, Bottou 1998: 0.95 %", "lecun1998", "0.95 %"),
        ("Jiménez and Lin 2001: x", "jiménez2001", "x"),
        ("Novikoff 1962", "", "Novikoff 1962"),
        ("0.95 % in 1998: few", "", "0.95 % in 1998: few"),
        ("", "", ""),
    ],
)
def test_a_paper_is_found_in_the_bibliography(paper, key, finding):
    assert chapters.cited(paper) == (key, finding)


def test_the_book_is_read_in_the_order_of_its_contents(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "_toc.yml").write_text("root: i\nparts: [{chapters: [{file: book/b}, {file: book/t}, {file: book/a}]}]")
    (tmp_path / "book" / "references.bib").write_text("")
    for name in "abc":
        nbformat.write(notebook(markdown(f"# {name}"), GOOD), tmp_path / "book" / f"{name}.ipynb")
    assert [chapter.title for chapter in chapters.read(tmp_path)] == ["b", "a"]


# ---------------------------------------------------------------------- what stops a build
def test_the_book_has_nothing_to_complain_of():
    assert [complaint for chapter in chapters.read() for complaint in chapter.complaints] == []


ERROR = code("claim('x', False)")
ERROR.outputs = [nbformat.v4.new_output("error", ename="ClaimError", evalue="the claim does not hold: x")]
PAPER = "Claim: a\n  paper: {}\n  It holds.\n"
SPOILED = {
    "claims what does not hold: Lines fall": [printed("claim('Lines fall', False)", HOLDS + FAILS)],
    r"stores an error: ClaimError: the claim does not hold: x": [GOOD, ERROR],
    r"calls claim 2 times and stores 1 outcomes. Remedy: make refresh CHAPTER=part/lines": [
        printed("claim('Lines rise', True)\nclaim('a', b)", HOLDS)
    ],
    r"the cell 'claim\(b, True\)' in 'Seen' calls claim 1 times and stores 0": [GOOD, code("claim(b, True)")],
    "the chapter claims nothing": [code("print('it rises')")],
    "is tagged fails-on-purpose, but everything in it holds": [GOOD, printed("x", HOLDS, tags=["fails-on-purpose"])],
    r"the paper of the claim 'a' is not in book/references.bib: 'they fall'. Remedy: begin with author and year": [
        printed("claim('a', True)", PAPER.format("they fall"))
    ],
    r"is not in book/references.bib: 'Novikoff 1963: no'": [
        printed("claim('a', 1)", PAPER.format("Novikoff 1963: no"))
    ],
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_failing_or_missing_claim_is_complained_of(fault):
    found = lines(*SPOILED[fault]).complaints
    assert any(re.search(fault, complaint) for complaint in found), found


def test_what_is_as_it_should_be_is_not():
    loop = printed("for x in y:\n    claim(x, True)", HOLDS, HOLDS)
    shown = printed("try:\n    claim('a', False)\nexcept ClaimError:\n    pass", FAILS, tags=["fails-on-purpose"])
    waiting = code("claim('on a GPU', True)", "gpu")
    cited = printed("claim('a', True)", PAPER.format("Novikoff 1962: few"))
    made = lines(GOOD, loop, shown, waiting, cited)
    assert made.complaints == []
    assert [claim.statement for claim in made.claims] == ["Lines rise"] * 3 + ["a"]
    assert made.waiting == 1
    assert lines(document="book/start/gallery").complaints == []


def test_only_the_named_notebooks_may_claim_nothing():
    assert [lines(document=page).complaints for page in chapters.NO_CHAPTERS] == [[], []]
    (complaint,) = lines(document="book/start/shapes").complaints
    assert "the chapter claims nothing" in complaint


def test_a_result_of_a_gpu_names_its_device():
    (claim,) = lines(printed("claim('a', True)", "NVIDIA H100\n" + HOLDS, tags=["gpu"])).claims
    assert claim.device == "NVIDIA H100"


# ---------------------------------------------------------------------- pages
SECTION = Section("Seen", "seen")
BOOK = [
    Chapter(
        "book/a/lines",
        "Lines: *all* of them",
        "All rise.",
        30,
        waiting=2,
        claims=[
            Claim("Own [1] | `x`", True, "a_b * c_d", section=SECTION),
            Claim("Not", True, "none", "Novikoff 1962: some", "a few", "not", SECTION),
            Claim("Yes", True, None, "they say so", None, "reproduced", SECTION, "NVIDIA H100"),
        ],
        failures=[Failure("It $x$ sags.", "Rain.", "A roof.", SECTION)],
        terms={"lines": SECTION, "axis": SECTION},
    ),
    Chapter("book/a/circles", "Circles", terms={"line": SECTION, "properties": SECTION, "classes": SECTION}),
]


def rows(text):
    """The cells of the tables in a page's Markdown, without the names of the columns."""
    tables = re.findall(r"`````\{list-table\}.*?`````", text, re.S)
    found = [re.findall(r"^[* ] - ?(.*)$", table, re.M) for table in tables]
    return [[re.sub(r"^\[.+?:\]\{\.cell-label\} ", "", cell) for cell in cells] for cells in found]


def test_the_ledger_has_findings_first_and_counts():
    text = chapter_pages.ledger(BOOK)
    assert (
        "**3 claims in 1 notebooks.** 2 of them stand beside a paper's finding: 1 reproduced, 0 partly, 1 not " in text
    )
    assert "The other 1 are our own. 2 more wait for a machine with a GPU." in text
    findings, others = rows(text)
    link = "](/book/a/lines.ipynb#seen)"
    assert findings[4:] == [
        "{cite:t}`novikoff1962`: some.", rf"[Not{link}. None\.", r"A few\.", "[not reproduced]{.verdict}",
        "they say so.", rf"[Yes{link}. It holds \(on NVIDIA H100\)\.", r"Nothing named\.", "[reproduced]{.verdict}",
    ]  # fmt: skip
    assert others[2:] == [rf"[Own \[1\] \| \`x\`{link}.", r"A\_b \* c\_d\."]
    assert r"### Lines\: \*all\* of them" in text and "Circles" not in text


def test_failures_lead_to_their_section():
    ((*_, symptom, cause, remedy, shown),) = rows(chapter_pages.failures(BOOK))
    assert (symptom, cause, remedy) == ("It $x$ sags.", "Rain.", "A roof.")
    assert shown == r"[Lines\: Seen](/book/a/lines.ipynb#seen)"
    assert chapter_pages.failures(BOOK[1:]) == "None so far."


ENTRY = {
    "seconds": 12.4, "processor_seconds": 11.2, "memory_mb": 345,
    "claims": 3, "exercises": 4, "date": "2030-01-02", "machine": "Linux",
    "cores": 2, "python": "3.11.7", "numpy": "2.4.6", "nnbook": "0.1.0",
}  # fmt: skip


def test_status_has_sums_and_machines():
    text = chapter_pages.measurements(BOOK, {"a/lines": ENTRY})
    (cells,) = rows(text)
    assert cells[8:] == [
        "[Lines](/book/a/lines.ipynb)", "30", "12", "11", "345", "3", "4", "2030-01-02",
        "[Circles](/book/a/circles.ipynb)", "0", "not measured", "", "", "", "", "",
        "**All together**", "30", "12", "11", "345", "3", "4", "",
    ]  # fmt: skip
    assert text.endswith(r"- Linux with 2 cores\, Python 3\.11\.7\, NumPy 2\.4\.6\, nnbook 0\.1\.0: Lines.")
    unknown = {"a/lines": ENTRY | {"processor_seconds": None, "memory_mb": None}}
    assert rows(chapter_pages.measurements(BOOK[:1], unknown))[0][8:13] == [
        "[Lines](/book/a/lines.ipynb)", "30", "12", "not known", "not known",
    ]  # fmt: skip


def test_a_term_comes_from_the_first_chapter_in_the_singular_or_the_plural():
    def where(*terms):
        found = chapter_pages.introduction(list(terms), BOOK)
        return found and found[0].title

    assert where("Line") == "Lines: *all* of them"
    assert where("property") == where("class") == "Circles"
    assert where("curve", "axis") == "Lines: *all* of them"
    assert where("curve") is None


# ---------------------------------------------------------------------- a small book
CONF = """
extensions = ["myst_nb", "sphinx_design", "sphinxcontrib.bibtex", "tools.chapter_pages"]
myst_enable_extensions = ["attrs_inline", "dollarmath"]
nb_execution_mode, myst_heading_anchors, root_doc = "off", 3, "book/index"
bibtex_bibfiles = ["book/references.bib"]
"""
PAGES = {
    "index": "# Book\n\n```{toctree}\nlines\npages\n```\n\n```{bibliography}\n```\n",
    "pages": "# Pages\n\nA {term}`Line`.\n\n```{ledger}\n```\n\n```{failures}\n```\n\n```{status}\n```\n\n"
    "```{terms}\n:sorted:\n\nstroke\nline\n  It {term}`rises <rise>`.\n\nrise\n  It goes up.\n```\n",
}


def build(folder, *cells, pages=PAGES):
    """Build a book of one chapter and one page of all that is collected."""
    (folder / "book").mkdir(parents=True)
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    (folder / "_toc.yml").write_text("root: book/index\nparts: [{chapters: [{file: book/lines}]}]", encoding="utf-8")
    for name, text in pages.items():
        (folder / "book" / f"{name}.md").write_text(text, encoding="utf-8")
    entry = "@misc{novikoff1962, author={Novikoff, Albert}, title={Proofs}, year={1962}}"
    (folder / "book" / "references.bib").write_text(entry, encoding="utf-8")
    nbformat.write(notebook(markdown("# Lines\n\n*Lines* **rise**."), *cells), folder / "book" / "lines.ipynb")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", folder, folder / "site"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_a_book_is_built_with_all_that_its_chapters_say(tmp_path):
    wrong = markdown("## What goes wrong\n\n**Symptom.** It sags. **Cause.** Rain. **Remedy.** A roof.")
    cited = printed("claim('a*b', True)", "Claim: a*b\n  paper: Novikoff 1962: few\n  verdict: partly\n  It holds.\n")
    done = build(tmp_path, GOOD, wrong, cited)
    assert (done.returncode, done.stderr) == (0, "")
    html = (tmp_path / "site" / "book" / "pages.html").read_text(encoding="utf-8")
    assert '<a class="reference internal" href="#term-line"><span class="xref std std-term">Line</span></a>' in html
    assert '<a class="reference internal" href="#term-rise"><span class="xref std std-term">rises</span></a>' in html
    assert re.search(r'It goes up\.\sIntroduced in <a[^>]* href="lines.html#lines">', html)
    assert re.search(r'<a[^>]* href="lines.html#what-goes-wrong">.*?a\*b', html)
    assert '<span class="verdict">partly</span>' in html
    assert "a roof" in html.lower() and "not measured" in html and 'href="index.html#' in html


def test_a_book_with_a_failing_claim_or_an_unknown_term_is_not_built(tmp_path):
    pages = PAGES | {"pages": PAGES["pages"].replace("\nrise\n", "\ncurve\nrising\n")}
    done = build(tmp_path, printed("claim('Lines fall', False)", FAILS), pages=pages)
    assert done.returncode == 1
    assert re.search(r"lines.ipynb: WARNING: lines: the cell .* claims what does not hold: Lines fall", done.stderr)
    assert re.search(r"pages.md:21: WARNING: no chapter introduces the term 'curve' or 'rising': put its", done.stderr)
