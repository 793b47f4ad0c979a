"""Saving a run and going on with it: to the last bit, on both engines, through damage and full disks."""

from __future__ import annotations

import errno
import json
import os
from collections import Counter

import numpy as np
import pytest
import torch

import nnbook
from nnbook._duck import to_numpy
from nnbook.models import MLP
from nnbook.on_torch import on_torch
from nnbook.training import Checkpoint, EarlyStopping, History, checkpoint, fit
from nnbook.training.encoding import decode, encode
from nnbook.training.metrics import accuracy


class Kill(Exception):
    """What stops a run in these tests."""


class Bomb:
    """A metric that stops the run at the n-th batch that it sees."""

    def __init__(self, at):
        self.left = at

    def __call__(self, output, target):
        self.left -= 1
        if self.left < 0:
            raise Kill
        return 0.0


def weights(model):
    return np.concatenate([to_numpy(t).ravel() for t in model.state_dict().values()])


class Job:
    """A run with everything that has a state: order, dropout, momentum, a schedule, a norm, patience."""

    def __init__(self, bench, folder, epochs=4, **options):
        self.bench, self.folder, self.epochs, self.options = bench, folder, epochs, options

    def __call__(self, bomb=None, resume=True):
        bench, lr_scheduler = self.bench, self.bench.optim.lr_scheduler
        model = bench.model(dropout=0.3)
        optimizer = bench.optim.Adam(model.parameters(), lr=0.02)
        generator = bench.engine.Generator().manual_seed(4)
        options = {
            "scheduler": lr_scheduler.OneCycleLR(optimizer, 0.05, total_steps=100),
            "scheduler_every": "step",
            "early_stopping": EarlyStopping(2),
            "validation": bench.loader(batch_size=30),
            "clip_norm": 0.5,
            **self.options,
        }
        history = bench.run(
            model,
            optimizer=optimizer,
            data=bench.loader(shuffle=True, generator=generator),
            epochs=self.epochs,
            seed=2,
            metrics={"bomb": bomb or (lambda output, target: 0.0)},
            checkpoint=Checkpoint(self.folder, every_steps=1),
            resume=resume,
            **options,
        )
        return weights(model), history.to_dict()


@pytest.mark.parametrize("at", [1, 3, 4, 7, 11])
def test_a_run_that_was_stopped_anywhere_ends_as_if_it_had_not(bench, tmp_path, at):
    """16 steps: within an epoch, at its end, twice. The bomb goes off after the step and before it is saved."""
    expected, history = Job(bench, tmp_path / "whole")(resume=False)
    job = Job(bench, tmp_path / "parts")
    for _ in range(2):
        with pytest.raises(Kill):
            job(Bomb(at))
    got, again = job()
    np.testing.assert_array_equal(got, expected)
    assert again == history


@pytest.mark.parametrize(
    "options",
    [
        {"accumulate": 2},
        {"scheduler": None, "early_stopping": None, "validation": None, "clip_norm": None},
        {"early_stopping": EarlyStopping(2, "loss", min_delta=10.0)},
    ],
    ids=["accumulate", "plain", "stops early"],
)
def test_so_do_runs_with_other_options(bench, tmp_path, options):
    expected, history = Job(bench, tmp_path / "whole", **options)(resume=False)
    job = Job(bench, tmp_path / "parts", **options)
    with pytest.raises(Kill):
        job(Bomb(14 if options.get("early_stopping") else 6))
    got, again = job()
    np.testing.assert_array_equal(got, expected)
    assert again == history


def test_a_loader_without_its_own_generator(bench, tmp_path):
    def run(folder, bomb=None):
        model = bench.model(dropout=0.3)
        metrics = {"bomb": bomb or (lambda output, target: 0.0)}
        place = Checkpoint(tmp_path / folder, every_steps=1)
        bench.run(model, data=bench.loader(shuffle=True), seed=1, metrics=metrics, checkpoint=place, resume=True)
        return weights(model)

    with pytest.raises(Kill):
        run("parts", Bomb(5))
    np.testing.assert_array_equal(run("parts"), run("whole"))


def test_a_run_that_is_done_is_not_trained_again_and_can_be_made_longer(bench, tmp_path):
    expected, _ = Job(bench, tmp_path / "whole", epochs=6, early_stopping=None)(resume=False)
    first, history = Job(bench, tmp_path / "parts", epochs=3, early_stopping=None)()
    again, same = Job(bench, tmp_path / "parts", epochs=3, early_stopping=None)(Bomb(0))
    np.testing.assert_array_equal(first, again)
    assert same == history
    np.testing.assert_array_equal(Job(bench, tmp_path / "parts", epochs=6, early_stopping=None)()[0], expected)


