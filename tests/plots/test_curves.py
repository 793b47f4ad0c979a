"""Curves of training runs: the right numbers at the right epochs."""

import pytest

from nnbook.plots import loss_curves, style
from nnbook.training import History

RUN = History(
    [], {"loss": [3.0, 2.0, 1.0], "accuracy": [0.1, 0.5, 0.9]}, {"loss": [4.0, 3.0, 2.0], "accuracy": [0, 0.4, 0.8]}
)


def lines(figure):
    return [
        (line.get_label(), line.get_xdata().tolist(), line.get_ydata().tolist(), line.get_color(), line.get_linestyle())
        for line in figure.axes[0].lines
    ]


def test_training_is_a_line_and_validation_dashed():
    figure = loss_curves(RUN)
    (ax,) = figure.axes
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("epoch", "loss", "linear")
    assert lines(figure) == [
        ("training", [1, 2, 3], [3.0, 2.0, 1.0], style.TRAINING, "-"),
        ("validation", [1, 2, 3], [4.0, 3.0, 2.0], style.VALIDATION, "--"),
    ]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training", "validation"]
    figure.canvas.draw()
    assert all(tick == int(tick) for tick in ax.get_xticks())


def test_a_metric_by_name_on_a_logarithmic_axis():
    figure = loss_curves(RUN, name="accuracy", log=True)
    assert [line[2] for line in lines(figure)] == [[0.1, 0.5, 0.9], [0, 0.4, 0.8]]
    assert (figure.axes[0].get_ylabel(), figure.axes[0].get_yscale()) == ("accuracy", "log")


def test_several_runs_have_a_color_each():
    alone = History([], {"loss": [5.0]})
    figure = loss_curves({"SGD": RUN, "Adam": alone})
    assert [(name, color, dash) for name, _, _, color, dash in lines(figure)] == [
        ("SGD, training", style.COLORS[0], "-"),
        ("SGD, validation", style.COLORS[0], "--"),
        ("Adam, training", style.COLORS[1], "-"),
    ]
    assert [line.get_marker() for line in figure.axes[0].lines] == [
        "",
        "",
        "o",
    ]  # one epoch is a point, or nothing is seen


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(
        ValueError, match=r"loss_curves\(name='acc'\): the history's training part has loss, accuracy\."
    ):
        loss_curves(RUN, name="acc")
