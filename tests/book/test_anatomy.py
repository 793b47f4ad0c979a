"""Every notebook of the book has the parts that its readers rely on."""

import copy

import nbformat
import pytest

from tests.book import CHAPTERS, NOTEBOOKS, code, markdown, name, notebook
from tests.book.anatomy import CHAPTER_RULES, RULES
from tools.notebooks import setup_cell
from tools.refresh import code_cells

PROMISE = "A line is drawn with version 0.5 of a ruler. You learn how."


def rule_name(rule):
    return rule.__name__


@pytest.fixture(scope="module")
def read():
    """The notebooks, each read once."""
    return {path: nbformat.read(path, as_version=4) for path in NOTEBOOKS}


@pytest.mark.parametrize("rule", RULES, ids=rule_name)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_every_notebook(read, path, rule):
    assert list(rule(read[path])) == []


@pytest.mark.parametrize("rule", CHAPTER_RULES, ids=rule_name)
@pytest.mark.parametrize("path", CHAPTERS, ids=name)
def test_every_chapter(read, path, rule):
    assert list(rule(read[path])) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_the_first_code_cell_is_the_setup(read, path):
    first = code_cells(read[path])[0]
    assert first.source == setup_cell(), "remedy: make refresh, or tools/refresh.py --setup-only"
    assert first.metadata["tags"] == ["setup", "hide-cell"]
    assert first.outputs == []


def ran(source, *tags, text="done\n", **metadata):
    """A cell that was run and printed something."""
    cell = code(source, *tags, **metadata)
    cell.outputs = [nbformat.v4.new_output("stream", text=text)]
    return cell


def shown(source, **data):
    """A cell with a rich output."""
    cell = code(source)
    cell.outputs = [
        nbformat.v4.new_output("display_data", data={kind.replace("_", "/"): d for kind, d in data.items()})
    ]
    return cell


def good():
    """A chapter with every part."""
    figure = shown("plots.line()", image_png="AAAA")
    figure.metadata["mystnb"] = {
        "image": {"alt": "A line that rises from the lower left to the upper right."},
        "figure": {"caption": "A line.", "name": "fig-line"},
    }
    prompts = {"code_prompt_show": "Show a solution", "code_prompt_hide": "Hide the solution"}
    exercise = [
        markdown("### An exercise\n\nWrite f."),
        ran("def f():\n    ...\n\n\ncheck('part.f', f)", "exercise"),
        ran("def f():\n    return 1\n\n\ncheck('part.f', f)", "hide-cell", "solution", mystnb=prompts),
    ]
    return notebook(
        markdown(f"# Lines\n\n**{PROMISE}**\n\n*30 minutes. You need: a pencil.*"),
        markdown("## What you will be able to do\n\n- Draw a line.\n- Explain a line.\n- Measure a line."),
        code("import nnbook"),
        markdown("## The question\n\nSee {numref}`fig-line`."),
        figure,
        *[ran(f"claim('a {n}', True)") for n in range(3)],
        ran("torch.manual_seed(0)\nprint(torch.randn(3))"),
        shown("explore(f)", text_html='<div class="nnp"><img alt="a line at 30 degrees"></div>'),
        markdown("## What goes wrong\n\n**Symptom.** Zigzag. **Cause.** A cold. **Remedy.** Tea."),
        markdown("## Exercises"),
        *(cell for _ in range(4) for cell in copy.deepcopy(exercise)),
        markdown("## Self-test\n\n1. Why?"),
        markdown("## Summary\n\n- One.\n- Two.\n- Three."),
        markdown("## References\n\n{cite:t}`rosenblatt1958` drew lines."),
        markdown("## Next\n\n[Circles](circles.ipynb) are next."),
    )


def faults(made):
    return [fault for rule in (*RULES, *CHAPTER_RULES) for fault in rule(made)]


def test_a_good_chapter_has_no_fault():
    assert faults(good()) == []


