"""Attention and Transformer layers."""

from __future__ import annotations

from tests.examples._form import Example, Sample, calls, fixed, layers, lines, normal, values

SDPA = "F.scaled_dot_product_attention(q, k, v"
FOUR = {"q": normal(2, 2, 3, 4), "k": normal(2, 2, 5, 4), "v": normal(2, 2, 5, 4)}
THREE = {"q": normal(2, 3, 4), "k": normal(2, 5, 4), "v": normal(2, 5, 2)}
GROUPED = {"q": normal(2, 4, 3, 2), "k": normal(2, 2, 3, 2), "v": normal(2, 2, 3, 2)}
MASKS = [(3, 5), (1, 5), (2, 1, 3, 5), (1, 2, 1, 5), (2, 2, 3, 5), (2, 3, 5)]


def mostly(*shape: int) -> Sample:
    """Which keys may be seen: about three of four."""
    return Sample(lambda rng: rng.random(shape) < 0.75)


def forms(build: str, block: str, **inputs: Sample) -> list[Example]:
    """Layers, each called in several forms."""
    return [example for forward in lines(block) for example in layers(build, forward, **inputs)]


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

# ---------------------------------------------------------------------- several heads
MHA = {"q": normal(3, 2, 4), "k": normal(5, 2, 4), "v": normal(5, 2, 4)}
ONE = {"q": normal(3, 4), "k": normal(5, 4), "v": normal(5, 4)}
FIRST = {"q": normal(2, 3, 4), "k": normal(2, 5, 4), "v": normal(2, 5, 4)}
SELF = {"x": normal(3, 2, 4)}
SELF_AND_OTHER = {"q": normal(5, 2, 4), "k": normal(5, 2, 4)}
WIDE = {"q": normal(3, 2, 4), "k": normal(5, 2, 3), "v": normal(5, 2, 6)}
PADDED = values([False, False, True, False, False], [False, False, False, True, True])
BARE = "layer(q, k, v, need_weights=False)"
MASKED = "layer(q, k, v{|, p}, attn_mask=m{|, need_weights=False})"
CAUSAL = "torch.full((3, 3), -torch.inf).triu(1)"


def some(*shape: int) -> Sample:
    """Which keys may not be seen: about one of five."""
    return Sample(lambda rng: rng.random(shape) < 0.2)


