"""Datasets and loaders: order, batches, collation and errors as in PyTorch."""

from __future__ import annotations

from collections import namedtuple
from itertools import chain

import numpy as np
import pytest
import torch

import nnbook
from nnbook.utils.data import (
    BatchSampler,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    SequentialSampler,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
    random_split,
)
from tests.support import both, both_fail


def tensors(t, n=10):
    return t.utils.data.TensorDataset(t.arange(n * 2.0).reshape(n, 2), t.arange(n))


def numbers(n=10):
    return TensorDataset(nnbook.arange(n))


def seen(loader):
    return [batch[0].tolist() for batch in loader]


# ---------------------------------------------------------------------- without chance: the same as PyTorch's
class Words(Dataset):
    """Examples of every type that can be collated."""

    def __getitem__(self, i):
        return {"text": "word" * i, "number": i * 0.5, "array": np.full(2, i), "pair": (i, [float(i)])}

    def __len__(self):
        return 5


LOADERS = {
    "one by one": lambda t, d: d.DataLoader(tensors(t)),
    "batches": lambda t, d: d.DataLoader(tensors(t), 4),
    "without the rest": lambda t, d: d.DataLoader(tensors(t), 4, drop_last=True),
    "in one": lambda t, d: d.DataLoader(tensors(t), 100),
    "no batches": lambda t, d: d.DataLoader(tensors(t), None),
    "a subset": lambda t, d: d.DataLoader(d.Subset(tensors(t), [5, 2, 7]), 2),
    "two joined": lambda t, d: d.DataLoader(tensors(t) + tensors(t, 3), 6),
    "a sampler": lambda t, d: d.DataLoader(tensors(t), 2, sampler=[3, 1, 1]),
    "a batch sampler": lambda t, d: d.DataLoader(tensors(t), batch_sampler=[[0, 1, 2], [5], [9, 3]]),
    "collated by oneself": lambda t, d: d.DataLoader(
        tensors(t), 3, collate_fn=lambda batch: [y.item() for _, y in batch]
    ),
    "a list": lambda t, d: d.DataLoader([1, 2, 3], 2),
    "pairs": lambda t, d: d.DataLoader([(1.5, 1), (2.5, 2)], 2),
    "arguments without effect": lambda t, d: d.DataLoader(tensors(t), 5, False, None, None, 0, None, False, False, 0),
}


@pytest.mark.parametrize("name", LOADERS)
def test_loader(name):
    def program(t):
        loader = LOADERS[name](t, t.utils.data)
        return list(loader), len(loader), loader.batch_size, loader.drop_last

    both(program)


def test_any_example_is_collated_part_by_part():
    ours, theirs = (next(iter(loader(Words(), 3))) for loader in (DataLoader, torch.utils.data.DataLoader))
    assert ours["text"] == theirs["text"]
    for pick in (lambda b: b["number"], lambda b: b["array"], lambda b: b["pair"][0], lambda b: b["pair"][1][0]):
        assert np.array_equal(pick(ours).array, pick(theirs).numpy())
        assert repr(pick(ours).dtype) == repr(pick(theirs).dtype)
    assert type(ours["pair"]) is type(theirs["pair"])


Point = namedtuple("Point", ["x", "y"])

COLLATED = [
    [Point(1, 2.0), Point(3, 4.0)], [True, False], [b"a", b"b"], [np.float32(1), np.float32(2)], [[1, "a"], [2, "b"]],
    [np.ones((2, 2)), np.zeros((2, 2))],
]  # fmt: skip


@pytest.mark.parametrize("batch", COLLATED, ids=str)
def test_collate(batch):
    both(lambda t: t.utils.data.default_collate(batch))


def test_a_stream_of_examples():
    def program(t):
        class Stream(t.utils.data.IterableDataset):
            def __iter__(self):
                return iter(range(7))

            def __len__(self):
                return 7

        load = t.utils.data.DataLoader
        return (
            list(load(Stream(), 3)), list(load(Stream(), 3, drop_last=True)), list(load(Stream(), None)),
            len(load(Stream(), 3)), len(load(Stream(), 3, drop_last=True)),
        )  # fmt: skip

    both(program)


