"""One step of a recurrent network: for loops of one's own, where the next input depends on the last output."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..ops.creation import empty
from . import init
from ._arguments import same_type
from ._gru_kernel import gru
from ._lstm_kernel import lstm
from ._recurrence import Kernel, Weights, layer
from ._rnn_kernel import rnn_relu, rnn_tanh
from .module import Module
from .parameter import Parameter


class RNNCellBase(Module):
    """What the cells share: parameters of `num_chunks` gates, uniform within 1 / sqrt(hidden_size) at first."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool, num_chunks: int, device: Any = None, dtype: Any = None
    ):
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = num_chunks * hidden_size
        self.weight_ih = Parameter(empty(rows, input_size, device=device, dtype=dtype))
        self.weight_hh = Parameter(empty(rows, hidden_size, device=device, dtype=dtype))
        self.bias_ih = Parameter(empty(rows, device=device, dtype=dtype)) if bias else None
        self.bias_hh = Parameter(empty(rows, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw all parameters anew."""
        bound = 1 / math.sqrt(self.hidden_size) if self.hidden_size else 0.0
        for p in self.parameters():
            init.uniform_(p, -bound, bound)

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else ", bias=False")
        nonlinearity = getattr(self, "nonlinearity", "tanh")
        return text + (f", nonlinearity={nonlinearity}" if nonlinearity != "tanh" else "")

    def _step(self, kernel: Kernel, input: Tensor, states: Any, count: int) -> list[Tensor]:
        """The states after one step: a sequence of length 1."""
        self._check(input, states, count)
        x = input if input.array.ndim == 2 else input.unsqueeze(0)
        if states is None:
            shape = (*input.array.shape[:-1], self.hidden_size)
            states = [wrap(np.zeros(shape, x.array.dtype)) for _ in range(count)]
        weights = Weights(self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        _, *after = layer(kernel, x, [len(x.array)], states, [weights])
        return after

    def _check(self, input: Any, states: Any, count: int) -> None:
        name = f"{type(self).__name__}({self.input_size}, {self.hidden_size})"
        same_type(name, input, weight_ih=self.weight_ih)
        shape = tuple(input.array.shape)
        if len(shape) not in (1, 2):
            raise ValueError(
                f"{name} expected an input (N, {self.input_size}) or ({self.input_size},), got {shape}. "
                f"A whole sequence? nn.{type(self).__name__.removesuffix('Cell')} reads it at once"
            )
        if shape[-1] != self.input_size:
            raise RuntimeError(f"{name} got an input of shape {shape}: its last axis must be {self.input_size}")
        if states is None:
            return
        if isinstance(states, Tensor) or len(states) != count or not all(isinstance(s, Tensor) for s in states):
            what = "a pair of tensors (h, c)" if count == 2 else "a tensor h"
            raise TypeError(f"{name}: hx must be {what}, got {type(states if count == 2 else states[0]).__name__}")
        for label, state in zip("hc", states, strict=False):
            same_type(name, input, **{label: state})
            if state.array.ndim not in (1, 2):
                raise ValueError(f"{name}: {label} must have one or two axes, got {tuple(state.array.shape)}")
            expected = (*shape[:-1], self.hidden_size)
            if state.array.shape != expected:
                raise RuntimeError(
                    f"{name}: with an input of shape {shape}, {label} must have the shape {expected}, got "
                    f"{tuple(state.array.shape)}"
                )


class RNNCell(RNNCellBase):
    """(N, input_size), (N, hidden_size) -> (N, hidden_size), or the same without N (Elman, 1990).

    h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or with max(0, .) for `nonlinearity="relu"`; h is 0 if it is not given.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}; it is 'tanh' or 'relu'")
        kernel = rnn_tanh if self.nonlinearity == "tanh" else rnn_relu
        return self._step(kernel, input, None if hx is None else [hx], 1)[0]


class LSTMCell(RNNCellBase):
    """(N, input_size), (N, hidden_size), (N, hidden_size) -> (N, hidden_size), (N, hidden_size), or the same without N.

    One step of an LSTM (Hochreiter and Schmidhuber, 1997; Gers et al., 2000): `cell(x, (h, c))` returns (h', c'). With
    gates i, f, o = sigmoid(W_ih x + b_ih + W_hh h + b_hh) and g = tanh(of the same), each with rows of its own in W and
    b, in the order i, f, g, o: c' = f * c + i * g and h' = o * tanh(c'). h and c are 0 if they are not given.
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None):
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        h, c = self._step(lstm, input, hx, 2)
        return h, c


class GRUCell(RNNCellBase):
    """(N, input_size), (N, hidden_size) -> (N, hidden_size), or the same without N (Cho et al., 2014).

    With gates r, z = sigmoid(W_ih x + b_ih + W_hh h + b_hh) and n = tanh(W_in x + b_in + r * (W_hn h + b_hn)), each
    with rows of its own in W and b, in this order: h' = (1 - z) * n + z * h; h is 0 if it is not given.
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None):
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        return self._step(gru, input, None if hx is None else [hx], 1)[0]
