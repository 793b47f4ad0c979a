"""Arguments of multi-head attention: masks of both kinds as one, and what is said of sizes that do not fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from .padding import pad


# ---------------------------------------------------------------------- masks
def merged_masks(attn_mask: Tensor | None, padding: Tensor | None, q: Tensor, k: Tensor) -> Tensor | None:
    """Both masks as one that is added to the scores (N, heads, L, S); keys that were attached are never masked."""
    if attn_mask is None and padding is None:
        return None
    n, heads = q.array.shape[:2]
    parts = []
    if attn_mask is not None:
        mask = added(attn_mask, q)
        parts.append(mask.unflatten(0, (n, heads)) if mask.array.ndim == 3 else mask)
    if padding is not None:
        mask = added(padding, q)
        parts.append(mask.unsqueeze(-2).unsqueeze(-2))  # (N, S) -> (N, 1, 1, S)
    merged = parts[0] if len(parts) == 1 else parts[0] + parts[1]
    attached = k.array.shape[2] - merged.array.shape[-1]
    return pad(merged, (0, attached)) if attached else merged


def added(mask: Tensor, like: Tensor) -> Tensor:
    """A mask to be added to scores: -inf where a boolean one is True; one of numbers as it is."""
    if mask.array.dtype != np.bool_:
        return mask
    kind = like.array.dtype
    return wrap(np.where(mask.array, kind.type(-np.inf), kind.type(0)))


def check_mask(mask: Any, name: str) -> None:
    """AssertionError unless a mask is boolean or floating point."""
    if mask is not None and mask.array.dtype.kind not in "bf":
        raise AssertionError(
            f"only bool and floating types of {name} are supported, got {mask.dtype.name}: {name}.bool() is True where "
            "a query may not look"
        )


def check_masks(
    query: Tensor, key: Tensor, padding: Tensor | None, attn_mask: Tensor | None, is_causal: bool, heads: int
) -> None:
    """Raise unless the masks have the shapes and types that these sequences need."""
    check_mask(padding, "key_padding_mask")
    check_mask(attn_mask, "attn_mask")
    batched = query.array.ndim == 3
    length, source = query.array.shape[0], key.array.shape[0]
    n = query.array.shape[1] if batched else 1
    if padding is not None and padding.array.shape != ((n, source) if batched else (source,)):
        expected = f"(N, S) = {(n, source)}" if batched else f"(S,) = {(source,)}"
        raise AssertionError(
            f"key_padding_mask has shape {tuple(padding.array.shape)}, expected {expected}, True where a key is padding"
        )
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "is_causal is a hint about attn_mask, which is missing: pass "
            "attn_mask=nn.Transformer.generate_square_subsequent_mask(L) too"
        )
    if attn_mask is None or attn_mask.array.shape in ((length, source), (n * heads, length, source)):
        return
    error = RuntimeError if attn_mask.array.ndim == 2 or (batched and attn_mask.array.ndim == 3) else AssertionError
    raise error(
        f"attn_mask has shape {tuple(attn_mask.array.shape)}, expected (L, S) = {(length, source)} or "
        f"(N num_heads, L, S) = {(n * heads, length, source)}"
    )


# ---------------------------------------------------------------------- sizes
def check_heads(embed_dim: int, num_heads: int) -> None:
    """Raise unless the numbers can be shared out among the heads."""
    if embed_dim <= 0 or num_heads <= 0:
        raise ValueError(
            f"embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads}"
        )
    if embed_dim % num_heads:
        raise AssertionError(
            f"embed_dim must be divisible by num_heads, got {embed_dim} and {num_heads}: each head gets embed_dim / "
            "num_heads numbers"
        )


def check_sequences(query: Tensor, key: Tensor, value: Tensor, embed_dim: int, num_heads: int) -> None:
    """Raise unless query, key and value fit together."""
    shapes = [tuple(t.array.shape) for t in (query, key, value)]
    got = "MultiheadAttention got, as {}, query {}, key {} and value {}: "
    got = got.format("(L, N, E)" if len(shapes[0]) == 3 else "(L, E)", *shapes)
    if len(shapes[0]) not in (2, 3) or len({len(shape) for shape in shapes}) > 1:
        raise AssertionError(got + "all must be batches (L, N, E), or all single sequences (L, E)")
    if shapes[0][-1] != embed_dim:
        raise AssertionError(got + f"the query's last axis must be embed_dim = {embed_dim}")
    check_heads(embed_dim, num_heads)
    if shapes[1][:-1] != shapes[2][:-1]:
        raise AssertionError(got + "there must be one value for each key")
    if shapes[0][1:-1] != shapes[1][1:-1]:
        raise RuntimeError(
            got + "N must be the same for all. Is it the first axis that counts sequences? "
            "MultiheadAttention(..., batch_first=True)"
        )


def check_projections(query: Tensor, key: Tensor, value: Tensor, weights: Any, packed: bool) -> None:
    """Raise unless each input is as wide as its projection expects."""
    for t, weight, name in zip((query, key, value), weights, ("query", "key", "value"), strict=True):
        if weight is None:
            raise AssertionError(
                f"the projection weight of {name} is None: pass in_proj_weight, or q_proj_weight, k_proj_weight and "
                "v_proj_weight with use_separate_proj_weight=True"
            )
        if t.array.shape[-1] != weight.array.shape[1]:
            error = AssertionError if not packed or key.array.shape != value.array.shape else RuntimeError
            raise error(
                f"MultiheadAttention got a {name} of shape {tuple(t.array.shape)}: its last axis must be "
                f"{weight.array.shape[1]}. Another width? MultiheadAttention(..., kdim=, vdim=)"
            )
