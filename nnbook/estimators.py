"""Networks as scikit-learn's estimators: for pipelines, cross-validation and searches over hyperparameters.

    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    classifier = make_pipeline(StandardScaler(), NeuralClassifier(hidden=(64, 64), random_state=0))
    cross_val_score(classifier, x, y)

Without `model` a multilayer perceptron is trained. `model` may be any module of nnbook or of PyTorch, of which each
fit trains a copy, or what makes one: a class such as LeNet5 or a function, called with those of the arguments
`features` (columns of x), `channels` (the same, of images), `classes` and `outputs` that it takes by name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from inspect import signature
from typing import Any

import numpy as np

from ._duck import engine_of, to_numpy
from ._extras import require
from .models import MLP
from .training import EarlyStopping, fit

base: Any = require("sklearn.base", "data", "nnbook.estimators")
validation = require("sklearn.utils.validation", "data", "nnbook.estimators")

__all__ = ["NeuralClassifier", "NeuralRegressor"]

ROWS = 1024  # predicted at a time
FLOATS = (np.float64, np.float32)  # the types that a network computes in: that of x, as elsewhere in scikit-learn


class _Network(base.BaseEstimator):
    """What the two have in common: making the model, training it, asking it."""

    _loss: str
    _meaning: str

    def __init__(
        self,
        model: Any = None,
        *,
        hidden: tuple[int, ...] = (64,),
        loss: Callable[[Any, Any], Any] | None = None,
        optimizer: str = "Adam",
        learning_rate: float = 3e-3,
        weight_decay: float = 0.0,
        epochs: int = 100,
        batch_size: int = 32,
        patience: int | None = None,
        validation_fraction: float = 0.1,
        random_state: Any = None,
        verbose: bool = False,
    ):
        self.model = model
        self.hidden = hidden
        self.loss = loss
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.epochs = epochs
        self.batch_size = batch_size
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.random_state = random_state
        self.verbose = verbose

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    def _train(self, x: np.ndarray, y: np.ndarray, outputs: int, strata: np.ndarray | None = None) -> None:
        """Make the model and train it on rows of x and what the loss compares its outputs with, y."""
        seed = int(validation.check_random_state(self.random_state).randint(2**31 - 1))
        with _seeded(seed):
            model = self._new_model(x, outputs)
            engine = engine_of(_parameter(model))
            self._must_fit(model, x, outputs)
            train, held_out = self._batches(engine, x, y, strata, seed)
            self.history_ = fit(
                model,
                self.loss if self.loss is not None else getattr(engine.nn, self._loss)(),
                self._new_optimizer(engine, model),
                train,
                epochs=self.epochs,
                validation=held_out,
                early_stopping=None if self.patience is None else EarlyStopping(self.patience),
                progress=self.verbose,
            )
        self.model_ = model.eval()

    def _new_model(self, x: np.ndarray, outputs: int) -> Any:
        """An untrained model that computes in the type of x."""
        if self.model is None:
            model: Any = MLP([x.shape[1], *self.hidden, outputs])
        elif hasattr(self.model, "state_dict") and not isinstance(self.model, type):
            model = deepcopy(self.model)
        else:
            known = {"features": x.shape[1], "channels": x.shape[1], "classes": outputs, "outputs": outputs}
            wanted = signature(self.model).parameters
            model = self.model(**{name: value for name, value in known.items() if name in wanted})
        return model.to(getattr(engine_of(_parameter(model)), str(x.dtype)))

    def _new_optimizer(self, engine: Any, model: Any) -> Any:
        kind = getattr(engine.optim, self.optimizer, None)
        if not isinstance(kind, type):
            raise ValueError(
                f"{type(self).__name__}(optimizer={self.optimizer!r}): {engine.__name__}.optim has no optimizer of "
                'this name. Usual ones: "Adam", "AdamW", "SGD", "RMSprop".'
            )
        return kind(model.parameters(), lr=self.learning_rate, weight_decay=self.weight_decay)

    def _must_fit(self, model: Any, x: np.ndarray, outputs: int) -> None:
        """One row of `outputs` numbers for each row of x."""
        rows = x[:2]
        shape = _answers(model.eval(), rows).shape
        if shape != (len(rows), outputs):
            raise ValueError(
                f"{type(self).__name__}: {type(model).__name__} gives outputs of shape {shape} for {len(rows)} rows, "
                f"expected {(len(rows), outputs)}: a number for each of the {outputs} {self._meaning}."
            )

    def _batches(self, engine: Any, x: np.ndarray, y: np.ndarray, strata: np.ndarray | None, seed: int) -> Any:
        """Batches to learn from and, with `patience`, batches to stop by."""
        if self.patience is None:
            return _loader(engine, x, y, self.batch_size, learn=True), None
        split = require("sklearn.model_selection", "data", "nnbook.estimators").train_test_split
        share = {"test_size": self.validation_fraction, "random_state": seed, "stratify": strata}
        x, held_x, y, held_y = split(x, y, **share)
        return (_loader(engine, x, y, self.batch_size, learn=True), _loader(engine, held_x, held_y, ROWS, learn=False))

    def _outputs(self, x: Any) -> np.ndarray:
        """What the trained model says to x: a row of numbers for each of its rows."""
        validation.check_is_fitted(self)
        return _answers(self.model_, validation.validate_data(self, x, reset=False, allow_nd=True, dtype=FLOATS))


class NeuralClassifier(base.ClassifierMixin, _Network):
    """(N, D) rows, or (N, C, H, W) images, and N labels of any kind -> a network that names classes.

    The network gives a score for each class; the default loss is cross-entropy. `hidden` has the units of each hidden
    layer of the default model; `optimizer` is a name in `optim`; `patience` stops when the loss on a held out
    `validation_fraction` has not become better for so many epochs, and keeps the best weights. After `fit`: `model_`,
    `classes_`, `history_`. Standardize the columns of x before.

    Raises ValueError for a model that does not fit the data, an unknown optimizer, and data scikit-learn would refuse.
    """

    _loss, _meaning = "CrossEntropyLoss", "classes"

    def fit(self, x: Any, y: Any) -> NeuralClassifier:
        """Train a new model on x and the labels y."""
        x, y = validation.validate_data(self, x, y, allow_nd=True, dtype=FLOATS)
        require("sklearn.utils.multiclass", "data", "nnbook.estimators").check_classification_targets(y)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"NeuralClassifier.fit got one class, {self.classes_[0]}: it takes two to tell apart.")
        self._train(x, numbers.astype(np.int64), len(self.classes_), strata=numbers)
        return self

    def predict_proba(self, x: Any) -> np.ndarray:
        """The probability of each class, (N, K), in the order of `classes_`."""
        scores = self._outputs(x)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)

    def predict(self, x: Any) -> np.ndarray:
        """The most likely class of each row, (N,)."""
        best = self._outputs(x).argmax(axis=1)
        return self.classes_[best]


class NeuralRegressor(base.RegressorMixin, _Network):
    """(N, D) rows, or (N, C, H, W) images, and N numbers or rows of numbers -> a network that predicts them.

    The default loss is the mean squared error; the rest is as in NeuralClassifier. Standardize the columns of x, and
    y too (scikit-learn's `TransformedTargetRegressor`): a network starts with outputs near 0.
    """

    _loss, _meaning = "MSELoss", "columns of y"

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags

    def fit(self, x: Any, y: Any) -> NeuralRegressor:
        """Train a new model on x and the numbers y."""
        x, y = validation.validate_data(self, x, y, allow_nd=True, dtype=FLOATS, multi_output=True, y_numeric=True)
        self._flat = y.ndim == 1
        targets = y.reshape(len(y), -1).astype(x.dtype)
        self._train(x, targets, targets.shape[1])
        return self

    def predict(self, x: Any) -> np.ndarray:
        """The predicted numbers, of the shape that y had: (N,) or (N, K)."""
        outputs = self._outputs(x)
        return outputs[:, 0] if self._flat else outputs


def _parameter(model: Any) -> Any:
    return next(iter(model.parameters()))


def _answers(model: Any, x: np.ndarray) -> np.ndarray:
    """The outputs of a model in eval mode, some rows at a time."""
    parameter = _parameter(model)
    engine = engine_of(parameter)
    with engine.no_grad():
        parts = [model(engine.tensor(x[i : i + ROWS]).to(parameter)) for i in range(0, len(x), ROWS)]
    return np.concatenate([to_numpy(part) for part in parts])


def _loader(engine: Any, x: np.ndarray, y: np.ndarray, batch_size: int, learn: bool) -> Any:
    alone = learn and len(x) > 1 and len(x) % batch_size == 1  # batch normalization cannot learn from one row
    pairs = engine.utils.data.TensorDataset(engine.tensor(x), engine.tensor(y))
    return engine.utils.data.DataLoader(pairs, batch_size=batch_size, shuffle=learn, drop_last=alone)


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Both engines, as far as they are loaded, draw from this seed; afterwards from where they were."""
    with ExitStack() as stack:
        for name in ("nnbook", "torch"):
            if name in sys.modules:
                stack.enter_context(sys.modules[name].random.fork_rng())
                sys.modules[name].manual_seed(seed)
        yield
