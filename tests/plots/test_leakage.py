"""What the figures of the chapter on leakage show."""

import numpy as np

from nnbook.plots import leakage as figures

RNG = np.random.default_rng(0)


def test_two_features_are_shown_for_both_classes():
    x, y = RNG.normal(size=(6, 5)), np.array([0, 1, 0, 1, 0, 1])
    (ax,) = figures.best_features(x, y, [3, 1]).axes
    np.testing.assert_allclose(ax.collections[1].get_offsets(), x[y == 1][:, [3, 1]])
    assert ax.get_xlabel() == "gene 3"


def test_the_flows_differ_in_where_features_are_selected():
    leaking, tight = ([text.get_text() for text in ax.texts if text.get_text()] for ax in figures.flows().axes)
    assert leaking.index("select features") < leaking.index("split")
    assert tight.index("split") < next(i for i, text in enumerate(tight) if text.startswith("select"))


def test_every_model_has_dots_with_the_leak_and_without():
    results = {"network": ([0.9, 0.8], [0.5, 0.4]), "baseline": ([0.7, 0.8], [0.5, 0.6])}
    (ax,) = figures.honest_and_not(results, 0.5).axes
    shown = [c.get_offsets()[:, 0].tolist() for c in ax.collections]
    assert shown == [[0.9, 0.8], [0.5, 0.4], [0.7, 0.8], [0.5, 0.6]]
    assert [text.get_text() for text in ax.get_yticklabels()] == list(results)


def test_peeking_draws_means_and_the_bound():
    best, fresh = np.array([[0.5, 0.5], [0.6, 0.8]]), np.array([[0.5, 0.5], [0.4, 0.6]])
    (ax,) = figures.peeking([1, 10], best, fresh, np.array([0.5, 0.7])).axes
    assert [line.get_ydata().tolist() for line in ax.lines] == [[0.5, 0.7], [0.5, 0.5], [0.5, 0.7]]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["1", "10"]


def test_the_dial_has_its_numbers():
    left, right = figures.dial(0.87, 0.5, 0.4, 0.41).axes
    assert [bar.get_width() for bar in left.patches] == [0.87, 0.5]
    assert [text.get_text() for text in left.texts] == ["0.87", "0.50"]
    assert [bar.get_height() for bar in right.patches] == [0.4, 0.41]
