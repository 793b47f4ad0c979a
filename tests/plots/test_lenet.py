"""What the figures of the LeNet chapter show: the right pixels, in the right places, on the right scales."""

import numpy as np
import pytest
from matplotlib.colors import to_rgba

from nnbook.plots import lenet as figures
from nnbook.plots import style
from nnbook.plots.lenet import Layer

RNG = np.random.default_rng(0)


def pixels(ax):
    (picture,) = ax.images
    return np.ma.filled(picture.get_array().astype(float), np.nan)


def words(ax):
    return [text.get_text() for text in ax.texts]


def test_samples_show_a_row_for_each_name_on_one_scale():
    rows = {"small": RNG.random((3, 8, 8)), "large": RNG.random((3, 32, 32))}
    figure = figures.samples(rows, [7, 1, 4])
    axes = np.reshape(figure.axes, (2, 3))
    for line, (name, images) in zip(axes, rows.items()):
        assert line[0].get_ylabel() == name
        for ax, image in zip(line, images):
            np.testing.assert_array_equal(pixels(ax), image)
            assert ax.images[0].get_clim() == (0, 1)
    assert [ax.get_title() for ax in axes[0]] == ["7", "1", "4"]
    assert not any(ax.get_title() for ax in axes[1])


def test_samples_want_a_label_for_each_image():
    with pytest.raises(ValueError, match="zip"):
        figures.samples({"plain": RNG.random((3, 8, 8))}, [7, 1])


def test_sliding_marks_each_window_and_its_result():
    image, kernel, result = RNG.random((9, 9)), RNG.standard_normal((5, 5)), RNG.standard_normal((5, 5))
    kernel[0, 0] = result[0, 0] = 9  # the smallest number is not the opposite of the largest
    figure = figures.sliding(image, kernel, result, [(0, 1), (4, 3)])
    left, middle, right = figure.axes
    for ax, array in zip((left, middle, right), (image, kernel, result)):
        np.testing.assert_array_equal(pixels(ax), array)
    for number, (row, column) in enumerate([(0, 1), (4, 3)]):
        window, place = left.patches[number], right.patches[number]
        assert window.get_xy() == place.get_xy() == (column - 0.5, row - 0.5)
        assert (window.get_width(), window.get_height()) == (5, 5)
        assert (place.get_width(), place.get_height()) == (1, 1)
        assert window.get_edgecolor() == place.get_edgecolor()
    assert left.patches[0].get_edgecolor() != left.patches[1].get_edgecolor()
    for ax in (middle, right):  # nothing lies in the middle of the scale
        low, high = ax.images[0].get_clim()
        assert low == -high and high == np.abs(pixels(ax)).max()
    assert [ax.get_title() for ax in figure.axes] == ["image\n9 × 9", "weights\n5 × 5", "feature map\n5 × 5"]


def test_architecture_draws_every_map_and_unit_and_says_what_it_learns():
    layers = [
        Layer("input", (1, 8, 8), 0, 0),
        Layer("C1", (3, 6, 6), 30, 1080),
        Layer("F2", (5, 1, 1), 545, 545),
    ]
    figure = figures.architecture(layers)
    (ax,) = figure.axes
    sizes = [(patch.get_width(), patch.get_height()) for patch in ax.patches]
    assert sizes[:4] == [(8, 8)] + [(6, 6)] * 3
    assert len(sizes) == 1 + 3 + 5 and len(set(sizes[4:])) == 1
    assert ax.get_aspect() == 1  # so that all is to one scale
    said = words(ax)
    for text in ("input", "8 × 8", "C1", "3 × 6 × 6", "30", "1,080", "F2", "5 units", "545", "parameters"):
        assert text in said
    assert "0" not in said  # the input learns nothing, so nothing is said of it


def test_architecture_does_not_draw_over_itself():
    layers = [Layer("input", (1, 32, 32), 0, 0), Layer("C3", (16, 10, 10), 1516, 151600), Layer("F", (120, 1, 1), 1, 1)]
    (ax,) = figures.architecture(layers).axes
    rows = [[p for p in ax.patches if p.get_height() == height] for height in (32, 10)]
    bottom = [min(p.get_y() for p in row) for row in rows]
    top = [max(p.get_y() + p.get_height() for p in row) for row in rows]
    assert bottom[0] > top[1]
    left = sorted(p.get_x() for p in rows[1][:16])
    assert np.diff(left).min() > 10
    assert max(p.get_x() + p.get_width() for p in ax.patches) < 300  # the numbers stand at the right


