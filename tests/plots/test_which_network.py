"""What the figures of the chapter on choosing a network show."""

import numpy as np
import pytest

from nnbook.plots import which_network as figures


def test_tasks_show_each_example_with_its_shape():
    examples = {"table": np.arange(3.0)[:, None], "image": np.eye(4), "pairs": np.ones((2, 5))}
    axes = figures.tasks(examples).axes
    np.testing.assert_array_equal(axes[1].images[0].get_array(), np.eye(4))
    assert [ax.get_title() for ax in axes[:3]] == list(examples)
    assert axes[2].get_xlabel() == "2 × 5"
    assert not axes[3].axison


def test_questions_lead_to_what_to_try():
    (ax,) = figures.questions().axes
    texts = [text.get_text() for text in ax.texts]
    for question, first, kind in figures.QUESTIONS:
        assert {question, first, kind} <= set(texts)
    assert texts.count("yes") == texts.count("no") == len(figures.QUESTIONS)


def test_matrix_prints_scores_frames_the_best_and_leaves_blanks():
    scores, best = np.array([[0.5, np.nan], [-0.1, 1.0]]), np.array([[True, False], [False, True]])
    (ax,) = figures.matrix(scores, ["a", "b"], ["x", "y"], best).axes
    assert [text.get_text() for text in ax.texts] == ["0.50", "−0.10", "1.00"]
    frames = [(patch.get_x() + 0.46, patch.get_y() + 0.42) for patch in ax.patches]
    np.testing.assert_allclose(frames, [(0, 0), (1, 1)])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y"]


def test_controls_join_the_means_before_and_after():
    found = {"CNN": (np.array([0.4, 0.6]), np.array([0.1, 0.1]))}
    (ax,) = figures.controls({"shuffled": found}, ("as it is", "changed")).axes
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.5, 0.1])
    assert [line.get_ydata()[0] for line in ax.lines[1:]] == pytest.approx([0.5, 0.1])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["as it is", "changed"]


def test_costs_place_candidates_and_join_the_front():
    scores, prices = {"a": 0.2, "b": 0.9, "c": 0.1}, {"a": 10, "b": 1000, "c": 100}
    (ax,) = figures.costs(scores, prices, ["b", "a"], 0.1, "task").axes
    stairs = ax.lines[-1]
    np.testing.assert_array_equal(stairs.get_xydata(), [[10, 0.2], [1000, 0.9]])
    assert stairs.get_drawstyle() == "steps-post"
    assert [text.get_text() for text in ax.texts] == ["a", "b", "c"]
    bars = ax.collections[0].get_segments()[0]
    np.testing.assert_allclose(bars[:, 1], [0.15, 0.25])
