"""Attention, from the recurrent encoder and decoder to GPT."""

from __future__ import annotations

from tests.examples._form import integers, layers, networks, normal, values

SOURCE, TARGET = values([2, 3, 4, 0], [4, 2, 3, 2]), integers(1, 5, 2, 3)
X, MEMORY = normal(2, 4, 6), normal(2, 3, 6)
SMALL = "5, 5, width=6, depth=2, heads=2, hidden=5, dropout=0.0"

TRANSFORMERS = [
    *networks('models.seq2seq.Seq2Seq(5, 5, 4, 3, "{none|additive|dot|general}")', source=SOURCE, target=TARGET),
    # Networks, because the gradient of the keys' bias is 0 but for what rounding leaves.
    *networks("models.attention.MultiHeadAttention(6{|, 2})", x=X),
    *networks("models.attention.MultiHeadAttention(6, 3)", x=X, memory=MEMORY),
    *networks("models.transformer_layer.TransformerLayer(6, 2, 5{|, norm_first=True})", x=X),
    *networks("models.transformer_layer.TransformerLayer(6, 2, 5, reads=True)", "layer(x, None, m)", x=X, m=MEMORY),
    *layers("models.attention.{SinusoidalPositions|LearnedPositions}(6, 5)", x=X),
    *networks(
        f"models.transformer.Transformer({SMALL}{{|, norm_first=True|, tied=True}})", source=SOURCE, target=TARGET
    ),
    *networks("models.gpt.GPT(7, 5, width=6, depth=2, heads=2, dropout=0.0)", tokens=integers(0, 7, 2, 4)),
]
