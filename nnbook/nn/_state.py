"""What a module stores and reads back: its `state_dict`, its element types."""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from collections.abc import Mapping
from typing import Any

import numpy as np

from .._dtype import as_dtype, dtype
from .._tensor import Array, Tensor, wrap, wrote_into
from ..ops.creation import check_device


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """The names that `load_state_dict` did not find and those it had no place for."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()


def collect(module: Any, destination: Any, prefix: str, keep_vars: bool) -> dict[str, Any]:
    """The `state_dict`: of each module first the parameters, then the buffers, then those of its parts."""
    state = OrderedDict() if destination is None else destination
    for name, value in _stored(module):
        state[prefix + name] = value if keep_vars else wrap(value.array)
    return state


def _stored(module: Any, prefix: str = "") -> list[tuple[str, Tensor]]:
    """Everything a `state_dict` holds, tied tensors under all of their names."""
    found = [(prefix + name, p) for name, p in module._parameters.items() if p is not None]
    for name, b in module._buffers.items():
        if b is not None and name not in module._non_persistent_buffers_set:
            found.append((prefix + name, b))
    for name, part in module._modules.items():
        if part is not None:
            found += _stored(part, f"{prefix}{name}.")
    return found


def load(module: Any, state: Mapping[str, Any], strict: bool, assign: bool) -> _IncompatibleKeys:
    """Compare all names and shapes first; copy only if everything fits."""
    if not isinstance(state, Mapping):
        raise TypeError(f"expected state_dict to be dict-like, got {type(state).__name__}")
    mine = dict(_stored(module))
    arrays = {name: _array_of(name, value) for name, value in state.items() if name in mine}
    missing = [name for name in mine if name not in state]
    unexpected = [name for name in state if name not in mine]
    problems = []
    if strict and unexpected:
        problems.append("Unexpected key(s) in state_dict: " + _listed(unexpected) + ".")
    if strict and missing:
        problems.append("Missing key(s) in state_dict: " + _listed(missing) + ".")
    problems += [
        f"size mismatch for {name}: the state_dict has shape {array.shape}, the module {mine[name].array.shape}."
        for name, array in arrays.items()
        if array.shape != mine[name].array.shape
    ]
    if problems:
        raise RuntimeError(f"Error(s) in loading state_dict for {type(module).__name__}:\n\t" + "\n\t".join(problems))
    for name, array in arrays.items():
        if assign:
            mine[name].array = array
        else:
            mine[name].array[...] = array
        wrote_into(mine[name])
    return _IncompatibleKeys(missing, unexpected)


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _array_of(name: str, value: Any) -> Array:
    """The numbers of a tensor, an array, or a tensor of PyTorch's, known by its methods: torch is not imported."""
    if isinstance(value, Tensor):
        return value.array
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value)
    if hasattr(value, "detach") and hasattr(value, "cpu"):
        array: Array = value.detach().cpu().numpy()
        return array
    raise RuntimeError(f"load_state_dict: {name!r} must be a tensor or an array, got {type(value).__name__}")


def no_half(self: Any) -> Any:
    """Always raises: half precision is for graphics cards."""
    raise NotImplementedError(
        "half precision (float16, bfloat16) is not supported: stay with float32, or train the model on a graphics card "
        "with nnbook.on_torch"
    )


def array_type(spec: Any) -> np.dtype[Any]:
    """NumPy's type for `Module.type("torch.DoubleTensor")` or a dtype."""
    names = {"FloatTensor": "float32", "DoubleTensor": "float64", "LongTensor": "int64", "IntTensor": "int32"}
    spec = names.get(spec.rpartition(".")[2], spec) if isinstance(spec, str) else spec
    return as_dtype(spec).dtype


def floating_type(args: tuple[Any, ...], kwargs: dict[str, Any]) -> np.dtype[Any] | None:
    """NumPy's type that the arguments of `Module.to` ask for; None if they name a device only."""
    unknown = kwargs.keys() - {"device", "dtype", "non_blocking", "memory_format", "tensor"}
    if unknown:
        raise TypeError(f"to() got an unexpected keyword argument {min(unknown)!r}")
    kind = kwargs.get("dtype")
    check_device(kwargs.get("device"))
    for value in (*args, kwargs.get("tensor")):
        if isinstance(value, Tensor):
            kind = value.dtype
        elif isinstance(value, (dtype, np.dtype, type)):
            kind = value
        elif not isinstance(value, bool):  # a third argument is non_blocking
            check_device(value)
    if kind is None:
        return None
    if not as_dtype(kind).is_floating_point:
        raise TypeError(f"nn.Module.to only accepts floating point dtypes, but got desired dtype={as_dtype(kind)}")
    return as_dtype(kind).dtype
