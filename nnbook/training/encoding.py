"""States as JSON and arrays: dictionaries, lists and numbers stay readable, tensors go into a table of their own."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from .._duck import to_numpy

ARRAY, PAIRS, TUPLE, COUNTER = "array:", "pairs:", "tuple:", "counter:"


def encode(value: Any, place: str, arrays: dict[str, np.ndarray]) -> Any:
    """`value` as JSON can write it; the tensors in it are put into `arrays`, named by their place."""
    if hasattr(value, "detach") or isinstance(value, np.ndarray):
        arrays[place] = np.ascontiguousarray(to_numpy(value)).reshape(value.shape)
        return {ARRAY: place}
    if isinstance(value, Counter):
        return {COUNTER: [[key, count] for key, count in value.items()]}
    if isinstance(value, dict):
        inner = [(key, encode(item, f"{place}/{key}", arrays)) for key, item in value.items()]
        plain = all(isinstance(key, str) for key, _ in inner)
        return dict(inner) if plain else {PAIRS: [list(pair) for pair in inner]}
    if isinstance(value, list | tuple):
        items = [encode(item, f"{place}/{i}", arrays) for i, item in enumerate(value)]
        return items if isinstance(value, list) else {TUPLE: items}
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(
        f"checkpoint: {place} is a {type(value).__name__}, which no JSON can hold. A state_dict() may have numbers, "
        "text, tensors, lists and dictionaries of them."
    )


def decode(value: Any, arrays: dict[str, np.ndarray], tensor: Any) -> Any:
    """What `encode` was given; `tensor` makes tensors from arrays."""
    if isinstance(value, list):
        return [decode(item, arrays, tensor) for item in value]
    if not isinstance(value, dict):
        return value
    if ARRAY in value:
        return tensor(arrays[value[ARRAY]])
    if COUNTER in value:
        return Counter(dict(value[COUNTER]))
    if PAIRS in value:
        return {key: decode(item, arrays, tensor) for key, item in value[PAIRS]}
    if TUPLE in value:
        return tuple(decode(item, arrays, tensor) for item in value[TUPLE])
    return {key: decode(item, arrays, tensor) for key, item in value.items()}
