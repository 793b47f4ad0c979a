"""Attention and Transformer layers."""

from __future__ import annotations

from tests.examples._form import Example, Sample, calls, fixed, normal

SDPA = "F.scaled_dot_product_attention(q, k, v"
FOUR = {"q": normal(2, 2, 3, 4), "k": normal(2, 2, 5, 4), "v": normal(2, 2, 5, 4)}
THREE = {"q": normal(2, 3, 4), "k": normal(2, 5, 4), "v": normal(2, 5, 2)}
GROUPED = {"q": normal(2, 4, 3, 2), "k": normal(2, 2, 3, 2), "v": normal(2, 2, 3, 2)}
MASKS = [(3, 5), (1, 5), (2, 1, 3, 5), (1, 2, 1, 5), (2, 2, 3, 5), (2, 3, 5)]


def mostly(*shape: int) -> Sample:
    """Which keys may be seen: about three of four."""
    return Sample(lambda rng: rng.random(shape) < 0.75)


FUNCTION = [
    *calls(SDPA + "{|, is_causal=True|, scale=0.3|, None, 0.0, True|, enable_gqa=True|, scale=0})", **FOUR),
    *calls(SDPA + "{|, is_causal=True}{|, scale=-2})", **THREE),
    *calls(SDPA + "{|, is_causal=True})", q=normal(3, 4), k=normal(5, 4), v=normal(5, 3)),
    *calls(SDPA + "{|, is_causal=True})", q=normal(5, 4), k=normal(3, 4), v=normal(3, 4)),
    *calls(SDPA + ", is_causal=True)", q=normal(1, 2, 1, 3, 4), k=normal(1, 2, 1, 3, 4), v=normal(1, 2, 1, 3, 5)),
    *calls(SDPA + ")", q=normal(2, 3, 3, 4), k=normal(1, 1, 5, 4), v=normal(2, 1, 5, 2)),
    *calls(SDPA + ")", q=normal(2, 3, 4), k=normal(2, 0, 4), v=normal(2, 0, 4)),
    *calls(SDPA + ")", q=normal(3, 4), k=normal(5, 4), v=normal(2, 2, 5, 4)),
    *(e for shape in MASKS for e in calls(SDPA + ", m)", **FOUR, m=mostly(*shape))),
    *(e for shape in MASKS for e in calls(SDPA + ", m)", **FOUR, m=normal(*shape))),
    *(e for shape in [(3, 5), (2, 1, 5)] for e in calls(SDPA + ", attn_mask=m)", **THREE, m=fixed(normal(*shape)))),
    *(e for shape in [(5,), (), (3, 1)] for e in calls(SDPA + ", m)", **THREE, m=mostly(*shape))),
    *(e for shape in [(5,), (), (3, 1)] for e in calls(SDPA + ", m)", **THREE, m=fixed(normal(*shape)))),
    *calls(SDPA + ", m.float())", **FOUR, m=fixed(normal(3, 5))),
    *calls(SDPA + ", {m > 9|m.masked_fill(m > 0.3, -torch.inf)|m.tril() != 0})", **FOUR, m=normal(3, 5)),
    *calls(SDPA + ", enable_gqa=True{|, is_causal=True|, scale=3.0})", **GROUPED),
    *calls(
        SDPA + ", m{|, enable_gqa=True})", q=normal(4, 3, 2), k=normal(4, 5, 2), v=normal(4, 5, 3), m=normal(4, 1, 5)
    ),
    *calls(SDPA + ", enable_gqa=True)", q=normal(4, 3, 2), k=normal(2, 5, 2), v=normal(1, 5, 3)),
    *calls(
        "F.scaled_dot_product_attention({q, q, q|q, q, v|q, k, k|k, q, q}{|, is_causal=True})",
        q=normal(2, 3, 4),
        k=normal(2, 3, 4),
        v=normal(2, 3, 2),
    ),
    *calls(
        "q, k, v = (t.transpose(1, 2) for t in x.chunk(3, -1)); " + SDPA + ", is_causal=True)", x=normal(2, 4, 2, 6)
    ),
    *calls(
        "q, k, v = x.reshape(2, 3, 3, 2, 2).permute(2, 0, 3, 1, 4).unbind(0); "
        "y = F.scaled_dot_product_attention(q, k, v{|, is_causal=True}); y.transpose(1, 2).reshape(2, 3, 4)",
        x=normal(2, 3, 12),
    ),
]
ATTENTION: list[Example] = [*FUNCTION]
