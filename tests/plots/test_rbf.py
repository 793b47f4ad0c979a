"""The figures of the chapter on radial basis functions: what is asked, bells, centers, costs and failures."""

import numpy as np

from nnbook.plots import rbf as figures
from nnbook.plots.style import BLUE

GRID = np.linspace(0, 1, 5)


def test_the_task_shows_what_is_known_and_what_is_asked():
    (ax,) = figures.task(np.arange(50.0), 18, (0, 6), 20).axes
    _, known, asked = ax.lines
    assert known.get_xdata().tolist() == [18, 12] and asked.get_ydata().tolist() == [38]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["known", "asked"]
    assert ax.get_ylim()[1] > 60  # the legend stands above the line


def test_bells_stand_under_their_sum():
    parts = np.array([GRID, -GRID, GRID**2])
    (ax,) = figures.bells(GRID, parts, parts.sum(0), GRID[:2], GRID[:2]).axes
    np.testing.assert_allclose([line.get_ydata() for line in ax.lines[:3]], parts)
    np.testing.assert_allclose(ax.lines[4].get_ydata(), GRID**2)
    assert len(ax.lines[5].get_xdata()) == 2


def test_centers_have_a_panel_for_each_round():
    places = np.array([[0.0, 1.0], [1.0, 0.0]])
    axes = figures.centers(np.zeros((4, 2)), {"start": places, "after 1": 2 * places}).axes
    assert [ax.get_title() for ax in axes] == ["start", "after 1"]
    assert axes[1].lines[1].get_xdata().tolist() == [0, 2]


def test_costs_name_sizes_and_levels():
    errors = np.array([[0.5, 0.3], [0.02, 0.04]])
    figure = figures.costs(([1e6, 1e8], errors, [20, 300]), {"trained": ([1e7, 1e9], errors)}, {"straight": 0.5})
    (ax,) = figure.axes
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.4, 0.03])
    assert ax.lines[0].get_color() == BLUE and {text.get_text() for text in ax.texts} == {"20", "300", "straight"}


def test_useless_inputs_have_a_line_for_each_model():
    (ax,) = figures.useless([0, 5], {"bells": np.full((2, 4), 0.25), "straight": np.full((2, 4), 0.5)}).axes
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.25, 0.25], [0.5, 0.5]]
    assert ax.get_xticks().tolist() == [0, 5]
