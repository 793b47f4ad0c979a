"""Embedding: a table with one learnt row for each word, looked up by its number."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Array, Tensor, record, wrote_into
from ..ops.creation import empty
from . import init
from ._rows import sum_rows
from .module import Module
from .parameter import Parameter


class Embedding(Module):
    """(...) indices -> (..., embedding_dim): the rows of `weight` (num_embeddings, embedding_dim) with these numbers.

    y = weight[indices] (Bengio et al., 2003). The row `padding_idx` starts at 0 and gets no gradient. `max_norm`
    shortens rows that are looked up to this length (their `norm_type`-norm), in the table itself;
    `scale_grad_by_freq` divides a row's gradient by how often it was looked up.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        _dense(sparse)
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = None if padding_idx is None else _row_of(padding_idx, num_embeddings)
        self.max_norm, self.norm_type, self.scale_grad_by_freq = max_norm, norm_type, scale_grad_by_freq
        self.sparse = sparse
        if _weight is None:
            _weight = empty(num_embeddings, embedding_dim, device=device, dtype=dtype)
            self.weight = Parameter(_weight, requires_grad=not _freeze)
            self.reset_parameters()
        elif _weight.array.shape != (num_embeddings, embedding_dim):
            raise AssertionError(
                f"Shape of weight does not match num_embeddings and embedding_dim: got {tuple(_weight.array.shape)} "
                f"for ({num_embeddings}, {embedding_dim})"
            )
        else:
            self.weight = Parameter(_weight, requires_grad=not _freeze)

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Embedding:
        """An Embedding with this table (num_embeddings, embedding_dim), which is not trained unless `freeze=False`."""
        if embeddings.array.ndim != 2:
            raise AssertionError(
                f"Embeddings parameter is expected to be 2-dimensional, got shape {tuple(embeddings.array.shape)}"
            )
        rows, features = embeddings.array.shape
        return cls(
            rows, features, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse,
            _weight=embeddings, _freeze=freeze,
        )  # fmt: skip

    def reset_parameters(self) -> None:
        """Draw the table anew, normal with mean 0 and variance 1; the padding's row is 0."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight.array[self.padding_idx] = 0

    def forward(self, input: Tensor) -> Tensor:
        options = self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq, self.sparse
        return embedding(input, self.weight, *options)

    def extra_repr(self) -> str:
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        for name, usual in (("padding_idx", None), ("max_norm", None), ("norm_type", 2), ("scale_grad_by_freq", False)):
            if getattr(self, name) != usual:
                text += f", {name}={getattr(self, name)}"
        return text


def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of weight (V, D) with the numbers input (...), as (..., D); options as in Embedding."""
    _dense(sparse)
    index = _checked(input, weight)
    padding = None if padding_idx is None else _row_of(padding_idx, len(weight.array))
    if max_norm is not None:
        _shorten(weight, np.unique(index), max_norm, norm_type)
    rows, features = weight.array.shape

    def back(g: Array) -> Array:
        dw = sum_rows(g.reshape(-1, features), index, rows)
        if scale_grad_by_freq:
            dw /= np.maximum(np.bincount(index, minlength=rows), 1)[:, None].astype(dw.dtype)
        if padding is not None:
            dw[padding] = 0
        return dw

    return record(np.take(weight.array, input.array, axis=0), (weight, back))


def _shorten(weight: Tensor, rows: Array, longest: float, p: float) -> None:
    """Scale those of the rows down that are longer than `longest`."""
    lengths = np.linalg.norm(weight.array[rows], p, axis=1)
    long = lengths > longest
    if long.any():
        weight.array[rows[long]] *= (longest / (lengths[long] + 1e-7))[:, None]
        wrote_into(weight)


def _dense(sparse: bool) -> None:
    if sparse:
        raise NotImplementedError("embedding(sparse=True): sparse gradients are not supported: leave it out")


def _row_of(padding_idx: int, rows: int) -> int:
    if not -rows <= padding_idx < rows:
        raise AssertionError(f"Padding_idx must be within num_embeddings: got {padding_idx} for {rows} rows")
    return padding_idx % rows


def _checked(input: Tensor, weight: Tensor) -> Array:
    """The indices in one row, after looking whether there are such rows."""
    if not isinstance(input, Tensor):
        raise TypeError(f"embedding(): indices must be Tensor, not {type(input).__name__}: tensor(...)")
    if input.array.dtype not in (np.int64, np.int32):
        raise RuntimeError(
            f"embedding: Expected indices to have one of the following scalar types: Long, Int; but got "
            f"{input.dtype.name}: they are the numbers of rows, input.long()"
        )
    if weight.array.ndim != 2:
        raise RuntimeError(f"embedding: 'weight' must be 2-D, (rows, features), got {tuple(weight.array.shape)}")
    index, rows = input.array.reshape(-1), len(weight.array)
    if index.size and not (index.min() >= 0 and index.max() < rows):
        wrong = int(index.min() if index.min() < 0 else index.max())
        raise IndexError(
            f"index out of range in embedding: got {wrong}, and the table has {rows} rows, 0 to {rows - 1}: "
            "num_embeddings is the largest index + 1"
        )
    return index
