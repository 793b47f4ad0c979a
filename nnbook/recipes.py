"""Which task a data set sets, which models fit it, and how they are trained if nobody says otherwise.

The kind of task follows from the record that `datasets.load` gives; whether a model fits is tried out on two rows.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from . import as_tensor, no_grad
from .datasets import Examples, Regression, Series, Split, Text

Pair = tuple[np.ndarray, np.ndarray]  # x (N, ...) and y (N, ...)
SIDE = 32  # pixels: what small images are brought to where a model cannot take them as they are
HIDDEN = 64  # units of a hidden layer, where a model asks for their number and nobody gave it
LARGEST = 10**8  # numbers in a table of symbols written out as zeros and ones


@dataclass(frozen=True)
class Recipe:
    """What a run does by default. `suits` names pairs of a model and a data set of this kind."""

    epochs: int
    batch: int
    lr: float
    clip: float | None
    suits: str
    optimizer: str = "adamw"
    schedule: str = "cosine"
    warmup: float = 0.1
    weight_decay: float = 0.01


RECIPES = {
    "image classification": Recipe(10, 64, 2e-3, None, "lenet.LeNet5 digits, resnet.ResNet20 cluttered_digits"),
    "table classification": Recipe(50, 32, 1e-2, None, "mlp.MLP iris"),
    "table regression": Recipe(50, 32, 1e-2, None, "mlp.MLP diabetes"),
    "sequence classification": Recipe(5, 64, 3e-3, 1.0, "lstm.LSTMNet temporal_order"),
    "sequence regression": Recipe(10, 64, 3e-3, 1.0, "gru.GRUNet adding, mlp.MLP sunspots"),
    "sequence tagging": Recipe(3, 64, 4e-3, 1.0, "bidirectional.BidirectionalLSTM code_tokens"),
    "translation": Recipe(6, 64, 3e-3, 1.0, "seq2seq.Seq2Seq dates"),
    "language modeling": Recipe(2, 32, 3e-3, 1.0, "lstm.LSTMNet pydoc_text"),
}


@dataclass(frozen=True)
class Task:
    """A task as arrays: pairs (x, y) to train and to test, and what one row's output must look like.

    `facts` are what the data dictate to a model's constructor, by the names that constructors have for it. `sources`
    says which original each training row was made of (empty: each is its own), `in_time` that rows follow one another.
    """

    data: str
    kind: str
    train: Pair
    test: Pair | None
    output: tuple[int, ...]
    facts: dict[str, Any]
    sources: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    in_time: bool = False
    notes: tuple[str, ...] = ()

    @property
    def recipe(self) -> Recipe:
        """How this kind of task is trained by default."""
        return RECIPES[self.kind]

    def held_out(self, share: float, seed: int) -> tuple[Pair, Pair | None]:
        """Training and validation pairs: a share of the sources, drawn by the seed, or the last rows of a series."""
        x, y = self.train
        if share == 0:
            return self.train, None
        if self.in_time:
            taken = np.arange(len(x)) >= round(len(x) * (1 - share))
        else:
            sources = self.sources if len(self.sources) else np.arange(len(x))
            names = np.unique(sources)
            drawn = np.random.default_rng(seed).permutation(names)[: round(len(names) * share)]
            taken = np.isin(sources, drawn)
        if not 0 < taken.sum() < len(x):
            raise ValueError(
                f"--validation {share:g} of the {len(x)} training rows of {self.data} leaves {len(x) - taken.sum()} to "
                f"train and {taken.sum()} to validate: both need at least one."
            )
        return (x[~taken], y[~taken]), (x[taken], y[taken])


# ---------------------------------------------------------------------- from a record to a task
def task_of(data: str, record: Any, seed: int = 0) -> Task:
    """The task that the data set of this name sets. Tables without a test part give a fifth of their rows, by `seed`.

    Raises ValueError for a record that is no single table, such as `gates`.
    """
    if isinstance(record, Text):
        return replace(_from_split(data, record.split()), kind="language modeling", in_time=True)
    if isinstance(record, Series):
        return replace(_from_split(data, record.split()), in_time=True)
    if isinstance(record, Examples | Regression):
        return _from_split(data, _with_test_part(record, seed))
    if not isinstance(record, Split):
        raise ValueError(
            f"{data} is a {type(record).__name__}, not one table of examples: train on one of its parts in Python, "
            f"with nnbook.training.fit."
        )
    return _from_split(data, record)


def _with_test_part(record: Examples | Regression, seed: int) -> Split:
    order = np.random.default_rng(seed).permutation(len(record.x))
    test, train = np.split(order, [len(order) // 5])
    classes = record.classes if isinstance(record, Examples) else ()
    return Split(record.x[train], record.y[train], record.x[test], record.y[test], classes)


def _from_split(data: str, record: Split) -> Task:
    """What is learned shows in the types and axes of x and y."""
    x, y = record.x_train, record.y_train
    labels, symbols = y.dtype.kind == "i", x.dtype.kind == "i"
    outputs = len(record.classes) if labels else y.shape[-1]
    per_place = y.ndim == 2 + (not labels)
    if per_place and x.shape[:2] != y.shape[:2]:
        return _translation(data, record)
    shape = "image" if x.ndim == 4 and not symbols else "sequence" if symbols or x.ndim == 3 else "table"
    verb = "tagging" if per_place and labels else "classification" if labels else "regression"
    facts: dict[str, Any] = {"classes": outputs, "outputs": outputs, "last": not per_place}
    if symbols:
        facts |= {"inputs": len(record.symbols), "vocabulary": len(record.symbols), "embedding": 32}
    notes, x_test, y_test = [], record.x_test, record.y_test
    if not symbols:
        x, x_test = _standardized(x, x_test, (0, 2, 3) if shape == "image" else tuple(range(x.ndim - 1)))
        notes.append("inputs standardized")
    if not labels:
        y, y_test = _standardized(y, y_test, tuple(range(y.ndim - 1)))
        notes.append("targets standardized: guessing their mean has a loss of 1")
    output = (*y.shape[1:2], outputs) if per_place else (outputs,)
    test = (x_test, y_test) if len(x_test) else None
    return Task(data, f"{shape} {verb}", (x, y), test, output, facts, record.source_train, notes=tuple(notes))


def _translation(data: str, record: Split) -> Task:
    """Sequences to be written as other sequences. Their symbols are numbered from 2: 0 is padding, 1 the start."""
    vocabulary = len(record.classes) + 2
    facts = {"source": len(record.symbols), "target": vocabulary}
    train, test = (record.x_train, record.y_train + 2), (record.x_test, record.y_test + 2)
    return Task(data, "translation", train, test, (record.y_train.shape[1], vocabulary), facts, record.source_train)


def _standardized(train: np.ndarray, test: np.ndarray, axes: tuple[int, ...]) -> Pair:
    """Both parts minus the mean of the training part, divided by its standard deviation."""
    mean, deviation = train.mean(axes, keepdims=True), train.std(axes, keepdims=True)
    deviation[deviation == 0] = 1
    return (train - mean) / deviation, (test - mean) / deviation


# ---------------------------------------------------------------------- from a model to its arguments
def fitted(task: Task, name: str, maker: Callable[..., Any], given: dict[str, Any]) -> tuple[Task, dict[str, Any]]:
    """The task in the form that the model takes, and all arguments of its constructor.

    Tried are the data as they are, then small images enlarged to 32x32, then rows as plain numbers; the first form fits
    that the model answers with an output of the right shape. `given` arguments go before what the data dictate.
    """
    parameters = inspect.signature(maker).parameters
    if unknown := sorted(set(given) - set(parameters)):
        raise ValueError(f"--set {unknown[0]}=...: {name} has no such argument. It has {', '.join(parameters)}.")
    said = []
    for form in _forms(task):
        arguments = {key: value for key, value in form.facts.items() if key in parameters} | given
        needed = [p.name for p in parameters.values() if p.default is p.empty and p.name not in arguments]
        arguments |= dict.fromkeys({"hidden"} & set(needed), HIDDEN)
        missing = [name for name in needed if name not in arguments]
        if missing:
            said.append(f"nothing in the data says what {missing[0]} is (--set {missing[0]}=...)")
            continue
        complaint = _complaint(form, maker, arguments)
        if complaint is None:
            return form, arguments
        said.append(complaint)
    raise ValueError(
        f"{name} does not fit {task.data}, which is {task.kind} of {task.train[0].shape[1:]}: "
        f"{'; '.join(dict.fromkeys(said))}. {_what_fits(task)}"
    )


def _forms(task: Task) -> Iterator[Task]:
    """The task's inputs as they are and as other models take them."""
    x, facts = task.train[0], task.facts
    if x.ndim == 4 and x.dtype.kind == "f":
        yield replace(task, facts=facts | {"channels": x.shape[1], "image": x.shape[2]})
        if max(x.shape[2:]) < SIDE:
            note = f"images enlarged from {x.shape[2]}x{x.shape[3]} to {SIDE}x{SIDE}"
            yield _changed(task, _enlarged, note, {"channels": x.shape[1], "image": SIDE})
    elif x.dtype.kind == "f":
        yield replace(task, facts=facts | _widths(x.shape[-1], task))
        if task.kind == "table classification" and task.output == (2,):  # one score may tell two classes apart
            yield replace(task, facts=facts | _widths(x.shape[-1], task), output=())
    elif task.kind == "translation":
        yield task
    else:
        yield replace(task, facts=facts | {"context": x.shape[-1]})
        kinds = facts["inputs"]
        if x.ndim == 2 and x.size * kinds <= LARGEST:
            eye = np.eye(kinds, dtype=np.float32)
            note = f"symbols as vectors of {kinds} zeros and ones"
            yield _changed(task, lambda x: eye[x], note, _widths(kinds, task) | {"embedding": 0})
        return
    if x.ndim > 2 and len(task.output) == 1:
        yield _changed(task, lambda x: x.reshape(len(x), -1), "rows as plain numbers", _widths(x[0].size, task))


