"""The Transformer: an encoder reads a sequence, a decoder writes another and looks at what was read."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..autograd import is_grad_enabled
from ..ops.creation import full
from ..ops.order import triu
from . import init
from ._attention_arguments import added, check_mask
from .container import ModuleList
from .gelu import GELU, gelu
from .layer_norm import LayerNorm
from .module import Module
from .rectifiers import ReLU, relu
from .transformer_layers import Activation, TransformerDecoderLayer, TransformerEncoderLayer


class TransformerEncoder(Module):
    """(T, N, d_model) -> (T, N, d_model): copies of a layer, one after the other, then `norm` if there is one.

    All copies start with the same values. `mask` (T, T) or (N heads, T, T) and `src_key_padding_mask` (N, T) are those
    of MultiheadAttention; whether a mask is causal is found out unless `is_causal` says so. In evaluation without
    gradients PyTorch leaves out padding at the ends of sequences and gives zeros there, before `norm`; so does this
    encoder, for the same layers: batch_first, not norm_first, with biases, relu or gelu, an even number of heads.
    `enable_nested_tensor=False` prevents it. `mask_check` has no effect: padding is always checked to be at the ends.
    """

    def __init__(
        self,
        encoder_layer: TransformerEncoderLayer,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ):
        super().__init__()
        self.layers = _clones(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor, self.mask_check = enable_nested_tensor, mask_check
        self.use_nested_tensor = enable_nested_tensor and _can_leave_out_padding(encoder_layer)

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        check_mask(mask, "mask")
        check_mask(src_key_padding_mask, "src_key_padding_mask")
        is_causal = _is_causal(mask, is_causal, src, self.layers[0])
        x = src
        for layer in self.layers:
            x = layer(x, src_mask=mask, is_causal=is_causal, src_key_padding_mask=src_key_padding_mask)
        if mask is None and src_key_padding_mask is not None and self._leaves_out_padding(src):
            x = _without_padding(x, src_key_padding_mask)
        return x if self.norm is None else self.norm(x)

    def _leaves_out_padding(self, src: Tensor) -> bool:
        first = self.layers[0]
        trained = is_grad_enabled() and (src.requires_grad or any(p.requires_grad for p in first.parameters()))
        return self.use_nested_tensor and not first.training and src.array.ndim == 3 and not trained


def _can_leave_out_padding(layer: Module) -> bool:
    """The layers for which PyTorch has a faster form of inference."""
    if not isinstance(layer, TransformerEncoderLayer) or layer.norm_first:
        return False
    known = layer.activation in (relu, gelu) or isinstance(layer.activation, (ReLU, GELU))
    attention = layer.self_attn
    plain = attention.batch_first and attention.in_proj_bias is not None and attention.num_heads % 2 == 0
    return bool(known and plain)


def _without_padding(x: Tensor, padding: Tensor) -> Tensor:
    """(N, T, E) with zeros where there is padding, if it is at the ends of the sequences."""
    padded = added(padding, x).array != 0
    at_the_ends = bool((padded[:, 1:] >= padded[:, :-1]).all())
    return x.masked_fill(wrap(padded[:, :, None]), 0.0) if at_the_ends else x


class TransformerDecoder(Module):
    """(T, N, d_model), memory (S, N, d_model) -> (T, N, d_model): copies of a layer, then `norm` if there is one.

    All copies start with the same values and look at the same memory, the encoder's result. The masks are those of
    TransformerDecoderLayer.
    """

    def __init__(self, decoder_layer: TransformerDecoderLayer, num_layers: int, norm: Module | None = None):
        super().__init__()
        self.layers = _clones(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        check_mask(tgt_mask, "tgt_mask")
        tgt_is_causal = _is_causal(tgt_mask, tgt_is_causal, tgt, self.layers[0])
        x = tgt
        for layer in self.layers:
            x = layer(
                x,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=tgt_is_causal,
                memory_is_causal=memory_is_causal,
            )
        return x if self.norm is None else self.norm(x)


class Transformer(Module):
    """(S, N, d_model) source, (T, N, d_model) target -> (T, N, d_model): encoder and decoder (Vaswani et al., 2017).

    `custom_encoder` and `custom_decoder` are modules that take their places. The other arguments are those of
    TransformerEncoderLayer, for all layers; each stack ends with a LayerNorm. Embedding, positions and the last linear
    layer are for the caller to add.
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Activation = relu,
        custom_encoder: Any = None,
        custom_decoder: Any = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        kind: dict[str, Any] = {"bias": bias, "device": device, "dtype": dtype}
        sizes = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first)
        if custom_encoder is None:
            norm = LayerNorm(d_model, layer_norm_eps, **kind)
            custom_encoder = TransformerEncoder(TransformerEncoderLayer(*sizes, **kind), num_encoder_layers, norm)
        self.encoder = custom_encoder
        if custom_decoder is None:
            norm = LayerNorm(d_model, layer_norm_eps, **kind)
            custom_decoder = TransformerDecoder(TransformerDecoderLayer(*sizes, **kind), num_decoder_layers, norm)
        self.decoder = custom_decoder
        self._reset_parameters()
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def _reset_parameters(self) -> None:
        for p in self.parameters():
            if p.array.ndim > 1:
                init.xavier_uniform_(p)

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        self._check(src, tgt)
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal)
        return self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )

    def _check(self, src: Tensor, tgt: Tensor) -> None:
        got = f"Transformer got src of shape {tuple(src.array.shape)} and tgt of shape {tuple(tgt.array.shape)}: "
        if src.array.ndim != tgt.array.ndim:
            raise RuntimeError(got + "both must be batches (T, N, E), or both single sequences (T, E)")
        axis = 0 if self.batch_first else 1
        if src.array.ndim == 3 and src.array.shape[axis] != tgt.array.shape[axis]:
            remedy = "" if self.batch_first else " Batch on axis 0? Transformer(..., batch_first=True)"
            raise RuntimeError(got + f"the batch number of src and tgt, axis {axis}, must be equal.{remedy}")
        if not src.array.shape[-1] == tgt.array.shape[-1] == self.d_model:
            raise RuntimeError(got + f"the feature number of src and tgt, their last axis, must be {self.d_model}")

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """The causal mask (sz, sz), to be added to scores: 0 up to the diagonal, -inf right of it."""
        return triu(full((sz, sz), -math.inf, dtype=dtype, device=device), 1)


def _clones(layer: Module, n: int) -> ModuleList:
    return ModuleList([copy.deepcopy(layer) for _ in range(n)])


def _is_causal(mask: Tensor | None, hint: bool | None, x: Tensor, layer: Any) -> bool:
    """The hint, or whether the mask forbids to look ahead and nothing else."""
    if hint is not None or mask is None:
        return hint is True
    length = x.array.shape[1 if x.array.ndim == 3 and layer.self_attn.batch_first else 0]
    if mask.array.shape != (length, length):
        return False
    ahead = np.triu(np.full((length, length), -np.inf), 1)
    return bool((added(mask, x).array == ahead).all())
