"""Sequences of different lengths: padded to one tensor, or packed step by step so that nothing is computed for padding.

Packed data has one row for each step of each sequence: first the first steps of all sequences, the longest sequence
first, then the second steps of those that have one, and so on. `batch_sizes` says how many each step has.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..._tensor import Array, Tensor, record, wrap

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]


class _Fields(NamedTuple):
    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None
    unsorted_indices: Tensor | None


class PackedSequence(_Fields):
    """Packed data (L, ...) with L rows, `batch_sizes` (T,), and how the sequences were sorted (N,), if they were.

    Made by `pack_padded_sequence` and `pack_sequence`; recurrent layers take it and give it back. `sorted_indices` are
    the places the sequences came from, `unsorted_indices` the inverse permutation.
    """

    def __new__(
        cls,
        data: Any,
        batch_sizes: Tensor | None = None,
        sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> PackedSequence:
        if batch_sizes is None:
            if not (isinstance(data, (list, tuple)) and len(data) == 2):
                raise AssertionError(
                    "PackedSequence(data, batch_sizes) needs both, or a pair of them: pack_sequence(list of tensors) "
                    "makes one"
                )
            data, batch_sizes = data
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The same with `data.to(...)`; the very same where that changes nothing."""
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else PackedSequence(data, *self[1:])

    def double(self) -> PackedSequence:
        """The same with data of float64."""
        return self.to(self.data.double().dtype)

    def float(self) -> PackedSequence:
        """The same with data of float32."""
        return self.to(self.data.float().dtype)

    def long(self) -> PackedSequence:
        """The same with data of int64."""
        return self.to(self.data.long().dtype)

    def int(self) -> PackedSequence:
        """The same with data of int32."""
        return self.to(self.data.int().dtype)

    def cpu(self) -> PackedSequence:
        """Returns this: it is on the CPU."""
        return self

    def cuda(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """Always raises: graphics cards are for `nnbook.on_torch`."""
        return self.to("cuda")

    def pin_memory(self) -> PackedSequence:
        """Returns this: there is no other memory to copy to."""
        return self

    def is_pinned(self) -> bool:
        """False: memory is never pinned."""
        return False

    @property
    def is_cuda(self) -> bool:
        """False: the data is on the CPU."""
        return False


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The permutation (N,) that undoes this one; None stays None."""
    return None if permutation is None else wrap(np.argsort(permutation.array))


def pack_padded_sequence(
    input: Tensor, lengths: Tensor | list[int], batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Pack padded sequences (T, N, ...), or (N, T, ...) with `batch_first`, of which sequence k has lengths[k] steps.

    They must be sorted, the longest first, unless `enforce_sorted=False`, which sorts them and remembers their places.
    """
    if not isinstance(input, Tensor) or input.array.ndim < 2:
        got = f"shape {tuple(input.array.shape)}" if isinstance(input, Tensor) else type(input).__name__
        raise IndexError(f"pack_padded_sequence expects a tensor (T, N, ...), got {got}")
    x = input.array.swapaxes(0, 1) if batch_first else input.array  # (T, N, ...)
    many = _checked(lengths, x.shape, enforce_sorted)
    order = None if enforce_sorted else np.argsort(-many, kind="stable")
    batch_sizes = (many > np.arange(many.max())[:, None]).sum(axis=1)
    step, sequence = _places(batch_sizes, order)

    def back(g: Array) -> Array:
        dx = np.zeros(x.shape, g.dtype)
        dx[step, sequence] = g
        return dx.swapaxes(0, 1) if batch_first else dx

    data = record(x[step, sequence], (input, back))
    return PackedSequence(data, wrap(batch_sizes), None if order is None else wrap(order))


def _checked(lengths: Any, shape: tuple[int, ...], enforce_sorted: bool) -> Array:
    many = np.asarray(lengths.array if isinstance(lengths, Tensor) else lengths).astype(np.int64)
    if many.ndim != 1 or len(many) != shape[1]:
        raise RuntimeError(
            f"lengths must be one number for each of the {shape[1]} sequences of an input (T, N, ...) = {shape}, got "
            f"{many.tolist()}. Is axis 0 that of the sequences? batch_first=True"
        )
    if many.min() <= 0:
        raise RuntimeError(f"the length of all sequences has to be greater than 0, got lengths {many.tolist()}")
    if many.max() > shape[0]:
        raise RuntimeError(f"a sequence cannot be longer than the {shape[0]} steps of the input, got {many.tolist()}")
    if enforce_sorted and (np.diff(many) > 0).any():
        raise RuntimeError(
            f"lengths must be sorted in decreasing order when enforce_sorted is True, got {many.tolist()}: pass "
            "enforce_sorted=False"
        )
    return many


def _places(batch_sizes: Array, order: Array | None) -> tuple[Array, Array]:
    """For every row of packed data, (which step it is, of which sequence)."""
    step, place = np.nonzero(batch_sizes[:, None] > np.arange(batch_sizes[0]))
    return step, place if order is None else order[place]


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Tensor, Tensor]:
    """Packed data back as padded sequences (T, N, ...) or (N, T, ...), in their first order, and lengths (N,).

    T is the length of the longest, or `total_length`.
    """
    batch_sizes, data = sequence.batch_sizes.array, sequence.data
    longest = len(batch_sizes)
    if total_length is not None and total_length < longest:
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, but got "
            f"total_length={total_length} and max sequence length being {longest}"
        )
    order = invert_permutation(sequence.unsorted_indices)
    step, place = _places(batch_sizes, None if order is None else order.array)
    shape = (longest if total_length is None else total_length, int(batch_sizes[0]), *data.array.shape[1:])
    padded = np.full(shape, padding_value, data.array.dtype)
    padded[step, place] = data.array

    def back(g: Array) -> Array:
        return (g.swapaxes(0, 1) if batch_first else g)[step, place]

    lengths = np.bincount(place, minlength=shape[1])
    return record(padded.swapaxes(0, 1) if batch_first else padded, (data, back)), wrap(lengths)


