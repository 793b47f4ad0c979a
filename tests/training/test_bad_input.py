"""What cannot be trained with gets an error that says where, what and what to do; each message is read here."""

import numpy as np
import pytest

from nnbook._duck import to_numpy
from nnbook.training import DivergedError, evaluate, metrics


def test_data_without_a_batch(bench):
    message = r"fit, epoch 1: the data gave no batch\. Is the data set empty, or a generator, .* DataLoader or a list"
    with pytest.raises(ValueError, match=message):
        bench.run(data=[])
    with pytest.raises(ValueError, match=r"evaluate: the data gave no batch"):
        evaluate(bench.model(), [], metrics=metrics.accuracy)
    with pytest.raises(ValueError, match=r"fit, validation after epoch 1: the data gave no batch"):
        bench.run(validation=[])


def test_a_generator_is_used_up_after_one_epoch(bench):
    with pytest.raises(ValueError, match=r"fit, epoch 2: the data gave no batch\. .* can be read only once"):
        bench.run(data=(batch for batch in list(bench.loader())))


def test_a_batch_without_rows(bench):
    empty = (bench.tensor(np.zeros((0, 4), np.float32)), bench.tensor(np.zeros(0, np.int64)))
    with pytest.raises(
        ValueError, match=r"fit, epoch 1, batch 2: the input has no rows \(shape \(0, 4\)\)\. Leave empty"
    ):
        bench.run(data=[next(iter(bench.loader())), empty])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_in_the_input_that_is_not_finite(bench, value):
    bench.x[37, 2] = value
    model = bench.model()
    message = (
        rf"^fit, epoch 1, batch 3: the input has {value} at row 5, feature 2 \(1 of its 64 numbers are not finite\)\. "
        r"Remove or fill such rows before training: np\.argwhere\(~np\.isfinite\(x\)\) lists them\.$"
    )
    with pytest.raises(ValueError, match=message):
        bench.run(model)
    assert all(np.isfinite(to_numpy(p)).all() for p in model.parameters())


def test_infinities_of_both_signs_are_found_without_a_warning(bench):
    bench.x[0, :2] = np.inf, -np.inf
    with pytest.raises(ValueError, match=r"batch 1: the input has inf at row 0, feature 0 \(2 of its 64 numbers"):
        bench.run()


def test_a_pixel_that_is_not_finite(bench):
    images = np.zeros((2, 1, 3, 3), np.float32)
    images[1, 0, 2, 1] = np.nan
    data = [(bench.tensor(images), bench.tensor(np.array([0, 1])))]
    with pytest.raises(ValueError, match=r"the input has nan at row 1, position \(0, 2, 1\) \(1 of its 18"):
        bench.run(data=data)


def test_a_target_that_is_not_finite(bench):
    y = bench.y.astype(np.float32)
    y[20] = np.nan
    with pytest.raises(ValueError, match=r"fit, epoch 1, batch 2: the target has nan at row 4 \(1 of its 16 numbers"):
        bench.run(data=bench.loader(y=y), loss=lambda output, target: bench.nn.MSELoss()(output[:, 0], target))


def test_validation_data_are_looked_at_too(bench):
    bad = bench.x.copy()
    bad[3, 1] = np.nan
    with pytest.raises(
        ValueError, match=r"fit, validation after epoch 1, batch 1: the input has nan at row 3, feature 1"
    ):
        bench.run(validation=bench.loader(bad))


def test_a_loss_that_runs_away(bench):
    """Linear regression with a step beyond 2 / (largest curvature): the error grows by the same factor every step."""
    model = bench.nn.Linear(4, 1)
    y = bench.x[:, :1] * 2
    with pytest.raises(DivergedError) as error:
        bench.run(model, loss=bench.nn.MSELoss(), data=bench.loader(y=y), lr=1e3, epochs=20)
    history = error.value.history
    epoch, step = len(history) + 1, len(history.steps) + 1
    assert epoch > 1
    assert len(history.steps) == pytest.approx(4 * len(history), abs=4)
    assert str(error.value) == (
        f"fit: the loss is inf in epoch {epoch}, at step {step} of the run. "
        f"It was {history.steps[-1]:.3g} one step before: the training diverged. Try a smaller lr than 1000."
    )
    assert np.isfinite(history.steps).all()
    assert isinstance(error.value, FloatingPointError)


