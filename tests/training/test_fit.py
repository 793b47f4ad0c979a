"""fit and evaluate: the loop, the history, seeds, modes, callbacks."""

import json

import numpy as np
import pytest

from nnbook._duck import to_numpy
from nnbook.training import History, evaluate, fit, metrics


def weights(model):
    return np.concatenate([to_numpy(p).ravel() for p in model.parameters()])


def test_the_model_learns(bench):
    model = bench.model()
    before = evaluate(model, bench.loader(), metrics=metrics.accuracy)["accuracy"]
    history = bench.run(model, epochs=60, lr=0.5)
    after = evaluate(model, bench.loader(), metrics=metrics.accuracy)["accuracy"]
    assert before < 0.8
    assert after > 0.95
    assert history.train["loss"][-1] < 0.3 * history.train["loss"][0]


def test_a_step_is_forward_backward_and_one_step_of_the_optimizer(bench):
    """Two epochs against the loop written out."""
    model = bench.model()
    history = bench.run(model, lr=0.3, epochs=2)
    other = bench.model()
    optimizer, loss = bench.optim.SGD(other.parameters(), lr=0.3), bench.nn.CrossEntropyLoss()
    steps = []
    for _ in range(2):
        for x, y in bench.loader():
            optimizer.zero_grad()
            error = loss(other(x), y)
            error.backward()
            optimizer.step()
            steps.append(error.item())
    assert history.steps == steps
    np.testing.assert_array_equal(weights(model), weights(other))


def test_the_history_holds_plain_numbers_weighted_by_rows(bench):
    """60 rows in batches of 16: the last has 12, and counts for less."""
    seen = []

    def spread(output, target):
        seen.append(to_numpy(output).std())
        return seen[-1]

    history = bench.run(epochs=3, metrics={"accuracy": metrics.accuracy, "spread": spread}, validation=bench.loader())
    assert len(history) == 3
    assert len(history.steps) == 12
    assert list(history.train) == list(history.validation) == ["loss", "accuracy", "spread"]
    rows = np.array([16, 16, 16, 12])
    np.testing.assert_allclose(history.train["loss"][1], history.steps[4:8] @ rows / 60)
    np.testing.assert_allclose(history.train["spread"][0], seen[:4] @ rows / 60)
    lists = [history.steps, *history.train.values(), *history.validation.values()]
    assert {type(number) for numbers in lists for number in numbers} == {float}


def test_to_dict_is_a_copy_that_json_can_write(bench):
    history = bench.run(epochs=2, metrics=[metrics.accuracy])
    copy = json.loads(json.dumps(history.to_dict()))
    assert copy == {"steps": history.steps, "train": history.train, "validation": {}}
    history.to_dict()["train"]["loss"].clear()
    assert len(history) == 2


def test_a_history_is_shown_in_few_digits():
    history = History([1.0] * 8, {"loss": [2.0, 0.123456], "accuracy": [0.5, 0.98765]}, {})
    assert repr(history).splitlines() == [
        "History: 2 epochs, 8 steps",
        "last epoch   loss  accuracy",
        "train       0.123     0.988",
    ]
    history.validation.update(loss=[3.0, 1234.5], accuracy=[0.25, 1 / 3])
    assert repr(history).splitlines()[1:] == [
        "last epoch      loss  accuracy",
        "train          0.123     0.988",
        "validation  1.23e+03     0.333",
    ]
    assert repr(History()) == "History: 0 epochs, 0 steps"
    assert repr(History([1.0], {"loss": [1.0]})).startswith("History: 1 epoch, 1 step\n")


def test_evaluate_is_a_mean_over_rows_without_a_trace(bench):
    model, loss = bench.model(dropout=0.5), bench.nn.CrossEntropyLoss()
    whole = evaluate(model, bench.loader(batch_size=60), loss, metrics.accuracy)
    parts = evaluate(model, bench.loader(batch_size=7), loss, metrics.accuracy)
    assert list(whole) == ["loss", "accuracy"]
    assert whole == pytest.approx(parts, rel=1e-5)
    output = model.eval()(bench.tensor(bench.x))
    assert whole["loss"] == pytest.approx(loss(output, bench.tensor(bench.y)).item(), rel=1e-5)
    assert whole["accuracy"] == np.mean(to_numpy(output).argmax(axis=1) == bench.y)
    assert {type(value) for value in whole.values()} == {float}


def test_metrics_and_evaluation_record_no_gradients(bench):
    needs = []

    def spy(output, target):
        needs.append((output * 2).requires_grad)
        return 0.0

    def loss(output, target):
        needs.append(bench.engine.is_grad_enabled())
        return bench.nn.CrossEntropyLoss()(output, target)

    model = bench.model()
    evaluate(model, bench.loader(), loss, [spy])
    assert not any(needs)
    needs.clear()
    bench.run(model, metrics=spy, epochs=1)
    assert needs == [False] * 4
    assert bench.engine.is_grad_enabled()


