"""Embedding."""

from __future__ import annotations

from dataclasses import replace

from tests.examples._form import calls, integers, layers, normal

INDICES = integers(0, 5, 2, 3)
TABLE = normal(5, 4)
PRETRAINED = "nn.Embedding.from_pretrained(torch.tensor([[3.0, 4.0], [0.3, 0.4], [-1.0, 2.0]])"
# Rows that get no gradient, a smaller one, or are written into on the way: not the derivative of what is computed.
BY_RULE = [
    *layers(
        """
        nn.Embedding(5, 4, {padding_idx=1|-1|max_norm=1.0|max_norm=0.5, norm_type=1.0|scale_grad_by_freq=True})
        nn.Embedding(5, 4, scale_grad_by_freq=True, padding_idx=0, max_norm=1.5)
        """,
        i=INDICES,
    ),
    *layers("nn.Embedding(400, 3, padding_idx=3, scale_grad_by_freq=True)", i=integers(0, 400, 600)),
    *layers(f"{PRETRAINED}, {{False, 1|max_norm=2.0}})", i=integers(0, 3, 4)),
    *calls("F.embedding(i, w, {2|padding_idx=-1|scale_grad_by_freq=True})", i=INDICES, w=TABLE),
]
EMBEDDING = [
    *(replace(example, by_rule=True) for example in BY_RULE),
    *layers("nn.Embedding(5, 4{|, norm_type=3})", i=INDICES),
    *layers(f"{PRETRAINED}{{|, freeze=False}})", i=integers(0, 3, 4)),
    *(e for i in [(), (0,), (0, 2), (3, 2, 1), (700,)] for e in layers("nn.Embedding(5, 3)", i=integers(0, 5, *i))),
    *layers("nn.Embedding(400, 3)", i=integers(0, 400, 600)),
    *layers("nn.Embedding(5, 4)", "layer(i.int())", i=INDICES),
    *calls("F.embedding(i, w)", i=INDICES, w=TABLE),
    *calls("F.embedding(i, w.detach(), max_norm={0.5|1.0, norm_type=1.0})", i=INDICES, w=TABLE),
]
