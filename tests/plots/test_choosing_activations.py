"""What the figures of the chapter on choosing activations show."""

import numpy as np

from nnbook.plots import choosing_activations as figures


def test_decisions_name_what_is_asked_and_what_is_taken():
    left, right = figures.decisions([("a number", "identity"), ("yes or no", "sigmoid")], [("deep", "ReLU")]).axes
    assert [text.get_text() for text in left.texts] == ["a number", "identity", "yes or no", "sigmoid"]
    assert [text.get_text() for text in right.texts] == ["deep", "ReLU"]
    assert left.get_ylim() == right.get_ylim() == (-2, 0)


def test_the_grid_has_a_panel_for_each_rule_and_depth_with_its_numbers():
    accuracy = np.array([[0.1, 0.2], [0.9, 1.0]])
    results = {"SGD": {2: accuracy, 20: accuracy / 2}, "Adam": {2: accuracy, 20: accuracy}}
    axes = figures.grid(results, ["sigmoid", "ReLU"], [1.0, 1.41]).axes
    assert [ax.get_title() for ax in axes] == [f"{r}, {d} layers" for r in ("SGD", "Adam") for d in (2, 20)]
    assert [text.get_text() for text in axes[0].texts] == [".10", ".20", ".90", "1.00"]
    np.testing.assert_array_equal(axes[1].images[0].get_array(), accuracy / 2)
    assert [label.get_text() for label in axes[-1].get_xticklabels()] == ["1", "1.41"]


def test_the_course_begins_before_training_and_may_have_a_baseline():
    runs = {"ReLU": np.array([[0.1, 0.2], [0.5, 0.7]])}
    (ax,) = figures.course(runs, 0.97).axes
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[0, 0.15], [1, 0.6]])
    assert set(ax.lines[1].get_ydata()) == {0.97}
    (ax,) = figures.course(runs).axes
    assert len(ax.lines) == 1
