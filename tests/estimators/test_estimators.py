"""NeuralClassifier and NeuralRegressor: scikit-learn's own checks, and what people do with estimators."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.datasets import make_regression
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import nnbook
from nnbook import datasets, nn
from nnbook.estimators import NeuralClassifier, NeuralRegressor
from nnbook.models import LeNet5
from nnbook.on_torch import on_torch


def here(features, outputs):
    """A network of one hidden layer, made by a function that can be stored."""
    return nn.Sequential(nn.Linear(features, 32), nn.ReLU(), nn.Dropout(0.1), nn.Linear(32, outputs))


def there(features, outputs):
    """The same on PyTorch."""
    layers = torch.nn
    return layers.Sequential(
        layers.Linear(features, 32), layers.ReLU(), layers.Dropout(0.1), layers.Linear(32, outputs)
    )


ENGINES = {"nnbook": here, "torch": there}
QUICK = {"epochs": 30, "learning_rate": 0.01, "random_state": 0}
NOT_HERE = {  # what scikit-learn leaves out on its own, for want of a package or a setting
    "check_array_api_input", "check_classifier_data_not_an_array", "check_regressor_data_not_an_array",
}  # fmt: skip


# ---------------------------------------------------------------------- scikit-learn's own checks
@pytest.mark.parametrize("kind", [NeuralClassifier, NeuralRegressor])
@pytest.mark.parametrize("model", [None, *(pytest.param(e, marks=pytest.mark.untraced) for e in ENGINES)])
def test_scikit_learns_checks(kind, model):
    estimator = kind() if model is None else kind(ENGINES[model], **QUICK)
    results = check_estimator(estimator, on_skip=None, on_fail="raise")
    assert len(results) > 45
    assert {r["check_name"] for r in results if r["status"] != "passed"} <= NOT_HERE


# ---------------------------------------------------------------------- what people do with estimators
@pytest.fixture(scope="module")
def flowers():
    record = datasets.iris()
    return record.x, np.array(record.classes)[record.y]


@pytest.mark.parametrize("engine", ENGINES)
def test_cross_validation_of_a_pipeline(flowers, engine):
    pipeline = make_pipeline(StandardScaler(), NeuralClassifier(ENGINES[engine], **QUICK))
    scores = cross_val_score(pipeline, *flowers, cv=3)
    assert scores.min() > 0.9
    np.testing.assert_array_equal(scores, cross_val_score(pipeline, *flowers, cv=3))


def test_a_search_over_layers_and_learning_rates(flowers):
    grid = {"hidden": [(2,), (16, 16)], "learning_rate": [1e-5, 1e-2]}
    search = GridSearchCV(NeuralClassifier(epochs=20, random_state=0), grid, cv=3).fit(*flowers)
    assert search.best_params_ == {"hidden": (16, 16), "learning_rate": 1e-2}
    assert search.best_score_ > 0.9
    assert repr(search.best_estimator_.model_.layers[0]) == "Linear(in_features=4, out_features=16, bias=True)"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stored_one_answers_the_same(flowers, engine):
    x, y = flowers
    trained = NeuralClassifier(ENGINES[engine], **QUICK).fit(x, y)
    again = pickle.loads(pickle.dumps(trained))
    np.testing.assert_array_equal(again.predict_proba(x), trained.predict_proba(x))
    assert set(again.predict(x)) <= {"setosa", "versicolor", "virginica"}
    with pytest.raises(NotFittedError):
        clone(trained).predict(x)
    np.testing.assert_array_equal(clone(trained).fit(x, y).predict_proba(x), trained.predict_proba(x))


@pytest.mark.parametrize("lenet", [LeNet5, on_torch(LeNet5)], ids=["nnbook", "torch"])
def test_a_network_of_the_zoo_on_images(lenet):
    data = datasets.digits()
    x = np.pad(np.kron(data.x_train[:300], np.ones((3, 3), np.float32)), ((0, 0), (0, 0), (4, 4), (4, 4)))
    network = NeuralClassifier(lenet, epochs=6, random_state=0).fit(x[:200], data.y_train[:200])
    assert type(network.model_) is lenet
    assert network.predict_proba(x).dtype == np.float32
    assert network.score(x[200:], data.y_train[200:300]) > 0.7


def test_a_module_is_the_start_of_every_training_and_stays_as_it_was():
    x, y = np.eye(4, 3), np.array([0, 0, 1, 1])
    start = nn.Linear(3, 2)
    before = start.weight.array.copy()
    network = NeuralClassifier(start, epochs=1, learning_rate=1e-9).fit(x, y)
    np.testing.assert_array_equal(start.weight.array, before)
    np.testing.assert_allclose(network.model_.weight.array, before, atol=1e-6)
    assert network.model_.weight.dtype == nnbook.float64
    assert start.weight.dtype == nnbook.float32


def test_several_columns_of_y_and_the_shapes_that_y_had():
    x, y = make_regression(80, 5, n_targets=2, random_state=0)
    y /= y.std(axis=0)
    network = NeuralRegressor(epochs=60, random_state=0).fit(x, y)
    assert network.predict(x).shape == (80, 2)
    assert network.score(x, y) > 0.95
    assert NeuralRegressor(epochs=1).fit(x, y[:, 0]).predict(x).shape == (80,)
    assert NeuralRegressor(epochs=1).fit(x, y[:, :1]).predict(x).shape == (80, 1)


def test_another_loss_for_outliers():
    x = np.linspace(-1, 1, 60)[:, None]
    y = x[:, 0].copy()
    y[::10] += 30
    options = {"hidden": (), "epochs": 200, "learning_rate": 0.05, "random_state": 0}
    mean = NeuralRegressor(**options).fit(x, y)
    robust = NeuralRegressor(loss=nn.L1Loss(), **options).fit(x, y)
    assert abs(robust.predict([[0.0]])[0]) < 0.2
    assert mean.predict([[0.0]])[0] > 2


@pytest.mark.parametrize("engine", ENGINES)
def test_patience_stops_early_and_keeps_the_best_weights(flowers, engine):
    x, y = flowers
    network = NeuralClassifier(ENGINES[engine], epochs=400, learning_rate=0.05, patience=4, random_state=0).fit(x, y)
    losses = network.history_.validation["loss"]
    assert len(losses) < 400
    assert len(losses) - 1 - int(np.argmin(losses)) == 4
    assert network.score(x, y) > 0.9


def test_random_numbers_of_the_reader_go_on_as_if_nothing_had_been(flowers):
    nnbook.manual_seed(5)
    torch.manual_seed(5)
    expected = nnbook.rand(3).tolist(), torch.rand(3).tolist()
    nnbook.manual_seed(5)
    torch.manual_seed(5)
    NeuralClassifier(ENGINES["torch"], **QUICK).fit(*flowers)
    assert (nnbook.rand(3).tolist(), torch.rand(3).tolist()) == expected


def test_a_last_batch_of_one_row_does_not_stop_batch_normalization():
    x = np.random.default_rng(0).standard_normal((33, 2)).astype(np.float32)
    model = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Linear(4, 2))
    network = NeuralClassifier(model, epochs=2, batch_size=32).fit(x, x[:, 0] > 0)
    assert len(network.history_.steps) == 2
    assert network.predict(x).dtype == bool


# ---------------------------------------------------------------------- bad input
def test_a_model_with_the_wrong_number_of_outputs(flowers):
    with pytest.raises(
        ValueError, match=r"Linear gives outputs of shape \(2, 2\) for 2 rows, expected \(2, 3\): a num"
    ):
        NeuralClassifier(nn.Linear(4, 2)).fit(*flowers)
    with pytest.raises(ValueError, match=r"NeuralRegressor: Linear gives .* for each of the 1 columns of y\."):
        NeuralRegressor(nn.Linear(4, 2)).fit(flowers[0], flowers[0][:, 0])


def test_an_unknown_optimizer(flowers):
    with pytest.raises(
        ValueError, match=r"NeuralClassifier\(optimizer='adam'\): nnbook\.optim has no optimizer of this"
    ):
        NeuralClassifier(optimizer="adam").fit(*flowers)


def test_one_class_alone():
    with pytest.raises(ValueError, match=r"NeuralClassifier\.fit got one class, 7: it takes two to tell apart"):
        NeuralClassifier().fit(np.eye(3), [7, 7, 7])


def test_without_scikit_learn_the_error_names_the_extra():
    code = "import sys; sys.modules['sklearn'] = None; import nnbook.estimators"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        'nnbook.estimators needs the package sklearn, which is not installed: pip install "nnbook[data]"' in done.stderr
    )
