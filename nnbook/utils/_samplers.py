"""In which order examples are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Any

import numpy as np

from .._tensor import Array, Tensor
from ..random import Generator, stream


class Sampler:
    """An order in which examples are drawn: subclasses have `__iter__`, and `__len__` where they know it."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError(f"{type(self).__name__} must define __iter__, which yields the numbers of examples")


class _Drawn(Sampler):
    """Samplers that know the whole order of an epoch at once, as an array: `order()` draws it anew."""

    def order(self) -> Array:
        """The numbers of the examples of one epoch."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[int]:
        yield from self.order().tolist()


class SequentialSampler(_Drawn):
    """0, 1, 2, ... in every epoch."""

    def __init__(self, data_source: Sized):
        self.data_source = data_source

    def order(self) -> Array:
        """The numbers in their order."""
        return np.arange(len(self.data_source))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(_Drawn):
    """A new random order in every epoch; with `replacement`, `num_samples` independent draws."""

    def __init__(
        self,
        data_source: Sized,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ):
        self.data_source, self.replacement, self.generator = data_source, replacement, generator
        self._num_samples = num_samples
        if not isinstance(replacement, bool):
            raise TypeError(f"replacement should be a boolean value, but got replacement={replacement!r}")
        if self.num_samples <= 0 and num_samples is not None:
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={num_samples}")

    @property
    def num_samples(self) -> int:
        """How many examples one epoch has."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def order(self) -> Array:
        """One random order; several, one after the other, where more samples are asked for than there are."""
        n, random = len(self.data_source), stream(self.generator)
        if self.replacement:
            return random.integers(n, size=self.num_samples)
        rounds = -(-self.num_samples // n) if n else 0
        orders = [random.permutation(n) for _ in range(rounds)] or [np.arange(0)]
        return np.concatenate(orders)[: self.num_samples]

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(_Drawn):
    """The given numbers, in a new random order in every epoch."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None):
        self.indices, self.generator = indices, generator

    def order(self) -> Array:
        """One random order of the given numbers."""
        return np.asarray(self.indices, np.int64)[stream(self.generator).permutation(len(self.indices))]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(_Drawn):
    """`num_samples` draws, each example as likely as its weight says (the weights need not add up to 1)."""

    def __init__(self, weights: Any, num_samples: int, replacement: bool = True, generator: Generator | None = None):
        if isinstance(num_samples, bool) or not isinstance(num_samples, int) or num_samples <= 0:
            raise ValueError(f"num_samples should be a positive integer value, but got num_samples={num_samples}")
        array = weights.array if isinstance(weights, Tensor) else np.asarray(weights)
        if array.ndim != 1:
            raise ValueError(f"weights should be a 1d sequence but given weights have shape {tuple(array.shape)}")
        self.weights, self.num_samples = array.astype(np.float64), num_samples
        self.replacement, self.generator = replacement, generator

    def order(self) -> Array:
        """The draws of one epoch."""
        share = self.weights / self.weights.sum()
        return stream(self.generator).choice(len(share), self.num_samples, self.replacement, share)

    def __len__(self) -> int:
        return self.num_samples


class BatchSampler(Sampler):
    """Lists of `batch_size` numbers from another sampler; the last is shorter, or left out with `drop_last`."""

    def __init__(self, sampler: Sampler | Iterable[int], batch_size: int, drop_last: bool):
        if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size <= 0:
            raise ValueError(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self) -> Iterator[list[int]]:
        for batch in self.arrays():
            yield batch.tolist()

    def arrays(self) -> Iterator[Array]:
        """The batches as arrays of numbers."""
        order = self.sampler.order() if isinstance(self.sampler, _Drawn) else np.fromiter(self.sampler, np.int64)
        for start in range(0, len(order), self.batch_size):
            batch = order[start : start + self.batch_size]
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def __len__(self) -> int:
        n = len(self.sampler)  # type: ignore[arg-type]
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)
