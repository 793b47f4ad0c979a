"""What the figures of the chapter on DenseNet show."""

import numpy as np
import pytest

from nnbook.plots import densenet as figures


def test_a_sum_keeps_its_height_and_a_stack_grows():
    added, joined = figures.stacks().axes
    assert [text.get_text() for text in added.texts if text.get_text()] == ["4 maps"] * 5
    assert [text.get_text() for text in joined.texts if text.get_text()] == [f"{4 + 2 * i} maps" for i in range(5)]
    outlines = [[patch for patch in ax.patches if not patch.get_fill()] for ax in (added, joined)]
    assert [len(each) for each in outlines] == [5 * 4, 4 + 6 + 8 + 10 + 12]


def test_reads_share_one_scale_and_name_the_end():
    table = np.array([[1.0, 2.0], [np.nan, 4.0]])
    left, right, _ = figures.reads({"before": table, "after": 2 * table}).axes
    assert [image.get_clim() for ax in (left, right) for image in ax.images] == [(0, 8), (0, 8)]
    assert [label.get_text() for label in right.get_xticklabels()] == ["1", "end"]
    np.testing.assert_array_equal(right.images[0].get_array().filled(np.nan), 2 * table)
    (only, _) = figures.reads({"one": table}, (0.5, 2)).axes
    assert only.images[0].get_clim() == (0.5, 2)


def test_cuts_show_every_seed_and_the_mean():
    (ax,) = figures.cuts({"whole": [0.9, 0.8], "cut": [0.2, 0.4]}).axes
    np.testing.assert_allclose(ax.lines[2].get_xydata(), [[0.2, 1], [0.4, 1]])
    assert ax.lines[3].get_xdata() == pytest.approx([0.3, 0.3])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["whole", "cut"]


def test_depths_have_a_line_from_mean_to_mean_and_a_dot_for_each_seed():
    losses = {"plain": np.array([[1.0, 2.0], [2.0, 3.0]]), "dense": np.array([[1.0, 1.0], [0.4, 0.6]])}
    top, bottom = figures.depths(losses, {name: 1 - v / 4 for name, v in losses.items()}, [6, 16]).axes
    np.testing.assert_allclose(top.lines[0].get_ydata(), [1.5, 2.5])
    np.testing.assert_allclose(top.lines[5].get_ydata(), [0.4, 0.6])
    np.testing.assert_allclose(bottom.lines[3].get_ydata(), [0.75, 0.875])
    assert [text.get_text() for text in bottom.get_legend().get_texts()] == ["6 layers", "16 layers"]
