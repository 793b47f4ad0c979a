"""The figures of the backpropagation chapter: what they draw, and that the graph's words agree with its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyBboxPatch

from nnbook import datasets
from nnbook.plots import backpropagation as figures


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


def numbers(text: str) -> list[float]:
    """The numbers of a sentence, with its typographic minus signs."""
    return [float(n) for n in re.findall(r"(?<![\w])-?\d+(?:\.\d+)?", text.replace("−", "-").replace("- ", "-"))]


def test_the_graph_knows_one_more_number_at_each_step() -> None:
    known = [figures.graph_step(step) for step in range(figures.STEPS)]
    assert [len(now.values) for now in known] == [4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9]
    assert [len(now.gradients) for now in known] == [0, 0, 0, 0, 0, 0, 1, 2, 4, 5, 7, 9]
    assert all(set(now.new) <= set(now.values) for now in known)


@pytest.mark.parametrize("x", [-1.0, 0.0, 2.0, 5.0])
def test_the_graphs_gradients_are_the_slopes_of_its_loss(x: float) -> None:
    def loss(w: float, x: float, b: float, y: float) -> float:
        return (np.tanh(w * x + b) - y) ** 2

    now = figures.graph_step(figures.STEPS - 1, x=x)
    point = np.array([0.5, x, -0.5, 1.0])
    assert now.values["L"] == pytest.approx(loss(*point))
    for name, move in zip("wxby", 1e-6 * np.eye(4), strict=True):
        assert now.gradients[name] == pytest.approx((loss(*(point + move)) - loss(*(point - move))) / 2e-6, abs=1e-8)


def test_the_words_of_a_step_give_its_numbers() -> None:
    said = [figures.graph_step(step).says for step in range(figures.STEPS)]
    assert said[1] == "Forward: a = w · x = 0.5 · 2 = 1"
    assert said[4] == "Forward: e = ŷ − y = 0.462 − 1 = −0.538"
    assert said[7] == "Back: e was used twice, so add: −0.538 + (−0.538) = −1.076"
    assert said[11] == "Back: w gets (−0.846) · x = −1.692, x gets (−0.846) · w = −0.423"


def test_a_number_near_zero_has_no_minus_sign() -> None:
    assert figures._number(-1e-9) == "0" and figures._number(-0.25) == "−0.25" and figures._factor(-2.0) == "(−2)"


def test_the_graph_shows_nine_boxes_and_the_numbers_known_so_far() -> None:
    first, last, whole = figures.graph(0), figures.graph(11), figures.graph()
    assert [sum(isinstance(p, FancyBboxPatch) for p in f.axes[0].patches) for f in (first, last)] == [9, 9]
    texts = [" ".join(t.get_text() for t in f.axes[0].texts) for f in (first, last)]
    assert texts[0].count("→") == 4 and "←" not in texts[0]
    assert texts[1].count("→") == texts[1].count("←") == 9
    assert "← −1.692" in texts[1]
    assert last.axes[0].get_title(loc="left") == figures.graph_step(11).says
    assert whole.axes[0].get_title(loc="left") == ""
    assert [t.get_text() for t in whole.axes[0].texts] == [t.get_text() for t in last.axes[0].texts]
    assert [sum(p.get_linewidth() > 2 for p in f.axes[0].patches) for f in (first, last, whole)] == [4, 2, 0]


def test_slopes_draws_the_loss_its_tangent_and_eight_images() -> None:
    moves = np.linspace(-1, 1, 21)
    figure = figures.slopes(moves, 2 + 3 * moves, 3.0, np.arange(512.0).reshape(8, 8, 8) - 400)
    ax, *images = figure.axes
    curve, tangent = ax.lines[:2]
    np.testing.assert_allclose(tangent.get_ydata(), curve.get_ydata())
    shown = [small.images[0] for small in images if small.images]
    assert len(shown) == 8
    assert shown[3].get_clim() == (-400, 400)  # one scale for all, zero in its middle
    np.testing.assert_array_equal(shown[3].get_array(), np.arange(192, 256).reshape(8, 8) - 400)


def test_xor_runs_counts_and_draws_those_that_are_stuck() -> None:
    losses = {"two": np.linspace(0.5, 0, 30).reshape(10, 3), "three": np.ones((10, 4))}
    solved = {"two": np.array([True, False, True]), "three": np.ones(4, bool)}
    left, right = figures.xor_runs(losses, solved).axes
    assert [t.get_text() for t in left.get_legend().get_texts()] == ["2 learn it", "1 get stuck"]
    assert [t.get_text() for t in right.get_legend().get_texts()] == ["4 learn it"]
    drawn = [line for line in left.lines if len(line.get_xdata()) == 10]
    assert len(drawn) == 3 and sum(line.get_linestyle() == "--" for line in drawn) == 1


def test_symmetry_puts_the_symmetric_patterns_at_zero() -> None:
    data = datasets.symmetry()
    half = np.array([1.0, 2.0, 4.0])
    unit = np.concatenate([half, -half[::-1]])
    figure = figures.symmetry({"1 : 2 : 4": np.stack([unit, -unit])}, data.x, data.y == 1)
    bars, sums = figure.axes
    assert sorted({round(bar.get_height(), 6) for bar in bars.patches}) == [-4, -2, -1, 1, 2, 4]
    heights = {}
    for bar in sums.patches:
        center = round(bar.get_x() + bar.get_width() / 2)
        heights.setdefault(center, []).append(bar.get_height())
    assert heights[0] == [8, 0]  # all the symmetric patterns, and none of the others
    assert sum(sum(h) for h in heights.values()) == 64
