"""Attention: every place of a sequence looks at all others and takes from them what fits."""

from __future__ import annotations

import math

import numpy as np

from .._tensor import Array, Tensor, wrap
from .._threads import in_slices
from ..ops.assembling import repeat_interleave
from ..ops.special import line_sums
from ._optional import record_given
from .dropout import dropout

NAME = "scaled_dot_product_attention"


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(Q K^T / sqrt(E)) V: query (..., L, E), key (..., S, E), value (..., S, D) -> (..., L, D).

    Each of the L queries is compared with the S keys; the softmax of these scores says in which shares it takes the S
    values (Vaswani et al., 2017, eq. 1). `attn_mask`, of a shape that broadcasts to (..., L, S), is True where a query
    may look, or is added to the scores; a query that may look nowhere gets zeros. `is_causal` lets query i look at keys
    0 to i only. `dropout_p` drops shares, always: pass 0 outside training. `scale` replaces 1 / sqrt(E). With
    `enable_gqa`, neighboring heads (axis -3) of the query share one of key and value (Ainslie et al., 2023).
    """
    _check_types(query, key, value)
    if enable_gqa:
        key, value = _shared_heads(query, key, "key"), _shared_heads(query, value, "value")
    batch = _check_shapes(query, key, value)
    scores = (*batch, query.array.shape[-2], key.array.shape[-2])
    bias = _bias(attn_mask, is_causal, scores, query)
    if not 0 <= dropout_p <= 1:
        raise RuntimeError(f"dropout probability has to be between 0 and 1, but got {dropout_p}")
    kept = dropout(wrap(np.ones(scores, query.array.dtype)), dropout_p).array if dropout_p else None
    scale = 1 / math.sqrt(max(query.array.shape[-1], 1)) if scale is None else scale
    return _attend(query, key, value, attn_mask, bias, kept, scale)


def _attend(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, bias: Array | None, kept: Array | None, scale: float
) -> Tensor:
    """The shares are p = e / sum(e) with e = exp(s - max(s)) for each row of scores s.

    The large e is never divided by its sums: the small result is, and on the way back the small gradient. BLAS is
    faster on transposed keys and values in one piece. Threads split the first axis; each fills its part of every array.
    """
    lead = np.broadcast_shapes(*(t.array.shape[:-2] for t in (query, key, value)))
    batch = lead or (1,)
    q, k, v = (_to_batch(t.array, batch) for t in (query, key, value))
    b, drop = (None if a is None else _to_batch(a, batch) for a in (bias, kept))
    scaled = q * q.dtype.type(scale)
    e = np.empty((*batch, q.shape[-2], k.shape[-2]), q.dtype)
    share = np.empty((*e.shape[:-1], 1), q.dtype)  # 1 / sum(e)
    y = np.empty_like(q, shape=(*q.shape[:-1], v.shape[-1]))  # in memory as the query, which may be a view of heads

    def forward(part: slice) -> None:
        with np.errstate(invalid="ignore"):  # infinite scores give NaN, as in PyTorch
            s = np.matmul(scaled[part], _turned(k[part]), out=e[part])  # s = q k^T scale
            if b is not None:
                s += b[part]
            largest = s.max(-1, keepdims=True, initial=-np.inf)
            largest[largest == -np.inf] = 0  # a query that may look nowhere
            s -= largest
        np.exp(s, out=s)
        total = line_sums(s, s.ndim - 1)
        total[total == 0] = 1
        np.divide(1, total, out=share[part])
        np.matmul(s if drop is None else s * drop[part], v[part], out=y[part])
        y[part] *= share[part]  # y = p v

    def back(gradient: Array) -> tuple[Array | None, ...]:
        g = gradient.reshape(y.shape)
        dq, dk, dv = (np.empty_like(a) if t.requires_grad else None for a, t in ((q, query), (k, key), (v, value)))
        db = np.empty_like(e) if mask is not None and mask.requires_grad else None

        def backward(part: slice) -> None:
            shared = g[part] * share[part]
            if dv is not None:  # dv = p^T g
                weights = e[part] if drop is None else e[part] * drop[part]
                np.matmul(weights.swapaxes(-1, -2), shared, out=dv[part])
            ds = np.matmul(shared, _turned(v[part]), out=None if db is None else db[part])  # dp = g v^T
            if drop is not None:
                ds *= drop[part]
            ds -= np.vecdot(shared, y[part])[..., None]  # the sum of p dp is that of g y
            ds *= e[part]  # ds = p (dp - sum of p dp)
            if dq is not None:  # dq = ds k scale
                np.matmul(ds, k[part], out=dq[part])
                dq[part] *= q.dtype.type(scale)
            if dk is not None:  # dk = ds^T q scale
                np.matmul(ds.swapaxes(-1, -2), scaled[part], out=dk[part])

        in_slices(backward, batch[0], e.size)
        return dq, dk, dv, db

    in_slices(forward, batch[0], e.size)
    return record_given(y if lead else y[0], (query, key, value, mask), back)


def _turned(a: Array) -> Array:
    return np.ascontiguousarray(a.swapaxes(-1, -2))


def _to_batch(a: Array, batch: tuple[int, ...]) -> Array:
    """The array with all axes of the batch, repeated along those that it lacks (a view)."""
    return np.broadcast_to(a, (*batch, *a.shape[-2:]))


def _bias(mask: Tensor | None, is_causal: bool, scores: tuple[int, ...], query: Tensor) -> Array | None:
    """What is added to the scores: a mask of numbers itself, or -inf wherever a query may not look."""
    kind = query.array.dtype
    if is_causal:
        if mask is not None:
            raise RuntimeError(
                f"{NAME}: is_causal=True is a mask of its own: leave out attn_mask, or add them up first"
            )
        return np.triu(np.full(scores[-2:], -np.inf, kind), 1)
    if mask is None:
        return None
    if not isinstance(mask, Tensor):
        raise TypeError(f"{NAME}: attn_mask must be a Tensor, got {type(mask).__name__}")
    a = mask.array
    if a.dtype not in (np.bool_, np.float32, kind):
        raise RuntimeError(
            f"{NAME}: expected attn_mask to be bool, float32 or {query.dtype.name} as the query, got "
            f"{mask.dtype.name}: True where a query may look is attn_mask.bool()"
        )
    try:
        fits = np.broadcast_shapes(a.shape, scores) == scores
    except ValueError:
        fits = False
    if not fits:
        raise RuntimeError(f"{NAME}: attn_mask of shape {a.shape} does not broadcast to the scores' shape {scores}")
    a = a.reshape((1,) * (2 - a.ndim) + a.shape)
    return np.where(a, kind.type(0), kind.type(-np.inf)) if a.dtype == np.bool_ else a


def _shared_heads(query: Tensor, other: Tensor, name: str) -> Tensor:
    """The heads of key or value, each repeated for the neighboring query heads that share it."""
    if min(query.array.ndim, other.array.ndim) < 3:
        raise IndexError(f"{NAME}: enable_gqa needs heads on axis -3, got {name} of shape {tuple(other.array.shape)}")
    heads, shared = query.array.shape[-3], other.array.shape[-3]
    if shared == 0 or heads % shared:
        raise RuntimeError(f"{NAME}: the {shared} heads of {name} must divide the {heads} heads of query")
    return other if heads == shared else repeat_interleave(other, heads // shared, -3)


def _check_types(*tensors: Tensor) -> None:
    for t, name in zip(tensors, ("query", "key", "value"), strict=True):
        if not isinstance(t, Tensor):
            raise TypeError(f"{NAME}: {name} must be a Tensor, got {type(t).__name__}: convert it with tensor(...)")
        if t.array.ndim < 2:
            raise RuntimeError(
                f"{NAME}: {name} must have at least 2 axes (length, width), got shape {tuple(t.array.shape)}. "
                "One element? x.unsqueeze(0)"
            )
    kinds = [t.dtype.name for t in tensors]
    if len(set(kinds)) > 1 or tensors[0].array.dtype.kind != "f":
        raise RuntimeError(
            f"{NAME}: expected query, key and value of the same floating point dtype, but got {', '.join(kinds)}: "
            "convert with x.float() or x.to(query.dtype)"
        )


def _check_shapes(*tensors: Tensor) -> tuple[int, ...]:
    """The leading axes of the result."""
    shapes = q, k, v = [tuple(t.array.shape) for t in tensors]
    got = f"{NAME} got query {q}, key {k} and value {v}: "
    if q[-1] != k[-1]:
        raise RuntimeError(
            got + f"query and key are multiplied, so their last axes must be the same ({q[-1]}, {k[-1]})"
        )
    if k[-2] != v[-2]:
        raise RuntimeError(got + f"there must be as many keys as values, axis -2 is {k[-2]} and {v[-2]}")
    try:
        return np.broadcast_shapes(*(shape[:-2] for shape in shapes))
    except ValueError:
        heads = len(q) > 2 and len(k) > 2 and k[-3] and q[-3] % k[-3] == 0
        remedy = " Query heads that share key heads? enable_gqa=True" if heads else ""
        raise RuntimeError(got + "all axes before the last two must be the same, or 1." + remedy) from None