@pytest.mark.parametrize("training", [True, False])
def test_modes_are_right_during_the_run_and_as_before_afterwards(bench, training):
    seen = []
    model = bench.model()
    forward = model.forward

    def spy(x):
        seen.append(model.training)
        return forward(x)

    model.forward = spy
    model.train(training)
    bench.run(model, epochs=2, validation=bench.loader(batch_size=60))
    assert seen == ([True] * 4 + [False]) * 2
    assert model.training is training
    evaluate(model, bench.loader(), metrics=metrics.accuracy)
    assert model.training is training


def test_modes_are_as_before_after_an_error(bench):
    model = bench.model().eval()
    with pytest.raises(ZeroDivisionError):
        bench.run(model, callbacks=[lambda epoch, history: 1 / 0])
    assert not model.training


@pytest.mark.parametrize("own_generator", [False, True])
def test_a_seed_repeats_order_and_dropout(bench, own_generator):
    """The loader shuffles with the engine's generator or with one of its own."""
    options = {"generator": bench.engine.Generator()} if own_generator else {}

    def run(seed, stir):
        model = bench.model(dropout=0.3)
        bench.engine.manual_seed(stir)
        data = bench.loader(shuffle=True, **options)
        for _ in range(stir):
            next(iter(data))  # use up some of the loader's numbers
        return bench.run(model, data=data, seed=seed).steps

    assert run(seed=5, stir=1) == run(seed=5, stir=2)
    assert run(seed=5, stir=1) != run(seed=6, stir=1)
    assert run(seed=None, stir=1) != run(seed=None, stir=3)


def test_a_model_on_one_engine_leaves_the_other_engines_numbers_alone():
    import torch

    import nnbook

    def drawn():
        state = torch.get_rng_state()
        number = torch.rand(1).item()
        torch.set_rng_state(state)
        return number

    before = drawn()
    model = nnbook.nn.Linear(4, 2)
    x, y = nnbook.zeros(3, 4), nnbook.tensor([0, 1, 0])
    fit(model, nnbook.nn.CrossEntropyLoss(), nnbook.optim.SGD(model.parameters(), lr=0.1), [(x, y)], epochs=1, seed=1)
    assert drawn() == before


def test_callbacks_see_epochs_from_one_and_true_stops(bench):
    calls = []

    def note(epoch, history):
        calls.append((epoch, len(history), len(history.validation["loss"])))

    history = bench.run(epochs=9, validation=bench.loader(), callbacks=[lambda epoch, history: epoch == 3, note])
    assert calls == [(1, 1, 1), (2, 2, 2), (3, 3, 3)]
    assert len(history) == 3


def test_only_true_stops(bench):
    assert len(bench.run(epochs=3, callbacks=[lambda epoch, history: None, lambda epoch, history: False])) == 3
    assert len(bench.run(epochs=3, callbacks=(c for c in [lambda epoch, history: np.bool_(epoch == 2)]))) == 2


def test_data_may_be_any_iterable_of_pairs(bench):
    batches = list(bench.loader())
    assert bench.run(data=batches).steps == bench.run(data=bench.loader()).steps

    class Stream:
        def __iter__(self):
            return iter(batches)

    assert bench.run(data=Stream()).steps == bench.run(data=batches).steps
    assert bench.run(data=(batch for batch in batches), epochs=1).steps == bench.run(data=batches, epochs=1).steps


def test_a_part_of_the_model_may_be_frozen(bench):
    model = bench.model()
    first, last = to_numpy(model[0].weight).copy(), to_numpy(model[3].weight).copy()
    bench.run(model, optimizer=bench.optim.SGD(model[3].parameters(), lr=0.1))
    np.testing.assert_array_equal(to_numpy(model[0].weight), first)
    assert not np.array_equal(to_numpy(model[3].weight), last)


def test_large_finite_numbers_are_not_taken_for_infinite(bench):
    """Their sum overflows float32, so the quick look is not enough."""
    model = bench.model()
    history = bench.run(
        model, data=bench.loader(np.full_like(bench.x, 3e38)), loss=lambda output, target: (model[0].weight ** 2).sum()
    )
    assert len(history) == 2


def test_one_model_on_both_engines_has_one_history():
    """Same architecture, same weights, same batches: the numbers differ by rounding alone."""
    import torch

    import nnbook
    from nnbook.models import MLP
    from nnbook.on_torch import on_torch

    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((40, 6)).astype(np.float32), rng.integers(3, size=40)
    nnbook.manual_seed(0)
    ours, theirs = MLP([6, 16, 3]), on_torch(MLP)([6, 16, 3])
    theirs.load_state_dict({name: torch.tensor(value.numpy()) for name, value in ours.state_dict().items()})
    histories = []
    for engine, model in ((nnbook, ours), (torch, theirs)):
        batches = [(engine.tensor(x[i : i + 8]), engine.tensor(y[i : i + 8])) for i in range(0, 40, 8)]
        optimizer = engine.optim.Adam(model.parameters(), lr=0.01)
        history = fit(
            model,
            engine.nn.CrossEntropyLoss(),
            optimizer,
            batches,
            epochs=5,
            validation=batches,
            metrics=metrics.accuracy,
        )
        histories.append(history)
    one, other = histories
    np.testing.assert_allclose(one.steps, other.steps, rtol=1e-4)
    assert one.train["accuracy"] == other.train["accuracy"]
    np.testing.assert_allclose(one.validation["loss"], other.validation["loss"], rtol=1e-4)
