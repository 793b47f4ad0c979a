"""What can be chosen: sliders, words, dictionaries, and what is refused with which words."""

import math

import numpy as np
import pytest

from nnbook.interactive import explore
from nnbook.interactive._choices import combinations, read_choices
from tests.interactive.figures import line


def read(**choices):
    return read_choices(choices)[0]


@pytest.mark.parametrize(
    ("values", "texts", "is_range"),
    [
        (range(3), ("0", "1", "2"), True),
        ([3, 1, -2], ("3", "1", "−2"), True),
        ([1, 3, 2], ("1", "3", "2"), False),
        (np.linspace(0, 0.3, 4), ("0", "0.1", "0.2", "0.3"), True),
        ([0.1234, 0.12341, 0.2], ("0.1234", "0.12341", "0.2"), True),
        ([1e-4, 1e-3], ("0.0001", "0.001"), True),
        ([100.0, 1000.0, 12345.0, 2e6], ("100", "1000", "12345", "2e+06"), True),
        (np.float32([0.1, 0.2]), ("0.1", "0.2"), True),
        (["tanh", "relu"], ("tanh", "relu"), False),
        ([False, True], ("no", "yes"), False),
        ([math.sin, math.cos], ("sin", "cos"), False),
        ({"none": None, "some": 1.5}, ("none", "some"), False),
        ({"low": 1, "high": 2}, ("low", "high"), False),
    ],
)
def test_values_and_their_texts(values, texts, is_range):
    choice = read(a=values)
    assert choice.texts == texts
    assert choice.is_range == is_range
    assert not any(isinstance(value, np.generic) for value in choice.values)


def test_the_last_choice_changes_fastest():
    choices = read_choices({"a": [1, 2], "b": ["x", "y"]})
    assert combinations(choices) == [{"a": a, "b": b} for a in (1, 2) for b in ("x", "y")]


@pytest.mark.parametrize(("value", "index"), [(0.3, 2), (0.1, 0), ("0.2", 1)])
def test_start_is_found_by_value_or_text(value, index):
    assert read_choices({"a": [0.1, 0.2, 0.1 + 0.2]}, {"a": value})[0].start == index


def test_start_is_found_by_the_words_of_a_dictionary():
    assert read_choices({"a": {"none": None, "some": 1}}, {"a": "some"})[0].start == 1
    assert read_choices({"a": {"none": None, "some": 1}}, {"a": 1})[0].start == 1


@pytest.mark.parametrize(
    ("choices", "error", "message"),
    [
        ({}, ValueError, r"needs something to choose, such as rate=\[0.1, 0.2, 0.4\] .*are explore's own arguments"),
        ({"a": []}, ValueError, r"explore\(a=\.\.\.\) has no value: a choice needs two or more values"),
        ({"a": [1]}, ValueError, r"explore\(a=\.\.\.\) has one value"),
        ({"a": "abc"}, TypeError, r"explore\(a='abc'\) got a str: expected a list; write a=\[\.\.\.\]"),
        ({"a": 3}, TypeError, r"explore\(a=3\) got a int: expected a list"),
        ({"a": {1, 2}}, TypeError, "got a set: the order of a set changes from run to run"),
        ({"a": np.eye(2)}, ValueError, "got an array of 2 axes: expected one axis of values"),
        ({"a": [1, 2, 2]}, ValueError, "offers 2 twice"),
        ({"a": ["", "x"]}, ValueError, r"explore\(a=\.\.\.\) offers a value without words"),
        ({"a": [1.0, math.inf]}, ValueError, "offers inf: every number must be finite"),
        ({"a": [np.eye(2), np.eye(3)]}, TypeError, r'offers a ndarray, .* give a dictionary, a=\{"its name": value'),
    ],
)
def test_what_cannot_be_chosen(choices, error, message):
    with pytest.raises(error, match=message):
        read_choices(choices)


@pytest.mark.parametrize("value", [0.3, np.float32(0.3), np.array(0.3)])
def test_start_is_found_within_the_precision_of_an_array(value):
    assert read_choices({"a": np.float32([0.1, 0.3])}, {"a": value})[0].start == 1
    assert read_choices({"a": [1, 3]}, {"a": np.int64(3)})[0].start == 1


def test_a_start_must_be_offered():
    with pytest.raises(TypeError, match=r"explore\(start=\.\.\.\) got a list: expected \{'a': value\}"):
        read_choices({"a": [1, 2]}, [2])
    with pytest.raises(ValueError, match=r"start=\{'a': 5\}\): the choice a has 1, 2"):
        read_choices({"a": [1, 2]}, {"a": 5})
    with pytest.raises(ValueError, match=r"explore\(start=\.\.\.\) names b, which is none of the choices a"):
        read_choices({"a": [1, 2]}, {"b": 5})


@pytest.mark.parametrize(
    ("choices", "played"),
    [
        ({"angle": [0, 30, 60], "kind": ["solid", "dashed"]}, '"play":0'),
        ({"angle": [0, 30], "kind": ["solid", "dashed"]}, '"play":null'),
        ({"angle": [0, 30, 60], "play": False}, '"play":null'),
        ({"angle": [0, 30, 60], "play": "angle"}, '"play":0'),
    ],
)
def test_only_a_slider_is_played(choices, played):
    html = explore(line, alt=lambda **values: str(values), **choices).html
    assert played in html
    assert ('class="nnp-play"' in html) == ("null" not in played)


def test_play_must_name_a_slider():
    with pytest.raises(ValueError, match=r"play='kind'\): only a slider of three or more numbers can be played \(a"):
        explore(line, alt="{angle} {kind}", play="kind", angle=[0, 30, 60], kind=["solid", "dashed"])
