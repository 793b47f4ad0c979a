"""Multi-head attention: several attentions side by side, each with projections of its own."""

from __future__ import annotations

import math
from typing import Any

from .._tensor import Tensor
from ..ops.creation import empty
from ..ops.shaping import cat
from . import init
from ._attention_arguments import check_heads, check_masks, check_projections, check_sequences, merged_masks
from .attention import scaled_dot_product_attention
from .dropout import dropout
from .linear import Linear, linear
from .module import Module
from .parameter import Parameter
from .softmax import softmax

Pair = tuple[Tensor, Tensor | None]


class NonDynamicallyQuantizableLinear(Linear):
    """A Linear; the name is what PyTorch prints for the output projection of MultiheadAttention."""


class MultiheadAttention(Module):
    """(L, N, embed_dim), (S, N, kdim), (S, N, vdim) -> (L, N, embed_dim), and weights (N, L, S) or None.

    head_i = softmax(Q_i K_i^T / sqrt(d)) V_i with Q_i, K_i, V_i three projections to d = embed_dim / num_heads numbers;
    the heads side by side are projected once more (Vaswani et al., 2017, section 3.2.2). `batch_first` puts N before L
    and S; without a batch there is no N. Masks are True where a query may NOT look, or are added to the scores:
    `key_padding_mask` (N, S), `attn_mask` (L, S) or (N num_heads, L, S). `is_causal` is a hint that `attn_mask` is
    causal, so that a faster form may be taken. The weights are the mean over the heads, or (N, num_heads, L, S) for
    `average_attn_weights=False`. Where a query may look nowhere, its weights are NaN, and without them its heads are 0.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        self.embed_dim, self.num_heads, self.dropout, self.batch_first = embed_dim, num_heads, dropout, batch_first
        check_heads(embed_dim, num_heads)
        self.head_dim, self.add_zero_attn = embed_dim // num_heads, add_zero_attn
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == self.vdim == embed_dim
        kind = {"device": device, "dtype": dtype}
        packed = self._qkv_same_embed_dim
        self.in_proj_weight = Parameter(empty(3 * embed_dim, embed_dim, **kind)) if packed else None
        self.q_proj_weight = None if packed else Parameter(empty(embed_dim, embed_dim, **kind))
        self.k_proj_weight = None if packed else Parameter(empty(embed_dim, self.kdim, **kind))
        self.v_proj_weight = None if packed else Parameter(empty(embed_dim, self.vdim, **kind))
        self.in_proj_bias = Parameter(empty(3 * embed_dim, **kind)) if bias else None
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias=bias, **kind)
        self.bias_k = Parameter(empty(1, 1, embed_dim, **kind)) if add_bias_kv else None
        self.bias_v = Parameter(empty(1, 1, embed_dim, **kind)) if add_bias_kv else None
        self._reset_parameters()

    def _reset_parameters(self) -> None:
        """Xavier's values for the projections, zeros for their biases."""
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                init.xavier_uniform_(weight)
        for bias in (self.in_proj_bias, self.out_proj.bias):
            if bias is not None:
                init.zeros_(bias)
        for extra in (self.bias_k, self.bias_v):
            if extra is not None:
                init.xavier_normal_(extra)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> Pair:
        turn = self.batch_first and query.array.ndim == 3
        if turn:
            query, key, value = (t.transpose(0, 1) for t in (query, key, value))
        output, weights = multi_head_attention_forward(
            *(query, key, value, self.embed_dim, self.num_heads, self.in_proj_weight, self.in_proj_bias),
            *(self.bias_k, self.bias_v, self.add_zero_attn, self.dropout, self.out_proj.weight, self.out_proj.bias),
            *(self.training, key_padding_mask, need_weights, attn_mask, not self._qkv_same_embed_dim),
            *(self.q_proj_weight, self.k_proj_weight, self.v_proj_weight),
            average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
        return (output.transpose(0, 1) if turn else output), weights


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> Pair:
    """What MultiheadAttention computes, with its parameters as arguments: query (L, N, E), key and value (S, N, ...).

    `static_k` and `static_v` (N num_heads, S, E / num_heads) take the place of the projected keys and values.
    """
    separate = (q_proj_weight, k_proj_weight, v_proj_weight)
    weights = separate if use_separate_proj_weight else _thirds(in_proj_weight)
    check_sequences(query, key, value, embed_dim_to_check, num_heads)
    check_projections(query, key, value, weights, packed=not use_separate_proj_weight)
    check_masks(query, key, key_padding_mask, attn_mask, is_causal, num_heads)
    batched = query.array.ndim == 3
    inputs = [t.transpose(0, 1) if batched else t.unsqueeze(0) for t in (query, key, value)]  # (N, L, E)
    q, k, v = (linear(t, w, b) for t, w, b in zip(inputs, weights, _thirds(in_proj_bias), strict=True))
    q = _heads(q, num_heads)
    k = _sources(k, bias_k, static_k, add_zero_attn, num_heads)
    v = _sources(v, bias_v, static_v, add_zero_attn, num_heads)
    dropout_p = dropout_p if training else 0.0
    attended, shares = None, None
    if need_weights:
        mask = merged_masks(attn_mask, key_padding_mask, q, k)
        attended, shares = _with_weights(q, k, v, mask, dropout_p)
        shares = shares.mean(1) if average_attn_weights else shares
        shares = shares if batched else shares.squeeze(0)
    elif is_causal and key_padding_mask is None:
        attended = scaled_dot_product_attention(q, k, v, None, dropout_p, True)
    else:
        attended = scaled_dot_product_attention(q, k, v, merged_masks(attn_mask, key_padding_mask, q, k), dropout_p)
    joined = attended.transpose(1, 2).flatten(2)  # (N, heads, L, d) -> (N, L, heads d)
    output = linear(joined, out_proj_weight, out_proj_bias)
    return (output.transpose(0, 1) if batched else output.squeeze(0)), shares


def _thirds(packed: Tensor | None) -> Any:
    """What is packed for query, key and value."""
    return (None, None, None) if packed is None else packed.chunk(3)


def _heads(x: Tensor, heads: int) -> Tensor:
    """(N, L, E) -> (N, heads, L, d) with d = E / heads."""
    return x.unflatten(2, (heads, x.array.shape[2] // heads)).transpose(1, 2)


def _sources(projected: Tensor, extra: Tensor | None, static: Tensor | None, zero: bool, heads: int) -> Tensor:
    """Keys or values of each head (N, heads, S, d), after them a learned one and one of zeros if they are wanted."""
    n = projected.array.shape[0]
    if extra is not None:
        if static is not None:
            raise AssertionError(
                "multi_head_attention_forward: bias_k and bias_v cannot be added to static_k, static_v"
            )
        projected = cat([projected, extra.expand(n, 1, -1)], 1)
    x = _heads(projected, heads) if static is None else static.unflatten(0, (n, heads))
    return cat([x, x.new_zeros(n, heads, 1, x.array.shape[3])], 2) if zero else x


def _with_weights(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, dropout_p: float) -> tuple[Tensor, Tensor]:
    """Scaled dot-product attention step by step, with the weights (N, heads, L, S) that it used."""
    scores = (q * math.sqrt(1 / q.array.shape[-1])) @ k.transpose(-2, -1)
    if mask is not None:
        scores = scores + mask
    weights = dropout(softmax(scores, -1), dropout_p)
    return weights @ v, weights