def test_without_resume_a_run_starts_anew_and_its_checkpoints_take_the_place_of_the_old(bench, tmp_path):
    Job(bench, tmp_path, epochs=5, early_stopping=None)()
    Job(bench, tmp_path, epochs=1, early_stopping=None)(resume=False)
    assert [path.name for path in Checkpoint(tmp_path).paths()] == ["step-00000004.json", "step-00000003.json"]


# ---------------------------------------------------------------------- from one engine to the other
@pytest.mark.parametrize("first", ["nnbook", "torch"])
def test_weights_optimizer_and_history_cross_to_the_other_engine(first, tmp_path):
    """Without random numbers the second half on the other engine ends where the whole run ends."""
    x = np.random.default_rng(0).standard_normal((24, 4))
    y = x[:, :1] ** 2

    def run(engine, epochs, folder, **options):
        model = (MLP if engine is nnbook else on_torch(MLP))([4, 6, 1]).to(engine.float64)
        with engine.no_grad():
            for i, p in enumerate(model.parameters()):
                p.copy_(engine.tensor(np.random.default_rng(i).standard_normal(tuple(p.shape)) * 0.3))
        optimizer = engine.optim.AdamW(model.parameters(), lr=0.01)
        pairs = engine.utils.data.TensorDataset(engine.tensor(x), engine.tensor(y))
        batches = engine.utils.data.DataLoader(pairs, batch_size=8)
        fit(model, engine.nn.MSELoss(), optimizer, batches, epochs=epochs, checkpoint=folder, resume=True)
        return weights(model)

    engines = [nnbook, torch] if first == "nnbook" else [torch, nnbook]
    expected = run(engines[0], 8, tmp_path / "whole")
    run(engines[0], 4, tmp_path / "parts")
    with pytest.warns(UserWarning, match=rf"by 1 process\(es\) of {first} and goes on with 1 of .*random numbers"):
        got = run(engines[1], 8, tmp_path / "parts")
    np.testing.assert_allclose(got, expected, rtol=1e-9)


# ---------------------------------------------------------------------- damage
def saved(folder, values=(1.0,), keep=2):
    """Checkpoints of these values, at steps 1, 2, ..."""
    place = Checkpoint(folder, keep=keep)
    for step, value in enumerate(values, 1):
        place.save(step, {"w": np.full(3, value), "note": step})
    return place


def newest(place):
    found = place.load(np.asarray)
    return None if found is None else (found[0], found[1]["w"].tolist())


@pytest.mark.parametrize(
    "damage",
    [
        lambda p: p.with_suffix(".safetensors").write_bytes(p.with_suffix(".safetensors").read_bytes()[:-1]),
        lambda p: p.with_suffix(".safetensors").write_bytes(b"\0" + p.with_suffix(".safetensors").read_bytes()[1:]),
        lambda p: p.with_suffix(".safetensors").unlink(),
        lambda p: p.write_text(p.read_text()[:40]),
        lambda p: p.write_text("[]"),
        lambda p: p.write_text("{}"),
    ],
    ids=["shorter tensors", "other tensors", "no tensors", "shorter JSON", "other JSON", "empty JSON"],
)
def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path, damage):
    place = saved(tmp_path, [1.0, 2.0])
    assert newest(place) == (2, [2.0] * 3)
    damage(place.paths()[0])
    with pytest.warns(UserWarning, match=r"step-00000002\.json is damaged \(.*\): trying the checkpoint before it"):
        assert newest(place) == (1, [1.0] * 3)
    damage(place.paths()[1])
    with pytest.warns(UserWarning, match="is damaged"):
        assert newest(place) is None


def test_an_empty_or_missing_folder_has_none(tmp_path):
    assert newest(Checkpoint(tmp_path)) is None
    assert newest(Checkpoint(tmp_path / "nowhere")) is None


def test_the_newest_ones_are_kept(tmp_path):
    assert [p.stem for p in saved(tmp_path, [1.0] * 5, keep=3).paths()] == [f"step-{i:08}" for i in (5, 4, 3)]
    assert len(list(tmp_path.iterdir())) == 6


