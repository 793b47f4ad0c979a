"""The figures of the chapter on mixtures of experts: a surface in pieces, who owns what, losses and loads."""

import numpy as np

from nnbook.plots import mixture_of_experts as figures

RNG = np.random.default_rng(0)
OWNERS = np.repeat([[0, 1, 2, 3]], 4, axis=0)


def test_the_surface_numbers_its_pieces():
    left, right, *_ = figures.surface(RNG.uniform(-1, 1, (9, 2)), RNG.normal(size=9), OWNERS).axes
    assert len(left.collections[0].get_offsets()) == 9
    assert [text.get_text() for text in right.texts] == ["1", "2", "3", "4"]


def test_the_architecture_names_experts_and_gate():
    (ax,) = figures.architecture().axes
    texts = [text.get_text() for text in ax.texts if text.get_text()]
    assert {"expert 1", "expert 2", "expert 3", "gate", "answer"} < set(texts) and texts.count("×") == 3


def test_maps_have_a_panel_for_each_name():
    axes = figures.maps({"truth": OWNERS, "found": np.zeros((4, 4), int)}).axes
    assert [ax.get_title() for ax in axes] == ["truth", "found"] and [len(ax.texts) for ax in axes] == [4, 1]


def test_a_step_gives_each_example_to_one_expert():
    shares = np.eye(4)[[0, 0, 1, 3]]
    (ax,) = figures.step(RNG.uniform(-1, 1, (4, 2)), shares, OWNERS, "round 3").axes
    assert [len(line.get_xdata()) for line in ax.lines] == [2, 1, 0, 1] and ax.get_title() == "round 3"


def test_descents_name_each_kind_once():
    fall = np.linspace(1, -1, 5)
    (ax,) = figures.descents([fall, fall], [fall / 2], np.ones(9)).axes
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["EM", "EM, stuck", "Adam, steps"]
    assert len(ax.lines) == 4 and len(ax.lines[-1].get_xdata()) == 5


def test_loads_stand_in_order():
    axes = figures.loads({"alone": np.array([[0.1, 0.7, 0.2]]), "balanced": np.full((1, 3), 1 / 3)}, 1 / 3).axes
    assert [bar.get_height() for bar in axes[0].patches] == [0.7, 0.2, 0.1]
    assert [ax.get_title() for ax in axes] == ["alone", "balanced"]
