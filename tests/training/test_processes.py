"""What `fit` does for runs of several processes: data ordered by the number of the epoch, means of all together."""

import numpy as np
import pytest

from nnbook._duck import to_numpy
from nnbook.training import Checkpoint, Step, fit
from nnbook.training.run import Run
from tests.training.conftest import Bench


class Ordered:
    """Batches of 15 in an order that the number of the epoch decides."""

    def __init__(self, bench, stop_at=None):
        self.bench, self.stop_at, self.epochs = bench, stop_at, []

    def set_epoch(self, epoch):
        self.epochs.append(epoch)

    def __iter__(self):
        order = np.random.default_rng(self.epochs[-1]).permutation(60).reshape(4, 15)
        for number, rows in enumerate(order):
            if (self.epochs[-1], number) == self.stop_at:
                raise InterruptedError
            yield self.bench.tensor(self.bench.x[rows]), self.bench.tensor(self.bench.y[rows])


def start(bench):
    """The same first weights on both engines."""
    model, rng = bench.model(), np.random.default_rng(5)
    model.load_state_dict({k: bench.tensor(rng.normal(size=v.shape).astype(np.float32) / 2)
                           for k, v in model.state_dict().items()})  # fmt: skip
    return model


def run(bench, data, **options):
    model = start(bench)
    optimizer = bench.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    history = fit(model, bench.nn.CrossEntropyLoss(), optimizer, data, epochs=3, **options)
    return np.concatenate([to_numpy(t).ravel() for t in model.state_dict().values()]), history


def test_an_epoch_that_its_number_orders_is_taken_up_in_the_middle_by_another_engine(tmp_path):
    here, there = Bench("nnbook"), Bench("torch")
    whole, history = run(here, data := Ordered(here))
    assert data.epochs == [0, 1, 2]
    with pytest.raises(InterruptedError):
        run(here, Ordered(here, stop_at=(1, 2)), checkpoint=Checkpoint(tmp_path, every_steps=1))
    again = Ordered(there)
    with pytest.warns(UserWarning, match=r"goes on with 1 of torch: .* random numbers \(dropout\) are not"):
        weights, resumed = run(there, again, checkpoint=tmp_path, resume=True)
    assert again.epochs == [1, 2]
    assert np.allclose(weights, whole, atol=1e-6)
    assert np.allclose(resumed.steps, history.steps, atol=1e-6)
    assert np.allclose(resumed.train["loss"], history.train["loss"], atol=1e-6)


class OneOfTwo(Step):
    """A process beside which another one has the same numbers."""

    processes = 2

    def __init__(self, rank):
        super().__init__()
        self.rank = rank

    def total(self, numbers):
        return [2 * number for number in numbers]

    def everywhere(self, value):
        return [value, value]


def test_means_within_an_epoch_are_saved_as_those_of_all_processes(bench, tmp_path):
    with pytest.raises(InterruptedError):
        run(bench, Ordered(bench, stop_at=(0, 3)), checkpoint=Checkpoint(tmp_path, every_steps=1), step=OneOfTwo(0))
    _, state = Checkpoint(tmp_path).load(bench.engine.as_tensor)
    assert state["means"]["rows"] == 2 * 45
    for rank, rows in ((0, 90), (1, 0)):  # one process counts them, or they would count twice
        model = start(bench)
        optimizer = bench.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        resumed = Run(model, optimizer, Ordered(bench), OneOfTwo(rank), checkpoint=Checkpoint(tmp_path))
        assert resumed.resume()
        assert (resumed.taken, resumed.means.rows) == (3, rows)
