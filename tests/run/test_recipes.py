"""Which task a data set sets, which models fit it, and that every pair we name can be trained."""

from __future__ import annotations

import numpy as np
import pytest
import torch

import nnbook
from nnbook import datasets, recipes
from nnbook.__main__ import main
from nnbook.command import objectives
from nnbook.command.options import maker_of
from nnbook.datasets import Split, Text
from nnbook.models import LogisticRegression


def task(name, **given):
    return recipes.task_of(name, datasets.load(name, **given))


@pytest.mark.parametrize(
    ("name", "kind", "shape", "output"),
    [
        ("digits", "image classification", (1, 8, 8), (10,)),
        ("iris", "table classification", (4,), (3,)),
        ("diabetes", "table regression", (10,), (1,)),
        ("linnerud", "table regression", (3,), (3,)),
        ("voronoi_linear", "table regression", (2,), (1,)),
        ("parity", "sequence classification", (20, 1), (2,)),
        ("temporal_order", "sequence classification", (100,), (4,)),
        ("adding", "sequence regression", (60, 2), (1,)),
        ("sunspots", "sequence regression", (10, 1), (1,)),
        ("reber", "sequence tagging", (27,), (27, 8)),
        ("temporal_xor", "language modeling", (64,), (64, 2)),
    ],
)
def test_the_record_says_what_the_task_is(name, kind, shape, output):
    found = task(name)
    assert (found.kind, found.train[0].shape[1:], found.output) == (kind, shape, output)
    assert found.recipe is recipes.RECIPES[kind]
    assert found.test[0].shape[1:] == shape


PAIRS = [pair for recipe in recipes.RECIPES.values() for pair in recipe.suits.split(", ")]


@pytest.mark.parametrize("pair", PAIRS)
def test_what_we_say_fits_does(pair):
    model, data = pair.split()
    form, _ = recipes.fitted(task(data), model, maker_of(model), {})
    assert pair in form.recipe.suits


@pytest.mark.parametrize(
    ("pair", "words", "kind"),
    [
        ("lstm.LSTMNet pydoc_text", "--data test=0.005 --set hidden=8 embedding=4 --batch 200", "language modeling"),
        ("lstm.LSTMNet reber", "--set hidden=8", "sequence tagging"),
        ("elman.ElmanNet temporal_xor", "--set hidden=8", "language modeling"),
        ("gru.GRUNet adding", "--data steps=10 n_train=300 n_test=50 --set hidden=8", "sequence regression"),
        ("mlp.MLP narma10", "--data n_train=3 steps=50 --batch 1", "sequence regression"),
        ("inception.SmallGoogLeNet digits", "--set width=4", "image classification"),
    ],
)
def test_every_shape_of_data_can_be_trained_on(pair, words, kind, capsys):
    assert main(["train", *pair.split(), *words.split(), "--epochs", "1"]) == 0
    out = capsys.readouterr().out
    assert f": {kind} on nnbook; " in out
    assert ("bits a symbol" in out) == (kind == "language modeling")
    assert ("mean error" in out) == kind.endswith("regression")


def test_every_sentence_about_the_data():
    notes = [recipes.fitted(task(data), model, maker_of(model), {})[0].notes for model, data in (
        ("mlp.MLP", "sunspots"), ("lenet.LeNet5", "digits"), ("elman.ElmanNet", "temporal_xor"))]  # fmt: skip
    assert notes == [
        ("inputs standardized", "targets standardized: guessing their mean has a loss of 1", "rows as plain numbers"),
        ("inputs standardized", "images enlarged from 8x8 to 32x32"),
        ("symbols as vectors of 2 zeros and ones",),
    ]


# ---------------------------------------------------------------------- numbers
def test_inputs_and_targets_are_standardized_by_the_training_part():
    found, raw = task("diabetes"), datasets.load("diabetes")
    assert len(found.train[0]) == 354 and len(found.test[0]) == 88
    for array in found.train:
        assert np.allclose(array.mean(0), 0, atol=1e-5) and np.allclose(array.std(0), 1, atol=1e-5)
    assert 0.01 < abs(found.test[0].mean(0)).max() < 0.5
    both = np.concatenate([found.train[1], found.test[1]])
    assert np.isclose(np.ptp(both) * raw.y.std(), np.ptp(raw.y), rtol=0.1)
    constant = Split(
        np.ones((4, 2), np.float32),
        np.zeros(4, np.int64),
        np.ones((1, 2), np.float32),
        np.zeros(1, np.int64),
        ("a", "b"),
    )
    assert (recipes.task_of("constant", constant).train[0] == 0).all()


def test_tables_are_divided_by_the_seed():
    parts = [recipes.task_of("iris", datasets.load("iris"), seed).train[1] for seed in (0, 0, 1)]
    assert np.array_equal(parts[0], parts[1])
    assert not np.array_equal(parts[0], parts[2])


def test_validation_holds_out_whole_sources():
    """Two images that were made of the same original must not stand on both sides."""
    found = task("cluttered_digits", n_train=3000, n_test=10)
    x, _ = found.train
    (train, _), (held, _) = found.held_out(0.2, seed=0)
    assert len(train) + len(held) == 3000 and 500 < len(held) < 700
    places = {row.tobytes(): source for row, source in zip(x, found.sources)}
    assert not {places[row.tobytes()] for row in train} & {places[row.tobytes()] for row in held}
    assert found.held_out(0.0, seed=0)[1] is None


