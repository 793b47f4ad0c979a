"""Recurrent layers: networks that read a sequence step by step and carry a state along."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..ops.creation import empty
from ..ops.shaping import cat
from . import init
from ._gru_kernel import gru
from ._lstm_kernel import lstm
from ._recurrence import Weights, layer
from ._recurrent_arguments import check_dropout, check_input, check_sizes, check_states, no_projection
from ._rnn_kernel import rnn_relu, rnn_tanh
from .dropout import dropout as drop
from .module import Module
from .parameter import Parameter
from .utils.rnn import PackedSequence

KERNELS = {"RNN_TANH": rnn_tanh, "RNN_RELU": rnn_relu, "LSTM": lstm, "GRU": gru}
GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "LSTM": 4, "GRU": 3}


class RNNBase(Module):
    """What RNN, LSTM and GRU share: the parameters of all layers and directions, and the way through them.

    `mode` is "RNN_TANH", "RNN_RELU", "LSTM" or "GRU". The parameters of the first layer are `weight_ih_l0`,
    `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, with a projection `weight_hr_l0`, and the same with `_reverse` for the
    second direction. All start uniform within 1 / sqrt(hidden_size).
    """

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        if mode not in KERNELS:
            raise ValueError(f"Unrecognized RNN mode: {mode}; it is one of {', '.join(KERNELS)}")
        self.mode, self.input_size, self.hidden_size, self.num_layers = mode, input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.bidirectional, self.proj_size = bias, batch_first, bidirectional, proj_size
        check_dropout(dropout, num_layers)
        check_sizes(self)
        self.dropout = float(dropout)
        self._all_weights: list[list[str]] = []
        for k in range(num_layers):
            for suffix in ("", "_reverse")[: 1 + bidirectional]:
                shapes = self._shapes(k)
                self._all_weights.append([f"{name}_l{k}{suffix}" for name in shapes])
                for name, shape in zip(self._all_weights[-1], shapes.values(), strict=True):
                    self.register_parameter(name, Parameter(empty(*shape, device=device, dtype=dtype)))
        self.reset_parameters()

    def _shapes(self, k: int) -> dict[str, tuple[int, ...]]:
        """The parameters of one direction of layer k."""
        rows, outputs = GATES[self.mode] * self.hidden_size, self.proj_size or self.hidden_size
        inputs = self.input_size if k == 0 else outputs * (1 + self.bidirectional)
        shapes: dict[str, tuple[int, ...]] = {"weight_ih": (rows, inputs), "weight_hh": (rows, outputs)}
        if self.bias:
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
        if self.proj_size:
            shapes["weight_hr"] = (self.proj_size, self.hidden_size)
        return shapes

    def reset_parameters(self) -> None:
        """Draw all parameters anew."""
        bound = 1 / math.sqrt(self.hidden_size)
        for p in self.parameters():
            init.uniform_(p, -bound, bound)

    def flatten_parameters(self) -> None:
        """Does nothing: it arranges weights in a graphics card's memory in PyTorch."""

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters, a list for every layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    # ------------------------------------------------------------------ the way through
    def _forward(self, input: Any, hx: Sequence[Tensor] | None) -> tuple[Any, Sequence[Tensor]]:
        """The output, packed if the input is, and the last states."""
        if isinstance(input, PackedSequence):
            check_input(self, input.data, (2,), "(L, input_size) in a packed sequence")
            sizes = input.batch_sizes.tolist()
            states = _picked(self._first_states(input.data, hx, sizes[0]), input.sorted_indices)
            y, last = self._layers(input.data, sizes, states)
            return PackedSequence(y, *input[1:]), _picked(last, input.unsorted_indices)
        check_input(self, input, (2, 3), "(T, N, input_size), (N, T, input_size) with batch_first, or (T, input_size)")
        if input.array.ndim == 2:
            return self._layers(input, [1] * len(input.array), self._first_states(input, hx))
        x = input.transpose(0, 1) if self.batch_first else input  # (T, N, input_size)
        steps, n, _ = x.array.shape
        y, last = self._layers(x.reshape(steps * n, self.input_size), [n] * steps, self._first_states(input, hx, n))
        output = y.reshape(steps, n, y.array.shape[1])
        return (output.transpose(0, 1) if self.batch_first else output), last

    def _first_states(self, x: Tensor, hx: Sequence[Tensor] | None, *n: int) -> Sequence[Tensor]:
        """`hx`, checked, or zeros: (D * num_layers, N, ...), for one sequence without N."""
        count = self.num_layers * (1 + self.bidirectional)
        shapes = [(count, *n, self.proj_size or self.hidden_size), (count, *n, self.hidden_size)]
        shapes = shapes if self.mode == "LSTM" else shapes[:1]
        check_states(self, x, hx, shapes)
        return [wrap(np.zeros(shape, x.array.dtype)) for shape in shapes] if hx is None else hx

    def _layers(self, x: Tensor, batch_sizes: list[int], hx: Sequence[Tensor]) -> tuple[Tensor, Sequence[Tensor]]:
        """Rows x (L, input_size), as many a step as `batch_sizes` says -> (L, D * outputs), and the last states."""
        directions, last = 1 + self.bidirectional, []
        for k in range(self.num_layers):
            if k > 0 and self.dropout:
                x = drop(x, self.dropout, self.training)
            here = slice(k * directions, (k + 1) * directions)
            weights = [self._weights(names) for names in self._all_weights[here]]
            x, *states = layer(KERNELS[self.mode], x, batch_sizes, [s[here] for s in hx], weights)
            last.append(states)
        return x, [cat(s) for s in zip(*last, strict=True)]

    def _weights(self, names: Sequence[str]) -> Weights:
        ih, hh, *others = (getattr(self, name) for name in names)
        return Weights(ih, hh, *others) if self.bias else Weights(ih, hh, None, None, *others)

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        text += f", proj_size={self.proj_size}" if self.proj_size else ""
        text += f", num_layers={self.num_layers}" if self.num_layers != 1 else ""
        text += "" if self.bias else ", bias=False"
        text += ", batch_first=True" if self.batch_first else ""
        text += f", dropout={self.dropout}" if self.dropout else ""
        return text + (", bidirectional=True" if self.bidirectional else "")


def _picked(states: Sequence[Tensor], places: Tensor | None) -> Sequence[Tensor]:
    """The states of the sequences in another order."""
    return states if places is None else [s[:, places] for s in states]


class RNN(RNNBase):
    """(T, N, input_size) -> (T, N, D*P) and h_n (D*num_layers, N, P), with P = hidden_size (Elman, 1990).

    h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), or with max(0, .) for `nonlinearity="relu"`. D is 2 if
    `bidirectional`: a second network reads from the end. Each of `num_layers` reads what the one before gives, while
    training with `dropout` between them. Input and output are (N, T, ...) with `batch_first`, (T, ...) for one
    sequence, or packed. `hx` is the first state, of h_n's shape; zeros if it is not given.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
        **others: Any,
    ):
        no_projection("RNN", others)
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity {nonlinearity!r}. Select from 'tanh' or 'relu'.")
        mode = f"RNN_{nonlinearity.upper()}"
        options = (num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype)
        super().__init__(mode, input_size, hidden_size, *options)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor | PackedSequence, hx: Tensor | None = None) -> tuple[Any, Tensor]:
        output, (h,) = self._forward(input, None if hx is None else [hx])
        return output, h


class LSTM(RNNBase):
    """(T, N, input_size) -> (T, N, D*P) and (h_n (D*num_layers, N, P), c_n (D*num_layers, N, hidden_size)).

    The long short-term memory (Hochreiter and Schmidhuber, 1997; its forget gate: Gers et al., 2000). With gates i, f,
    o = sigmoid(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh) and the candidate g = tanh(of the same), each with rows of its
    own in W and b, in the order i, f, g, o: c_t = f * c_(t-1) + i * g and h_t = o * tanh(c_t), P = hidden_size numbers.
    With `proj_size`, P is that, and h_t = W_hr (o * tanh(c_t)) (Sak et al., 2014). All else as in RNN; `hx` is the pair
    (h_0, c_0).
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ):
        options = (num_layers, bias, batch_first, dropout, bidirectional, proj_size, device, dtype)
        super().__init__("LSTM", input_size, hidden_size, *options)

    def forward(
        self, input: Tensor | PackedSequence, hx: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Any, tuple[Tensor, Tensor]]:
        output, (h, c) = self._forward(input, hx)
        return output, (h, c)


class GRU(RNNBase):
    """(T, N, input_size) -> (T, N, D*P) and h_n (D*num_layers, N, P), with P = hidden_size (Cho et al., 2014).

    With gates r, z = sigmoid(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh) and n = tanh(W_in x_t + b_in + r * (W_hn h_(t-1) +
    b_hn)), each with rows of its own in W and b, in this order: h_t = (1 - z) * n + z * h_(t-1). The paper has r *
    h_(t-1) before the product with W_hn, and z and 1 - z the other way round. All else as in RNN.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
        **others: Any,
    ):
        no_projection("GRU", others)
        options = (num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype)
        super().__init__("GRU", input_size, hidden_size, *options)

    def forward(self, input: Tensor | PackedSequence, hx: Tensor | None = None) -> tuple[Any, Tensor]:
        output, (h,) = self._forward(input, None if hx is None else [hx])
        return output, h
