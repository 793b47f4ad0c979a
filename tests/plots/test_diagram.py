"""The pieces of diagrams: where arrows begin and end, what boxes hold."""

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_rgba

from nnbook.plots import diagram
from nnbook.plots.style import BLUE


@pytest.fixture
def ax():
    return plt.subplots()[1]


def test_an_arrow_leads_from_start_to_end(ax):
    diagram.arrow(ax, (0, 1), (2, 3), BLUE, 2.6)
    (drawn,) = ax.texts
    assert drawn.xyann == (0, 1) and drawn.xy == (2, 3)
    assert drawn.arrow_patch.get_linewidth() == 2.6 and drawn.arrow_patch.get_edgecolor() == to_rgba(BLUE)


@pytest.mark.parametrize("paper", [False, True])
def test_a_box_stands_around_its_middle(ax, paper):
    diagram.box(ax, (1, 2), (0.5, 0.25), BLUE, "tanh", paper=paper)
    (drawn,) = ax.patches
    assert drawn.get_bbox().bounds == (0.75, 1.875, 0.5, 0.25)
    assert (drawn.get_facecolor() == (1, 1, 1, 1)) == paper
    assert [(text.get_text(), text.get_position()) for text in ax.texts] == [("tanh", (1, 2))]


def test_an_operation_is_a_sign_in_a_circle(ax):
    diagram.operation(ax, (1, 2), "+")
    assert ax.patches[0].center == (1, 2) and ax.texts[0].get_text() == "+"