def test_what_a_kill_left_half_written_is_swept_away_and_nothing_else(tmp_path):
    place = saved(tmp_path)
    whole = set(tmp_path.iterdir())
    for name in ("writing-7-step-00000002.json", "step-00000009.safetensors"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "model.safetensors").write_text("mine")
    place.clear()
    assert {p.name for p in tmp_path.iterdir()} == {p.name for p in whole} | {"notes.txt", "model.safetensors"}


def test_a_later_format_is_refused(tmp_path):
    place = saved(tmp_path)
    path = place.paths()[0]
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 2}))
    with pytest.raises(checkpoint.NewerFormatError, match=r"has format 2, this nnbook reads up to 1: .* --upgrade"):
        newest(place)


@pytest.mark.parametrize("fails", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_what_was_there_and_says_what_to_do(tmp_path, monkeypatch, fails):
    place = saved(tmp_path)
    before = sorted(p.name for p in tmp_path.iterdir())

    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if fails == "write":
        monkeypatch.setattr(checkpoint, "open", lambda *a: full(), raising=False)
    else:
        monkeypatch.setattr(checkpoint.os, fails, full)
    with pytest.raises(OSError, match=r"could not be written to .*: No space left on device\. What was saved before"):
        place.save(2, {"w": np.ones(3)})
    assert sorted(p.name for p in tmp_path.iterdir()) == before
    assert newest(place) == (1, [1.0] * 3)


def test_a_name_appears_when_all_of_its_file_is_on_the_disk(tmp_path, monkeypatch):
    seen, fsync = [], os.fsync

    def look(file):
        seen.append(sorted(p.name.partition("step")[0] + p.suffix for p in tmp_path.iterdir()))
        fsync(file)

    monkeypatch.setattr(checkpoint.os, "fsync", look)
    saved(tmp_path)
    half = f"writing-{os.getpid()}-"
    assert seen == [
        [f"{half}.safetensors"],
        [".safetensors"],
        [".safetensors", f"{half}.json"],
        [".json", ".safetensors"],
    ]


# ---------------------------------------------------------------------- what a state may hold
def test_a_state_comes_back_as_it_was():
    state = {
        "numbers": [1, -(2**200), 0.1 + 0.2, float("inf"), True, None, "text"],
        "array": np.arange(6, dtype=np.int32).reshape(2, 3),
        "one": np.full((), 2.5),
        "by number": {0: {"step": np.zeros(2)}, 1: ("a", "pair")},
        "milestones": Counter({3: 2}),
        "scalar": np.float64(0.1),
    }
    arrays = {}
    text = json.dumps(encode(state, "", arrays))
    back = decode(json.loads(text), arrays, np.asarray)
    assert str(back) == str({**state, "scalar": 0.1})
    assert type(back["milestones"]) is Counter
    assert back["array"].dtype == np.int32
    assert back["one"].shape == ()


def test_what_json_cannot_hold_is_named():
    with pytest.raises(TypeError, match=r"checkpoint: /a/1 is a function, which no JSON can hold"):
        encode({"a": [1, encode]}, "", {})


# ---------------------------------------------------------------------- bad input
def test_another_run_is_not_taken_up(bench, tmp_path):
    bench.run(checkpoint=tmp_path)
    model = bench.model()
    optimizer = bench.optim.Adam(model.parameters())
    with pytest.raises(ValueError, match=r"was another one\. optimizer: saved 'SGD', now 'Adam'; batches in an epoch"):
        bench.run(model, optimizer=optimizer, data=bench.loader(batch_size=7), checkpoint=tmp_path, resume=True)
    with pytest.raises(RuntimeError, match=r"size mismatch|Missing key"):
        bench.run(bench.nn.Sequential(bench.nn.Linear(4, 2)), checkpoint=tmp_path, resume=True)


def test_options_that_make_no_sense(bench, tmp_path):
    for options, message in [
        ({"resume": True}, r"fit\(resume=True\): give checkpoint="),
        ({"accumulate": 0}, r"fit\(accumulate=0\): accumulate must be a whole number"),
        ({"scheduler_every": "batch"}, r"fit\(scheduler_every='batch'\): it must be \"epoch\" or \"step\""),
        ({"clip_norm": 0}, r"clip_norm=0: the largest norm of the gradients must be a number above 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            bench.run(**options)
    with pytest.raises(ValueError, match=r"Checkpoint\(every_steps=0\): every_steps must be a whole number"):
        Checkpoint(tmp_path, every_steps=0)


# ---------------------------------------------------------------------- early stopping
def improving(values, **options):
    """How many epochs a run has whose validation loss takes these values, and which epoch's weight it keeps."""
    stop = EarlyStopping(**options)
    model = nnbook.nn.Linear(1, 1)
    stop.reset()
    history = History()
    for epoch, value in enumerate(values, 1):
        history.validation.setdefault("loss", []).append(value)
        nnbook.nn.init.constant_(model.weight, epoch)
        if stop.update(model, epoch, history):
            break
    stop.restore(model)
    return epoch, model.weight.item()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"patience": 2}, (5, 3.0)),
        ({"patience": 1}, (2, 1.0)),
        ({"patience": 2, "min_delta": 0.5}, (3, 1.0)),
        ({"patience": 2, "mode": "max"}, (4, 2.0)),
        ({"patience": 9, "restore_best": False}, (6, 6.0)),
    ],
)
def test_early_stopping_waits_for_something_better(options, expected):
    assert improving([3.0, 3.1, 2.9, 2.95, 3.0, 2.0], **options) == expected