def _widths(features: int, task: Task) -> dict[str, Any]:
    return {"features": features, "inputs": features, "sizes": [features, HIDDEN, task.facts["outputs"]]}


def _changed(task: Task, change: Callable[[np.ndarray], np.ndarray], note: str, facts: dict[str, Any]) -> Task:
    train, test = task.train, task.test
    return replace(
        task,
        train=(change(train[0]), train[1]),
        test=None if test is None else (change(test[0]), test[1]),
        facts=task.facts | facts,
        notes=(*task.notes, note),
    )


def _enlarged(x: np.ndarray) -> np.ndarray:
    """(N, C, H, W) images -> (N, C, 32, 32): each pixel as often as fits, the rest a margin like the darkest pixel."""
    times = SIDE // max(x.shape[2:])
    x = x.repeat(times, axis=2).repeat(times, axis=3)
    margins = [((SIDE - side) // 2, SIDE - side - (SIDE - side) // 2) for side in x.shape[2:]]
    return np.pad(x, ((0, 0), (0, 0), *margins), constant_values=x.min())


def _complaint(task: Task, maker: Callable[..., Any], arguments: dict[str, Any]) -> str | None:
    """Why the model cannot take two rows of these data, None if it can."""
    x = task.train[0][:2]
    try:
        model = maker(**arguments).eval()
        with no_grad():
            output = model(*map(as_tensor, inputs_of(task, x, task.train[1][:2])))
            if isinstance(output, tuple | list | dict):
                return "its output is several things, for which it has a loss of its own: train it in Python"
            shape, wanted = tuple(output.shape), (len(x), *task.output)
            if shape != wanted:
                return f"its output for {len(x)} rows has the shape {shape}, wanted is {wanted}"
            if task.kind == "language modeling" and _sees_ahead(model, x, output):
                return "it reads in both directions, and so sees the symbols that it should foretell"
    except Exception as error:  # noqa: BLE001 (a model that cannot is no mistake; what it says is passed on)
        return str(error).rstrip(".").partition("\n")[0] or type(error).__name__
    return None


def inputs_of(task: Task, x: Any, y: Any) -> list[Any]:
    """What the model is given for rows x with answers y: who translates reads the answer, too, one step late."""
    return [x, y] if task.kind == "translation" else [x]


def _sees_ahead(model: Any, x: np.ndarray, output: Any) -> bool:
    """Whether what is answered before the last place depends on the last place."""
    other = x.copy()
    other[:, -1] = np.roll(x[:, -1], 1, axis=-1) if x.ndim == 3 else (x[:, -1] + 1) % output.shape[-1]
    return not np.allclose(model(as_tensor(other)).numpy()[:, :-1], output.numpy()[:, :-1])


def _what_fits(task: Task) -> str:
    pairs = task.recipe.suits
    return f"What fits together: {pairs}." if pairs else ""
