"""What holds for every data set: types, fresh arrays, the same for the same seed, clear errors."""

import inspect
import os
import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest

from nnbook import _extras, datasets

SETS = {
    "breast_cancer": {},
    "cluttered_digits": {"n_train": 60, "n_test": 30},
    "digits": {},
    "iris": {},
    "moons": {},
    "spirals": {},
    "symmetry": {},
    "two_clouds": {},
    "xor": {},
}
RANDOM = ["cluttered_digits", "digits", "moons", "spirals", "two_clouds"]


def arrays(record):
    return {f.name: getattr(record, f.name) for f in fields(record) if isinstance(getattr(record, f.name), np.ndarray)}


@pytest.mark.parametrize("name", SETS)
def test_values_are_float32_and_labels_int64_that_number_the_classes(name):
    record = datasets.load(name, **SETS[name])
    parts = arrays(record)
    for key, value in parts.items():
        expected = np.float32 if key.startswith("x") else np.float64 if key == "weight" else np.int64
        assert value.dtype == expected, key
        assert np.isfinite(value).all(), key
    labels = np.concatenate([value for key, value in parts.items() if key.startswith("y")])
    assert set(labels) == set(range(len(record.classes)))
    if hasattr(record, "features"):
        assert len(record.features) == record.x.shape[1]


@pytest.mark.parametrize("name", SETS)
def test_a_reader_who_writes_into_the_arrays_spoils_no_later_call(name):
    first = datasets.load(name, **SETS[name])
    before = {key: value.copy() for key, value in arrays(first).items()}
    for value in arrays(first).values():
        value[...] = 7
    for key, value in arrays(datasets.load(name, **SETS[name])).items():
        np.testing.assert_array_equal(value, before[key])


@pytest.mark.parametrize("name", RANDOM)
def test_the_seed_alone_decides_what_a_random_set_holds(name):
    np.random.seed(1)  # noqa: NPY002 - the global generator must not matter
    once = arrays(datasets.load(name, seed=3, **SETS[name]))
    np.random.seed(2)  # noqa: NPY002
    again, other = arrays(datasets.load(name, seed=3, **SETS[name])), arrays(datasets.load(name, seed=4, **SETS[name]))
    for key in once:
        np.testing.assert_array_equal(once[key], again[key])
    x = "x_train" if "x_train" in once else "x"
    assert not np.array_equal(once[x], other[x])


@pytest.mark.parametrize("name", [*SETS, "gates"])
def test_loading_by_name_is_calling_the_function(name):
    assert name in datasets.__all__
    loaded, called = datasets.load(name, **SETS.get(name, {})), getattr(datasets, name)(**SETS.get(name, {}))
    assert repr(loaded) == repr(called)


def test_every_public_function_can_be_loaded_and_is_tested_here():
    functions = {n for n in datasets.__all__ if inspect.isfunction(getattr(datasets, n))} - {"load"}
    assert functions == {*SETS, "gates"}


def test_an_unknown_name_is_answered_with_the_nearest_and_all_known_ones():
    with pytest.raises(ValueError, match=r"load\('digit'\): there is no data set of this name") as error:
        datasets.load("digit")
    assert "Did you mean 'digits'? Known names: breast_cancer, cluttered_digits, digits, gates," in str(error.value)
    with pytest.raises(ValueError, match=r"no data set of this name\. Known names: breast_cancer"):
        datasets.load("zzz")


def test_an_unknown_option_names_the_set_and_the_option():
    with pytest.raises(TypeError, match=r"digits\(\) got an unexpected keyword argument 'sed'"):
        datasets.load("digits", sed=1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: datasets.digits(test_size=9), r"digits\(test_size=9\): the test part must hold from 10 to 1787 "),
        (lambda: datasets.digits(test_size=1790), r"digits\(test_size=1790\): .* each class is in both parts"),
        (lambda: datasets.cluttered_digits(n_train=0), r"n_train=0, n_test=2000\): both must be at least 1"),
        (lambda: datasets.cluttered_digits(n_test=-1), r"n_train=6000, n_test=-1\): both must be at least 1"),
        (lambda: datasets.cluttered_digits(size=7), r"size=7\): .* so size must be at least 8"),
        (lambda: datasets.symmetry(bits=1), r"symmetry\(bits=1\): bits must be from 2 to 16"),
        (lambda: datasets.symmetry(bits=17), r"symmetry\(bits=17\): bits must be from 2 to 16"),
        (lambda: datasets.two_clouds(margin=0), r"margin=0, features=2\): .* the margin must be above 0"),
        (lambda: datasets.two_clouds(n=1), r"two_clouds\(n=1, .* at least 2 points"),
        (lambda: datasets.two_clouds(features=0), r"features=0\): .* 1 feature"),
        (lambda: datasets.moons(noise=-1), r"moons\(n=200, noise=-1\): .* must not be negative"),
        (lambda: datasets.spirals(n=1), r"spirals\(n=1, noise=0.02\): n must be at least 2"),
    ],
)
def test_impossible_requests_say_what_is_possible(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("name", ["breast_cancer", "cluttered_digits", "digits", "iris", "moons"])
def test_without_scikit_learn_the_error_names_the_extra(name, monkeypatch):
    def missing(module):
        raise ModuleNotFoundError(f"No module named {module!r}", name="sklearn")

    monkeypatch.setattr(_extras, "import_module", missing)
    with pytest.raises(ModuleNotFoundError, match=r'needs .*: pip install "nnbook\[data\]"') as error:
        datasets.load(name, **SETS[name])
    assert "datasets." in str(error.value)


def test_importing_the_package_loads_nothing_but_numpy():
    code = "import sys, nnbook.datasets; print({'sklearn', 'scipy', 'torch', 'matplotlib'} & set(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert out.stdout.strip() == "set()"


def test_a_record_is_shown_by_its_shapes():
    shown = repr(datasets.load("breast_cancer"))
    assert shown.splitlines() == [
        "Examples:",
        "    x         float32 (569, 30)",
        "    y         int64 (569,)",
        "    classes   ('malignant', 'benign')",
        "    features  ('mean radius', 'mean texture', ..., 'worst fractal dimension')",
    ]
