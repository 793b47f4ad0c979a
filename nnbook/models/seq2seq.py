"""Encoder and decoder (Sutskever, Vinyals & Le, 2014; Cho et al., 2014), and the attention between them."""

from .. import cat, nn, stack
from .bidirectional import both_ways

START = 1  # the token before the first; 0 is padding


class Seq2Seq(nn.Module):
    """(N, S) source and (N, T) target tokens -> (N, T, vocabulary) logits, the target read one step late.

    A bidirectional GRU encodes, a GRU decodes. Without attention its start is all it knows of the source. With
    `attention` "additive" (Bahdanau, Cho & Bengio, 2015), "dot" or "general" (Luong, Pham & Manning, 2015) it looks at
    every position before each step; Luong looks after it. Token 0 is padding, 1 starts the target. `begin` and
    `advance` are for decoding: see `greedy` and `beam_search`.
    """

    def __init__(self, source: int, target: int, hidden: int = 64, embedding: int = 24, attention: str = "additive"):
        super().__init__()
        if attention not in ("none", *SCORES):
            raise ValueError(f"Seq2Seq(attention={attention!r}): it must be one of {['none', *SCORES]}")
        self.source, self.target = nn.Embedding(source, embedding), nn.Embedding(target, embedding)
        self.onward, self.back = (nn.GRU(embedding, hidden // 2, batch_first=True) for _ in range(2))
        self.start = nn.Linear(hidden, hidden)
        self.score = None if attention == "none" else SCORES[attention](hidden)
        seen = 0 if self.score is None else hidden
        self.cell, self.readout = nn.GRUCell(embedding + seen, hidden), nn.Linear(hidden + seen, target)

    def forward(self, source, target):
        before = cat([target.new_full((len(target), 1), START), target[:, :-1]], 1)
        state, logits = self.begin(source), []
        for t in range(target.shape[1]):
            new, state = self.advance(before[:, t], state)
            logits.append(new)
        return stack(logits, 1)

    def begin(self, source):
        """(N, S) tokens -> state: hidden (N, hidden), memory (N, S, hidden), what is no padding, weights (N, S)."""
        there = source != 0
        memory = both_ways(self.onward, self.back, self.source(source), there.sum(1))
        last = (there.sum(1) - 1).clamp(min=0).reshape(-1, 1, 1).expand(-1, 1, memory.shape[2] // 2)
        ends = cat([memory.chunk(2, 2)[0].gather(1, last).squeeze(1), memory.chunk(2, 2)[1][:, 0]], 1)
        return self.start(ends).tanh(), memory, there, memory.new_zeros(there.shape)

    def advance(self, token, state):
        """(N,) last tokens and a state -> (N, vocabulary) logits of the next and the state after; its last part has the
        weights (N, S) of the attention."""
        hidden, memory, there, weights = state
        seen = []
        if self.score is not None:
            weights = self.score(hidden, memory).masked_fill(~there, -1e9).softmax(1)
            seen = [(weights.unsqueeze(2) * memory).sum(1)]
        hidden = self.cell(cat([self.target(token), *seen], 1), hidden)
        return self.readout(cat([hidden, *seen], 1)), (hidden, memory, there, weights)


class Additive(nn.Module):
    """(N, H) query and (N, S, H) memory -> (N, S) scores v tanh(W q + U m) (Bahdanau et al., 2015, appendix A.1.2)."""

    def __init__(self, hidden: int):
        super().__init__()
        self.query, self.key, self.value = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, 1)

    def forward(self, query, memory):
        return self.value((self.query(query).unsqueeze(1) + self.key(memory)).tanh()).squeeze(2)


class Multiplicative(nn.Module):
    """(N, H) query and (N, S, H) memory -> (N, S) scores q m, or q W m with `general` (Luong et al., 2015, 3.1)."""

    def __init__(self, hidden: int, general: bool = False):
        super().__init__()
        self.map = nn.Linear(hidden, hidden, bias=False) if general else nn.Identity()

    def forward(self, query, memory):
        return (self.map(memory) @ query.unsqueeze(2)).squeeze(2)


SCORES = {"additive": Additive, "dot": Multiplicative, "general": lambda hidden: Multiplicative(hidden, True)}