def test_datasets():
    def program(t):
        d = t.utils.data
        joined = d.ConcatDataset([tensors(t, 3), tensors(t, 2)])
        return (
            tensors(t)[3], tensors(t)[-1], len(tensors(t)), d.Subset(tensors(t), [4, 5])[1], len(d.Subset([1, 2], [0])),
            joined[3], joined[-1], len(joined), joined.cumulative_sizes, list(joined),
            list(tensors(t, 3)), d.Subset([7, 8, 9], range(1, 3))[0],
        )  # fmt: skip

    both(program)


# ---------------------------------------------------------------------- chance
def test_shuffling_draws_the_batches_anew_in_every_epoch():
    nnbook.manual_seed(0)
    loader = DataLoader(numbers(100), 10, shuffle=True)
    first, second = seen(loader), seen(loader)
    assert sorted(chain(*first)) == sorted(chain(*second)) == list(range(100))
    assert {frozenset(batch) for batch in first} != {frozenset(batch) for batch in second}
    assert first[0] != sorted(first[0])


def test_the_seed_decides_the_order():
    orders = []
    for _ in range(2):
        nnbook.manual_seed(3)
        orders.append(seen(DataLoader(numbers(), 3, shuffle=True)))
    assert orders[0] == orders[1]
    nnbook.manual_seed(4)
    assert seen(DataLoader(numbers(), 3, shuffle=True)) != orders[0]


def test_a_generator_of_ones_own_leaves_the_others_alone():
    nnbook.manual_seed(0)
    expected = nnbook.rand(3)
    nnbook.manual_seed(0)
    own = [seen(DataLoader(numbers(), 3, True, generator=nnbook.Generator().manual_seed(5))) for _ in range(2)]
    assert own[0] == own[1]
    assert np.array_equal(nnbook.rand(3).array, expected.array)


def test_batches_are_copies():
    dataset = numbers()
    for batch in DataLoader(dataset, 5):
        batch[0].array[...] = -1
    assert dataset.tensors[0].tolist() == list(range(10))


def test_tensor_datasets_are_gathered_without_a_loop_over_examples():
    class Counted(TensorDataset):
        calls = 0

        def __getitem__(self, index):
            Counted.calls += 1
            return super().__getitem__(index)

    plain = numbers()
    counted = Counted(*plain.tensors)
    assert seen(DataLoader(counted, 4)) == seen(DataLoader(plain, 4))
    assert Counted.calls == 10  # a class of one's own is asked for every example

    original, TensorDataset.__getitem__ = TensorDataset.__getitem__, None
    try:
        assert sum(len(b) for b in seen(DataLoader(Subset(plain, [1, 2, 3]), 2, shuffle=True))) == 3
        assert len(seen(DataLoader(plain, 3))) == 4
    finally:
        TensorDataset.__getitem__ = original


def test_samplers():
    nnbook.manual_seed(0)
    assert list(SequentialSampler("abc")) == [0, 1, 2]
    assert len(SequentialSampler("abc")) == 3
    draws = list(RandomSampler(range(5), replacement=True, num_samples=2000))
    assert len(draws) == 2000
    assert np.bincount(draws) == pytest.approx([400] * 5, rel=0.2)
    assert sorted(list(RandomSampler(range(3), num_samples=7))[:6]) == [0, 0, 1, 1, 2, 2]
    assert list(RandomSampler([])) == []
    assert sorted(SubsetRandomSampler([4, 7, 9])) == [4, 7, 9]
    assert len(SubsetRandomSampler([4, 7, 9])) == 3
    weighted = WeightedRandomSampler([0, 3, 1], 2000)
    assert np.bincount(list(weighted), minlength=3) == pytest.approx([0, 1500, 500], rel=0.15)
    assert len(weighted) == 2000
    assert sorted(WeightedRandomSampler(nnbook.tensor([1.0, 2.0]), 2, replacement=False)) == [0, 1]
    assert list(BatchSampler(range(5), 2, False)) == [[0, 1], [2, 3], [4]]
    assert [len(BatchSampler(range(5), 2, drop)) for drop in (False, True)] == [3, 2]


