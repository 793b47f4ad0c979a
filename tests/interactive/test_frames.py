"""The frames of an interactive figure: drawn once each, stored once each, limited, described, and refused in words."""

import json
import os
import re
import subprocess
import sys
import zlib
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure

from nnbook.interactive import MAX_FRAMES, _frames, explore
from nnbook.interactive._svg import SharedParts, svg_tokens
from tests.interactive.figures import line

ROOT = Path(__file__).resolve().parents[2]


def data_of(player):
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', player.html, re.S)[1])


def drawings(data):
    """Every frame's SVG, put together as the page's script does it."""
    parts = data["parts"].split("\n")
    runs = [data["pictures"][picture] for picture in data["order"]]
    return ["".join("".join(parts[a : a + n]) for a, n in zip(r[::2], r[1::2])) for r in runs]


def source_of_image(player):
    return re.search(r'<img [^>]*src="([^"]*)"', player.html)[1]


def test_every_combination_is_drawn_with_its_words():
    drawn = []

    def draw(angle, kind):
        drawn.append((angle, kind))
        return line(angle, kind)

    player = explore(draw, alt="a {kind} line at {angle} degrees", angle=[0, 30, 60], kind=["solid", "dashed"])
    assert drawn == [(a, k) for a in (0, 30, 60) for k in ("solid", "dashed")]
    assert data_of(player)["alts"][3] == "a dashed line at 30 degrees"
    assert repr(player) == "<interactive figure of 6 frames: angle 0 to 60 (3 values); kind solid / dashed>"


def test_what_the_script_puts_together_is_what_was_drawn():
    angles = [0, 10, 40]
    data = data_of(explore(line, alt="{angle}", angle=angles))
    for angle, drawing in zip(angles, drawings(data)):
        alone = svg_tokens(_frames.encode(line(angle), "svg").decode(), {})
        assert [re.sub(r"i\d+", "i", token) for token in alone] == [
            re.sub(r"i\d+", "i", token) for token in re.findall(r"<[^>]*>|[^<]+", drawing)
        ]
        ElementTree.fromstring(drawing)


def test_names_inside_a_drawing_refer_to_something():
    drawing = drawings(data_of(explore(line, alt="{angle}", angle=[0, 30])))[1]
    named = re.findall(r" id='([^']+)'", drawing)
    assert len(named) == len(set(named)) > 1
    assert set(re.findall(r"(?:href='#|url\(#)([^')]+)", drawing)) == set(named)


def test_the_picture_without_scripts_is_the_frame_of_the_start():
    player = explore(line, alt="{angle}", angle=[0, 30, 60], start={"angle": 30})
    assert unquote(source_of_image(player)) == "data:image/svg+xml," + drawings(data_of(player))[1]
    assert '<img alt="30" width="288" height="192"' in player.html
    assert not re.search(r'[\s<>"]', source_of_image(player))


def test_equal_frames_are_stored_once():
    data = data_of(explore(line, alt="{angle} {kind}", angle=[0, 30, 60], kind=["none", "solid"]))
    assert data["order"] == [0, 1, 0, 2, 0, 3]
    assert len(data["pictures"]) == 4


def test_what_frames_share_is_stored_once():
    few, many = (len(explore(line, alt="{angle}", angle=range(n)).html) for n in (2, 12))
    assert (many - few) / 10 < 300  # a line, a run or two, and the words; a whole drawing has some 10,000 characters


def test_names_do_not_change_from_run_to_run_whatever_matplotlib_is_told():
    with plt.rc_context({"svg.hashsalt": None, "svg.fonttype": "none"}):
        once, again = (explore(line, alt="{angle}", angle=[0, 30]) for _ in range(2))
        parts = data_of(once)["parts"]
    first, second = (re.findall(r" id='[^']+'", drawing) for drawing in drawings(data_of(once)))
    assert first == second, "what is equal has one name"
    assert once.html == again.html
    assert "<text" not in parts, "letters are drawn: the reader may not have the font"


