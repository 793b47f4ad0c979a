"""Hierarchical attention network (Yang et al., 2016): words make sentences, sentences make documents."""

from .. import nn
from .bidirectional import both_ways


class HierarchicalAttention(nn.Module):
    """(N, S, W) tokens, S sentences of W words -> (N, classes) logits; token 0 is padding.

    Words are read both ways by GRUs and weighed by attention into a sentence, sentences likewise into a document
    (section 2.2). `attend=False` takes plain means in the place of both attentions. Padding, and sentences of nothing
    else, have no influence. `weights` says what was attended to.
    """

    def __init__(self, vocabulary: int, classes: int, hidden: int = 48, embedding: int = 32, attend: bool = True):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding, padding_idx=0)
        self.words, self.sentences = Level(embedding, hidden, attend), Level(hidden, hidden, attend)
        self.readout = nn.Linear(hidden, classes)

    def forward(self, tokens):
        return self.readout(self.documents(tokens)[0])

    def weights(self, tokens):
        """(N, S, W) tokens -> attention to words (N, S, W) and to sentences (N, S); padding gets 0."""
        return self.documents(tokens)[1:]

    def documents(self, tokens):
        """(N, S, W) -> (N, hidden), and the attention to words and sentences."""
        there = tokens != 0
        flat, kept = self.embedding(tokens).flatten(0, 1), there.flatten(0, 1)  # (N S, W, embedding), (N S, W)
        vectors, words = self.words(flat, kept)
        document, sentences = self.sentences(vectors.unflatten(0, tokens.shape[:2]), there.any(2))
        return document, words.unflatten(0, tokens.shape[:2]), sentences


class Level(nn.Module):
    """(N, T, D) vectors and (N, T) what is there -> (N, hidden) summaries and (N, T) weights (eq. 5 to 7)."""

    def __init__(self, features: int, hidden: int, attend: bool):
        super().__init__()
        self.onward, self.back = (nn.GRU(features, hidden // 2, batch_first=True) for _ in range(2))
        self.projection = nn.Linear(hidden, hidden) if attend else None
        self.context = nn.Linear(hidden, 1, bias=False) if attend else None

    def forward(self, x, there):
        h = both_ways(self.onward, self.back, x, there.sum(1))  # (N, T, hidden)
        scores = (
            h.new_zeros(there.shape) if self.context is None else self.context(self.projection(h).tanh()).squeeze(2)
        )
        weights = scores.masked_fill(~there, -1e9).softmax(1) * there
        return (weights.unsqueeze(2) * h).sum(1), weights
