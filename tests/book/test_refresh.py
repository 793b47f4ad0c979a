"""tools/refresh.py: unchanged code gives unchanged bytes, and what must not be stored is refused."""

import hashlib
import re
import subprocess
import sys

import nbformat
import pytest

from tests.book import ROOT, START, code, markdown, notebook, refresh, run
from tools.notebooks import cuda_devices, scrub, setup_cell
from tools.refresh import Refused, inspect, normalize
from tools.repository import upstream_url


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def written(path, *cells):
    """A notebook file of these cells under a title."""
    nbformat.write(notebook(markdown("# Title"), *cells), path)
    return path


def outputs(path):
    """The outputs of the code cells."""
    return [cell.outputs for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """A refreshed notebook of whatever tends to differ from run to run."""
    path = written(
        tmp_path_factory.mktemp("refresh") / "notebook.ipynb",
        code("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2], [3, 4])\nplt.show()"),
        code("object()"),
        code("print({'b', 'a', 'c'}, hash('x'))"),
        code("import sys, time\nprint('a')\ntime.sleep(0.1)\nsys.stdout.flush()\nprint('b')"),
        code("1 / 0", "raises-exception", scrolled=True, ExecuteTime={"start_time": "now"}),
        code("import os\nos.getcwd()[0]"),
        code("import nnbook\nprint(nnbook.__file__)"),
        code("raise RuntimeError", "gpu"),
        code("import nnbook.interactive as i\ni.explore(lambda a: plt.figure(), alt='empty {a}', a=[1, 2, 3])"),
    )
    done = refresh(path, NNBOOK_GPU="0")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}: stored\n", "")
    return path


def test_a_second_run_from_another_folder_changes_no_byte(everything, tmp_path):
    before = digest(everything)
    done = refresh(everything, cwd=tmp_path, PYTHONHASHSEED="7", NNBOOK_GPU="0", COLUMNS="40", LANG="C")
    assert done.stdout == f"{everything}: unchanged\n"
    assert digest(everything) == before


def test_what_is_stored_is_of_no_machine_and_no_editor(everything):
    text = everything.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert "nnbook/__init__.py" in text
    assert "<object at 0x0>" in text
    assert "ExecuteTime" not in text and "scrolled" not in text
    assert "ipykernel_" not in text
    assert list(nbformat.read(everything, as_version=4).metadata) == ["kernelspec", "language_info"]


def test_cells_are_numbered_and_streams_joined(everything):
    cells = [cell for cell in nbformat.read(everything, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [output.text for output in outputs(everything)[4]] == ["a\nb\n"]
    assert "In[6]" in re.sub(r"\x1b\[[\d;]*m", "", "".join(outputs(everything)[5][0].traceback))
    assert outputs(everything)[8] == []


def test_the_setup_cell_comes_first_and_is_mended(tmp_path):
    path = written(tmp_path / "setup.ipynb", code("print('old')", "setup"), code("1"))
    assert refresh("--setup-only", path).returncode == 0
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.source for cell in cells[1:]] == [setup_cell(), "1"]
    assert cells[1].metadata["tags"] == ["setup", "hide-cell"]
    without = written(tmp_path / "none.ipynb", code("1"))
    assert refresh("--setup-only", without).returncode == 0
    assert [cell.source for cell in nbformat.read(without, as_version=4).cells[1:]] == [setup_cell(), "1"]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (code("1 / 0"), "ZeroDivisionError: division by zero"),
        (code("import sys\nprint('careful', file=sys.stderr)"), "code cell 2 wrote to stderr: careful"),
        (code("import ipywidgets\nipywidgets.IntSlider()"), "code cell 2 shows a live widget"),
        (code("import os\nos._exit(3)"), "Kernel died"),
    ],
)
def test_a_notebook_that_may_not_be_stored_stays_as_it_was(tmp_path, cell, message):
    path = written(tmp_path / "refused.ipynb", cell)
    before = digest(path)
    done = refresh(path)
    assert done.returncode == 1
    assert f"{path}: not stored." in done.stderr
    assert message in done.stderr
    assert digest(path) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_notebook_is_named_and_the_others_are_done(tmp_path):
    path = written(tmp_path / "there.ipynb", code("print(1)"))
    done = refresh(tmp_path / "missing.ipynb", path)
    assert done.returncode == 1
    assert "missing.ipynb: not stored." in done.stderr
    assert done.stdout == f"{path}: stored\n"