def test_shared_parts_give_every_sequence_back():
    rng = np.random.default_rng(0)
    words = [f"<a long tag of number {i}/>" for i in range(5)] + ["</g>", "<g>"]
    sequences = [[words[i] for i in rng.integers(0, 7, size=rng.integers(1, 30))] for _ in range(50)]
    shared = SharedParts()
    runs = [shared.add(sequence) for sequence in sequences]
    for sequence, run in zip(sequences, runs):
        assert [t for a, n in zip(run[::2], run[1::2]) for t in shared.parts[a : a + n]] == sequence
    assert shared.add(sequences[0]) == runs[0] or len(shared.parts) < sum(map(len, sequences))


@pytest.mark.parametrize(("format", "magic"), [("png", "iVBORw0KGgo"), ("webp", "UklGR")])
def test_pixels_are_stored_once_too(format, magic):
    player = explore(line, alt="{angle} {kind}", format=format, angle=[0, 30], kind=["none", "solid"])
    data = data_of(player)
    assert data["order"] == [0, 1, 0, 2]
    assert all(p.startswith(f"data:image/{format};base64,{magic}") for p in data["pictures"])
    assert source_of_image(player) == data["pictures"][0]


def test_pyplot_keeps_no_figure():
    before = plt.get_fignums()

    def draw(a):
        figure, axes = plt.subplots(figsize=(2, 1))
        axes.plot([0, a])
        return figure

    explore(draw, alt="{a}", a=[1, 2])
    with pytest.raises(RuntimeError):
        explore(lambda a: plt.figure().no_such_method(), alt="{a}", a=[1, 2])
    assert plt.get_fignums() == before


def test_frames_have_one_size_whatever_is_written_in_them():
    with plt.rc_context({"savefig.bbox": "tight"}):
        data = data_of(explore(line, alt="{angle}", angle=[0, 30]))
    assert all("width='216pt' height='144pt'" in drawing for drawing in drawings(data))


@pytest.mark.parametrize(
    ("draw", "error", "message"),
    [
        (lambda angle: None, TypeError, r"draw\(angle=0\) returned NoneType, not a Figure: end draw with `return fi"),
        (lambda angle: line(angle).axes[0], TypeError, r"returned Axes, not a Figure: return the Figure itself"),
        (lambda angle: 1 / (angle - 30), TypeError, r"draw\(angle=0\) returned float"),
        (lambda angle: line(1 / (angle - 30)), RuntimeError, r"draw\(angle=30\) raised ZeroDivisionError: division"),
        (lambda: None, RuntimeError, r"draw\(angle=0\) raised TypeError: .*unexpected keyword argument 'angle'"),
        (line(0), TypeError, r"explore\(draw, \.\.\.\) got a Figure: pass the function itself, without calling it"),
    ],
)
def test_a_draw_that_fails_is_named_with_its_combination(draw, error, message):
    with pytest.raises(error, match=message):
        explore(draw, alt="{angle}", angle=[0, 30])


@pytest.mark.parametrize(
    ("alt", "message"),
    [
        ("at {degrees}", r"names \{degrees\}, but the choices are angle"),
        ("at {}", r"names \{.*\}, but the choices are angle"),
        ("at {angle:q}", r"alt='at \{angle:q\}'\) cannot be filled in with angle=0: Unknown format code"),
        ("{angle.real.conjugate}", r"with an address in memory .* write alt as a function of the choices"),
        ("  ", r"alt gave '  ' for angle=0: each frame needs words that say what it shows"),
        (lambda angle: None, r"alt gave None for angle=0"),
        ("a line", r"alt says 'a line' of more than one picture, also of angle=30: name the choices .* \{angle\}"),
    ],
)
def test_words_that_do_not_tell_the_frames_apart_are_refused(alt, message):
    with pytest.raises(ValueError, match=message):
        explore(line, alt=alt, angle=[0, 30])