def test_a_loss_that_is_nan_from_the_start(bench):
    with pytest.raises(
        DivergedError, match=r"the loss is nan in epoch 1, at step 1 of the run\. Nothing was learned yet"
    ):
        bench.run(loss=lambda output, target: (output * float("nan")).sum())


def test_the_model_keeps_the_weights_it_had_before_the_loss_was_lost(bench):
    model = bench.model()
    calls = []

    def loss(output, target):
        calls.append(to_numpy(model[0].weight).copy())
        return bench.nn.CrossEntropyLoss()(output, target) * (float("nan") if len(calls) == 3 else 1.0)

    with pytest.raises(DivergedError):
        bench.run(model, loss=loss)
    np.testing.assert_array_equal(to_numpy(model[0].weight), calls[2])
    assert not np.array_equal(calls[1], calls[2])


def test_batches_that_are_not_pairs(bench):
    x, y = bench.tensor(bench.x), bench.tensor(bench.y)
    remedy = r"Have x and y\? DataLoader\(TensorDataset\(x, y\), batch_size=32\)"
    for data, got in (((x, y), r"a Tensor"), ([(x,)], r"a tuple of 1"), ([[x, y, y]], r"a list of 3")):
        message = rf"fit, epoch 1, batch 1: expected a pair \(input, target\), got {got}\. {remedy}"
        with pytest.raises(TypeError, match=message):
            bench.run(data=data)


def test_a_dataset_instead_of_a_loader(bench):
    dataset = bench.data.TensorDataset(bench.tensor(bench.x), bench.tensor(bench.y))
    message = (
        r"batch 1: the target is one number, not a batch\. Is the data a Dataset\? DataLoader\(data, batch_size=32\)"
    )
    with pytest.raises(ValueError, match=message):
        bench.run(data=[dataset[0]])


@pytest.mark.parametrize("epochs", [0, -1, 2.5, None])
def test_epochs_below_one(bench, epochs):
    with pytest.raises(ValueError, match=rf"fit\(epochs={epochs}\): epochs must be a whole number of at least 1"):
        bench.run(epochs=epochs)


def test_a_model_without_parameters(bench):
    model = bench.nn.Sequential(bench.nn.ReLU())
    optimizer = bench.optim.SGD(bench.model().parameters(), lr=0.1)
    with pytest.raises(ValueError, match=r"fit: Sequential has no parameters, so there is nothing that could learn"):
        bench.run(model, optimizer=optimizer)


def test_an_optimizer_of_another_model(bench):
    optimizer = bench.optim.SGD(bench.model().parameters(), lr=0.1)
    message = (
        r"the optimizer has none of the model's 4 parameters, so it would never change\. "
        r"Was the model made anew after the optimizer\? SGD\(model\.parameters\(\), \.\.\.\)"
    )
    with pytest.raises(ValueError, match=message):
        bench.run(bench.model(), optimizer=optimizer)


def test_evaluate_with_nothing_to_measure(bench):
    with pytest.raises(ValueError, match=r"evaluate: there is nothing to measure: give loss=, metrics= or both"):
        evaluate(bench.model(), bench.loader())


def test_a_metric_called_loss(bench):
    with pytest.raises(ValueError, match=r'metrics: "loss" is the name of the loss itself'):
        bench.run(metrics={"loss": metrics.accuracy})


def test_errors_of_layers_and_losses_pass_through(bench):
    """The same class and words as without fit."""
    model, loss = bench.model(), bench.nn.CrossEntropyLoss()
    cases = [(bench.x[:, :3], bench.y), (bench.x.astype(np.float64), bench.y), (bench.x, bench.y.astype(np.float32))]
    for x, y in cases:
        with pytest.raises(Exception) as alone:  # noqa: PT011 - which error it is belongs to the engine
            loss(model(bench.tensor(x)[:16]), bench.tensor(y)[:16])
        with pytest.raises(type(alone.value)) as inside:
            bench.run(model, data=bench.loader(x, y))
        assert str(inside.value) == str(alone.value)
