"""The Transformer (Vaswani et al., 2017): an encoder and a decoder of attention, with no recurrence at all."""

from .. import cat, nn
from .attention import SinusoidalPositions, causal_mask
from .transformer_layer import TransformerLayer

START = 1  # the token before the first; 0 is padding


class Transformer(nn.Module):
    """(N, S) source and (N, T) target tokens -> (N, T, vocabulary) logits, the target read one step late (fig. 1).

    The defaults but for the vocabularies are the paper's base model. Normalization comes after each part, as there, or
    before it with `norm_first`, which trains without warm-up (Xiong et al., 2020). `tied` shares one embedding with the
    decoder's input and the output, as there, and needs one vocabulary. Weights start as in PyTorch, the embeddings with
    deviation E^-0.5. Token 0 is padding, 1 starts the target; for decoding see `greedy` and `beam_search`.
    """

    def __init__(
        self,
        source: int,
        target: int,
        *,
        width=512,
        depth=6,
        heads=8,
        hidden=2048,
        dropout=0.1,
        norm_first=False,
        tied=False,
    ):
        super().__init__()
        if tied and source != target:
            raise ValueError(f"Transformer(tied=True) needs one vocabulary for both sides, got {source} and {target}")
        self.source = nn.Embedding(source, width)
        self.target = self.source if tied else nn.Embedding(target, width)
        self.positions, self.dropout, self.scale = SinusoidalPositions(width), nn.Dropout(dropout), width**0.5
        part = (width, heads, hidden, dropout, norm_first)
        self.encoder = nn.ModuleList(TransformerLayer(*part) for _ in range(depth))
        self.decoder = nn.ModuleList(TransformerLayer(*part, reads=True) for _ in range(depth))
        self.encoder_norm, self.decoder_norm = (nn.LayerNorm(width) if norm_first else nn.Identity() for _ in range(2))
        self.readout = nn.Linear(width, target, bias=not tied)
        if tied:
            self.readout.weight = self.target.weight
        for embedding in (self.source, self.target):
            nn.init.normal_(embedding.weight, std=width**-0.5)

    def forward(self, source, target):
        before = cat([target.new_full((len(target), 1), START), target[:, :-1]], 1)
        return self.decode(before, *self.begin(source)[:2])

    def begin(self, source):
        """(N, S) tokens -> memory (N, S, E), which of it is no padding (N, S), and no target tokens yet (N, 0)."""
        there = source != 0
        x = self.embed(self.source, source)
        for layer in self.encoder:
            x = layer(x, there[:, None, None])
        return self.encoder_norm(x), there, source[:, :0]

    def decode(self, tokens, memory, there):
        """(N, T) target tokens so far and the memory -> (N, T, vocabulary) logits of the next."""
        x, mask = self.embed(self.target, tokens), causal_mask(tokens.shape[1], tokens.device)
        for layer in self.decoder:
            x = layer(x, mask, memory, there[:, None, None])
        return self.readout(self.decoder_norm(x))

    def advance(self, token, state):
        """(N,) last tokens and a state -> (N, vocabulary) logits of the next and the state after."""
        memory, there, tokens = state
        tokens = cat([tokens, token.unsqueeze(1)], 1)
        return self.decode(tokens, memory, there)[:, -1], (memory, there, tokens)

    def embed(self, embedding, tokens):
        """(N, T) -> (N, T, E): vectors of tokens times sqrt(E), plus positions (section 3.4)."""
        return self.dropout(self.positions(embedding(tokens) * self.scale))
