"""What holds for every data set: types, fresh arrays, the same for the same seed, clear errors."""

import inspect
import os
import subprocess
import sys
from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest

from nnbook import _extras, datasets
from nnbook.datasets.downloads import SOURCES

FEW = {"n_train": 60, "n_test": 30}
SETS: dict[str, dict] = {
    "adding": FEW,
    "affine_digits": FEW,
    "breast_cancer": {},
    "circles": {},
    "cluttered_digits": FEW,
    "co2": {},
    "code_lines": {},
    "code_tokens": {},
    "copy": FEW,
    "dates": FEW,
    "diabetes": {},
    "digits": {},
    "friedman1": {},
    "iris": {},
    "letters_in_words": FEW,
    "linnerud": {},
    "lorenz": {"n": 50},
    "mackey_glass": {"n": 50},
    "moons": {},
    "narma10": {"steps": 50},
    "parity": FEW,
    "patches": FEW,
    "pydoc_text": {},
    "reber": FEW,
    "ring_of_gaussians": {},
    "simple_sentences": FEW,
    "sine_mix": {},
    "spirals": {},
    "sunspots": {},
    "swiss_roll": {},
    "symmetry": {},
    "temporal_order": FEW,
    "temporal_xor": FEW,
    "two_clouds": {},
    "voronoi_linear": {},
    "wine": {},
    "xor": {},
}
RANDOM = [name for name in SETS if "seed" in inspect.signature(getattr(datasets, name)).parameters]
OF_SCIKIT_LEARN = ["affine_digits", "breast_cancer", "circles", "cluttered_digits", "diabetes", "digits", "friedman1",
                   "iris", "linnerud", "moons", "patches", "swiss_roll", "wine"]  # fmt: skip
GAPS = {"co2"}  # values are missing, as NaN
TYPES = {"x": "f4", "y": "f4", "values": "f4", "times": "f8", "train": "i8", "test": "i8", "starts": "?",
         "source": "i8", "allowed": "?", "piece": "i8", "weight": "f8", "weights": "f8",
         "biases": "f8", "centers": "f8"}  # fmt: skip


def arrays(record):
    found = {f.name: getattr(record, f.name) for f in fields(record)}
    return {key: value for key, value in found.items() if isinstance(value, np.ndarray) and value.size}


def expected_type(key, record):
    if key.startswith("x") and getattr(record, "symbols", ()):
        return np.int64
    if key.startswith("y") and getattr(record, "classes", ()):
        return np.int64
    return np.dtype(TYPES[key.removesuffix("_train").removesuffix("_test")])


@pytest.mark.parametrize("name", SETS)
def test_values_are_float32_and_numbers_of_names_int64(name):
    record = datasets.load(name, **SETS[name])
    parts = arrays(record)
    for key, value in parts.items():
        assert value.dtype == expected_type(key, record), key
        assert name in GAPS or np.isfinite(value).all(), key
    for one, other in combinations(parts, 2):
        assert not np.may_share_memory(parts[one], parts[other]), (one, other)


@pytest.mark.parametrize("name", SETS)
def test_numbers_stand_for_names(name):
    record = datasets.load(name, **SETS[name])
    parts, classes, symbols = arrays(record), getattr(record, "classes", ()), getattr(record, "symbols", ())
    assert len(set(symbols)) == len(symbols)
    numbered = [key for key in parts if key in ("train", "test") or (symbols and key.startswith("x"))]
    for key in numbered:
        assert 0 <= parts[key].min() <= parts[key].max() < len(symbols)
    if classes:
        labels = set(np.unique(np.concatenate([value.reshape(-1) for key, value in parts.items() if key[0] == "y"])))
        if symbols:  # labels in a sequence: some places may have none, some symbols may never be next
            assert labels - {-100} <= set(range(len(classes)))
        else:
            assert labels == set(range(len(classes)))
    for names, columns in (("features", "x"), ("targets", "y"), ("names", "values")):
        if hasattr(record, names):
            assert len(getattr(record, names)) == parts[columns].shape[1]


@pytest.mark.parametrize("name", SETS)
def test_both_parts_have_the_same_form_and_nothing_in_common(name):
    parts = arrays(datasets.load(name, **SETS[name]))
    for key in [key for key in parts if key.endswith("_train")]:
        other = parts[key.replace("_train", "_test")]
        assert other.shape[1:] == parts[key].shape[1:]
        assert len(parts[key]) == len(parts["train" if key == "starts_train" else "x_train"])
    if "source_train" in parts:
        assert not set(parts["source_train"]) & set(parts["source_test"])
    if "times" in parts:
        assert parts["times"].shape == parts["values"].shape[:1]
        assert (np.diff(parts["times"]) > 0).all()


@pytest.mark.parametrize("name", SETS)
def test_a_reader_who_writes_into_the_arrays_spoils_no_later_call(name):
    first = arrays(datasets.load(name, **SETS[name]))
    before = {key: value.copy() for key, value in first.items()}
    for value in first.values():
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
    x = next(key for key in ("x_train", "x", "values", "train") if key in once)
    assert not np.array_equal(once[x], other[x])


MORE = [
    name for name in SETS if SETS[name] is FEW and name not in ("dates", "reber")
]  # there one part depends on the other