def test_connections_fill_the_cells_of_the_table():
    table = np.array([[True, False, True], [False, False, True]])
    figure = figures.connections(table)
    (ax,) = figure.axes
    (mesh,) = ax.collections
    assert mesh.get_array().reshape(2, 3).astype(bool).tolist() == table.tolist()
    assert [label.get_text() for label in ax.get_xticklabels()] == ["0", "1", "2"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["0", "1"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # row 0 is at the top


def test_learning_gives_each_network_a_color_and_each_seed_a_line():
    curves = {"A": [[0.1, 0.2, 0.4], [0.2, 0.3, 0.5]], "B": [[0.1, 0.1, 0.2]]}
    figure = figures.learning(curves, {"SVM": 0.6})
    (ax,) = figure.axes
    runs = [line for line in ax.lines if len(line.get_xdata()) == 3]
    assert [list(line.get_ydata()) for line in runs] == [*curves["A"], *curves["B"]]
    assert runs[0].get_color() == runs[1].get_color() != runs[2].get_color()
    assert runs[0].get_marker() == runs[1].get_marker() != runs[2].get_marker()
    assert list(runs[0].get_xdata()) == [1, 2, 3]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["A", "B"]
    (level,) = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert list(level.get_ydata()) == [0.6, 0.6] and words(ax) == ["SVM"]


def test_learning_does_not_change_dashes_from_seed_to_seed():
    style.use_style()  # its cycle of lines turns to dashes after five
    figure = figures.learning({"A": [[0.1, 0.2]] * 4, "B": [[0.3, 0.4]] * 4}, {})
    assert {line.get_linestyle() for line in figure.axes[0].lines} == {"-"}


def test_kernels_stand_above_what_they_make():
    weight, image, maps = RNG.standard_normal((2, 5, 5)), RNG.random((9, 9)), RNG.random((2, 5, 5))
    figure = figures.kernels(weight, image, maps)
    axes = np.reshape(figure.axes, (2, 3))
    assert not axes[0, 0].axison
    np.testing.assert_array_equal(pixels(axes[1, 0]), image)
    for number in range(2):
        np.testing.assert_array_equal(pixels(axes[0, number + 1]), weight[number])
        np.testing.assert_array_equal(pixels(axes[1, number + 1]), maps[number])
        assert axes[0, number + 1].images[0].get_clim() == (-np.abs(weight).max(), np.abs(weight).max())
        assert axes[1, number + 1].images[0].get_clim() == (0, maps.max())


def test_kernels_of_a_dead_layer_can_be_drawn():
    figure = figures.kernels(np.ones((1, 3, 3)), np.zeros((5, 5)), np.zeros((1, 3, 3)))
    low, high = figure.axes[-1].images[0].get_clim()
    assert low == 0 < high


@pytest.mark.parametrize(("count", "columns"), [(6, 3), (16, 4)])
def test_seen_shows_all_maps_side_by_side(count, columns):
    image, maps = RNG.random((32, 32)), 5 * RNG.random((count, 4, 4))
    chances = np.full(10, 0.05)
    chances[7] = 0.55
    figure = figures.seen(image, maps, chances, "C3")
    left, bars, right = figure.axes
    np.testing.assert_allclose(pixels(left), image, atol=0.5 / 23)
    mosaic = pixels(right)
    assert mosaic.shape == (count // columns * 5 - 1, columns * 5 - 1)
    for i, one in enumerate(maps):
        top, start = i // columns * 5, i % columns * 5
        np.testing.assert_allclose(mosaic[top : top + 4, start : start + 4], one / maps.max(), atol=0.5 / 23)
    assert np.isnan(mosaic).sum() == mosaic.size - maps.size
    assert right.get_title() == f"C3: {count} maps of 4 × 4"
    assert bars.get_title() == "answer: 7"
    np.testing.assert_allclose([bar.get_height() for bar in bars.patches], chances)
    other = {bar.get_facecolor() for bar in np.delete(bars.patches, 7)}
    assert other == {to_rgba("C0")} and bars.patches[7].get_facecolor() == to_rgba("C1")


def test_seen_says_the_same_in_words():
    maps = np.zeros((4, 2, 2))
    maps[0] = 1
    maps[1, 0, 0] = 0.05
    maps[2, 1, 1] = 0.2
    chances = np.eye(10)[3] * 0.874 + 0.01
    said = figures.seen_in_words(np.zeros((8, 8)), maps, chances, "S4")
    assert said == "2 of the 4 maps of S4 are nearly dark. The answer is 3, 88% sure."


def test_losses_have_a_panel_each_and_the_line_of_guessing():
    curves = {"one": [2.3, 2.2], "two": [2.3, 2.3], "three": [5.0, 2.3], "four": [2.3, 1.0]}
    figure = figures.losses(curves, np.log(10))
    assert [ax.get_title() for ax in figure.axes] == list(curves)
    for ax, values in zip(figure.axes, curves.values()):
        guess, run = ax.lines
        assert set(guess.get_ydata()) == {np.log(10)}
        assert list(run.get_ydata()) == values and list(run.get_xdata()) == [1, 2]
        assert ax.get_ylim() == (0, 4)


def test_shifts_draw_the_same_network_in_the_same_color_in_both_panels():
    panels = {"before": {"A": [0.9, 0.1], "B": [0.8, 0.2]}, "after": {"A": [0.9, 0.8], "B": [0.7, 0.6]}}
    figure = figures.shifts([0, 4], panels)
    assert [ax.get_title() for ax in figure.axes] == ["before", "after"]
    for ax, curves in zip(figure.axes, panels.values()):
        lines = {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}
        for number, (name, values) in enumerate(curves.items()):
            assert list(lines[name].get_ydata()) == values
            assert lines[name].get_color() == f"C{number}"
    assert figure.axes[-1].get_legend() is not None


def test_no_figure_is_wider_than_a_phone_can_bear():
    figure = figures.seen(np.zeros((8, 8)), np.ones((6, 2, 2)), np.eye(10)[0], "C1")
    for each in (figure, figures.connections(np.eye(3)), figures.losses({"a": [1.0], "b": [1.0]}, 1.0)):
        assert each.get_size_inches()[0] <= 5.6