def test_validation_of_a_series_is_its_end():
    found = task("sunspots")
    (x, _), (later, _) = found.held_out(0.25, seed=3)
    assert np.array_equal(np.concatenate([x, later]), found.train[0])
    assert len(later) == round(0.25 * len(found.train[0]))


def test_small_images_grow_by_whole_pixels_and_get_a_margin():
    x = np.random.default_rng(0).normal(size=(2, 1, 12, 10)).astype(np.float32)
    big = recipes._enlarged(x)
    assert big.shape == (2, 1, 32, 32)
    assert np.array_equal(big[:, :, 4:28:2, 6:26:2], x) and np.array_equal(big[:, :, 5:28:2, 7:26:2], x)
    assert (big[:, :, :4] == x.min()).all() and (big[:, :, :, 26:] == x.min()).all()


@pytest.mark.parametrize("engine", [nnbook, torch])
def test_missing_labels_and_heads_in_the_loss(engine):
    tagging = task("reber")
    loss, metrics = objectives.loss_of(tagging, engine.nn.functional), objectives.metrics_of(tagging)
    logits = np.random.default_rng(0).normal(size=(3, 27, 8)).astype(np.float32)
    target = np.tile(np.arange(27) % 8, (3, 1))
    target[0, 5:], target[1] = -100, -100  # a row without labels counts as a loss of 0
    chances = np.log(np.exp(logits).sum(-1)) - np.take_along_axis(logits, np.abs(target)[..., None] % 8, -1)[..., 0]
    expected = (chances[0, :5].mean() + chances[2].mean()) / 3
    output, wanted = engine.tensor(logits), engine.tensor(target)
    assert loss(output, wanted).item() == pytest.approx(expected, rel=1e-5)
    right = logits.argmax(-1) == target
    assert metrics["accuracy"](output, wanted).item() == pytest.approx((right[0, :5].mean() + right[2].mean()) / 3)
    classes, rows = objectives.loss_of(task("iris"), engine.nn.functional), engine.tensor([0, 1])
    scores = engine.tensor(logits[:2, 0, :3])
    one, accuracy = classes(scores, rows).item(), objectives.metrics_of(task("iris"))["accuracy"]
    assert classes((scores, scores, scores), rows).item() == pytest.approx(1.6 * one)
    assert accuracy((scores, scores), rows).item() == accuracy(scores, rows).item()


@pytest.mark.parametrize("engine", [nnbook, torch])
def test_one_score_for_two_classes(engine):
    found, _ = recipes.fitted(task("breast_cancer"), "logistic.LogisticRegression", LogisticRegression, {})
    assert found.output == ()
    scores, rows = engine.tensor([2.0, -1.0, 0.5]), engine.tensor([1, 0, 0])
    expected = np.log1p(np.exp([-2.0, -1.0, 0.5])).mean()
    assert objectives.loss_of(found, engine.nn.functional)(scores, rows).item() == pytest.approx(expected, rel=1e-6)
    assert objectives.metrics_of(found)["accuracy"](scores, rows).item() == pytest.approx(2 / 3)


@pytest.mark.parametrize("engine", [nnbook, torch])
def test_translations_count_as_a_whole_and_by_symbol(engine):
    found = task("dates")
    assert found.kind == "translation"
    assert found.output == (10, 13)
    assert found.train[1].min() == 2  # 0 is padding, 1 the start
    target = engine.tensor([[2, 3], [4, 2]])
    scores = engine.nn.functional.one_hot(engine.tensor([[2, 3], [4, 4]]), 13).float() * 50
    measured = {name: metric(scores, target).item() for name, metric in objectives.metrics_of(found).items()}
    assert measured == {"accuracy": 0.75, "whole answers": 0.5}


# ---------------------------------------------------------------------- what does not fit
@pytest.mark.parametrize(
    ("model", "data", "message"),
    [
        ("lenet.LeNet5", "iris", r"LeNet5 does not fit iris, which is table classification of \(4,\): conv2d"),
        ("lenet.LeNet5", "iris", "What fits together: mlp.MLP iris"),
        ("mlp.MLP", "code_lines", r"nothing in the data says what sizes is \(--set sizes=...\)"),
        ("logistic.LogisticRegression", "iris", r"its output for 2 rows has the shape \(2,\), wanted is \(2, 3\)"),
        ("bidirectional.BidirectionalRNN", "temporal_xor", "it reads in both directions, and so sees the "),
        ("vae.VAE", "breast_cancer", "its output is several things, for which it has a loss of its own"),
    ],
)  # fmt: skip
def test_models_that_do_not_fit(model, data, message):
    with pytest.raises(ValueError, match=message):
        recipes.fitted(task(data), model, maker_of(model), {})


def test_data_that_set_no_task():
    with pytest.raises(ValueError, match="gates is a dict, not one table of examples: train on one of its parts"):
        task("gates")


def test_a_text_too_large_to_write_out_stays_numbers():
    text = Text(np.zeros(2 * 10**5, np.int64), np.zeros(100, np.int64), tuple(map(str, range(999))))
    assert [form.train[0].dtype.kind for form in recipes._forms(recipes.task_of("long", text))] == ["i"]
