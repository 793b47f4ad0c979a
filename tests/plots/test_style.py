"""The look: readable, for the color-blind too, the same bytes, shown once."""

import io
import itertools
import os
import subprocess
import sys

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from nbclient import NotebookClient

from nnbook.plots import points, style, use_style
from tools.notebooks import ThisPython

# Machado, Oliveira & Fernandes (2009), severity 1: linear RGB as people without one kind of cone see it.
VISION = {
    "full": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


@pytest.fixture(autouse=True)
def restored():
    with mpl.rc_context():
        yield
    plt.close("all")


def linear(color):
    rgb = np.array(to_rgb(color))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one, other="white"):
    """WCAG's ratio of luminances, 1 to 21."""
    lights = sorted(linear(color) @ [0.2126, 0.7152, 0.0722] + 0.05 for color in (one, other))
    return lights[1] / lights[0]


def lab(rgb):
    """CIELAB, in which a distance of 2 is about the least that is seen."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ rgb.clip(0, 1)
    x, y, z = np.cbrt(xyz / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("color", [*style.COLORS, style.TRAINING, style.VALIDATION, style.BOUNDARY, style.BASELINE])
def test_lines_stand_out_from_the_page(color):
    assert contrast(color) >= 3


def test_text_stands_out_from_the_page_and_from_every_tint():
    assert contrast(style.INK) > 7
    assert contrast(style.BASELINE) > 4.5
    for color in style.COLORS:
        assert contrast(style.INK, style.tint(color)) > 7
        assert contrast(color, style.tint(color)) > 2.3


@pytest.mark.parametrize("kind", VISION)
def test_colors_differ_for_every_kind_of_eye(kind):
    seen = [lab(np.array(VISION[kind]) @ linear(color)) for color in style.COLORS]
    distances = [np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)]
    assert min(distances) > 15


def test_a_tint_is_a_mixture_with_white():
    assert style.tint("#000000", 0.25) == (0.75, 0.75, 0.75)
    assert style.tint("#FF0000", 0.5) == (1, 0.5, 0.5)


def test_use_style_sets_sizes_for_a_phone_and_a_white_page():
    use_style()
    figure, ax = plt.subplots()
    assert tuple(figure.get_size_inches()) == (6.4, 4.0)
    assert figure.get_facecolor() == ax.get_facecolor() == (1, 1, 1, 1)
    assert type(figure.get_layout_engine()).__name__ == "ConstrainedLayoutEngine"
    ax.set(xlabel="x", ylabel="y", title="t")
    ax.plot([0, 1], label="a")
    sizes = [text.get_fontsize() for text in (ax.title, ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels())]
    assert min(sizes + [text.get_fontsize() for text in ax.legend().get_texts()]) >= 10


def test_lines_take_the_colors_in_order_then_again_dashed():
    use_style()
    _, ax = plt.subplots()
    lines = [ax.plot([0, 1])[0] for _ in range(7)]
    assert [line.get_color() for line in lines] == [*style.COLORS, *style.COLORS[:2]]
    assert [line.get_linestyle() for line in lines] == ["-"] * 5 + ["--"] * 2


def test_the_same_figure_gives_the_same_bytes():
    mpl.rcdefaults()  # without the tools' own settings
    use_style()

    def saved():
        figure = points(np.arange(8.0).reshape(4, 2), [0, 1, 0, 1])
        file = io.BytesIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
        return file.getvalue()

    assert saved() == saved()


def test_given_axes_are_drawn_on_and_their_figure_is_returned():
    figure, (left, right) = plt.subplots(1, 2)
    assert points(np.zeros((2, 2)), [0, 1], ax=right) is figure
    assert len(right.collections) == 2
    assert not left.collections
    right.remove()
    with pytest.raises(ValueError, match=r"ax belongs to no figure any more: it was removed"):
        points(np.zeros((2, 2)), [0, 1], ax=right)


SETUP = "from nnbook import plots; import matplotlib.pyplot as plt; plots.use_style(); x, y = [[0, 0], [1, 1]], [0, 1]"
CELLS = [
    "plots.points(x, y)",
    "plots.points(x, y);",
    "plots.points(x, y)\nplt.show()",
    "figure = plots.points(x, y)",
    "figure",
    "figure, ax = plt.subplots()\nplots.points(x, y, ax=ax)",
    "display(plots.points(x, y))",
]


def test_a_notebook_shows_a_figure_once_however_the_cell_ends():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in [SETUP, *CELLS]])
    client = NotebookClient(notebook, timeout=60, kernel_name="python3")
    client.create_kernel_manager()
    client.km.kernel_spec_manager = ThisPython()
    client.execute(env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}, cleanup_kc=True)
    shown = {cell.source: [list(out.data) for out in cell.outputs] for cell in notebook.cells[1:]}
    for source, outputs in shown.items():
        assert len(outputs) == 1, source
        assert any(kind.startswith("image/") for kind in outputs[0]), source


def test_outside_a_notebook_figures_stay_open():
    use_style()
    figure, _ = plt.subplots()
    with pytest.raises(NotImplementedError):
        figure._ipython_display_()
    assert plt.fignum_exists(figure.number)


def test_without_matplotlib_the_error_names_the_extra():
    code = "import sys; sys.modules['matplotlib'] = None; import nnbook.plots"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    last = out.stderr.strip().splitlines()[-1]
    assert last.startswith("ModuleNotFoundError: nnbook.plots needs")
    assert last.endswith('pip install "nnbook[book]"')
