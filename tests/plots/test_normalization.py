"""What the figures of the chapter on normalization show."""

import numpy as np

from nnbook.plots import normalization as figures

TWO = np.array([[0.1, 0.3], [0.9, 1.0]])


def test_accuracy_by_rate_has_bands_and_a_baseline():
    (ax,) = figures.by_rate([0.1, 1], {"8 layers": TWO}, 0.97).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[0.1, 0.2], [1, 0.95]])
    assert set(ax.lines[1].get_ydata()) == {0.97} and ax.get_xscale() == "log"
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0.1", "1"]


def test_tables_mark_a_column_for_batch_norm_and_a_row_for_layer_norm():
    left, right = figures.tables(examples=4, units=3).axes
    marked = [
        {tuple(p.get_xy()) for p in ax.patches if p.get_facecolor() != ax.patches[0].get_facecolor()}
        for ax in (left, right)
    ]
    assert marked[0] == {(1, -1), (1, -2), (1, -3), (1, -4)}
    assert marked[1] == {(0, -3), (1, -3), (2, -3)}


def test_grids_print_their_numbers():
    figure = figures.grids({"plain": TWO, "batch norm": TWO}, [2, 20], [0.1, 1])
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["plain", "batch norm"]
    assert [text.get_text() for text in figure.axes[1].texts] == [".10", ".30", ".90", "1.00"]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["2 layers", "20 layers"]


def test_angles_begin_at_layer_one():
    (ax,) = figures.angles({"plain": np.array([0.3, 0.9])}).axes
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), [[1, 0.3], [2, 0.9]])


def test_downhill_shows_the_median_of_the_moments():
    changes = np.array([[0.0, -0.3], [0.0, -0.1], [0.0, 5.0]])
    left, right = figures.downhill([0.0, 0.4], {"plain": changes, "batch norm": changes}).axes
    np.testing.assert_array_equal(left.lines[0].get_xydata(), [[0, 0], [0.4, -0.1]])
    assert right.get_title() == "batch norm" and len(right.collections) == 1


def test_accuracy_by_batch_names_the_sizes():
    (ax,) = figures.by_batch([2, 64], {"layer norm": TWO}).axes
    assert [label.get_text() for label in ax.get_xticklabels()] == ["2", "64"]
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.2, 0.95])


def test_company_keeps_far_values_in_sight_and_the_image_apart():
    (ax,) = figures.company([np.array([0.5, -9.0, 1.0]), np.array([7.0, 0.0, 2.0])]).axes
    first, second, own = ax.lines
    np.testing.assert_array_equal(first.get_xdata(), [-4, 1])
    np.testing.assert_array_equal(second.get_ydata(), [2, 2])
    np.testing.assert_array_equal(own.get_xydata(), [[0.5, 1], [4, 2]])
