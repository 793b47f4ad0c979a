"""Datasets, and batches drawn from them anew in every epoch."""

from __future__ import annotations

import bisect
import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import Any

import numpy as np

from .._tensor import Array, Tensor, wrap
from ..ops.creation import tensor
from ..ops.shaping import stack
from ..random import Generator, default_generator, stream
from ._samplers import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)

__all__ = [
    "BatchSampler",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "IterableDataset",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "WeightedRandomSampler",
    "default_collate",
    "random_split",
]


class Dataset:
    """Examples by number: subclasses have `__getitem__`, and `__len__` for their number. `a + b` joins two."""

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError(
            f"{type(self).__name__} must define __getitem__, which returns the example of a number"
        )

    def __add__(self, other: Dataset) -> ConcatDataset:
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    """Examples one after the other, without numbers: subclasses have `__iter__`."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError(f"{type(self).__name__} must define __iter__, which yields examples")


class TensorDataset(Dataset):
    """Tensors whose rows belong together: example i is (tensors[0][i], tensors[1][i], ...)."""

    def __init__(self, *tensors: Tensor):
        for t in tensors:
            if not isinstance(t, Tensor):
                raise TypeError(f"TensorDataset expects tensors, got {type(t).__name__}: convert it with tensor(...)")
        if len({t.array.shape[:1] for t in tensors}) > 1:
            shapes = ", ".join(str(tuple(t.array.shape)) for t in tensors)
            raise AssertionError(
                f"Size mismatch between tensors: all need the same number of rows, got shapes {shapes}"
            )
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(t[index] for t in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0].array)


class Subset(Dataset):
    """The examples of a dataset with the given numbers."""

    def __init__(self, dataset: Dataset, indices: Sequence[int]):
        self.dataset, self.indices = dataset, indices

    def __getitem__(self, idx: Any) -> Any:
        return (
            self.dataset[[self.indices[i] for i in idx]] if isinstance(idx, list) else self.dataset[self.indices[idx]]
        )

    def __len__(self) -> int:
        return len(self.indices)


class ConcatDataset(Dataset):
    """Datasets one after the other."""

    def __init__(self, datasets: Iterable[Dataset]):
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        self.cumulative_sizes = list(accumulate(len(d) for d in self.datasets))  # type: ignore[arg-type]

    def __getitem__(self, idx: int) -> Any:
        if not -len(self) <= idx < len(self):
            kind = ValueError if idx < 0 else IndexError  # at an IndexError, `for example in dataset` ends
            raise kind(f"index {idx} is out of range: the datasets have {len(self)} examples together")
        place = idx % len(self)
        i = bisect.bisect_right(self.cumulative_sizes, place)
        return self.datasets[i][place - (self.cumulative_sizes[i - 1] if i else 0)]

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]


def random_split(
    dataset: Dataset, lengths: Sequence[int | float], generator: Generator | None = default_generator
) -> list[Subset]:
    """Subsets of the given lengths (or shares of 1) that together are the dataset, in random order."""
    n = len(dataset)  # type: ignore[arg-type]
    sizes = list(lengths)
    if math.isclose(sum(sizes), 1) and sum(sizes) <= 1:
        if any(not 0 <= share <= 1 for share in sizes):
            raise ValueError(f"random_split: shares must be between 0 and 1, got {list(lengths)}")
        sizes = [math.floor(n * share) for share in sizes]
        for i in range(n - int(sum(sizes))):  # what rounding left over goes to the first ones
            sizes[i % len(sizes)] += 1
        for i, size in enumerate(sizes):
            if size == 0:
                warnings.warn(
                    f"Length of split at index {i} is 0. This might result in an empty dataset.", stacklevel=2
                )
    if sum(sizes) != n:
        raise ValueError(
            f"Sum of input lengths does not equal the length of the input dataset! {list(lengths)} and {n} examples"
        )
    order = stream(generator).permutation(n).tolist()
    stops = list(accumulate(map(int, sizes)))
    return [Subset(dataset, order[start:stop]) for start, stop in zip([0, *stops], stops, strict=False)]


def default_collate(batch: Any) -> Any:
    """Examples as a batch: tensors, arrays, numbers stacked along a new first axis; tuples, mappings part by part."""
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(list(batch))
    if isinstance(first, (np.ndarray, np.generic)):
        return tensor(np.stack(batch))
    if isinstance(first, (bool, int, float)):
        return wrap(np.array(batch))  # float64 and int64, as in PyTorch
    if isinstance(first, (str, bytes)):
        return list(batch)
    if isinstance(first, Mapping):
        return type(first)({key: default_collate([example[key] for example in batch]) for key in first})  # type: ignore[call-arg]
    if isinstance(first, (tuple, list)):
        if any(len(example) != len(first) for example in batch):
            raise RuntimeError("each element in list of batch should be of equal size")
        parts = [default_collate(part) for part in zip(*batch, strict=True)]
        return (
            type(first)(*parts)
            if hasattr(first, "_fields")
            else type(first)(parts)
            if isinstance(first, list)
            else parts
        )
    raise TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found "
        f"{type(first).__name__}: "
        "convert the examples, or pass collate_fn="
    )


class DataLoader:
    """Batches of a dataset, drawn anew in every epoch: `for inputs, targets in DataLoader(dataset, 32, shuffle=True)`.

    Random orders come from `generator`, or from the generator that `manual_seed` seeds. `batch_size=None` gives single
    examples. Accepted and without effect, as batches are made in this process: `num_workers`, `pin_memory`, `timeout`,
    `worker_init_fn`, `multiprocessing_context`, `prefetch_factor`, `persistent_workers`, `pin_memory_device`,
    `in_order`.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Sampler | Iterable[int] | None = None,
        batch_sampler: Sampler | Iterable[list[int]] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Any = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ):
        self.dataset, self.num_workers, self.generator = dataset, num_workers, generator
        self.pin_memory, self.timeout, self.worker_init_fn = pin_memory, timeout, worker_init_fn
        self.prefetch_factor, self.persistent_workers = prefetch_factor, persistent_workers
        self._streamed = isinstance(dataset, IterableDataset)
        self._check(batch_size, shuffle, sampler, batch_sampler, drop_last)
        if batch_sampler is not None:
            batch_size, drop_last = None, False
        if sampler is None:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if batch_sampler is None and batch_size is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.batch_size, self.drop_last, self.sampler, self.batch_sampler = (
            batch_size,
            drop_last,
            sampler,
            batch_sampler,
        )
        self.collate_fn = collate_fn or (default_collate if batch_sampler is not None else _unchanged)

    def _check(self, batch_size: Any, shuffle: Any, sampler: Any, batch_sampler: Any, drop_last: Any) -> None:
        if self.num_workers < 0:
            raise ValueError(f"num_workers option should be non-negative, got {self.num_workers}")
        if self.timeout < 0:
            raise ValueError(f"timeout option should be non-negative, got {self.timeout}")
        if self._streamed and (shuffle or sampler is not None or batch_sampler is not None):
            raise ValueError("DataLoader with IterableDataset: expected unspecified shuffle, sampler and batch_sampler")
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None or drop_last):
            raise ValueError(
                "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last"
            )
        if batch_size is None and drop_last:
            raise ValueError("batch_size=None option disables auto-batching and is mutually exclusive with drop_last")

    def __iter__(self) -> Iterator[Any]:
        if self._streamed:
            return self._stream()
        if self.batch_sampler is None:
            return (self.collate_fn(self.dataset[i]) for i in self.sampler)
        whole = _tensors_of(self.dataset) if self.collate_fn is default_collate else None
        if whole is not None:
            return self._gather(*whole)
        return (self.collate_fn(self._fetch(numbers)) for numbers in self.batch_sampler)

    def _gather(self, tensors: tuple[Tensor, ...], numbers: Array | None) -> Iterator[list[Tensor]]:
        """Batches of tensors by one index each: no loop over examples."""
        sampler = self.batch_sampler
        assert sampler is not None
        for batch in sampler.arrays() if isinstance(sampler, BatchSampler) else sampler:
            rows = np.asarray(batch, np.int64) if numbers is None else numbers[batch]
            yield [wrap(t.array[rows]) for t in tensors]

    def _fetch(self, numbers: Any) -> list[Any]:
        if hasattr(self.dataset, "__getitems__"):
            return self.dataset.__getitems__(numbers)
        return [self.dataset[i] for i in numbers]

    def _stream(self) -> Iterator[Any]:
        examples = iter(self.dataset)
        if self.batch_size is None:
            yield from map(self.collate_fn, examples)
            return
        while batch := list(islice(examples, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield self.collate_fn(batch)

    def __len__(self) -> int:
        if self._streamed:
            n = len(self.dataset)
            size = self.batch_size or 1
            return n // size if self.drop_last else -(-n // size)
        return len(self.sampler if self.batch_sampler is None else self.batch_sampler)  # type: ignore[arg-type]


def _tensors_of(dataset: Any) -> tuple[tuple[Tensor, ...], Array | None] | None:
    """The tensors behind a TensorDataset or a Subset of one, and which rows of them (None: all)."""
    if type(dataset) is TensorDataset:
        return dataset.tensors, None
    if type(dataset) is Subset and type(dataset.dataset) is TensorDataset:
        return dataset.dataset.tensors, np.asarray(dataset.indices, np.int64)
    return None


def _unchanged(example: Any) -> Any:
    """A single example, arrays as tensors."""
    return tensor(example) if isinstance(example, (np.ndarray, np.generic)) else example
