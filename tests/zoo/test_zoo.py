"""The table of the zoo: every model is in it, and what it says was counted."""

from __future__ import annotations

import json
from functools import partial
from importlib import import_module

import pytest

import nnbook.models
from nnbook import zoo
from nnbook.__main__ import main
from tools import zoo as counting

LAYERS = {"LearnedPositions", "SinusoidalPositions", "TransformerLayer"}  # parts that several architectures share
BY_NAME = {model.name: model for model in zoo.ZOO}


def test_every_model_of_the_book_is_in_the_table():
    shown = set()
    for model in zoo.ZOO:
        file, _, name = model.make.partition(".")
        made = getattr(import_module(f"nnbook.models.{file}"), name)
        shown.add((made.func if isinstance(made, partial) else made).__name__)
    assert shown == set(nnbook.models.__all__) - LAYERS


def test_each_name_stands_there_once():
    assert len(BY_NAME) == len(zoo.ZOO)
    assert set(BY_NAME) == set(json.loads(counting.COUNTS.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", BY_NAME)
def test_what_is_counted_still_counts(name):
    stored = {key: value for key, value in BY_NAME[name].counted.items() if key != "receptive_field"}
    assert counting.count(BY_NAME[name]) == stored


# Araujo, Norris & Sim, "Computing receptive fields of convolutional neural networks", Distill, 2019, table 1.
PUBLISHED = {"AlexNet": 195, "VGG-16": 212}
# Theirs stride in the first 1x1 convolution of a block, ours in the 3x3 after it, which looks before pixels are
# skipped: in three stages, where pixels lie 4, 8 and 16 apart, this makes 2 * (4 + 8 + 16) = 56 pixels less.
STRIDE_IN_1X1 = {"ResNet-50": 483, "ResNet-101": 1027, "ResNet-152": 1507}


def test_receptive_fields_are_those_that_others_computed():
    fields = {name: BY_NAME[name].counted["receptive_field"] for name in (*PUBLISHED, *STRIDE_IN_1X1)}
    assert fields == PUBLISHED | {name: field - 56 for name, field in STRIDE_IN_1X1.items()}


@pytest.mark.parametrize("name", ["LeNet-5", "AlexNet"])
def test_receptive_fields_are_measured(name):
    assert counting.receptive_field(BY_NAME[name]) == BY_NAME[name].counted["receptive_field"]


def test_only_what_has_maps_has_a_receptive_field():
    for model in zoo.ZOO:
        assert ("receptive_field" in model.counted) == bool(model.maps) == (not model.sees), model.name


# ---------------------------------------------------------------------- the command
def test_the_command_prints_the_table(capsys):
    assert main(["models"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(zoo.ZOO) + 1
    assert lines[0].split() == ["name", "paper", "year", "parameters", "multiply-adds", "sees", "file", "chapter"]
    lenet = next(line for line in lines if line.startswith("LeNet-5 "))
    assert lenet.endswith("  vision/lenet")
    assert " 61,706 " in lenet
    assert lenet.index("61,706") + len("61,706") == lines[0].index("parameters") + len("parameters")


def test_for_machines(capsys):
    assert main(["models", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(BY_NAME)
    lenet = next(row for row in rows if row["name"] == "LeNet-5")
    assert lenet["parameters"] == 61706
    assert lenet["multiply_adds"] == 6 * 25 * 28**2 + 16 * 150 * 10**2 + 400 * 120 + 120 * 84 + 84 * 10
    assert lenet["file"] == "nnbook/models/lenet.py"


def test_some_of_it(capsys):
    assert main(["models", "lenet"]) == 0
    assert all("lenet" in line for line in capsys.readouterr().out.splitlines()[1:])


def test_a_word_that_is_nowhere(capsys):
    assert main(["models", "lennet"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("python -m nnbook models: 'lennet': no architecture of the zoo has this word in its name")
    assert "perceptron, " in error


# ---------------------------------------------------------------------- the page
@pytest.mark.parametrize(
    ("number", "text"),
    [(30, "30"), (999, "999"), (2368, "2.37 k"), (416520, "417 k"), (15470264320, "15.5 G"), (1753351782400, "1.75 T")],
)
def test_large_numbers_are_short_on_the_page(number, text):
    from tools.zoo_page import short

    assert short(number) == text
