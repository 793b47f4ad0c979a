"""nbval under the book's rules (conftest.py): what passes, what fails, and what the failure says."""

import json

import nbformat
import pytest

from conftest import tolerance
from tests.book import START, code, judge, markdown, notebook, refresh

CELLS = {
    "number": code("print('loss', 0.123456789)"),
    "percent": code("print('accuracy', 0.5)"),
    "tagged": code("print('accuracy', 0.9700, 'of', 360)", "rtol=0.05"),
    "too far": code("print('accuracy', 0.9700)", "rtol=0.05"),
    "word": code("print('it holds')"),
    "never run": code("x = 1"),
    "gpu": code("raise RuntimeError('there is no GPU')", "gpu"),
    "hidden": code("sum([1, 2]);"),
    "raises": code("1 / 0", "raises-exception"),
    "drawing": code("import matplotlib.pyplot as plt\nplt.plot([0, 1], [0, 1]);"),
    "other drawing": code("plt.plot([0, 1], [0, 1]);"),
}
NUMBER = {name: number for number, name in enumerate(CELLS, 1)}  # the setup cell is number 0


def stored(path):
    """The notebook at `path` with its cells by name."""
    read = nbformat.read(path, as_version=4)
    return read, dict(zip(CELLS, [cell for cell in read.cells if cell.cell_type == "code"][1:]))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """The judgment on a refreshed notebook whose stored outputs were changed by hand."""
    path = tmp_path_factory.mktemp("judgment") / "notebook.ipynb"
    nbformat.write(notebook(markdown("# Title"), *CELLS.values()), path)
    assert refresh(path).returncode == 0
    changed, cells = stored(path)
    cells["number"].outputs[0].text = "loss 0.12345680\n"  # 1e-7 relative
    cells["percent"].outputs[0].text = "accuracy 0.505\n"  # 1 %
    cells["tagged"].outputs[0].text = "accuracy 0.95 of 352\n"
    cells["too far"].outputs[0].text = "accuracy 0.85\n"
    cells["word"].outputs[0].text = "it does not hold\n"
    cells["never run"].execution_count = None
    for name, shift in (("drawing", 0.001), ("other drawing", 40)):
        (output,) = cells[name].outputs
        drawing = output.data["image/svg+xml"]
        start = drawing.rindex("M ", 0, drawing.index('clip-path="url')) + 2  # the line is what is clipped first
        end = drawing.index(" ", start)
        output.data["image/svg+xml"] = drawing[:start] + str(float(drawing[start:end]) + shift) + drawing[end:]
    nbformat.write(changed, path)
    return judge(path)


@pytest.mark.parametrize("name", ["number", "tagged", "hidden", "raises", "drawing"])
def test_what_says_the_same_passes(outcomes, name):
    assert outcomes[NUMBER[name]] == "passed"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("percent", "0.505 and 0.5 differ by more than 1e-05"),
        ("too far", "0.85 and 0.97 differ by more than 0.05"),
        ("word", "the words differ"),
        ("never run", "The cell was never run, so nothing can be compared: make refresh CHAPTER="),
        ("other drawing", "the figure is drawn differently"),
    ],
)
def test_what_says_something_else_fails(outcomes, name, message):
    assert message in outcomes[NUMBER[name]]


def test_the_setup_cell_passes(outcomes):
    assert outcomes[0] == "passed"


def test_a_gpu_cell_is_skipped_without_a_gpu(outcomes):
    assert outcomes[NUMBER["gpu"]] == "skipped"


def test_a_gpu_cell_that_is_forced_on_runs_and_is_not_compared(tmp_path):
    path = tmp_path / "forced.ipynb"
    missing = code("import ctypes\nassert ctypes.CDLL('libcuda.so.1').cuInit(0) == 0, 'no CUDA device'", "gpu")
    recorded = code("print('this machine')", "gpu")
    recorded.outputs = [nbformat.v4.new_output("stream", text="NVIDIA H100\n")]
    missing.execution_count, recorded.execution_count = 1, 2
    nbformat.write(notebook(missing, recorded), path)
    outcomes = judge(path, NNBOOK_GPU="1", CUDA_VISIBLE_DEVICES="")
    assert "Cell execution caused an exception" in outcomes[0]
    assert outcomes[1] == "passed"


def test_a_tag_that_is_no_number_is_a_usage_error():
    assert tolerance(["hide-input", "rtol=0.05"]) == 0.05
    assert tolerance(["gpu"]) is None
    with pytest.raises(pytest.UsageError, match=r"the tag rtol=5% is not a number: write rtol=0.05"):
        tolerance(["rtol=5%"])


def test_one_percent_in_a_real_notebook_is_found(tmp_path):
    source = START / "how-to-use.ipynb"
    read = nbformat.read(source, as_version=4)
    cells = [cell for cell in read.cells if cell.cell_type == "code"]
    number, output, text = first_decimal(cells)
    output["text"] = output["text"].replace(text, f"{float(text) * 1.01:.6f}", 1)
    path = tmp_path / source.name
    nbformat.write(read, path)
    outcomes = judge(path)
    assert "differ by more than" in outcomes.pop(number)
    assert {outcome for outcome in outcomes.values() if outcome != "skipped"} == {"passed"}


def first_decimal(cells):
    """The first printed number with a point in a cell with no tolerance of its own: cell, output and number."""
    import re

    for number, cell in enumerate(cells):
        if not any(tag.startswith("rtol=") for tag in cell.metadata.get("tags", [])):
            for output in cell.outputs:
                if found := re.search(r"(?<![\w.])\d+\.\d+(?![\w.])", output.get("text", "")):
                    return number, output, found[0]
    pytest.fail(f"no printed number with a point in {json.dumps([c.source for c in cells])[:200]}")
