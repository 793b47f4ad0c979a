"""What the figures of the chapter on PyTorch show: the loop in its order, two losses, and their difference."""

import numpy as np
import pytest

from nnbook.plots import from_nnbook_to_pytorch as figures


def test_the_loop_names_the_calls_and_closes():
    (ax,) = figures.loop().axes
    texts = [text.get_text() for text in ax.texts]
    calls = ["optimizer.zero_grad()", "model(images)", "cross_entropy(...)", "loss.backward()", "optimizer.step()"]
    assert [text for text in texts if text.endswith(")")] == calls
    assert len(ax.patches) == 5
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None) is not None]
    assert len(arrows) == 5
    assert arrows[-1].xy[1] > arrows[-1].xyann[1], "the last arrow goes up, to the first box"


def test_together_draws_both_and_how_far_they_are_apart():
    ours, theirs = np.array([2.0, 1.0, 0.5]), np.array([2.0, 1.0 + 1e-5, 30.0])
    left, right = figures.together(ours, theirs).axes
    assert [line.get_label() for line in left.lines] == ["nnbook", "PyTorch"]
    assert left.lines[1].get_ydata().tolist() == [2.0, 1.0 + 1e-5, 4.0], "what leaves the panel lies on its edge"
    apart = right.lines[0].get_ydata()
    assert apart[0] == figures.FLOOR and apart[1] == pytest.approx(1e-5) and apart[2] == 10
    assert set(right.lines[1].get_ydata()) == {1e-6}


def test_apart_draws_the_largest_difference_so_far():
    runs = {("float32", 0): np.array([1e-7, 1e-3, 0.0]), ("float64", 0): np.zeros(3), ("float64", 1): np.zeros(3)}
    (ax,) = figures.apart(runs).axes
    assert ax.lines[0].get_ydata().tolist() == [1e-7, 1e-3, 1e-3]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["float32", "float64"]
    assert ax.lines[1].get_color() != ax.lines[0].get_color()