def test_random_split():
    nnbook.manual_seed(0)
    parts = random_split(numbers(10), [7, 3])
    assert [len(p) for p in parts] == [7, 3]
    assert sorted([*parts[0].indices, *parts[1].indices]) == list(range(10))
    assert parts[0].indices != sorted(parts[0].indices)
    assert [len(p) for p in random_split(numbers(10), [0.5, 0.3, 0.2])] == [5, 3, 2]
    assert [len(p) for p in random_split(numbers(11), [0.5, 0.5])] == [6, 5]
    again = [random_split(numbers(), [5, 5], nnbook.Generator().manual_seed(1))[0].indices for _ in range(2)]
    assert again[0] == again[1]
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0"):
        random_split(numbers(2), [0.9, 0.1])


WRONG = {
    "no batch": (lambda t: t.utils.data.DataLoader(tensors(t), 0), "positive integer value, but got batch_size=0"),
    "a negative batch": (lambda t: t.utils.data.DataLoader(tensors(t), -3), "batch_size=-3"),
    "half a batch": (lambda t: t.utils.data.DataLoader(tensors(t), 2.5), "batch_size=2.5"),
    "a sampler and shuffling": (
        lambda t: t.utils.data.DataLoader(tensors(t), shuffle=True, sampler=[1]), "mutually exclusive with shuffle",
    ),
    "a batch sampler and a size": (
        lambda t: t.utils.data.DataLoader(tensors(t), 3, batch_sampler=[[1]]), "mutually exclusive with batch_size",
    ),
    "dropping single examples": (
        lambda t: t.utils.data.DataLoader(tensors(t), None, drop_last=True), "disables auto-batching",
    ),
    "negative workers": (lambda t: t.utils.data.DataLoader(tensors(t), num_workers=-1), "non-negative"),
    "a negative timeout": (lambda t: t.utils.data.DataLoader(tensors(t), timeout=-1), "option should be non-negative"),
    "drop_last of another type": (lambda t: t.utils.data.BatchSampler([1], 1, 3), "drop_last=3"),
    "replacement of another type": (lambda t: t.utils.data.RandomSampler([1], 3), "replacement=3"),
    "no samples": (lambda t: t.utils.data.RandomSampler([1], True, 0), "num_samples=0"),
    "no weighted samples": (lambda t: t.utils.data.WeightedRandomSampler([1.0], 0), "num_samples=0"),
    "weights in a matrix": (lambda t: t.utils.data.WeightedRandomSampler(t.ones(2, 2), 1), "should be a 1d sequence"),
    "tensors of different lengths": (
        lambda t: t.utils.data.TensorDataset(t.ones(3), t.ones(4)), "Size mismatch between tensors",
    ),
    "nothing to join": (lambda t: t.utils.data.ConcatDataset([]), "empty iterable"),
    "an example that is not there": (
        lambda t: t.utils.data.ConcatDataset([tensors(t)])[-11], "index",
    ),
    "an example after the last": (lambda t: t.utils.data.ConcatDataset([tensors(t)])[10], "index"),
    "lengths of another sum": (lambda t: t.utils.data.random_split(tensors(t), [3, 3]), "Sum of input lengths"),
    "a share above 1": (lambda t: t.utils.data.random_split(tensors(t), [1.5, -0.5]), "between 0 and 1"),
    "collating functions": (lambda t: t.utils.data.default_collate([abs]), "must contain tensors, numpy arrays"),
    "collating lists of different lengths": (lambda t: t.utils.data.default_collate([[1], [1, 2]]), "of equal size"),
    "a dataset without examples": (lambda t: t.utils.data.Dataset()[0], ""),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_wrong_use(name):
    both_fail(*WRONG[name])


def test_arrays_in_a_tensor_dataset_name_the_remedy():
    with pytest.raises(TypeError, match=r"TensorDataset expects tensors, got ndarray: convert it with tensor\(...\)"):
        TensorDataset(np.ones(3))


def test_a_stream_has_no_order_of_its_own():
    class Stream(IterableDataset):
        def __iter__(self):
            return iter(range(3))

    with pytest.raises(ValueError, match="IterableDataset: expected unspecified shuffle"):
        DataLoader(Stream(), shuffle=True)
    with pytest.raises(NotImplementedError, match="must define __iter__"):
        iter(IterableDataset())


def test_an_empty_dataset_gives_no_batches():
    assert list(DataLoader(TensorDataset(nnbook.zeros(0, 2)), 4)) == []
    assert list(DataLoader(TensorDataset(nnbook.zeros(0, 2)), 4, shuffle=True)) == []
    assert default_collate([1, 2]).dtype is nnbook.int64