def pad_sequence(
    sequences: Tensor | list[Tensor], batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Tensor:
    """Tensors (T_k, ...) as one, (T, N, ...) or (N, T, ...), the shorter ones filled up on the right or on the left."""
    if not isinstance(sequences, Iterable):
        raise RuntimeError(f"pad_sequence: expected a list of tensors, got {type(sequences).__name__}")
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    parts: Sequence[Tensor] = tuple(sequences)
    if not parts:
        raise RuntimeError("pad_sequence received an empty list of sequences: at least one is needed")
    for k, part in enumerate(parts):
        if not isinstance(part, Tensor):
            raise TypeError(f"pad_sequence: expected a Tensor as element {k}, got {type(part).__name__}")
        if part.array.ndim == 0 or part.array.shape[1:] != parts[0].array.shape[1:]:
            raise RuntimeError(
                f"pad_sequence: sequences (T, ...) may differ in T only, but got {tuple(parts[0].array.shape)} and, as "
                f"element {k}, {tuple(part.array.shape)}"
            )
    longest = max(len(part.array) for part in parts)
    places = [slice(0, n) if padding_side == "right" else slice(longest - n, longest) for n in map(_length, parts)]
    padded = np.full((len(parts), longest, *parts[0].array.shape[1:]), padding_value, parts[0].array.dtype)
    for row, place, part in zip(padded, places, parts, strict=True):
        row[place] = part.array

    def back(g: Array) -> list[Array]:
        rows = g if batch_first else g.swapaxes(0, 1)
        return [row[place] for row, place in zip(rows, places, strict=True)]

    return record(padded if batch_first else padded.swapaxes(0, 1), (parts, back))


def _length(sequence: Tensor) -> int:
    return len(sequence.array)


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False) -> list[Tensor]:
    """Padded sequences (T, N, ...) or (N, T, ...) as a list of N tensors (lengths[k], ...)."""
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [rows[k, :n] for k, n in enumerate(lengths.tolist())]


def pack_sequence(sequences: list[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Tensors (T_k, ...), packed; the longest must come first unless `enforce_sorted=False`."""
    padded = pad_sequence(sequences)
    return pack_padded_sequence(padded, list(map(_length, sequences)), enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The tensors (T_k, ...) that were packed, in their first order."""
    return unpad_sequence(*pad_packed_sequence(packed_sequences, batch_first=True), batch_first=True)
