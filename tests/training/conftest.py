"""Each test with `engine` runs on PyTorch and on nnbook: what they are asked for has the same names in both."""

import importlib

import numpy as np
import pytest


class Bench:
    """An engine, and what the tests of the loop need from it."""

    def __init__(self, name):
        self.name = name
        self.engine = importlib.import_module(name)
        self.data = importlib.import_module(f"{name}.utils.data")
        self.nn, self.optim, self.tensor = self.engine.nn, self.engine.optim, self.engine.tensor
        x = np.random.default_rng(0).standard_normal((60, 4)).astype(np.float32)
        self.x, self.y = x, (x[:, 0] + x[:, 1] > 0).astype(np.int64)

    def loader(self, x=None, y=None, batch_size=16, shuffle=False, **options):
        x, y = self.x if x is None else x, self.y if y is None else y
        pairs = self.data.TensorDataset(self.tensor(x), self.tensor(y))
        return self.data.DataLoader(pairs, batch_size=batch_size, shuffle=shuffle, **options)

    def model(self, seed=0, dropout=0.0):
        self.engine.manual_seed(seed)
        nn = self.nn
        return nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(dropout), nn.Linear(8, 2))

    def run(self, model=None, loss=None, optimizer=None, data=None, lr=0.1, **options):
        """fit with everything that is not given."""
        from nnbook.training import fit

        model = self.model() if model is None else model
        optimizer = self.optim.SGD(model.parameters(), lr=lr) if optimizer is None else optimizer
        loss, data = loss or self.nn.CrossEntropyLoss(), self.loader() if data is None else data
        return fit(model, loss, optimizer, data, **{"epochs": 2, **options})


@pytest.fixture(params=["torch", "nnbook"])
def bench(request):
    return Bench(request.param)
