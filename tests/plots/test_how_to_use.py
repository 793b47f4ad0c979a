"""The figure of the first chapter."""

import numpy as np
import pytest

from nnbook import plots


def test_each_difference_is_a_line_and_zero_lies_on_the_edge():
    figure = plots.how_to_use.drift({"twice": np.zeros(3), "float64": np.array([1e-8, 1e-7, 1e-6])})
    (ax,) = figure.axes
    twice, other = ax.lines
    assert twice.get_ydata().tolist() == [1e-17] * 3
    assert other.get_xydata().tolist() == [[1, 1e-8], [2, 1e-7], [3, 1e-6]]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["twice", "float64"]
    assert ax.get_yscale() == "log"
    assert ax.get_ylim() == (1e-17, 1e2)


@pytest.mark.parametrize("wrong", [np.ones((2, 2)), np.array([1.0, -1.0]), np.array([np.nan])])
def test_what_is_no_difference_is_refused(wrong):
    with pytest.raises(ValueError, match=r"drift: 'a' must be one difference a step, none negative; got \("):
        plots.how_to_use.drift({"a": wrong})