HEADS = [
    *layers(
        """
        nn.MultiheadAttention(4, {1|2|4})
        nn.MultiheadAttention(4, 2, bias=False)
        nn.MultiheadAttention(4, 2{, 0.0, True, False, True|, add_bias_kv=True|, add_bias_kv=True, add_zero_attn=True})
        nn.MultiheadAttention(4, 2, kdim=4, vdim=4)
        """,
        **MHA,
    ),
    *layers("nn.MultiheadAttention(4, 2{|, add_bias_kv=True|, bias=False})", BARE, **MHA),
    *layers("nn.MultiheadAttention(4, 2{, add_bias_kv=True|, bias=False|, False, True, False, True})", **ONE),
    *layers("nn.MultiheadAttention(4, 2, batch_first=True{|, add_zero_attn=True})", **FIRST),
    *layers("nn.MultiheadAttention(4, {1|2}, kdim=3, vdim=6{|, bias=False|, add_bias_kv=True})", **WIDE),
    *layers("nn.MultiheadAttention(4, 2, vdim=6)", q=normal(3, 2, 4), k=normal(5, 2, 4), v=normal(5, 2, 6)),
    *layers("nn.MultiheadAttention(4, 2, kdim=3)", q=normal(3, 4), k=normal(5, 3), v=normal(5, 4)),
    *forms("nn.MultiheadAttention(4, 2)", "layer(q, k, v{|, average_attn_weights=False|, need_weights=False})", **MHA),
    *forms("nn.MultiheadAttention(4, 2)", "layer(q, k, v{|, average_attn_weights=False|, need_weights=False})", **ONE),
    *forms("nn.MultiheadAttention(4, 2)", "layer(x, x, x{|, need_weights=False})", **SELF),
    *forms("nn.MultiheadAttention(4, 2)", "layer({q, k, k|k, k, q}{|, need_weights=False})", **SELF_AND_OTHER),
    *forms(
        "nn.MultiheadAttention(4, 2{|, add_bias_kv=True, add_zero_attn=True})",
        """
        layer(q, k, v, {p|p.to(q.dtype) * 1.5}{|, need_weights=False})
        layer(q, k, v, attn_mask={m|m.to(q.dtype) - 1.5}{|, need_weights=False})
        layer(q, k, v, p, {True|False}, m)
        layer(q, k, v, p.to(q.dtype) * 0.5, {True|False}, m.to(q.dtype), False)
        """,
        **MHA, p=PADDED, m=some(3, 5),
    ),
    *forms(
        "nn.MultiheadAttention(4, 2)",
        "layer(q, k, v{|, p}, attn_mask=m{|, average_attn_weights=False|, need_weights=False})",
        **MHA, p=PADDED, m=some(4, 3, 5),
    ),
    *forms("nn.MultiheadAttention(4, 2)", MASKED, **MHA, p=fixed(normal(2, 5)), m=normal(4, 3, 5)),
    *forms("nn.MultiheadAttention(4, 2)", MASKED, **MHA, p=normal(2, 5), m=normal(3, 5)),
    *forms("nn.MultiheadAttention(4, 2)", MASKED, **ONE, p=values(False, True, False, True, False), m=some(2, 3, 5)),
    *forms("nn.MultiheadAttention(4, 2, batch_first=True)", MASKED, **FIRST, p=PADDED, m=some(3, 5)),
    *forms(
        "nn.MultiheadAttention(4, 2{|, add_bias_kv=True})",
        "layer(x, x, x, attn_mask=" + CAUSAL + ".to(x.dtype), is_causal={True|False}{|, need_weights=False})",
        **SELF,
    ),
    *forms(
        "nn.MultiheadAttention(4, 2)",
        "layer(x, x, x, p[:, :3], attn_mask=" + CAUSAL + ".to(x.dtype) < 0, is_causal=True{|, need_weights=False})",
        **SELF, p=PADDED,
    ),
    *calls(
        """
        F.multi_head_attention_forward(q, k, v, 4, 2, w, b, None, None, False, 0.0, o, c{|, need_weights=False})
        F.multi_head_attention_forward(q, k, v, 4, 2, w, None, None, None, True, 0.5, o, None, training=False)
        F.multi_head_attention_forward(q, k, v, 4, 2, w, b, None, None, False, 0.0, o, c, static_k=s, static_v=s * 2)
        """,
        **MHA, w=normal(12, 4), b=normal(12), o=normal(4, 4), c=normal(4), s=normal(4, 6, 2),
    ),
    *layers("nn.MultiheadAttention(4, 2, dtype=torch.float64, device='cpu')", **MHA),
]  # fmt: skip
# ---------------------------------------------------------------------- Transformer layers
T, TM = {"x": normal(3, 2, 4)}, {"x": normal(3, 2, 4), "memory": normal(5, 2, 4)}
ENCODERS = [
    *layers(
        """
        nn.TransformerEncoderLayer(4, {1|2}, 6, 0.0{|, 'gelu'|, F.silu|, nn.Tanh()|, layer_norm_eps=0.1|, bias=False})
        nn.TransformerEncoderLayer(4, 2, 6, 0.0, norm_first=True{|, activation=F.gelu|, bias=False|, batch_first=True})
        nn.TransformerEncoderLayer(4, 2, 6, dropout=0.0, activation=nn.{ReLU|GELU}())
        nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0), {1, None|2, None|2, nn.LayerNorm(4)}, False)
        nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0, 'gelu', 0.1, True), 2)
        nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0, batch_first=True), 1{|, None, True, False})
        """,
        **T,
    ),
    *layers("nn.TransformerEncoderLayer(4, 2, 6, 0.0{|, batch_first=True, norm_first=True})", x=normal(3, 4)),
    *layers("nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0, batch_first=True), 2)", x=normal(3, 4)),
    *forms(
        "nn.TransformerEncoderLayer(4, 2, 6, 0.0{|, norm_first=True})",
        """
        layer(x, {m|None, p|m, p|src_key_padding_mask=p})
        layer(x, CAUSAL{|, is_causal=True|, PADDED, True})
        """.replace("CAUSAL", CAUSAL + ".to(x.dtype)").replace("PADDED", "p.to(x.dtype) * -2"),
        **T, m=some(3, 3), p=values([False, False, True], [False, False, False]),
    ),
    *forms(
        "nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0, batch_first=True), 1)",
        """
        layer(x, {m|None, p|m, p|src_key_padding_mask=p})
        layer(x, {CAUSAL|CAUSAL < 0}{|, is_causal=True|, is_causal=False})
        layer(x, m.to(x.dtype){|, is_causal=False})
        layer(x, CAUSAL{|.expand(4, 3, 3)}, p.to(x.dtype))
        """.replace("CAUSAL", CAUSAL + ".to(x.dtype)"),
        x=normal(2, 3, 4), m=some(3, 3), p=values([False, False, True], [False, True, False]),
    ),
]  # fmt: skip
DECODERS = [
    *layers(
        """
        nn.TransformerDecoderLayer(4, {1|2}, 6, 0.0{|, 'gelu'|, F.silu|, nn.Tanh()|, layer_norm_eps=0.1|, bias=False})
        nn.TransformerDecoderLayer(4, 2, 6, 0.0, norm_first=True{|, activation=F.gelu|, bias=False})
        nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 6, 0.0), {2|1, nn.LayerNorm(4)})
        """,
        **TM,
    ),
    *layers("nn.TransformerDecoderLayer(4, 2, 6, 0.0{|, norm_first=True})", x=normal(3, 4), memory=normal(5, 4)),
    *layers("nn.TransformerDecoderLayer(4, 2, 6, 0.0, batch_first=True)", x=normal(2, 3, 4), memory=normal(2, 5, 4)),
    *forms(
        "nn.TransformerDecoderLayer(4, 2, 6, 0.0)",
        """
        layer(x, memory, {m|None, n|m, n|m, None, p, o|tgt_key_padding_mask=p, memory_key_padding_mask=o})
        layer(x, memory, CAUSAL{|, tgt_is_causal=True|, n, p, o|, n, memory_is_causal=True})
        layer(x, memory, n[:, :3].to(x.dtype), o[1] * 1.0 - m[:, :1].to(x.dtype))
        """.replace("CAUSAL", CAUSAL + " < 0"),
        **TM, m=some(3, 3), n=some(3, 5), o=PADDED, p=values([False, False, True], [False, False, False]),
    ),
]  # fmt: skip
MODEL = "nn.Transformer(4, 2, 1, 1, 6, 0.0"
BOTH = {"src": normal(2, 5, 4), "tgt": normal(2, 3, 4)}
SECOND = {"src": normal(5, 2, 4), "tgt": normal(3, 2, 4)}
READER = "nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0), 1, enable_nested_tensor=False)"
WRITER = "nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 6, 0.0), 1)"
TRANSFORMERS = [
    *layers(MODEL + ", batch_first=True)", **BOTH),
    *layers(f"nn.Transformer(4, custom_encoder={READER}, custom_decoder={WRITER})", **SECOND),
    *forms(
        MODEL + ", 'gelu', batch_first=True)",
        "layer(src, tgt, {s, t, m|None, t, None, o, t[:2], o})",
        **BOTH, s=some(5, 5), t=some(3, 3), m=some(3, 5), o=PADDED,
    ),
    *calls("nn.Transformer.generate_square_subsequent_mask({3|1|0|2, dtype=torch.float64|2, 'cpu', torch.float32})"),
]  # fmt: skip
ATTENTION: list[Example] = [*FUNCTION, *HEADS, *ENCODERS, *DECODERS, *TRANSFORMERS]