def replaced(made, old, new):
    """Replace text in every cell's source."""
    assert any(old in cell.source for cell in made.cells)
    for cell in made.cells:
        cell.source = cell.source.replace(old, new)


def cell_with(made, text):
    return next(cell for cell in made.cells if text in cell.source)


def spoil_figure(key, value):
    return lambda made: cell_with(made, "plots.line").metadata["mystnb"].update({key: value})


SPOILED = {
    "only title": lambda made: replaced(made, "## Self-test", "# Self-test"),
    "a sentence or two": lambda made: replaced(made, PROMISE, "Short."),
    "how many minutes": lambda made: replaced(made, "30 minutes", "A while"),
    "what a reader needs to know": lambda made: replaced(made, "You need: a pencil.", ""),
    "no section '## Summary'": lambda made: replaced(made, "## Summary", "## The end"),
    "in this order": lambda made: made.cells.append(made.cells.pop(1)),
    "there are 2 objectives": lambda made: replaced(made, "- Draw a line.\n", ""),
    "begins with 'Lines'": lambda made: replaced(made, "- Draw a line.", "- Lines, drawn."),
    "there are 2 cells with a claim": lambda made: made.cells.remove(cell_with(made, "'a 0'")),
    "has no paragraph with **Symptom.**": lambda made: replaced(made, "**Remedy.** Tea", "**Summary.** Tea"),
    "there are 3 exercises": lambda made: [made.cells.remove(c) for c in made.cells[12:15]],
    "no text says what the exercise is": lambda made: made.cells.pop(15),
    "the exercise is not checked": lambda made: replaced(made, "...\n\n\ncheck('part.f', f)", "..."),
    "the next cell must be its solution": lambda made: cell_with(made, "return 1").metadata.update(tags=["hide-cell"]),
    "must be 'Show a solution'": lambda made: cell_with(made, "return 1").metadata["mystnb"].clear(),
    "the solution is not checked": lambda made: replaced(made, "return 1\n\n\ncheck('part.f', f)", "return 1"),
    "the summary has 2 statements": lambda made: replaced(made, "- One.\n", ""),
    "cite no entry": lambda made: replaced(made, "{cite:t}`rosenblatt1958`", "Rosenblatt"),
    "has no link": lambda made: replaced(made, "[Circles](circles.ipynb)", "Circles"),
    "no figure to play with": lambda made: made.cells.remove(cell_with(made, "explore")),
    "with the alt text 'x'": lambda made: (
        cell_with(made, "explore").outputs[0].data.update({"text/html": '<i class="nnp"><img alt="x">'})
    ),
    "without a text of 30 characters": spoil_figure("image", {"alt": "a line"}),
    "without caption and name": spoil_figure("figure", {"caption": "A line."}),
    "no seed": lambda made: replaced(made, "torch.manual_seed(0)\n", ""),
    "absolute path": lambda made: replaced(made, "import nnbook", "open('/data/digits.csv')"),
    "wrote to stderr": lambda made: cell_with(made, "'a 0'").outputs[0].update(name="stderr"),
    "names no device": lambda made: cell_with(made, "'a 0'").metadata.update(tags=["gpu"]),
    "stores an error": lambda made: cell_with(made, "'a 0'").outputs.append(
        nbformat.v4.new_output("error", evalue="no")
    ),
    "stores a live widget": lambda made: (
        cell_with(made, "explore").outputs[0].data.update({"application/vnd.jupyter.widget-view+json": 1})
    ),
    "no output is stored": lambda made: cell_with(made, "'a 0'").outputs.clear(),
    "defines LeNet5, which nnbook.models has": lambda made: replaced(made, "import nnbook", "class LeNet5:\n    pass"),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_a_missing_part_is_named(fault):
    made = good()
    SPOILED[fault](made)
    assert any(fault in found for found in faults(made)), faults(made)


def test_a_cell_that_builds_something_by_hand_may_have_its_name():
    made = good()
    made.cells.append(code("def relu(x):\n    return max(x, 0)", "by-hand"))
    assert faults(made) == []
