"""The figures of the chapter on the Transformer: its parts, its norms, shares by step and by part, losses."""

import numpy as np

from nnbook.plots import transformer as figures


def test_architecture_names_the_parts_of_both_stacks():
    (ax,) = figures.architecture().axes
    texts = [text.get_text() for text in ax.texts]
    assert [t for t in texts if t in figures.ENCODER + figures.DECODER] == [*figures.ENCODER, *figures.DECODER]
    assert len(ax.patches) == 5


def test_norms_stand_after_the_sum_and_before_the_part():
    post, pre = figures.norms().axes
    assert [text.get_text() for text in post.texts if text.get_text()] == ["part", "+", "norm"]
    assert [text.get_text() for text in pre.texts if text.get_text()] == ["norm", "part", "+"]


def test_by_step_draws_every_run_over_its_own_steps():
    (ax,) = figures.by_step({"few": ([1, 2], [0.0, 0.5]), "many": ([5, 9], [0.7, 1.0])}).axes
    drawn = {line.get_label(): (list(line.get_xdata()), list(line.get_ydata())) for line in ax.lines}
    assert drawn == {"few": ([1, 2], [0.0, 0.5]), "many": ([5, 9], [0.7, 1.0])}


def test_by_part_writes_the_numbers_into_the_table():
    (ax,) = figures.by_part(np.array([[0.1, 0.2], [0.9, 1.0]]), ["first", "second"], list("ab")).axes
    assert [text.get_text() for text in ax.texts] == ["0.1", "0.2", "0.9", "1.0"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["first", "second"]


def test_losses_are_means_over_ten_steps():
    values = np.stack([np.arange(40.0), np.arange(40.0) + 1])
    (ax,) = figures.losses({"way": values}, guessing=2.0).axes
    first, second, guessing = ax.lines
    assert list(first.get_ydata()) == [4.5, 14.5, 24.5, 34.5]
    assert list(second.get_ydata()) == [5.5, 15.5, 25.5, 35.5]
    assert list(first.get_xdata()) == [5, 15, 25, 35]
    assert guessing.get_ydata() == [2.0, 2.0]
