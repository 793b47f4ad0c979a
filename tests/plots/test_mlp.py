"""The figures of the chapter on multilayer perceptrons: folds where units switch, pieces, curves and codes."""

import numpy as np

from nnbook import tensor
from nnbook.models import MLP
from nnbook.plots import mlp as figures

RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((20, 2)).astype(np.float32), np.arange(20) % 2


def test_borders_have_a_panel_for_each_model():
    axes = figures.borders(X, Y, {"line": lambda p: p[:, 0], "other": lambda p: p[:, 1]}).axes
    assert [ax.get_title() for ax in axes] == ["line", "other"]
    assert all(ax.get_legend() is None and len(ax.images) == 1 for ax in axes)


def test_folding_puts_the_corners_in_both_planes():
    corners, labels = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    hidden = np.maximum(corners.sum(axis=1, keepdims=True) - [0, 1], 0)
    left, right = figures.folding(corners, labels, hidden).axes
    for ax, places in ((left, corners), (right, hidden)):
        drawn = [dots.get_offsets().data.tolist() for dots in ax.collections]
        assert drawn == [places[labels == 0].tolist(), places[labels == 1].tolist()]
    first, last = right.lines[1].get_xydata()
    along, to = last - first, hidden - first
    sides = along[0] * to[:, 1] - along[1] * to[:, 0]
    assert (sides[labels == 1] < 0).all() and (sides[labels == 0] > 0).all()


def test_folds_are_drawn_where_units_switch():
    model = MLP([2, 1, 2])
    model.layers[0].weight.data, model.layers[0].bias.data = tensor([[1.0, 0.0]]), tensor([-0.5])
    (ax,) = figures.folds(model, X, Y, 0.5).axes
    assert ax.get_title() == "50% right"
    dashed = [c for c in ax.collections if np.allclose(c.get_linewidth(), 0.9)]
    assert len(dashed) == 1
    np.testing.assert_allclose(dashed[0].get_paths()[0].vertices[:, 0], 0.5, atol=1e-5)


def test_hidden_scores_are_those_of_every_hidden_layer():
    model = MLP([2, 3, 4, 1])
    first, second = figures.hidden_scores(model, X)
    assert (first.shape, second.shape) == ((20, 3), (20, 4))
    np.testing.assert_allclose(first, model.layers[0](tensor(X)).detach().numpy())


def test_sawtooth_and_built_show_the_curves():
    x = np.linspace(0, 1, 9)
    assert [ax.get_title() for ax in figures.sawtooth(x, {"1": x, "2": 1 - x}).axes] == ["1", "2"]
    errors = {"by hand": ([4, 8], [0.5, 0.1]), "trained": ([4, 8], [0.6, 0.6])}
    left, right = figures.built(x, x, {4: x + 0.1, 8: x}, errors).axes
    assert [line.get_label() for line in left.lines] == ["wanted", "4 units", "8 units"]
    assert [line.get_ydata().tolist() for line in right.lines] == [[0.5, 0.1], [0.6, 0.6]]


def test_counted_shows_every_seed_and_the_number_of_units():
    before, after = np.array([[4, 5], [3, 6]]), np.array([[7, 8], [9, 10]])
    (ax,) = figures.counted(["1 × 4", "2 × 2"], before, after, 4).axes
    assert ax.lines[0].get_ydata().tolist() == [4, 5, 3, 6]
    assert ax.lines[1].get_ydata().tolist() == [7, 8, 9, 10]
    assert ax.lines[2].get_ydata() == [4, 4]


def test_codes_print_every_value():
    hidden = RNG.random((2, 8, 3))
    axes = figures.codes(hidden, ["a", "b"]).axes
    assert [text.get_text() for text in axes[1].texts] == [f"{v:.1f}" for v in hidden[1].ravel()]
    assert [ax.get_title() for ax in axes] == ["a", "b"]


def test_beyond_marks_what_is_known():
    x = np.linspace(-2, 2, 9)
    (ax,) = figures.beyond(x, x, {"ReLU": x + 1, "tanh": x - 1}, (-1, 1)).axes
    assert ax.patches[0].get_x() == -1 and ax.patches[0].get_width() == 2
    assert [line.get_label() for line in ax.lines] == ["wanted", "ReLU", "tanh"]
