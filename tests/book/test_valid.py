"""What a machine can tell of every built page: valid HTML, texts for pictures; and of the sources: citations."""

import re
import subprocess

import nbformat

from tests.book import NOTEBOOKS, ROOT, markdown
from tests.book.site import documents
from tests.browser import require_npm

CITATION = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")


def validate(folder):
    """What tools/validate.mjs says of the pages in a folder."""
    command = [require_npm("html-validate"), ROOT / "tools" / "validate.mjs", folder]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_every_page_is_valid_html(built):
    *complaints, count = validate(built)
    assert complaints == []
    assert count == f"{len(documents()) + 1} pages"


def test_mistakes_in_html_are_seen(tmp_path):
    signature = f'<dl><dt class="sig">{"<span>f</span>" * 20_000}</dt><dd><p><div></div></p></dd></dl>'
    wrong = {
        "element-permitted-content": "<details><summary><p>text</p></summary></details>",
        "no-dup-id": '<p id="a"></p><p id="a"></p>',
        "no-missing-references": '<p aria-labelledby="nobody"></p>',
        "input-missing-label": '<input type="text">',
        "heading-level": "<h1>a</h1><h3>b</h3>",
        "close-order": signature,
    }
    page = '<!DOCTYPE html><html lang="en"><head><title>t</title></head><body>{}</body></html>'
    for rule, body in wrong.items():
        (tmp_path / f"{rule}.html").write_text(page.format(body), encoding="utf-8")
    found = validate(tmp_path)
    assert found[-1] == f"{len(wrong)} pages"
    assert all(any(line.startswith(f"{rule}.html:") and f"({rule})" in line for line in found) for rule in wrong)


def test_every_picture_has_a_text(parsed):
    pictures = [(path.name, picture) for path, page in parsed.items() for picture in page.pictures]
    mute = [(name, picture["src"][-80:]) for name, picture in pictures if not (picture.get("alt") or "").strip()]
    assert {(name, src) for name, src in mute if not src.endswith("_static/logo.svg")} == set()  # it stands by its name
    assert len(pictures) - len(mute) > len(NOTEBOOKS)


def cited():
    """The keys of all citations in the book's sources."""
    cells = [cell for path in NOTEBOOKS for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown"]
    pages = [markdown(path.read_text(encoding="utf-8")) for path in (ROOT / "book").rglob("*.md")]
    return {key.strip() for cell in cells + pages for keys in CITATION.findall(cell.source) for key in keys.split(",")}


def test_what_is_cited_is_in_the_bibliography_and_the_other_way_round():
    entries = re.findall(r"(?m)^@\w+\{([^,\s]+),", (ROOT / "book" / "references.bib").read_text(encoding="utf-8"))
    assert len(entries) == len(set(entries))
    assert set(entries) == cited()
