"""The live face in a real kernel, in every format, and what it writes of the reader's own words."""

import base64
import re
import sys
from urllib.parse import unquote

import nbformat
import pytest
from nbclient import NotebookClient

from nnbook.interactive import _live, explore
from nnbook.interactive._choices import read_choices
from tests.book import ROOT, code, notebook
from tests.interactive.figures import line
from tools.notebooks import ThisPython


def live(draw, alt, format="svg", **choices):
    """The controls and, last, the figure."""
    return _live.live_controls(draw, read_choices(choices), alt, format).children


def test_in_a_kernel_the_controls_redraw(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)  # it says that outputs are made to be stored
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
    player, controls = made.cells[0].outputs
    assert set(player.data) == {"text/html", "text/plain"}
    view = controls.data["application/vnd.jupyter.widget-view+json"]
    models = made.metadata.widgets["application/vnd.jupyter.widget-state+json"].state
    assert models[view.model_id].model_name == "VBoxModel"
    assert "IntSliderModel" in {model.model_name for model in models.values()}
    assert made.cells[1].outputs == [nbformat.v4.new_output("stream", text='<img alt="at 7" st\n')]


@pytest.mark.parametrize("format", ["svg", "png", "webp"])
def test_picture_is_of_the_format_and_its_words_are_escaped(format):
    *_, figure = live(line, '<b> "{angle}"', format, angle=[0, 30])
    assert '<img alt="&lt;b&gt; &quot;0&quot;" ' in figure.value
    address = re.search(r'src="([^"]*)"', figure.value)[1]
    assert address.startswith("data:image/svg+xml,%3Csvg" if format == "svg" else f"data:image/{format};base64,")
    picture = unquote(address) if format == "svg" else base64.b64decode(address.partition(",")[2])
    assert len(picture) > 500


def test_an_error_of_the_words_is_shown_escaped():
    def alt(angle):
        raise ValueError(f"no words for <{angle}>")

    *_, figure = live(line, alt, angle=[0, 30])
    assert figure.value == "<pre>no words for &lt;0&gt;</pre>"


def test_names_are_written_as_on_the_page():
    control, _ = live(lambda hidden_units: line(), "a line", hidden_units=[1, 2])
    assert control.description == "hidden units"


def test_missing_matplotlib_is_named_with_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    message = r'^explore needs the package matplotlib, .*: pip install "nnbook\[book\]"$'
    with pytest.raises(ModuleNotFoundError, match=message):
        explore(line, alt="{angle}", angle=[0, 30])
