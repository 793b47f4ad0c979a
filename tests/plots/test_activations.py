"""What the figures of the chapter on activation functions show: curves and slopes, regions, sizes layer by layer."""

import numpy as np
import torch

import nnbook
from nnbook.plots import activations as figures

RNG = np.random.default_rng(0)


def test_a_curve_is_the_activation_and_its_derivative():
    x, y, slope = figures.curve(nnbook.tanh, reach=2)
    assert (x[0], x[-1], len(x)) == (-2, 2, 161)
    theirs = torch.tensor(x, requires_grad=True)
    torch.tanh(theirs).sum().backward()
    np.testing.assert_allclose(y, np.tanh(x), rtol=1e-6)
    np.testing.assert_allclose(slope, theirs.grad, rtol=1e-5)


def test_curves_has_a_panel_for_each_and_hides_what_is_left_over():
    names = ["a", "b", "c", "d", "e"]
    figure = figures.curves(dict.fromkeys(names, nnbook.relu))
    assert [ax.get_title() for ax in figure.axes if ax.get_visible()] == names
    output, slope = figure.axes[4].lines
    assert (output.get_ydata()[-1], slope.get_ydata()[0], slope.get_ydata()[-1]) == (4, 0, 1)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["output", "derivative"]


def test_between_layers_shows_each_model_and_its_share():
    x, y = RNG.standard_normal((20, 2)).astype(np.float32), np.arange(20) % 2
    models = {"level": lambda places: places[:, 1], "upright": lambda places: places[:, 0]}
    axes = figures.between_layers(models, x, y, [0.5, 0.875]).axes
    assert [ax.get_title() for ax in axes] == ["level\n50% right", "upright\n88% right"]
    for ax, along in zip(axes, (1, 0), strict=True):
        regions = np.asarray(ax.images[0].get_array())
        assert (np.diff(regions, axis=along) == 0).all() and len(np.unique(regions)) == 2
        assert ax.get_legend() is None


def test_gradients_are_drawn_by_their_median_in_a_band():
    sizes = np.array([[1e-3, 1.0], [1e-2, 2.0], [1e-1, 9.0]])
    (ax,) = figures.gradients_by_layer({"sigmoid": sizes, "tanh": sizes}).axes
    assert ax.lines[0].get_xydata().tolist() == [[1, 1e-2], [2, 2.0]]
    assert ax.get_yscale() == "log" and len(ax.collections) == 2
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["sigmoid", "tanh"]


def test_dead_units_and_accuracy_stand_side_by_side():
    runs = {"ReLU": np.array([[[0.0, 0.2], [1.0, 1.0]], [[0.9, 1.0], [0.1, 0.1]]])}
    left, right = figures.dead_by_rate([0.01, 1.0], runs, 0.97).axes
    np.testing.assert_allclose(left.lines[0].get_xydata(), [[0.01, 0.1], [1, 1]])
    np.testing.assert_allclose(right.lines[0].get_ydata(), [0.95, 0.1])
    assert set(right.lines[1].get_ydata()) == {0.97} and right.get_xscale() == "log"


def test_depth_shows_both_directions_and_keeps_vanished_sizes_in_sight():
    through = figures.Through(signal=np.array([1.0, 0.5, 0.0]), gradient=np.array([1e20, 3.0, 1.0]))
    left, right = figures.through_depth(nnbook.relu, through).axes
    assert [line.get_label() for line in left.lines] == ["output", "derivative"]
    signal, gradient = right.lines
    np.testing.assert_array_equal(signal.get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(signal.get_ydata(), [1, 0.5, 1e-12])
    np.testing.assert_array_equal(gradient.get_ydata(), [1e12, 3, 1])
    assert right.get_yscale() == "log" and not left.patches
    told = figures.through_in_words("ReLU", through)
    assert told.startswith("ReLU: after 3 layers the signal has the size 0, ") and "layer 1 1e+20 of" in told


def test_depth_shows_where_the_scores_lie_and_piles_far_ones_at_the_edges():
    ones = np.ones(2)
    left, _ = figures.through_depth(nnbook.relu, figures.Through(ones, ones, np.array([-50.0, 0.1, 60.0, 70.0]))).axes
    heights, places, _ = left.patches[0].get_data()
    assert (places[0], places[-1]) == (-4, 4)
    np.testing.assert_allclose(heights[[0, 16, -1]] + 1.3, [0.5, 0.5, 1])
    np.testing.assert_allclose(np.delete(heights, [0, 16, 31]), -1.3)