def test_a_gpu_result_is_left_alone_without_a_gpu(tmp_path):
    cell = code("raise RuntimeError", "gpu")
    cell.outputs = [nbformat.v4.new_output("stream", text="NVIDIA H100: 0.97\n")]
    path = written(tmp_path / "gpu.ipynb", cell)
    assert refresh(path, NNBOOK_GPU="0").returncode == 0
    assert outputs(path)[1] == cell.outputs


def test_a_gpu_result_must_name_its_device(monkeypatch):
    monkeypatch.setenv("NNBOOK_GPU", "1")
    monkeypatch.setattr("tools.refresh.cuda_devices", lambda: ["NVIDIA H100"])
    cell = code("...", "gpu")
    cell.outputs = [nbformat.v4.new_output("stream", text="accuracy 0.97\n")]
    with pytest.raises(
        Refused, match="code cell 1 is tagged gpu, but its output does not name the device 'NVIDIA H100'"
    ):
        inspect(notebook(cell))
    cell.outputs[0].text += "on NVIDIA H100\n"
    inspect(notebook(cell))


def test_only_gpu_stores_nothing_else(tmp_path, monkeypatch):
    plain, gpu = code("print('new')"), code("print('NVIDIA H100')", "gpu")
    plain.outputs = [nbformat.v4.new_output("stream", text="old\n")]
    path = written(tmp_path / "gpu.ipynb", plain, gpu)
    assert refresh("--setup-only", path).returncode == 0
    assert refresh("--only-gpu", path, NNBOOK_GPU="1").returncode == 0
    _, first, second = outputs(path)
    assert first[0].text == "old\n"
    assert second[0].text == "NVIDIA H100\n"


def test_the_driver_is_asked_without_torch():
    done = run(
        "-c", "import sys; from tools.notebooks import cuda_devices as c; print(c()); print('torch' in sys.modules)"
    )
    assert done.stdout == f"{cuda_devices()}\nFalse\n"


def test_ids_of_drawings_are_counted():
    drawing = '<svg><clipPath id="{0}"/><g clip-path="url(#{0})"/><use xlink:href="#{1}"/><g id="{1}"/></svg>'
    stored = []
    for ids in (("pfab", "m1"), ("p296", "m2")):
        cell = nbformat.v4.new_code_cell()
        data = {"image/svg+xml": drawing.format(*ids)}
        cell.outputs = [nbformat.v4.new_output("display_data", data)]
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(), cell])
        stored.append(normalize(notebook).cells[1].outputs[0].data["image/svg+xml"])
    assert stored[0] == stored[1] == drawing.format("n2-0", "n2-1")


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("<f at 0x7f3a2b1c>", "<f at 0x0>"),
        ("File /srv/v/lib/python3.11/site-packages/x.py:3", "File .../site-packages/x.py:3"),
        (f"File {ROOT}/nnbook/nn/linear.py", "File nnbook/nn/linear.py"),
        ("/tmp/ipykernel_123/456.py:1: note", "<cell>:1: note"),
        ("0x10 stays", "0x10 stays"),
    ],
)
def test_scrub(text, scrubbed):
    assert scrub(text) == scrubbed


def setup_run(tmp_path, before):
    """Run the setup cell in a fresh Python without nnbook, in a folder of its own."""
    hidden = "import importlib.util as u; u.find_spec = lambda name: None\n"
    return subprocess.run(
        [sys.executable, "-c", hidden + before + setup_cell()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_setup_cell_names_the_remedy_where_the_package_is_missing(tmp_path):
    done = setup_run(tmp_path, "")
    remedy = f'Remedy: pip install "nnbook[book,torch] @ git+{upstream_url()}"'
    assert done.stderr.splitlines()[-1] == f"ModuleNotFoundError: This notebook needs nnbook. {remedy}"


def test_the_setup_cell_installs_the_package_on_colab(tmp_path):
    before = (
        "import subprocess, sys\nsys.modules['google.colab'] = 1\n"
        "subprocess.run = lambda command, check: print(command[1:], check)\n"
    )
    package = f"nnbook[book,torch] @ git+{upstream_url()}"
    assert setup_run(tmp_path, before).stdout == f"{['-m', 'pip', 'install', '--quiet', package]} True\n"


def test_the_setup_cell_is_silent_where_the_package_is_there(tmp_path):
    done = run("-c", setup_cell(), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_real_notebook_gives_the_same_bytes_twice(tmp_path):
    """Against itself: on another processor the last digits of a figure may differ from those that are stored."""
    copy = tmp_path / "how-to-use.ipynb"
    copy.write_bytes((START / copy.name).read_bytes())
    assert refresh(copy).returncode == 0
    before = digest(copy)
    assert refresh(copy, cwd=tmp_path).stdout == f"{copy}: unchanged\n"
    assert digest(copy) == before
