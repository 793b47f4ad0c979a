"""tools/guide.py: which claims stand behind a row of the guide, and what it complains of."""

import re

import nbformat
import pytest

from tests.book import ROOT
from tools import chapters, guide
from tools.chapters import Chapter, Claim, Section

CLAIMS = [
    Claim("Two lines cross once", True, measured="1 of 1", section=Section("Lines", "lines")),
    Claim("Two lines never part", True),
]
BOOK = [Chapter("book/part/lines", title="Lines", claims=CLAIMS)]
TEXT = ["straight | a ruler", "part/lines: Two lines cross", "", "", "round | compasses", "part/lines: Two lines never"]


def test_blocks_are_rows_with_their_claims():
    first, second = guide.blocks(TEXT)
    assert (first.data, first.first, first.shown) == ("straight", "a ruler", [("part/lines", "Two lines cross")])
    assert (second.data, second.shown) == ("round", [("part/lines", "Two lines never")])


def test_a_row_links_its_claims_and_gives_their_figures():
    page = guide.guide(guide.blocks(TEXT), BOOK)
    assert "[Two lines cross once](/book/part/lines.ipynb#lines) (1 of 1)." in page
    assert "**compasses**" in page


def test_nothing_to_complain_of():
    assert guide.complaints(guide.blocks(TEXT), BOOK) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("part/lines: Three lines", "0 claims of part/lines begin with 'Three lines'"),
        ("part/lines: Two lines", "2 claims of part/lines"),
        ("part/circles: Two lines cross", "0 claims of part/circles"),
    ],
)
def test_a_claim_that_is_gone_or_not_alone_is_complained_of(line, said):
    (complaint,) = guide.complaints(guide.blocks(["straight | a ruler", line]), BOOK)
    assert said in complaint


def test_a_row_without_a_claim_is_complained_of():
    (complaint,) = guide.complaints(guide.blocks(["straight | a ruler"]), BOOK)
    assert "'straight' names no claim" in complaint


def _rows() -> list[guide.Advice]:
    """The rows of all guides on the page."""
    notebook = nbformat.read(ROOT / "book" / "together" / "which-network.ipynb", 4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    guides = re.findall(r"```\{guide\}\n(.*?)```", text, re.S)
    return [row for each in guides for row in guide.blocks(each.split("\n"))]


def test_every_row_of_the_book_s_guide_has_claims_that_stand():
    rows = _rows()
    assert len(rows) >= 20
    assert guide.complaints(rows, chapters.read()) == []


ARCHITECTURES = (
    "neuron/adaline", "feedforward/mlp", "feedforward/rbf", "feedforward/mixture-of-experts",
    "vision/lenet", "vision/alexnet", "vision/vgg", "vision/googlenet", "vision/resnet", "vision/densenet",
    "vision/capsules", "sequences/rnn", "sequences/jordan", "sequences/elman", "sequences/lstm", "sequences/gru",
    "sequences/bidirectional-rnn", "sequences/bidirectional-lstm", "sequences/echo-state", "sequences/attention",
    "sequences/hierarchical-rnn", "transformers/self-attention", "transformers/transformer", "transformers/gpt",
    "transformers/vision-transformer", "generative/autoencoders", "generative/vae", "generative/gan",
)  # fmt: skip


@pytest.mark.parametrize("chapter", ARCHITECTURES)
def test_the_guide_names_every_architecture_of_the_book(chapter):
    assert chapter in {name for row in _rows() for name, _ in row.shown}