def test_the_same_words_for_the_same_picture_are_fine():
    assert data_of(explore(lambda a: line(0), alt="a line", a=[0, 30]))["order"] == [0, 0]


def test_too_many_frames_are_refused_before_any_is_drawn():
    with pytest.raises(ValueError, match=rf"would draw 300 frames, more than {MAX_FRAMES}: give fewer choices"):
        explore(lambda **values: pytest.fail("drawn"), alt="{a}{b}", a=range(30), b=range(10))


def test_too_heavy_frames_are_refused_with_the_remedy(monkeypatch):
    drawn = []

    def draw(a):
        drawn.append(a)
        figure = Figure(figsize=(2, 2))
        figure.add_subplot().plot(np.random.default_rng(a).random(1000), ".")
        return figure

    monkeypatch.setattr(_frames, "MAX_BYTES", 300_000)
    with pytest.raises(ValueError, match=r'3 of 40 frames weigh 0\.\d MB as svg, more .* 0\.3 MB: use format="webp"'):
        explore(draw, alt="{a}", a=range(40))
    assert len(drawn) == 3
    with pytest.raises(ValueError, match=r"as webp, more than .* 0\.3 MB: use fewer values, or a smaller figure"):
        explore(draw, alt="{a}", a=range(40), format="webp")


def test_the_weight_that_is_limited_is_the_weight_that_is_written(monkeypatch):
    html = explore(line, alt="{angle}", angle=range(9)).html
    monkeypatch.setattr(_frames, "MAX_BYTES", 0.95 * len(html))
    with pytest.raises(ValueError, match="frames weigh"):
        explore(line, alt="{angle}", angle=range(9))
    monkeypatch.setattr(_frames, "MAX_BYTES", len(html))
    explore(line, alt="{angle}", angle=range(9))


@pytest.mark.parametrize("interval", [0, 99, -400, 250.0, "fast"])
def test_an_interval_that_nobody_could_follow_is_refused(interval):
    with pytest.raises(
        ValueError, match=rf"explore\(interval={interval!r}\): expected whole milliseconds, 100 or more"
    ):
        explore(line, alt="{angle}", interval=interval, angle=[0, 30])


def test_a_value_in_an_error_is_short():
    with pytest.raises(RuntimeError, match=r"draw\(x=array\(\[\[0\., .{,30}\.\.\., f=sin\) raised"):
        explore(lambda x, f: 1 / 0, alt="a", x={"zeros": np.zeros((9, 9)), "ones": 1}, f=[np.sin, np.cos])


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match=r"explore\(format='jpg'\): expected one of svg, webp, png"):
        explore(line, alt="{angle}", format="jpg", angle=[0, 30])


def test_a_page_with_thirty_frames_is_light():
    html = explore(line, alt="{angle} {kind}", angle=range(15), kind=["solid", "dashed"]).html
    assert len(html) < 40_000
    assert len(zlib.compress(html.encode())) < 12_000


def test_words_from_outside_are_escaped():
    html = explore(line, alt='</script><b title="{angle}">', angle=[0, 30]).html
    assert "</script><b" not in html
    assert "<i>" not in explore(line, alt="{angle}", angle={'<i>"': 0, "<i>'": 30}).html
    assert "<i>" not in explore(line, alt="{angle}", angle={f"<i>{n}": n for n in range(6)}).html
    assert 'alt="&lt;/script&gt;&lt;b title=&quot;0&quot;&gt;"' in html


SCRIPT = """
import sys
from nnbook.interactive import explore
from nnbook.notebook import quiz
from tests.interactive.figures import line
for format in ("svg", "png", "webp"):
    player = explore(line, alt="{kind} {angle}", format=format, angle=[0, 20], kind=["none", "solid"])
    sys.stdout.write(player.html + repr(player))
sys.stdout.write(quiz("perceptron")._repr_html_())
"""


def test_bytes_are_the_same_in_every_process():
    both = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            stdout=subprocess.PIPE,
        )
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    first, second = (process.communicate()[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert first == second
    assert len(first) > 50_000
