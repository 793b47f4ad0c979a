"""The landing page: the map of the architectures, the figure of a chapter, the parts."""

import re

import nbformat
import pytest

from nnbook.zoo import ZOO
from tests.book import ROOT, code, markdown, notebook
from tools import chapters, landing, lineage
from tools.lineage import MAP


def test_every_chapter_of_the_zoo_is_on_the_map_once():
    written = [chapter for name, (_, chapter) in lineage.known().items()]
    assert len(set(written)) == len(written)
    planned_elsewhere = {"sequences/rnn", "transformers/self-attention"}  # Elman's box and the Transformer's
    assert {model.chapter for model in ZOO} - set(written) == planned_elsewhere


def test_parents_are_older_and_stand_higher():
    at, known = {place.name: place for place in MAP}, lineage.known()
    for place in MAP:
        for parent in place.parents:
            assert at[parent].row < place.row, place
            assert known[parent][0] <= known[place.name][0] or place.name == "LeNet-5", place


def test_no_box_covers_another():
    for place in MAP:
        for other in MAP:
            if place is not other and abs(place.row - other.row) < 1:
                assert abs(place.column - other.column) * lineage.COLUMN >= lineage.BOX_WIDTH, (place, other)


def test_no_line_runs_behind_a_box_that_it_does_not_mean():
    at, half = {place.name: place for place in MAP}, lineage.BOX_WIDTH / 2 / lineage.COLUMN
    for child in MAP:
        for parent in child.parents:
            passed = [
                place.name
                for place in MAP
                if at[parent].row < place.row < child.row and abs(place.column - child.column) < half
            ]
            assert passed == [], f"the line from {parent} to {child.name}"


def test_chapters_that_are_there_are_linked_and_the_others_planned():
    drawn = lineage.drawing({"Perceptron": "neuron/perceptron.html"})
    (link,) = re.findall(r"<a .*?</a>", drawn)
    assert link.startswith('<a href="neuron/perceptron.html">')
    assert re.sub(r"<.*?>", "", link) == "Perceptron 1958"
    assert drawn.count('<g class="planned">') == len(MAP) - 1
    words = lineage.in_words({"Perceptron": "neuron/perceptron.html"})
    assert '<li>1958: <a href="neuron/perceptron.html">Perceptron</a>, out of Neuron</li>' in words
    assert "<li>1997: LSTM (planned), out of Elman, RNN</li>" in words
    assert words.count("<li>") == len(MAP)
    years = [int(year) for year in re.findall(r"<li>(\d{4})", words)]
    assert years == sorted(years)


def test_the_figure_of_a_cell_is_what_the_cell_has_stored():
    player, other = code("explore()"), code("explore()")
    player.id, other.id = "play", "other"
    player.outputs = [nbformat.v4.new_output("execute_result", data={"text/html": '<div class="nnp">x</div>'})]
    made = notebook()
    made.cells = [other, player]
    assert landing.figure(made, "a", "play") == '<div class="cell_output"><div class="nnp">x</div></div>'
    for wrong in ("other", "nowhere"):
        with pytest.raises(ValueError, match=f"a has no cell '{wrong}' with an interactive figure. Remedy: "):
            landing.figure(made, "a", wrong)


def test_every_part_of_the_contents_is_listed_with_its_chapters():
    text = landing.listed(ROOT)
    for chapter in chapters.read():
        part = chapter.name.partition("/")[0]
        if part not in ("start", "together"):
            assert f"- {chapter.link(chapter.title)}. {chapter.promise}" in text
    assert [line.strip("*") for line in text.splitlines() if line.startswith("**")] == list(landing.PARTS)


def test_what_is_planned_is_what_is_not_there(tmp_path):
    there = "- caption: Images\n  chapters: [{file: book/vision/lenet}]"
    (tmp_path / "_toc.yml").write_text(f"root: index\nparts:\n{there}\n", encoding="utf-8")
    (tmp_path / "book" / "vision").mkdir(parents=True)
    (tmp_path / "book" / "references.bib").touch()
    nbformat.write(notebook(markdown("# A title\n\n**A promise.**")), tmp_path / "book" / "vision" / "lenet.ipynb")
    before, images = landing.listed(tmp_path).split("**Images**\n\n")
    assert images.startswith(
        "- [A title](/book/vision/lenet.ipynb). A promise.\n- *Planned:* convolution, AlexNet, VGG, GoogLeNet, residual"
    )
    assert ", LeNet," not in images and "losses, backpropagation, gradient checking" in before


def test_each_chapter_of_the_zoo_and_of_the_contents_belongs_to_a_part():
    known = {name for whole in landing.PARTS.values() for name in whole}
    assert {model.chapter for model in ZOO} <= known
    outside = ("start/", "together/", "reference/")
    assert {chapter.name for chapter in chapters.read() if not chapter.name.startswith(outside)} <= known
