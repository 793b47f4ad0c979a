"""Checks of what recurrent layers are given, with errors that say what was expected."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._tensor import Tensor


def check_sizes(layer: Any) -> None:
    """Raise unless the arguments of RNN, LSTM or GRU make sense."""
    for name in ("bias", "batch_first"):
        if not isinstance(getattr(layer, name), bool):
            raise TypeError(f"{name} should be of type bool, got: {type(getattr(layer, name)).__name__}")
    for name in ("input_size", "hidden_size"):
        if not isinstance(getattr(layer, name), int):
            raise TypeError(f"{name} should be of type int, got: {type(getattr(layer, name)).__name__}")
    for name in ("input_size", "hidden_size", "num_layers"):
        if getattr(layer, name) <= 0:
            raise ValueError(f"{name} must be greater than zero, got {getattr(layer, name)}")
    if layer.proj_size < 0:
        raise ValueError(
            f"proj_size should be a positive integer or zero to disable projections, got {layer.proj_size}"
        )
    if layer.proj_size >= layer.hidden_size:
        raise ValueError(f"proj_size has to be smaller than hidden_size, got {layer.proj_size} and {layer.hidden_size}")


def check_dropout(p: Any, num_layers: int) -> None:
    """Raise unless `p` is a probability; warn where there are no two layers to drop outputs between."""
    if not isinstance(p, (int, float, np.number)) or isinstance(p, bool) or not 0 <= p <= 1:
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an element being zeroed, "
            f"got {p!r}"
        )
    if p > 0 and num_layers == 1:
        warnings.warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers "
            f"greater than 1, but got dropout={p} and num_layers={num_layers}",
            stacklevel=4,
        )


def no_projection(name: str, others: dict[str, Any]) -> None:
    """Raise for arguments that only LSTM takes, and for unknown ones."""
    if "proj_size" in others:
        raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
    if others:
        raise TypeError(f"{name}.__init__() got an unexpected keyword argument {next(iter(others))!r}")


def check_input(layer: Any, x: Any, ndims: tuple[int, ...], axes: str) -> None:
    """Raise unless `x` is a tensor of the layer's type, with steps, and with `input_size` numbers on its last axis."""
    name = _name(layer)
    if not isinstance(x, Tensor):
        raise TypeError(f"{name} expects a Tensor, got {type(x).__name__}: convert it with tensor(...)")
    shape, kind = tuple(x.array.shape), next(layer.parameters()).dtype
    if len(shape) not in ndims:
        raise (ValueError if 3 in ndims else RuntimeError)(f"{name} expected an input of shape {axes}, got {shape}")
    if x.dtype != kind:
        whole = x.array.dtype.kind != "f"
        raise ValueError(
            f"{name} got an input of {x.dtype.name}, but its weights are {kind.name}. "
            + ("Numbers of words? An Embedding makes vectors of them" if whole else f"Convert it: x.to({kind!r})")
        )
    if shape[-1] != layer.input_size:
        raise RuntimeError(
            f"{name} got an input of shape {shape}: its last axis must be input_size, {layer.input_size}"
        )
    if shape[len(shape) == 3 and layer.batch_first] == 0:
        raise RuntimeError(f"{name}: expected a sequence length larger than 0, got an input of shape {shape}")


def check_states(layer: Any, x: Tensor, hx: Any, expected: Sequence[tuple[int, ...]]) -> None:
    """Raise unless the initial states, if there are any, have these shapes and the input's element type."""
    if hx is None:
        return
    name = _name(layer)
    if isinstance(hx, Tensor) or len(hx) != len(expected) or not all(isinstance(s, Tensor) for s in hx):
        what = "a pair of tensors (h_0, c_0)" if len(expected) == 2 else "a tensor h_0"
        given = hx if len(expected) == 2 else hx[0]
        length = f" of length {len(given)}" if isinstance(given, (tuple, list)) else ""
        raise TypeError(f"{name}: hx must be {what}, got {type(given).__name__}{length}")
    for label, state, shape in zip(("h_0", "c_0"), hx, expected, strict=False):
        got_shape = tuple(state.array.shape)
        if got_shape != shape:
            remedy = _remedy(layer, tuple(x.array.shape), got_shape, shape)
            raise RuntimeError(f"{name}: {label} must have the shape {shape}, got {got_shape}.{remedy}")
        if state.array.dtype != x.array.dtype:
            raise RuntimeError(
                f"{name}: {label} is of {state.dtype.name}, the input of {x.dtype.name}: {label}.to(x.dtype)"
            )


def _name(layer: Any) -> str:
    return f"{type(layer).__name__}({layer.input_size}, {layer.hidden_size})"


def _remedy(layer: Any, x: tuple[int, ...], got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """What is probably meant."""
    if len(got) != len(expected):
        return " A state has the axis N where the input has it: state.unsqueeze(1) or state.squeeze(1)"
    if got[0] == expected[0] and got[2:] == expected[2:] and len(x) == 3:
        if got[1] == x[layer.batch_first]:
            return f" Is axis {int(layer.batch_first)} of the input N? batch_first={not layer.batch_first}"
        return " Is this the smaller last batch? Make the state for its N"
    return " It is (D * num_layers, N, size), where D is 2 if bidirectional"
