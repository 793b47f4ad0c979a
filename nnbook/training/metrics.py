"""Numbers that say how good an output is. A metric is a function (output, target) -> number, a mean over the rows."""

from __future__ import annotations

from typing import Any

from .._duck import to_numpy


def accuracy(output: Any, target: Any) -> float:
    """The share of rows whose highest score is that of the right class: (N, K) scores, (N,) labels -> 0 to 1.

    More axes, as in (N, K, T) scores with (N, T) labels, are counted position by position. Takes tensors of either
    engine, and arrays.
    """
    scores, labels = to_numpy(output), to_numpy(target)
    if scores.ndim < 2 or scores.shape[1] < 2:
        raise ValueError(
            f"accuracy got an output of shape {scores.shape}: axis 1 must have one score per class, at least 2. "
            f"One score per row? Write a metric: lambda output, target: ((output > 0) == target).float().mean()"
        )
    if labels.shape != scores.shape[:1] + scores.shape[2:]:
        raise ValueError(
            f"accuracy got an output of shape {scores.shape} and a target of shape {labels.shape}: "
            f"the target must hold one label per row, shape {scores.shape[:1] + scores.shape[2:]}."
        )
    return float((scores.argmax(axis=1) == labels).mean())