@pytest.mark.parametrize("name", MORE)
def test_the_two_parts_are_drawn_apart(name):
    parts = arrays(datasets.load(name, n_train=30, n_test=30))
    train, test = ("train", "test") if "train" in parts else ("x_train", "x_test")
    assert not np.array_equal(parts[train], parts[test])


@pytest.mark.parametrize("name", MORE)
def test_more_of_the_training_part_leaves_the_test_part_as_it_was(name):
    few, more = (arrays(datasets.load(name, n_train=n, n_test=30)) for n in (60, 100))
    for key in few:
        assert np.array_equal(few[key], more[key]) is key.endswith("test") or key.startswith("starts"), key


@pytest.mark.parametrize("name", [*SETS, "gates"])
def test_loading_by_name_is_calling_the_function(name):
    assert name in datasets.__all__
    loaded, called = datasets.load(name, **SETS.get(name, {})), getattr(datasets, name)(**SETS.get(name, {}))
    assert repr(loaded) == repr(called)


def test_every_public_function_can_be_loaded_and_is_tested_here():
    functions = {n for n in datasets.__all__ if inspect.isfunction(getattr(datasets, n))} - {"load"}
    assert functions == {*SETS, "gates", *SOURCES}


def test_an_unknown_name_is_answered_with_the_nearest_and_all_known_ones():
    with pytest.raises(ValueError, match=r"load\('digit'\): there is no data set of this name") as error:
        datasets.load("digit")
    assert "Did you mean 'digits'? Known names: adding, affine_digits, breast_cancer, cifar10," in str(error.value)
    with pytest.raises(ValueError, match=r"no data set of this name\. Known names: adding"):
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
        (
            lambda: datasets.circles(noise=-1),
            r"circles\(n=200, noise=-1\): n must be at least 2, and the noise must not",
        ),
        (lambda: datasets.ring_of_gaussians(3), r"n=3, modes=8, noise=0.05\): there must be from 1 to n modes"),
        (lambda: datasets.swiss_roll(0), r"swiss_roll\(n=0, noise=0.0\): n must be at least 1, and the noise must not"),
        (lambda: datasets.friedman1(noise=-2), r"friedman1\(n=500, noise=-2\): n must be at least 1"),
        (
            lambda: datasets.voronoi_linear(0),
            r"voronoi_linear\(pieces=0, .*\): there must be a piece, and a point in each",
        ),
        (lambda: datasets.patches(n_test=1), r"patches\(.*n_test=1, size=8\): each part takes at least 2 patches"),
        (
            lambda: datasets.patches(size=161),
            r"size=161\): .* size must be from 1 to 160 pixels, the width of the test",
        ),
        (lambda: datasets.affine_digits(n_test=0), r"n_test=0, size=20\): each part takes an image, and the originals"),
        (lambda: datasets.affine_digits(size=7), r"size=7\): .* so size must be at least 8"),
        (
            lambda: datasets.affine_digits(test="x"),
            r"'x' is no way to move digits. Known: straight, translated, affine",
        ),
        (
            lambda: datasets.mackey_glass(tau=0),
            r"mackey_glass\(n=4000, tau=0\): n must be at least 1 and tau at least 0.1",
        ),
        (
            lambda: datasets.lorenz(dt=0.1),
            r"lorenz\(n=4000, dt=0.1, .*\): n must be at least 1, dt from 0 to 0.05 \(larger",
        ),
        (lambda: datasets.lorenz(start=(1, 1)), r"start=\(1, 1\)\): .* and start three numbers"),
        (
            lambda: datasets.sine_mix(periods=()),
            r"sine_mix\(n=1000, periods=\(\), noise=0.0\): there must be a step and a",
        ),
        (lambda: datasets.narma10(0), r"narma10\(steps=0, n_train=1, n_test=1\): all must be at least 1"),
        (
            lambda: datasets.adding(1),
            r"adding\(steps=1, n_train=10000, .*\): there must be at least 2 steps, and a sequence",
        ),
        (
            lambda: datasets.copy(n_test=0),
            r"copy\(steps=50, .* n_test=0\): there must be at least 1 steps, and a sequence",
        ),
        (lambda: datasets.temporal_order(9), r"temporal_order\(steps=9, .*\): there must be at least 10 steps"),
        (lambda: datasets.parity(0), r"parity\(steps=0, .*\): there must be at least 1 steps"),
        (lambda: datasets.temporal_xor(1), r"temporal_xor\(n_train=1, n_test=200\): both parts need at least 2"),
        (
            lambda: datasets.letters_in_words(1),
            r"letters_in_words\(n_train=1, n_test=200\): both parts need at least 2",
        ),
        (lambda: datasets.simple_sentences(1), r"simple_sentences\(n_train=1, n_test=1000\): both parts need at least"),
        (lambda: datasets.reber(1), r"reber\(n_train=1, n_test=200\): both parts need at least 2 strings"),
        (lambda: datasets.dates(80_000), r"dates\(n_train=80000, n_test=1000\): .* together there are 73049 days"),
        (lambda: datasets.pydoc_text(1), r"pydoc_text\(test=1\): the share of the test part must be between 0 and 1"),
        (lambda: datasets.code_tokens(0), r"code_tokens\(length=0\): a piece must have at least 1 character"),
        (lambda: datasets.code_lines(0), r"code_lines\(vocabulary=0\): there must be at least 1 word"),
    ],
)
def test_impossible_requests_say_what_is_possible(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("name", OF_SCIKIT_LEARN)
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
