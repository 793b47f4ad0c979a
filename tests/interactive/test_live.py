"""In a running notebook the same figure also has widgets, which take values between the drawn ones."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import ipywidgets as widgets
import pytest

from nnbook.interactive import _live, explore
from tests.interactive.figures import line

CHOICES = {"angle": [0.0, 30.0, 60.0], "kind": ["solid", "dashed"]}
WORDS = "a {kind} line at {angle:.1f} degrees"


@pytest.fixture
def live(monkeypatch):
    monkeypatch.setattr("nnbook.interactive.in_live_notebook", lambda: True)


def controls(**choices):
    player = explore(lambda **values: line(), alt="a line", live=True, **choices)
    return player.controls.children


def test_any_value_between_the_ends_is_drawn(live):
    drawn = []

    def draw(angle, kind):
        drawn.append((angle, kind))
        return line(angle, kind)

    player = explore(draw, alt=WORDS, live=True, start={"angle": 30.0}, **CHOICES)
    slider, words, figure = player.controls.children
    assert isinstance(slider, widgets.FloatSlider)
    assert (slider.min, slider.max, slider.value, slider.description) == (0, 60, 30, "angle")
    assert 'alt="a solid line at 30.0 degrees"' in figure.value
    before = figure.value
    slider.value = 12.5
    assert drawn[-1] == (12.5, "solid")
    assert 'alt="a solid line at 12.5 degrees"' in figure.value
    assert figure.value.split("src=")[1] != before.split("src=")[1]
    words.value = 1
    assert drawn[-1] == (12.5, "dashed")
    assert "<svg" in unquote(figure.value)


@pytest.mark.parametrize(
    ("values", "kind", "low", "high"),
    [
        ([0.5, 1.0, 2.5], "FloatSlider", 0.5, 2.5),
        ([3, 1, -2], "IntSlider", -2, 3),
        ([0.001, 0.01, 0.1, 1.0], "FloatLogSlider", -3, 0),
        ([1.0, 0.1, 0.01], "FloatLogSlider", -2, 0),
    ],
)
def test_numbers_get_the_slider_that_suits_them(live, values, kind, low, high):
    slider = controls(a=values)[0]
    assert type(slider).__name__ == kind
    assert (slider.min, slider.max) == pytest.approx((low, high))
    assert slider.value == pytest.approx(values[0])


def test_words_get_a_list_with_the_values_behind_them(live):
    seen = []

    def draw(kind):
        seen.append(kind)
        return line()

    player = explore(draw, alt="a line", live=True, kind={"none": None, "pair": (1, 2)})
    player.controls.children[0].value = 1
    assert seen == [None, (1, 2), None, (1, 2)]


def test_an_error_stands_where_the_figure_was(live):
    player = explore(lambda a: line(1 / (a - 2)), alt="{a}", live=True, a=[1, 3])
    slider, figure = player.controls.children
    slider.value = 2
    assert figure.value == "<pre>explore: draw(a=2) raised ZeroDivisionError: division by zero</pre>"
    slider.value = 3
    assert figure.value.startswith("<img")


def test_both_faces_are_shown_the_player_first(live, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda what, **options: shown.append((what, options)))
    player = explore(line, alt="{angle}", live=True, angle=[0, 30])
    player._ipython_display_()
    assert shown == [
        ({"text/html": player.html, "text/plain": repr(player)}, {"raw": True}),
        (player.controls, {}),
    ]


def test_the_player_is_the_same_with_and_without_widgets(live):
    assert (
        explore(line, alt="{angle}", live=True, angle=[0, 30]).html == explore(line, alt="{angle}", angle=[0, 30]).html
    )


@pytest.mark.parametrize(
    ("shell", "epoch", "expected"),
    [
        (SimpleNamespace(kernel=object()), None, True),
        (SimpleNamespace(kernel=object()), "0", False),
        (SimpleNamespace(), None, False),
        (None, None, False),
    ],
)
def test_a_live_notebook_has_a_kernel_and_stores_nothing(monkeypatch, shell, epoch, expected):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    if epoch is not None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert _live.in_live_notebook() is expected


def test_widgets_are_asked_for_only_where_they_are_shown():
    code = (
        "import sys\n"
        "sys.modules['ipywidgets'] = None\n"
        "from nnbook import interactive\n"
        "from tests.interactive.figures import line\n"
        "interactive.explore(line, alt='{angle}', live=True, angle=[0, 30])\n"
        "interactive.in_live_notebook = lambda: True\n"
        "try:\n"
        "    interactive.explore(line, alt='{angle}', live=True, angle=[0, 30])\n"
        "except ModuleNotFoundError as error:\n"
        "    print(error)\n"
    )
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    told = ran.stdout.strip()
    assert told == (
        'explore(..., live=True) needs the package ipywidgets, which is not installed: pip install "nnbook[book]"'
    )
