"""The costs of a network, layer by layer, are those of the zoo, which counts in another way."""

import pytest
import torch

import nnbook
from nnbook import costs, models
from nnbook.zoo import ZOO
from tools.zoo import build, example

VISION = [m for m in ZOO if m.maps and m.chapter.startswith("vision/") and "1998" not in m.name and m.year < 2018]


@pytest.mark.parametrize("model", VISION, ids=lambda m: m.name)
def test_a_table_adds_up_to_what_the_zoo_counts(model):
    with torch.device("meta"):
        table = costs.layers(build(model), *example(model))
    whole = costs.total(table)
    assert (whole.parameters, whole.multiply_adds) == (model.counted["parameters"], model.counted["multiply_adds"])
    seen = [row.sees for row in table if f"{row.name}.".startswith(f"{model.maps}.") and row.sees]
    assert max(seen) == model.counted["receptive_field"]


def test_rows_of_a_small_network_on_this_engine():
    table = costs.layers(models.LeNet5(), nnbook.zeros(1, 1, 32, 32))
    assert [(row.kind, row.shape, row.sees) for row in table[:3]] == [
        ("Conv2d", (6, 28, 28), 5),
        ("MaxPool2d", (6, 14, 14), 6),
        ("Conv2d", (16, 10, 10), 14),
    ]
    assert table[0].numbers == 4704 and table[0].parameters == 156 and table[0].multiply_adds == 117600
    assert table[-1].sees is None
    assert sum(row.parameters for row in table) == 61706


def test_a_group_is_the_sum_of_its_rows():
    table = costs.layers(models.LeNet5(), nnbook.zeros(1, 1, 32, 32))
    convolutions, rest = costs.grouped(table, lambda row: row.name.partition(".")[0])
    assert (convolutions.name, rest.name) == ("features", "classifier")
    assert convolutions.parameters + rest.parameters == 61706
    assert convolutions.sees == 16 and convolutions.shape == (16, 5, 5)
    assert convolutions.numbers == sum(row.numbers for row in table[:4])


def test_a_model_is_left_as_it_was():
    model = models.LeNet5().train()
    costs.layers(model, nnbook.zeros(1, 1, 32, 32))
    assert model.training
    assert len(costs.layers(model, nnbook.zeros(1, 1, 32, 32))) == 7
