"""Nested Python values with tensors inside, as JSON beside a list of arrays.

Numbers, text, None and lists stand for themselves. Everything else is {"type": ..., ...}: a dictionary keeps pairs,
since its keys may be numbers; a tensor is a number in the list of tensors, which names its array.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from typing import Any

import numpy as np

from ._dtype import as_dtype, device, dtype
from ._tensor import Array, Size, Tensor, wrap
from .nn.parameter import Buffer, Parameter

_PAIRS: dict[str, Any] = {"dict": dict, "OrderedDict": OrderedDict, "Counter": Counter}
_ITEMS: dict[str, Any] = {"tuple": tuple, "set": set, "frozenset": frozenset, "Size": Size}
_TENSORS: dict[str, Any] = {"Tensor": Tensor, "Parameter": Parameter, "Buffer": Buffer}
_NAMES = {cls: name for table in (_PAIRS, _ITEMS, _TENSORS) for name, cls in table.items()}


class Encoder:
    """Turns one value into JSON and arrays; tensors and arrays that share all their memory are kept once."""

    def __init__(self) -> None:
        self.arrays: list[Array] = []
        self.tensors: list[dict[str, Any]] = []
        self._places: dict[Any, int] = {}
        self._inside: list[int] = []  # the containers around the present value

    def encode(self, value: Any) -> tuple[dict[str, Any], list[Array]]:
        """({"value", "tensors", "arrays"}, arrays)."""
        encoded = self._value(value, "obj")
        return {"value": encoded, "tensors": self.tensors, "arrays": len(self.arrays)}, self.arrays

    def _value(self, value: Any, path: str) -> Any:
        kind = type(value)
        if value is None or kind in (bool, int, str) or (kind is float and math.isfinite(value)):
            return value
        if kind is float:
            return {"type": "float", "value": repr(value)}
        if kind in _TENSORS.values():
            return {"type": "tensor", "number": self._tensor(value)}
        if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biuf":
            return {"type": "array" if isinstance(value, np.ndarray) else "scalar", "array": self._array(value)}
        if isinstance(value, (dtype, device)):
            return {"type": kind.__name__, "name": value.name if isinstance(value, dtype) else str(value)}
        if kind is list or kind in _NAMES:
            return self._container(value, path)
        raise TypeError(
            f"save: {path} is a {kind.__module__}.{kind.__qualname__}, which cannot be saved: {_remedy(value)}"
        )

    def _container(self, value: Any, path: str) -> Any:
        if id(value) in self._inside:
            raise ValueError(f"save: {path} contains itself")
        self._inside.append(id(value))
        name = _NAMES.get(type(value), "list")
        if name in _PAIRS:
            pairs = [[self._value(k, f"a key of {path}"), self._value(v, f"{path}[{k!r}]")] for k, v in value.items()]
            encoded: Any = {"type": name, "pairs": pairs}
        else:
            items = [self._value(v, f"{path}[{i}]") for i, v in enumerate(value)]
            encoded = items if name == "list" else {"type": name, "items": items}
        self._inside.pop()
        return encoded

    def _tensor(self, t: Tensor) -> int:
        if id(t) not in self._places:
            self._places[id(t)] = len(self.tensors)
            entry = {"type": _NAMES[type(t)], "array": self._array(t.array), "requires_grad": t.requires_grad}
            if isinstance(t, Buffer):
                entry["persistent"] = t.persistent
            self.tensors.append(entry)
        return self._places[id(t)]

    def _array(self, a: Any) -> int:
        array = np.asarray(a)
        memory: tuple[Any, ...] = (array.__array_interface__["data"][0], array.shape, array.strides, array.dtype.str)
        if isinstance(a, np.generic) or array.size == 0:  # an array of no numbers has no memory to share
            memory = (len(self.arrays),)
        if memory not in self._places:
            self._places[memory] = len(self.arrays)
            self.arrays.append(array)
        return self._places[memory]


def _remedy(value: Any) -> str:
    if callable(getattr(value, "state_dict", None)):
        return "save its state_dict(), and load that into a new one with load_state_dict()"
    if hasattr(value, "detach"):
        return "save x.detach().numpy() of another engine's tensor"
    if hasattr(value, "__dict__") and not callable(value):
        return "save its values, vars(...), if they are plain ones"
    return "save tensors, numbers, text, and dictionaries, lists and tuples of these"


class Decoder:
    """Turns JSON and arrays back into the value."""

    def __init__(self, tensors: list[dict[str, Any]], arrays: list[Array]):
        self.arrays = arrays
        self.tensors = [self._tensor(entry) for entry in tensors]

    def _tensor(self, entry: dict[str, Any]) -> Tensor:
        cls = _TENSORS[entry["type"]]
        plain = wrap(self.arrays[entry["array"]])
        if cls is Parameter:
            return Parameter(plain, entry["requires_grad"])
        if cls is Buffer:
            return Buffer(plain, persistent=entry["persistent"])
        plain.requires_grad = entry["requires_grad"]
        return plain

    def decode(self, value: Any) -> Any:
        """The Python value of a piece of JSON."""
        if isinstance(value, list):
            return [self.decode(item) for item in value]
        if not isinstance(value, dict):
            return value
        kind = value["type"]
        if kind in _PAIRS:
            made = _PAIRS[kind]()
            for key, item in value["pairs"]:
                made[self.decode(key)] = self.decode(item)
            return made
        if kind in _ITEMS:
            return _ITEMS[kind](self.decode(item) for item in value["items"])
        return self._leaf(kind, value)

    def _leaf(self, kind: str, value: dict[str, Any]) -> Any:
        if kind == "tensor":
            return self.tensors[value["number"]]
        if kind in ("array", "scalar"):
            array = self.arrays[value["array"]]
            return array if kind == "array" else array[()]
        if kind == "float":
            return float(value["value"])
        if kind in ("dtype", "device"):
            return as_dtype(value["name"]) if kind == "dtype" else device(value["name"])
        raise ValueError(f"unknown type {kind!r}")
