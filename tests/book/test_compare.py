"""When two outputs say the same."""

import base64
import json

import pytest

from tools.compare import difference

FIGURE = (
    '<svg viewBox="0 0 400 300"><metadata>{note}</metadata><g id="{name}"><path d="M 10 {y} L 390 20"/>'
    '<use xlink:href="#{name}"/></g><text fill="#0072b2">{label}</text></svg>'
)


def figure(y="150", label="loss", name="m1a2b3c", note=""):
    return FIGURE.format(y=y, label=label, name=name, note=note)


def player(*ys, alts=("a", "b")):
    """An interactive figure as nnbook.interactive writes it: the frames share their parts."""
    parts, pictures = [], []
    for y in ys:
        before, after = figure().split("150")
        pictures.append([len(parts), 3])
        parts += [before, y, after]
    data = {"alts": alts, "order": list(range(len(ys))), "pictures": pictures, "parts": "\n".join(parts)}
    script = 'const address = svg => "data:image/svg+xml," + encodeURIComponent(svg);'  # an address without a picture
    return (
        f'<div class="nnp"><script type="application/json">{json.dumps(data)}</script><script>{script}</script></div>'
    )


def board(weights, kind="Linear", mean=0.25):
    """A network in the page, as nnbook.interactive.draw_a_digit writes it."""
    packed = base64.b64encode(bytes(weights)).decode()
    address = f"data:application/octet-stream;base64,{packed}"
    data = {"mean": mean, "layers": [{"kind": kind, "weight": [0, 2]}], "weights": address}
    return f'<div class="nnd"><p>2 layers</p><script type="application/json">{json.dumps(data)}</script></div>'


@pytest.mark.parametrize(
    ("stored", "now"),
    [
        ("loss 0.69314718", "loss 0.69314722"),
        ("loss 0.5", "loss 0.50000"),
        ("[ 1.  2.]", "[1. 2.]"),
        ("a  b\nc", "a b c"),
        ("1e-17", "-3e-18"),
        ("nan inf", "nan inf"),
        ("size 1.50e+03", "size 1500.0"),
        ('<img src="data:image/png;base64,AAAA">', '<img src="data:image/png;base64,BBBB">'),
        (figure(), figure(name="m9f8e7d", note="2030")),
        (figure(), figure("151.5")),
        (player("150", "160"), player("150.0", "161")),
        (board([1, 2, 255, 62]), board([7, 0, 251, 3])),
        (board([1, 2]), board([1, 2], mean=0.2500001)),
    ],
)
def test_no_difference(stored, now):
    assert difference(stored, now) is None


@pytest.mark.parametrize(
    ("stored", "now", "why"),
    [
        ("loss 0.5", "loss 0.505", "0.5 and 0.505 differ by more than 1e-05"),
        ("loss 0.69314", "loss 0.69324", "differ by more than"),
        ("mistakes 100", "mistakes 101", "whole numbers must be equal"),
        ("class cat", "class dog", "the words differ"),
        ("1.0 2.0", "1.0", "a number is missing"),
        ("loss 0.5", "loss nan", "the words differ"),
        ("epoch2 0.5", "epoch3 0.5", "the words differ"),
        ('"data:image/png;base64,AAAA"', '"data:image/webp;base64,AAAA"', "another kind of picture"),
        (figure(), figure("156"), "drawn differently"),
        (figure(), figure(label="accuracy"), "drawn differently"),
        (figure(), figure().replace("#0072b2", "#0173b2"), "drawn differently"),
        (player("150", "160"), player("150", "190"), "drawn differently"),
        (player("150", "160"), player("150", "160", alts=("a", "c")), "the words differ"),
        (board([1, 2]), board([1, 2, 3]), "the words differ"),
        (board([1, 2]), board([1, 2], kind="Conv2d"), "the words differ"),
        (board([1, 2]), board([1, 2], mean=0.3), "differ by more than"),
        (board([1, 2]), board([1, 2]).replace("2 layers", "3 layers"), "whole numbers must be equal"),
        ("a figure: " + figure(), "a figure: ", "the words differ"),
    ],
)
def test_a_difference_is_named(stored, now, why):
    assert why in str(difference(stored, now))


def test_a_tag_widens_the_tolerance_also_of_whole_numbers():
    assert difference("0.97 of 360", "0.95 of 352", rtol=0.05) is None
    assert "differ by more than 0.05" in str(difference("0.97", "0.85", rtol=0.05))
    assert "the words differ" in str(difference("it holds", "it fails", rtol=0.5))


@pytest.mark.parametrize(
    ("stored", "now"), [("0.00", "0.01"), ("-0.00", "0.01"), ("2.0e-07", "2.1e-07"), ("12.", "13.")]
)
def test_a_tag_also_allows_one_more_in_the_last_digit(stored, now):
    assert difference(stored, now) is not None
    assert difference(stored, now, rtol=1e-4) is None
    assert difference(now, stored, rtol=1e-4) is None


@pytest.mark.parametrize(("stored", "now"), [("0.00", "0.02"), ("0.000", "0.01"), ("2.0e-07", "2.2e-07"), ("3", "4")])
def test_but_not_more_than_one(stored, now):
    assert difference(stored, now, rtol=1e-4) is not None


def test_no_tag_lets_a_network_change_its_size():
    assert difference(board([1, 2]), board([3, 4], mean=0.5), rtol=1) is None
    assert "bytes3" in difference(board([1, 2]), board([1, 2, 3]), rtol=1).now


def test_figures_of_a_cell_whose_numbers_vary_only_have_to_be_there():
    assert difference(figure(), figure("250"), rtol=0.02) is None
    assert difference(figure(), figure("250"), rtol=0.001) is not None
    assert difference(figure(), "", rtol=0.02) is not None


def test_the_report_shows_the_place_not_the_whole_output():
    found = difference("x " * 5000 + "loss 0.5", "x " * 5000 + "loss 0.6")
    assert found.stored.endswith("loss 0.5")
    assert found.now.endswith("loss 0.6")
    assert len(str(found)) < 400
