"""The figures of the chapter on variational autoencoders: points above bells, bars in order."""

import numpy as np

from nnbook.plots import vae as figures


def test_clouds_draw_points_above_and_a_bell_for_each_code_with_the_prior():
    above, below = figures.clouds([-2.0, 3.0], [-1.0, 0.5], [0.4, 0.5]).axes
    assert list(above.lines[0].get_xdata()) == [-2.0, 3.0]
    peaks = [line.get_xdata()[np.argmax(line.get_ydata())] for line in below.lines]
    assert np.allclose(peaks, [-1.0, 0.5, 0.0], atol=0.02)
    assert below.lines[-1].get_label() == "prior"


def test_used_sorts_the_bars():
    (ax,) = figures.used(np.array([0.1, 1.0, 0.4])).axes
    assert [bar.get_height() for bar in ax.patches] == [1.0, 0.4, 0.1]
