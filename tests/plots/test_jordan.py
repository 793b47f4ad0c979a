"""The figures of the chapter on Jordan networks."""

import numpy as np

from nnbook.plots import jordan as figures

CORNERS = np.array([[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]])


def test_architecture_names_its_units():
    (ax,) = figures.architecture().axes
    assert {"plan", "state", "hidden", "output"} < {text.get_text() for text in ax.texts}


def test_ways_begin_at_a_marker():
    paths = np.array([[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6], [0.7, 0.8]]])
    (ax,) = figures.ways(CORNERS, paths).axes
    lines = ax.lines
    np.testing.assert_array_equal(lines[0].get_xydata(), paths[0])
    np.testing.assert_array_equal(lines[3].get_xydata(), paths[1, :1])
    np.testing.assert_array_equal(lines[-1].get_xydata(), CORNERS)


def test_way_darkens_with_time():
    (ax,) = figures.way(CORNERS, np.linspace(0, 1, 10).reshape(5, 2), "title").axes
    shades = [line.get_alpha() for line in ax.lines if line.get_alpha() is not None]
    assert shades == sorted(shades) and len(shades) == 5 and ax.get_title() == "title"


def test_drift_counts_steps_from_one_and_marks_the_training():
    figure = figures.drift({"alone": [0.1, 0.2, 0.3]}, 2)
    (ax,) = figure.axes
    curve, end = ax.lines
    assert list(curve.get_xdata()) == [1, 2, 3] and list(end.get_xdata()) == [2, 2]
    assert figure.legends[0].get_texts()[0].get_text() == "alone"
