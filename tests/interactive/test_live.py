"""The live face: in a running notebook, widgets that draw the figure for any value."""

import base64
import re
import sys
from types import SimpleNamespace
from urllib.parse import unquote

import ipywidgets
import nbformat
import pytest
from nbclient import NotebookClient

from nnbook import interactive
from nnbook.interactive import _live, explore
from nnbook.interactive._choices import read_choices
from tests.book import ROOT, code, notebook
from tests.interactive.figures import line
from tools.notebooks import ThisPython


@pytest.fixture
def sitting(monkeypatch):
    """As if a person sat before a kernel."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    return shell


def live(draw, alt, format="svg", start=None, **choices):
    """The controls, one a choice, and the figure under them."""
    box = _live.live_controls(draw, read_choices(choices, start), alt, format)
    *controls, figure = box.children
    return controls, figure


def alt_of(figure):
    return re.search(r'<img alt="([^"]*)"', figure.value)[1]


# ---------------------------------------------------------------------- controls
@pytest.mark.parametrize(
    ("values", "start", "kind", "fields"),
    [
        (range(0, 90, 15), 30, ipywidgets.IntSlider, {"min": 0, "max": 75, "step": 1, "value": 30}),
        ([3, 1, -2], 1, ipywidgets.IntSlider, {"min": -2, "max": 3, "value": 1}),
        ([0.0, 0.5, 2.0], 0.5, ipywidgets.FloatSlider, {"min": 0.0, "max": 2.0, "step": 0.01, "value": 0.5}),
        ([0.1, 0.4], 0.4, ipywidgets.FloatSlider, {"min": 0.1, "max": 0.4, "value": 0.4}),
        ([0.01, 0.1, 1.0], 0.1, ipywidgets.FloatLogSlider, {"min": -2.0, "max": 0.0, "step": 0.01, "value": 0.1}),
        ([8.0, 4.0, 2.0, 1.0], 8.0, ipywidgets.FloatLogSlider, {"min": 0.0, "value": 8.0}),
        ([-0.5, 0.5, 1.5], -0.5, ipywidgets.FloatSlider, {"min": -0.5}),
        ([1, 3, 2], 3, ipywidgets.Dropdown, {"options": (("1", 0), ("3", 1), ("2", 2)), "value": 1}),
        (["tanh", "relu"], "relu", ipywidgets.Dropdown, {"options": (("tanh", 0), ("relu", 1)), "value": 1}),
        ({"few": 3, "many": 9}, "many", ipywidgets.Dropdown, {"options": (("few", 0), ("many", 1)), "value": 1}),
    ],
)
def test_each_choice_has_the_widget_that_suits_it(values, start, kind, fields):
    ((control,), _) = live(
        lambda hidden_units: line(0), "x{hidden_units}", start={"hidden_units": start}, hidden_units=values
    )
    assert type(control) is kind
    for name, value in fields.items():
        assert getattr(control, name) == (value if name == "options" else pytest.approx(value)), name
    assert control.description == "hidden units"


def test_a_value_between_those_of_the_page_is_drawn():
    drawn = []

    def draw(angle, kind):
        drawn.append((angle, kind))
        return line(angle, kind)

    (angle, kind), figure = live(draw, "a {kind} line at {angle}", angle=[0, 30], kind=["solid", "dashed"])
    before = figure.value
    assert alt_of(figure) == "a solid line at 0"
    angle.value = 7
    kind.value = 1
    assert drawn == [(0, "solid"), (7, "solid"), (7, "dashed")]
    assert alt_of(figure) == "a dashed line at 7"
    assert figure.value != before


def test_a_dictionary_gives_its_value():
    drawn = []
    ((count,), _) = live(lambda count: drawn.append(count) or line(count), "{count}", count={"few": 3, "many": 9})
    count.value = 1
    assert drawn == [3, 9]


@pytest.mark.parametrize("format", ["svg", "png", "webp"])
def test_picture_is_of_the_format(format):
    _, figure = live(line, "<b> {angle}", format=format, angle=[0, 30])
    address = re.search(r'src="([^"]*)"', figure.value)[1]
    assert address.startswith("data:image/svg+xml,%3Csvg" if format == "svg" else f"data:image/{format};base64,")
    picture = unquote(address) if format == "svg" else base64.b64decode(address.partition(",")[2])
    assert len(picture) > 500
    assert alt_of(figure) == "&lt;b&gt; 0"


def test_an_error_is_shown_where_the_figure_was_and_goes_when_it_is_mended():
    ((angle,), figure) = live(lambda angle: line(1 / (angle - 7)), "at {angle}", angle=[0, 30])
    angle.value = 7
    assert figure.value == "<pre>explore: draw(angle=7) raised ZeroDivisionError: division by zero</pre>"
    angle.value = 8
    assert alt_of(figure) == "at 8"


def test_error_of_the_words_is_shown_escaped():
    def alt(angle):
        raise ValueError(f"no words for <{angle}>")

    _, figure = live(line, alt, angle=[0, 30])
    assert figure.value == "<pre>no words for &lt;0&gt;</pre>"


# ---------------------------------------------------------------------- which face
def test_live_shows_player_and_controls(sitting, monkeypatch):
    player = explore(line, alt="{angle}", live=True, angle=[0, 30])
    assert isinstance(player, interactive.LivePlayer)
    shown = []
    display = SimpleNamespace(display=lambda *what, **how: shown.append((*what, how)))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    player._ipython_display_()
    assert shown == [
        ({"text/html": player.html, "text/plain": repr(player)}, {"raw": True}),
        (player.controls, {}),
    ]
    assert player.html == explore(line, alt="{angle}", angle=[0, 30])._repr_html_(), "the page's face is the same"


def test_without_live_there_are_no_widgets(sitting):
    assert type(explore(line, alt="{angle}", angle=[0, 30])) is interactive.Player


def test_where_outputs_are_stored_there_are_no_widgets(sitting, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert type(explore(line, alt="{angle}", live=True, angle=[0, 30])) is interactive.Player


@pytest.mark.parametrize("shell", [None, SimpleNamespace()], ids=["no shell", "a terminal"])
def test_without_a_kernel_there_are_no_widgets(sitting, monkeypatch, shell):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert not _live.in_live_notebook()
    monkeypatch.delitem(sys.modules, "IPython")
    assert not _live.in_live_notebook()
    assert type(explore(line, alt="{angle}", live=True, angle=[0, 30])) is interactive.Player


def test_missing_widgets_are_named_with_the_extra(sitting, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    message = r'^explore\(\.\.\., live=True\) needs the package ipywidgets, .*: pip install "nnbook\[book\]"$'
    with pytest.raises(ModuleNotFoundError, match=message):
        explore(line, alt="{angle}", live=True, angle=[0, 30])


def test_missing_matplotlib_is_named_with_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(
        ModuleNotFoundError, match=r'^explore needs the package matplotlib, .*: pip install "nnbook\[book\]"$'
    ):
        explore(line, alt="{angle}", angle=[0, 30])


# ---------------------------------------------------------------------- in a kernel
def test_in_a_kernel_the_controls_redraw(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    cells = [
        code(
            "from nnbook.interactive import explore\nfrom tests.interactive.figures import line\n"
            "player = explore(line, alt='at {angle}', live=True, angle=[0, 30])\nplayer"
        ),
        code("slider, figure = player.controls.children\nslider.value = 7\nprint(figure.value[:18])"),
    ]
    made = notebook(*cells)
    client = NotebookClient(made, timeout=60, resources={"metadata": {"path": str(ROOT)}}, store_widget_state=True)
    client.create_kernel_manager()
    client.km.kernel_spec_manager = ThisPython()
    client.execute()
    first, second = made.cells[0].outputs
    assert set(first.data) == {"text/html", "text/plain"}
    view = second.data["application/vnd.jupyter.widget-view+json"]
    models = made.metadata.widgets["application/vnd.jupyter.widget-state+json"].state
    assert models[view.model_id].model_name == "VBoxModel"
    assert "IntSliderModel" in {model.model_name for model in models.values()}
    assert made.cells[1].outputs == [nbformat.v4.new_output("stream", text='<img alt="at 7" st\n')]