def test_early_stopping_by_another_measure(bench):
    names = {"right": lambda output, target: float((output.argmax(1) == target).float().mean())}
    stop = EarlyStopping(3, "right", mode="max")
    history = bench.run(epochs=100, lr=0.5, metrics=names, validation=bench.loader(), early_stopping=stop)
    best = int(np.argmax(history.validation["right"]))
    assert len(history) == best + 4
    assert stop.best_epoch == best + 1


def test_early_stopping_with_wrong_options(bench):
    with pytest.raises(ValueError, match=r"EarlyStopping\(patience=0\): at least one epoch must pass without"):
        EarlyStopping(0)
    with pytest.raises(ValueError, match=r"EarlyStopping\(mode='up'\): mode must be \"min\" \(a loss\) or \"max\""):
        EarlyStopping(mode="up")
    with pytest.raises(
        ValueError, match=r"EarlyStopping\(monitor='loss'\): the validation data measures nothing: give"
    ):
        bench.run(early_stopping=EarlyStopping(1))


# ---------------------------------------------------------------------- schedules and groups of batches
def test_a_schedule_steps_by_epoch_or_by_step(bench):
    for every, expected in (("epoch", 0.1 * 0.5**2), ("step", 0.1 * 0.5**8)):
        model = bench.model()
        optimizer = bench.optim.SGD(model.parameters(), lr=0.1)
        schedule = bench.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
        bench.run(model, optimizer=optimizer, scheduler=schedule, scheduler_every=every)
        assert optimizer.param_groups[0]["lr"] == pytest.approx(expected)


def test_a_schedule_that_watches_a_loss_gets_that_of_the_validation_data(bench):
    rates = []
    for validation in (None, bench.loader(x=bench.x + 50)):
        model = bench.model()
        optimizer = bench.optim.SGD(model.parameters(), lr=0.1)
        schedule = bench.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0, threshold=0.0)
        bench.run(model, optimizer=optimizer, scheduler=schedule, validation=validation, epochs=3)
        rates.append(optimizer.param_groups[0]["lr"])
    assert rates[0] == 0.1
    assert rates[1] < 0.1


def test_accumulated_batches_are_one_batch(bench):
    """50 rows: the last group of batches is smaller than the others, and still counts right."""
    ends = []
    for size, accumulate in ((30, 1), (15, 2), (10, 3)):
        model = bench.model()
        history = bench.run(model, data=bench.loader(x=bench.x[:50], y=bench.y[:50], batch_size=size), epochs=3,
                            accumulate=accumulate, metrics=[accuracy])  # fmt: skip
        ends.append((weights(model), history.steps, history.train["loss"]))
    for other in ends[1:]:
        for got, expected in zip(other, ends[0]):
            np.testing.assert_allclose(got, expected, rtol=2e-5, atol=1e-7)


def test_clipping_bounds_the_norm_of_all_gradients(bench):
    model = bench.model()
    before = weights(model)
    data = bench.loader(x=100 * bench.x, batch_size=60)
    bench.run(model, data=data, epochs=1, clip_norm=0.01, lr=1.0)
    assert np.linalg.norm(weights(model) - before) == pytest.approx(0.01, rel=1e-3)


def test_an_input_of_several_tensors_is_given_one_by_one(bench):
    class Sum(bench.nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = bench.nn.Linear(4, 2)

        def forward(self, x, more):
            return self.linear(x + more)

    data = [([x, x], y) for x, y in bench.loader()]
    history = bench.run(Sum(), data=data, validation=data, metrics=[accuracy])
    assert history.train["loss"][-1] < history.train["loss"][0]
