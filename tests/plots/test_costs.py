"""What the bars of a network's costs show."""

from nnbook.costs import Layer
from nnbook.plots import costs as figures

ROWS = [Layer("a", "Conv2d", (2, 2), 10, 1000, 3, 4), Layer("b", "Linear", (5,), 30, 500, None, 5)]


def test_three_panels_with_a_bar_for_each_layer_and_the_sum():
    axes = figures.by_layer(ROWS).axes
    assert [[bar.get_width() for bar in ax.patches] for ax in axes] == [[10, 30], [1000, 500], [4, 5]]
    assert [ax.get_xlabel() for ax in axes] == ["in all 40", "in all 1.5 k", "in all 9"]
    assert [label.get_text() for label in axes[0].get_yticklabels()] == ["a", "b"]


def test_limits_hold_still_while_a_slider_moves():
    axes = figures.by_layer(ROWS, limits=(100, 2000, 50)).axes
    assert [ax.get_xlim()[1] for ax in axes] == [100, 2000, 50]


def test_the_ticks_are_round_numbers():
    axes = figures.by_layer(ROWS, limits=(61_100_840, 2000, 50)).axes
    assert [[tick.get_text() for tick in ax.get_xticklabels()] for ax in axes] == [
        ["0", "20 M"],
        ["0", "1 k"],
        ["0", "20"],
    ]
    assert [ax.get_xticks()[1] for ax in axes] == [20_000_000, 1000, 20]


def test_layers_without_parameters_have_an_empty_panel():
    axes = figures.by_layer([Layer("pool", "MaxPool2d", (2, 2), 0, 0, 2, 4)]).axes
    assert [ax.get_xlabel() for ax in axes] == ["in all 0", "in all 0", "in all 4"]


def test_numbers_are_short():
    assert [figures.short(n) for n in (7, 1234, 61_100_840, 714_188_480, 15.47e9)] == [
        "7", "1.2 k", "61.1 M", "714 M", "15.5 G",
    ]  # fmt: skip
